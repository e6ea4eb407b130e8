"""The pages of a return in a client: shown, saved, refused, kept, and closed to those who may not."""

import re
import time

import pytest
from django.test import Client

from commissioning.choices import State, Template
from commissioning.models import Draft, Narrative, Observation, Pack, QuarterlyReturn, Question, ServiceMeasure
from commissioning.workflow import approve, ask, open_period, submit
from providers.models import MembershipRole
from tests.commissioning.factories import (
    MembershipFactory,
    NarrativeFactory,
    OfficeItemFactory,
    ReturnFactory,
    ServiceMeasureFactory,
    UserFactory,
    approved,
    reporting_service,
)
from tests.commissioning.idva import LATER, NOON, Idva, award_of, idva
from tracker.roles import Role

pytestmark = pytest.mark.django_db

HIDDEN = re.compile(r'<input type="hidden" name="(keep|key|boxes)" value="([^"]*)">')


@pytest.fixture
def found() -> Idva:
    return idva()


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


def url(found: Idva, rest: str = "") -> str:
    return f"/returns/{found.quarterly_return.pk}/{rest}"


def hidden(page) -> dict[str, str]:
    """What a browser would send along with the boxes of this page."""
    return dict(HIDDEN.findall(page.content.decode()))


def post(client: Client, address: str, typed: dict[str, str], **rest: str):
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, hidden(page) | typed | rest)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize(
    "page",
    [
        "",
        "figures/",
        "text/",
        "waiting-list/",
        "risks-and-promises/",
        "news/",
        "cases/",
        "words/",
        "files/",
        "check/",
        "ask/",
    ],
)
def test_every_page_of_an_open_return_is_shown(found, alice, page):
    answer = alice.get(url(found, page))
    assert answer.status_code == 200
    assert "IDVA service" in text_of(answer)


def test_a_saved_figure_is_there_and_compared(found, alice):
    answer = post(alice, url(found, "figures/"), {found.box("referrals"): "492"}, do="next")
    assert (answer.status_code, answer.url) == (302, url(found, "text/"))
    page = alice.get(url(found, "figures/"))
    assert f'name="{found.box("referrals")}" value="492"' in page.content.decode()


