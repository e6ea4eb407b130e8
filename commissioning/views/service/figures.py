"""A service's Figures: every measure in full, with all that it is compared with."""

from collections import defaultdict
from typing import Any

from commissioning import charts
from commissioning.choices import Polarity, Standing
from commissioning.figures import MeasureFigure, Stated
from commissioning.figures.wording import so_far_words, target_lines, unit_of
from commissioning.models import Observation
from commissioning.ratings.comparators import comparator_words, written
from commissioning.ratings.projections import of_target_words, projection_words
from commissioning.views import cards
from commissioning.views.service.page import ServicePage, said_of
from tracker import formats

Context = dict[str, Any]
GOOD = {
    Polarity.HIGHER: "More is better.",
    Polarity.LOWER: "Less is better.",
    Polarity.CONTEXT: "More is neither good nor bad.",
}


def figures(page: ServicePage) -> Context:
    """Every measure in full."""
    found = page.figures()
    said = said_of(page.measures, page.scene.quarter, page.user)
    keys = observation_keys(found)
    return {"measures": [in_full(page, each, said.get(each.measure.pk, []), keys) for each in found]}


def drawn(page: ServicePage, figure: MeasureFigure) -> Context:
    """A measure's chart with its finding; where too few values are known, the sentence alone."""
    return {
        "id": f"chart-{figure.measure.pk}",
        "heading": figure.measure.label,
        "counted": counted(figure),
        "bars": charts.bars(figure),
        "title": charts.title(figure),
        "finding": charts.finding(figure),
        "desc": charts.every_value(figure),
        "target_words": f"target {formats.value(figure.definition.kind, figure.target_due)}"
        if figure.target_due
        else "",
        "evidence_url": page.figure_url(figure.held[0].key) if len(figure.held) == 1 else None,
        "unit": figure.version.unit,
        "table": points_table(figure, {}),
    }


def counted(figure: MeasureFigure) -> str:
    """What is counted, how over time, and which way is good."""
    text = figure.version.text.rstrip(".") or "not known yet"
    return f"How it is counted: {text}; {charts.basis_words(figure)}. {GOOD[Polarity(figure.definition.polarity)]}"


def in_full(page: ServicePage, figure: MeasureFigure, said: list[Stated], keys: dict[tuple[int, str], int]) -> Context:
    """One measure: value and standing, everything it is compared with, its periods."""
    urls = {period: page.figure_url(key) for (measure, period), key in keys.items() if measure == figure.measure.pk}
    return drawn(page, figure) | {
        "anchor": f"m{figure.measure.pk}",
        "headline": figure.measure.headline,
        "value": figure.words,
        "unit": unit_of(figure),
        "is_number": figure.value.is_number,
        "evidence": cards.evidence(figure),
        "rag": figure.rating.rag,
        "rows": summary(figure, said, urls),
        "table": points_table(figure, urls),
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


def points_table(figure: MeasureFigure, urls: dict[str, str]) -> Context:
    """The periods of a measure as the columns and rows of `components/table.html`."""
    rows = []
    for point in reversed(figure.points):
        value = point.value
        words = written(figure.definition, value)
        standing = Standing(value.standing).label if value.is_number else ""
        number = {"text": words, "url": urls.get(point.label)} if value.is_number else {"nil": words}
        rows.append({"cells": [{"text": point.label}, number, {"text": standing, "nil": "–"}]})
    label = figure.version.unit[:1].upper() + figure.version.unit[1:]
    return {
        "caption": charts.title(figure),
        "columns": [{"label": "Period"}, {"label": label, "numeric": True}, {"label": "Standing"}],
        "rows": rows,
    }


def observation_keys(found: list[MeasureFigure]) -> dict[tuple[int, str], int]:
    """The key of the observation behind each measure and period, where there is one for certain."""
    keys: dict[tuple[int, str], list[int]] = defaultdict(list)
    rows = (
        Observation.objects.whole()
        .counted(with_submitted=True)
        .filter(service_measure__in=[each.measure.pk for each in found])
    )
    for measure, period, key in rows.values_list("service_measure", "period__label", "pk"):
        keys[measure, period].append(key)
    return {place: found[0] for place, found in keys.items() if len(found) == 1}
