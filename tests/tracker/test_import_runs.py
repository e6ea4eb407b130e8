"""A file that is read in: kept once, taken in once, all or nothing; dropped; and its events."""

import io
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from tests.tracker.data.hostile_files import workbook
from tracker.models import AuditEvent, ImportKind, ImportRun, ImportState, Office, User
from tracker.refusals import NotNow
from tracker.uploads.keeping import MOST_BYTES, take
from tracker.uploads.kinds import WrongFile
from tracker.uploads.runs import applying, begin_run, drop_run

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 10, 19, 11, 0, tzinfo=UTC)
BOOK = workbook()


@pytest.fixture
def office() -> Office:
    return Office.objects.create(name="An office", short_name="Office", area_name="Here")


def run_of(office: Office, by: User, content: bytes = BOOK, name: str = "../Q2 returns.xlsx") -> ImportRun:
    upload = take(name, io.BytesIO(content), len(content))
    return begin_run(kind=ImportKind.PORTFOLIO, about=office, upload=upload, by=by, at=NOON)


def acts(run: ImportRun) -> list[str]:
    return list(AuditEvent.objects.about(run).values_list("act", flat=True))


def test_a_file_is_kept_under_a_random_name_with_its_digest(office, officer):
    run = run_of(office, officer)
    assert (run.name, run.size, len(run.sha256), run.state) == ("Q2 returns.xlsx", len(BOOK), 64, "previewed")
    assert "Q2" not in run.file.name
    assert run.keep_until == date(2022, 11, 18)
    assert list(ImportRun.objects.about(office)) == [run]


def test_the_same_file_sent_again_is_the_same_run_until_it_is_taken_in(office, officer):
    run = run_of(office, officer)
    assert run_of(office, officer) == run
    with applying(run=run, by=officer, at=NOON):
        pass
    assert run_of(office, officer) != run


def test_it_is_taken_in_once_with_what_was_done(office, officer, manager):
    run = run_of(office, officer)
    with applying(run=run, by=manager, at=NOON) as told:
        told.summary["services"] = 12
    run.refresh_from_db()
    assert (run.state, run.applied_by, run.applied_at, run.summary) == ("applied", manager, NOON, {"services": 12})
    assert run.keep_until == date(2029, 10, 19)
    assert acts(run) == ["send-file", "take-in"]
    with (
        pytest.raises(NotNow, match=r"taken in on 19 October 2022.*, by Bob Nwosu"),
        applying(run=run, by=officer, at=NOON),
    ):
        pytest.fail("it is not begun")


def _change_and_fail() -> None:
    Office.objects.update(short_name="Changed")
    raise ZeroDivisionError


def test_all_or_nothing(office, officer):
    run = run_of(office, officer)
    with pytest.raises(ZeroDivisionError), applying(run=run, by=officer, at=NOON):
        _change_and_fail()
    run.refresh_from_db()
    assert (run.state, Office.objects.get().short_name) == (ImportState.PREVIEWED, "Office")


def test_what_is_dropped_is_not_taken_in(office, officer):
    run = drop_run(run=run_of(office, officer), by=officer, at=NOON)
    assert acts(run) == ["send-file", "drop-file"]
    with pytest.raises(NotNow, match="was dropped"), applying(run=run, by=officer, at=NOON):
        pytest.fail("it is not begun")


def test_what_is_taken_in_says_when(office, officer):
    run = run_of(office, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(state=ImportState.APPLIED)


def test_a_file_larger_than_it_says_is_refused():
    with pytest.raises(WrongFile, match="larger than 10 MB"):
        take("q2.csv", io.BytesIO(b"1," * MOST_BYTES), 5)
