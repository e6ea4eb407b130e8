"""The registers: what is open first, filters, levels of risks and how they moved, files, and who sees what."""

import csv
import io

import pytest
from django.test import Client

from commissioning.choices import Audience, CommitmentState, State
from commissioning.figures.registers import matrix, moved_words
from commissioning.models import Commitment, NewsItem, Risk, StaffingLine
from commissioning.models.seeing import told
from commissioning.views.registers import REGISTERS
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, rows_counted, words
from tracker.models import User
from tracker.roles import Role

ALL = "/quarters/2022-23-q2/registers/"


def client(role: Role) -> Client:
    found = Client()
    found.force_login(User.objects.filter(role=role).earliest("pk"))
    return found


@pytest.fixture
def alice(demo) -> Client:
    return client(Role.OFFICER)


def table_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))


@pytest.mark.parametrize("name", REGISTERS)
def test_each_register_shows_what_its_file_holds(alice, name):
    page, lines = alice.get(f"{ALL}{name}/"), table_of(alice.get(f"{ALL}{name}/?format=csv"))
    assert rows_counted(page) == len(lines) > 0
    assert tuple(lines[0]) == tuple(REGISTERS[name].header)
    light(page)


def test_the_index_leads_to_each(alice):
    links = [href for href, _ in read(alice.get(ALL)).links]
    assert {f"{ALL}{name}/" for name in REGISTERS} <= set(links)


def test_a_register_that_is_none(alice):
    assert alice.get(f"{ALL}never/").status_code == 404


def test_promises_are_those_that_are_not_over_unless_asked(alice):
    promise = Commitment.objects.filter(state=CommitmentState.OPEN).earliest("pk")
    before = rows_counted(alice.get(f"{ALL}promises/"))
    Commitment.objects.filter(pk=promise.pk).update(state=CommitmentState.DONE, state_note="In post since May")
    assert rows_counted(alice.get(f"{ALL}promises/")) == before - 1
    assert "In post since May" in words(alice.get(f"{ALL}promises/?state=done"))
    assert rows_counted(alice.get(f"{ALL}promises/?state=all")) == Commitment.objects.count()


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ("due=undated", {"due_on": None}),
        ("by_whom=office", {"by_whom": "office"}),
        ("due=quarter", {"due_on__lte": "2022-09-30"}),
    ],
)
def test_promises_are_filtered(alice, query, condition):
    assert (
        rows_counted(alice.get(f"{ALL}promises/?state=all&{query}")) == Commitment.objects.filter(**condition).count()
    )


def test_a_selection_narrows_to_what_is_about_its_services(alice):
    for name, model in (("news", NewsItem), ("staffing", StaffingLine)):
        whole = rows_counted(alice.get(f"{ALL}{name}/?when=all"))
        part = rows_counted(alice.get(f"{ALL}{name}/?when=all&provider=childrens-society"))
        assert whole == model.objects.count()
        assert part < whole


@pytest.fixture
def told_twice(db) -> Risk:
    """A risk told of in two quarters."""
    first, second = make.quarters()[4:6]
    own = make.ReturnFactory(period=first)
    risk = make.RiskFactory(service=own.service, audience=Audience.BOARD)
    make.RiskReviewFactory(risk=risk, quarterly_return=own, likelihood=3, impact=3)
    later = make.ReturnFactory(period=second, service=own.service, provider=own.provider, state=State.SUBMITTED)
    make.RiskReviewFactory(
        risk=risk, quarterly_return=later, likelihood=5, impact=4, likelihood_after=4, impact_after=4
    )
    return risk


def test_the_level_of_a_risk_is_that_of_the_newest_review_after_mitigation(told_twice):
    row = Risk.objects.with_levels().get()
    assert (row.level_before, row.level_now, row.level_last) == (20, 16, 9)
    assert moved_words(row.level_now, row.level_last) == "up from 9"


def test_what_is_not_approved_moves_no_risk_for_a_viewer(told_twice, person):
    row = Risk.objects.with_levels(told(person(Role.VIEWER))).get()
    assert (row.level_now, row.level_last) == (None, None)


@pytest.mark.parametrize(
    ("now", "last", "said"),
    [
        (None, None, "level not stated"),
        (None, 4, "level not stated"),
        (9, None, "told for the first time"),
        (9, 9, "unchanged"),
        (9, 4, "up from 4"),
        (4, 9, "down from 9"),
    ],
)
def test_how_a_level_moved(now, last, said):
    assert moved_words(now, last) == said


def test_the_matrix_counts_each_risk_once(told_twice):
    make.RiskFactory(service=told_twice.service)
    cells = {(cell.likelihood, cell.impact): cell for row in matrix(Risk.objects.with_levels()) for cell in row}
    assert len(cells) == 25
    assert cells[4, 4].count == sum(cell.count for cell in cells.values()) == 1
    assert (cells[4, 4].grade, cells[2, 3].grade, cells[1, 5].grade) == ("high", "medium", "low")


def test_risks_are_filtered_by_level(demo, alice):
    levels = [row.level_now for row in Risk.objects.with_levels().open()]
    unstated = sum(level is None for level in levels)
    assert rows_counted(alice.get(f"{ALL}risks/?level=unstated")) == unstated
    high = sum(level is not None and level >= 15 for level in levels)
    assert rows_counted(alice.get(f"{ALL}risks/?level=high")) == high


def test_a_viewer_sees_what_is_for_the_board_and_approved(demo):
    said = words(client(Role.VIEWER).get(f"{ALL}risks/"))
    internal = Risk.objects.filter(audience=Audience.INTERNAL).earliest("pk")
    assert internal.title not in said
    assert internal.title in words(client(Role.OFFICER).get(f"{ALL}risks/"))


@pytest.mark.parametrize("name", REGISTERS)
def test_more_rows_cost_no_more_queries(demo, alice, name):
    def grow() -> None:
        period = make.models.ReportingPeriod.objects.get(slug="2022-23-q2")
        for _ in range(3):
            own = make.ReturnFactory(period=period)
            make.RiskReviewFactory(quarterly_return=own, likelihood=2, impact=2)
            make.CommitmentFactory(quarterly_return=own, service=own.service)
            make.NewsItemFactory(quarterly_return=own)
            make.WaitingListLineFactory(quarterly_return=own)
            make.StaffingLineFactory(pack=own.pack, services=[own.service])

    flat(alice, f"{ALL}{name}/", grow)
