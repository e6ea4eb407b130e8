"""What the returns and items of a quarter tell beside their figures, read together: causes, promises, risks, posts.

What was told is kept line by line, each with the record that tells it, so that of records that were touched since alone
it can be read again (`told_anew`).
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from commissioning.choices import Cause, Prompt
from commissioning.figures.ratings import Rated
from commissioning.figures.ratings import rated as rated_returns
from commissioning.figures.reference import Reference
from commissioning.models import (
    Commitment,
    Narrative,
    OfficeItem,
    QuarterlyReturn,
    ReportingPeriod,
    RiskReview,
    StaffingLine,
    WaitingListLine,
)
from commissioning.models.owed import UNSENT_STATES
from commissioning.ratings.findings import Posts, Promise, Waiting
from tracker import prepared

Pair = tuple[int, int]
SERVICE = Coalesce("quarterly_return__service_id", "office_item__service_id")
NUMBERS = ("service", "key", "owner", "sender")
RATING = "rating"
ORDERED = ("promise", "risk", "posts", "waiting")


class Line(NamedTuple):
    """The columns that each kind of thing told is read in. `owner` is the service of the return or item that tells it,
    `sender` the provider of the pack that does.
    """

    kind: str
    service: int | None
    key: int
    text: str
    note: str
    name: str
    state: str
    number: str | None
    audience: str
    owner: int | None
    sender: int | None


Lines = dict[str, tuple[Line, ...]]


@dataclass(frozen=True, slots=True)
class NewRisk:
    """A risk that was never told of before this quarter."""

    key: int
    service: int
    title: str


@dataclass(frozen=True, slots=True)
class Told:
    """`causes` holds the services whose challenges name each; `made` the keys of promises that this quarter gave.

    `was_late` are service and provider of returns that were late the quarter before. `lines` are what all this is of.
    """

    causes: dict[Cause, frozenset[int]]
    promises: tuple[Promise, ...]
    made: frozenset[int]
    risks: tuple[NewRisk, ...]
    waiting: tuple[Waiting, ...]
    posts: tuple[Posts, ...]
    was_late: frozenset[Pair]
    lines: Lines = field(default_factory=dict, compare=False, repr=False)


def told_in(
    quarter: ReportingPeriod,
    services: Collection[int],
    *,
    reference: Reference,
    states: Iterable[str],
    audiences: Iterable[str],
    everything: bool = False,
) -> Told:
    """What is told of these services in records of these states, for these audiences. One query.

    Promises are those given in the quarter or due in it. `everything`: the services are all that there are, so the
    query is the same whatever they are.
    """
    told, _ = told_and_rated(
        quarter,
        services,
        rated=(),
        reference=reference,
        states=states,
        audiences=audiences,
        everything=everything,
    )
    return told


def told_and_rated(
    quarter: ReportingPeriod,
    services: Collection[int],
    *,
    rated: Iterable[int],
    reference: Reference,
    states: Iterable[str],
    audiences: Iterable[str],
    everything: bool = False,
) -> tuple[Told, list[Rated]]:
    """The same, with how these services are `rated` in these periods. One query."""
    asked = _asked(quarter, reference, states, audiences, every=everything)._replace(rated=tuple(rated))
    found = _read(asked, services, () if everything else services, ())
    ratings = _ratings(found)
    return _told(found), ratings


def told_anew(
    held: Told,
    quarter: ReportingPeriod,
    services: Collection[int],
    *,
    touched: Collection[int],
    senders: Collection[int],
    rated: Iterable[int] = (),
    reference: Reference,
    states: Iterable[str],
    audiences: Iterable[str],
) -> tuple[Told, list[Rated]]:
    """What was told of these services, with what the records of those `touched`, and the packs of these `senders`, tell
    by now. It is the same object where they tell what they told. One query, which reads besides how those touched are
    `rated` in these periods.
    """
    asked = _asked(quarter, reference, states, audiences, every=False)._replace(rated=tuple(rated))
    anew = _read(asked, services, touched, senders)
    ratings = _ratings(anew)
    lines: Lines = {}
    for kind in held.lines.keys() | anew.keys():
        old, new = held.lines.get(kind, ()), anew.get(kind, ())
        gone = {each for each in old if each.owner in touched or each.service in touched or each.sender in senders}
        lines[kind] = old if gone == set(new) else (*(each for each in old if each not in gone), *new)
    same = all(lines[kind] is held.lines.get(kind) for kind in lines)
    return held if same else _told(lines), ratings


def _asked(
    quarter: ReportingPeriod, reference: Reference, states: Iterable[str], audiences: Iterable[str], *, every: bool
) -> "_Asked":
    before = reference.previous(quarter)
    return _Asked(
        quarter.pk,
        quarter.start,
        quarter.end,
        _keys(reference.ending_in(quarter)),
        _keys(reference.ending_in(before)) if before else (),
        tuple(states),
        tuple(audiences),
        every,
    )


def _read(asked: "_Asked", services: Collection[int], touched: Collection[int], senders: Collection[int]) -> Lines:
    """What is told of these services, each line once: all of it, or what these own, are told of by, or send."""
    keys = () if asked.every else prepared.keys_of(touched, senders)
    names = [each.names for each in keys]
    named = asked._replace(names=tuple(names))
    found: dict[str, dict[Line, None]] = defaultdict(dict)
    for row in prepared.rows(named, lambda: _query(named), prepared.meant_by(keys)):
        line = Line(*row)
        if line.service in services:
            found[line.kind][line] = None
    return {kind: tuple(lines) for kind, lines in found.items()}


class _Asked(NamedTuple):
    """What the query is made of. `periods` are those of every calendar that end in the quarter, and `before` in the one
    before: by their keys, for of a span of days PostgreSQL reads every return. `rated` are those whose ratings are
    read as well. Where not `every` service is asked for,
    `names` stand for those that are, and for the senders of packs.
    """

    quarter: int
    start: date
    end: date
    periods: tuple[int, ...]
    before: tuple[int, ...]
    states: tuple[str, ...]
    audiences: tuple[str, ...]
    every: bool
    rated: tuple[int, ...] = ()
    names: tuple[tuple[int, ...], ...] = ()

    @property
    def services(self) -> tuple[int, ...] | None:
        return None if self.every else self.names[0]

    @property
    def senders(self) -> tuple[int, ...]:
        return () if self.every else self.names[1]


def _query(asked: _Asked) -> QuerySet:
    first, *others = [
        *_causes(asked),
        *_promises(asked),
        *_risks(asked),
        *_waiting(asked),
        *_posts(asked),
        *_late(asked),
        *_rated(asked),
    ]
    return first.union(*others, all=True)


def _ratings(found: Lines) -> list[Rated]:
    """Taken out of what was read with them."""
    return [Rated(each.service or 0, each.key, each.text, each.note, each.name) for each in found.pop(RATING, ())]


def _told(found: Lines) -> Told:
    causes: dict[Cause, set[int]] = defaultdict(set)
    for line in found.get("cause", ()):
        for cause in json.loads(line.text):
            causes[Cause(cause)].add(line.service or 0)
    often = sorted(causes.items(), key=lambda pair: (-len(pair[1]), list(Cause).index(pair[0])))
    promises, risks, posts, waiting = (_in_order(found.get(kind, ())) for kind in ORDERED)
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
        was_late=frozenset((row.service or 0, row.key) for row in found.get("late", ())),
        lines=found,
    )


def _in_order(lines: Iterable[Line]) -> list[Line]:
    """Each once. A promise that was given in the quarter and is due in it is read as both: it is the one given."""
    once: dict[tuple[int, int | None], Line] = {}
    for row in sorted(lines, key=lambda row: (row.key, row.service or 0, not row.number)):
        once.setdefault((row.key, row.service), row)
    return list(once.values())


def _number(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _whole(text: str | None) -> int | None:
    return int(text) if text else None


def _under(rows: QuerySet, asked: _Asked) -> tuple[QuerySet, QuerySet]:
    """Lines under returns of the quarter, and those under items, that are in one of these states: each by its index."""
    owners = (_owner(each, asked.periods, asked.states) for each in ("quarterly_return", "office_item"))
    returned, written = (rows.filter(each) for each in owners)
    return returned, written


def _under_own(rows: QuerySet, asked: _Asked) -> tuple[QuerySet, QuerySet]:
    """The same, of the returns and items of the services asked for."""
    if asked.services is None:
        return _under(rows, asked)
    told = {"period__in": asked.periods, "state__in": asked.states}
    return _by_owner(rows, asked.services, **told)


def _by_owner(rows: QuerySet, services: Iterable[int], **of: Any) -> tuple[QuerySet, QuerySet]:
    """Lines under the returns of these services, and those under their items: by the keys of these, for SQLite would
    look through all lines for those of a few items. And through those alone that are under any: where few are, its
    statistics have the index say little.
    """
    returns, items = (
        each.filter(service__in=services, **of).order_by().values("pk")
        for each in (QuarterlyReturn.objects.all(), OfficeItem.objects.all())
    )
    return rows.filter(quarterly_return__in=returns), rows.filter(office_item__gt=0, office_item__in=items)


def _owner(field: str, periods: Iterable[int], states: Iterable[str]) -> Q:
    return Q(**{f"{field}__period__in": list(periods), f"{field}__state__in": list(states)})


def _keys(periods: Iterable[ReportingPeriod]) -> tuple[int, ...]:
    return tuple(each.pk for each in periods)


def _of(asked: _Asked, *fields: str) -> Q:
    """Of the services asked for, by any of these fields."""
    of = Q()
    for name in fields if asked.services is not None else ():
        of |= Q(**{f"{name}__in": asked.services})
    return of


def challenges(periods: Iterable[ReportingPeriod], states: Iterable[str]) -> QuerySet[Narrative]:
    """The challenges told in the returns of these periods, as far as those are in one of these states."""
    return _challenges(_keys(periods), states)


def _challenges(periods: Iterable[int], states: Iterable[str]) -> QuerySet[Narrative]:
    return Narrative.objects.filter(_owner("quarterly_return", periods, states), prompt=Prompt.CHALLENGES)


def _causes(asked: _Asked) -> Iterator[QuerySet]:
    rows = _challenges(asked.periods, asked.states).exclude(causes=[]).filter(audience__in=asked.audiences)
    yield _columns(rows.filter(_of(asked, "quarterly_return__service")), "cause", text=Cast("causes", TextField()))


def _promises(asked: _Asked) -> Iterator[QuerySet]:
    rows = Commitment.objects.filter(audience__in=asked.audiences)
    own = {"service": Coalesce(F("service_id"), SERVICE), "text": F("text"), "state": F("state")}
    about = _under(rows.filter(_of(asked, "service")), asked) if asked.services is not None else ()
    for given in (*_under_own(rows, asked), *about):
        yield _columns(given, "promise", **own, number=_text("1"))
    readable = Q(quarterly_return__state__in=asked.states) | Q(office_item__state__in=asked.states)
    span = (asked.start, asked.end)
    due = Q(due_on__range=span) | Q(first_due_on__range=span)
    wanted: Iterable[QuerySet] = [rows]
    if asked.services is not None:
        wanted = rows.filter(service__in=asked.services), *_by_owner(rows, asked.services)
    for each in wanted:
        yield _columns(each.filter(due, readable), "promise", **own)


def _risks(asked: _Asked) -> Iterator[QuerySet]:
    earlier = Q(quarterly_return__period__end__lt=asked.start) | Q(office_item__period__end__lt=asked.start)
    # asked for one: PostgreSQL would join what is only asked whether it is there, more tables than it puts in order
    known = Subquery(RiskReview.objects.filter(earlier, risk=OuterRef("risk")).values("pk")[:1])
    rows = RiskReview.objects.alias(known=known).filter(
        known=None, risk__closed_on=None, risk__audience__in=asked.audiences
    )
    own = {"service": F("risk__service_id"), "key": F("risk_id"), "text": F("risk__title")}
    about = _under(rows.filter(_of(asked, "risk__service")), asked) if asked.services is not None else ()
    for told in (*_under_own(rows, asked), *about):
        yield _columns(told, "risk", **own, audience=F("risk__audience"))


def _waiting(asked: _Asked) -> Iterator[QuerySet]:
    rows = WaitingListLine.objects.filter(audience__in=asked.audiences)
    number = Cast("waiting", CharField())
    for told in _under_own(rows, asked):
        yield _columns(told, "waiting", note=F("note"), name=F("name"), state=F("state"), number=number)


def _posts(asked: _Asked) -> Iterator[QuerySet]:
    rows = StaffingLine.objects.filter(audience__in=asked.audiences)
    own: dict[str, Any] = {"text": F("expected"), "note": F("note"), "name": F("role"), "service": F("services")}
    own |= {"state": Cast("in_post", CharField()), "number": Cast("vacant", CharField())}
    own |= {"owner": F("office_item__service_id"), "sender": F("pack__provider_id")}
    packs = rows.filter(pack__period=asked.quarter, pack__state__in=asked.states)
    items = rows.filter(_owner("office_item", asked.periods, asked.states), office_item__gt=0)
    told = [packs, items]
    if asked.services is not None:
        sent, written = (each.filter(_of(asked, "services")) for each in told)
        told = [
            sent,
            packs.filter(pack__provider__in=asked.senders),
            written,
            items.filter(_of(asked, "office_item__service")),
        ]
    for each in told:
        yield _columns(each, "posts", **own)


def _late(asked: _Asked) -> Iterator[QuerySet]:
    if not asked.before:
        return
    due = Coalesce("agreed_due_on", "due_on")
    rows = QuarterlyReturn.objects.filter(period__in=asked.before, due_on__isnull=False)
    # the first is cheap, and true of whatever is late; one Q of both would put them in the order of their names
    sent_late = Q(submitted_at__gt=due) & Q(submitted_at__date__gt=due)
    rows = rows.filter(Q(state__in=UNSENT_STATES) | sent_late, _of(asked, "service"))
    yield _columns(
        rows, "late", service=F("service_id"), key=F("provider_id"), audience=_text(""), owner=F("service_id")
    )


def _rated(asked: _Asked) -> Iterator[QuerySet]:
    if asked.rated:
        rows = rated_returns(asked.rated).filter(_of(asked, "service"))
        own = {"service": F("service_id"), "key": F("period_id"), "sender": F("provider_id"), "audience": _text("")}
        own |= {"owner": F("service_id")}
        yield _columns(rows, RATING, **own, text=F("rag"), note=F("rag_why"), name=F("rag_reason"))


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
        "owner": SERVICE,
        "sender": Value(None),
    }
    columns = shared | own
    return rows.order_by().values_list(*(Cast(columns[name], _kind_of(name)) for name in Line._fields))


def _kind_of(name: str) -> Any:
    return BigIntegerField() if name in NUMBERS else TextField()


def _text(text: str) -> Value:
    return Value(text, output_field=CharField())
