"""A contact without an account answers one return by a personal link and a code; neither opens anything else."""

import re
from datetime import timedelta

import pytest
from django.core import mail as mails
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import State, Template
from commissioning.models import Draft, QuarterlyReturn, ReturnLink, Submission
from commissioning.workflow.links import MOST_TRIES, end_link, make_link
from commissioning.workflow.refusals import NotNow, NotYours
from providers.models import Contact
from tests.commissioning.factories import ProviderFactory
from tests.commissioning.idva import Idva, idva
from tests.commissioning.return_forms import hidden, text_of
from tests.tracker.form_reader import forms_of
from tracker import links, outbox
from tracker.models import AuditEvent, Outbox, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    cache.clear()


@pytest.fixture
def found(db) -> Idva:
    return idva(Template.LIGHT)


@pytest.fixture
def helen(found) -> Contact:
    return Contact.objects.create(provider=found.provider, name="Helen Marsh", email="helen@swa.example")


@pytest.fixture
def link(found, helen) -> ReturnLink:
    return make_link(quarterly_return=found.now(), contact=helen, by=found.alice, at=timezone.now())


def newest(pattern: str) -> str:
    outbox.send_waiting(at=timezone.now())
    match = re.search(pattern, mails.outbox[-1].body)
    assert match
    return match[1]


def page(link: ReturnLink, name: str = "answer", *parts: str) -> str:
    return reverse(name, args=[link.pk, *parts])


def came_by(link: ReturnLink) -> Client:
    client = Client()
    client.get(reverse("answer-open", args=[links.token_for("answer-open", link.value)]))
    return client


def opened(link: ReturnLink) -> Client:
    client = came_by(link)
    client.post(page(link, "answer-code"), {"do": "send"})
    answer = client.post(page(link, "answer-code"), {"code": newest(r"code is (\d{6})")})
    assert answer.headers["Location"] == page(link)
    return client


def test_from_the_mail_to_the_sent_return(found, link):
    client = Client()
    address = newest(r"http://localhost(/answer/open/\S+)")
    assert client.get(address).headers["Location"] == page(link)
    assert client.get(page(link)).headers["Location"] == page(link, "answer-code")
    client = opened(link)
    form = client.get(page(link))
    typed = {found.box("referrals"): "492", found.box("hospital"): "101"}
    for hours, number in ((48, "471"), (72, "480")):
        typed |= {
            found.box(f"within-{hours}", "numerator"): number,
            found.box(f"within-{hours}", "denominator"): "492",
        }
    saved = client.post(page(link), hidden(form) | typed | {"do": "check"})
    assert saved.headers["Location"] == page(link, "answer-check")
    check = client.get(page(link, "answer-check"))
    assert "492" in text_of(check)
    sent = client.post(page(link, "answer-act", "submit"), {"key": check.context["key"]})
    assert sent.headers["Location"] == page(link)
    assert "Thank you" in text_of(client.get(page(link)))
    record = found.now()
    assert record.state == State.SUBMITTED
    assert str(record.submitted_by) == "Helen Marsh (by link)"
    assert Submission.objects.get().on_behalf_of == found.provider
    acts = AuditEvent.objects.about(record).filter(by=link.user).values_list("act", flat=True)
    assert {"save", "submit"} <= set(acts)


def test_no_page_of_it_leads_out_of_the_return(found, link):
    client = opened(link)
    for name in ("answer", "answer-check"):
        body = client.get(page(link, name)).content.decode()
        inside = set(re.findall(r'(?:href|action|data-autosave)="(/[^"#]*)"', body))
        strange = {each for each in inside if not each.startswith((f"/answer/{link.pk}/", "/static/", "/words/"))}
        assert strange - {"/"} == set()
        assert "data-facts" not in body


