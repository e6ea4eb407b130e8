"""One measure by category over the services that take the breakdown: what each comes to, or what is missing of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commissioning.figures.across import Across, across
from commissioning.figures.categories import BrokenDown
from commissioning.figures.measures import MeasureFigure
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Part, Reference, Split
from commissioning.models import ReportingPeriod
from commissioning.ratings.categories import Placed, place


@dataclass(frozen=True, eq=False)
class CategoryAcross:
    """One category over the services. Without a number from every one of them there is no total: a gap is no nought."""

    part: Part
    total: Across


@dataclass(frozen=True, eq=False)
class SplitAcross:
    """A measure by one breakdown. `whole` is of the services that take it, and `without` counts those that don't."""

    split: Split
    whole: Across
    parts: tuple[CategoryAcross, ...]
    services: tuple[BrokenDown, ...]
    without: int

    @property
    def is_told(self) -> bool:
        """Whether any category of any service has a number in the periods that were read."""
        return any(each.is_told for each in self.services)

    @property
    def placed(self) -> Placed | None:
        """What is in no category; None while the whole or a category has no total, for then nobody knows."""
        whole, parts = self.whole.now.value, [each.total.now.value for each in self.parts]
        if not whole.is_number or not all(each.is_number for each in parts):
            return None
        return place(whole.number, [each.number for each in parts])


def by_category(
    name: str,
    figures: Sequence[MeasureFigure],
    split: Mapping[int, Sequence[BrokenDown]],
    quarter: ReportingPeriod,
    *,
    reference: Reference,
    portfolio: Portfolio,
) -> list[SplitAcross]:
    """These figures of one measure by each breakdown that one of them takes. `split`: each by its own breakdowns."""
    taken: dict[int, list[BrokenDown]] = {}
    for figure in figures:
        for broken in split.get(figure.measure.pk, ()):
            taken.setdefault(broken.split.key, []).append(broken)

    def together(part: str, of: Iterable[MeasureFigure]) -> Across:
        found = across(part, of, quarter, reference=reference, portfolio=portfolio)
        assert found is not None  # a breakdown stands here because a figure takes it
        return found

    return [
        SplitAcross(
            split=broken[0].split,
            whole=together(name, [each.whole for each in broken]),
            parts=tuple(
                CategoryAcross(part, together(part.name, [each.parts[place].figure for each in broken]))
                for place, part in enumerate(broken[0].split.parts)
            ),
            services=tuple(broken),
            without=len(figures) - len(broken),
        )
        for broken in sorted(taken.values(), key=lambda listed: listed[0].split.name)
    ]
