"""What taking in a ledger extract would add: new lines with their awards, what is held already, what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commissioning.imports.ledger.columns import LABELS, TELLS_WHOSE, Headings, headings_in
from commissioning.imports.ledger.lines import Line, read_lines
from commissioning.imports.ledger.matching import Match, Matcher, Payable
from commissioning.imports.plans import Plan
from commissioning.models import Award, Payment
from providers.models import Provider
from tracker import formats
from tracker.uploads.cells import Workbook
from tracker.uploads.faults import Fault

COLUMNS = "Columns that are missing"


@dataclass(frozen=True, slots=True)
class NewPayment:
    line: Line
    match: Match | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The plan of an extract. `same` lines are held already; `left` rows are totals, or empty."""

    headings: Headings | None
    new: tuple[NewPayment, ...]
    same: int
    left: int
    plan: Plan

    @property
    def amount(self) -> Decimal:
        return sum((each.line.amount for each in self.new), Decimal(0))

    @property
    def unmatched(self) -> list[NewPayment]:
        return [each for each in self.new if each.match is None]

    @property
    def span(self) -> tuple[date, date] | None:
        days = [each.line.day for each in self.new]
        return (min(days), max(days)) if days else None


def read_ledger(book: Workbook, *, layout: Mapping[str, str], on: date) -> Ledger:
    """The extract as it would be taken in now. Three queries: awards, their providers' names, lines held already."""
    headings = headings_in(book, layout)
    missing = _missing(headings)
    if headings is None or missing:
        return Ledger(headings, (), 0, 0, Plan(faults=tuple(missing)))
    read = read_lines(headings, on=on)
    days = [each.day for each in read.lines] or [on]
    held = set(Payment.objects.between(min(days), max(days)).values_list("line", flat=True))
    matcher = Matcher(payables())
    new = tuple(NewPayment(each, matcher.match(each)) for each in read.lines if each.digest not in held)
    against = tuple((each.line.digest, str(each.match.award) if each.match else "") for each in new)
    return Ledger(headings, new, len(read.lines) - len(new), read.left, Plan(faults=read.faults, against=against))


def payables() -> list[Payable]:
    """Every award as a payment may know it."""
    rows = Award.objects.select_related("provider").prefetch_related("provider__aliases").order_by("pk")
    return [
        Payable(
            key=row.pk,
            reference=row.reference.strip(),
            names=_names(row.provider) if row.provider.stated else (),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    ]


def _names(provider: Provider) -> tuple[str, ...]:
    return (provider.name, *(each.name for each in provider.aliases.all()))


def _missing(headings: Headings | None) -> list[Fault]:
    """What stands in the way before any line is read."""
    if headings is None:
        return [
            Fault(
                COLUMNS,
                "No row among the first 20 has headings that name a day and an amount.",
                "Add a row of headings above the payments, such as Date, Supplier, Reference, Amount.",
            )
        ]
    faults = [
        Fault(COLUMNS, f"No column is chosen for “{LABELS[each]}”.", "Choose it under Columns.")
        for each in headings.lacks
    ]
    if not any(each in headings.chosen for each in TELLS_WHOSE):
        names = formats.listing(f"“{LABELS[each]}”" for each in TELLS_WHOSE)
        faults.append(Fault(COLUMNS, f"None of {names} is chosen.", "Choose at least one under Columns."))
    return faults
