"""Figures as spreadsheet lines: one for each measure, or one for each value that is known of it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from commissioning.charts import every_value
from commissioning.choices import Basis, NumberKind, ObservationState, Polarity, Rag, Standing
from commissioning.exports.lists import FIGURE, figure_cells, statement_words
from commissioning.figures import MeasureFigure, Stated
from commissioning.figures.across import Across
from commissioning.figures.across_categories import SplitAcross
from commissioning.figures.categories import BrokenDown
from commissioning.figures.observations import QUARTERS
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Version
from commissioning.figures.wording import so_far_words
from commissioning.models import Measure
from commissioning.ratings.combining import combined_words
from commissioning.ratings.comparators import Comparator, comparator_words, written
from commissioning.ratings.projections import Projection
from tracker import formats
from tracker.exports import Cell

PLACES = 4  # decimals of a number that was worked out
WHOSE = ("Service", "Service code", "Figure code", "Objective", "Theme", "Providers")
COMPARED = ("Value of", "Change since", "Per cent since", "Compared with the")
FIGURES = (
    *WHOSE,
    *FIGURE,
    "Numerator",
    "Denominator",
    *(f"{what} {period}" for period in ("same period last year", "previous period") for what in COMPARED),
    "So far this year in words",
    *(f"{what} last year so far" for what in COMPARED),
    "Target due by now",
    "Projected for the year",
    "Per cent of target",
    "Rating",
    "Why",
    "Headline",
    "How it is counted",
    "Trend",
)
MEASURES = (
    "Measure",
    "Measure code",
    "Definition",
    "Unit",
    "Kind of number",
    "How it is counted",
    "Good is",
    "Counts people",
    "Version",
    "Services",
)
CATEGORIES = (
    "Measure",
    "Measure code",
    "Broken down by",
    "Category",
    "Unit",
    "How it is counted",
    "Value",
    "In words",
    "Services that gave it",
    "Services that take the breakdown",
    "Services that don’t",
    *(f"{what} {period}" for period in ("same period last year", "previous period") for what in COMPARED),
)
LONG = (
    *WHOSE,
    "Figure",
    "Broken down by",
    "Category",
    "Unit",
    "How it is counted",
    "Period",
    "Period begins",
    "Period ends",
    "State",
    "Value",
    "Numerator",
    "Denominator",
    "In words",
    "Standing",
)


def whose(figure: MeasureFigure, portfolio: Portfolio) -> Sequence[Cell]:
    """Which service's figure it is, and its place in the plan."""
    service = portfolio.services[figure.measure.service_id]
    return [
        service.name,
        service.code,
        figure.measure.code,
        service.objective.name,
        service.theme.name if service.theme else "",
        "; ".join(provider.name for provider in portfolio.providers_of[service.pk]),
    ]


def figure_line(figure: MeasureFigure, said: Mapping[int, Sequence[Stated]], portfolio: Portfolio) -> Sequence[Cell]:
    """One measure at the quarter, with everything that the page compares it with."""
    return [
        *whose(figure, portfolio),
        *figure_cells(figure, statement_words(said, figure)),
        figure.value.numerator,
        figure.value.denominator,
        *compared_cells(figure, figure.same_last_year),
        *compared_cells(figure, figure.previous),
        so_far_words(figure),
        *compared_cells(figure, figure.year_to_date_last_year),
        figure.target_due,
        *projected_cells(figure.projection),
        Rag(figure.rating.rag).label,
        figure.rating.reason,
        "yes" if figure.measure.headline else "no",
        Basis(figure.definition.basis).label,
        every_value(figure),
    ]


def measure_line(measure: Measure, version: Version, services: int) -> Sequence[Cell]:
    """One measure with its newest wording, and how many services count it."""
    definition = version.definition
    return [
        measure.name,
        measure.code,
        version.text or "not known yet",
        version.unit,
        NumberKind(definition.kind).label,
        Basis(definition.basis).label,
        Polarity(definition.polarity).label,
        "yes" if version.about_people else "no",
        version.number,
        services,
    ]


def category_lines(measure: Measure, found: SplitAcross) -> Iterator[Sequence[Cell]]:
    """A measure by one breakdown over its services: a line a category, and one for all of what these services count."""
    lines = [(each.part.name, each.total) for each in found.parts]
    for name, total in [*lines, ("All", found.whole)]:
        yield [
            measure.name,
            measure.code,
            found.split.name,
            name,
            total.unit,
            Basis(total.definition.basis).label,
            None if total.why_none else total.now.value.number,
            across_words(total),
            total.told,
            total.services,
            found.without,
            *compared_cells(total, total.same_last_year),
            *compared_cells(total, total.previous),
        ]


def across_words(total: Across) -> str:
    """What several services come to; with a part missing what is known and what is missing; or why none is added."""
    now = total.now
    told = "" if now.value.is_number else combined_words(total.definition, now)
    return total.why_none or told or written(total.definition, now.value)


def compared_cells(figure: MeasureFigure | Across, comparator: Comparator) -> Sequence[Cell]:
    """One comparison in numbers and in words; across a break, or where nothing may be compared, in words alone."""
    then = comparator.value.number if comparator.shown and comparator.value else None
    words = comparator_words(figure.definition, comparator)
    return [then, comparator.difference, _rounded(comparator.percent), words]


def projected_cells(projection: Projection | None) -> Sequence[Cell]:
    """What the year comes to, and that in per cent of its target; `figure_cells` says what is missing of it."""
    if projection is None:
        return [None, None]
    return [formats.rounded(projection.projected, PLACES), _rounded(projection.percent_of_target)]


def _rounded(number: Decimal | None) -> Decimal | None:
    return None if number is None else formats.rounded(number, 1)


def long_lines(
    figure: MeasureFigure, portfolio: Portfolio, count: int = QUARTERS, split: Sequence[BrokenDown] = ()
) -> Iterator[Sequence[Cell]]:
    """A line for each of the last `count` periods, oldest first: also where no value is held, which its state says.
    After the figure itself its categories, of each breakdown.
    """
    yield from _lines(figure, portfolio, count, "", "All")
    for broken in split:
        for each in broken.parts:
            yield from _lines(each.figure, portfolio, count, broken.split.name, each.part.name)


def _lines(figure: MeasureFigure, portfolio: Portfolio, count: int, by: str, category: str) -> Iterator[Sequence[Cell]]:
    for period in figure.series.reference.last(figure.period, count):
        value = figure.series.at(period).value
        yield [
            *whose(figure, portfolio),
            figure.measure.label,
            by,
            category,
            figure.version.unit,
            Basis(figure.definition.basis).label,
            period.label,
            period.start,
            period.end,
            formats.state_words(value.state) if value.state != ObservationState.REPORTED else "reported",
            value.number,
            value.numerator,
            value.denominator,
            written(figure.definition, value),
            Standing(value.standing).label if value.is_number else "",
        ]
