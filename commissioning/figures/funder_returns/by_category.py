"""The figures that a funder asks for by category: each service's categories, what is in none of them, and its whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from commissioning.choices import FunderColumnKind as Kind
from commissioning.figures.categories import BrokenDown, figures_by_category
from commissioning.figures.funder_returns.counted import figure_line, since_april
from commissioning.figures.funder_returns.shares import Shares
from commissioning.figures.funder_returns.told import Line, Missing, Told
from commissioning.figures.measures import MeasureFigure
from commissioning.figures.reference import Reference
from commissioning.models import FunderRow, ReportingPeriod, ServiceMeasure
from commissioning.ratings.categories import Placed, place
from commissioning.ratings.values import NumberKind
from tracker import formats

NOBODY = "no service of this money reports it by these categories"
Split = Mapping[int, Sequence[BrokenDown]]
NO_SPLIT: Split = {}


def figures_and_split(
    measures: Mapping[int, Sequence[ServiceMeasure]], quarter: ReportingPeriod, reference: Reference
) -> tuple[dict[int, MeasureFigure], Split]:
    """The figures behind a return with their categories, by service measure. One query."""
    listed = [each for rows in measures.values() for each in rows]
    found, split = figures_by_category(listed, quarter, reference=reference)
    return {each.measure.pk: each for each in found}, split


def taken(row: FunderRow, measures: Iterable[ServiceMeasure], split: Split) -> list[BrokenDown]:
    """The figures that answer a row: of each service that reports it by its categories."""
    return [broken for each in measures for broken in split.get(each.pk, ()) if broken.split.key == row.breakdown_id]


def category_lines(row: FunderRow, broken: Sequence[BrokenDown], shares: Shares, nobody: str = NOBODY) -> list[Line]:
    """For each service a line for each category, for what is in none, and for the whole."""
    name = str(row)
    if not broken:
        return [Line(name, {Kind.SERVICE: Told(nobody), Kind.VALUE: Told("not held")})]
    return [line for each in broken for line in _lines(name, each, shares)]


def _lines(name: str, broken: BrokenDown, shares: Shares) -> Iterator[Line]:
    for each in broken.parts:
        yield figure_line(f"{name}: {each.part.name}", each.figure, shares)
    whole = figure_line(f"{name}: all", broken.whole, shares)
    yield Line(f"{name}: in none of these", _rest(whole, broken, shares.quarter), whole.service)
    yield whole


def _rest(whole: Line, broken: BrokenDown, quarter: ReportingPeriod) -> Mapping[Kind, Told]:
    kept = (Kind.SERVICE, Kind.PROVIDER, Kind.UNIT, Kind.COVERS)
    return {what: whole.cells[what] for what in kept} | {Kind.VALUE: _left(broken, quarter)}


def _left(broken: BrokenDown, quarter: ReportingPeriod) -> Told:
    """What of the whole is in no category, as a number while the whole and every category have one."""
    found, kind = placed(broken, quarter), broken.whole.definition.kind
    if found.left is None or found.is_over or found.empty:
        return Told("can’t be said")
    return Told(formats.value(kind, found.left), found.left, kind)


def placed(broken: BrokenDown, quarter: ReportingPeriod) -> Placed:
    """The categories of the half-year or the year against their whole."""
    return place(_number(broken.whole, quarter), [_number(each.figure, quarter) for each in broken.parts])


def _number(figure: MeasureFigure, quarter: ReportingPeriod) -> Decimal | None:
    return since_april(figure, quarter).value.number


def categories_missing(
    row: FunderRow, measures: Iterable[ServiceMeasure], broken: Sequence[BrokenDown], quarter: ReportingPeriod
) -> Iterator[Missing]:
    """Who doesn't break the figure down, and what of whose whole is in no category."""
    by = row.breakdown.name if row.breakdown else ""
    telling = {each.whole.measure.pk for each in broken}
    for measure in measures:
        if measure.pk not in telling:
            yield Missing(f"{measure.service.name}: not told by {by} ({row})", service=measure.service_id)
    for each in broken:
        if why := _why_missing(each, quarter):
            measure = each.whole.measure
            yield Missing(f"{measure.service.name}: {why} by {by} ({row})", service=measure.service_id)


def _why_missing(broken: BrokenDown, quarter: ReportingPeriod) -> str:
    found, kind = placed(broken, quarter), NumberKind(broken.whole.definition.kind)
    if found.is_over:
        return "the parts come to more than the whole"
    if found.empty == len(broken.parts):
        return "nothing is held"
    if found.empty:
        lacking = [each.part.name for each in broken.parts if _number(each.figure, quarter) is None]
        return f"{formats.listing(lacking)} not held in full"
    return f"{formats.value(kind, found.left)} not placed" if found.left else ""
