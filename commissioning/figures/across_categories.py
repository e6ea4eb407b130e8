"""One measure by category over the services that take the breakdown: what each comes to, or what is missing of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from commissioning.figures.across import Across, Lot, compared_quarters, lot_of, lots_together
from commissioning.figures.categories import BrokenDown
from commissioning.figures.reference import Part, Reference, Split
from commissioning.models import ReportingPeriod
from commissioning.ratings.categories import Placed, place


@dataclass(frozen=True, slots=True)
class SplitLot:
    """Figures of one measure by one breakdown (its key is `split`): all of it, and each category, as lots.

    `services` are those that take it, in their order. None of them is added where a programme holds them all.
    """

    split: int
    services: tuple[int, ...]
    is_told: bool
    whole: Lot | None
    parts: tuple[Lot, ...]


def split_lot_of(
    broken: Sequence[BrokenDown], within: Collection[int], quarter: ReportingPeriod, reference: Reference
) -> SplitLot:
    """What these come to at the quarter and those it is compared with. There is at least one; services `within` a
    programme that takes the breakdown itself are not added.
    """
    quarters = compared_quarters(quarter, reference)
    added = [each for each in broken if each.whole.measure.service_id not in within]
    by_part = zip(*(each.parts for each in added), strict=True)
    return SplitLot(
        split=broken[0].split.key,
        services=tuple(each.whole.measure.service_id for each in broken),
        is_told=any(each.is_told for each in broken),
        whole=lot_of([each.whole for each in added], quarters, reference) if added else None,
        parts=tuple(lot_of([each.figure for each in of], quarters, reference) for of in by_part),
    )


def split_lots_together(found: Sequence[SplitLot]) -> SplitLot:
    """Of all their services; all are of the same breakdown."""
    added = [each for each in found if each.whole is not None]
    return SplitLot(
        split=found[0].split,
        services=tuple(key for each in found for key in each.services),
        is_told=any(each.is_told for each in found),
        whole=lots_together([each.whole for each in added if each.whole is not None]) if added else None,
        parts=tuple(lots_together(of) for of in zip(*(each.parts for each in added), strict=True)),
    )


@dataclass(frozen=True, eq=False)
class CategoryAcross:
    """One category over the services. Without a number from every one of them there is no total: a gap is no nought."""

    part: Part
    total: Across


@dataclass(frozen=True, eq=False)
class SplitAcross:
    """A measure by one breakdown. `whole` is of the `services` that take it, and `without` counts those that don't.
    `is_told`: any category of any service has a number in the periods that were read.
    """

    split: Split
    whole: Across
    parts: tuple[CategoryAcross, ...]
    services: Sequence[int] = field(repr=False)
    is_told: bool
    without: int

    @property
    def placed(self) -> Placed | None:
        """What is in no category; None while the whole or a category has no total, for then nobody knows."""
        whole, parts = self.whole.now.value, [each.total.now.value for each in self.parts]
        if not whole.is_number or not all(each.is_number for each in parts):
            return None
        return place(whole.number, [each.number for each in parts])


def split_across(
    name: str, lot: SplitLot, quarter: ReportingPeriod, *, counting: int, reference: Reference
) -> SplitAcross | None:
    """What a lot of all services says of a measure of this name, which so many count; None where none is added."""
    split, quarters = reference.splits[lot.split], compared_quarters(quarter, reference)
    if lot.whole is None:
        return None
    return SplitAcross(
        split=split,
        whole=Across(name, quarters, lot.whole, reference),
        parts=tuple(
            CategoryAcross(part, Across(part.name, quarters, own, reference))
            for part, own in zip(split.parts, lot.parts, strict=True)
        ),
        services=lot.services,
        is_told=lot.is_told,
        without=counting - len(lot.services),
    )
