"""Earlier figures, taken over from before: a comparator from the first day (rule 4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from commissioning.choices import EARLIER_SOURCES, Asker, ObservationState, RecordKind, Standing, ValueSource
from commissioning.models import (
    Category,
    MeasureVersion,
    Observation,
    ObservationValue,
    Question,
    ReportingPeriod,
    ServiceMeasure,
)
from commissioning.workflow.answers import Answer
from commissioning.workflow.refusals import NotNow, NotYours
from commissioning.workflow.standing import VALUE_FIELDS, NewValue, put_value, value_row
from providers.models import Provider
from tracker.audit import Told, record_all
from tracker.models import User

TAKES_OVER = "commissioning.take_over_figures"
COUNTS = (Standing.TAKEN_OVER, Standing.APPROVED)
Key = tuple[int, int, int, int]  # measure of a service, provider, period, category (nought: the whole)


class Taking(StrEnum):
    """What becomes of an earlier figure: it comes into force, is there already, stands beside another, or stood."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A figure of an earlier period, as it is quoted somewhere; of one `category`, or (None) the whole."""

    service_measure: ServiceMeasure
    provider: Provider
    period: ReportingPeriod
    value: NewValue
    category: Category | None = None

    @property
    def key(self) -> Key:
        part = self.category.pk if self.category else 0
        return self.service_measure.pk, self.provider.pk, self.period.pk, part

    @property
    def label(self) -> str:
        """What is counted, and of which category."""
        return f"{self.service_measure.label}, {self.category}" if self.category else self.service_measure.label


@dataclass(slots=True)
class Taken:
    """What a batch makes: values, questions and events, written together."""

    values: list[ObservationValue]
    questions: list[Question]
    told: list[Told]
    changed: dict[int, Observation]


def add_earlier_figure(
    *,
    service_measure: ServiceMeasure,
    provider: Provider,
    period: ReportingPeriod,
    value: NewValue,
    by: User,
    at: datetime,
    note: str = "",
) -> Observation:
    """Take over one figure of an earlier period from where it is quoted."""
    figure = Earlier(service_measure, provider, period, value)
    return add_earlier_figures(figures=[figure], by=by, at=at, note=note)[0]


@transaction.atomic
def add_earlier_figures(*, figures: Sequence[Earlier], by: User, at: datetime, note: str = "") -> list[Observation]:
    """Take over figures of earlier periods. They count as comparators and in the year so far.

    A value in force that differs stays, and the two make an open question on the service; both are kept. The same
    value from the same kind of source is taken once, however often it is sent. A fixed number of queries.
    """
    if not by.has_perm(TAKES_OVER):
        raise NotYours("An earlier figure counts at once, so an officer adds it. Tell your officer what it was.")
    if any(each.value.source not in EARLIER_SOURCES for each in figures):
        raise NotNow("Say where the earlier figure stands: a later return, a published update or an old spreadsheet.")
    rows = _rows_of(figures)
    kept = kept_values(rows.values())
    taken = Taken([], [], [], {})
    for each in figures:
        _take(each, rows[each.key], kept.setdefault(rows[each.key].pk, []), taken, by=by, at=at, note=note)
    ObservationValue.objects.bulk_create(taken.values)
    for value in taken.values:
        value.observation.latest = value
    Observation.objects.bulk_update(taken.changed.values(), ["latest", "standing", *VALUE_FIELDS], batch_size=200)
    Question.objects.bulk_create(taken.questions)
    record_all(taken.told, by=by, at=at)
    return [rows[each.key] for each in figures]


def taking(held: Observation | None, kept: Iterable[ObservationValue], value: NewValue) -> Taking:
    """What becomes of a value: `held` is the figure as it stands, `kept` are all the values that it ever had."""
    if held is None or held.standing not in COUNTS:
        return Taking.NEW
    answered = held.state != ObservationState.NOT_ANSWERED
    if answered and alike(held, value):
        return Taking.SAME
    if any(each.source == value.source and alike(each, value) for each in kept):
        return Taking.KEPT
    return Taking.DIFFERS if answered else Taking.NEW