def test_errors_stand_in_the_summary_at_the_box_and_nothing_typed_is_lost(found, alice):
    typed = {found.box("referrals"): "1,88", found.box("hospital"): " 12 ", found.box("hospital", "reason"): "By hand"}
    answer = post(alice, url(found, "figures/"), typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{found.box("referrals")}"' in html
    assert 'value="1,88"' in html
    assert 'value="12"' in html
    assert 'value="By hand"' in html
    assert "Error: IDVA service" in html
    assert Draft.objects.get().fields[found.box("referrals")] == "1,88"
    again = alice.get(url(found, "figures/"))
    assert 'value="1,88"' in again.content.decode()
    assert "Not yet saved." in text_of(again)


def test_two_people_in_one_box_the_loser_sees_both_texts_and_chooses(found, alice):
    bob = client_of(found.bob)
    page = url(found, "text/")
    mine = hidden(bob.get(page))
    post(alice, page, {"went_well": "Demand grew."})
    lost = bob.post(page, mine | {"went_well": "Demand fell.", "next_quarter": "Two posts."})
    html = lost.content.decode()
    assert lost.status_code == 409
    assert "Demand grew." in html
    assert "Demand fell." in html
    assert "Two posts." in html
    again = bob.post(page, hidden(lost) | {"went_well": "Demand fell.", "next_quarter": "Two posts."})
    assert again.status_code == 409
    done = bob.post(
        page, hidden(again) | {"went_well": "Both.", "next_quarter": "Two posts.", "choose:went_well": "mine"}
    )
    assert done.status_code == 302
    assert dict(Narrative.objects.values_list("prompt", "text")) == {"went_well": "Both.", "next_quarter": "Two posts."}


def test_a_page_opened_anew_after_a_collision_still_asks(found, alice):
    bob, page = client_of(found.bob), url(found, "text/")
    mine = hidden(bob.get(page))
    post(alice, page, {"went_well": "Demand grew."})
    bob.post(page, mine | {"went_well": "Demand fell."})
    fresh = bob.get(page)
    assert "Demand fell." in fresh.content.decode()
    assert bob.post(page, hidden(fresh) | {"went_well": "Demand fell."}).status_code == 409
    assert Narrative.objects.get().text == "Demand grew."


def test_different_boxes_of_two_people_merge_without_a_word(found, alice):
    bob, page = client_of(found.bob), url(found, "text/")
    mine = hidden(bob.get(page))
    post(alice, page, {"went_well": "Demand grew.", "next_quarter": ""})
    assert bob.post(page, mine | {"went_well": "", "next_quarter": "Two posts."}).status_code == 302
    assert dict(Narrative.objects.values_list("prompt", "text")) == {
        "went_well": "Demand grew.",
        "next_quarter": "Two posts.",
    }


def test_a_double_click_adds_one_row(found, alice):
    page = url(found, "news/")
    sent = hidden(alice.get(page)) | {"newsnew-text": "The office opened.", "newsnew-kind": "launch"}
    assert [alice.post(page, sent).status_code for _ in range(2)] == [302, 302]
    assert found.quarterly_return.newsitems.count() == 1


def test_a_stale_page_of_a_sent_return_keeps_its_text(found, alice):
    found.fill()
    stale = hidden(alice.get(url(found, "text/")))
    submit(record=found.now(), by=found.alice, at=NOON)
    answer = alice.post(url(found, "text/"), stale | {"went_well": "Too late."})
    assert answer.status_code == 409
    assert "Too late." in answer.content.decode()
    assert Draft.objects.get().fields["went_well"] == "Too late."


def test_an_unticked_box_is_told_from_one_that_was_not_there(found, alice):
    page = url(found, "figures/")
    post(alice, page, {found.box("referrals"): "4", found.box("referrals", "provisional"): "on"})
    assert Observation.objects.get(service_measure__code="referrals").provisional
    post(alice, page, {found.box("referrals"): "4"})
    assert not Observation.objects.get(service_measure__code="referrals").provisional


# What is kept when the session or the form's own token has expired


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


# Acts


def act(client: Client, found: Idva, name: str, **typed: str):
    return client.post(url(found, f"act/{name}/"), typed)


def test_the_whole_life_by_clicks(found, alice):
    bob = client_of(found.bob)
    found.fill()
    assert act(alice, found, "submit").url == url(found)
    assert alice.get(url(found, "ask/")).status_code == 200
    bob.post(
        url(found, "ask/"), {"about": f"figures:{found.figures['referrals'].service_measure_id}", "text": "Right?"}
    )
    question = Question.objects.get()
    assert (found.now().state, question.section) == (State.QUERIED, "figures")
    assert "Right?" in text_of(alice.get(url(found)))
    alice.post(f"/questions/{question.pk}/reply/", {"text": "Yes."})
    assert found.now().state == State.SUBMITTED
    assert act(bob, found, "approve").status_code == 302
    page = text_of(bob.get(url(found)))
    assert "Approved" in page
    assert "Question answered" in page


def test_approving_ones_own_is_refused_with_the_sentence(found, alice):
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    answer = act(alice, found, "approve")
    assert answer.status_code == 409
    assert "You entered or sent this return, so somebody else approves it" in text_of(answer)
    assert "so somebody else approves it" in text_of(alice.get(url(found, "check/")))
    assert found.now().state == State.SUBMITTED


def test_what_blocks_sending_links_to_its_box(found, alice):
    found.save({found.box("hospital"): "3"})
    answer = act(alice, found, "submit")
    assert answer.status_code == 422
    assert f'href="{url(found, "figures/")}#id_{found.box("referrals")}"' in answer.content.decode()


def test_a_refused_reason_is_asked_again_with_what_was_typed(found, alice):
    answer = act(alice, found, "later-date", until_day="1", until_month="11", until_year="2022", reason="")
    assert answer.status_code == 409
    assert "Give a reason" in text_of(answer)


def test_an_unknown_act_and_an_unknown_page_are_404(found, alice):
    assert act(alice, found, "explode").status_code == 404
    for page in ("nonsense/", "page/", "money/", "nonsense/draft/"):
        answer = alice.post(url(found, page)) if "draft" in page else alice.get(url(found, page))
        assert answer.status_code == 404, page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE, Role.ADMINISTRATOR])
