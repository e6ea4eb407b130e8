"""What a record tells now, drafts included: its figures with their comparators, and the facts its texts point at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commissioning.figures import LiveFacts, MeasureFigure, Reference
from commissioning.models import OfficeItem, QuarterlyReturn, ReportingPeriod, ServiceMeasure
from commissioning.ratings.comparators import Comparator, ComparatorKind, MissingReason, compare
from commissioning.ratings.values import Definition, Value
from commissioning.workflow.answers import Answer
from commissioning.workflow.life import Record
from commissioning.workflow.material import Material
from tracker.models import User
from tracker.roles import Role

NOTHING_BEFORE = {
    ComparatorKind.SAME_LAST_YEAR: "the same period last year",
    ComparatorKind.PREVIOUS_PERIOD: "the period before",
}


@dataclass(frozen=True)
class Told:
    """One answer of a return, its comparators drawn from what is said now. `figure`: what counts of the measure."""

    answer: Answer
    figure: MeasureFigure | None = field(repr=False)

    @property
    def measure(self) -> ServiceMeasure:
        return self.answer.measure

    @property
    def definition(self) -> Definition:
        return self.answer.definition

    @property
    def words(self) -> str:
        return self.answer.words

    @property
    def value(self) -> Value:
        return self.answer.counted

    @property
    def previous(self) -> Comparator:
        return self._compared(ComparatorKind.PREVIOUS_PERIOD, self.figure.previous if self.figure else None)

    @property
    def same_last_year(self) -> Comparator:
        return self._compared(ComparatorKind.SAME_LAST_YEAR, self.figure.same_last_year if self.figure else None)

    @property
    def comparator(self) -> Comparator:
        """The comparator to print first, as for any figure: the same period last year where it is drawn."""
        return next((each for each in (self.same_last_year, self.previous) if each.shown), self.previous)

    def _compared(self, kind: ComparatorKind, then: Comparator | None) -> Comparator:
        if then is None:
            return Comparator(kind, NOTHING_BEFORE[kind], missing=MissingReason.NO_VALUE_THEN)
        return compare(
            self.definition,
            self.value,
            then.value,
            kind=kind,
            period=then.period,
            series_break=then.series_break,
            scope=then.scope,
        )


def told_of(answers: Sequence[Answer], figures: Mapping[int, MeasureFigure]) -> list[Told]:
    """The figures of a return as it says them, the whole ones alone."""
    return [Told(answer, figures.get(answer.measure.pk)) for answer in answers if answer.is_whole]


def live_facts(
    record: Record, quarter: ReportingPeriod, user: User, *, reference: Reference, material: Material | None = None
) -> LiveFacts:
    """The facts that the record's texts point at, as this person may see them.

    Inside an open return its own figures read as they are typed; `material` reads them when a text needs them. A
    provider's own people see their own facts, viewers what is approved.
    """
    own = None if isinstance(record, OfficeItem) else record.provider_id
    office = not user.is_provider and user.role != Role.VIEWER
    drafts = own if record.is_open and user.role != Role.VIEWER else None
    own_figures = material is not None and drafts is not None and isinstance(record, QuarterlyReturn)
    return LiveFacts(
        quarter,
        reference=reference,
        with_submitted=office or user.is_provider,
        provider=own if user.is_provider else None,
        drafts_of=drafts,
        money=lambda: material.positions if material and office else (),
        own=lambda: told_of(material.answers, material.figures) if material and own_figures else (),
    )
