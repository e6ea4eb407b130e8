"""The figures of a return: a row of boxes for each expected measure, and whether its scope note held before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from commissioning.choices import Against, Direction, ScopeHeld, ValueSource
from commissioning.figures import Reference
from commissioning.figures.reference import ANSWERS, Note
from commissioning.models import (
    Observation,
    ObservationValue,
    QuarterlyReturn,
    ReportingPeriod,
    ScopeAnswer,
    ServiceMeasure,
    StatedComparison,
)
from commissioning.parsing import Kind, kind_for
from commissioning.parsing.columns import Place
from commissioning.ratings.values import Basis
from commissioning.workflow.answers import Answer, figures_of, said_in
from commissioning.workflow.sections.boxes import Box, BoxKind, Changes, Reader, Section
from commissioning.workflow.sections.figure_values import figure_boxes, part_box, read_figure
from commissioning.workflow.standing import NewValue, write_values
from tracker.models import Office, User

STATED = [
    ("", "Nothing was said"),
    *(
        (f"{direction}:{against}", f"{direction.label.capitalize()} than {against.label}, number not given")
        for direction in (Direction.HIGHER, Direction.LOWER)
        for against in (Against.PREVIOUS, Against.SAME_LAST_YEAR)
    ),
    *(
        (f"{Direction.SAME}:{against}", f"About the same as {against.label}, number not given")
        for against in (Against.PREVIOUS, Against.SAME_LAST_YEAR)
    ),
]
HELD = [(each.value, each.label.capitalize()) for each in ScopeHeld]
SCOPE_HELD = {answer: held.value for held, answer in ANSWERS.items()}


@dataclass(frozen=True, slots=True)
class ScopeBox:
    """The question whether a scope note held in one compared period."""

    note: Note
    period: ReportingPeriod

    @property
    def held(self) -> str:
        return SCOPE_HELD[self.note.at(self.period.pk).answer]

    @property
    def name(self) -> str:
        return f"s{self.note.pk}-{self.period.pk}"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure on the page: what was answered, and its scope questions."""

    answer: Answer
    scopes: tuple[ScopeBox, ...]
    stated: str = ""

    @property
    def prefix(self) -> str:
        return f"o{self.answer.observation.pk}"

    @property
    def stated_name(self) -> str:
        return f"c{self.answer.observation.pk}"

    @property
    def label(self) -> str:
        return self.answer.label

    @property
    def is_whole(self) -> bool:
        return self.answer.is_whole

    @property
    def place(self) -> Place:
        """Where a pasted line may go: what the figure is called, and its boxes."""
        measure, definition, whole = self.answer.measure, self.answer.definition, self.is_whole
        kind = kind_for(definition.kind)
        parts = [(f"{self.prefix}-numerator", Kind.NUMBER), (f"{self.prefix}-denominator", Kind.NUMBER)]
        return Place(
            key=self.prefix,
            names=(self.label, *((measure.measure.name, measure.code) if whole else ())),
            boxes=(*(parts if definition.is_share else ()), (f"{self.prefix}-value", kind)),
            share=definition.is_share,
            negative=definition.basis == Basis.CHANGE_ONLY,
            state=f"{self.prefix}-state" if whole else "",
            part=not whole,
        )

    @property
    def boxes(self) -> list[Box]:
        """A category has one box: without a number it is not placed, which is no nought."""
        if not self.is_whole:
            return [part_box(self.prefix, self.label, self.answer.definition, self.answer.said)]
        return [
            *figure_boxes(self.prefix, self.label, self.answer.definition, self.answer.said),
            Box(self.stated_name, f"{self.label}: said to be", self.stated, BoxKind.CHOICE, STATED),
            *self._scope_boxes(),
        ]

    def _scope_boxes(self) -> list[Box]:
        return [
            Box(each.name, f"{self.label}: {each.note.text}, in {each.period.label}?", each.held, BoxKind.CHOICE, HELD)
            for each in self.scopes
        ]


@dataclass(frozen=True, slots=True)
class Said:
    """What the changed boxes of a figures page say: values, whether scope notes held, statements without a number."""

    values: list[tuple[Row, NewValue]]
    scopes: list[tuple[ScopeBox, str]]
    stated: list[tuple[Row, str]]


