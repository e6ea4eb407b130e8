"""Figures as spreadsheet lines: one for each measure, or one for each value that is known of it."""

from collections.abc import Iterator, Mapping, Sequence

from commissioning.choices import Basis, ObservationState, Rag, Standing
from commissioning.exports.lists import FIGURE, figure_cells, statement_words
from commissioning.figures import MeasureFigure, Stated
from commissioning.figures.portfolio import Portfolio
from commissioning.ratings.comparators import comparator_words, written
from tracker import formats
from tracker.exports import Cell

WHOSE = ("Service", "Service code", "Figure code", "Objective", "Theme", "Providers")
FIGURES = (
    *WHOSE,
    *FIGURE,
    "Numerator",
    "Denominator",
    "Compared with the previous period",
    "Target due by now",
    "Rating",
    "Why",
    "Headline",
    "How it is counted",
)
LONG = (
    *WHOSE,
    "Figure",
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
        comparator_words(figure.definition, figure.previous),
        figure.target_due,
        Rag(figure.rating.rag).label,
        figure.rating.reason,
        "yes" if figure.measure.headline else "no",
        Basis(figure.definition.basis).label,
    ]


def long_lines(figure: MeasureFigure, portfolio: Portfolio) -> Iterator[Sequence[Cell]]:
    """A line for each of the last periods, oldest first: also where no value is held, which its state says."""
    periods = figure.series.reference.last(figure.period, len(figure.points))
    for period, point in zip(periods, figure.points, strict=True):
        value = point.value
        yield [
            *whose(figure, portfolio),
            figure.measure.label,
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
