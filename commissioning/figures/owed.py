"""What is owed for a quarter and how it stands: returns, packs' own parts and items to write, read in one query."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, DateField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from commissioning.choices import Asker, QuestionState, Rag, RecordKind, State, Status
from commissioning.figures.runs import Runs
from commissioning.models import OfficeItem, Pack, QuarterlyReturn, Question, ReportingPeriod
from commissioning.models.owed import UNSENT_STATES
from tracker import prepared
from tracker.models import User

RECEIVED = frozenset({State.SUBMITTED, State.QUERIED, State.APPROVED})
KINDS = (RecordKind.RETURN, RecordKind.PACK, RecordKind.ITEM)
_KINDS = {each.value: each for each in RecordKind}
_STATES = {each.value: each for each in State}
_RAGS = {each.value: each for each in Rag}
_key_of, _service, _provider = attrgetter("key"), attrgetter("service"), attrgetter("provider")
COLUMNS = (
    "kind",
    "key",
    "period",
    "service",
    "provider",
    "title",
    "state",
    "due",
    "first_due",
    "sent_at",
    "entered",
    "sent",
    "writer",
    "rating",
    "questions",
    "answers",
    "asked_at",
    "checked",
    "warnings",
)
KIND, STATE, DUE, RATING = map(COLUMNS.index, ("kind", "state", "due", "rating"))


@dataclass(frozen=True, slots=True)
class Owing:
    """One thing owed for a period. `late` counts days past its due date while it was not sent; 0 when it is not late.

    `asked_at`: since when the oldest question that has no answer waits.
    """

    kind: RecordKind
    key: int
    period: int
    service: int | None
    provider: int | None
    title: str
    state: State
    due: date | None
    first_due: date | None
    sent_at: datetime | None
    entered: int | None
    sent: int | None
    writer: int | None
    rag: Rag | None
    questions: int
    answers: int
    asked_at: datetime | None
    checked: int | None
    warnings: int
    late: int

    @property
    def status(self) -> Status:
        return Status.of(self.state, self.late)

    @property
    def received(self) -> bool:
        return self.state in RECEIVED

    @property
    def is_missing(self) -> bool:
        """Owed by a day, and not sent."""
        return self.state in UNSENT_STATES and self.due is not None

    @property
    def expected(self) -> bool:
        return self.state != State.NOT_REQUIRED


@dataclass(frozen=True, slots=True)
class Owed:
    """All that is owed for one quarter, by kind, each by its key."""

    returns: Runs[Owing]
    packs: Runs[Owing]
    items: Runs[Owing]

    @classmethod
    def of(cls, returns: Iterable[Owing], packs: Iterable[Owing], items: Iterable[Owing]) -> "Owed":
        """A return or an item is its service's, a pack its provider's."""
        return cls(Runs.of(returns, _service), Runs.of(packs, _provider), Runs.of(items, _service))

    @property
    def to_approve(self) -> Iterator[Owing]:
        """What waits for a second person: returns, packs, items."""
        return chain(*map(to_approve, (self.returns, self.packs, self.items)))

    def afresh(self) -> "Owed":
        """The same, of which nothing is worked out: names and places may be others."""
        return Owed(self.returns.afresh(), self.packs.afresh(), self.items.afresh())

    def having(self, anew: "Owed", services: Collection[int], providers: Collection[int]) -> "Owed":
        """The same with what these services, and of packs these providers, owe by now instead of what they did."""
        return Owed(
            returns=self.returns.having(services, anew.returns, _key_of),
            packs=self.packs.having(providers, anew.packs, _key_of),
            items=self.items.having(services, anew.items, _key_of),
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things owed stand how."""

    states: Counter[Status]

    @property
    def expected(self) -> int:
        return self.states.total() - self.excused

    @property
    def excused(self) -> int:
        return self.states[Status.NOT_REQUIRED]

    @property
    def received(self) -> int:
        return sum(self.states[Status(each)] for each in RECEIVED)


def counts(things: Runs[Owing]) -> Counts:
    """Each by its status."""
    found: Counter[Status] = Counter()
    for own in things.each("statuses", lambda rows: Counter(each.status for each in rows)):
        found.update(own)
    return Counts(found)


def to_approve(things: Runs[Owing]) -> Iterator[Owing]:
    """What was sent and waits for a second person."""
    own = things.each("to approve", lambda rows: [each for each in rows if each.state == State.SUBMITTED])
    return chain.from_iterable(own)


@dataclass(frozen=True, slots=True)
class About:
    """What is asked about: these services, and of packs these providers. Items about no service are left out.

    `sender`: of returns, and of money and people, this provider's alone.
    """

    services: tuple[int, ...]
    providers: frozenset[int]
    sender: int | None = None

    @property
    def keys(self) -> tuple[Collection[int], ...]:
        """Services, providers of packs, and who sends the returns where that is asked."""
        if self.sender is None:
            return self.services, self.providers
        return self.services, self.providers & {self.sender}, (self.sender,)


def owed_in(quarter: ReportingPeriod, *, on: date, user: User | None, about: About | None = None) -> Owed:
    """What is owed for the quarter as far as this person may see it, judged late on that day. One query.

    Without a person (the schedule asks) it is everything.

    Returns and items of other calendars count in the quarter in which their period ends.
    """
    viewer = user.pk if user and user.is_provider else None
    asked = prepared.keys_of(*about.keys) if about else ()
    names = [each.names for each in asked]
    name = ("owed", quarter.pk, quarter.start, quarter.end, viewer, *map(len, names))
    rows = prepared.rows(name, lambda: _query(quarter, user, *names), prepared.meant_by(asked))
    found = [_owing(row, on) for row in rows]
    found.sort(key=_key_of)
    return Owed.of(*([each for each in found if each.kind == kind] for kind in KINDS))


