"""Files kept as evidence go when their day is over; what they were stays, and what an approved figure rests on."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from commissioning.choices import State
from commissioning.models import Attachment, ObservationValue, QuarterlyReturn
from commissioning.workflow.attachments import attach
from commissioning.workflow.retention import remove_what_is_over
from tests.commissioning import factories as make
from tests.commissioning.factories import approved
from tests.commissioning.filled_forms import form_of, send
from tests.commissioning.idva import NOON, Idva, idva
from tests.commissioning.return_forms import client_of, text_of
from tests.tracker.data.hostile_files import workbook
from tracker.models import AuditEvent, ImportRun, ImportState

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
BOOK = workbook()


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def found() -> Idva:
    return idva()


def sent(found: Idva) -> ImportRun:
    return send(found, form_of(found))


def over(row, day: date = TODAY - timedelta(days=1)) -> None:
    type(row).objects.filter(pk=row.pk).update(keep_until=day)


def kept_files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def remove(capture, day: date = TODAY) -> int:
    with capture(execute=True):
        return remove_what_is_over(on=day, at=NOON)


def test_a_file_whose_day_is_over_goes_and_its_mark_stays(found, files, django_capture_on_commit_callbacks):
    run = sent(found)
    assert kept_files(files) == 1
    over(run)
    assert remove(django_capture_on_commit_callbacks) == 1
    assert kept_files(files) == 0
    after = ImportRun.objects.get()
    assert (after.name, after.sha256, after.size, after.state) == (run.name, run.sha256, run.size, ImportState.DROPPED)
    event = AuditEvent.objects.about(run).get(act="remove-file")
    assert event.changes["sha256"] == [run.sha256, ""]
    assert event.reason == "Kept until 18 October 2022"
    assert (event.by, event.at) == (None, NOON)
    assert remove(django_capture_on_commit_callbacks) == 0
    client = client_of(found.alice)
    said = text_of(client.get(f"/imports/{run.pk}/"))
    assert "The file itself was removed when its day was over" in said
    assert client.get(f"/imports/{run.pk}/file/").status_code == 404


@pytest.mark.parametrize("day", [TODAY, TODAY + timedelta(days=1), None])
def test_a_file_whose_day_is_not_over_or_that_has_none_stays(found, files, django_capture_on_commit_callbacks, day):
    over(sent(found), day)
    assert remove(django_capture_on_commit_callbacks) == 0
    assert kept_files(files) == 1


@pytest.mark.parametrize(("state", "removed"), [(State.APPROVED, 0), (State.SUBMITTED, 1)])
def test_what_an_approved_figure_was_read_from_stays(found, files, django_capture_on_commit_callbacks, state, removed):
    run = sent(found)
    value = make.ObservationValueFactory(
        observation=found.figures["referrals"], quarterly_return=found.quarterly_return
    )
    ObservationValue.objects.filter(pk=value.pk).update(import_run=run)
    fields = approved(found.maria, found.bob) if state == State.APPROVED else {"state": state}
    QuarterlyReturn.objects.update(**fields)
    over(run)
    assert remove(django_capture_on_commit_callbacks) == removed
    assert kept_files(files) == 1 - removed


def test_a_file_beside_a_return_has_a_day_and_goes_on_it(found, files, django_capture_on_commit_callbacks):
    row = attach(
        record=found.quarterly_return, name="Plan.xlsx", file=io.BytesIO(BOOK), size=len(BOOK), by=found.alice, at=NOON
    )
    assert row.keep_until == date(2029, 10, 19)
    over(row)
    assert remove(django_capture_on_commit_callbacks) == 1
    assert kept_files(files) == 0
    assert Attachment.objects.get().sha256 == row.sha256
    client = client_of(found.alice)
    assert "removed when its day was over" in text_of(client.get(f"/returns/{found.quarterly_return.pk}/files/"))
    assert client.get(f"/returns/{found.quarterly_return.pk}/files/{row.pk}/").status_code == 404


def test_the_command_says_which_before_it_removes_any(found, files, capsys, django_capture_on_commit_callbacks):
    over(sent(found))
    call_command("retention", "--list")
    assert "kept until 2022-10-18" in capsys.readouterr().out
    assert kept_files(files) == 1
    with django_capture_on_commit_callbacks(execute=True):
        call_command("retention")
    assert capsys.readouterr().out == "removed=1\n"
    assert kept_files(files) == 0
