"""Words in: what stands in the way is said with its cure; nothing is saved, and nothing that was sorted is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commissioning.choices import ObservationState, State
from commissioning.models import Draft, Narrative, ObservationValue, OfficeItem, Passage, QuarterlyReturn
from tests.commissioning.return_forms import client_of, text_of, url
from tests.commissioning.sorting import Sorter, alice, boxes_of, found, put_in, text_files, upload
from tracker.models import ImportRun, ImportState, KeptForm

__all__ = ["alice", "found", "text_files"]  # fixtures of every text that is sorted

pytestmark = pytest.mark.django_db
SHORT = "Referrals rose to 492.\n\nThe rota has settled in.\n\nReferrals stood at 501 later.\n"


@pytest.fixture
def short(found, alice) -> Sorter:
    sorter = Sorter(alice, put_in(alice, found, SHORT))
    sorter.sort({"Referrals rose": "figure", "The rota": "went_well", "Referrals stood": "not_needed"}, "keep")
    return sorter


def nothing_saved() -> bool:
    return not (ObservationValue.objects.exists() or Narrative.objects.exists() or Passage.objects.exists())


def value(sorter: Sorter) -> str:
    return f"{sorter.name('Referrals rose')}-value1"


@pytest.mark.parametrize(("typed", "cure"), [("lots", "Type figures alone"), ("4,92", "492"), ("", "Type the value")])
def test_a_figure_unlike_its_box_is_refused_and_all_else_is_kept(short, typed, cure):
    answer = short.press("save", **{value(short): typed})
    assert answer.status_code == 422
    assert cure in text_of(answer)
    assert nothing_saved()
    assert f'<a href="#id_{value(short)}">Passage 1: ' in answer.content.decode()
    assert boxes_of(short.page())[f"{short.name('The rota')}-kind"] == "went_well"
    assert short.press("save", **{value(short): "492"}).headers["Location"] == f"/returns/{short.run.record_id}/"
    assert ObservationValue.objects.get().value == 492


def test_words_for_no_number_are_read_as_they_are_in_the_box(short):
    short.press("save", **{value(short): "not counted"})
    assert ObservationValue.objects.get().state == ObservationState.NOT_COUNTED


def test_two_passages_for_one_box_are_asked_about(short):
    short.sort({"Referrals stood": "figure"}, "keep")
    answer = short.press("save")
    assert answer.status_code == 422
    assert "Passage 1 fills “Referrals received” too" in text_of(answer)
    assert nothing_saved()


def test_a_box_that_somebody_filled_meanwhile_comes_back_with_both_texts(found, short):
    page = boxes_of(short.page())
    found.save({found.box("referrals"): "480"}, by=found.bob)
    answer = short.client.post(short.address, page | {"do": "save"})
    assert answer.status_code == 422
    assert "Somebody else saved 480 here while you sorted, and you have 492" in text_of(answer)
    assert ObservationValue.objects.get().value == 480
    again = short.client.post(short.address, boxes_of(answer) | {"do": "save"})
    assert again.status_code == 302
    assert ObservationValue.objects.latest("pk").value == 492


def test_control_a_box_that_nobody_touched_is_filled(short):
    assert short.press("save").status_code == 302


def test_words_go_below_what_anybody_wrote(found, short):
    page = boxes_of(short.page())
    found.save({"went_well": "Bob was here."}, section="text", by=found.bob)
    assert short.client.post(short.address, page | {"do": "save"}).status_code == 302
    assert Narrative.objects.get().text == "Bob was here.\n\nThe rota has settled in."


def test_what_is_longer_than_its_line_is_refused_with_its_passage(found, alice):
    long = "We will mend " + "the very long fence " * 20 + "by 30 November 2022."
    sorter = Sorter(alice, put_in(alice, found, long))
    sorter.press("accept")
    answer = sorter.press("save")
    assert answer.status_code == 422
    assert "300 can be kept. Shorten it." in text_of(answer)
    name = sorter.name("We will")
    assert sorter.press("save", **{f"{name}-words": "We will mend the fence."}).status_code == 302
    over = text_of(sorter.page())
    assert "Filed as: We will mend the fence." in over
    assert "the very long fence the very long fence" in over


def test_a_return_that_was_sent_meanwhile_is_left_alone(found, short):
    page = boxes_of(short.page())
    QuarterlyReturn.objects.update(state=State.SUBMITTED, submitted_by=found.bob, submitted_at=short.run.at)
    answer = short.client.post(short.address, page | {"do": "save"})
    assert answer.status_code in (409, 422)
    assert nothing_saved()
    assert Draft.objects.get().fields[f"{short.name('The rota')}-kind"] == "went_well"


def test_two_people_sort_one_text_and_the_first_to_save_files_it(found, alice, short):
    bob = Sorter(client_of(found.bob), short.run)
    assert boxes_of(bob.page())[f"{bob.name('The rota')}-kind"] == ""
    assert "Alice Hartley is sorting this too" in text_of(bob.page())
    bob.sort({"Referrals rose": "not_needed", "The rota": "challenge", "Referrals stood": "not_needed"}, "keep")
    page = boxes_of(bob.page())
    assert short.press("save").status_code == 302
    late = bob.client.post(bob.address, page | {"do": "save"}, follow=True)
    assert "Nothing more was saved" in text_of(late)
    assert Narrative.objects.get().prompt == "went_well"
    assert Passage.objects.count() == 3


def test_a_double_click_files_once(short):
    page = boxes_of(short.page()) | {"do": "save"}
    assert [short.client.post(short.address, page).status_code for _ in range(2)] == [302, 302]
    assert (Passage.objects.count(), ObservationValue.objects.count()) == (3, 1)


def test_a_text_is_dropped_and_stays_as_evidence(found, short):
    answer = short.client.post(f"/imports/{short.run.pk}/drop/")
    assert answer.headers["Location"] == url(found, "words-in/")
    assert ImportRun.objects.get().state == ImportState.DROPPED
    assert "The rota has settled in." in text_of(short.page())
    assert short.client.get(f"/imports/{short.run.pk}/file/").getvalue().decode() == SHORT.strip()
    assert short.client.post(short.address, {"do": "save"}).status_code == 302
    assert nothing_saved()


def test_sorting_of_an_expired_session_is_kept(found, short):
    page = boxes_of(short.page()) | {f"{short.name('The rota')}-kind": "challenge", "do": "save"}
    answer = Client().post(short.address, page)
    assert "You were logged out while you were writing" in text_of(answer)
    assert KeptForm.objects.get().fields[f"{short.name('The rota')}-kind"] == ["challenge"]
    assert nothing_saved()


def test_a_pasted_text_of_an_expired_session_is_kept(found, alice):
    page = boxes_of(alice.get(url(found, "words-in/")))
    answer = Client().post(url(found, "words-in/"), page | {"text": "Words that took an hour."})
    assert "You were logged out while you were writing" in text_of(answer)
    assert KeptForm.objects.get().fields["text"] == ["Words that took an hour."]
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Paste the words, or choose a file."),
        (" \n\t ", "Paste the words, or choose a file."),
        ("\u200b", "There are no words in it"),
        ("word " * 9_000, "longer than 40,000 characters"),
        ("It rained. " * 151, "more than 150 sentences"),
    ],
)
def test_a_text_that_cannot_be_sorted_is_refused_and_comes_back(found, alice, text, sentence):
    answer = alice.post(url(found, "words-in/"), {"text": text})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert boxes_of(answer)["text"].split() == text.split()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(("name", "content"), [("a.docx", b"no"), ("a.msg", b"x"), ("a.txt", b""), ("a.xlsx", b"PK")])
def test_a_file_that_is_no_prose_is_refused(found, alice, name, content):
    answer = upload(alice, found, name, content)
    assert answer.status_code == 422
    assert "There is a problem" in text_of(answer)
    assert not ImportRun.objects.exists()


def test_words_and_a_file_at_once_are_asked_about(found, alice):
    answer = upload(alice, found, "a.txt", b"All is well.")
    assert answer.status_code == 302
    both = {"text": "Words", "file": SimpleUploadedFile("b.txt", b"x")}
    assert "Send one of the two" in text_of(alice.post(url(found, "words-in/"), both))


def test_nothing_of_a_decision_stays_where_something_else_is_wrong(found, alice):
    sorter = Sorter(alice, put_in(alice, found, "We extended the contract.\n\nReferrals rose to 492."))
    sorter.sort({"We extended": "decision", "Referrals": "figure"}, "keep")
    assert sorter.press("save", **{f"{sorter.name('Referrals')}-value1": "many of us"}).status_code == 422
    assert not OfficeItem.objects.exists()
