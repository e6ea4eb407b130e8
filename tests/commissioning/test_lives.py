"""The lives of returns, packs and items by random people: nothing happens that an own book of rules doesn't allow.

The book below is written by hand and asks nothing of the workflow's table. Each guard, when taken away, is found.
One world serves all tests of this file: whatever is done to it is rolled back at the end of each walk.
"""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from commissioning import figures
from commissioning.choices import State
from commissioning.models import Observation, OfficeItem, QuarterlyReturn, Question, ReportingPeriod
from commissioning.models.owed import Owed
from commissioning.workflow import (
    ACTS,
    Refusal,
    approval,
    approve_clean,
    ask,
    bulk,
    close,
    close_period,
    closing,
    corrections,
    entry,
    life,
    reopen_period,
    reply,
)
from commissioning.workflow import acts as acts_module
from commissioning.workflow.corrections import correct_figure
from commissioning.workflow.entry import save_section
from commissioning.workflow.life import MODELS, STEPS, Record, kind_of
from providers.models import MembershipRole
from tests.commissioning import factories as make
from tests.commissioning.idva import LATER, Idva, award_of, idva
from tracker.merging import Base
from tracker.models import AuditEvent, Office, User
from tracker.roles import Role

pytestmark = pytest.mark.django_db

ENOUGH, STEPS_A_WALK = 5_000, 50  # acts that were really tried, by somebody who sees the record

NS, IP, S, Q, A, NR = (
    State.NOT_STARTED,
    State.IN_PROGRESS,
    State.SUBMITTED,
    State.QUERIED,
    State.APPROVED,
    State.NOT_REQUIRED,
)
STAY = {(state, state) for state in State}
MOVES: dict[str, set[tuple[State, State]]] = {
    "save": {(NS, IP), (IP, IP), (Q, Q), (NS, NS)},
    "submit": {(IP, S), (Q, S)},
    "nothing-to-report": {(NS, S), (IP, S)},
    "checked": {(S, S)},
    "approve": {(S, A)},
    "send-back": {(S, IP)},
    "reopen": {(A, IP)},
    "not-required": {(NS, NR), (IP, NR)},
    "ask-after-all": {(NR, NS), (NR, IP)},
    "later-date": {(NS, NS), (IP, IP), (Q, Q)},
    "let-in": {(NS, NS), (IP, IP), (Q, Q), (S, S)},
    "ask": STAY | {(S, Q)},
    "reply": STAY | {(Q, S)},
    "close": STAY | {(Q, S)},
    "bulk": STAY | {(S, A)},
    "correct": {(A, A)},
    "close-period": STAY,
    "reopen-period": STAY,
}
OFFICE = {"officer", "manager"}


def may(who: set[str], acts: str) -> dict[str, set[str]]:
    """These roles may do each of these acts."""
    return dict.fromkeys(acts.split(), who)


APPROVAL = "approve checked send-back bulk"
BY: dict[str, dict[str, set[str]]] = {
    "return": {
        **may({*OFFICE, "editor", "authoriser"}, "save"),
        **may({*OFFICE, "authoriser"}, "submit nothing-to-report"),
        **may(OFFICE, APPROVAL),
    },
    "pack": {
        **may({*OFFICE, "finance", "editor", "authoriser"}, "save"),
        **may({*OFFICE, "finance", "authoriser"}, "submit nothing-to-report"),
        **may({*OFFICE, "finance"}, APPROVAL),
    },
    "item": may(OFFICE, f"save submit nothing-to-report {APPROVAL}"),
}
EVERY = {
    **may({"manager"}, "reopen let-in close-period reopen-period correct"),
    **may(OFFICE, "not-required ask-after-all later-date"),
    **may({*OFFICE, "finance", "viewer"}, "ask close"),
    **may({*OFFICE, "editor", "authoriser"}, "reply"),
}
WRITES = {"save", "submit", "nothing-to-report", "send-back", "later-date"}
DECIDES = {"approve", "checked", "bulk"}
REASONED = {"send-back", "reopen", "not-required", "later-date", "let-in", "reopen-period", "correct"}


class Illegal(AssertionError):
    """Something happened that the book doesn't allow."""


