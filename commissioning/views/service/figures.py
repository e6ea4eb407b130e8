"""A service's Figures: every measure in full, with all that it is compared with."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from commissioning import charts
from commissioning.choices import Polarity, Standing
from commissioning.exports.figures import LONG, long_lines
from commissioning.figures import MeasureFigure, Stated
from commissioning.figures.bearing import bearing_on
from commissioning.figures.categories import BrokenDown, broken_down, wholes_in
from commissioning.figures.courses import Course, course_of
from commissioning.figures.observations import QUARTERS, rows_by_category
from commissioning.figures.wording import evidence, so_far_words, target_lines, unit_of
from commissioning.models import ReportingPeriod
from commissioning.models.seeing import audiences, with_submitted
from commissioning.ratings.comparators import comparator_words, written
from commissioning.ratings.projections import of_target_words, projection_words
from commissioning.ratings.values import NOT_HELD, Definition, Value
from commissioning.views.across_categories import category_cell
from commissioning.views.service.page import ServicePage, said_of
from tracker import formats
from tracker.exports import About, Cell
from tracker.views import FORMATS, list_file

Context = dict[str, Any]
ALL = "all"  # in the address: all periods
YEARS = 10
GOOD = {
    Polarity.HIGHER: "More is better.",
    Polarity.LOWER: "Less is better.",
    Polarity.CONTEXT: "More is neither good nor bad.",
}


def figures(page: ServicePage) -> Context:
    """Every measure in full: at the quarter with the last eight periods, or over all periods of ten years."""
    found, split = read(page)
    said = said_of(page.measures, page.scene.quarter, page.user)
    keys, notes = observation_keys(page, found), bearing(page, found)
    return {
        "measures": [
            in_full(page, each, said.get(each.measure.pk, []), keys, notes)
            | {"splits": [split_table(page, one) for one in split.get(each.measure.pk, []) if one.is_told]}
            for each in found
        ],
        "is_long": page.is_long,
        "short_url": page.url("figures"),
        "long_url": f"{page.url('figures')}?span={ALL}",
        "downloads": [
            {"label": label, "url": f"?{f'span={ALL}&' if page.is_long else ''}format={name}"}
            for name, label in FORMATS.items()
        ],
    }


def read(page: ServicePage) -> tuple[list[MeasureFigure], dict[int, list[BrokenDown]]]:
    """The figures of the service with their categories; over all periods they are read further back. One query."""
    reference = page.scene.reference
    last = reference.own_period(page.service.pk, page.scene.quarter)
    periods = [last] if last else []
    rows = rows_by_category(page.measures, periods, reference=reference, count=span(page, last))
    found = page.figures(wholes_in(rows, page.measures, reference))
    return found, broken_down(found, reference=reference, rows=rows)


def span(page: ServicePage, last: ReportingPeriod | None) -> int:
    """How many periods are shown."""
    return YEARS * last.calendar.periods_per_year if page.is_long and last else QUARTERS


def bearing(page: ServicePage, found: list[MeasureFigure]) -> dict[int, list[str]]:
    """What explains figures of the periods shown."""
    periods = {
        each.pk: each
        for figure in found[:1]
        for each in page.scene.reference.last(figure.period, span(page, figure.period))
    }
    return bearing_on(
        page.service.pk,
        periods.values(),
        portfolio=page.scene.portfolio,
        reference=page.scene.reference,
        with_submitted=with_submitted(page.user),
        seen=audiences(page.user),
    )


def course(page: ServicePage, figure: MeasureFigure, notes: dict[int, list[str]]) -> Course:
    return course_of(figure, count=span(page, figure.period), notes=notes)


def file(page: ServicePage, format_: str) -> HttpResponse:
    """The service's figures, a line a value, over the periods that the page shows."""
    scene = page.scene
    rows: list[Sequence[Cell]] = []
    found, split = read(page)
    for figure in found:
        shown = course(page, figure, {})
        rows += long_lines(figure, scene.portfolio, len(shown.points), split.get(figure.measure.pk, ()))
    quarter = ("Quarter", f"{scene.quarter.label}, {scene.quarter.words}")
    as_at = ("As at", formats.moment(timezone.now()))
    about = About(page.service.name, [("Office", scene.office.name), quarter, ("Service", page.service.name), as_at])
    return list_file(format_, f"figures-{page.service.code}-{scene.quarter.slug}", LONG, rows, about)


def drawn(page: ServicePage, figure: MeasureFigure, shown: Course) -> Context:
    """A measure's chart with its finding; where too few values are known, the sentence alone."""
    return {
        "id": f"chart-{figure.measure.pk}",
        "heading": figure.measure.label,
        "counted": counted(figure),
        "bars": charts.bars(shown),
        "signs": charts.signs(shown),
        "title": charts.title(shown),
        "finding": charts.finding(shown),
        "desc": charts.every_value(shown),
        "target_words": charts.target_words(shown),
        "evidence_url": page.figure_url(figure.held[0].key) if len(figure.held) == 1 else None,
        "unit": figure.version.unit,
        "table": points_table(figure, shown, {}),
    }


def counted(figure: MeasureFigure) -> str:
    """What is counted, how over time, and which way is good."""
    text = figure.version.text.rstrip(".") or "not known yet"
    definition = figure.definition
    return f"How it is counted: {text}; {charts.basis_words(definition)}. {GOOD[Polarity(definition.polarity)]}"