class Figures(Section):
    slug = "figures"
    label = "Figures"

    record: QuarterlyReturn

    def make_boxes(self) -> list[Box]:
        self.rows = [
            Row(answer, self._scopes(answer.measure), getattr(answer.observation, "stated", None) or "")
            for answer in self._answers()
        ]
        return [box for row in self.rows for box in row.boxes]

    def _answers(self) -> list[Answer]:
        """The figures, each with what was said of it without a number."""
        if self.kept is None:
            return said_in(self.record, figures_of(self.record).annotate(stated=Subquery(self._statements())))
        first: dict[int, str] = {}
        for said in self.kept.of(StatedComparison, self.record):
            first.setdefault(said.service_measure_id, f"{said.direction}:{said.against}")
        rows = self.kept.of(Observation, self.record)
        for row in rows:
            row.stated = first.get(row.service_measure_id)
        typed = self.kept.of(ObservationValue, self.record) if self.kept.has(ObservationValue) else None
        return said_in(self.record, rows, typed)

    def _statements(self) -> QuerySet[Any]:
        """What was said of a figure without a number; the first of its kind, where an import brought several."""
        rows = self._said_of(OuterRef("service_measure")).order_by("pk")
        return rows.values(said=Concat("direction", Value(":"), "against"))[:1]

    def _said_of(self, measure: Any) -> QuerySet[StatedComparison]:
        return said_without_number(quarterly_return=self.record, service_measure=measure)

    @cached_property
    def compared_periods(self) -> list[ReportingPeriod]:
        """The period before and the same one last year, where the calendar has them."""
        period = self.reference.periods.get(self.record.period_id) if self.reference else None
        return _compared(self.reference, period) if self.reference and period else []

    def _scopes(self, measure: ServiceMeasure) -> tuple[ScopeBox, ...]:
        notes = self.reference.notes_of(measure) if self.reference else ()
        return tuple(ScopeBox(note, period) for note in notes for period in self.compared_periods)

    def read_boxes(self, raw: Mapping[str, str], changed: frozenset[str]) -> Said:
        reader = Reader(raw)
        rows = [row for row in self.rows if any(name.startswith(f"{row.prefix}-") for name in changed)]
        values = [(row, read_figure(reader, row.prefix, row.answer.definition)) for row in rows]
        scopes = [each for row in self.rows for each in row.scopes if each.name in changed]
        answers = [(each, reader.choice(each.name, HELD) or ScopeHeld.UNKNOWN) for each in scopes]
        said = [(row, reader.choice(row.stated_name, STATED)) for row in self.rows if row.stated_name in changed]
        reader.check()
        return Said([(row, value) for row, value in values if value], answers, said)

    def write(self, raw: Mapping[str, str], changed: frozenset[str], *, by: User, at: datetime) -> Changes:
        said = self.read_boxes(raw, changed)
        changes = self._write_values(
            [(row, self._with_source(row, value, changed)) for row, value in said.values], by, at
        )
        changes |= {f"{row.label}, said to be": self._write_stated(row, chosen) for row, chosen in said.stated}
        return changes | {f"{s.note.text}, {s.period.label}": _write_scope(s, held) for s, held in said.scopes}

    def _write_values(self, values: Sequence[tuple[Row, NewValue]], by: User, at: datetime) -> Changes:
        before = [row.answer.words for row, _ in values]
        new = [(row.answer.observation, value) for row, value in values]
        kept = write_values(values=new, by=by, at=at, quarterly_return=self.record)
        return {
            row.label: (words, Answer(row.answer.observation, now).words)
            for (row, _), words, now in zip(values, before, kept, strict=True)
        }

    def _with_source(self, row: Row, value: NewValue, changed: frozenset[str]) -> NewValue:
        """A value read from a file, with the cells that gave what changed."""
        if self.origin is None or not (
            detail := self.origin.of(*(box.name for box in row.boxes if box.name in changed))
        ):
            return value
        return replace(value, source=ValueSource.FILE, source_detail=detail, import_run=self.origin.run)

    def _write_stated(self, row: Row, chosen: str) -> tuple[str, str]:
        """Keep what was said as a statement; it is shown as one and never reckoned with."""
        before = dict(STATED).get(row.stated, "") if row.stated else ""
        first = self._said_of(row.answer.measure).order_by("pk").first()
        if first is not None:
            first.delete()
        if chosen:
            direction, _, against = chosen.partition(":")
            StatedComparison.objects.create(
                quarterly_return=self.record,
                service_measure=row.answer.measure,
                period_id=self.record.period_id,
                direction=direction,
                against=against,
            )
        return before, dict(STATED)[chosen] if chosen else ""


def is_without_number(row: StatedComparison) -> bool:
    return row.value is None and row.direction not in ("", Direction.TARGET_MET)


def said_without_number(**of: Any) -> QuerySet[StatedComparison]:
    """Statements about figures that give a direction and no number."""
    return StatedComparison.objects.filter(value=None, **of).exclude(direction__in=["", Direction.TARGET_MET])


def _compared(reference: Reference, period: ReportingPeriod) -> list[ReportingPeriod]:
    found = [reference.same_last_year(period), reference.previous(period)]
    return [each for each in found if each is not None]


def _write_scope(box: ScopeBox, held: str) -> tuple[str, str]:
    ScopeAnswer.objects.update_or_create(note_id=box.note.pk, period=box.period, defaults={"held": held})
    Office.objects.reference_changed(told=True)  # by the event of the return
    return box.held, held