def unsent_in(periods: Collection[int], *, on: date) -> list[Owing]:
    """What is owed by a day for any of these periods and not sent, whoever owes it, judged late on that day: returns,
    then packs, then items. One query.
    """
    (asked,) = prepared.keys_of(periods)
    rows = prepared.rows(("unsent", len(asked.names)), lambda: _unsent(asked.names), asked.meant)
    found = [_owing(row, on) for row in rows]
    return sorted((each for each in found if each.is_missing), key=lambda each: (KINDS.index(each.kind), each.key))


def _unsent(periods: Iterable[int]) -> QuerySet:
    returns, packs, items = (
        rows.filter(period__in=periods, state__in=UNSENT_STATES)
        for rows in (_of_returns(QuarterlyReturn.objects), _of_packs(Pack.objects), _of_items(OfficeItem.objects))
    )
    return returns.union(packs, items, all=True)


def _query(
    quarter: ReportingPeriod,
    user: User | None,
    services: Iterable[int] | None = None,
    providers: Iterable[int] = (),
    senders: Iterable[int] = (),
) -> QuerySet:
    """Of all, or what `About` names."""
    returns, packs, items = _returns(quarter, user), _packs(quarter, user), _items(quarter, user)
    if services is not None:
        returns, items = (rows.filter(service__in=services) for rows in (returns, items))
        returns = returns.filter(provider__in=senders) if senders else returns
        packs = packs.filter(provider__in=providers)
    return returns.union(packs, items, all=True)


def _owing(row: Iterable[Any], on: date) -> Owing:
    """The columns are the fields, in their order; the last follows from them."""
    facts = [*row]
    facts[KIND], facts[STATE] = _KINDS[facts[KIND]], _STATES[facts[STATE]]
    facts[RATING] = _RAGS.get(facts[RATING])
    facts.append(_late(facts[STATE], facts[DUE], on))
    return Owing(*facts)


def _late(state: State, due: date | None, on: date) -> int:
    return (on - due).days if state in UNSENT_STATES and due is not None and on > due else 0


def late_on(owed: Owed, on: date) -> Owed:
    """The same as it stands on another day."""

    def judged(rows: Iterable[Owing]) -> Iterator[Owing]:
        return (replace(each, late=_late(each.state, each.due, on)) for each in rows)

    return Owed.of(judged(owed.returns), judged(owed.packs), judged(owed.items))


def _returns(quarter: ReportingPeriod, user: User | None) -> QuerySet:
    return _of_returns(_seen_by(user, QuarterlyReturn.objects.all()).ending_in(quarter))


def _packs(quarter: ReportingPeriod, user: User | None) -> QuerySet:
    return _of_packs(_seen_by(user, Pack.objects.all()).filter(period=quarter.pk))


def _items(quarter: ReportingPeriod, user: User | None) -> QuerySet:
    return _of_items(_seen_by(user, OfficeItem.objects.all()).ending_in(quarter))


def _of_returns(rows: Any) -> QuerySet:
    own = {"service": F("service_id"), "provider": F("provider_id"), "title": _text("")}
    return _columns(rows, RecordKind.RETURN, **own, rating=F("rag"))


def _of_packs(rows: Any) -> QuerySet:
    own = {"service": _key(), "provider": F("provider_id"), "title": _text("")}
    return _columns(rows, RecordKind.PACK, **own, rating=_text(""))


def _of_items(rows: Any) -> QuerySet:
    own = {"service": F("service_id"), "provider": _key(), "title": F("title"), "writer": F("writer_id")}
    return _columns(rows, RecordKind.ITEM, **own, rating=_text(""))


def _seen_by(user: User | None, rows: Any) -> Any:
    return rows if user is None else rows.visible_to(user)


def _columns(rows: QuerySet, kind: RecordKind, **own) -> QuerySet:
    """The same columns from each kind of thing owed, so that one query reads them all."""
    shared: dict[str, Any] = {
        "kind": _text(kind),
        "key": F("pk"),
        "period": F("period_id"),
        "state": F("state"),
        "due": Coalesce("agreed_due_on", "due_on", output_field=DateField()),
        "first_due": F("due_on"),
        "sent_at": F("submitted_at"),
        "entered": F("entered_by_id"),
        "sent": F("submitted_by_id"),
        "writer": _key(),
        "questions": _questions(kind, QuestionState.OPEN),
        "answers": _questions(kind, QuestionState.ANSWERED),
        "asked_at": _oldest_question(kind),
        "checked": F("checked_by_id"),
        "warnings": F("warnings_left"),
    }
    columns = shared | own
    return rows.order_by().values_list(*(columns[name] for name in COLUMNS))


def _questions(kind: RecordKind, state: QuestionState) -> Coalesce:
    asked = Question.objects.filter(record_kind=kind, record_id=OuterRef("pk"), state=state).order_by()
    asked = asked.exclude(asker=Asker.PROVIDER)  # the office is asked, not the record
    counted = asked.values("record_id").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0))


def _oldest_question(kind: RecordKind) -> Subquery:
    asked = Question.objects.about(kind, OuterRef("pk")).unanswered().exclude(asker=Asker.PROVIDER)
    return Subquery(asked.order_by("asked_at", "pk").values("asked_at")[:1])


def _text(text: str) -> Value:
    return Value(text, output_field=CharField())


def _key() -> Cast:
    return Cast(Value(None), BigIntegerField())  # the cast tells PostgreSQL what an empty column of a union is
