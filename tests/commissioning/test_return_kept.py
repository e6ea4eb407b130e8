"""What is kept when the session or the form's own token has expired."""

import re
import time

import pytest
from django.test import Client

from commissioning.models import Draft, Narrative, Question
from tests.commissioning.idva import Idva, idva
from tests.commissioning.return_forms import client_of, hidden, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


def test_autosave_answers_with_the_revision_and_the_time(found, alice):
    page = url(found, "text/")
    sent = hidden(alice.get(page)) | {"went_well": "Dem"}
    first, second = (alice.post(f"{page}draft/", sent) for _ in range(2))
    assert [first.json()["revision"], second.json()["revision"]] == [1, 2]
    assert re.fullmatch(r"\d\d:\d\d:\d\d", first.json()["at"])


def test_autosave_that_comes_after_the_save_is_dropped(found, alice):
    page = url(found, "text/")
    sent = hidden(alice.get(page)) | {"went_well": "Demand grew."}
    assert alice.post(page, sent).status_code == 302
    assert alice.post(f"{page}draft/", sent).status_code == 409
    assert not Draft.objects.exists()


def test_autosave_is_cheap(found, alice, django_assert_max_num_queries):
    page = url(found, "text/")
    sent = hidden(alice.get(page)) | {"went_well": "Dem"}
    alice.post(f"{page}draft/", sent)
    with django_assert_max_num_queries(9):  # two of them open and close the draft's own transaction
        alice.post(f"{page}draft/", sent)


def test_autosave_without_a_session_gets_401_and_keeps_nothing(found, alice):
    sent = hidden(alice.get(url(found, "text/"))) | {"went_well": "Dem"}
    assert Client().post(url(found, "text/draft/"), sent).status_code == 401
    assert not Draft.objects.exists()


def test_autosave_with_an_expired_form_token_gets_401_and_keeps_nothing(found):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(found.alice)
    sent = hidden(strict.get(url(found, "text/"))) | {"went_well": "Dem", "csrfmiddlewaretoken": "x" * 64}
    answer = strict.post(url(found, "text/draft/"), sent, headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert not Draft.objects.exists()


def test_an_expired_session_keeps_every_character_and_it_is_there_after_log_in(found, alice):
    page = url(found, "text/")
    sent = hidden(alice.get(page)) | {"went_well": "Demand grew,\r\nsaid “Anne” – 100% <b>", "causes": ["it", "season"]}
    answer = Client().post(page, sent)
    assert answer.status_code == 200
    assert "Everything that you had typed is kept" in text_of(answer)
    assert f'name="next" value="{page}"' in answer.content.decode()
    assert not Narrative.objects.exists()
    again = alice.get(page)
    assert "Demand grew,\nsaid “Anne” – 100% &lt;b&gt;" in again.content.decode().replace("\r\n", "\n")
    assert again.context["form"].texts["causes"] == "it,season"


def test_without_a_good_token_an_expired_post_only_asks_to_log_in(found, alice):
    page = url(found, "text/")
    sent = hidden(alice.get(page)) | {"went_well": "x"}
    for keep in ("", "nonsense", sent["keep"] + "x"):
        answer = Client().post(page, sent | {"keep": keep})
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")
    assert not Draft.objects.exists()


def test_a_token_is_good_for_a_day(found, alice, monkeypatch):
    sent = hidden(alice.get(url(found, "text/"))) | {"went_well": "x"}
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 25 * 60 * 60)
    assert Client().post(url(found, "text/"), sent).status_code == 302
    assert not Draft.objects.exists()


def test_a_question_and_an_answer_are_kept_too(found, alice):
    asking = url(found, "ask/")
    sent = hidden(alice.get(asking)) | {"about": "text", "text": "Is this right?"}
    assert "is kept" in text_of(Client().post(asking, sent))
    again = alice.get(asking)
    assert "Is this right?" in again.content.decode()
    assert '<option value="text" selected>' in again.content.decode()
    alice.post(asking, sent)
    assert not Draft.objects.exists()
    answering = f"/questions/{Question.objects.get().pk}/reply/"
    sent = hidden(alice.get(url(found))) | {"text": "It is."}
    answer = Client().post(answering, sent)
    assert f'name="next" value="{answering}"' in answer.content.decode()
    assert "It is." in alice.get(answering).content.decode()


def test_an_expired_form_token_keeps_the_text_too(found):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(found.alice)
    page = url(found, "text/")
    sent = hidden(strict.get(page)) | {"went_well": "Demand grew.", "csrfmiddlewaretoken": "x" * 64}
    answer = strict.post(page, sent)
    assert (answer.status_code, answer.url) == (302, page)
    assert Draft.objects.get().fields["went_well"] == "Demand grew."
    assert not Narrative.objects.exists()


def test_a_forged_post_without_keep_token_is_refused_as_ever(found):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(found.alice)
    assert strict.post(url(found, "text/"), {"went_well": "Forged"}).status_code == 403
    assert not Draft.objects.exists()


def test_a_kept_draft_of_somebody_who_lost_the_right_is_not_written(found, alice):
    sent = hidden(alice.get(url(found, "text/"))) | {"went_well": "x"}
    found.alice.is_active = False
    found.alice.save()
    assert Client().post(url(found, "text/"), sent).status_code == 302
    assert not Draft.objects.exists()
