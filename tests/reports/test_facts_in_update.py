"""Every fact with a value, and every body and event named, stands in the built update where its service does."""

import json
import re
from collections.abc import Iterator

import pytest

from commissioning.models import Service
from providers.models import Provider
from reports.builder import build
from reports.document import Annex, Audience, Document, Entry, Table, for_audience, to_json
from reports.models import Update
from tests.reports.facts import FACTS, ITEMS, TOLD, Fact
from tests.snapshots import Snapshot
from tracker.models import Office

pytestmark = pytest.mark.pages

SAME_BODY = {"HWFS (Hereford & Worcester Fire)": "HWFRS", "SFRS (Shropshire Fire and Rescue)": "SFRS"}
SAME_EVENT = {"Provider visit to Willowdene farm": "visited Willowdene farm"}
OWN_OFFICE = {"OPCC", "OPCC (in-house)", "West Mercia Police and OPCC"}
NOT_ONE_BODY = {"Existing commissioned services (not named)", "Five Community Safety Partnerships"}
NAMED = ("partner", "event", "initiative", "product", "programme", "lead_commissioner")


@pytest.fixture(scope="module")
def update(demo_database: Snapshot, django_db_blocker) -> Document:
    """The internal update of the quarter, built once."""
    with django_db_blocker.unblock():
        return build(Update.objects.get(period__slug=TOLD), office=Office.objects.get())


@pytest.fixture(scope="module")
def codes(demo_database: Snapshot, django_db_blocker) -> dict[str, str]:
    with django_db_blocker.unblock():
        return dict(Service.objects.values_list("name", "code"))


def told(update: Document, fact: Fact, codes: dict[str, str]) -> str:
    """All that the update says in paragraphs that rest on the service of the fact, and under its name in annexes."""
    service, item = codes.get(fact.service, ""), ITEMS.get(fact.service, "")
    said = [words for entry in update.entries if rests_on(entry, service, item) for words in words_of(entry)]
    said += [words for annex in update.annexes for words in words_under(annex, fact.service)]
    return plain(" ".join(said))


def rests_on(entry: Entry, service: str, item: str) -> bool:
    return entry.code == item or any(source.service == service for source in entry.sources if service)


def words_of(entry: Entry) -> Iterator[str]:
    yield f"{entry.heading} {entry.who}"
    yield from (passage.text for passage in entry.passages)
    yield from (f"{figure.label} {figure.value} {figure.comparator} {figure.note}" for figure in entry.figures)
    if entry.table:
        yield from table_words(entry.table)


def table_words(table: Table) -> Iterator[str]:
    yield from (" ".join(row.cells) for row in table.rows)
    yield " ".join([*table.total, *table.notes])


def words_under(annex: Annex, service: str) -> Iterator[str]:
    yield from (f"{row.label} {row.period} {row.words}" for row in annex.figures if row.service == service)
    yield from (" ".join(row.cells) for table in annex.tables for row in table.rows if row.cells[0] == service)


def plain(text: str) -> str:
    return text.replace("’", "'").lower()


def names_of(fact: Fact) -> list[str]:
    listed = [part for field in NAMED for part in re.split(r"; |(?<=Roundtable) \(", fact.row.get(field, ""))]
    listed += [name.removeprefix("PCC ") for name in fact.row.get("co_commissioners", [])]
    listed += fact.row.get("awarding_bodies", [])
    named = [SAME_BODY.get(name, SAME_EVENT.get(name, name)).rstrip(")") for name in listed]
    return [name for name in named if name]


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.value is not None], ids=str)
def test_value_is_told_where_its_service_is(update: Document, codes: dict[str, str], fact: Fact) -> None:
    text = told(update, fact, codes)
    if fact.unit == "prizes":
        assert "award" in text
    elif fact.unit != "years of age (lower bound)":
        assert fact.tells_value(text), text
    else:
        assert "13 and over" in text


@pytest.mark.parametrize("fact", [fact for fact in FACTS if names_of(fact)], ids=str)
def test_named_bodies_and_events_are_told_of(update: Document, codes: dict[str, str], fact: Fact) -> None:
    text = told(update, fact, codes)
    assert [name for name in names_of(fact) if plain(name) not in text] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fact", [fact for fact in FACTS if fact.provider and fact.provider not in OWN_OFFICE | NOT_ONE_BODY], ids=str
)
def test_provider_is_named_beside_its_service(update: Document, codes: dict[str, str], fact: Fact, demo: None) -> None:
    provider = Provider.objects.known_as(fact.provider.split(" (")[0]).get()
    text = told(update, fact, codes)
    assert any(plain(name) in text for name in (provider.name, provider.short_name) if name)


def test_young_people_of_fourteen_to_seventeen(update: Document, codes: dict[str, str]) -> None:
    fact = next(fact for fact in FACTS if fact.value_low)
    assert f"{fact.value_low} to {fact.value_high}" in told(update, fact, codes)


def test_every_return_that_is_expected_is_in(update: Document) -> None:
    assert [entry.code for entry in update.entries if entry.not_received or entry.unapproved] == []


CASE_NOT_CHECKED, REMARK_ON_A_BODY = "see his daughter", "safeguarding review"


def text_of(update: Document) -> str:
    return json.dumps(to_json(update), ensure_ascii=False)


def test_board_is_not_shown_cases_that_nobody_checked_nor_internal_remarks(update: Document) -> None:
    board = text_of(for_audience(update, Audience.BOARD))
    for words in (CASE_NOT_CHECKED, REMARK_ON_A_BODY):
        assert words in text_of(update)
        assert words not in board


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("idva", "492 (465 in Q2 2021/22, up 27, 5.8%)"),
        ("idva", "includes hospital referrals; not known for Q2 2021/22"),
        ("drive", "55 (37 in Q1 2022/23, up 18, 48.6%)"),
        ("val", "3,834 (4,441 in Q1 2022/23, down 607, 13.7%)"),
        ("rvcc", "120 if every quarter were like Q2; Q1 not stated (200% of target)"),
        ("csp-grant", "£636,541 in 2022/23 and have spent £515,579 of it, 81.0%"),
        ("csp-grant", "South Worcestershire CSP £139,250 £139,250 100.0% 50.0% All used"),
        ("divert", "higher than Q1 2022/23, number not given"),
    ],
)
def test_paragraph_says(update: Document, code: str, words: str) -> None:
    entry = next(entry for entry in update.entries if entry.code == code)
    assert words in " ".join(words_of(entry))


def test_nought_is_a_figure_and_a_rise_from_an_unknown_quarter_is_none(update: Document) -> None:
    rows = {row.code: row for annex in update.annexes for row in annex.figures}
    assert (rows["branch-referrals-18-25"].value, rows["branch-referrals-18-25"].state) == ("0", "reported")
    assert not [
        row
        for annex in update.annexes
        for row in annex.figures
        if row.code == "divert-referrals" and "Q1" in row.period
    ]
