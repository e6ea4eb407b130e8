"""The figures that a funder asks for: each service's whole, over the funder's half-year or year."""

from collections.abc import Iterable, Iterator
from datetime import date

from commissioning.choices import FunderColumnKind as Kind
from commissioning.figures.funder_returns.shares import Shares
from commissioning.figures.funder_returns.told import Line, Missing, Told, remarks
from commissioning.figures.measures import MeasureFigure, measure_figures
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.figures.wording import unit_of
from commissioning.models import FunderRow, ReportingPeriod, ServiceMeasure
from commissioning.ratings.combining import Combined, combined_words
from commissioning.ratings.comparators import comparator_words, written
from commissioning.ratings.values import Basis, Definition, NumberKind, Standing, State, Value
from tracker import formats
from tracker.periods import financial_year_bounds, financial_year_of

ASKED = "What is asked for"
NOBODY = "no service of this money reports it"
NO_SERVICE = "no award of this money names a service"
WHOLE_KINDS = (NumberKind.COUNT, NumberKind.MONEY)


def measures_asked(
    rows: Iterable[FunderRow], services: Iterable[int], portfolio: Portfolio
) -> dict[int, list[ServiceMeasure]]:
    """By measure of the library, the services that report it: of these services, in the plan's order."""
    wanted, found = {row.measure_id for row in rows}, dict[int, list[ServiceMeasure]]()
    funded = set(services)
    portfolio.measures.need(funded)
    for key in portfolio.services:
        for measure in portfolio.measures.get(key, ()) if key in funded else ():
            if measure.measure_id in wanted:
                found.setdefault(measure.measure_id, []).append(measure)
    return found


def figures_of(
    measures: dict[int, list[ServiceMeasure]], quarter: ReportingPeriod, reference: Reference
) -> dict[int, MeasureFigure]:
    """The figures behind a return, by service measure: approved ones, and those taken over. One query."""
    listed = [each for rows in measures.values() for each in rows]
    return {each.measure.pk: each for each in measure_figures(listed, quarter, reference=reference)}


def figure_lines(
    row: FunderRow,
    measures: Iterable[ServiceMeasure],
    figures: dict[int, MeasureFigure],
    shares: Shares,
    nobody: str = NOBODY,
) -> list[Line]:
    """A line for each service that reports what is asked for; one that says why where none does."""
    name = str(row)
    found = [
        figure_line(name, figures[each.pk], shares)
        if each.pk in figures
        else Line(name, {Kind.SERVICE: Told(each.service.name), Kind.VALUE: Told("not held")}, each.service_id)
        for each in measures
    ]
    return found or [Line(name, {Kind.SERVICE: Told(nobody), Kind.VALUE: Told("not held")})]


def figure_line(name: str, figure: MeasureFigure, shares: Shares) -> Line:
    quarter = shares.quarter
    value, share = since_april(figure, quarter), shares.of([figure.measure.service_id])
    percent, own = share.cells
    cells = {
        Kind.SERVICE: Told(figure.measure.service.name),
        Kind.PROVIDER: Told(", ".join(reporters(figure))),
        Kind.VALUE: value_told(figure, value),
        Kind.UNIT: Told(unit_of(figure)),
        Kind.COVERS: Told(covers(figure, quarter)),
        Kind.LAST_YEAR: last_year(figure, quarter),
        Kind.TARGET: target(figure),
        Kind.SHARE: percent,
        Kind.SHARE_POUNDS: own,
        Kind.REMARK: remarks(*figure_remarks(figure, value, quarter), share.remark),
    }
    return Line(name, cells, figure.measure.service_id)


def since_april(figure: MeasureFigure, quarter: ReportingPeriod) -> Combined:
    return figure.series.since(april(quarter))


def april(quarter: ReportingPeriod) -> date:
    return financial_year_bounds(financial_year_of(quarter.end))[0]


def reporters(figure: MeasureFigure) -> list[str]:
    names = figure.series.reference.names_of_reporters(figure.measure.service_id, figure.period)
    return list(names.values())


def value_told(figure: MeasureFigure, found: Combined) -> Told:
    """The number, to two decimals where it is worked out of others; what is known and what is missing without one."""
    definition, number = figure.definition, found.value.number
    if number is not None:
        exact = number if definition.kind in WHOLE_KINDS else formats.rounded(number, 2)
        return Told(written(definition, found.value), exact, definition.kind)
    if found.side_by_side:
        return Told(formats.listing(f"{part.name} {written(definition, part.value)}" for part in found.side_by_side))
    return Told(combined_words(definition, found) or written(definition, found.value))


