"""Money broken down over everything: what is kept and followed is what would be read from nothing, each way."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from openpyxl import load_workbook

from commissioning import figures
from commissioning.choices import State
from commissioning.figures import kept, reference_for
from commissioning.figures.breakdowns import AnyLine
from commissioning.figures.broken_down import WAYS, BrokenDown, broken_down_of, broken_down_of_all
from commissioning.figures.lots import Asked
from commissioning.figures.pieces import AMOUNTS
from commissioning.figures.portfolio import portfolio_for
from commissioning.models import Pack, Payment, ReportingPeriod, SpendLine
from commissioning.models.seeing import audiences, with_submitted
from commissioning.workflow.payments import match_payments
from commissioning.workflow.set_up.provider_merging import merge_providers
from tests.commissioning import factories as make
from tests.commissioning.pages import MOST_QUERIES, words
from tracker import formats
from tracker.audit import record
from tracker.models import ImportKind, ImportRun, Office, User
from tracker.roles import Role

QUARTER = "2022-23-q2"
Told = dict[str, Any]


def asked_by(user: User, slug: str = QUARTER) -> tuple[Asked, Any]:
    office = Office.objects.current()
    reference = reference_for(office)
    quarter = reference.quarter(slug)
    assert quarter is not None
    return Asked(quarter, with_submitted(user), tuple(audiences(user)), office.pace_points), reference


def followed(user: User, by: str, slug: str = QUARTER) -> BrokenDown:
    asked, reference = asked_by(user, slug)
    return broken_down_of_all(asked, by, Office.objects.current().told or "", reference)


def quickly(user: User) -> Told:
    """Each way, as it is kept and followed."""
    found = {by: followed(user, by) for by in WAYS}
    return {by: (each.number, [said(line) for line in each.lines]) for by, each in found.items()}


def slowly(user: User) -> Told:
    """Each way, of all awards read at once."""
    asked, reference = asked_by(user)
    every = portfolio_for(reference).awards_at(asked.quarter)
    found = {by: broken_down_of(asked, by, every, reference) for by in WAYS}
    return {by: (number, [said(line) for line in lines]) for by, (number, lines) in found.items()}


def said(line: AnyLine) -> tuple[Any, ...]:
    totals = [getattr(line.sums, name) for name in AMOUNTS]
    amounts = [(each.amount, each.known, sorted(each.missing)) for each in totals]
    return line.of, line.number, line.told, amounts, [said(each) for each in line.inside]


def spent_otherwise(by: User) -> None:
    told = SpendLine.objects.filter(pack__state=State.APPROVED, pack__period__slug=QUARTER)
    line = told.order_by("pack", "pk")[0]
    line.to_date, line.in_quarter, line.audience = (line.to_date or 0) + 1000, Decimal("17.01"), "public"
    line.save()
    record(act="change", record=line.pack, by=by, at=now())


@pytest.fixture
def changes(demo: None, person: Callable[[Role], User]) -> Iterator[tuple[str, Callable[[], object]]]:
    """One after the other, changes of each kind that moves money."""
    by, manager = person(Role.FINANCE), person(Role.MANAGER)
    gone, into = make.ProviderFactory(), make.ProviderFactory()
    split = make.FundingSplitFactory(award=make.AwardFactory(provider=gone), amount=Decimal("10.01"))
    of_file = {"name": "Extract.csv", "media_type": "text/csv", "size": 1, "sha256": "0" * 64, "record_id": 1}
    run = ImportRun.objects.create(kind=ImportKind.LEDGER, **of_file, by=by, at=now())
    facts = {"paid_on": date(2022, 5, 2), "amount": Decimal("99.99"), "line": "1", "cell": "A1"}
    payment = Payment.objects.create(import_run=run, **facts)
    paid: Any = {"payments": [payment], "by": by, "at": now()}
    Office.objects.reference_changed()

    def varied() -> None:
        change = make.VariationFactory(award=split.award, effective_on=date(2022, 8, 1))
        make.FundingSplitFactory(award=split.award, amount=None, variation=change)
        Office.objects.reference_changed()

    def awarded() -> None:
        award = make.AwardFactory(provider=into, kind="contract")
        make.FundingSplitFactory(award=award, stream=split.stream, amount=Decimal(3))
        Office.objects.reference_changed()

    def earlier() -> None:
        period = ReportingPeriod.objects.get(slug="2021-22-q4")
        pack = make.PackFactory(
            provider=into, period=period, state=State.APPROVED, approved_by=manager, approved_at=now()
        )
        make.SpendLineFactory(pack=pack, award=split.award, to_date=Decimal(5))
        record(act="approve", record=pack, by=by, at=now())

    return iter(
        [
            ("a pack", lambda: spent_otherwise(by)),
            ("a payment", lambda: match_payments(award=split.award, **paid)),
            ("a payment set aside", lambda: match_payments(award=None, aside=True, **paid)),
            ("a variation", varied),
            ("an award", awarded),
            ("a merger", lambda: merge_providers(gone=gone, into=into, by=manager, at=now())),
            ("a pack of the year before", earlier),
        ]
    )


def test_after_each_kind_of_change_it_is_what_is_read_from_nothing(changes, person):
    eyes = [person(Role.OFFICER), person(Role.VIEWER)]
    record(act="begin", record=eyes[0], by=eyes[0], at=now())
    seen = [quickly(each) for each in eyes]
    assert seen == [slowly(each) for each in eyes]
    for name, change in changes:
        change()
        found = [quickly(each) for each in eyes]
        assert found == [slowly(each) for each in eyes], name
        assert found[0] != seen[0], f"control: {name} is to be seen"
        seen = found


def test_only_the_lot_that_was_touched_is_added_up_anew(demo, person):
    by = person(Role.OFFICER)
    record(act="begin", record=by, by=by, at=now())
    held = {way: followed(by, way) for way in WAYS}
    assert followed(by, "area") is held["area"]
    pack = Pack.objects.filter(period__slug=QUARTER, spend_lines__isnull=False).order_by("pk")[0]
    record(act="change", record=pack, by=by, at=now())
    for way in WAYS:
        found = followed(by, way)
        assert {key for key, lot in found.lots if lot is not dict(held[way].lots)[key]} == {pack.provider_id}, way
    record(act="change", record=pack.period, by=by, at=now())
    anew = followed(by, "kind")
    assert all(lot is not dict(found.lots)[key] for key, lot in anew.lots), "control: nobody knows whose"


def test_a_process_that_begins_finds_every_way_and_reads_what_was_touched(demo, person, client_of, monkeypatch):
    monkeypatch.setattr(kept, "LARGE", 0)
    by = person(Role.OFFICER)
    record(act="begin", record=by, by=by, at=now())
    for way in ("objective", "year"):  # the others of the year are read with the first
        followed(by, way)
    client = client_of(by)
    for way in WAYS:
        figures.forget()
        page = reverse("money-by", args=[QUARTER, way])
        client.get(page)
        spent_otherwise(by)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        asked, reference = asked_by(by)
        assert "awards" not in portfolio_for(reference)._memo, f"{way}: no more than those of the provider"
        assert len(captured) <= MOST_QUERIES, way
        found, every = followed(by, way), portfolio_for(reference).awards_at(asked.quarter)
        number, lines = broken_down_of(asked, way, every, reference)
        assert (found.number, [said(each) for each in found.lines]) == (number, [said(each) for each in lines]), way


def rows_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("way", ["objective", "funder"])
def test_page_csv_and_workbook_say_the_same_page_after_page(demo, client_of, person, monkeypatch, way):
    client, url = client_of(person(Role.OFFICER)), reverse("money-by", args=[QUARTER, way])
    head, *lines = rows_of(client.get(url + "?format=csv"))
    book = load_workbook(io.BytesIO(client.get(url + "?format=xlsx").content))
    cells = book.worksheets[0].iter_rows(values_only=True)
    assert [["" if cell is None else str(cell) for cell in row] for row in cells] == [head, *lines]
    whole = client.get(url)
    shown = words(whole)
    for line in lines:
        for name in ("Awarded", "Paid", "Spent"):
            amount = line[head.index(name)]
            assert not amount or formats.money(Decimal(amount)) in shown
    monkeypatch.setattr(import_module("commissioning.views.money.breakdown"), "ROWS", 3)
    wanted, rows = whole.context["page"].paginator.count, []
    assert wanted > 3, "control: there is more than one page"
    for number in range(1, -(-wanted // 3) + 1):
        page = client.get(f"{url}?page={number}").context
        assert page["table"]["totals"] == whole.context["table"]["totals"]
        assert not page["table"]["rows"][0]["part"], "what is inside a line stands below it, on every page"
        rows += page["table"]["rows"][-len(page["page"]) :]
    assert rows == whole.context["table"]["rows"]
