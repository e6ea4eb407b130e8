"""What the office paid for each award, as its ledger has it. It stands beside what providers spent, never in its place.

An award without any payment in the year is not held, not nought: the extract may not reach so far, or its lines may
wait to be matched.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import ExtractMonth, ExtractYear

from commissioning.models import Award, Payment, ReportingPeriod
from tracker.periods import financial_year_bounds, financial_year_of


def in_advance(paid: Decimal | None, spent: Decimal | None) -> Decimal | None:
    """Pounds that were paid and are not spent yet; None where either isn't held, or nothing is ahead."""
    ahead = None if paid is None or spent is None else paid - spent
    return ahead if ahead is not None and ahead > 0 else None


def paid_of(awards: Iterable[Award], quarter: ReportingPeriod) -> dict[int, Decimal]:
    """Pounds paid for each award from 1 April to the quarter's end; an award without a payment is left out. One query.

    Credits count against. Lines that are not matched, or set aside, count nowhere.
    """
    start = financial_year_bounds(financial_year_of(quarter.end))[0]
    rows = Payment.objects.filter(award__in=[award.pk for award in awards]).between(start, quarter.end)
    return dict(rows.order_by().values_list("award").annotate(sum=Sum("amount")).values_list("award", "sum"))


def months_of(payments: Iterable[tuple[int, date, Decimal]]) -> dict[int, list[tuple[date, Decimal]]]:
    """The same as `paid_by_month`, of payments that are read already: of which award, when, and how much."""
    found: dict[int, list[tuple[date, Decimal]]] = {}
    for award, paid_on, amount in payments:
        found.setdefault(award, []).append((paid_on.replace(day=1), amount))
    return found


def paid_by_month(
    awards: Iterable[Award], on: date, *, first: date = date.min
) -> dict[int, list[tuple[date, Decimal]]]:
    """Pounds paid for each award from the `first` day up to that day, by the first of the month in which they were
    paid. One query.
    """
    rows = Payment.objects.filter(award__in=[award.pk for award in awards]).between(first, on).order_by()
    months = rows.annotate(year=ExtractYear("paid_on"), month=ExtractMonth("paid_on")).values_list(
        "award", "year", "month"
    )
    found: dict[int, list[tuple[date, Decimal]]] = {}
    for award, year, month, amount in months.annotate(sum=Sum("amount")):
        found.setdefault(award, []).append((date(year, month, 1), amount))
    return found
