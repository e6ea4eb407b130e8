"""The registers: what is open first, filters, files, and who sees what. Risks: test_risks_moved.py."""

import csv
import io

import pytest
from django.test import Client

from commissioning.choices import Audience, CommitmentState
from commissioning.models import Commitment, NewsItem, Risk, StaffingLine
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
