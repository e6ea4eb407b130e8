"""Ratings of services: proposed by rule while a return is open, stored when it is approved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from django.db.models import QuerySet

from commissioning.choices import Rag, State
from commissioning.figures.measures import QUARTERS, MeasureFigure, measure_figures
from commissioning.figures.money import AwardPosition, award_positions
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.reference import Reference
from commissioning.models import Award, QuarterlyReturn, ReportingPeriod
from commissioning.ratings.rag import Rating, service_rating
from tracker.models import Office

RAGS = {rag.value: rag for rag in Rag}
RATED = ("service_id", "period_id", "rag", "rag_why", "rag_reason")
Ratings = dict[int, tuple[tuple[str | None, str], ...]]
WORST_FIRST = [Rag.RED, Rag.AMBER, Rag.GREEN, Rag.NOT_RATED]


@dataclass(frozen=True, slots=True)
class Cell:
    """A service's rating for one quarter; None where no approved return holds one."""

    quarter: ReportingPeriod
    rag: Rag | None
    why: str = ""


class Rated(NamedTuple):
    """A stored rating as it is read."""

    service: int
    period: int
    rag: str
    why: str
    reason: str


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A service's ratings, oldest quarter first."""

    service: int
    cells: tuple[Cell, ...]

    @property
    def now(self) -> Cell:
        return self.cells[-1]


def proposed_rating(
    quarterly_return: QuarterlyReturn,
    *,
    reference: Reference,
    office: Office,
    known: Mapping[int, MeasureFigure] = MappingProxyType({}),
    positions: Sequence[AwardPosition] | None = None,
) -> Rating:
    """Rule 12 for one return: the worst of its headline measures and of its provider's awards for the service.

    Works on what has been sent, so that the approver sees what approval will store. Money is that of the financial
    quarter in which the return's period ends, whatever its calendar. `known` are figures of the return that are read
    already, by measure, `positions` those of its awards.
    """
    portfolio, service = portfolio_for(reference), quarterly_return.service_id
    measures = [each for each in portfolio.measures.get(service, ()) if each.headline]
    read = all(measure.pk in known for measure in measures)
    figures = measure_figures(
        measures,
        quarterly_return.period,
        reference=reference,
        with_submitted=True,
        provider=quarterly_return.provider_id,
        tolerance=office.tolerance,
        rows={key: figure.series.rows for key, figure in known.items()} if read else None,
    )
    if positions is None:
        positions = positions_of(quarterly_return, reference=reference, office=office)
    return service_rating([figure.rating for figure in figures] + [position.rating for position in positions])


def awards_of(quarterly_return: QuarterlyReturn, reference: Reference) -> list[Award]:
    """The awards of the return's provider that cover its service."""
    own = portfolio_for(reference).awards_of.get(quarterly_return.service_id, ())
    return [each for each in own if each.provider_id == quarterly_return.provider_id]


def positions_of(quarterly_return: QuarterlyReturn, *, reference: Reference, office: Office) -> list[AwardPosition]:
    """Their money in the quarter in which the return's period ends, sent packs included. One query, or none."""
    quarter = reference.financial_quarter_of(quarterly_return.period)
    if quarter is None:
        return []
    awards = awards_of(quarterly_return, reference)
    return award_positions(awards, quarter, with_submitted=True, points=office.pace_points)


def heat(
    services: Iterable[int], quarter: ReportingPeriod, *, reference: Reference, rows: Iterable[Rated] | None = None
) -> dict[int, HeatRow]:
    """The stored ratings of these services over the last eight quarters, by service; several providers': the worst.

    One query, or none with `rows` that were read of them (`rated`). A return of another calendar counts in the quarter
    in which its period ends.
    """
    keys, quarters = list(services), reference.last(quarter, QUARTERS)
    places = {period.pk: each.pk for each in quarters for period in reference.ending_in(each)}
    if rows is None:
        read = rated(places).filter(service__in=keys).values_list(*RATED)
        rows = map(Rated._make, read)
    found: dict[tuple[int, int], list[tuple[Rag, str]]] = defaultdict(list)
    for row in rows:
        found[row.service, places[row.period]].append((RAGS[row.rag], row.reason or row.why))
    return {key: HeatRow(key, tuple(_cell(each, found.get((key, each.pk))) for each in quarters)) for key in keys}


def rated_in(quarter: ReportingPeriod, reference: Reference) -> tuple[int, ...]:
    """The periods whose returns' ratings stand beside the quarter's."""
    return tuple(each.pk for own in reference.last(quarter, QUARTERS) for each in reference.ending_in(own))


def rated(periods: Iterable[int]) -> QuerySet[QuarterlyReturn]:
    """The approved returns of these periods that hold a rating."""
    rows = QuarterlyReturn.objects.filter(state=State.APPROVED, period__in=list(periods)).exclude(rag="")
    return rows.order_by()


class Folded(Mapping[int, HeatRow]):
    """Ratings of many services as words alone; a row is made when it is looked at."""

    def __init__(self, ratings: Ratings, quarters: Sequence[ReportingPeriod]) -> None:
        self.ratings, self.quarters = ratings, quarters

    @classmethod
    def of(cls, rows: Mapping[int, HeatRow], quarters: Sequence[ReportingPeriod]) -> "Folded":
        def words(row: HeatRow) -> tuple[tuple[str | None, str], ...]:
            return tuple((cell.rag.value if cell.rag else None, cell.why) for cell in row.cells)

        return cls({key: words(row) for key, row in rows.items()}, quarters)

    def __getitem__(self, key: int) -> HeatRow:
        cells = zip(self.quarters, self.ratings[key], strict=True)
        return HeatRow(key, tuple(Cell(each, RAGS[rag] if rag else None, why) for each, (rag, why) in cells))

    def __iter__(self) -> Iterator[int]:
        return iter(self.ratings)

    def __len__(self) -> int:
        return len(self.ratings)

    def having(self, rows: Mapping[int, HeatRow]) -> "Folded":
        """The same, with these rows in the place of theirs."""
        return Folded({**self.ratings, **Folded.of(rows, self.quarters).ratings}, self.quarters)

    def only(self, services: Iterable[int]) -> "Folded":
        """Those of these services alone, in their order."""
        return Folded({key: self.ratings[key] for key in services if key in self.ratings}, self.quarters)


def _cell(quarter: ReportingPeriod, ratings: list[tuple[Rag, str]] | None) -> Cell:
    if not ratings:
        return Cell(quarter, None)
    worst = min((rag for rag, _why in ratings), key=WORST_FIRST.index)
    first, *others = [why for rag, why in ratings if rag == worst]
    return Cell(quarter, worst, f"{first}; and {len(others)} more" if others else first)
