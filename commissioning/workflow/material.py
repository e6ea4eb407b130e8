"""What a record says, read once to be shown, checked and judged."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from commissioning.claims import Facts
from commissioning.figures import (
    AwardPosition,
    MeasureFigure,
    Reference,
    measure_figures,
    positions_of,
    reference_for,
)
from commissioning.figures.categories import wholes_in
from commissioning.figures.observations import Rows as Observed
from commissioning.figures.observations import rows_by_category
from commissioning.models import (
    Acknowledgement,
    Attachment,
    CaseStudy,
    Commitment,
    Narrative,
    NewsItem,
    Observation,
    Pack,
    QuarterlyReturn,
    RiskReview,
    SpendLine,
    StaffingLine,
    StatedComparison,
    WaitingListLine,
)
from commissioning.workflow.answers import Answer, answers_of, said_in
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.sections.lines import under
from commissioning.workflow.sections.money import WorksFor
from commissioning.workflow.sections.risks import own_and_last, reviews_around
from tracker.models import Office
from tracker.together import Rows, together


class Material:
    """All that is kept under one record. Each part is read when it is first asked for, and not again.

    It lives as long as one answer: whoever changes the record reads anew. `more` are further rows that a page shows,
    to be read with the record's own; `answers` and `acknowledgements` are given where they are read already.
    """

    def __init__(
        self,
        record: Record,
        *more: QuerySet[Any],
        reference: Reference | None = None,
        office: Office | None = None,
        answers: list[Answer] | None = None,
        acknowledgements: list[Acknowledgement] | None = None,
    ) -> None:
        self.record, self.more = record, more
        self._reference, self._office = reference, office
        self.facts_by_reader: dict[bool, Facts] = {}
        if answers is not None:
            self.answers = answers
        if acknowledgements is not None:
            self.acknowledgements = acknowledgements

    @cached_property
    def office(self) -> Office | None:
        return self._office or Office.objects.current()

    @cached_property
    def reference(self) -> Reference | None:
        return self._reference or (reference_for(self.office) if self.office else None)

    @cached_property
    def rows(self) -> Rows:
        """Words, lines and files, and what else was asked for. One query."""
        return together(*lines_of(self.record), *self.more)

    @cached_property
    def risks(self) -> list[tuple[RiskReview, RiskReview | None]]:
        """What the record says of its risks, each with what was said of it last before."""
        if isinstance(self.record, Pack):
            return []
        own, last = own_and_last(self.record, self.rows[RiskReview])
        return [(review, last.get(key)) for key, review in sorted(own.items())]

    @cached_property
    def acknowledgements(self) -> list[Acknowledgement]:
        """Why warnings were let through."""
        if "rows" in self.__dict__:
            return self.rows[Acknowledgement]
        return list(acknowledgements_of(self.record))

    @cached_property
    def answers(self) -> list[Answer]:
        """The figures of a return; none of a pack or an item. No query of their own where `more` holds them."""
        if not isinstance(self.record, QuarterlyReturn):
            return []
        if any(rows.model is Observation for rows in self.more):
            return said_in(self.record, self.rows[Observation])
        return answers_of(self.record)

    @cached_property
    def observed(self) -> Mapping[tuple[int, int], Observed]:
        """What was observed of the return's measures up to its period by its own provider, by measure and category. One
        query.
        """
        if self.reference is None or not self.answers or not isinstance(self.record, QuarterlyReturn):
            return {}
        measures = {each.measure.pk: each.measure for each in self.answers}.values()
        own = self.record.provider_id
        return rows_by_category(measures, [self.record.period], reference=self.reference, provider=own)

    @cached_property
    def figures(self) -> dict[int, MeasureFigure]:
        """What counts of the return's measures, by measure."""
        if self.reference is None or not self.answers:
            return {}
        wholes = wholes_in(self.observed, (each.measure for each in self.answers), self.reference)
        return held_figures(self.record, self.answers, self.reference, wholes)

    @cached_property
    def positions(self) -> list[AwardPosition]:
        """The money of a return's awards, sent packs included."""
        if self.reference is None or self.office is None or not isinstance(self.record, QuarterlyReturn):
            return []
        return positions_of(self.record, reference=self.reference, office=self.office)


def lines_of(record: Record) -> list[QuerySet[Any]]:
    """The rows that stand under a record, each kind in its order; for a pack also which services its posts work for."""
    if isinstance(record, Pack):
        return [
            SpendLine.objects.filter(pack=record).select_related("award"),
            StaffingLine.objects.filter(pack=record).select_related("unchanged_from"),
            WorksFor.objects.filter(staffingline__pack=record)
            .select_related("service")
            .order_by("service__name", "pk"),
            acknowledgements_of(record),
        ]
    own = under(record)
    found: list[QuerySet[Any]] = [
        Narrative.objects.filter(**own).select_related("unchanged_from"),
        WaitingListLine.objects.filter(**own).select_related("unchanged_from"),
        reviews_around(record),
        Commitment.objects.filter(**own),
        NewsItem.objects.filter(**own),
        CaseStudy.objects.filter(**own).select_related("checked_by"),
        Attachment.objects.filter(**own),
    ]
    return [*found, StatedComparison.objects.filter(**own), acknowledgements_of(record)]


def acknowledgements_of(record: Record) -> QuerySet[Acknowledgement]:
    return Acknowledgement.objects.about(kind_of(record), record.pk)


def held_figures(
    record: Record,
    answers: Sequence[Answer],
    reference: Reference | None,
    rows: Mapping[int, Observed] | None = None,
) -> dict[int, MeasureFigure]:
    """What counts of a return's measures, for its own provider, by measure: history and comparators. One query; none
    with `rows`, which are read already.
    """
    if reference is None or not answers or not isinstance(record, QuarterlyReturn):
        return {}
    figures = measure_figures(
        {answer.measure.pk: answer.measure for answer in answers}.values(),
        record.period,
        reference=reference,
        provider=record.provider_id,
        rows=rows,
    )
    return {figure.measure.pk: figure for figure in figures}
