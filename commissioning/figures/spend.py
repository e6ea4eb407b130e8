"""Spend as it was stated, line by line: from packs that count, and from the approved submission of reopened ones."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from commissioning.choices import RecordKind, State
from commissioning.models import Award, ReportingPeriod, SpendLine, Submission
from tracker.periods import financial_year_bounds, financial_year_of

MANY = 200
SENT = (State.APPROVED, State.SUBMITTED, State.QUERIED)


@dataclass(frozen=True, slots=True)
class Spent:
    """What one pack stated of one award; each amount pounds, or None where it is not held."""

    line: int
    period: int
    year: str
    place: int
    in_quarter: Decimal | None
    to_date: Decimal | None
    forecast: Decimal | None
    audience: str
    approved: bool


Amounts = tuple[Decimal | None, Decimal | None, Decimal | None]
COLUMNS = (
    "pk",
    "award_id",
    "award__code",
    "pack_id",
    "pack__state",
    "pack__period_id",
    "pack__period__end",
    "pack__period__place_in_year",
    "audience",
    "in_quarter",
    "to_date",
    "forecast",
)


class Row(NamedTuple):
    """A stored line as it is read."""

    line: int
    award: int
    code: str
    pack: int
    state: str
    period: int
    end: date
    place: int
    audience: str
    in_quarter: Decimal | None
    to_date: Decimal | None
    forecast: Decimal | None


def spend_of(
    awards: Iterable[Award], quarter: ReportingPeriod, *, with_submitted: bool, all_years: bool = False
) -> Mapping[int, list[Spent]]:
    """The lines of each award since 1 April, or of `all_years`, in the order of quarters (rule 11).

    Approved packs count, sent ones only `with_submitted`. A pack that was reopened counts as it was approved. One
    query, and a second one while a pack is open again.
    """
    states = SENT if with_submitted else (State.APPROVED,)
    start = financial_year_bounds(financial_year_of(quarter.end))[0]
    keys = {award.pk for award in awards}
    lines = SpendLine.objects.filter(
        Q(pack__state__in=states) | Q(pack__approved_at__isnull=False),
        _about(keys),
        pack__period__calendar=quarter.calendar_id,
        pack__period__start__gte=date.min if all_years else start,
        pack__period__end__lte=quarter.end,
    )
    found: dict[int, list[Spent]] = defaultdict(list)
    read = map(Row._make, lines.order_by("pack__period__sequence", "pk").values_list(*COLUMNS))
    rows = [row for row in read if row.award in keys]
    reopened = _as_approved(row.pack for row in rows if row.state not in states)
    for row in rows:
        if row.state in states:
            own = (row.in_quarter, row.to_date, row.forecast)
            found[row.award].append(_spent(row, own, approved=row.state == State.APPROVED))
        elif amounts := reopened.get((row.pack, row.code)):
            found[row.award].append(_spent(row, amounts, approved=True))
    return found


def _about(awards: Collection[int]) -> Q:
    """Of these awards; of many, from the first to the last: SQLite would look for each of them in every pack."""
    return Q(award__in=awards) if len(awards) <= MANY else Q(award__gte=min(awards), award__lte=max(awards))


def _spent(row: Row, amounts: Amounts, *, approved: bool) -> Spent:
    year = financial_year_of(row.end)
    return Spent(row.line, row.period, year, row.place, *amounts, audience=row.audience, approved=approved)


def _as_approved(packs: Iterable[int]) -> dict[tuple[int, str], Amounts]:
    """The amounts of reopened packs by pack and award, from the submission that was approved."""
    keys = set(packs)
    if not keys:
        return {}
    rows = Submission.objects.filter(record_kind=RecordKind.PACK, record_id__in=keys, approved=True)
    return {
        (row.record_id, entry["award"]): (
            amount_of(entry["in_quarter"]),
            amount_of(entry["to_date"]),
            amount_of(entry["forecast"]),
        )
        for row in rows
        for entry in row.content.get("money", [])
    }


def amount_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