def test_roles_that_do_not_enter_are_shut_out_of_the_forms(found, role):
    client = client_of(UserFactory(role=role))
    assert client.get(url(found, "figures/")).status_code == 403
    assert client.post(url(found, "figures/"), {found.box("referrals"): "1"}).status_code == 403
    assert act(client, found, "not-required", reason="x").status_code == 403


def test_a_viewer_reads_what_is_for_the_board_and_no_more(found):
    found.fill()
    found.save({"went_well": "Internal words.", "update_words": ""}, section="text")
    found.save({"update_words": "Words for the update."}, section="words")
    viewer = client_of(UserFactory(role=Role.VIEWER))
    for rest in ("", "check/"):
        assert "492" not in text_of(viewer.get(url(found, rest)))
        assert "Nothing has been approved yet." in text_of(viewer.get(url(found, rest)))
    submit(record=found.now(), by=found.alice, at=NOON)
    assert "492" not in text_of(viewer.get(url(found, "check/")))
    approve(record=found.now(), by=found.maria, at=LATER)
    page = text_of(viewer.get(url(found, "check/")))
    assert "492" in page
    assert "Words for the update." in page
    assert "Internal words." not in page


# Providers


def test_a_provider_fills_in_its_own_and_never_sees_the_offices_note(found):
    charlie = client_of(MembershipFactory(provider=found.provider).user)
    found.save({"our_note": "Watch this one."}, section="text")
    for page in ("", "text/", "check/"):
        answer = charlie.get(url(found, page))
        assert answer.status_code == 200
        assert "Watch this one." not in answer.content.decode()
        assert "Our note" not in answer.content.decode()
    found.fill(by=found.bob)
    assert act(charlie, found, "submit").status_code == 302


def test_a_providers_editor_is_told_who_sends(found):
    editor = client_of(MembershipFactory(provider=found.provider, role=MembershipRole.EDITOR).user)
    found.fill(by=found.bob)
    page = editor.get(url(found, "check/"))
    assert "an authoriser of your organisation sends" in text_of(page)
    assert "act/submit/" not in page.content.decode()
    assert act(editor, found, "submit").status_code == 403


def test_what_no_database_keeps_is_left_out(found, alice):
    post(alice, url(found, "text/"), {"went_well": "Demand\x00 grew."})
    assert Narrative.objects.get().text == "Demand grew."
    assert act(alice, found, "later-date", until_day="1", until_month="11", until_year="2022", reason="\x00x").url
    sent = hidden(alice.get(url(found, "text/"))) | {"went_well": "\x00", "\x00": "x"}
    assert alice.post(url(found, "text/draft/"), sent).status_code == 200


@pytest.mark.parametrize("page", ["", "figures/", "check/", "files/", "earlier/1/"])
def test_another_providers_return_answers_like_one_that_does_not_exist(found, page):
    stranger = client_of(MembershipFactory().user)
    other = stranger.get(url(found, page))
    missing = stranger.get(f"/returns/999999/{page}")
    assert (other.status_code, missing.status_code) == (404, 404)
    assert other.content == missing.content


