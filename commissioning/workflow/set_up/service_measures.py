"""Which measures a service reports, in which order, with their breaks and scope notes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from commissioning.choices import ObservationState, State
from commissioning.models import (
    MeasureVersion,
    Observation,
    QuarterlyReturn,
    ReportingPeriod,
    ScopeAnswer,
    ScopeNote,
    SeriesBreak,
    Service,
    ServiceMeasure,
)
from commissioning.ratings.at_once import most_at_once
from commissioning.ratings.values import Basis, Definition, NumberKind
from commissioning.workflow.life import OPEN
from commissioning.workflow.opening import make_observations
from commissioning.workflow.set_up.measures import COUNTED, MEASURES
from tracker import formats
from tracker.audit import record as record_event
from tracker.merging import Base
from tracker.models import User
from tracker.records import Kept, Values, check_permission, keep, locked, values_of
from tracker.refusals import Faults

MOST_HEADLINES = 3
FIELDS = (
    "measure",
    "label",
    "headline",
    "family",
    "whole",
    "tolerance",
    "audience",
    "breakdowns",
    "starts_on",
    "ends_on",
)
SENT = [State.SUBMITTED, State.APPROVED]


@transaction.atomic
def save_service_measure(
    *,
    service_measure: ServiceMeasure,
    values: Values,
    by: User | None,
    at: datetime,
    base: Base | None = None,
    chosen: Mapping[str, str] | None = None,
    key: str = "",
) -> Kept:
    """Add a measure to a service (`ServiceMeasure(service=service)`) or change how it reports it: `measure`, `label`,
    `headline`, `family` (in words), `whole`, `tolerance` (None: the office's), `audience`, `breakdowns`, `starts_on`,
    `ends_on`.

    At most three headline measures at a time. Open returns of the service get the box at once, with the definition as
    it is worded now, and lose one that nobody has answered where it ends. What is sent already isn't asked again: a
    measure that is added begins after it.
    """
    check_permission(by, MEASURES)
    service: Service = locked(service_measure.service)
    values = {**values, "family": slugify(values["family"])} if "family" in values else dict(values)
    said = values_of(service_measure, FIELDS) | values
    new: bool = service_measure.pk is None
    begins_anew = new or said["starts_on"] != service_measure.starts_on
    faults = dict(_faults(service, service_measure, said, begins_anew=begins_anew))
    if faults:
        raise Faults(faults)
    if new:
        service_measure.place = (service.measures.aggregate(last=Max("place"))["last"] or 0) + 1
    kept = keep(
        record=service_measure, values=values, by=by, at=at, permission=MEASURES, base=base, chosen=chosen, key=key
    )
    if kept.changed:
        _settle_boxes(kept.record)
    return kept


def _faults(
    service: Service, own: ServiceMeasure, said: Mapping[str, Any], *, begins_anew: bool
) -> Iterator[tuple[str, str]]:
    others = list(service.measures.exclude(pk=own.pk).select_related("measure"))
    if said["headline"]:
        headlines = [each for each in others if each.headline]
        spans = [(each.starts_on, each.ends_on) for each in headlines]
        if most_at_once([*spans, (said["starts_on"], said["ends_on"])]) > MOST_HEADLINES:
            names = formats.listing(each.label for each in headlines)
            yield "headline", f"A service has at most three headline figures: {names}. Untick one of them first."
    if said["tolerance"] is not None and not 0 <= said["tolerance"] <= 100:
        yield "tolerance", "A tolerance is a percentage of the target, from 0 to 100."
    if own.pk is not None and said["measure"] != own.measure and own.observations.exists():
        yield "measure", f"Figures are held of {own.measure}. Add the other measure, and end this one."
    yield from _breakdown_fault(said)
    yield from _whole_fault(service, own, said)
    yield from _family_fault(others, said)
    if begins_anew:
        yield from _start_fault(service, own, said["starts_on"])


def _whole_fault(service: Service, own: ServiceMeasure, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A part counts what its whole counts, in the same service, and is not the whole of its whole."""
    whole: ServiceMeasure | None = said["whole"]
    if whole is None:
        return
    above = [whole]
    while above[-1].whole is not None and above[-1].whole not in above:
        above.append(above[-1].whole)
    if whole.service_id != service.pk:
        yield "whole", "Choose a figure of this service."
    elif own.pk is not None and own in above:
        yield "whole", f"{whole.label} is itself a part of this figure."
    elif said["measure"] and not _alike(whole.measure_id, said["measure"].pk):
        yield "whole", f"{whole.label} is another kind of number, or counted in another way: this is no part of it."


def _breakdown_fault(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Categories are added up to their whole, so only what may be added can be broken down."""
    newest = said["measure"] and said["measure"].versions.order_by("-number").first()
    if said["breakdowns"] and newest is not None:
        definition = Definition(NumberKind(newest.number_kind), Basis(newest.basis))
        if not definition.adds:
            yield (
                "breakdowns",
                "Only numbers and money can be broken down: of others the parts don’t make up the whole.",
            )


def _family_fault(others: Sequence[ServiceMeasure], said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kin = [each for each in others if said["family"] and each.family == said["family"]]
    unlike = [each.label for each in kin if said["measure"] and not _alike(each.measure_id, said["measure"].pk)]
    if unlike:
        yield "family", f"{formats.listing(unlike)} of this family: another kind of number, or counted in another way."


def _alike(one: int, other: int) -> bool:
    """Whether two measures, as they are worded now, give the same kind of number on the same basis."""
    rows = MeasureVersion.objects.filter(measure__in=[one, other]).order_by("number")
    newest = {row.measure_id: tuple(getattr(row, name) for name in COUNTED) for row in rows}
    return newest.get(one) == newest.get(other)


def _start_fault(service: Service, own: ServiceMeasure, starts_on: date | None) -> Iterator[tuple[str, str]]:
    """A return that was sent is not asked for more: what is added begins after the last that was sent without it."""
    earliest = earliest_start(service, own)
    if earliest is not None and (starts_on is None or starts_on < earliest):
        yield (
            "starts_on",
            f"Returns are sent already that didn’t ask for it. Begin it on {formats.day(earliest)} or later, and add "
            "what is known of earlier quarters as earlier figures.",
        )


def earliest_start(service: Service, own: ServiceMeasure) -> date | None:
    """The first day after the last period of which a return was sent without this measure; None: none was."""
    sent = QuarterlyReturn.objects.filter(service=service, state__in=SENT)
    if own.pk is not None:
        sent = sent.exclude(observations__service_measure=own)
    last = sent.order_by("-period__end").select_related("period").first()
    return last.period.end + timedelta(days=1) if last else None


def _settle_boxes(measure: ServiceMeasure) -> None:
    """Open returns ask for the measures in force at the end of their period, and for no other that nobody answered."""
    returns = QuarterlyReturn.objects.filter(service=measure.service_id, state__in=[*OPEN, State.NOT_REQUIRED])
    boxes = Observation.objects.filter(
        service_measure=measure,
        quarterly_return__in=returns,
        state=ObservationState.NOT_ANSWERED,
        latest=None,
        values=None,
    )
    asked = {None, *measure.breakdowns.values_list("pk", flat=True)}
    over = [
        box.pk
        for box in boxes.select_related("period", "category")
        if (measure.starts_on and box.period.end < measure.starts_on)
        or (measure.ends_on and box.period.end > measure.ends_on)
        or box.category.breakdown_id not in asked
    ]
    Observation.objects.filter(pk__in=over).delete()
    make_observations(returns)


@transaction.atomic
def order_measures(*, service: Service, order: Sequence[int], by: User | None, at: datetime) -> None:
    """Put the service's measures in this order, by their keys; those left out come last, in the order they have."""
    check_permission(by, MEASURES)
    locked(service)
    rows = list(service.measures.order_by("place", "pk"))
    places = {key: place for place, key in enumerate(order)}
    wanted = sorted(rows, key=lambda row: (places.get(row.pk, len(order)), row.place, row.pk))
    if wanted == rows:
        return
    for place, row in enumerate(wanted, start=1):
        ServiceMeasure.objects.filter(pk=row.pk).update(place=place)
    words = ("; ".join(row.label for row in rows), "; ".join(row.label for row in wanted))
    record_event(act="order", record=service, by=by, at=at, changes={"order of figures": words})


def save_break(*, series_break: SeriesBreak, values: Values, by: User | None, at: datetime, **form: Any) -> Kept:
    """Record from which `period` on a figure can't be compared with before (`SeriesBreak(service_measure=...)`), with
    its `kind` and a sentence, `text`.
    """
    return keep(record=series_break, values=values, by=by, at=at, permission=MEASURES, **form)


def save_scope_note(*, note: ScopeNote, values: Values, by: User | None, at: datetime, **form: Any) -> Kept:
    """Say what a figure includes or leaves out (`ScopeNote(service_measure=...)`): `text`."""
    return keep(record=note, values=values, by=by, at=at, permission=MEASURES, **form)


def answer_scope(*, note: ScopeNote, period: ReportingPeriod, held: str, by: User | None, at: datetime) -> Kept:
    """Say whether a scope note held in one period: yes, no, or not known."""
    answer = ScopeAnswer.objects.filter(note=note, period=period).first()
    values = {"held": held} if answer else {"period": period, "held": held}
    return keep(record=answer or ScopeAnswer(note=note), values=values, by=by, at=at, permission=MEASURES)
