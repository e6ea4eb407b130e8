"""Things cut into runs: what is worked out of a run stays until one of its things is touched."""

from operator import attrgetter
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.figures import runs
from commissioning.figures.runs import Runs


class Thing(NamedTuple):
    key: int
    owner: int


key, owner = attrgetter("key"), attrgetter("owner")
things = st.lists(st.builds(Thing, st.integers(0, 60), st.integers(0, 9)), unique_by=key).map(sorted)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(runs, "LENGTH", 4)


def added_up(found: Runs[Thing]) -> int:
    return sum(found.each("sum", lambda own: sum(map(key, own))))


@given(things, st.frozensets(st.integers(0, 9)), things)
def test_what_owners_had_is_replaced_in_its_place(held, owners, anew):
    new = [each for each in anew if each.owner in owners]
    others = [each for each in held if each.owner not in owners]
    new = [each for each in new if each.key not in set(map(key, others))]
    before = Runs.of(held, owner)
    assert added_up(before) == sum(map(key, held))
    found = before.having(owners, new, key)
    assert list(found) == sorted([*others, *new])
    assert added_up(found) == sum(map(key, found))
    assert list(before) == held
    assert found == Runs.of(found, owner)


def test_only_runs_that_hold_what_was_touched_are_asked_again():
    asked: list[int] = []

    def first(own):
        asked.append(own[0].key)
        return own[0].key

    found = Runs.of([Thing(number, number // 2) for number in range(12)], owner)
    assert found.each("first", first) == [0, 4, 8]
    assert found.without_answers([2]).each("first", first) == [0, 4, 8]
    assert asked == [0, 4, 8, 4]
    assert found.having([0], [Thing(1, 0)], key).each("first", first) == [1, 4, 8]
    assert asked == [0, 4, 8, 4, 1]
    assert found.afresh().each("first", first) == [0, 4, 8]
    assert len(asked) == 8


@given(st.lists(st.integers(0, 40), unique=True), st.lists(st.integers(0, 40), unique=True))
def test_over_other_things_what_stands_as_it_did_is_known(before, after):
    held = Runs.of(before, int)
    held.each("first", lambda own: own[0])
    found = held.over(after)
    assert list(found) == after
    assert found.each("first", lambda own: own[0]) == [run[0] for run in found.runs]
    known = [run for run in found.runs if run in held.runs]
    assert all(any(run is each for each in held.runs) for run in known)


def test_what_is_new_stands_in_the_run_of_what_is_before_it():
    held = Runs.of(range(12), int)
    found = held.over([-1, *range(7), 70, *range(7, 11)])
    assert [tuple(run) for run in found.runs] == [(-1, 0, 1, 2, 3), (4, 5, 6, 70, 7), (8, 9, 10)]
    assert held.over(range(11)).runs[:2] == held.runs[:2]
    assert held.over(range(11)).runs[0] is held.runs[0]
    assert max(map(len, held.over(range(100)).runs)) == 4


def test_runs_that_grow_are_cut_anew():
    found = Runs.of([Thing(100 * number, number) for number in range(8)], owner)
    for number in range(1, 40):
        found = found.having([number + 100], [Thing(number, number + 100)], key)
    assert len(found) == 47
    assert max(map(len, found.runs)) <= 8
    assert list(found) == sorted(found)


def test_branches_that_nothing_touched_are_not_joined_again(monkeypatch):
    monkeypatch.setattr(runs, "BRANCH", 2)
    joined: list[list[int]] = []

    def join(sums):
        joined.append(list(sums))
        return sum(sums)

    def first(found):
        return found.joined("sum", lambda own: sum(map(key, own)), join)

    found = Runs.of([Thing(number, number) for number in range(20)], owner)
    assert first(found) == first(found) == [28, 92, 70]
    assert joined == [[6, 22], [38, 54], [70]]
    after = found.having([9], [Thing(9, 9)], key)
    assert first(after) == [28, 92, 70]
    assert joined[3:] == [[38, 54]]
    assert first(after.without_answers([17])) == [28, 92, 70]
    assert joined[4:] == [[70]]
    assert first(found.over([each for each in found if each.key != 0])) == [28, 92, 70]
    assert joined[5] == [6, 22]


def test_answers_are_found_with_the_same_runs():
    found = Runs.of([Thing(number, number) for number in range(10)], owner)
    total = added_up(found)
    found.without_answers([3])
    other = Runs.of(list(found), owner).answered(found.answers)
    assert sum(other.each("sum", lambda own: pytest.fail("It is known."))) == total


def test_it_reads_as_a_sequence():
    listed = [Thing(number, number) for number in range(10)]
    found = Runs.of(listed, owner)
    assert (len(found), found[5], list(found[2:4])) == (10, listed[5], listed[2:4])
    assert found != Runs.of(listed[1:], owner)
    assert hash(found) == hash(Runs.of(listed, owner))
    assert "Thing(key=9, owner=9)" in repr(found)
