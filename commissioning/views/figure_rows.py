"""The rows of a figures page: last quarter, the same quarter last year, target and year so far beside each box."""

from dataclasses import replace
from typing import Any

from commissioning.choices import NumberKind, ObservationState
from commissioning.figures import MeasureFigure, measure_figures
from commissioning.forms.sections import SectionForm
from commissioning.models import QuarterlyReturn, ServiceMeasure
from commissioning.ratings.combining import combined_words, over_periods
from commissioning.ratings.comparators import Comparator, ComparatorKind, compare, written
from commissioning.ratings.values import Standing, Value
from commissioning.views.owed import address
from commissioning.views.quarters import Scene
from commissioning.workflow.refusals import Clash
from commissioning.workflow.sections.figures import Figures, Row
from tracker import formats

BETWEEN = {
    NumberKind.PERCENTAGE: {"numerator": "", "denominator": "of", "value": "or"},
    NumberKind.RATE: {"numerator": "", "denominator": "over", "value": "or"},
}
MORE = ("precision", "sample", "provisional", "reason")


def figure_rows(
    quarterly_return: QuarterlyReturn,
    section: Figures,
    form: SectionForm,
    scene: Scene,
    clashes: dict[str, Clash],
) -> list[dict[str, Any]]:
    """One row for each figure, everything formatted. One query more than the section's own."""
    measures = ServiceMeasure.objects.filter(pk__in=[row.answer.measure.pk for row in section.rows])
    figures = {
        figure.measure.pk: figure
        for figure in measure_figures(
            measures.select_related("measure", "service"),
            quarterly_return.period,
            reference=scene.reference,
            provider=quarterly_return.provider_id,
        )
    }
    return [
        _row(quarterly_return, row, form, figures.get(row.answer.measure.pk), scene, clashes) for row in section.rows
    ]


def _row(
    quarterly_return: QuarterlyReturn,
    row: Row,
    form: SectionForm,
    figure: MeasureFigure | None,
    scene: Scene,
    clashes: dict[str, Clash],
) -> dict[str, Any]:
    version = row.answer.observation.version
    names = [box.name for box in row.boxes]
    more = [form[f"{row.prefix}-{part}"] for part in MORE]
    scopes = [
        {"field": form[scope.name], "legend": f"“{scope.note.text}”: was that so in {scope.period.label}?"}
        for scope in row.scopes
        if _held_in(figure, scope.period.label)
    ]
    return {
        "id": row.prefix,
        "name": row.label,
        "hint": hint_of(row),
        "definition": version.definition,
        "part": row.answer.measure.whole_id is not None,
        "past": _past(quarterly_return, row, figure),
        "boxes": _boxes(row, form),
        "state": form[f"{row.prefix}-state"],
        "unit": "%" if version.number_kind == NumberKind.PERCENTAGE else "",
        "said": _moved(row, figure),
        "ytd": _year_so_far(row, figure, scene),
        "errors": [error for name in names for error in form.errors.get(name, [])],
        "scopes": scopes,
        "more": more,
        "more_open": any(field.errors or form.texts[field.name] not in ("", "exact") for field in more)
        or bool(form.texts[f"{row.prefix}-state"]),
        "unverified": row.answer.value.unverified,
        "ask": address(quarterly_return, "ask") + f"?about=figures:{row.answer.measure.pk}",
        "clashes": [clashes[name] for name in names if name in clashes],
    }


def hint_of(row: Row) -> str:
    """How the figure is counted, in a few words, after its unit."""
    version = row.answer.observation.version
    basis = version.get_basis_display()
    return f"{version.unit}, {basis}" if version.unit and version.unit != "%" else basis.capitalize()


def _boxes(row: Row, form: SectionForm) -> list[dict[str, Any]]:
    """The number boxes with the words between them: "of", "or"."""
    kind = NumberKind(row.answer.observation.version.number_kind)
    between = BETWEEN.get(kind, {"value": ""})
    return [{"word": word, "field": form[f"{row.prefix}-{part}"]} for part, word in between.items()]


def _past(quarterly_return: QuarterlyReturn, row: Row, figure: MeasureFigure | None) -> list[dict[str, Any]]:
    if figure is None:
        return []
    earlier = address(quarterly_return, "earlier", row.answer.measure.pk)
    lines = [_comparator(each, figure, earlier) for each in (figure.same_last_year, figure.previous)]
    return [*lines, {"label": "Target", "text": _target(figure), "nil": "not set"}]


def _comparator(comparator: Comparator, figure: MeasureFigure, earlier: str) -> dict[str, Any]:
    held = comparator.value is not None and comparator.value.is_number
    return {
        "label": comparator.period,
        "text": written(figure.definition, comparator.value) if held and comparator.value else "",
        "nil": "not compared" if comparator.series_break else "not held",
        "note": "taken over" if held and comparator.taken_over else "",
        "url": earlier,
        "act": f"for {comparator.period}: add or question an earlier figure",
    }


def _target(figure: MeasureFigure) -> str:
    if figure.target is None:
        return ""
    return formats.value(figure.definition.kind, figure.target)


def _held_in(figure: MeasureFigure | None, label: str) -> bool:
    """Whether there is a figure of that period to ask about."""
    compared = (figure.same_last_year, figure.previous) if figure else ()
    return any(each.period == label and each.value is not None and each.value.is_number for each in compared)


def _now(row: Row) -> Value:
    """The answer as if it counted: inside its own return a draft is compared."""
    return replace(row.answer.value, standing=Standing.APPROVED)


def _moved(row: Row, figure: MeasureFigure | None) -> str:
    """How the saved answer compares: "up 27, 5.8% on Q2 2021/22"; nothing where no comparison is drawn."""
    if figure is None or row.answer.state != ObservationState.REPORTED:
        return ""
    for then, kind in (
        (figure.same_last_year, ComparatorKind.SAME_LAST_YEAR),
        (figure.previous, ComparatorKind.PREVIOUS_PERIOD),
    ):
        found = compare(
            figure.definition,
            _now(row),
            then.value,
            kind=kind,
            period=then.period,
            series_break=then.series_break,
            scope=then.scope,
        )
        if found.difference is not None:
            return f"{formats.change(figure.definition.kind, found.difference, found.percent)} on {then.period}"
    return ""


def _year_so_far(row: Row, figure: MeasureFigure | None, scene: Scene) -> dict[str, str]:
    """The year to date, with what is saved here, or what is missing from it."""
    if figure is None:
        return {"text": "", "nil": "not held"}
    labels = {period.label for period in scene.reference.year_so_far(figure.period)}
    points = [replace(point, label=point.short) for point in figure.points if point.label in labels]
    own = [replace(points[-1], value=_now(row))] if points and row.answer.said else []
    combined = over_periods(figure.definition, points[:-1] + own)
    if combined.value.is_number:
        return {"text": written(figure.definition, combined.value), "nil": ""}
    nothing = "not added up" if combined.side_by_side else "nothing yet"
    return {"text": "", "nil": combined_words(figure.definition, combined) or nothing}