@dataclass
class World:
    """What a walk begins from: two providers with a return and a pack each, an item, and people in every role."""

    quarter: ReportingPeriod
    records: list[Record]
    people: dict[str, list[User]]
    large: int  # the return with an award above the value that a manager approves
    figures: Idva


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield made()
        transaction.set_rollback(True)


def made() -> World:
    found = idva()
    other = make.reporting_service(name="DRIVE")
    theirs = make.ReturnFactory(service=other, provider=other.service_providers.get().provider, period=found.quarter)
    award = award_of(replace(found, provider=theirs.provider, service=other), 150_000)
    assert award.provider_id == theirs.provider_id
    item = make.OfficeItemFactory(period=found.quarter)
    Office.objects.reference_changed()
    editor, authoriser = (
        make.MembershipFactory(provider=found.provider, role=role).user
        for role in (MembershipRole.EDITOR, MembershipRole.AUTHORISER)
    )
    people = {
        "officer": [found.alice, found.bob],
        "manager": [found.maria],
        "editor": [editor],
        "authoriser": [authoriser, make.MembershipFactory(provider=theirs.provider).user],
        **{role: [make.UserFactory(role=role)] for role in (Role.FINANCE, Role.VIEWER, Role.ADMINISTRATOR)},
    }
    mine = found.quarterly_return
    records: list[Record] = [mine, theirs, mine.pack, theirs.pack, item]
    return World(found.quarter, records, people, theirs.pk, found)


def standing(record: Record) -> tuple[State, int]:
    """The state of a record and how many events there are. Asked after each step, so it is plain SQL."""
    with connection.cursor() as cursor:
        events = f"SELECT COUNT(*) FROM {AuditEvent._meta.db_table}"
        cursor.execute(f"SELECT state, ({events}) FROM {record._meta.db_table} WHERE id = %s", [record.pk])
        state, number = cursor.fetchone()
    return State(state), number


