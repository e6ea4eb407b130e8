"""Figures as cards and cells: formatted in Python, so that templates only print."""

from typing import Any

from commissioning import charts
from commissioning.figures import MeasureFigure
from commissioning.figures.across import Across
from commissioning.figures.courses import course_of
from commissioning.figures.wording import evidence, sentence, target_lines, unit_of
from commissioning.ratings.comparators import Comparator, Direction, comparator_words

Row = dict[str, Any]


def card(figure: MeasureFigure, *, url: str, who: str = "", said: tuple[str, ...] = ()) -> Row:
    """A headline figure for `components/figure.html`; `said` are statements without numbers."""
    key = f"figure-{figure.measure.pk}"
    course = course_of(figure)
    has_number = figure.value.is_number or figure.now.known is not None or bool(figure.now.side_by_side)
    return {
        "label": figure.measure.label,
        "url": url,
        "who": who,
        "value": figure.words if has_number else None,
        "nil": figure.words,
        "unit": unit_of(figure),
        "comparators": [*comparators(figure), *({"text": words} for words in said)],
        "evidence": evidence(figure),
        "spark": charts.spark(course),
        "id": key,
        "spark_title": charts.title(figure),
        "spark_desc": charts.spark_words(course),
    }


def comparators(figure: MeasureFigure) -> list[Row]:
    """What stands under the value: the comparator, scope note, target and projection, each in its own line."""
    lines = [compared(figure, each) for each in chosen(figure)]
    notes = [figure.scope_words, *target_lines(figure)]
    return lines + [{"text": sentence(note)} for note in notes if note]


def chosen(figure: MeasureFigure) -> list[Comparator]:
    """The comparators worth a line: those that are drawn, else the reasons why there is none."""
    both = [figure.same_last_year, figure.previous]
    shown = [each for each in both if each.shown]
    return shown + [each for each in both if not each.shown and (each.series_break or shown)] or [figure.previous]


def compared(figure: MeasureFigure | Across, comparator: Comparator) -> Row:
    moved = comparator.direction if comparator.direction in (Direction.UP, Direction.DOWN) else None
    words = comparator_words(figure.definition, comparator, decimals=None)
    better = {True: "; better", False: "; worse", None: ""}[comparator.better]
    return {"text": sentence(words + better), "direction": moved and str(moved)}
