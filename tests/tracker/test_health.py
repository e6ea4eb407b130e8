"""What watches over the site is told whether all is well, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from commissioning.management.commands.schedule import Command
from tracker import health
from tracker.models import Pulse

NOON = datetime(2022, 10, 3, 12, tzinfo=UTC)
ENOUGH = health.LEAST_FREE
WELL = {"database": "ok", "worker": "ok", "schedule": "ok", "disk": "ok"}


@pytest.fixture
def alive(db: None) -> None:
    for part in Pulse.Part:
        health.beat(part, timezone.now())


def asked() -> int:
    return DBTaskResult.objects.filter(task_path="tracker.health.worker_beats").count()


@pytest.mark.parametrize(
    ("worker", "schedule", "free", "unwell"),
    [
        (0, 0, ENOUGH, {}),
        (5, 5, ENOUGH, {}),
        (6, 0, ENOUGH, {"worker": "silent"}),
        (0, 6, ENOUGH, {"schedule": "silent"}),
        (None, 0, ENOUGH, {"worker": "silent"}),
        (None, None, ENOUGH, {"worker": "silent", "schedule": "silent"}),
        (0, 0, ENOUGH - 1, {"disk": "full"}),
    ],
    ids=str,
)
def test_each_part_has_its_word(db, worker, schedule, free, unwell):
    """Minutes since each last showed that it works; None: it never did."""
    for part, minutes in ((Pulse.Part.WORKER, worker), (Pulse.Part.SCHEDULE, schedule)):
        if minutes is not None:
            health.beat(part, NOON - timedelta(minutes=minutes))
    assert health.checked(NOON, free=free) == WELL | unwell


def test_the_answer_is_these_words_and_nothing_else(alive, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = Client().get("/health")
    assert (answer.status_code, answer.json()) == (200, WELL)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_where_one_part_is_unwell_the_status_says_so(alive):
    Pulse.objects.filter(part=Pulse.Part.WORKER).update(at=NOON)
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()) == (503, WELL | {"worker": "silent"})


def test_it_answers_without_a_database(db):
    def away(execute, sql, params, many, context):
        raise DatabaseError("the server closed the connection")

    with connection.execute_wrapper(away):
        answer = Client().get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"database": "down", "worker": "unknown", "schedule": "unknown", "disk": "ok"}


def test_it_can_only_be_looked_at(alive):
    assert Client().post("/health").status_code == 405


def test_it_is_not_sent_on_to_https(alive, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/health").status_code == 200
    assert Client().get("/words/").status_code == 301


@pytest.mark.django_db(transaction=True)
def test_the_schedule_asks_and_the_worker_answers():
    call_command("schedule", once=True)
    assert health.checked(timezone.now(), free=ENOUGH) == WELL | {"worker": "silent"}
    call_command("db_worker", batch=True, verbosity=0, reload=False, startup_delay=False)
    assert health.checked(timezone.now(), free=ENOUGH) == WELL


def test_a_worker_that_is_away_is_asked_once(db):
    for minute in range(3):
        health.ask_for_pulses(NOON + timedelta(minutes=minute))
    assert asked() == 1
    assert Pulse.objects.get().at == NOON + timedelta(minutes=2)


def test_the_schedule_shows_that_it_works_each_minute(db):
    schedule = Command()
    for second in (0, 3, 59):
        schedule.ask_for_pulses(NOON + timedelta(seconds=second))
    assert Pulse.objects.get().at == NOON
    schedule.ask_for_pulses(NOON + timedelta(seconds=60))
    assert Pulse.objects.get().at == NOON + timedelta(seconds=60)


def test_the_queue_forgets_what_was_done_days_ago(db):
    health.ask_for_pulses(NOON)
    done = {"status": "SUCCESSFUL", "started_at": NOON, "finished_at": timezone.now() - timedelta(days=3)}
    DBTaskResult.objects.update(**done)
    Command().remind(datetime.combine(timezone.now().date(), NOON.time(), UTC))
    assert asked() == 0
