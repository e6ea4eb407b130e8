"""A process that signs off, makes files or publishes is killed (-9) at each step: it is done whole, or not at all."""

import os
import re
import signal
import traceback
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.utils import timezone

from reports import tasks
from reports.management.checks.publications import publications
from reports.models import Entry, Publication, PublishedFile, Update, UpdateState
from reports.tasks.publication import key_of
from reports.workflow import publishing
from tests.commissioning.test_two_savers import together
from tests.reports.publishing import AT, agreed, make_files, people, signed_off
from tracker.audit import verify_chain
from tracker.models import AuditEvent, Job, User
from tracker.refusals import NotNow
from tracker.roles import Role

pytestmark = pytest.mark.usefixtures("small", "quick")
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
MOST_STEPS = 200
FILES = 14  # of one publication, for everybody and for the board


@pytest.fixture
def small(demo_live, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An update of one paragraph: what is killed here is the same however long the text is."""
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    Entry.objects.exclude(code="idva").update(left_out_why="Not needed here.")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "render_pdf", lambda html, *, signed_at=0, **rest: f"%PDF {signed_at} {html}".encode())
    monkeypatch.setattr(tasks, "faults", lambda content: [])


def killed_at(step: int, act: Callable[[], object], *, torn: bool = False) -> bool:
    """Do it in a process that is killed before its write of this number; whether it was. The last is the commit.

    `torn` takes the guard away: each write is kept at once, as if there were no transaction around them.
    """
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            # A browser of earlier tests leaves an event loop running, and Django keeps a loop's connections apart.
            # The new process has no loop, and would take the connection of before it, which ended long ago.
            connections.close_all()
            do_until(step, act, torn=torn)
            os._exit(0)
        except BaseException:
            traceback.print_exc()  # into what the test's report has caught: nobody else hears of it
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "it failed by itself"
    return False


def do_until(step: int, act: Callable[[], object], *, torn: bool) -> None:
    count = iter(range(MOST_STEPS))

    def reached() -> None:
        if next(count) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(execute, sql, params, many, context):
        if not WRITES.match(sql):
            return execute(sql, params, many, context)
        for word in ("COMMIT", "BEGIN") if torn else ():
            connection.connection.cursor().execute(word)
        reached()
        return execute(sql, params, many, context)

    commit = connection.commit
    connection.commit = lambda: (reached(), commit())
    with connection.execute_wrapper(watch):
        act()


def every_step(act: Callable[[], object], untouched: Callable[[], bool], done: Callable[[], bool]) -> int:
    """Killed before each of its writes and its commit, nothing is done; not killed, all of it. Answers how many."""
    for step in range(MOST_STEPS):
        if not killed_at(step, act):
            assert done()
            return step
        assert untouched(), f"half done after step {step}"
        verify_chain()
        assert list(publications()) == []
    raise AssertionError("it never ends")


def test_a_sign_off_is_whole_or_not_at_all() -> None:
    four = people()
    update = agreed(four)

    def state() -> tuple:
        return (
            Update.objects.get(pk=update.pk).state,
            Publication.objects.count(),
            Job.objects.filter(kind="publication").count(),
        )

    steps = every_step(
        lambda: publishing.sign_off(update=update, by=four.manager, at=AT),
        lambda: state() == (UpdateState.IN_REVIEW, 0, 0),
        lambda: state() == (UpdateState.SIGNED_OFF, 1, 1),
    )
    assert steps >= 5
    assert list(publications()) == []


def test_a_publication_is_whole_or_not_at_all() -> None:
    four = people()
    publication = signed_off(four)

    def state() -> tuple:
        row = Publication.objects.get(pk=publication.pk)
        told = AuditEvent.objects.filter(act="publish").count()
        return row.update.state, row.published_at is not None, PublishedFile.objects.count(), told

    steps = every_step(
        lambda: publishing.publish(update=publication.update, by=four.manager, at=AT),
        lambda: state() == (UpdateState.SIGNED_OFF, False, 0, 0),
        lambda: state() == (UpdateState.PUBLISHED, True, FILES, 1),
    )
    assert steps >= 4
    assert list(publications()) == []


def test_control_without_one_transaction_a_publication_is_torn() -> None:
    four = people()
    publication = signed_off(four)
    assert killed_at(2, lambda: publishing.publish(update=publication.update, by=four.manager, at=AT), torn=True)
    row = Publication.objects.get(pk=publication.pk)
    assert row.published_at is not None
    assert row.update.state == UpdateState.SIGNED_OFF
    assert list(publications())


def test_files_half_made_are_made_again() -> None:
    """The worker is killed at each of its writes; a file that was left half written is replaced."""
    four = people()
    publication = publishing.sign_off(update=agreed(four), by=four.manager, at=AT)
    job = Job.objects.get(key=key_of(publication))
    for step in range(4):
        assert killed_at(step, lambda: tasks.make_pdf.call(job.pk))
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED, attempts=0)
        with pytest.raises(NotNow):
            publishing.publish(update=publication.update, by=four.manager, at=AT)
    whole = tasks.publication.listed(make_files(publication))
    for made in whole:
        content = default_storage.open(made.file).read()
        default_storage.delete(made.file)
        with open(default_storage.path(made.file), "wb") as half:
            half.write(content[: len(content) // 2])
    publishing.make_again(publication=publication, by=four.manager, at=timezone.now())
    assert tasks.publication.listed(make_files(publication)) == whole
    publishing.publish(update=publication.update, by=four.manager, at=AT)
    assert list(publications()) == []


def test_ten_managers_publish_at_once_and_make_one_publication() -> None:
    publication = signed_off(people())
    managers = [
        User.objects.create_user(f"m{each}@freeze.example.org", name=f"Manager {each}", role=Role.MANAGER)
        for each in range(10)
    ]
    answers = together(
        *(lambda who=who: publishing.publish(update=publication.update, by=who, at=AT) for who in managers)
    )
    won = [answer for answer in answers if isinstance(answer, Publication)]
    told = [answer for answer in answers if isinstance(answer, NotNow)]
    assert (len(won), len(told)) == (1, 9), answers
    assert all("Published" in refusal.sentence for refusal in told)
    assert AuditEvent.objects.filter(act="publish").count() == 1
    assert PublishedFile.objects.count() == FILES
    verify_chain()
    assert list(publications()) == []
