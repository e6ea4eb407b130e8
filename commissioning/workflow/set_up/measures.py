"""The library of measures: what is counted, and the wordings of its definition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from commissioning.choices import BreakKind, ObservationState
from commissioning.models import (
    Measure,
    MeasureVersion,
    Observation,
    ReportingPeriod,
    SeriesBreak,
    Service,
    ServiceCalendar,
)
from commissioning.workflow.life import OPEN
from tracker.audit import record as record_event
from tracker.merging import Base
from tracker.models import User
from tracker.records import (
    Kept,
    Values,
    check_permission,
    keep,
    kept_before,
    locked,
    merged_values,
    text_of,
    values_of,
)
from tracker.refusals import Faults

MEASURES = "commissioning.set_up_measures"
WORDING = ("definition", "unit", "number_kind", "basis", "polarity", "about_people")
COUNTED = (
    "number_kind",
    "basis",
)  # another kind of number, or another way of counting it, compares with nothing before


@dataclass(frozen=True, slots=True)
class NotComparable:
    """Why figures under a new wording don't compare with earlier ones, and the first quarter of which that is so."""

    kind: str
    text: str
    period: ReportingPeriod


@transaction.atomic
def save_measure(
    *,
    measure: Measure,
    values: Values,
    by: User | None,
    at: datetime,
    base: Base | None = None,
    chosen: Mapping[str, str] | None = None,
    key: str = "",
    **anew: Any,
) -> Kept:
    """Make a measure with its first wording, or change it: `name`, `ended_on`, and of its definition `definition`,
    `unit`, `number_kind`, `basis`, `polarity`, `about_people`. Another wording is `save_version`'s, with what this asks
    for (`continues`, `breaks`, `in_open_returns`).
    """
    form: dict[str, Any] = {"by": by, "at": at, "base": base, "chosen": chosen, "key": key}
    wording = {name: value for name, value in values.items() if name in WORDING}
    own = {name: value for name, value in values.items() if name not in WORDING}
    kept = keep(record=measure, values=own, permission=MEASURES, **form)
    if kept.made:
        keep(record=MeasureVersion(measure=kept.record), values=wording, by=by, at=at, permission=MEASURES)
    elif wording and measure.pk:
        worded = save_version(measure=kept.record, values=wording, **form, **anew)
        return Kept(kept.record, changed=kept.changed or worded.changed)
    return kept


@transaction.atomic
def save_version(
    *,
    measure: Measure,
    values: Values,
    by: User | None,
    at: datetime,
    continues: bool | None = None,
    breaks: NotComparable | None = None,
    in_open_returns: bool = False,
    base: Base | None = None,
    chosen: Mapping[str, str] | None = None,
    key: str = "",
) -> Kept:
    """Word a measure's definition: `definition`, `unit`, `number_kind`, `basis`, `polarity`, `about_people`.

    The newest wording is changed itself while no figure uses it. One that a figure uses is never edited: the next is
    made, and it is asked whether figures under it compare with earlier ones (`continues`), and if not, why and from
    which quarter (`breaks`). Returns take the newest wording when they are opened; `in_open_returns` also puts it
    where an open return has no answer yet.
    """
    check_permission(by, MEASURES)
    locked(measure)
    newest: MeasureVersion = measure.versions.order_by("-number")[0]
    done = kept_before(record=MeasureVersion(), by=by, key=key)
    if done is not None:
        return done
    if not newest.observations.exists():
        kept = _reworded(newest, values, by, at, base=base, chosen=chosen, key=key)
        return _asked_anew(kept, by, at) if in_open_returns else kept
    before = values_of(newest, WORDING)
    wanted = before | merged_values(newest, values_of(newest, values), dict(values), base, chosen or {})
    changed = {name for name in WORDING if text_of(wanted[name]) != text_of(before[name])}
    if not changed:
        return Kept(newest)
    _check_comparable(changed, continues, breaks)
    following = MeasureVersion(measure=measure, number=newest.number + 1, continues=bool(continues))
    kept = keep(record=following, values=wanted, by=by, at=at, permission=MEASURES, key=key, act="next-version")
    if breaks is not None and not continues:
        _break_series(measure, breaks, by, at)
    return _asked_anew(kept, by, at) if in_open_returns else kept


def _reworded(newest: MeasureVersion, values: Values, by: User | None, at: datetime, **form: Any) -> Kept:
    """Change a wording that nothing uses; it compares with the one before it only if it counts alike."""
    kept = keep(record=newest, values=values, by=by, at=at, permission=MEASURES, **form)
    before = newest.measure.versions.filter(number=newest.number - 1).first()
    alike = before and all(getattr(before, name) == getattr(kept.record, name) for name in COUNTED)
    if kept.record.continues and not alike:
        keep(record=kept.record, values={"continues": False}, by=by, at=at, permission=MEASURES)
    return kept


def _check_comparable(changed: set[str], continues: bool | None, breaks: NotComparable | None) -> None:
    if continues is None:
        raise Faults({"continues": "Say whether figures under the new wording compare with earlier ones."})
    if continues and changed.intersection(COUNTED):
        sentence = (
            "Another kind of number, or another way of counting, doesn’t compare with earlier figures. Choose no."
        )
        raise Faults({"continues": sentence})
    if not continues and (breaks is None or not breaks.text.strip()):
        raise Faults({"break_text": "Say in a sentence what changed: it stands wherever a comparison is missing."})


def _break_series(measure: Measure, breaks: NotComparable, by: User | None, at: datetime) -> None:
    """The break in the series of every service that counts the measure, from the quarter on, by its own calendar."""
    for row in measure.service_measures.select_related("service").order_by("pk"):
        period = own_period(row.service, breaks.period)
        known = SeriesBreak.objects.filter(service_measure=row, period=period, kind=breaks.kind)
        if period is not None and not known.exists():
            said = {"period": period, "kind": BreakKind(breaks.kind).value, "text": breaks.text}
            made = SeriesBreak(service_measure=row)
            keep(record=made, values=said, by=by, at=at, permission=MEASURES)


def own_period(service: Service, quarter: ReportingPeriod) -> ReportingPeriod | None:
    """The first period of the service's own calendar that ends in this quarter or later."""
    rows = ServiceCalendar.objects.filter(service=service, starts_on__lte=quarter.end)
    own = rows.order_by("-starts_on", "-pk").first()
    calendar = own.calendar_id if own else quarter.calendar_id
    periods = ReportingPeriod.objects.filter(calendar=calendar, end__gte=quarter.start)
    return periods.order_by("sequence").first()


def _asked_anew(kept: Kept, by: User | None, at: datetime) -> Kept:
    """Boxes of open returns that nobody has answered take the new wording; an answer keeps the one it was given to."""
    version: MeasureVersion = kept.record
    boxes = Observation.objects.exclude(version=version).filter(
        version__measure=version.measure_id,
        quarterly_return__state__in=OPEN,
        state=ObservationState.NOT_ANSWERED,
        latest=None,
    )
    count = boxes.update(version=version)
    if count:
        record_event(act="ask-anew", record=version, by=by, at=at, changes={"open boxes": (0, count)})
    return kept
