"""Earlier figures, taken over from before: a comparator from the first day (rule 4)."""

from datetime import datetime

from django.db import transaction

from commissioning.choices import EARLIER_SOURCES, Asker, ObservationState, RecordKind, Standing, ValueSource
from commissioning.models import Category, MeasureVersion, Observation, Question, ReportingPeriod, ServiceMeasure
from commissioning.workflow.answers import Answer
from commissioning.workflow.refusals import NotNow, NotYours
from commissioning.workflow.standing import NewValue, write_value
from providers.models import Provider
from tracker.audit import record as record_event
from tracker.models import User

TAKES_OVER = "commissioning.take_over_figures"


@transaction.atomic
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
    """Take over a figure of an earlier period from where it is quoted. It counts as comparator and in the year so far.

    A value in force that differs stays, and the two make an open question on the service; both are kept. The same
    value from the same source is taken once, however often it is sent.
    """
    if not by.has_perm(TAKES_OVER):
        raise NotYours("An earlier figure counts at once, so an officer adds it. Tell your officer what it was.")
    if value.source not in EARLIER_SOURCES:
        raise NotNow("Say where the earlier figure stands: a later return, a published update or an old spreadsheet.")
    observation = _row_of(service_measure, provider, period)
    before = Answer(observation, observation)
    counted = observation.standing in (Standing.TAKEN_OVER, Standing.APPROVED)
    counted = counted and observation.state == ObservationState.REPORTED
    if counted and (observation.value == value.value or _kept(observation, value)):
        return observation
    standing = Standing.DRAFT if counted else Standing.TAKEN_OVER
    words = before.words
    kept = write_value(observation=observation, value=value, by=by, at=at, standing=standing)
    now = Answer(observation, kept).words
    if counted:
        _ask_which(service_measure, period, (words, _source(observation)), (now, _source(value)), by, at)
    record_event(act="take-over", record=observation, by=by, at=at, reason=note[:500], changes={"value": (words, now)})
    return observation


def _row_of(service_measure: ServiceMeasure, provider: Provider, period: ReportingPeriod) -> Observation:
    """The figure's row, made where the period was never opened. It is locked until the transaction ends."""
    newest = MeasureVersion.objects.filter(measure=service_measure.measure_id).order_by("-number").first()
    if newest is None:
        raise NotNow("This measure has no definition yet. Ask an administrator to set it up.")
    whole = Category.objects.get_or_create(code=Category.ALL, defaults={"name": "All"})[0]
    row = Observation.objects.get_or_create(
        service_measure=service_measure,
        provider=provider,
        period=period,
        category=whole,
        defaults={"version": newest},
    )[0]
    return (
        Observation.objects.select_for_update(of=("self",)).select_related("version", "service_measure").get(pk=row.pk)
    )


def _kept(observation: Observation, value: NewValue) -> bool:
    """Whether this value from this source is kept already, beside the one in force."""
    same = {"value": value.value, "source": value.source, "source_detail": value.source_detail}
    return observation.values.filter(standing=Standing.DRAFT, **same).exists()


def _source(value: Observation | NewValue) -> str:
    return ValueSource(value.source).label


def _ask_which(
    measure: ServiceMeasure,
    period: ReportingPeriod,
    held: tuple[str, str],
    new: tuple[str, str],
    by: User,
    at: datetime,
) -> None:
    Question.objects.create(
        record_kind=RecordKind.SERVICE,
        record_id=measure.service_id,
        service_id=measure.service_id,
        service_measure=measure,
        asker=Asker.OFFICER,
        text=(
            f"{measure.label} in {period.label}: {held[0]} ({held[1]}) and {new[0]} ({new[1]}). Which is right? "
            f"{held[0]} counts until this is settled."
        ),
        asked_by=by,
        asked_at=at,
    )
