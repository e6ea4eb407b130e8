"""What the returns and items of a quarter tell beside their figures, read together: causes, promises, risks, posts."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from commissioning.choices import Cause, Prompt
from commissioning.models import (
    Commitment,
    Narrative,
    QuarterlyReturn,
    ReportingPeriod,
    RiskReview,
    StaffingLine,
    WaitingListLine,
)
from commissioning.models.owed import UNSENT_STATES
from commissioning.ratings.findings import Posts, Promise, Waiting

Pair = tuple[int, int]
SERVICE = Coalesce("quarterly_return__service_id", "office_item__service_id")


class Line(NamedTuple):
    """The columns that each kind of thing told is read in."""

    kind: str
    service: int | None
    key: int
    text: str
    note: str
    name: str
    state: str
    number: str | None
    audience: str


@dataclass(frozen=True, slots=True)
class NewRisk:
    """A risk that was never told of before this quarter."""

    key: int
    service: int
    title: str


@dataclass(frozen=True, slots=True)
class Told:
    """`causes` holds the services whose challenges name each; `made` the keys of promises that this quarter gave.

    `was_late` are service and provider of returns, among those asked for, that were late the quarter before.
    """

    causes: dict[Cause, frozenset[int]]
    promises: tuple[Promise, ...]
    made: frozenset[int]
    risks: tuple[NewRisk, ...]
    waiting: tuple[Waiting, ...]
    posts: tuple[Posts, ...]
    was_late: frozenset[Pair]


def told_in(
    quarter: ReportingPeriod,
    before: ReportingPeriod | None,
    services: Collection[int],
    *,
    states: Iterable[str],
    audiences: Iterable[str],
    late: Iterable[int] = (),
) -> Told:
    """What is told of these services in records of these states, for these audiences. One query.

    Promises are those given in the quarter or due in it. `late`: services of which it is asked whether they were late
    in the quarter `before`.
    """
    seen, kept = {"audience__in": list(audiences)}, list(states)
    here = _under(quarter, kept)
    rows = _causes(quarter, kept).filter(**seen)
    parts = [
        _promises(quarter, kept, here).filter(**seen),
        _risks(quarter, here).filter(risk__audience__in=seen["audience__in"]),
        _waiting(here).filter(**seen),
        _posts(quarter, kept).filter(**seen),
        *([_late(before, late)] if before is not None and late else []),
    ]
    columns = [_columns(rows, "cause", text=Cast("causes", TextField())), *parts]
    found: dict[str, list[Line]] = defaultdict(list)
    for row in columns[0].union(*columns[1:], all=True):
        line = Line(*row)
        if line.service in services:
            found[line.kind].append(line)
    return _told(found)


def _told(found: dict[str, list[Line]]) -> Told:
    causes: dict[Cause, set[int]] = defaultdict(set)
    for line in found["cause"]:
        for cause in json.loads(line.text):
            causes[Cause(cause)].add(line.service or 0)
    often = sorted(causes.items(), key=lambda pair: (-len(pair[1]), list(Cause).index(pair[0])))
    promises, risks, posts, waiting = (_in_order(found[kind]) for kind in ("promise", "risk", "posts", "waiting"))
    return Told(
        causes={cause: frozenset(services) for cause, services in often},
        promises=tuple(Promise(row.key, row.service or 0, row.text, row.state, row.audience) for row in promises),
        made=frozenset(row.key for row in promises if row.number),
        risks=tuple(NewRisk(row.key, row.service or 0, row.text) for row in risks),
        waiting=tuple(
            Waiting(row.service or 0, row.name, row.state, _whole(row.number), row.note, row.audience)
            for row in waiting
        ),
        posts=tuple(
            Posts(row.service or 0, row.name, _number(row.state), _number(row.number), row.text, row.note, row.audience)
            for row in posts
        ),
        was_late=frozenset((row.service or 0, row.key) for row in found["late"]),
    )


def _in_order(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda row: (row.key, row.service or 0))


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _whole(text: str | None) -> int | None:
    return int(text) if text else None


def _under(quarter: ReportingPeriod, states: list[str]) -> Q:
    """Lines under returns and items of the quarter that are in one of these states."""
    return _owner("quarterly_return", quarter, states) | _owner("office_item", quarter, states)


def _owner(field: str, quarter: ReportingPeriod, states: list[str]) -> Q:
    ends = {f"{field}__period__end__gte": quarter.start, f"{field}__period__end__lte": quarter.end}
    return Q(**{f"{field}__state__in": states}, **ends)


def challenges(quarter: ReportingPeriod, states: Iterable[str]) -> QuerySet[Narrative]:
    """The challenges told in this quarter's returns, as far as those are in one of these states."""
    return Narrative.objects.filter(_owner("quarterly_return", quarter, list(states)), prompt=Prompt.CHALLENGES)


