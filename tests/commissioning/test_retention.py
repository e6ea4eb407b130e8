"""Files kept as evidence go when their day is over; what they were stays, and what an approved figure rests on."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from commissioning.choices import State
from commissioning.models import Attachment, ObservationValue, QuarterlyReturn, Submission
from commissioning.workflow.attachments import attach
from commissioning.workflow.content import keep_submission
from commissioning.workflow.holds import lift_hold, put_hold
from commissioning.workflow.retention import remove_what_is_over
from tests.commissioning import factories as make
from tests.commissioning.factories import approved
from tests.commissioning.filled_forms import form_of, send
from tests.commissioning.idva import NOON, Idva, idva
from tests.commissioning.return_forms import client_of, text_of
from tests.tracker.data.hostile_files import workbook
from tracker.models import AuditEvent, ImportRun, ImportState
from tracker.refusals import NeedsReason, NotNow, NotYours

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
    assert capsys.readouterr().out == "removed=1 forgotten=0\n"
    assert kept_files(files) == 0


def attached(found: Idva) -> Attachment:
    return attach(
        record=found.now(), name="Leaflet.xlsx", file=io.BytesIO(BOOK), size=len(BOOK), by=found.alice, at=NOON
    )


@pytest.mark.parametrize("made", [sent, attached])
def test_a_file_on_legal_hold_stays_until_the_hold_is_lifted(found, made, django_capture_on_commit_callbacks):
    row = made(found)
    over(row)
    held = {"file": row, "by": found.maria, "at": NOON}
    put_hold(**held, reason="A court asks for it.")
    assert put_hold(**held, reason="Again.").reason == "A court asks for it."
    assert remove(django_capture_on_commit_callbacks) == 0
    lift_hold(**held, reason="The case is over.")
    with pytest.raises(NotNow):
        lift_hold(**held, reason="Twice.")
    assert remove(django_capture_on_commit_callbacks) == 1
    with pytest.raises(NotNow):
        put_hold(**held, reason="Too late.")
    acts = AuditEvent.objects.about(row).filter(act__in=["hold-file", "lift-hold"]).order_by("number")
    assert list(acts.values_list("act", "reason")) == [
        ("hold-file", "A court asks for it."),
        ("lift-hold", "The case is over."),
    ]


@pytest.mark.parametrize("change", [put_hold, lift_hold])
def test_a_manager_holds_files_and_nobody_else_and_not_without_a_reason(found, change):
    row = sent(found)
    with pytest.raises(NotYours):
        change(file=row, by=found.alice, at=NOON, reason="I want it.")
    with pytest.raises(NeedsReason):
        change(file=row, by=found.maria, at=NOON, reason=" ")


def test_a_hold_is_put_on_and_lifted_on_screen(found):
    row = attached(found)
    files = f"/returns/{found.now().pk}/files/"
    page, maria = f"{files}{row.pk}/hold/", client_of(found.maria)
    assert page in maria.get(files).content.decode()
    assert page not in client_of(found.alice).get(files).content.decode()
    assert maria.post(page, {"reason": ""}).status_code == 422
    assert maria.post(page, {"reason": "A court asks for it."}).headers["Location"] == files
    said = text_of(client_of(found.alice).get(files))
    assert "by Maria Lund: A court asks for it." in said
    assert "Lift the legal hold on Leaflet.xlsx" in text_of(maria.get(page))
    maria.post(page, {"reason": "It is over."})
    assert "On legal hold" not in text_of(maria.get(files))


def test_what_stands_behind_a_figure_that_was_once_approved_stays(found, django_capture_on_commit_callbacks):
    """A published update may rest on it, though the return was opened again."""
    run = sent(found)
    over(run)
    value = ObservationValue.objects.create(
        observation=found.figures["referrals"], number=1, quarterly_return=found.now(), import_run=run, at=NOON
    )
    keep_submission(found.now(), by=found.alice, at=NOON, content={})
    assert value.quarterly_return is not None
    Submission.objects.update(approved=True)
    assert remove(django_capture_on_commit_callbacks) == 0
    Submission.objects.update(approved=False)  # the control: only sent
    assert remove(django_capture_on_commit_callbacks) == 1
