"""The office's ledger: its columns and lines read whole, each matched to one award or to none, each held once."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.choices import MatchedBy
from commissioning.figures.payments import paid_of
from commissioning.imports.ledger.columns import Column, headings_in
from commissioning.imports.ledger.lines import Lines, read_lines
from commissioning.imports.ledger.matching import Match, Matcher, Payable
from commissioning.imports.ledger.plan import read_ledger
from commissioning.imports.ledger.taking import NotReady, layout_for, take_in_ledger
from commissioning.imports.plans import Moved
from commissioning.models import Payment, ReportingPeriod
from commissioning.workflow.payments import match_payments
from tests.commissioning.factories import AwardFactory, OfficeFactory, ProviderFactory, quarters
from tests.commissioning.portfolio_files import xlsx_of
from tracker.models import AuditEvent, ImportKind, ImportRun, ImportState, Office, User
from tracker.refusals import NeedsReason, NotYours
from tracker.roles import Role
from tracker.uploads.cells import Cell, CellKind, Sheet, Workbook
from tracker.uploads.keeping import Upload
from tracker.uploads.reading import read_workbook
from tracker.uploads.runs import begin_run

TODAY = date(2022, 10, 19)
AT = datetime(2022, 10, 19, 12, tzinfo=UTC)


def sheet(*rows: list[Any]) -> Workbook:
    """A book of one sheet, each value a cell as a spreadsheet keeps it; None leaves a gap."""
    cells = {}
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                kind = CellKind.TEXT if isinstance(value, str) else CellKind.NUMBER
                kind = CellKind.DATE if isinstance(value, date) else kind
                cells[row, column] = Cell("Ledger", row, column, str(value), value, kind)
    return Workbook((Sheet("Ledger", cells),))


def lines(*rows: list[Any], layout: dict[str, str] | None = None) -> Lines:
    headings = headings_in(sheet(*rows), layout or {})
    assert headings is not None
    return read_lines(headings, on=TODAY)


HEADINGS = [
    (["Date", "Supplier", "Amount"], {"day": "Date", "payee": "Supplier", "amount": "Amount"}),
    (["Posting date", "Vendor name", "Net value (£)"], {"day": "Posting date", "payee": "Vendor name"}),
    (["GL Date", "Doc No", "Narrative", "Value"], {"reference": "Doc No", "award": "Narrative", "amount": "Value"}),
    (["Paid on", "Paid to", "Our ref", "PO Number", "GBP"], {"reference": "Our ref", "award": "PO Number"}),
]


@pytest.mark.parametrize(("row", "expected"), HEADINGS)
def test_headings_are_known_however_they_are_worded(row, expected):
    found = headings_in(sheet(["Payments made"], [], row), {})
    assert found is not None
    assert found.row == 3
    assert expected.items() <= found.layout.items()


def test_a_layout_that_was_chosen_goes_before_what_headings_seem_to_mean():
    book = sheet(["Date", "Cleared", "Amount"])
    found = headings_in(book, {"day": "Cleared", "amount": "Amount", "payee": ""})
    assert found is not None
    assert found.layout == {"day": "Cleared", "amount": "Amount"}


def test_without_headings_nothing_is_read():
    assert headings_in(sheet(["1", "2"]), {}) is None


AMOUNTS = [
    ("1,200.50", Decimal("1200.50")),
    (1200.5, Decimal("1200.5")),
    ("£1,200", 1200),
    ("-1,200", -1200),
    ("(1,200.00)", -1200),
    ("0", 0),
]


@pytest.mark.parametrize(("typed", "amount"), AMOUNTS)
def test_amounts_are_read_with_their_sign(typed, amount):
    found = lines(["Date", "Payee", "Amount"], ["1 May 2022", "A", typed])
    assert [each.amount for each in found.lines] == [amount]


FAULTS = [
    (["soon", "A", "100"], "can’t be read as a day"),
    ([None, "A", "100"], "This payment has no day."),
    (["1 May 2022", "A", "about a hundred"], "about a hundred"),
    (["1 May 2022", "A", "12.3.4"], "12.3.4"),
    (["3/14/2022", "A", "100"], "14 March 2022"),
]


@pytest.mark.parametrize(("row", "said"), FAULTS)
def test_what_cannot_be_read_is_a_fault_in_its_cell(row, said):
    found = lines(["Date", "Payee", "Amount"], row)
    assert not found.lines
    (fault,) = found.faults
    assert said in fault.words
    assert fault.blocking
    assert fault.cell in ("A2", "C2")


def test_every_fault_of_a_line_is_told_at_once():
    assert len(lines(["Date", "Payee", "Amount"], ["soon", "A", "much"]).faults) == 2


def test_totals_and_empty_rows_are_left_out_and_counted():
    found = lines(["Date", "Payee", "Amount"], ["1 May 2022", "A", "5"], [None, "Grand total", "5"], [None, "note"])
    assert (len(found.lines), found.left, found.faults) == (1, 2, ())


def test_a_day_to_come_is_a_warning():
    found = lines(["Date", "Payee", "Amount"], ["20 October 2022", "A", "5"])
    assert [fault.blocking for fault in found.faults] == [False]
    assert len(found.lines) == 1


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(-500, 500), st.sampled_from("AB")), max_size=8))
def test_lines_are_told_apart_also_where_they_are_alike(rows):
    """The same line twice is two payments; the same file again is none more."""
    table = [["Date", "Payee", "Amount"], *([date(2022, 5, day), payee, amount] for day, amount, payee in rows)]
    first, again = lines(*table) if rows else None, lines(*table) if rows else None
    if first and again:
        assert len({each.digest for each in first.lines}) == len(rows)
        assert [each.digest for each in first.lines] == [each.digest for each in again.lines]


def award(key: int, reference: str = "", *names: str, first: date | None = None, last: date | None = None) -> Payable:
    return Payable(key, reference, names or (f"Provider {key}",), first, last)


YEAR = {"first": date(2022, 4, 1), "last": date(2023, 3, 31)}
NEXT = {"first": date(2023, 4, 1), "last": date(2024, 3, 31)}
MATCHES = [
    # awards, payee, what the line names, the day, the match
    ([award(1, "GR-012")], "Somebody", "instalment gr-012", (2022, 5, 1), Match(1, MatchedBy.REFERENCE)),
    ([award(1, "GR-012")], "Somebody", "GR-0123", (2022, 5, 1), None),
    ([award(1, "GR-012"), award(2, "GR-013")], "", "GR-012 and GR-013", (2022, 5, 1), None),
    ([award(1, "12")], "", "12", (2022, 5, 1), None),
    ([award(1, "", "The Willow Trust Ltd")], "WILLOW TRUST", "", (2022, 5, 1), Match(1, MatchedBy.PAYEE)),
    ([award(1, "", "Willow", "Willow House")], "Willow House", "", (2022, 5, 1), Match(1, MatchedBy.PAYEE)),
    ([award(1, "", "Willow"), award(2, "", "Willow")], "Willow", "", (2022, 5, 1), None),
    ([award(1, "", "Willow", **YEAR), award(2, "", "Willow", **NEXT)], "Willow", "", (2022, 5, 1), Match(1, "payee")),
    ([award(1, "", "Willow", **YEAR)], "Willow", "", (2023, 6, 30), Match(1, MatchedBy.PAYEE)),
    ([award(1, "", "Willow", **YEAR)], "Willow", "", (2023, 7, 2), None),
    ([award(1, "", "Willow", **YEAR)], "Willow", "", (2022, 3, 31), None),
    ([award(1, "", "Shropshire CSP")], "Telford CSP", "", (2022, 5, 1), None),
]


@pytest.mark.parametrize(("awards", "payee", "names", "day", "expected"), MATCHES)
def test_a_line_is_matched_to_one_award_or_to_none(awards, payee, names, day, expected):
    (line,) = lines(["Date", "Payee", "Ref", "Amount"], [date(*day), payee, names or "x", 5]).lines
    assert Matcher(awards).match(line) == expected


@pytest.fixture
def office(db) -> Office:
    quarters()
    return OfficeFactory()


@pytest.fixture
def finance(db) -> User:
    return User.objects.create_user("carol@office.example", name="Carol Finch", role=Role.FINANCE)


def send(office: Office, by: User, *rows: list[Any]) -> ImportRun:
    content = xlsx_of(Ledger=[["Date", "Supplier", "Our ref", "Amount"], *rows])
    upload = Upload("Ledger.xlsx", "xlsx", content, str(len(rows)) + repr(rows)[-60:])
    return begin_run(kind=ImportKind.LEDGER, about=office, upload=upload, mapping=layout_for(office), by=by, at=AT)


def take_in(run: ImportRun, office: Office, by: User, digest: str | None = None) -> None:
    with run.file.open("rb") as file:
        book = read_workbook("xlsx", file.read())
    layout = dict(run.mapping.layout) if run.mapping else {}
    shown = read_ledger(book, layout=layout, on=TODAY).plan.digest if digest is None else digest
    take_in_ledger(run=run, book=book, office=office, digest=shown, by=by, at=AT)


def test_an_extract_is_taken_in_whole_with_its_cells_and_its_awards(office, finance):
    award = AwardFactory(provider=ProviderFactory(name="Willow"), starts_on=None, ends_on=None)
    run = send(office, finance, ["1 May 2022", "Willow Ltd", "V1", "100.50"], ["2 May 2022", "Other", "V2", "-3"])
    take_in(run, office, finance)
    rows = [(row.payee, row.amount, row.award, row.matched_by, row.cell) for row in Payment.objects.order_by("paid_on")]
    assert rows == [
        ("Willow Ltd", Decimal("100.50"), award, MatchedBy.PAYEE, "Ledger, D2"),
        ("Other", Decimal(-3), None, "", "Ledger, D3"),
    ]
    run.refresh_from_db()
    assert (run.state, run.summary["payments"], run.summary["unmatched"]) == (ImportState.APPLIED, 2, 1)


def test_extracts_that_overlap_count_each_payment_once(office, finance):
    first, second = ["1 May 2022", "Willow", "V1", "100"], ["2 May 2022", "Willow", "V2", "100"]
    take_in(send(office, finance, first, first), office, finance)
    take_in(send(office, finance, first, first, second), office, finance)
    assert Payment.objects.count() == 3
    with pytest.raises(NotReady, match="held already"):
        take_in(send(office, finance, first, second), office, finance)


def test_what_was_not_shown_is_not_taken_in(office, finance):
    run = send(office, finance, ["1 May 2022", "Willow", "V1", "100"])
    with pytest.raises(Moved):
        take_in(run, office, finance, digest="of something else")
    assert not Payment.objects.exists()


def test_one_fault_keeps_all_of_it_out(office, finance):
    run = send(office, finance, ["1 May 2022", "Willow", "V1", "100"], ["soon", "Willow", "V2", "100"])
    with pytest.raises(NotReady, match="put right first"):
        take_in(run, office, finance)
    assert not Payment.objects.exists()


def test_the_columns_are_remembered(office, finance):
    assert layout_for(office) is None
    take_in(send(office, finance, ["1 May 2022", "Willow", "V1", "100"]), office, finance)
    mapping = layout_for(office)
    assert mapping is not None
    assert mapping.layout[Column.PAYEE] == "Supplier"
    take_in(send(office, finance, ["2 May 2022", "Willow", "V1", "100"]), office, finance)
    assert layout_for(office) == mapping, "the same columns make no second layout"


def paid(award: Any, day: date, amount: int, *, run: ImportRun) -> Payment:
    line = f"{award and award.pk}-{day}-{amount}"
    by = {"award": award, "matched_by": MatchedBy.PERSON} if award else {}
    return Payment.objects.create(paid_on=day, amount=amount, line=line, import_run=run, cell="A1", **by)


def test_what_is_paid_counts_from_april_to_the_quarters_end(office, finance):
    run, q2 = send(office, finance, ["1 May 2022", "x", "", "1"]), ReportingPeriod.objects.get(label="Q2 2022/23")
    award, silent = AwardFactory(), AwardFactory()
    for day, amount in (
        (date(2022, 3, 31), 1),
        (date(2022, 4, 1), 10),
        (date(2022, 9, 30), 100),
        (date(2022, 9, 30), -30),
        (date(2022, 10, 1), 1000),
    ):
        paid(award, day, amount, run=run)
    paid(None, date(2022, 5, 1), 7, run=run)
    assert paid_of([award, silent], q2) == {award.pk: 80}, "an award without a payment is not held, which is not nought"


def test_a_person_says_what_it_was_for_and_the_history_keeps_what_was_said_before(office, finance):
    run, award = send(office, finance, ["1 May 2022", "x", "", "1"]), AwardFactory(code="grant-one")
    line = paid(None, date(2022, 5, 1), 5, run=run)
    assert match_payments(payments=[line], award=award, by=finance, at=AT)
    assert match_payments(payments=[line], award=award, by=finance, at=AT) == []
    assert match_payments(payments=[line], award=None, aside=True, by=finance, at=AT)
    line.refresh_from_db()
    assert (line.award, line.aside, line.matched_by, line.said_by) == (None, True, "", finance)
    said = AuditEvent.objects.filter(act="match-payment").order_by("number").values_list("changes", flat=True)
    assert [each["award"] for each in said] == [["", "grant-one"], ["grant-one", "for no award"]]


def test_others_say_nothing_of_payments(office, finance, officer):
    run = send(office, finance, ["1 May 2022", "x", "", "1"])
    line = paid(None, date(2022, 5, 1), 5, run=run)
    with pytest.raises(NotYours):
        match_payments(payments=[line], award=AwardFactory(), by=officer, at=AT)
    with pytest.raises(NeedsReason):
        match_payments(payments=[line], award=None, by=finance, at=AT)
    with pytest.raises(NotYours):
        take_in(run, office, officer)
