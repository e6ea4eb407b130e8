"""A year that reaches its target, or will if it goes on as it began."""

from commissioning.ratings.findings.finding import Figure, Finding, has_number, of_figure
from commissioning.ratings.findings.wording import without_capital
from commissioning.ratings.projections import Outcome, Projection, of_target_words, projection_words
from commissioning.ratings.values import HUNDRED, Polarity

RULE, WITH_GAPS = "on-course", "on-course-with-gaps"


def on_course(figure: Figure) -> Finding | None:
    """Silent without a target, while it only counts on a condition, and where a period of the year is missing."""
    projection = _projection(figure)
    if projection is None or projection.outcome not in (Outcome.MET, Outcome.ON_COURSE):
        return None
    return of_figure(RULE, figure, _text(figure, projection), projection.percent_of_target or HUNDRED)


def on_course_with_gaps(figure: Figure) -> Finding | None:
    """The same going by the periods that are held alone, which the sentence says; no target is called met on it."""
    projection = _projection(figure)
    if projection is None or not projection.gaps or not _would_do(figure, projection):
        return None
    return of_figure(WITH_GAPS, figure, _text(figure, projection), projection.percent_of_target or HUNDRED)


def _projection(figure: Figure) -> Projection | None:
    projection = figure.projection if has_number(figure) and not figure.target_condition else None
    return projection if projection is not None and projection.target is not None else None


def _would_do(figure: Figure, projection: Projection) -> bool:
    percent, polarity = projection.percent_of_target, figure.definition.polarity
    if percent is None or polarity == Polarity.CONTEXT:
        return False
    return percent >= HUNDRED if polarity == Polarity.HIGHER else percent <= HUNDRED


def _text(figure: Figure, projection: Projection) -> str:
    words = projection_words(figure.definition, projection)
    return f"{without_capital(figure.measure.label)} {figure.words}; {words} ({of_target_words(projection)})."
