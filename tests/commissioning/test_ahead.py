"""What pages over a large portfolio are made of: the worker makes it before anybody looks, every process finds it."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from commissioning import figures
from commissioning.figures import kept
from commissioning.figures.broken_down import WAYS
from commissioning.management.commands.schedule import Command
from commissioning.models import Target
from commissioning.workflow import ahead
from tests.commissioning.test_whole_followed import QUARTERS
from tracker.ahead import make_ahead
from tracker.beginning import begin
from tracker.models import Office, User
from tracker.records import keep
from tracker.roles import Role

PIECE = "tracker.ahead.make_ahead"
IN_HAND, BEFORE = "2022-23-q3", "2022-23-q2"
NIGHT = datetime(2023, 1, 11, 2, tzinfo=UTC)  # nothing else is due
PAGES = ["", "money/", *(f"money/by/{way}/" for way in WAYS), "awards/", "money/grants/", "money/contracts/"]
LOOKS = [
    *((role, page) for role in (Role.OFFICER, Role.VIEWER) for page in PAGES),
    (Role.MANAGER, "review/"),
    (Role.FINANCE, "home/"),
]


@pytest.fixture
def people(demo, person) -> dict[Role, User]:
    found = {role: person(role) for role in (Role.OFFICER, Role.FINANCE, Role.VIEWER, Role.PROVIDER)}
    return found | {Role.MANAGER: User.objects.filter(role=Role.MANAGER)[0]}


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGE", 0)


def waiting() -> list[list]:
    """What is to be made, of which quarter, for whom."""
    ready = DBTaskResult.objects.ready().filter(task_path=PIECE)
    return [each.args_kwargs["args"][1:] for each in ready.order_by("enqueued_at")]


def work() -> None:
    """As the worker does it, whose own process would close this one's connection."""
    for args in waiting():
        make_ahead.call("", *args)
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)


def puts(client, address: str) -> int:
    """How often a process that has just begun puts something where others find it, to show this page."""
    figures.forget()
    caches["fragments"].clear()
    begin()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    asked = [each["sql"] for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    written = sum("kept_wholes" in sql and not sql.startswith("SELECT") for sql in asked)
    assert written or len(asked) <= 8
    return written


def test_the_worker_makes_what_every_page_over_everything_is_made_of(large, people, client_of) -> None:
    clients = {role: client_of(people[role]) for role, _ in LOOKS}
    addresses = [(clients[role], f"/quarters/{quarter}/{page}") for quarter in QUARTERS for role, page in LOOKS]
    assert sum(map(bool, (puts(*each) for each in addresses[: len(PAGES)]))) > 4  # control: who looks first makes it
    caches["kept"].clear()
    figures.forget()
    Command().look_ahead(NIGHT)
    work()
    assert [each for each in addresses if puts(*each)] == []


def test_it_looks_at_the_quarter_in_hand_and_the_one_before_once_for_those_who_see_the_same(large, people) -> None:
    Command().look_ahead(NIGHT)
    role_of = dict(User.objects.values_list("pk", "role"))
    asked = [(name, quarter, role_of[person] == Role.VIEWER) for name, quarter, person in waiting()]
    everything = product(("whole", "money", "lists"), (IN_HAND, BEFORE), (True, False))
    assert sorted(asked) == sorted(everything)
    assert {role_of[person] for _, _, person in waiting()}.isdisjoint({Role.PROVIDER, Role.ADMINISTRATOR})


def test_it_looks_again_when_something_is_set_up_and_not_before(large, people) -> None:
    schedule = Command()
    schedule.look_ahead(NIGHT)
    work()
    schedule.look_ahead(NIGHT + timedelta(minutes=10))
    assert waiting() == []
    keep(record=Target.objects.all()[0], values={"condition": "As agreed"}, by=None, at=timezone.now(), permission="")
    schedule.look_ahead(NIGHT + timedelta(minutes=19))
    assert waiting() == []  # control: not every minute
    schedule.look_ahead(NIGHT + timedelta(minutes=20))
    assert waiting()


def test_a_timer_that_calls_the_schedule_each_minute_asks_no_oftener(large, people) -> None:
    Command().look_ahead(NIGHT)
    assert waiting()
    work()
    Command().look_ahead(NIGHT + timedelta(minutes=1))
    assert waiting() == []


def test_a_worker_that_is_away_is_not_asked_twice(large, people) -> None:
    schedule = Command()
    schedule.look_ahead(NIGHT)
    count = len(waiting())
    Office.objects.reference_changed()
    schedule.look_ahead(NIGHT + timedelta(minutes=10))
    assert len(waiting()) == count
    work()
    schedule.look_ahead(NIGHT + timedelta(minutes=20))
    assert len(waiting()) == count  # what changed meanwhile is not forgotten


def test_a_small_portfolio_is_read_as_quickly_by_whoever_asks(people) -> None:
    Command().look_ahead(NIGHT)
    assert waiting() == []


def test_a_site_without_an_office_is_left_alone(db) -> None:
    assert ahead.stand(None, NIGHT.date()) is None
    Command().look_ahead(NIGHT)
    assert waiting() == []


def test_what_has_gone_since_it_was_asked_for_is_left_out(large, people) -> None:
    Command().look_ahead(NIGHT)
    User.objects.filter(pk=people[Role.VIEWER].pk).update(is_active=False)
    DBTaskResult.objects.filter(task_path=PIECE).update(args_kwargs={"args": ["", "whole", "1999-q1", 0], "kwargs": {}})
    work()