def in_full(
    page: ServicePage,
    figure: MeasureFigure,
    said: list[Stated],
    keys: dict[tuple[int, str], int],
    notes: dict[int, list[str]],
) -> Context:
    """One measure: value and standing, everything it is compared with, its periods."""
    urls = {period: page.figure_url(key) for (measure, period), key in keys.items() if measure == figure.measure.pk}
    shown = course(page, figure, notes)
    return drawn(page, figure, shown) | {
        "anchor": f"m{figure.measure.pk}",
        "headline": figure.measure.headline,
        "value": figure.words,
        "unit": unit_of(figure),
        "is_number": figure.value.is_number,
        "evidence": evidence(figure),
        "rag": figure.rating.rag,
        "rows": summary(figure, said, urls),
        "table": points_table(figure, shown, urls),
        "measure_url": reverse("measure", args=[page.scene.quarter.slug, figure.measure.measure_id]),
        "parts": parts(page, figure),
    }


def parts(page: ServicePage, figure: MeasureFigure) -> list[Context]:
    """The providers' own values behind one that several make up, each a link to where it came from."""
    if len(figure.held) < 2:
        return []
    return [
        {"label": held.provider_name, "when": written(figure.definition, held.value), "url": page.figure_url(held.key)}
        for held in figure.held
    ]


def summary(figure: MeasureFigure, said: list[Stated], urls: dict[str, str]) -> list[Context]:
    """The rows of a measure's list: comparators, year to date, target, projection, rating, notes."""
    definition, projection = figure.definition, figure.projection
    rows = [
        ("This period", f"{figure.words} in {figure.period.label}", urls.get(figure.period.label)),
        ("Same period last year", comparator_words(definition, figure.same_last_year), None),
        ("Previous period", comparator_words(definition, figure.previous), None),
        ("Note", figure.scope_words, None),
        (f"{figure.year_label} so far", so_far_words(figure), None),
        ("Compared with last year so far", last_year(figure), None),
        ("Target", "; ".join(target_lines(figure)[:1]) or "none set", None),
        (
            "Projection",
            ", ".join(filter(None, [projection_words(definition, projection), of_target_words(projection)]))
            if projection and figure.target
            else "",
            None,
        ),
        ("Rating", f"{figure.rating.reason}", None),
        ("Said of it", "; ".join(each.words for each in said), None),
        ("Remark", "; ".join(held.reason for held in figure.held if held.reason), None),
    ]
    return [{"key": key, "value": value[:1].upper() + value[1:], "url": url} for key, value, url in rows if value]


def last_year(figure: MeasureFigure) -> str:
    known = figure.definition.projects and figure.year_to_date_last_year.shown
    return comparator_words(figure.definition, figure.year_to_date_last_year) if known else ""


def points_table(figure: MeasureFigure, shown: Course, urls: dict[str, str]) -> Context:
    """The periods of a measure for `components/table.html`, newest first, with what bears on them."""
    rows = []
    told = bool(shown.breaks or shown.notes)
    for place, point in reversed(list(enumerate(shown.points))):
        value = point.value
        words = written(figure.definition, value)
        standing = Standing(value.standing).label if value.is_number else ""
        number = {"text": words, "url": urls.get(point.label)} if value.is_number else {"nil": words}
        cells = [{"text": point.label}, number, {"text": standing, "nil": "–"}]
        note = "; ".join(filter(None, [shown.breaks.get(place, ""), *shown.notes.get(place, ())]))
        rows.append({"cells": [*cells, *([{"text": note, "nil": "–"}] if told else [])]})
    label = figure.version.unit[:1].upper() + figure.version.unit[1:]
    return {
        "caption": charts.title(shown),
        "columns": [
            {"label": "Period"},
            {"label": label, "numeric": True},
            {"label": "Standing"},
            *([{"label": "What bears on it"}] if told else []),
        ],
        "rows": rows,
    }


def split_table(page: ServicePage, broken: BrokenDown) -> Context:
    """A figure by one breakdown: each category with its comparators, what is in none, and the whole. Its number leads
    to where it comes from."""
    definition, placed = broken.whole.definition, broken.placed
    rows = []
    for each in broken.parts:
        figure = each.figure
        compared = [comparison.value for comparison in (figure.same_last_year, figure.previous)]
        values = [value if value and value.is_number else NOT_HELD for value in compared]
        now = category_cell(page.scene, figure)
        rows.append({"cells": [{"text": each.part.name}, now, *(number_cell(definition, value) for value in values)]})
    if placed.left:
        words = formats.value(definition.kind, abs(placed.left))
        label = "More than in all" if placed.is_over else "Not placed"
        rows.append({"cells": [{"text": label}, {"text": words}, {"nil": "–"}, {"nil": "–"}]})
    whole = broken.whole
    periods = [whole.period.label, whole.same_last_year.period, whole.previous.period]
    return {
        "heading": f"By {broken.split.name.lower()}",
        "caption": f"{whole.label} by {broken.split.name.lower()}",
        "columns": [{"label": broken.split.name}, *({"label": label, "numeric": True} for label in periods)],
        "rows": rows,
        "totals": {
            "cells": [
                {"text": "In all"},
                {"text": whole.words},
                *(number_cell(definition, each.value or NOT_HELD) for each in (whole.same_last_year, whole.previous)),
            ]
        },
    }


def number_cell(definition: Definition, value: Value) -> Context:
    words = written(definition, value)
    return {"text": words} if value.is_number else {"nil": words}


def observation_keys(page: ServicePage, found: list[MeasureFigure]) -> dict[tuple[int, str], int]:
    """The key of the observation behind each measure and period, where there is one for certain."""
    keys: dict[tuple[int, str], int] = {}
    for figure in found:
        for period, rows in figure.series.rows.items():
            counted = [row.pk for row in rows if row.standing in figure.series.allowed]
            if len(counted) == 1:
                keys[figure.measure.pk, page.scene.reference.periods[period].label] = counted[0]
    return keys
