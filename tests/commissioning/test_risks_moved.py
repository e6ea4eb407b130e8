"""The register of risks: where each stands at the end of the quarter and of the one before, and how it moved."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from openpyxl import load_workbook

from commissioning.choices import Audience, Movement, State
from commissioning.figures.reference import reference_for
from commissioning.figures.risks import Eyes, Said, Standing, moved, moved_words, movement_of, movement_words
from commissioning.figures.risks import read as standings_at
from commissioning.models import ReportingPeriod, Risk, RiskReview
from commissioning.models.seeing import audiences, told
from commissioning.ratings.risks import Told, grade, movement
from tests.commissioning import factories as make
from tests.commissioning.factories import approved
from tests.commissioning.pages import read, rows_counted, words
from tracker.models import User
from tracker.roles import Role

pytestmark = pytest.mark.django_db
RISKS = "/quarters/2022-23-q2/registers/risks/"
UNSTATED = (None, None)
Levels = tuple[int | None, int | None]
M = Movement


@dataclass(frozen=True)
class Case:
    """What was said of a risk in the quarters before, and in this one; when it was closed."""

    said: dict[int, Levels]
    moved: Movement
    words: str
    closed: date | None = None


# quarter 5 is Q2 2022/23, 4 the one before
CASES = {
    "worse": Case({4: (3, 3), 5: (4, 4)}, M.UP, "Up from 9"),
    "better": Case({4: (4, 4), 5: (3, 3)}, M.DOWN, "Down from 16"),
    "said again": Case({4: (3, 3), 5: (3, 3)}, M.SAME, "Unchanged"),
    "the same level at another place": Case({4: (2, 4), 5: (4, 2)}, M.SAME, "Unchanged"),
    "a quarter left out": Case({3: (3, 3), 5: (4, 4)}, M.UP, "Up from 9"),
    "for the first time": Case({5: (4, 4)}, M.NEW, "New"),
    "for the first time, without a level": Case({5: UNSTATED}, M.NEW, "New"),
    "not this time": Case({4: (3, 3)}, M.SILENT, "Not told of again"),
    "not this time, and without a level before": Case({4: UNSTATED}, M.SILENT, "Not told of again"),
    "no level now": Case({4: (3, 3), 5: UNSTATED}, M.UNSTATED, "Level not stated"),
    "no level then": Case({4: UNSTATED, 5: (3, 3)}, M.UNSTATED, "Level not stated"),
    "half a level": Case({4: (3, 3), 5: (3, None)}, M.UNSTATED, "Level not stated"),
    "never": Case({}, M.UNSTATED, "Level not stated"),
    "closed this quarter": Case({4: (3, 3)}, M.CLOSED, "Closed 12 Sep 2022", date(2022, 9, 12)),
    "closed on its last day": Case({4: (3, 3), 5: (4, 4)}, M.CLOSED, "Closed 30 Sep 2022", date(2022, 9, 30)),
    "closed after it": Case({4: (3, 3), 5: (4, 4)}, M.UP, "Up from 9", date(2022, 10, 1)),
    "worse after it": Case({4: (3, 3), 5: (3, 3), 6: (5, 5)}, M.SAME, "Unchanged"),
}


def say(risk: Risk, periods: list[ReportingPeriod], said: dict[int, Levels], **standing: Any) -> list[RiskReview]:
    """One review a quarter, each in a return of its own, which is sent where nothing else is said."""
    reviews = []
    for place, (likelihood, impact) in said.items():
        own = make.ReturnFactory(period=periods[place], service=risk.service, **{"state": State.SUBMITTED, **standing})
        reviews.append(make.RiskReviewFactory(risk=risk, quarterly_return=own, likelihood=likelihood, impact=impact))
    return reviews


def standing(period: ReportingPeriod, user: User | None = None) -> list[Standing]:
    """Where each risk stands at the end of the period, as far as this person may read."""
    eyes = Eyes(tuple(audiences(user)), told(user)) if user else Eyes(tuple(Audience), Q())
    return list(standings_at(period, eyes, reference_for(make.OfficeFactory())).values())


@pytest.mark.parametrize("name", CASES)
def test_how_a_risk_moved(name):
    case, periods = CASES[name], make.quarters()
    risk = make.RiskFactory(closed_on=case.closed)
    say(risk, periods, case.said)
    (row,) = standing(periods[5])
    assert (movement_of(row), movement_words(row)) == (case.moved, case.words)


def test_a_risk_that_is_told_of_later_is_not_there_yet():
    periods = make.quarters()
    say(make.RiskFactory(), periods, {6: (3, 3)})
    assert not standing(periods[5])
    assert standing(periods[6]), "control"


NOW, THEN = date(2022, 9, 30), date(2022, 6, 30)


@pytest.mark.parametrize(
    ("then", "now", "closed", "said"),
    [
        (None, None, False, M.UNSTATED),
        (None, Told(NOW, 9), False, M.NEW),
        (Told(THEN, 9), Told(THEN, 9), False, M.SILENT),
        (Told(THEN, 9), Told(NOW, None), False, M.UNSTATED),
        (Told(THEN, 9), Told(NOW, 9), False, M.SAME),
        (Told(THEN, 9), Told(NOW, 10), False, M.UP),
        (Told(THEN, 9), Told(NOW, 8), False, M.DOWN),
        (None, None, True, M.CLOSED),
        (Told(THEN, 9), Told(NOW, 25), True, M.CLOSED),
    ],
)
def test_the_rule(then, now, closed, said):
    assert movement(then, now, closed=closed) == said


@pytest.mark.parametrize(("level", "said"), [(25, "high"), (15, "high"), (12, "medium"), (6, "medium"), (5, "low")])
def test_how_grave_a_level_is(level, said):
    assert grade(level) == said


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
def test_what_a_return_says_of_it(now, last, said):
    assert moved_words(now, last) == said


def test_a_level_is_that_after_mitigation_where_that_was_stated():
    periods = make.quarters()
    (review,) = say(make.RiskFactory(), periods, {5: (5, 4)})
    RiskReview.objects.filter(pk=review.pk).update(likelihood_after=4, impact_after=4)
    (row,) = standing(periods[5])
    assert row.now == Said(on=periods[5].end, likelihood=4, impact=4, before=20)
    assert row.level_now == 16


def test_what_is_not_approved_moves_no_risk_for_a_viewer(person):
    periods = make.quarters()
    risk = make.RiskFactory(audience=Audience.BOARD)
    say(risk, periods, {4: (3, 3)}, **approved(person(Role.OFFICER), person(Role.MANAGER)))
    say(risk, periods, {5: (4, 4)})
    (row,) = standing(periods[5], person(Role.VIEWER))
    assert (row.level_then, row.level_now, movement_of(row)) == (9, 9, M.SILENT)
    assert movement_of(standing(periods[5])[0]) == M.UP, "control"


def places(rows) -> dict[tuple[int, int], int]:
    return {(cell.likelihood, cell.impact): cell.count for row in rows for cell in row if cell.count}


def test_the_tables_count_each_risk_once_then_and_now():
    periods = make.quarters()
    for said, closed in (
        ({4: (3, 3), 5: (4, 4)}, None),
        ({5: (4, 4)}, None),
        ({4: (3, 3)}, date(2022, 9, 12)),  # was there, is there no more
        ({4: (2, 2)}, date(2022, 6, 1)),  # was closed before
        ({4: (1, 5)}, None),  # stands where it stood
        ({5: UNSTATED}, None),
    ):
        say(make.RiskFactory(closed_on=closed), periods, said)
    found = moved(standing(periods[5]), periods[5])
    assert places(found.then) == {(3, 3): 2, (1, 5): 1}
    assert places(found.now) == {(4, 4): 2, (1, 5): 1}
    assert found.moves == {M.UP: 1, M.NEW: 2, M.CLOSED: 2, M.SILENT: 1}
    assert [len(row) for row in found.now] == [5] * 5
    assert (found.now[0][0].likelihood, found.now[0][0].impact) == (5, 1)


def test_where_no_level_is_stated_there_are_no_tables():
    periods = make.quarters()
    say(make.RiskFactory(), periods, {4: UNSTATED, 5: UNSTATED})
    found = moved(standing(periods[5]), periods[5])
    assert (found.then, found.now, found.moves) == ((), (), {M.UNSTATED: 1})


@pytest.fixture
def alice(demo, person, client_of) -> Client:
    """Looks at four more risks of the demonstration's Q2: worse, new, closed in it, and closed long ago."""
    by = {each.slug: each for each in ReportingPeriod.objects.filter(calendar__kind="financial_quarters")}
    periods = [by["2022-23-q1"], by["2022-23-q2"]]
    service = make.ServiceFactory()
    for title, said, closed in (
        ("It gets worse", {0: (3, 3), 1: (4, 4)}, None),
        ("It is new", {1: (4, 4)}, None),
        ("It is over", {0: (3, 3)}, date(2022, 9, 12)),
        ("It was over long ago", {0: (3, 3)}, date(2022, 5, 1)),
    ):
        say(make.RiskFactory(service=service, title=title, closed_on=closed), periods, said)
    return client_of(person(Role.OFFICER))