def test_another_providers_pack_question_and_every_item_are_404(found):
    stranger = client_of(MembershipFactory().user)
    own = client_of(MembershipFactory(provider=found.provider).user)
    question = ask(record=found.now(), by=found.bob, at=NOON, text="Right?")
    item = OfficeItemFactory(period=found.quarter, due_on=found.quarterly_return.due_on)
    pack = Pack.objects.get()
    assert own.get(f"/packs/{pack.pk}/").status_code == 200
    assert own.get(f"/questions/{question.pk}/reply/").status_code == 200
    for address in (f"/packs/{pack.pk}/", f"/questions/{question.pk}/reply/", f"/items/{item.pk}/"):
        assert stranger.get(address).status_code == 404
    assert own.get(f"/items/{item.pk}/").status_code == 404


def test_a_viewer_closes_own_questions_alone(found):
    person = UserFactory(role=Role.VIEWER)
    viewer = client_of(person)
    theirs = ask(record=found.now(), by=found.bob, at=NOON, text="An officer’s")
    own = ask(record=found.now(), by=person, at=NOON, text="A viewer’s", asker="commissioner")
    assert "An officer’s" not in text_of(viewer.get(url(found)))
    assert viewer.post(f"/questions/{theirs.pk}/close/").status_code == 404
    assert viewer.post(f"/questions/{own.pk}/close/").status_code == 302


def test_a_question_of_the_press_is_not_a_providers_to_see(found):
    own = client_of(MembershipFactory(provider=found.provider).user)
    question = ask(record=found.now(), by=found.bob, at=NOON, text="For the press", asker="press")
    assert "For the press" not in own.get(url(found)).content.decode()
    assert own.get(f"/questions/{question.pk}/reply/").status_code == 404


# Light returns, packs, items, earlier figures


def test_a_light_return_is_one_page(alice):
    found = idva_light()
    page = client_of(found.alice).get(url(found))
    assert {found.box("referrals"), "went_well", "challenges", "update_words"} <= set(page.context["form"].fields)
    answer = post_to(client_of(found.alice), url(found), url(found, "page/"), found.box("referrals"), "492")
    assert answer.url == url(found, "check/")


def idva_light() -> Idva:
    found = QuarterlyReturn.objects.get()
    found.service.template = Template.LIGHT
    found.service.save()
    alice = UserFactory()
    figures = {row.service_measure.code: row for row in Observation.objects.select_related("service_measure")}
    return Idva(found.period, [], found.provider, found.service, found, figures, alice, alice, alice)


def post_to(client: Client, shown: str, address: str, box: str, value: str):
    typed = hidden(client.get(shown)) | {box: value, "went_well": "Fine.", "update_words": "Words.", "do": "check"}
    answer = client.post(address, typed)
    assert Narrative.objects.filter(text="Words.").exists()
    return answer


def test_last_quarters_words_can_be_said_again_and_are_marked(found, alice):
    before = ReturnFactory(
        service=found.service,
        provider=found.provider,
        period=found.periods[4],
        due_on=found.quarterly_return.due_on,
        **approved(found.alice, found.bob),
    )
    NarrativeFactory(quarterly_return=before, text="Demand goes on growing.")
    page = alice.get(url(found, "text/"))
    assert "What was said in Q1 2022/23" in text_of(page)
    post(alice, url(found, "text/"), {"next_quarter": "Two posts."}, do="same:went_well")
    words = Narrative.objects.get(quarterly_return=found.quarterly_return, prompt="went_well")
    assert (words.text, words.unchanged_from) == ("Demand goes on growing.", found.periods[4])
    assert Narrative.objects.filter(text="Two posts.").exists()
    post(alice, url(found, "text/"), {"went_well": "Demand fell."})
    words.refresh_from_db()
    assert words.unchanged_from is None


