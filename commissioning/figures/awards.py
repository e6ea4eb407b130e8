"""One award as it stands on any day: its money by year and stream, its last day, and whether a stated total ties."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commissioning.models import Award, FundingSplit, Variation
from commissioning.ratings.splits import Part, by_year, in_force, together
from commissioning.ratings.totals import StatedTotal, Total, check_total
from commissioning.ratings.values import Precision


@dataclass(frozen=True, slots=True)
class Standing:
    """An award on a day. `parts` are all amounts, also those of changes still to come; `years` only what is in force.

    `stated` compares the total stated elsewhere with the sum; None where none was stated.
    """

    award: Award
    on: date
    parts: tuple[Part, ...]
    by_change: dict[int, list[Part]]
    changes: tuple[Variation, ...]
    years: dict[str, list[Part]]
    ends_on: date | None
    stated: StatedTotal | None

    @property
    def in_force(self) -> list[Part]:
        return in_force(self.parts, self.on)

    @property
    def whole(self) -> Total:
        return together(self.in_force)

    def parts_of(self, change: Variation) -> list[Part]:
        """The money that a change moved."""
        return self.by_change.get(change.pk, [])

    def has_begun(self, change: Variation) -> bool:
        return change.effective_on <= self.on


def splits_of(award: Award) -> list[FundingSplit]:
    """All amounts of the award and of the changes to it, by year and stream."""
    rows = FundingSplit.objects.filter(award=award).select_related("stream__funder", "variation")
    return list(rows.order_by("year_label", "stream__name", "pk"))


def standing_from(
    award: Award, rows: Iterable[FundingSplit], changes: Iterable[Variation] = (), *, on: date
) -> Standing:
    """The award as it stands on the day, from its splits and the changes to it, oldest first."""
    read, listed = list(rows), tuple(changes)
    parts = tuple(part_of(row) for row in read)
    by_change: dict[int, list[Part]] = {}
    for row, part in zip(read, parts, strict=True):
        if row.variation_id is not None:
            by_change.setdefault(row.variation_id, []).append(part)
    return Standing(
        award=award,
        on=on,
        parts=parts,
        by_change=by_change,
        changes=listed,
        years=by_year(parts, on),
        ends_on=last_day(award.ends_on, listed, on),
        stated=_stated(award, in_force(parts, on)),
    )


def part_of(row: FundingSplit) -> Part:
    begins = row.variation.effective_on if row.variation else None
    return Part(row.stream.name, row.year_label, row.amount, begins, row.precision)


def last_day(as_it_stands: date | None, changes: Sequence[Variation], on: date) -> date | None:
    """The award's last day as it was agreed on the day: the newest change in force that moved it says it."""
    moved = sorted((each for each in changes if each.ends_on), key=lambda each: (each.effective_on, each.pk))
    if not moved:
        return as_it_stands
    begun = [each for each in moved if each.effective_on <= on]
    return begun[-1].ends_on if begun else moved[0].ended_before


def _stated(award: Award, parts: Sequence[Part]) -> StatedTotal | None:
    if award.stated_total is None:
        return None
    return check_total(together(parts), award.stated_total, Precision(award.stated_total_precision))