class Book:
    """Keeps its own account of what was done, and says what may not have happened."""

    def __init__(self, world: World) -> None:
        figures.forget()  # the walk before was rolled back
        self.world = world
        self.events = AuditEvent.objects.count()
        self.clock = (LATER + timedelta(minutes=minute) for minute in count(1))
        self.wrote: dict[tuple[str, int], set[int]] = defaultdict(set)
        self.texts: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
        self.closed_at: datetime | None = None
        self.opened: dict[tuple[str, int], datetime] = {}
        self.said: set[tuple[str, int]] = set()  # records in which something stands
        self.whole: set[tuple[str, int]] = set()  # returns whose required figures are answered
        self.warned: set[tuple[str, int]] = set()
        self.checked: set[tuple[str, int]] = set()

    def step(self, role: str, place: int, record: Record, act: str, flag: bool) -> bool:
        """One act of one person on one record, and the judgement of it. False where the person sees no such record."""
        user = self.world.people[role][place % len(self.world.people[role])]
        kind, key = kind_of(record), (str(kind_of(record)), record.pk)
        seen = MODELS[kind].objects.visible_to(user).filter(pk=record.pk).first()
        if seen is None:
            return False
        before, at, reason = copy(seen), next(self.clock), "So it is." if flag else ""
        asked = act in DECIDES and Question.objects.about(kind, record.pk).unanswered().count()
        try:
            done = self.do(act, user, seen, at, reason, flag)
        except Refusal:
            done, refused = False, True
        else:
            refused = False
        after, events = standing(record)
        if refused:
            self.hold(after == before.state, f"a refused {act} moved {kind} on")
            self.hold(events == self.events, f"a refused {act} left an event")
        elif done:
            self.judge(act, role, user, kind, key, before, after, asked, reason)
            self.hold(events > self.events, f"{act} left no event")
            self.note(act, user, kind, key, at, flag, before)
        self.events = events
        return True

    def do(self, act: str, user: User, record: Record, at: datetime, reason: str, flag: bool) -> bool:
        """Carry it out; False where there was nothing to do."""
        if act == "save":
            return self.save(user, record, at, flag)
        if act == "bulk":
            return bool(approve_clean(records=[record], by=user, at=at).approved)
        if act == "correct":
            return self.correct(user, record, at, reason)
        if act in ("ask", "reply", "close"):
            return self.talk(act, user, record, at)
        if act in ("close-period", "reopen-period"):
            change = close_period if act == "close-period" else reopen_period
            change(period=self.world.quarter, by=user, at=at, reason=reason)
            return True
        return self.act(act, user, record, at, reason)

    def correct(self, user: User, record: Record, at: datetime, reason: str) -> bool:
        """Another value of a figure, unlike all others, so that it warns of nothing."""
        found = self.world.figures
        if record != found.quarterly_return:
            return False
        number = str(481 + at.minute % 7)
        row = Observation.objects.select_related(*corrections.RELATED).get(pk=found.figures["within-72"].pk)
        value, faults = corrections.read_value({"numerator": number, "denominator": "492"}, row)
        assert value is not None, faults
        correct_figure(observation=row, value=value, why=reason, evidence=reason, by=user, at=at)
        self.texts[str(kind_of(record)), record.pk][found.box("within-72", "numerator")] = number
        return True

    def talk(self, act: str, user: User, record: Record, at: datetime) -> bool:
        """Ask, or answer or close the newest question."""
        if act == "ask":
            ask(record=record, by=user, at=at, text=f"Is that so at {at}?")
            return True
        question = Question.objects.about(kind_of(record), record.pk).open().order_by("-pk").first()
        if question is None:
            return False
        if act == "reply":
            reply(question=question, by=user, at=at, text=f"Yes, at {at}.")
        else:
            close(question=question, by=user, at=at)
        return True

    def act(self, act: str, user: User, record: Record, at: datetime, reason: str) -> bool:
        """A step of the table; marked as checked twice, the second time nothing is done."""
        more: dict[str, object] = {}
        if act == "later-date":
            more["until"] = record.due_on and record.due_on + timedelta(days=20)
        if act not in ("submit", "nothing-to-report"):
            more["reason"] = reason
        ACTS[act](record=record, by=user, at=at, **more)
        return act != "checked" or record.checked_by_id is None

    def save(self, user: User, record: Record, at: datetime, flag: bool) -> bool:
        """Write in it: a return whole (flag) or in part, with a warning from time to time; else a line of text."""
        slug, typed = self.typed(record, flag)
        known = self.texts[str(kind_of(record)), record.pk]
        base = Base.of(record.version, {name: known.get(name, "") for name in typed})
        changed = save_section(record=record, section=slug, typed=typed, base=base, by=user, at=at).changed
        known.update({name: text for name, text in typed.items() if "new-" not in name})  # a new line begins empty
        return changed

    def typed(self, record: Record, flag: bool) -> tuple[str, dict[str, str]]:
        figures = self.world.figures
        if isinstance(record, QuarterlyReturn) and record.pk == figures.quarterly_return.pk:
            if not flag:
                return "figures", {figures.box("hospital"): "492" if record.version % 2 else "90"}
            whole = {figures.box("referrals"): "492", figures.box("hospital"): str(80 + record.version % 7)}
            for name, number in (("within-48", "471"), ("within-72", "480")):
                whole |= {figures.box(name, "numerator"): number, figures.box(name, "denominator"): "492"}
            return "figures", whole
        if isinstance(record, QuarterlyReturn):
            return "page", {"went_well": f"It went well, {record.version}."}
        if isinstance(record, OfficeItem):
            return "words", {"update_words": f"We did it, {record.version}."}
        return "people", {"postnew-role": f"Adviser {record.version}", "postnew-vacant": "1"}

    def hold(self, true: bool, otherwise: str) -> None:
        if not true:
            raise Illegal(otherwise)

    def judge(self, act, role, user, kind, key, before, after, asked, reason) -> None:
        """Everything that the book has to say about one act that was let through."""
        allowed = EVERY.get(act) or BY[kind][act]
        self.hold(role in allowed, f"{role} did {act} on a {kind}")
        self.hold((before.state, after) in MOVES[act], f"{act}: {before.state} to {after}")
        self.hold(bool(reason) or act not in REASONED, f"{act} without a reason")
        shut = self.closed_at is not None and self.opened.get(key, self.closed_at) <= self.closed_at
        self.hold(not (shut and act in WRITES), f"{act} in a closed quarter")
        self.hold(shut or act != "let-in", "let in where nothing is closed")
        own = not user.is_provider or getattr(before, "provider_id", None) == user.membership.provider_id
        self.hold(own, f"{role} did {act} on another provider's {kind}")
        if act == "submit":
            needs = kind == "return" and before.pk == self.world.figures.quarterly_return.pk
            self.hold(not needs or key in self.whole, "sent with required figures left open")
        self.hold(act != "correct" or user.pk not in self.wrote[key], "corrected by who wrote it")
        if act == "nothing-to-report":
            self.hold(key not in self.said, "nothing to report, though something stands there")
        if act in ("approve", "checked") or (act == "bulk" and after == A):
            self.judge_approval(act, role, user, kind, key, before, asked)

    def judge_approval(self, act, role, user, kind, key, before, asked) -> None:
        self.hold(user.pk not in self.wrote[key], f"{act} by who wrote it")
        self.hold(not asked, f"{act} over an open question")
        large, warned = kind == "return" and before.pk == self.world.large, key in self.warned
        if act == "approve" and role != "manager":
            self.hold(not large, "a large award approved by no manager")
            self.hold(not warned, "a warning approved by no manager")
        if act == "bulk":
            self.hold(key in self.checked, "approved with others, and nobody had checked it")
            self.hold(not large and not warned, "approved with others, though it was to be read alone")

    def note(self, act, user, kind, key, at, flag, before) -> None:
        """The book's own account of what now stands."""
        if act in ("save", "submit", "nothing-to-report"):
            self.wrote[key].add(user.pk)
        if act in ("submit", "nothing-to-report", "send-back") or (act == "ask" and before.state == S):
            self.checked.discard(key)
        if act == "save":
            self.note_saved(kind, key, flag, before)
        if act == "checked":
            self.checked.add(key)
        if act in ("reopen", "let-in"):
            self.opened[key] = at
        if act == "close-period":
            self.closed_at = at
        if act == "reopen-period":
            self.closed_at = None

    def note_saved(self, kind, key, flag, before) -> None:
        """What was written: the first return whole, or with the same value in two figures."""
        self.said.add(key)
        if kind != "return" or before.pk != self.world.figures.quarterly_return.pk:
            return
        if flag:
            self.whole.add(key)
        same = not flag and before.version % 2 and key in self.whole
        (self.warned.add if same else self.warned.discard)(key)