def alike(one: Observation | ObservationValue, other: NewValue) -> bool:
    """Whether two answers say the same: the same number or the same word, or shares of the same two parts."""
    parts = (one.numerator, one.denominator)
    same_parts = one.numerator is not None and parts == (other.numerator, other.denominator)
    return one.state == other.state and (same_parts or one.value == other.value)


def kept_values(observations: Iterable[Observation]) -> dict[int, list[ObservationValue]]:
    """Every value that these figures ever had, by the figure's key, in order."""
    listed = list(observations)
    found: dict[int, list[ObservationValue]] = {}
    rows = ObservationValue.objects.filter(
        observation__service_measure__in={each.service_measure_id for each in listed},
        observation__period__in={each.period_id for each in listed},
    )
    for row in rows.order_by("observation", "number"):
        found.setdefault(row.observation_id, []).append(row)
    return found


def _take(
    figure: Earlier,
    row: Observation,
    kept: list[ObservationValue],
    taken: Taken,
    *,
    by: User,
    at: datetime,
    note: str,
) -> None:
    found = taking(row, kept, figure.value)
    if found in (Taking.SAME, Taking.KEPT):
        return
    held = Answer(row, row).words, _source(row)
    standing = Standing.DRAFT if found == Taking.DIFFERS else Standing.TAKEN_OVER
    number = kept[-1].number + 1 if kept else 1
    value = value_row(observation=row, number=number, value=figure.value, by=by, at=at, standing=standing)
    put_value(row, value)
    new = Answer(row, value).words, _source(figure.value)
    kept.append(value)
    taken.values.append(value)
    taken.changed[row.pk] = row
    if found == Taking.DIFFERS:
        taken.questions.append(_which(figure, held, new, by, at))
    taken.told.append(Told("take-over", row, reason=note[:500], changes={"value": (held[0], new[0])}))


def _rows_of(figures: Sequence[Earlier]) -> dict[Key, Observation]:
    """The figures' rows, made where a period was never opened. They are locked until the transaction ends."""
    measures = {each.service_measure.measure_id for each in figures}
    newest = dict(
        MeasureVersion.objects.filter(measure__in=measures).order_by("number").values_list("measure_id", "pk")
    )
    if measures - newest.keys():
        raise NotNow("This measure has no definition yet. Ask an administrator to set it up.")
    whole = Category.objects.get_or_create(code=Category.ALL, defaults={"name": "All"})[0]
    there = _locked(figures, whole)
    missing = {each.key: each for each in figures if each.key not in there}
    if missing:
        made = (
            Observation(
                service_measure=each.service_measure,
                provider=each.provider,
                period=each.period,
                category=each.category or whole,
                version_id=newest[each.service_measure.measure_id],
            )
            for each in missing.values()
        )
        Observation.objects.bulk_create(made, ignore_conflicts=True)
        there = _locked(figures, whole)
    return there


def _locked(figures: Sequence[Earlier], whole: Category) -> dict[Key, Observation]:
    wanted = {each.key for each in figures}
    rows = Observation.objects.select_for_update(of=("self",)).filter(
        service_measure__in={key[0] for key in wanted},
        period__in={key[2] for key in wanted},
        category__in={whole.pk} | {key[3] for key in wanted},
    )
    found = {}
    for row in rows.select_related("version", "service_measure").order_by("pk"):
        part = 0 if row.category_id == whole.pk else row.category_id
        key = row.service_measure_id, row.provider_id, row.period_id, part
        if key in wanted:
            found[key] = row
    return found


def _source(value: Observation | NewValue) -> str:
    return ValueSource(value.source).label


def _which(figure: Earlier, held: tuple[str, str], new: tuple[str, str], by: User, at: datetime) -> Question:
    measure = figure.service_measure
    return Question(
        record_kind=RecordKind.SERVICE,
        record_id=measure.service_id,
        service_id=measure.service_id,
        service_measure=measure,
        asker=Asker.OFFICER,
        text=(
            f"{figure.label} in {figure.period.label}: {held[0]} ({held[1]}) and {new[0]} ({new[1]}). "
            f"Which is right? {held[0]} counts until this is settled."
        ),
        asked_by=by,
        asked_at=at,
    )
