"""Objectives and themes stand in an order: one is put where it is wanted, the others make room."""

import pytest

from commissioning.models import Objective, Theme
from commissioning.workflow.set_up.plan_order import keep_in_order
from tests.commissioning.factories import NOON, ObjectiveFactory, OfficeFactory, PlanFactory, ThemeFactory
from tracker.models import AuditEvent, User
from tracker.roles import Role


@pytest.fixture
def ada(db) -> User:
    OfficeFactory()
    return User.objects.create_user("ada@office.example", name="Ada Winter", role=Role.ADMINISTRATOR)


def keep(ada: User, record, **values):
    return keep_in_order(record=record, values=values, by=ada, at=NOON, permission="commissioning.set_up_plan")


def order() -> str:
    return "".join(Objective.objects.order_by("place").values_list("name", flat=True))


@pytest.fixture
def four(db) -> dict[str, Objective]:
    return {name: ObjectiveFactory(name=name, place=place) for place, name in enumerate("ABCD", start=1)}


@pytest.mark.parametrize(
    ("name", "place", "after"),
    [
        ("A", 3, "BCAD"),
        ("D", 1, "DABC"),
        ("B", 3, "ACBD"),
        ("C", 2, "ACBD"),
        ("A", 99, "BCDA"),
        ("B", 2, "ABCD"),
        ("B", None, "ABCD"),
    ],
)
def test_one_is_moved_and_the_others_make_room(ada, four, name, place, after) -> None:
    keep(ada, four[name], name=name, place=place)
    assert order() == after
    assert list(Objective.objects.order_by("place").values_list("place", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize(("place", "after"), [(None, "ABCDE"), (1, "EABCD"), (5, "ABCDE"), (99, "ABCDE")])
def test_a_new_one_is_the_last_or_where_it_is_wanted(ada, four, place, after) -> None:
    keep(ada, Objective(plan=PlanFactory()), name="E", place=place)
    assert order() == after


def test_whatever_moved_has_its_event(ada, four) -> None:
    keep(ada, four["A"], name="A", place=2)
    told = {event.record_id: event.changes for event in AuditEvent.objects.all()}
    assert told == {four["A"].pk: {"place": ["1", "2"]}, four["B"].pk: {"place": ["2", "1"]}}


def test_themes_have_an_order_of_their_own_under_each_objective(ada, four) -> None:
    other = ThemeFactory(objective=four["B"], place=1)
    for name in "XY":
        keep(ada, Theme(objective=four["A"]), name=name, place=None)
    keep(ada, Theme.objects.get(name="Y"), name="Y", place=1)
    assert list(Theme.objects.filter(objective=four["A"]).values_list("name", "place")) == [("Y", 1), ("X", 2)]
    other.refresh_from_db()
    assert other.place == 1
