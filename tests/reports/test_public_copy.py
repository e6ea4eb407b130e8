"""The public's copy of the update: small counts of people are in none of its parts, and follow from none."""

import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from commissioning import figures
from commissioning.models import Observation, ReportingPeriod, WaitingListLine
from reports import suppression
from reports.builder import build_public
from reports.document import to_json
from reports.management.portfolio.portfolio import generate
from reports.models import Entry, Update
from reports.suppression import Why
from reports.workflow.outline import ensure_outline
from tests.reports.attacker import small_counts, worked_out
from tracker.models import Office, User
from tracker.roles import Role


def public(slug: str = "2022-23-q2"):
    return build_public(Update.objects.get(period__slug=slug), office=Office.objects.get())


def said(copy) -> str:
    return json.dumps(to_json(copy.document), ensure_ascii=False)


def count(code: str, number: int, period: str = "2022-23-q2") -> None:
    Observation.objects.filter(service_measure__code=code, period__slug=period).update(value=number)


@pytest.mark.usefixtures("demo")
class TestDemonstration:
    def test_a_small_count_is_not_shown_in_the_annex_and_a_large_one_is(self):
        figures = [row for annex in public().document.annexes for row in annex.figures]
        rows = {row.code: row for row in figures if row.period == "Q2 2022/23"}
        hidden, shown = rows["ypidva-declined"], rows["idva-referrals"]
        assert (hidden.value, hidden.words, hidden.comparators) == (None, "not shown", ())
        assert (shown.value, shown.words) == ("492", "492")

    def test_a_hidden_headline_has_no_comparison_no_bar_and_no_finding(self):
        before = public()
        assert any(finding.anchor == "drive" for finding in before.document.front.better)
        count("drive-referrals", 3)
        copy = public()
        entry = next(entry for entry in copy.document.entries if entry.code == "drive")
        assert entry.figures[0].value == "not shown"
        assert entry.figures[0].comparator == ""
        assert not any(finding.anchor == "drive" for finding in copy.document.front.better)
        assert "3 in" not in str(entry)

    def test_a_hidden_earlier_figure_takes_the_comparison_with_it(self):
        count("drive-referrals", 4, "2022-23-q1")
        copy = public()
        entry = next(entry for entry in copy.document.entries if entry.code == "drive")
        assert entry.figures[0].value == "55"
        assert "not shown" in entry.figures[0].comparator
        assert "up 51" not in said(copy)

    def test_a_text_that_names_a_hidden_number_is_left_out_and_listed(self):
        words = "We met one young person who declined.\n\nAll others stayed."
        Entry.objects.filter(code="ypidva").update(words=words)
        copy = public()
        assert [(each.anchor, each.numbers) for each in copy.withheld] == [("ypidva", (1,))]
        assert "one young person" not in said(copy)
        assert "All others stayed." in said(copy)

    def test_a_short_waiting_list_is_not_told(self):
        line = WaitingListLine.objects.filter(quarterly_return__period__slug="2022-23-q2").earliest("pk")
        WaitingListLine.objects.filter(pk=line.pk).update(
            state="reported", waiting=2, note="A short list", audience="public"
        )
        assert "A short list" not in said(public())
        WaitingListLine.objects.filter(pk=line.pk).update(waiting=20)
        assert "A short list" in said(public())

    def test_what_is_for_the_board_or_the_office_is_not_in_it(self):
        copy = public()
        assert not any(entry.not_received for entry in copy.document.entries)
        assert not copy.document.front.not_received
        assert not {"ratings", "questions", "staffing"} & {
            table.code for annex in copy.document.annexes for table in annex.tables
        }

    def test_no_key_of_a_count_leaves(self):
        assert '"counts": [], "beside": []' in said(public())
        assert "idva-referrals 2022-23-q2" not in said(public())

    def test_the_page_shows_it_to_the_office_with_what_is_left_out(self, person, client_of):
        address = reverse("update", args=["2022-23-q2"]) + "?for=public"
        page = client_of(person(Role.OFFICER)).get(address).content.decode()
        assert "What this copy leaves out" in page
        assert "YPIDVA declined service" in page
        assert "a small number of people" in page
        board = client_of(person(Role.VIEWER)).get(address).content.decode()
        assert "What this copy leaves out" not in board

    def test_a_public_draft_is_refused(self):
        with pytest.raises(CommandError, match="not approved"):
            call_command("build_update", "2022-23-q2", "--audience=public", "--draft", "--json=/dev/null")


@pytest.fixture
def generated(db) -> str:
    """Many small services, some with several providers, and the update of their newest whole quarter."""
    figures.forget()
    generate(services=12, years=2, seed=5, password="a password for tests")
    rows = Observation.objects.filter(standing="approved", period__calendar__kind="financial_quarters")
    period = ReportingPeriod.objects.filter(pk__in=rows.values("period")).latest("end")
    ensure_outline(period=period, by=User.objects.filter(role=Role.MANAGER).earliest("pk"), at=timezone.now())
    make_parts_small(rows.filter(period=period, version__about_people=True, version__number_kind="count"))
    return period.slug


def make_parts_small(rows) -> None:
    """Where two providers report one figure, one of them counted three people and the other forty."""
    together: dict[int, list[Observation]] = {}
    for row in rows.filter(service_measure__whole=None, service_measure__family="").order_by("pk"):
        together.setdefault(row.service_measure_id, []).append(row)
    for found in together.values():
        for row, number in zip(found, (3, 40), strict=False):
            if len(found) > 1:
                Observation.objects.filter(pk=row.pk).update(value=number)


def test_an_attacker_works_no_small_count_out_of_a_generated_update(generated, monkeypatch):
    assert small_counts()
    assert worked_out(public(generated).document) == {}
    whole = suppression.solve

    def small_alone(*args, **options):
        solved = whole(*args, **options)
        return replace(solved, why={key: why for key, why in solved.why.items() if why is Why.SMALL})

    monkeypatch.setattr(suppression, "solve", small_alone)  # the control: the second step is taken away
    assert worked_out(public(generated).document)