def test_an_opened_link_opens_nothing_else(found, link):
    client = opened(link)
    for address in (
        reverse("home"),
        reverse("return", args=[found.quarterly_return.pk]),
        reverse("return-section", args=[found.quarterly_return.pk, "page"]),
        reverse("pack", args=[found.quarterly_return.pack_id]),
        reverse("returns", args=[found.quarter.slug]),
        reverse("set-up"),
    ):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert reverse("account_login") in answer.headers["Location"]


def test_not_another_return_by_its_number(found, link, helen):
    other = make_link(quarterly_return=found.now(), contact=helen, by=found.alice, at=timezone.now())
    assert opened(other).get(page(link)).status_code == 404
    assert came_by(other).get(page(other)).status_code == 302


@pytest.mark.parametrize("act", ["approve", "send-back", "not-required", "reopen", "later-date"])
def test_what_is_the_offices_to_do_is_refused(found, link, act):
    client = opened(link)
    assert client.post(page(link, "answer-act", act), {"reason": "x"}).status_code in (403, 409)
    assert found.now().state == State.NOT_STARTED


def over(how: str, link: ReturnLink, found: Idva) -> None:
    now = timezone.now()
    if how == "run out":
        ReturnLink.objects.update(expires_at=now - timedelta(seconds=1))
    elif how == "taken back":
        end_link(link=link, by=found.alice, at=now)
    elif how == "contact ended":
        Contact.objects.update(ended_on=now.date())
    elif how == "followed by another":
        make_link(quarterly_return=found.now(), contact=link.contact, by=found.alice, at=now)


@pytest.mark.parametrize("how", ["run out", "taken back", "contact ended", "followed by another"])
def test_a_link_that_is_over_answers_like_one_that_never_was_also_where_it_is_open(found, link, how):
    client = opened(link)
    over(how, link, found)
    theirs = client.get(page(link))
    never = Client().get(reverse("answer-open", args=["never.made"]))
    assert theirs.status_code == never.status_code == 404
    assert theirs.content == never.content
    assert client.post(page(link), {"do": "leave"}).status_code == 404


def test_a_code_may_be_tried_five_times(link):
    client = came_by(link)
    client.post(page(link, "answer-code"), {"do": "send"})
    right = newest(r"code is (\d{6})")
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(MOST_TRIES):
        assert client.post(page(link, "answer-code"), {"code": wrong}).status_code == 422
    assert client.post(page(link, "answer-code"), {"code": right}).status_code == 422


def test_a_code_is_used_once_runs_out_and_gives_way_to_the_next(link):
    client = came_by(link)
    client.post(page(link, "answer-code"), {"do": "send"})
    first = newest(r"code is (\d{6})")
    client.post(page(link, "answer-code"), {"do": "send"})
    second = newest(r"code is (\d{6})")
    if first != second:
        assert client.post(page(link, "answer-code"), {"code": first}).status_code == 422
    assert client.post(page(link, "answer-code"), {"code": second}).status_code == 302
    assert came_by(link).post(page(link, "answer-code"), {"code": second}).status_code == 422
    client.post(page(link, "answer-code"), {"do": "send"})
    ReturnLink.objects.update(code_until=timezone.now() - timedelta(seconds=1))
    assert client.post(page(link, "answer-code"), {"code": newest(r"code is (\d{6})")}).status_code == 422