def covers(figure: MeasureFigure, quarter: ReportingPeriod) -> str:
    """Of which time the figure is, by how it is counted."""
    basis, last = figure.definition.basis, figure.period
    periods = figure.series.periods_since(april(quarter))
    if basis == Basis.SNAPSHOT:
        return f"at the end of {last.label}"
    if basis == Basis.PROGRAMME_TO_DATE:
        return f"from the programme’s start to {last.label}"
    if basis == Basis.YEAR_TO_DATE:
        return f"from the start of {last.year_label} to {last.label}"
    if not periods:
        return ""
    return periods[0].label if len(periods) == 1 else f"{periods[0].label} to {periods[-1].label}"


def last_year(figure: MeasureFigure, quarter: ReportingPeriod) -> Told:
    """The same part of the year before; words where it may not be compared."""
    so_far = figure.series.reference.year_so_far(figure.period)
    if so_far[0].start != april(quarter):
        return Told("not compared: its own year begins at another time")
    compared = figure.year_to_date_last_year
    number = compared.value.number if compared.shown and compared.value else None
    if number is None or compared.value is None:
        return Told(comparator_words(figure.definition, compared))
    exact = number if figure.definition.kind in WHOLE_KINDS else formats.rounded(number, 2)
    return Told(written(figure.definition, compared.value), exact, figure.definition.kind)


def target(figure: MeasureFigure) -> Told:
    if figure.target is None:
        return Told("none")
    return Told(formats.value(figure.definition.kind, figure.target), figure.target, figure.definition.kind)


def figure_remarks(figure: MeasureFigure, found: Combined, quarter: ReportingPeriod) -> Iterator[str]:
    """What must be known to read the figure: how sure it is, a break in it, and where its time is not the funder's."""
    if found.value.is_number:
        yield from _sureness(figure.definition, found.value)
    if any(gap.state == State.COUNTED_OTHERWISE for gap in found.gaps):
        yield figure.series.break_in_year()
    yield from _time_remarks(figure, quarter)
    if figure.target_condition:
        yield f"the target counts only when {figure.target_condition}"
    if figure.scope_words:
        yield figure.scope_words


def _sureness(definition: Definition, value: Value) -> Iterator[str]:
    if value.standing == Standing.TAKEN_OVER:
        yield "taken over from earlier, not approved"
    if not value.is_exact:
        yield written(definition, value)
    if value.provisional:
        yield "provisional"
    if value.unverified:
        yield "a percentage without its parts"
    if value.sample_size is not None:
        yield f"of {value.sample_size} asked"


def _time_remarks(figure: MeasureFigure, quarter: ReportingPeriod) -> Iterator[str]:
    periods = figure.series.periods_since(april(quarter))
    if figure.definition.basis == Basis.IN_PERIOD and periods and periods[0].start != april(quarter):
        yield f"from {formats.day(periods[0].start)}: its periods do not begin in April"
    if figure.definition.basis == Basis.YEAR_TO_DATE:
        begins = figure.series.reference.year_so_far(figure.period)[0].start
        if begins != april(quarter):
            yield f"its own year began on {formats.day(begins)}"
    if figure.period.end != quarter.end:
        yield f"its last period ends on {formats.day(figure.period.end)}"


def figures_missing(
    lines: Iterable[tuple[FunderRow, ServiceMeasure, MeasureFigure | None]], quarter: ReportingPeriod
) -> list[Missing]:
    """What is not held of the figures asked for, with all figures of a service together that lack the same."""
    found: dict[tuple[int, str], list[str]] = {}
    names: dict[int, str] = {}
    for row, measure, figure in lines:
        names[measure.service_id] = measure.service.name
        for why in _why_missing(figure, quarter):
            found.setdefault((measure.service_id, why), []).append(str(row))
    return [
        Missing(f"{names[service]}: {why} ({formats.listing(asked)})", service=service)
        for (service, why), asked in found.items()
    ]


def _why_missing(figure: MeasureFigure | None, quarter: ReportingPeriod) -> list[str]:
    if figure is None:
        return ["no period of it is over yet"]
    if figure.period.end < april(quarter):
        return [f"nothing since {figure.period.label}"]
    if not since_april(figure, quarter).gaps:
        return []
    periods = figure.series.periods_since(april(quarter))
    lacking = periods[-1:] if figure.definition.takes_latest else periods
    return [why for period in lacking for why in _gaps(figure, period)]


def _gaps(figure: MeasureFigure, period: ReportingPeriod) -> Iterator[str]:
    """What a period lacks, by who was to give it."""
    if figure.series.is_counted_otherwise(period, figure.period):
        yield f"{period.label} was counted otherwise"
        return
    for gap in figure.series.at(period).gaps:
        who = "" if gap.name == period.label else f"{gap.name}, "
        yield f"{who}{period.label} {formats.gap_words(gap.state)}"
