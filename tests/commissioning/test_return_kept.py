"""What is kept when the session or the form's own token has expired."""

import re
import time
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from commissioning.models import Draft, Narrative
from tests.commissioning.idva import Idva, idva
from tests.commissioning.return_forms import client_of, hidden, text_of, url
from tests.tracker.form_reader import forms_of
from tracker.kept import store
from tracker.kept.token import Whose
from tracker.models import KeptForm

PASSWORD = "a long and private sentence"
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


def test_an_expired_session_keeps_every_character_and_it_is_there_after_log_in(found):
    found.alice.set_password(PASSWORD)
    found.alice.save()
    alice, page = client_of(found.alice), url(found, "text/")
    sent = hidden(alice.get(page)) | {"went_well": "Demand grew,\r\nsaid “Anne” – 100% <b>", "causes": ["it", "season"]}
    browser = Client()
    answer = browser.post(page, sent)
    assert answer.status_code == 200
    assert "nothing is saved" in text_of(answer)
    assert not Narrative.objects.exists()
    logged_in = browser.post("/accounts/login/", {"login": found.alice.email, "password": PASSWORD, "next": page})
    assert (logged_in.status_code, logged_in.url) == (302, page)
    again = browser.get(page)
    assert "Demand grew,\nsaid “Anne” – 100% &lt;b&gt;" in again.content.decode().replace("\r\n", "\n")
    form = next(each for each in forms_of(again.content, page) if "went_well" in each.texts)
    assert form.sends["causes"] == ["it", "season"]
    assert form.sends["keep"] == [sent["keep"]], "what the form began from comes back too"


def test_saved_again_it_is_forgotten_and_thrown_away_it_is_gone(found):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(found.alice)
    page = url(found, "text/")
    for ends_by in ("saving", "throwing away"):
        late = hidden(strict.get(page)) | {"went_well": f"By {ends_by}.", "csrfmiddlewaretoken": "x" * 64}
        assert strict.post(page, late).url == page
        shown = strict.get(page)
        assert f"By {ends_by}." in shown.content.decode()
        goes_to = page if ends_by == "saving" else "/kept/drop/"
        form = next(each for each in forms_of(shown.content, page) if each.address == goes_to)
        assert strict.post(form.address, form.sends).status_code == 302
        assert not KeptForm.objects.exists()
        assert "nothing was saved" not in strict.get(page).content.decode()
    assert Narrative.objects.get().text == "By saving."


def test_sent_again_with_a_fault_it_waits_on(found):
    """The page that says what is wrong carries the kept form's number, so that the next saving ends it."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(found.alice)
    page = url(found, "figures/")
    late = next(each for each in forms_of(strict.get(page).content, page) if each.address == page)
    box = next(name for name in late.texts if name.endswith("-value"))
    strict.post(page, late.sends | {box: ["12x"], "csrfmiddlewaretoken": ["x" * 64]})
    again = next(each for each in forms_of(strict.get(page).content, page) if each.address == page)
    faulty = strict.post(page, again.sends)
    assert faulty.status_code == 422
    mended = next(each for each in forms_of(faulty.content, page) if each.address == page)
    assert mended.sends["kept"] == again.sends["kept"]
    assert strict.post(page, mended.sends | {box: ["12"]}).status_code == 302
    assert not KeptForm.objects.exists()


def test_what_is_kept_lasts_a_day_and_a_form_a_week(found, alice, monkeypatch):
    sent = hidden(alice.get(url(found, "text/"))) | {"went_well": "x"}
    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 6 * 24 * 60 * 60)
    assert Client().post(url(found, "text/"), sent).status_code == 200
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 8 * 24 * 60 * 60)
    assert Client().post(url(found, "text/"), sent).status_code == 302
    kept = KeptForm.objects.get()
    late = kept.kept_at + timedelta(hours=25)
    assert store.found([kept.pk], found.alice, late) == []
    assert store.keep(whose=Whose(found.alice.pk, "/"), address="/", fields={}, at=late)
    assert not KeptForm.objects.filter(pk=kept.pk).exists()


def test_no_password_and_no_more_than_fits_is_kept(found):
    post = QueryDict("new_password1=secret&text=x&csrfmiddlewaretoken=y&whose=z")
    assert store.fields_of(post) == {"text": ["x"]}
    whose, at = Whose(found.alice.pk, "/"), timezone.now()
    assert store.keep(whose=whose, address="/", fields={"text": ["x" * store.LONGEST]}, at=at) is None
    for number in range(store.MOST + 5):
        store.keep(whose=whose, address=f"/{number}/", fields={}, at=at)
    assert KeptForm.objects.count() == store.MOST
    assert KeptForm.objects.order_by("pk").last().address == f"/{store.MOST + 4}/"


def test_a_forged_post_without_a_token_is_refused_as_ever(found):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(found.alice)
    assert strict.post(url(found, "text/"), {"went_well": "Forged"}).status_code == 403
    assert not KeptForm.objects.exists()


def test_nothing_is_kept_for_somebody_whose_access_has_ended(found, alice):
    sent = hidden(alice.get(url(found, "text/"))) | {"went_well": "x"}
    found.alice.is_active = False
    found.alice.save()
    assert Client().post(url(found, "text/"), sent).status_code == 302
    assert not KeptForm.objects.exists()
