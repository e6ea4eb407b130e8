"""Words in: a pasted text is sorted and saved in one go, each passage where it belongs, its source beside it."""

import pytest
from django.test import Client

from commissioning.choices import PassageKind, Prompt
from commissioning.models import (
    Commitment,
    Narrative,
    ObservationValue,
    Passage,
    RiskReview,
    SourceText,
    StaffingLine,
    WaitingListLine,
)
from tests.commissioning.idva import Idva, idva
from tests.commissioning.pages import words
from tests.commissioning.return_forms import client_of, text_of, url
from tests.commissioning.sorting import LETTER, Sorter, put_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


@pytest.fixture
def letter(found, alice) -> Sorter:
    return Sorter(alice, put_in(alice, found))


def test_a_letter_is_pasted_sorted_and_saved(found, alice, letter):
    assert "Put in words from an e-mail" in text_of(alice.get(url(found)))
    page = letter.page()
    assert "Proposed: Figure , because it names “Referrals received”" in text_of(page)
    assert letter.press("accept").status_code == 302
    left = {"The new rota": "went_well", "There are 18": "waiting", "One adviser": "staffing", "Funding is": "risk"}
    assert letter.sort(left, "save").status_code == 302
    assert not Passage.objects.exists()
    done = letter.press("save")
    assert done.headers["Location"] == url(found), text_of(done)
    said = {value.observation.service_measure.code: value for value in ObservationValue.objects.all()}
    assert {code: value.value.normalize() for code, value in said.items() if code == "referrals"} == {"referrals": 492}
    assert said["within-48"].numerator == 471
    assert said["referrals"].import_run == letter.run
    assert said["referrals"].source_detail.startswith("passage 2 of Pasted on")
    texts = dict(Narrative.objects.values_list("prompt", "text"))
    assert texts[Prompt.WENT_WELL] == "The new rota has settled in. Nurses now ring us from the ward."
    assert texts[Prompt.CHALLENGES] == "Court dates keep moving."
    assert WaitingListLine.objects.get().waiting == 18
    assert StaffingLine.objects.get().vacant == 1
    promise = Commitment.objects.get()
    assert (promise.text, str(promise.due_on)) == (
        "We will open a drop-in at the library by 30 November 2022.",
        "2022-11-30",
    )
    assert RiskReview.objects.get().risk.title == "Funding is uncertain beyond March."
    over = words(letter.page())
    assert "Referrals received: 492" in over
    assert "".join(SourceText.objects.get().text.split()) == "".join(LETTER.split())


def test_nothing_is_saved_while_passages_are_unsorted(found, letter):
    answer = letter.press("save")
    assert answer.status_code == 422
    assert "aren’t sorted yet" in text_of(answer)
    assert not Passage.objects.exists()
    assert PassageKind.FIGURE not in Passage.objects.values_list("kind", flat=True)