def _causes(quarter: ReportingPeriod, states: list[str]) -> QuerySet:
    return challenges(quarter, states).exclude(causes=[])


def _promises(quarter: ReportingPeriod, states: list[str], here: Q) -> QuerySet:
    readable = Q(quarterly_return__state__in=states) | Q(office_item__state__in=states)
    span = (quarter.start, quarter.end)
    due = Q(due_on__range=span) | Q(first_due_on__range=span)
    rows = Commitment.objects.filter(readable & (here | due))
    made = Case(When(here, then=_text("1")), default=_text(""), output_field=CharField())
    own = Coalesce(F("service_id"), SERVICE)
    return _columns(rows, "promise", service=own, text=F("text"), state=F("state"), number=made)


def _risks(quarter: ReportingPeriod, here: Q) -> QuerySet:
    start = quarter.start
    earlier = Q(quarterly_return__period__end__lt=start) | Q(office_item__period__end__lt=start)
    known = RiskReview.objects.filter(earlier, risk=OuterRef("risk"))
    rows = RiskReview.objects.filter(here, ~Exists(known), risk__closed_on=None)
    own = {"service": F("risk__service_id"), "key": F("risk_id"), "text": F("risk__title")}
    return _columns(rows, "risk", **own, audience=F("risk__audience")).distinct()


def _waiting(here: Q) -> QuerySet:
    rows = WaitingListLine.objects.filter(here)
    number = Cast("waiting", CharField())
    return _columns(rows, "waiting", note=F("note"), name=F("name"), state=F("state"), number=number)


def _posts(quarter: ReportingPeriod, states: list[str]) -> QuerySet:
    packs = Q(pack__period=quarter.pk, pack__state__in=states)
    rows = StaffingLine.objects.filter(packs | _owner("office_item", quarter, states))
    own = {"text": F("expected"), "note": F("note"), "name": F("role"), "service": F("services")}
    return _columns(rows, "posts", **own, state=Cast("in_post", CharField()), number=Cast("vacant", CharField()))


def _late(before: ReportingPeriod, services: Iterable[int]) -> QuerySet:
    due = Coalesce("agreed_due_on", "due_on")
    rows = QuarterlyReturn.objects.ending_in(before).filter(service__in=list(services), due_on__isnull=False)
    rows = rows.filter(Q(state__in=UNSENT_STATES) | Q(submitted_at__date__gt=due))
    return _columns(rows, "late", service=F("service_id"), key=F("provider_id"), audience=_text(""))


def _columns(rows: QuerySet, kind: str, **own: Any) -> QuerySet:
    """The same columns from each kind of thing told, so that one query reads them all."""
    shared: dict[str, Any] = {
        "kind": _text(kind),
        "service": SERVICE,
        "key": F("pk"),
        "text": _text(""),
        "note": _text(""),
        "name": _text(""),
        "state": _text(""),
        "number": _text(""),
        "audience": F("audience"),
    }
    columns = shared | own
    return rows.order_by().values_list(*(Cast(columns[name], _kind_of(name)) for name in Line._fields))


def _kind_of(name: str) -> Any:
    return BigIntegerField() if name in ("service", "key") else TextField()


def _text(text: str) -> Value:
    return Value(text, output_field=CharField())
