"""The rows of a figures page: last quarter, the same quarter last year, target and year so far beside each box."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from commissioning.choices import NumberKind, ObservationState
from commissioning.figures import MeasureFigure
from commissioning.figures.categories import broken_down
from commissioning.figures.wording import no_number_words
from commissioning.forms.sections import SectionForm
from commissioning.models import QuarterlyReturn
from commissioning.ratings.categories import place, placed_words
from commissioning.ratings.combining import combined_words, over_periods
from commissioning.ratings.comparators import Comparator, written
from commissioning.views.asks import Ask
from commissioning.views.owed import address
from commissioning.views.quarters import Scene
from commissioning.workflow.answers import Answer
from commissioning.workflow.earlier import TAKES_OVER
from commissioning.workflow.material import Material
from commissioning.workflow.refusals import Clash
from commissioning.workflow.sections.figures import Figures, Row
from commissioning.workflow.told import Told
from tracker import formats

BETWEEN = {
    NumberKind.PERCENTAGE: {"numerator": "", "denominator": "of", "value": "or"},
    NumberKind.RATE: {"numerator": "", "denominator": "over", "value": "or"},
}
REASON = "reason"
MORE = {
    REASON: "Why, or a remark",
    "precision": "How exact",
    "sample": "How many were asked",
    "provisional": "Not yet final",
}
QUIET = ("", "exact")


@dataclass(frozen=True, slots=True)
class FigureRows:
    """The rows of one page: its return and form, what others typed in the same boxes, what is asked of the person about
    what is saved, and whether the person may ask the provider.
    """

    quarterly_return: QuarterlyReturn
    form: SectionForm
    scene: Scene
    clashes: Mapping[str, Clash]
    asked: Sequence[Ask]
    asks: bool

    def of(self, section: Figures, material: Material) -> list[dict[str, Any]]:
        """One row for each figure, with its categories, all formatted."""
        figures, reference = material.figures, self.scene.reference
        parts: dict[int, list[Row]] = defaultdict(list)
        for row in section.rows:
            if not row.is_whole:
                parts[row.answer.measure.pk].append(row)
        known = broken_down(figures.values(), reference=reference, rows=material.observed) if parts else {}
        before = {
            (measure, each.part.key): each.figure
            for measure, listed in known.items()
            for split in listed
            for each in split.parts
        }
        return [
            self._row(row, figures.get(row.answer.measure.pk))
            | {"splits": self._splits(row, parts[row.answer.measure.pk], before)}
            for row in section.rows
            if row.is_whole
        ]

    def _splits(
        self, whole: Row, rows: Sequence[Row], before: Mapping[tuple[int, int], MeasureFigure]
    ) -> list[dict[str, Any]]:
        """The boxes of each breakdown, what they come to of the whole, and what is in none of them."""
        splits: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            breakdown = row.answer.observation.category.breakdown
            splits[breakdown.name if breakdown else ""].append(row)
        return [self._split(whole, name, parts, before) for name, parts in splits.items()]

    def _split(
        self, whole: Row, name: str, rows: Sequence[Row], before: Mapping[tuple[int, int], MeasureFigure]
    ) -> dict[str, Any]:
        version, said = whole.answer.observation.version, whole.answer.value.number
        placed = place(said, [row.answer.value.number for row in rows])
        names = [f"{row.prefix}-value" for row in rows]
        office = self.scene.office
        return {
            "by": name,
            "parts": [self._part(row, before) for row in rows],
            "words": placed_words(whole.answer.definition.kind, said, placed),
            "small": f"below {office.small_number_below} hidden in public" if version.about_people else "",
            "errors": [error for box in names for error in self.form.errors.get(box, [])],
            "asked": [each for each in self.asked if each.box in names],
            "clashes": [self.clashes[box] for box in names if box in self.clashes],
        }

    def _part(self, row: Row, before: Mapping[tuple[int, int], MeasureFigure]) -> dict[str, Any]:
        figure = before.get((row.answer.measure.pk, row.answer.observation.category_id))
        then = figure.previous if figure else None
        held = then is not None and then.value is not None and then.value.is_number and not then.series_break
        return {
            "name": row.answer.observation.category.name,
            "field": self.form[f"{row.prefix}-value"],
            "before": f"{then.period}: {written(figure.definition, then.value)}"
            if held and figure and then and then.value
            else "",
        }

    def _row(self, row: Row, figure: MeasureFigure | None) -> dict[str, Any]:
        version, measure = row.answer.observation.version, row.answer.measure
        names = [box.name for box in row.boxes]
        ask = address(self.quarterly_return, "ask") + f"?about=figures:{measure.pk}"
        asked = [each for each in self.asked if each.box in names]
        return {
            "id": row.prefix,
            "name": row.label,
            "hint": hint_of(row),
            "definition": version.definition,
            "seen": measure.get_audience_display(),
            "part": measure.whole_id is not None,
            "past": _past(self.quarterly_return, row, figure, takes_over=self.scene.user.has_perm(TAKES_OVER)),
            "boxes": _boxes(row, self.form),
            "state": self.form[f"{row.prefix}-state"],
            "unit": "%" if version.number_kind == NumberKind.PERCENTAGE else "",
            "said": moved_words(row.answer, figure),
            "ytd": _year_so_far(row, figure),
            "errors": [error for name in names for error in self.form.errors.get(name, [])],
            "scopes": self._scopes(row, figure),
            "asked": asked,
            **self._more(row, asked),
            "unverified": row.answer.value.unverified,
            "ask": ask if self.asks else "",
            "clashes": [self.clashes[name] for name in names if name in self.clashes],
        }

    def _scopes(self, row: Row, figure: MeasureFigure | None) -> list[dict[str, Any]]:
        """Whether a scope note held in a compared period, where there is a figure of it."""
        return [
            {"field": self.form[scope.name], "legend": f"“{scope.note.text}”: was that so in {scope.period.label}?"}
            for scope in row.scopes
            if _held_in(figure, scope.period.label)
        ]

    def _more(self, row: Row, asked: Sequence[Ask]) -> dict[str, Any]:
        """The boxes that are one press away; open where something stands in one of them, or there is no number.

        The remark of an empty box that is asked about stands in the question itself.
        """
        blank = any(each.in_place for each in asked)
        fields: list[dict[str, Any]] = [
            {"short": short, "field": self.form[f"{row.prefix}-{part}"]}
            for part, short in MORE.items()
            if not (blank and part == REASON)
        ]
        fields.append({"short": "Said to be", "field": self.form[row.stated_name]})
        used = any(each["field"].errors or self.form.texts[each["field"].name] not in QUIET for each in fields)
        return {
            "more": fields,
            "more_open": used or bool(self.form.texts[f"{row.prefix}-state"]),
            "remark": self.form[f"{row.prefix}-{REASON}"] if blank else None,
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


def _past(
    quarterly_return: QuarterlyReturn, row: Row, figure: MeasureFigure | None, *, takes_over: bool
) -> list[dict[str, Any]]:
    if figure is None:
        return []
    earlier = address(quarterly_return, "earlier", row.answer.measure.pk) if takes_over else ""
    lines = [_comparator(each, figure, earlier) for each in (figure.same_last_year, figure.previous)]
    return [*lines, {"label": "Target", "text": _target(figure), "nil": "not set"}]


def _comparator(comparator: Comparator, figure: MeasureFigure, earlier: str) -> dict[str, Any]:
    held = comparator.value is not None and comparator.value.is_number
    return {
        "label": comparator.period,
        "text": written(figure.definition, comparator.value) if held and comparator.value else "",
        "nil": no_number_words(comparator),
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


def moved_words(answer: Answer, figure: MeasureFigure | None) -> str:
    """How an answer compares: "up 27, 5.8% on Q2 2021/22"; nothing where no comparison is drawn."""
    if figure is None or answer.state != ObservationState.REPORTED:
        return ""
    told = Told(answer, figure)
    drawn = (each for each in (told.same_last_year, told.previous) if each.difference is not None)
    found = next(drawn, None)
    if found is None or found.difference is None:
        return ""
    return f"{formats.change(figure.definition.kind, found.difference, found.percent)} on {found.period}"


def _year_so_far(row: Row, figure: MeasureFigure | None) -> dict[str, str]:
    """The year to date, with what is saved here, or what is missing from it."""
    if figure is None:
        return {"text": "", "nil": "not held"}
    points = [replace(point, label=point.short) for point in figure.series.so_far(figure.period)]
    own = [replace(points[-1], value=row.answer.counted)] if row.answer.said else []
    combined = over_periods(figure.definition, points[:-1] + own)
    if combined.value.is_number:
        return {"text": written(figure.definition, combined.value), "nil": ""}
    nothing = "not added up" if combined.side_by_side else "nothing yet"
    return {"text": "", "nil": combined_words(figure.definition, combined) or nothing}