def test_money_and_people_are_entered_in_the_pack(found, alice):
    award, pack = award_of(found), Pack.objects.get()
    post(alice, f"/packs/{pack.pk}/money/", {f"award{award.pk}-to_date": "£ 25,000"})
    post(alice, f"/packs/{pack.pk}/people/", {"postnew-role": "Adviser", "postnew-vacant": "1"})
    for page in ("", "check/"):
        assert alice.get(f"/packs/{pack.pk}/{page}").status_code == 200
    assert "since April £25,000" in text_of(alice.get(f"/packs/{pack.pk}/check/"))
    assert alice.post(f"/packs/{pack.pk}/act/submit/").status_code == 302


def test_finance_writes_money_and_no_figures(found):
    finance, pack = client_of(UserFactory(role=Role.FINANCE)), Pack.objects.get()
    assert finance.get(f"/packs/{pack.pk}/money/").status_code == 200
    assert finance.get(url(found, "figures/")).status_code == 403


def test_an_item_is_written_by_a_plain_form(found, alice):
    item = OfficeItemFactory(period=found.quarter, due_on=found.quarterly_return.due_on, writer=found.alice)
    for page in ("", "words/", "news/", "risks-and-promises/", "waiting-list/", "files/", "check/"):
        assert alice.get(f"/items/{item.pk}/{page}").status_code == 200, page
    post(alice, f"/items/{item.pk}/words/", {"update_words": "The grant round opened."})
    assert alice.post(f"/items/{item.pk}/act/submit/").status_code == 302
    assert client_of(found.bob).post(f"/items/{item.pk}/act/approve/").status_code == 302


def test_an_earlier_figure_is_added_beside_a_box_and_compared(found, alice):
    measure = found.figures["referrals"].service_measure_id
    address = url(found, f"earlier/{measure}/")
    typed = {"value": "465", "period": found.periods[1].pk, "source": "earlier_quoted"}
    assert alice.post(address, typed | {"value": "4,65"}).status_code == 422
    assert alice.post(address, typed).url == url(found, "figures/")
    found.save({found.box("referrals"): "492"})
    page = text_of(alice.get(url(found, "figures/")))
    assert "465" in page
    assert "up 27, 5.8% on Q2 2021/22" in page


def test_an_earlier_figure_of_another_services_measure_is_404(found, alice):
    assert alice.get(url(found, f"earlier/{ServiceMeasureFactory().pk}/")).status_code == 404


# Queries


def count_queries(client: Client, address: str, django_assert_max_num_queries, limit: int) -> int:
    client.get(address)
    with django_assert_max_num_queries(limit) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize(
    ("page", "limit"), [("", 8), ("figures/", 8), ("text/", 8), ("news/", 8), ("words/", 8), ("check/", 18)]
)
def test_queries_do_not_grow_with_rows(found, alice, django_assert_max_num_queries, page, limit):
    before = count_queries(alice, url(found, page), django_assert_max_num_queries, limit)
    for place in range(5, 12):
        ServiceMeasureFactory(service=found.service, label=f"Figure {place}", place=place)
    open_period(period=found.quarter, by=found.maria, at=NOON)
    assert ServiceMeasure.objects.count() == 11
    assert count_queries(alice, url(found, page), django_assert_max_num_queries, limit) == before


def test_the_quarter_is_opened_from_its_page(found):
    reporting_service(name="Another service")
    client = client_of(found.maria)
    page = client.get("/quarters/2022-23-q2/open/")
    assert "1 new" in text_of(page)
    assert client.post("/quarters/2022-23-q2/open/").status_code == 302
    assert QuarterlyReturn.objects.count() == 2
    assert client_of(UserFactory(role=Role.VIEWER)).get("/quarters/2022-23-q2/open/").status_code == 403


def test_get_changes_nothing(found, alice):
    before = found.now().version, Draft.objects.count(), found.now().state
    for page in ("", "figures/", "text/", "check/", "files/"):
        alice.get(url(found, page))
    assert (found.now().version, Draft.objects.count(), found.now().state) == before
