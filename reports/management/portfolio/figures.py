"""Made-up observations with the values that they had, and what they are held against."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from commissioning.choices import ObservationState, Standing, State, ValueSource
from commissioning.models import (
    Category,
    MeasureVersion,
    Observation,
    ObservationValue,
    QuarterlyReturn,
    ScopeAnswer,
    ScopeNote,
    SeriesBreak,
    ServiceMeasure,
    Target,
)
from reports.management.portfolio import words
from reports.management.portfolio.breakdowns import MadeUp, divided, is_asked, taken
from reports.management.portfolio.catalogue import Kind
from reports.management.portfolio.chance import Chance
from reports.management.portfolio.definitions import breaks, notes, targets
from reports.management.portfolio.life import SENT
from reports.management.portfolio.series import Box, Demand, Moment, series
from reports.management.portfolio.services import Delivered
from reports.management.portfolio.setting import Setting, at

STANDINGS = {
    State.APPROVED: Standing.APPROVED,
    State.SUBMITTED: Standing.SUBMITTED,
    State.QUERIED: Standing.SUBMITTED,
}
EMPTY = Box(ObservationState.NOT_ANSWERED)
LATER = Box(ObservationState.DOES_NOT_APPLY)
"""Of a measure that began after its service."""


class Figures:
    """Collects the observations of many services and saves them together."""

    def __init__(self, setting: Setting, seed: int) -> None:
        self.setting, self.seed = setting, seed
        self.observations: list[Observation] = []
        self.values: list[ObservationValue] = []
        self.targets: list[Target] = []
        self.breaks: list[SeriesBreak] = []
        self.notes: list[tuple[ScopeNote, list[ScopeAnswer]]] = []

    def add(self, each: Delivered, returns: list[QuarterlyReturn]) -> None:
        """All the figures of one service; `returns` are its own, by provider, in the order of its periods."""
        count = len(each.periods)
        first = each.periods[0].start.year
        moments = [Moment(period.end.month, period.year_label, period.end.year - first) for period in each.periods]
        for order, provider in enumerate(each.providers):
            own = returns[order * count : (order + 1) * count]
            demand = Demand(Chance(self.seed, "demand", each.number, provider.code), moments)
            by = taken(each.number, each.measures, self.setting.breakdowns, self.seed)
            for measure, kind in each.measures:
                chance = Chance(self.seed, "series", measure.code, provider.code)
                boxes = series(kind, demand, chance)
                rows = self._observe(measure, kind, own, boxes, chance)
                for breakdown in by.get(measure.code, ()):
                    self._break_down(rows, own, breakdown)
                if order == 0:
                    self._hold_against(each, measure, kind, boxes)

    def _hold_against(self, each: Delivered, measure: ServiceMeasure, kind: Kind, boxes: list[Box]) -> None:
        chance = Chance(self.seed, "against", measure.code)
        self.targets += targets(each, measure, kind, boxes, chance)
        self.breaks += breaks(each, measure, chance)
        self.notes += notes(each, measure, kind, chance)

    def _observe(
        self, measure: ServiceMeasure, kind: Kind, returns: list[QuarterlyReturn], boxes: list[Box], chance: Chance
    ) -> list[Observation]:
        versions = self.setting.versions[kind.code]
        change = chance.whole(2, max(3, len(boxes))) if len(versions) > 1 else len(boxes)
        quoted = chance.of(0.03)
        begins = chance.whole(1, max(1, len(boxes) // 3)) if chance.of(0.06) else 0
        boxes = [LATER] * begins + boxes[begins:]
        rows = [
            self._observation(measure, own, box, versions[0 if place < change else -1], chance, quoted=quoted)
            for place, (own, box) in enumerate(zip(returns, boxes, strict=True))
        ]
        self.observations += rows
        return rows

    def _break_down(self, wholes: list[Observation], returns: list[QuarterlyReturn], by: MadeUp) -> None:
        """The parts of each of these figures whose return asks for them; of no number there are none."""
        for whole, own in zip(wholes, returns, strict=True):
            if is_asked(own.period, self.setting.quarters[-1]):
                of = (whole.service_measure.code, own.provider.code, own.period.slug)
                chance = Chance(self.seed, "by", by.breakdown.code, *of)
                told = whole.value is not None and whole.source == ValueSource.RETURN
                numbers = divided(int(whole.value or 0), by.shares, chance)
                for category, number in zip(by.categories, numbers, strict=True):
                    self._part(whole, own, category, Box(number=Decimal(number)) if told else EMPTY)

    def _part(self, whole: Observation, own: QuarterlyReturn, category: Category, box: Box) -> None:
        row = Observation(
            service_measure=whole.service_measure,
            provider_id=own.provider_id,
            period_id=own.period_id,
            category=category,
            version=whole.version,
            quarterly_return=own,
            standing=whole.standing,
            **_fields(box),
        )
        self.observations.append(row)
        if box.number is not None:
            self._keep(row, _fields(box), own, own.submitted_at or at(own.period.end + timedelta(days=3)))

    def _observation(
        self,
        measure: ServiceMeasure,
        own: QuarterlyReturn,
        box: Box,
        version: MeasureVersion,
        chance: Chance,
        *,
        quoted: bool,
    ) -> Observation:
        """The row of a box with what was typed: nothing in a return that nobody began or that says nothing."""
        typed = own.state in SENT and not own.nothing_to_report
        begun = own.state == State.IN_PROGRESS and chance.of(0.6)
        filled = _fields(box) if typed else _fields(EMPTY)
        row = Observation(
            service_measure=measure,
            provider_id=own.provider_id,
            period_id=own.period_id,
            category=self.setting.whole,
            version=version,
            quarterly_return=own,
            standing=STANDINGS.get(State(own.state), Standing.DRAFT),
            **filled,
        )
        if typed and box.state != ObservationState.NOT_ANSWERED:
            self._keep(row, filled, own, own.submitted_at or at(own.period.end))
        elif begun:
            self._keep(row, _fields(box), own, at(own.period.end + timedelta(days=3)))
            self._in_force(row, box)
        elif quoted and own.state == State.NOT_STARTED and box.number is not None:
            self._quote(row, box, own)
        return row

    def _keep(self, row: Observation, fields: dict[str, object], own: QuarterlyReturn, when: datetime) -> None:
        self.values.append(
            ObservationValue(
                observation=row,
                number=1,
                standing=row.standing,
                raw={"value": str(fields["value"]) if fields["value"] is not None else ""},
                quarterly_return=own,
                by_id=own.entered_by_id,
                at=when,
                **fields,
            )
        )

    def _in_force(self, row: Observation, box: Box) -> None:
        for name, value in _fields(box).items():
            setattr(row, name, value)

    def _quote(self, row: Observation, box: Box, own: QuarterlyReturn) -> None:
        """A figure of a return that never came, quoted later: taken over, not approved."""
        self._in_force(row, box)
        row.standing, row.source = Standing.TAKEN_OVER, ValueSource.EARLIER_QUOTED
        row.source_detail = "quoted in a later return"
        fields = _fields(box) | {"source": row.source, "source_detail": row.source_detail}
        self._keep(row, fields, own, at(own.period.end + timedelta(days=100)))
        self.values[-1].quarterly_return = None
        self.values[-1].by = self.setting.manager

    def save(self) -> None:
        Observation.objects.bulk_create(self.observations)
        ObservationValue.objects.bulk_create(self.values)
        Target.objects.bulk_create(self.targets)
        SeriesBreak.objects.bulk_create(self.breaks)
        ScopeNote.objects.bulk_create(note for note, _ in self.notes)
        ScopeAnswer.objects.bulk_create(answer for _, answers in self.notes for answer in answers)


def point_at_newest_values() -> None:
    """Every observation's `latest`, in one statement."""
    newest = ObservationValue.objects.filter(observation=OuterRef("pk")).order_by("-number").values("pk")[:1]
    Observation.objects.update(latest=Subquery(newest))


def _fields(box: Box) -> dict[str, object]:
    return {
        "state": box.state,
        "value": box.number,
        "numerator": box.numerator,
        "denominator": box.denominator,
        "decimals": box.decimals,
        "precision": box.precision,
        "sample_size": box.sample,
        "provisional": box.provisional,
        "reason": words.MISSING.get(box.state, ""),
    }