def machine(world: World, chosen: list[str], steps: list[int]) -> type[RuleBasedStateMachine]:
    """Random people at random records, with these acts; each walk is rolled back at its end."""

    class Walk(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.walk = transaction.atomic()
            self.walk.__enter__()
            self.book = Book(world)

        @rule(
            role=st.sampled_from([*OFFICE, *world.people]),
            place=st.integers(0, 1),
            record=st.sampled_from(world.records),
            act=st.sampled_from(chosen),
            flag=st.booleans(),
        )
        def go(self, role: str, place: int, record: Record, act: str, flag: bool) -> None:
            steps[0] += self.book.step(role, place, record, act, flag)

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.walk.__exit__(None, None, None)

    return Walk


def walk(world: World, chosen: list[str], *, walks: int, length: int) -> int:
    """So many walks of so many steps; answers in how many of them an act was tried."""
    steps = [0]
    quick = settings(
        max_examples=walks,
        stateful_step_count=length,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine(world, chosen, steps), settings=quick)
    return steps[0]


OFTEN = ["save", "submit", "approve", "checked"]  # what moves things on comes up more often


def test_no_illegal_step_is_let_through_in_five_thousand(world: World) -> None:
    tried, chosen = 0, [*MOVES, *OFTEN]
    while tried < ENOUGH:
        tried += walk(world, chosen, walks=(ENOUGH - tried) // STEPS_A_WALK + 1, length=STEPS_A_WALK)
    assert tried >= ENOUGH


MINE, THEIRS = [0], [1]  # records to which a control keeps, so that it is quick
GUARDS: dict[str, tuple[Any, ...]] = {
    "roles and states": (
        lambda patch: patch.setattr(acts_module, "check_step", lambda *_: None),
        ["approve", "submit"],
    ),
    "where a step begins": (
        lambda patch: patch.setitem(STEPS, "approve", replace(STEPS["approve"], origin=frozenset({S, IP}))),
        ["save", "approve"],
    ),
    "who may reopen": (
        lambda patch: patch.setitem(STEPS, "reopen", replace(STEPS["reopen"], permissions=life.APPROVES)),
        ["save", "submit", "approve", "reopen"],
        ["officer", "manager"],
        THEIRS,
    ),
    "a reason": (
        lambda patch: patch.setitem(STEPS, "send-back", replace(STEPS["send-back"], asks="")),
        ["save", "submit", "send-back"],
    ),
    "writing only while it is open": (
        lambda patch: patch.setattr(entry, "check_open", lambda *_: None),
        ["save", "submit"],
    ),
    "nothing is written in a closed quarter": (
        lambda patch: patch.setattr(Owed, "is_shut", False),
        ["close-period", "save"],
    ),
    "nothing is sent in a closed quarter": (
        lambda patch: patch.setattr(life, "fits_period", lambda *_: True),
        ["save", "close-period", "submit"],
    ),
    "only a manager closes": (lambda patch: patch.setattr(closing, "CLOSES", life.ENTERS["return"]), ["close-period"]),
    "ones own is approved by somebody else": (
        lambda patch: patch.setattr(approval, "check_own", lambda *_: ""),
        ["save", "submit", "approve"],
    ),
    "ones own is checked by somebody else": (
        lambda patch: patch.setattr(acts_module, "wrote", lambda *_: False),
        ["save", "submit", "checked"],
    ),
    "an open question holds back": (
        lambda patch: patch.setattr(approval, "check_questions", lambda *_: None),
        ["save", "submit", "ask", "approve"],
    ),
    "a large award is a manager's": (
        lambda patch: patch.setattr(approval, "check_value", lambda *_: None),
        ["save", "submit", "approve"],
        ["officer"],
        THEIRS,
    ),
    "a warning is a manager's": (
        lambda patch: patch.setattr(approval, "check_warnings", lambda *_: None),
        ["save", "submit", "approve"],
        ["officer", "authoriser"],
        MINE,
    ),
    "an editor doesn't send": (
        lambda patch: patch.setattr(life, "authorises", lambda _: True),
        ["save", "submit"],
        ["editor"],
        MINE,
    ),
    "required figures": (
        lambda patch: patch.setattr(acts_module, "problems_of", lambda _: []),
        ["save", "submit"],
        ["officer"],
        MINE,
    ),
    "nothing to report means nothing": (
        lambda patch: patch.setattr(acts_module, "has_content", lambda _: False),
        ["save", "nothing-to-report"],
    ),
    "others' rows are not there": (
        lambda patch: patch.setattr(type(QuarterlyReturn.objects.all()), "visible_to", lambda rows, _: rows),
        ["save"],
    ),
    "only a manager corrects": (
        lambda patch: patch.setattr(corrections, "may", lambda *_: True),
        ["save", "submit", "approve", "correct"],
        ["officer", "manager"],
        MINE,
    ),
    "together only what was checked": (
        lambda patch: patch.setattr(bulk, "check_clean", lambda _: None),
        ["save", "submit", "bulk"],
    ),
}
MOST, LENGTH = 4_000, 20  # steps in which a guard that is gone must be found, and how many of them make a walk


def wander(world: World, chosen: list[str], roles: list[str], places: list[int], seed: int) -> None:
    """The same random people without hypothesis, for they are only asked whether they find what is wrong."""
    chance = Random(seed)
    for _ in range(MOST // LENGTH):
        with transaction.atomic():
            book = Book(world)
            record = world.records[chance.choice(places)]
            for _ in range(LENGTH):
                flag = chance.random() < 0.7
                book.step(chance.choice(roles), chance.randrange(2), record, chance.choice(chosen), flag)
            transaction.set_rollback(True)


@pytest.mark.parametrize("guard", GUARDS)
def test_control_a_guard_that_is_taken_away_is_found(guard: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    remove, chosen, *focus = GUARDS[guard]
    roles, places = focus or ([*OFFICE, *world.people], range(len(world.records)))
    remove(monkeypatch)
    with pytest.raises(Illegal), transaction.atomic():
        wander(world, chosen, sorted(roles), list(places), seed=7)