def test_codes_are_sent_a_few_times_an_hour(link):
    client = came_by(link)
    answers = [client.post(page(link, "answer-code"), {"do": "send"}).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2


def test_neither_link_nor_code_stands_in_the_database(link):
    opened(link)
    sent = [mail.body for mail in mails.outbox]
    secrets = [re.search(r"/answer/open/(\S+)/", sent[0])[1], re.search(r"code is (\d{6})", sent[1])[1]]
    kept = "".join(str(row) for row in Outbox.objects.values_list("text", "subject", "link_value", "key"))
    assert not any(secret in kept for secret in secrets)


def test_no_session_no_number_alone_opens_it(link):
    stranger = Client()
    for name in ("answer", "answer-check", "answer-code"):
        assert stranger.get(page(link, name)).status_code == 404
    assert stranger.post(page(link), {"do": "leave"}).status_code == 404


def test_autosave_is_kept_and_without_a_code_it_gets_401(found, link):
    client = opened(link)
    sent = hidden(client.get(page(link))) | {found.box("referrals"): "4"}
    assert client.post(page(link, "answer-draft"), sent).json()["revision"] == 1
    assert Draft.objects.get().user == link.user
    session = client.session
    session["links-opened"] = {}
    session.save()
    answer = client.post(page(link, "answer-draft"), sent, headers={"accept": "application/json"})
    assert answer.status_code == 401


def test_what_was_typed_outlives_the_code(found, link):
    client = opened(link)
    sent = hidden(client.get(page(link))) | {found.box("referrals"): "492"}
    session = client.session
    session["links-opened"] = {}
    session.save()
    kept = client.post(page(link), sent | {"do": "check"})
    assert "Everything that you had typed is kept" in text_of(kept)
    assert not Draft.objects.exists()
    again = opened(link).get(page(link))
    form = next(each for each in forms_of(again.content, page(link)) if found.box("referrals") in each.texts)
    assert form.sends[found.box("referrals")] == ["492"]
    assert "Throw it away" not in text_of(again), "who came by a link has no other page than this"


def test_the_address_with_the_secret_is_handed_on_to_nobody(link, caplog):
    address = reverse("answer-open", args=[links.token_for("answer-open", link.value)])
    for answer in (Client().get(address), Client().get(reverse("answer-open", args=["never.made"]))):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert links.token_for("answer-open", link.value) not in caplog.text


def test_a_form_is_sent_as_a_browser_sends_it(link):
    """A page without a referrer would send its form from "null", which is refused as a stranger's."""
    came = came_by(link)
    client = Client(enforce_csrf_checks=True)
    client.cookies = came.cookies
    page_shown = client.get(page(link, "answer-code"))
    assert page_shown.headers["Referrer-Policy"] == "same-origin"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page_shown.content.decode())[1]
    form = {"do": "send", "csrfmiddlewaretoken": token}
    own, null = "http://testserver", "null"
    answers = [
        client.post(page(link, "answer-code"), form, headers={"origin": each}).status_code for each in (own, null)
    ]
    assert answers == [200, 403]


def test_only_a_light_return_that_is_open_and_only_a_contact_of_its_own(found, helen):
    now = timezone.now()
    other = Contact.objects.create(provider=ProviderFactory(), name="X", email="x@else.example")
    with pytest.raises(NotNow):
        make_link(quarterly_return=found.now(), contact=other, by=found.alice, at=now)
    with pytest.raises(NotYours):
        make_link(quarterly_return=found.now(), contact=helen, by=User(role="viewer"), at=now)
    QuarterlyReturn.objects.update(state=State.NOT_REQUIRED, not_required_reason="x")
    with pytest.raises(NotNow):
        make_link(quarterly_return=found.now(), contact=helen, by=found.alice, at=now)


def test_nobody_logs_in_as_the_one_who_answers(link):
    assert not link.user.has_usable_password()
    assert not link.user.has_perm("commissioning.view_portfolio")
    assert not QuarterlyReturn.objects.visible_to(link.user).exists()


def test_the_office_sends_and_takes_back_a_link_on_its_page(found, helen, client_of):
    alice = client_of(found.alice)
    address = reverse("return-links", args=[found.quarterly_return.pk])
    hub = alice.get(reverse("return", args=[found.quarterly_return.pk]))
    assert "Have it answered by a personal link" in text_of(hub)
    assert "Choose whom the link is for." in text_of(alice.post(address, {"contact": ""}))
    assert "A link is on its way to Helen Marsh" in text_of(alice.post(address, {"contact": helen.pk}, follow=True))
    made = ReturnLink.objects.get()
    assert "opens nothing any more" in text_of(alice.post(address, {"end": made.pk}, follow=True))
    assert came_by(made).get(page(made)).status_code == 404