def titles(client: Client, query: str) -> set[str]:
    content = client.get(f"{RISKS}?{query}&format=csv").content.decode().removeprefix("\ufeff")
    return {row["Risk"] for row in csv.DictReader(io.StringIO(content)) if row["Risk"].startswith("It ")}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", {"It gets worse", "It is new", "It is over"}),
        ("state=open", {"It gets worse", "It is new"}),
        ("state=closed", {"It is over", "It was over long ago"}),
        ("state=all", {"It gets worse", "It is new", "It is over", "It was over long ago"}),
        ("moved=up", {"It gets worse"}),
        ("moved=new", {"It is new"}),
        ("moved=closed", {"It is over"}),
        ("now=4-4", {"It gets worse", "It is new"}),
        ("then=3-3", {"It gets worse", "It is over"}),
        ("state=all&then=3-3", {"It gets worse", "It is over"}),
        ("state=closed&now=3-3", set()),
        ("level=high", {"It gets worse", "It is new"}),
    ],
)
def test_the_list_is_filtered(alice, query, kept):
    assert titles(alice, query) == kept


def test_each_cell_and_each_movement_leads_to_what_it_counts(alice):
    page = read(alice.get(RISKS))
    links = {href: text for href, text in page.links if href.endswith("#list") and href.startswith("?")}
    assert links["?now=4-4#list"].startswith("2")
    assert "Up: 1" in links["?moved=up#list"]
    for href, text in links.items():
        count = int("".join(filter(str.isdigit, text)))
        assert rows_counted(alice.get(RISKS + href.removesuffix("#list"))) == count, href


def test_a_cell_keeps_the_other_filters(alice):
    links = [href for href, _ in read(alice.get(f"{RISKS}?state=all&moved=up")).links]
    assert "?state=all&now=4-4#list" in links


def test_page_and_files_say_both_levels(alice):
    assert "Up from 9" in words(alice.get(RISKS))
    row = next(
        each
        for each in csv.DictReader(
            io.StringIO(alice.get(f"{RISKS}?format=csv").content.decode().removeprefix("\ufeff"))
        )
        if each["Risk"] == "It gets worse"
    )
    assert (row["Level the quarter before"], row["Level now"], row["Since the quarter before"]) == (
        "9",
        "16",
        "Up from 9",
    )
    assert (row["Likelihood the quarter before"], row["Impact now"]) == ("3", "4")
    assert row["Last told of for the period to"] == "2022-09-30"
    book = load_workbook(io.BytesIO(alice.get(f"{RISKS}?moved=up&format=xlsx").content))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {"It gets worse", 9, 16, "Up from 9", "Up"} <= set(cells), (
        "numbers are numbers, and the filter stands on the sheet"
    )
