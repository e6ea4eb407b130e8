"""Our form: made with what is saved, filled in, read back box by box; an old, wrong or altered one is known."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commissioning.choices import ObservationState, ValueSource
from commissioning.imports.form import NotOurs, stamp_in
from commissioning.imports.form.read import wrong_form
from commissioning.imports.plans import Moved
from commissioning.imports.ways import plan_of, take_in
from commissioning.models import Narrative, ObservationValue
from commissioning.workflow import Base, keep_draft, submit
from tests.commissioning import factories as make
from tests.commissioning.data.faulty_forms import FAULTY
from tests.commissioning.filled_forms import (
    MANY,
    NOW,
    OF,
    SHEET,
    STATE,
    WHY,
    WORDS,
    form_of,
    place,
    planned,
    read_here,
    send,
    type_into,
)
from tests.commissioning.idva import NOON, Idva, idva
from tracker.models import AuditEvent, ImportState, Office
from tracker.refusals import NotNow
from tracker.uploads.kinds import WrongFile

pytestmark = pytest.mark.django_db
FILLED = {
    (SHEET, "Referrals", NOW): 492,
    (SHEET, "Contacted within 48", MANY): 471,
    (SHEET, "Contacted within 48", OF): 492,
    (SHEET, "of which from", STATE): "Not counted",
    (SHEET, "of which from", WHY): "The new system can’t tell.",
    (SHEET, "What went well", WORDS): "Two workers started.\nReferrals rose.",
}


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def found() -> Idva:
    return idva()


def after(made) -> dict[str, str]:
    return {change.what: change.after for change in made.plan.changes}


def test_the_form_has_its_labels_locked_and_its_boxes_open(found):
    book = form_of(found)
    sheet = book[SHEET]
    assert sheet.protection.sheet
    assert not place(sheet, "Referrals", NOW).protection.locked
    for head in ("Figure", "Q2 2021/22", "Q1 2022/23", "Target"):
        assert place(sheet, "Referrals", head).protection.locked
    assert place(sheet, "Referrals", "Q1 2022/23").value == "not held"
    assert place(sheet, "Referrals", MANY).protection.locked, "a count has no parts"
    assert sheet.column_dimensions["A"].hidden
    assert book["Stamp"].sheet_state == "veryHidden"
    rules = sheet.data_validations.dataValidation
    assert {rule.errorStyle for rule in rules if rule.type == "decimal"} == {"warning"}
    assert "'Stamp'!$B$1:$B$3" in {rule.formula1 for rule in rules if rule.type == "list"}


def test_a_figure_from_before_a_break_is_not_said_to_be_missing(found):
    referrals = found.figures["referrals"].service_measure
    make.ObservationFactory(
        service_measure=referrals,
        version=referrals.measure.versions.get(),
        provider=found.provider,
        period=found.periods[4],
        quarterly_return=None,
    )
    assert place(form_of(found)[SHEET], "Referrals", "Q1 2022/23").value != "not held"
    make.SeriesBreakFactory(service_measure=referrals, period=found.quarter)
    Office.objects.reference_changed()
    assert place(form_of(found)[SHEET], "Referrals", "Q1 2022/23").value == "not compared"


def test_the_office_s_own_note_is_not_in_it(found):
    found.save({"our_note": "Slow to answer."}, section="text")
    labels = [str(cell.value) for cell in form_of(found)[SHEET]["B"]]
    assert "What went well" in labels
    assert not any("note" in label.lower() for label in labels)


def test_what_people_typed_is_never_a_formula(found):
    found.save({"went_well": "=HYPERLINK(“http://x”)", "challenges": "-none"}, section="text")
    cell = place(form_of(found)[SHEET], "What went well", WORDS)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(“http://x”)", "s", True)


def test_a_form_that_was_not_touched_changes_nothing(found):
    found.fill()
    found.save({"went_well": "Good.", found.box("referrals", "reason"): "Counted anew"}, section="text")
    made = planned(found, form_of(found))
    assert (made.plan.changes, made.plan.faults, made.plan.questions, made.saves) == ((), (), (), [])
    assert made.plan.same > 10


def test_what_is_filled_in_is_shown_with_its_cell_and_nothing_is_saved(found):
    book = type_into(form_of(found), FILLED)
    made = planned(found, book)
    assert not made.plan.faults
    assert after(made) == {
        "Referrals received, this quarter": "492",
        "of which from hospitals: number, or why there is none": "Not counted",
        "of which from hospitals: why, or a remark": "The new system can’t tell.",
        "Contacted within 48 hours, how many": "471",
        "Contacted within 48 hours, out of": "492",
        "What went well": "Two workers started.\nReferrals rose.",
    }
    cell = place(book[SHEET], "Referrals", NOW)
    assert made.plan.changes[0].where == f"{SHEET}!{cell.coordinate}"
    assert {change.before for change in made.plan.changes} == {"nothing"}
    assert not ObservationValue.objects.exists()
    assert not AuditEvent.objects.filter(act="save").exists()


def test_it_is_taken_in_as_if_it_were_typed(found):
    run = send(found, type_into(form_of(found), FILLED))
    take_in(run=run, digest=plan_of(run, found.alice, {}).plan.digest, answers={}, by=found.alice, at=NOON)
    value = ObservationValue.objects.get(observation=found.figures["referrals"])
    assert (value.value, value.source, value.import_run, value.by) == (492, ValueSource.FILE, run, found.alice)
    assert value.source_detail.startswith(f"{SHEET}!G")
    assert value.source_detail.endswith(" of Q2 SWA.xlsx")
    hospital = ObservationValue.objects.get(observation=found.figures["hospital"])
    assert (hospital.state, hospital.reason) == (ObservationState.NOT_COUNTED, "The new system can’t tell.")
    assert Narrative.objects.get().text == "Two workers started.\nReferrals rose."
    now = found.now()
    assert (now.state, now.version, now.entered_by) == ("in_progress", 1, found.alice)
    assert list(AuditEvent.objects.about(now).filter(act="save").values_list("reason", flat=True)) == [
        "figures",
        "text",
    ]
    run.refresh_from_db()
    assert (run.state, run.summary) == (ImportState.APPLIED, {"boxes": 6, "records": 1})
    with pytest.raises(NotNow, match="was taken in"):
        take_in(run=run, digest=plan_of(run, found.alice, {}).plan.digest, answers={}, by=found.alice, at=NOON)


def test_what_was_typed_by_hand_afterwards_is_no_longer_from_the_file(found):
    run = send(found, type_into(form_of(found), FILLED))
    take_in(run=run, digest=plan_of(run, found.alice, {}).plan.digest, answers={}, by=found.alice, at=NOON)
    found.save({found.box("referrals"): "493"})
    value = ObservationValue.objects.filter(observation=found.figures["referrals"]).latest("number")
    assert (value.source, value.source_detail, value.import_run) == (ValueSource.RETURN, "", None)


def test_a_preview_that_is_old_is_refused(found):
    run = send(found, type_into(form_of(found), FILLED))
    shown = plan_of(run, found.alice, {}).plan.digest
    found.save({found.box("within-72", "numerator"): "480", found.box("within-72", "denominator"): "492"}, by=found.bob)
    with pytest.raises(Moved):
        take_in(run=run, digest=shown, answers={}, by=found.alice, at=NOON)
    assert not ObservationValue.objects.filter(observation=found.figures["referrals"]).exists()


def test_what_another_saved_after_the_download_stays_and_is_asked_about(found):
    book = type_into(form_of(found), FILLED)
    found.save({found.box("referrals"): "495", found.box("within-72", "value"): "97%"}, by=found.bob)
    made = planned(found, book)
    (question,) = made.plan.questions
    assert (question.what, [label for _, label in question.choices]) == (
        "Referrals received, this quarter",
        ["492 (the file)", "495 (saved now)"],
    )
    assert "Referrals received, this quarter" not in after(made)
    assert not any("72" in change.what for change in made.plan.changes), "the box that was left alone is Bob’s"
    assert after(planned(found, book, {question.name: "mine"}))["Referrals received, this quarter"] == "492"
    theirs = planned(found, book, {question.name: "theirs"})
    assert not theirs.plan.open_questions
    assert "Referrals received, this quarter" not in after(theirs)


def test_a_box_that_was_emptied_is_emptied(found):
    found.fill()
    book = type_into(form_of(found), {(SHEET, "Referrals", NOW): None})
    (change,) = planned(found, book).plan.changes
    assert (change.before, change.after) == ("492", "nothing")


def test_a_draft_of_ones_own_is_not_lost(found):
    keep_draft(
        record_kind="return",
        record_id=found.quarterly_return.pk,
        section="figures",
        user_id=found.alice.pk,
        fields={found.box("hospital"): "99"},
        base=Base(),
        at=NOON,
    )
    run = send(found, type_into(form_of(found), {(SHEET, "Referrals", NOW): 492}))
    take_in(run=run, digest=plan_of(run, found.alice, {}).plan.digest, answers={}, by=found.alice, at=NOON)
    assert found.alice.drafts.get().fields == {found.box("hospital"): "99"}


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_said_at_its_cell_with_its_cure(found, name):
    faulty, book = FAULTY[name], form_of(found)
    faulty.change(book)
    cell = place(book[SHEET], *faulty.cell.split("|")).coordinate if faulty.cell else ""
    made = planned(found, book)
    said = [fault for fault in made.plan.faults if faulty.words in fault.words]
    assert said, [fault.words for fault in made.plan.faults]
    assert said[0].blocking is faulty.blocking
    assert made.plan.blocked is faulty.blocking
    if cell:
        assert (said[0].sheet, said[0].cell) == (SHEET, cell)


def test_all_faults_are_said_at_once(found):
    book = form_of(found)
    for name in ("words for a number", "a choice that is none", "half of a share", "a text without end"):
        FAULTY[name].change(book)
    assert len(planned(found, book).plan.faults) == 4


def test_control_a_sound_form_has_no_fault(found):
    assert not planned(found, type_into(form_of(found), FILLED)).plan.faults


@pytest.mark.parametrize(
    ("text", "choice", "changed"),
    [
        ("-", "value:0", {"Referrals received, this quarter": "0"}),
        ("-", "leave", {}),
        ("n/a", "state:does_not_apply", {"Referrals received: number, or why there is none": "Doesn’t apply"}),
        ("1.883", "value:1,883", {"Referrals received, this quarter": "1,883"}),
    ],
)
def test_a_text_with_two_readings_is_asked_about(found, text, choice, changed):
    book = type_into(form_of(found), {(SHEET, "Referrals", NOW): text})
    (question,) = planned(found, book).plan.questions
    assert after(planned(found, book, {question.name: choice})) == changed


def test_a_return_that_was_sent_meanwhile_takes_nothing(found):
    found.fill()
    book = type_into(form_of(found), {(SHEET, "Referrals", NOW): 499})
    submit(record=found.now(), by=found.alice, at=NOON)
    read = read_here(book)
    assert stamp_in(read)
    with pytest.raises(NotNow):
        send(found, book)


def stamp_of(found):
    stamp = stamp_in(read_here(form_of(found)))
    assert stamp is not None
    return stamp


def test_another_form_is_known_for_what_it_is(found):
    stamp = stamp_of(found)
    assert wrong_form(stamp, found.now(), found.alice) == ""
    assert "the form has changed since" in wrong_form(replace(stamp, layout=0), found.now(), found.alice)
    pack = found.now().pack
    said = wrong_form(stamp, pack, found.alice)
    assert said.startswith("This is the form for Somewhere Women’s Aid, IDVA service, Q2 2022/23; this page is")
    assert "made for somebody else" in wrong_form(replace(stamp, record=999), found.now(), found.alice)


def test_a_form_whose_stamp_was_altered_is_refused(found):
    book = form_of(found)
    book["Stamp"]["A1"] = book["Stamp"]["A1"].value.replace("e", "f")
    with pytest.raises(NotOurs):
        stamp_in(read_here(book))
    with pytest.raises(WrongFile, match="hidden part by which it is known was changed"):
        send(found, book)


def test_a_run_is_kept_for_its_time(found):
    run = send(found, form_of(found))
    assert run.keep_until == (NOON + timedelta(days=30)).date()
