"""One provider's pack: its returns as tasks, staffing once, money once for each award; sent singly or all at once."""

from datetime import date

import pytest
from django.test import Client

from commissioning.choices import QuestionState, State
from commissioning.models import Draft, Pack, QuarterlyReturn, Question, Submission
from commissioning.views.pack_page import services_words
from commissioning.workflow import NotNow, NotYours, ask, open_period, submit
from commissioning.workflow.approval import check_approval
from commissioning.workflow.more_time import agree_more_time, ask_for_more_time
from commissioning.workflow.questions import reply
from providers.models import MembershipRole
from tests.commissioning import factories as make
from tests.commissioning.idva import LATER, NOON, Idva, award_of, idva
from tests.commissioning.pages import flat, queries_of
from tests.commissioning.return_forms import client_of, hidden, text_of
from tests.tracker.late_forms import back_in
from tracker.models import AuditEvent, Office, User

pytestmark = pytest.mark.django_db
WITH_MEMBERSHIP = 9  # a provider's own person: one query more, for the membership


@pytest.fixture
def found() -> Idva:
    """The IDVA service with its return, and two more services of the same provider without figures."""
    scene = idva()
    for name in ("Art group", "Helpline"):
        make.reporting_service(scene.provider, name=name)
    open_period(period=scene.quarter, by=scene.maria, at=NOON)
    return scene


@pytest.fixture
def pack(found) -> Pack:
    return Pack.objects.get()


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


@pytest.fixture
def charlie(found) -> Client:
    return client_of(make.MembershipFactory(provider=found.provider, user__name="Charlie Webb").user)


def page(client: Client, pack: Pack, rest: str = "") -> str:
    answer = client.get(f"/packs/{pack.pk}/{rest}")
    assert answer.status_code == 200
    return text_of(answer)


def send(client: Client, pack: Pack, *keys: str, nothing: tuple[str, ...] = ()):
    url = f"/packs/{pack.pk}/send/"
    return client.post(url, hidden(client.get(url)) | {"send": list(keys), "nothing": list(nothing)})


def key_of(name: str) -> str:
    return f"return-{QuarterlyReturn.objects.get(service__name=name).pk}"


def test_everything_asked_stands_on_one_page_with_how_far_it_is(found, pack, charlie):
    found.save({found.box("referrals"): "492"})
    found.save({"went_well": "Demand grew."}, section="text")
    ask(record=found.now(), by=found.bob, at=NOON, text="Is 492 right?")
    make.StaffingLineFactory(pack=pack, services=[found.service])
    said = page(charlie, pack)
    assert "Your returns for July to September 2022" in said
    assert "due Friday 21 October 2022, 23:59" in said
    assert "1. Art group Not started" in said
    assert "3. IDVA service One question from the office; figures 1 of 4, text 1 of 3 In progress" in said
    assert "4. Staffing, once for all services Tick the services that each post works for 1 role" in said
    assert "5. Money, once for each award No award of yours is held for this quarter Nothing entered" in said


def test_figures_that_are_left_open_are_told_as_soon_as_anything_is_entered(found, pack, charlie):
    assert "3. IDVA service Not started" in page(charlie, pack)
    found.save({"went_well": "Demand grew."}, section="text")
    assert "3. IDVA service Figures 0 of 4, text 1 of 3 In progress" in page(charlie, pack)


def test_an_award_says_which_services_it_covers(found, pack, alice):
    award = award_of(found)
    for service in make.models.Service.objects.exclude(pk=found.service.pk):
        make.AwardServiceFactory(award=award, service=service)
    make.AwardFactory(provider=found.provider, starts_on=date(2022, 4, 1), kind="contract")
    make.AwardFactory(starts_on=date(2022, 4, 1))
    Office.objects.reference_changed()
    assert "One grant covers services 1 to 3; one contract Nothing entered" in page(alice, pack)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([2], "service 2"),
        ([1, 2], "services 1 and 2"),
        ([1, 2, 3], "services 1 to 3"),
        ([1, 2, 4], "services 1, 2 and 4"),
    ],
)
def test_services_are_named_by_their_places(numbers, words):
    assert services_words(numbers) == words


def test_a_return_with_every_figure_answered_is_ready(found, pack, alice):
    found.fill()
    assert "figures 4 of 4 Filled in" in page(alice, pack).replace("Figures", "figures")


def test_all_of_it_is_sent_in_one_act(found, pack, charlie):
    found.fill()
    make.StaffingLineFactory(pack=pack, services=[found.service])
    pack.version, pack.state = 1, State.IN_PROGRESS
    pack.save()
    nothing = (key_of("Art group"), key_of("Helpline"))
    answer = send(charlie, pack, key_of("IDVA service"), f"pack-{pack.pk}", nothing=nothing)
    assert answer.url == f"/packs/{pack.pk}/"
    assert "4 parts are sent." in page(charlie, pack)
    states = set(QuarterlyReturn.objects.values_list("state", flat=True)) | {Pack.objects.get().state}
    assert states == {State.SUBMITTED}
    assert QuarterlyReturn.objects.filter(nothing_to_report=True).count() == 2
    assert Submission.objects.count() == 4


def test_one_that_cannot_go_says_why_and_holds_up_no_other(found, pack, alice):
    found.save({found.box("referrals"): "492"})
    answer = send(alice, pack, key_of("IDVA service"), nothing=(key_of("Art group"),))
    assert answer.url == f"/packs/{pack.pk}/send/"
    said = page(alice, pack, "send/")
    assert "One part is sent." in said
    assert "Not sent: IDVA service. See below what stands in the way." in said
    assert "Contacted within 48 hours has no answer: give the figure, or say why there is none." in said
    assert found.now().state == State.IN_PROGRESS
    assert not Submission.objects.filter(record_id=found.quarterly_return.pk, record_kind="return").exists()
    assert QuarterlyReturn.objects.get(service__name="Art group").state == State.SUBMITTED


def test_nothing_ticked_sends_nothing(pack, alice):
    assert send(alice, pack).url == f"/packs/{pack.pk}/send/"
    assert "Tick what is to be sent." in page(alice, pack, "send/")
    assert not Submission.objects.exists()


def test_a_form_sent_twice_sends_once(found, pack, alice):
    found.fill()
    url = f"/packs/{pack.pk}/send/"
    typed = hidden(alice.get(url)) | {"send": [key_of("IDVA service")]}
    assert [alice.post(url, typed).url for _ in range(2)] == [f"/packs/{pack.pk}/"] * 2
    assert Submission.objects.count() == 1


def test_what_is_typed_and_not_saved_is_named(found, pack, alice):
    found.fill()
    fields = {"section": "text", "fields": {"went_well": "x"}, "base_version": 1, "saved_at": NOON}
    Draft.objects.create(record_kind="return", record_id=found.quarterly_return.pk, user=found.alice, **fields)
    assert "Typed and not saved: Text" in page(alice, pack, "send/")


def test_an_editor_sees_what_is_to_be_sent_and_an_authoriser_sends(found, pack):
    editor = client_of(make.MembershipFactory(provider=found.provider, role=MembershipRole.EDITOR).user)
    found.fill()
    assert "an authoriser of your organisation sends" in page(editor, pack, "send/")
    assert send(editor, pack, key_of("IDVA service")).url == f"/packs/{pack.pk}/send/"
    assert not Submission.objects.exists()


def test_a_part_of_somebody_else_is_not_sent_along(found, pack, charlie):
    other = make.ReturnFactory(period=found.quarter, due_on=found.quarterly_return.due_on, state=State.IN_PROGRESS)
    send(charlie, pack, f"return-{other.pk}")
    other.refresh_from_db()
    assert other.state == State.IN_PROGRESS


def test_the_page_and_its_sending_are_flat(found, pack, alice):
    def grow() -> None:
        service = make.reporting_service(found.provider)
        make.ServiceMeasureFactory(service=service)
        open_period(period=found.quarter, by=found.maria, at=NOON)
        make.StaffingLineFactory(pack=pack, services=[service])

    flat(alice, f"/packs/{pack.pk}/", grow)
    flat(alice, f"/packs/{pack.pk}/send/", grow)


def test_a_providers_own_people_cost_one_query_more(pack, charlie):
    assert queries_of(charlie, f"/packs/{pack.pk}/") <= WITH_MEMBERSHIP
    assert queries_of(charlie, f"/packs/{pack.pk}/send/") <= WITH_MEMBERSHIP


def later(client: Client, pack: Pack, day: str = "4", month: str = "11", reason: str = "Two of us are ill."):
    url = f"/packs/{pack.pk}/more-time/"
    until = {"until_day": day, "until_month": month, "until_year": "2022"}
    return client.post(url, hidden(client.get(url)) | until | {"reason": reason})


def test_more_time_is_asked_for_and_agreed_in_one_press(found, pack, charlie, alice):
    assert later(charlie, pack).status_code == 302
    request = Question.objects.get()
    assert (request.until, request.state) == (date(2022, 11, 4), QuestionState.OPEN)
    assert "The office has not answered yet" in page(charlie, pack)
    said = page(alice, pack)
    assert "Charlie Webb asks for more time. More time, until 4 November 2022? Two of us are ill." in said
    assert "Agree to 4 November 2022" in said
    assert alice.post(f"/more-time/{request.pk}/agree/").status_code == 302
    assert {each.due for each in QuarterlyReturn.objects.all()} == {date(2022, 11, 4)}
    assert Pack.objects.get().agreed_due_reason == "Charlie Webb asked for it"
    request.refresh_from_db()
    assert (request.state, request.replies.get().text) == (QuestionState.CLOSED, "Agreed: 4 November 2022.")
    assert "due Friday 4 November 2022, 23:59" in page(charlie, pack)


def test_a_provider_does_not_answer_its_own_request_which_would_wait_for_nobody(found, pack, charlie, alice):
    user = User.objects.get(name="Charlie Webb")
    later(charlie, pack)
    request = Question.objects.get()
    answer = f"/questions/{request.pk}/reply/"
    assert answer not in charlie.get(f"/packs/{pack.pk}/").content.decode()
    assert answer in alice.get(f"/packs/{pack.pk}/").content.decode()
    with pytest.raises(NotNow, match="The office answers"):
        reply(question=request, by=user, at=NOON, text="Never mind.")
    reply(question=request, by=found.alice, at=NOON, text="Until when?")
    assert reply(question=Question.objects.get(), by=user, at=LATER, text="Until Friday.").text == "Until Friday."


def test_what_is_sent_keeps_its_date(found, pack):
    user = make.MembershipFactory(provider=found.provider).user
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    request = ask_for_more_time(pack=pack, until=date(2022, 11, 4), reason="Ill.", by=user, at=NOON)
    agreed = agree_more_time(question=request, by=found.alice, at=LATER)
    assert len(agreed) == 3
    assert found.now().agreed_due_on is None


def test_the_same_request_twice_is_one_and_an_agreed_one_is_over(found, pack, charlie, alice):
    later(charlie, pack)
    later(charlie, pack)
    request = Question.objects.get()
    alice.post(f"/more-time/{request.pk}/agree/")
    events = AuditEvent.objects.count()
    with pytest.raises(NotNow):
        agree_more_time(question=request, by=found.alice, at=LATER)
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("day", "month", "reason", "says"),
    [
        ("21", "10", "Ill.", "Give a day after the one on which it is due, which is 21 October 2022."),
        ("31", "11", "Ill.", "Give a real date"),
        ("", "11", "Ill.", "Give a real date"),
        ("4", "11", "", "Say in a sentence what holds it up."),
    ],
)
def test_a_request_that_says_too_little_comes_back_as_typed(pack, charlie, day, month, reason, says):
    answer = later(charlie, pack, day, month, reason)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not Question.objects.exists()
    assert f">{reason}</textarea>" in answer.content.decode().replace("\n", "")


def test_an_expired_session_keeps_the_request(found, pack):
    user = make.MembershipFactory(provider=found.provider).user
    charlie, url = client_of(user), f"/packs/{pack.pk}/more-time/"
    sent = hidden(charlie.get(url)) | {"until_day": "4", "until_month": "11", "until_year": "2022", "reason": "Ill."}
    assert "is kept" in text_of(Client().post(url, sent))
    again = back_in(user).get(url).content.decode()
    assert "Ill.</textarea>" in again
    assert 'value="11"' in again


def test_a_request_holds_up_no_approval_and_is_not_a_viewers_to_see(found, pack):
    user = make.MembershipFactory(provider=found.provider).user
    ask_for_more_time(pack=pack, until=date(2022, 11, 4), reason="Ill.", by=user, at=NOON)
    check_approval(pack, by=found.maria)
    viewer = client_of(make.UserFactory(role="viewer"))
    assert "Ill." not in page(viewer, pack)


def test_only_the_providers_own_people_ask_and_only_the_office_agrees(found, pack):
    user = make.MembershipFactory(provider=found.provider).user
    with pytest.raises(NotYours):
        ask_for_more_time(pack=pack, until=date(2022, 11, 4), reason="Ill.", by=found.alice, at=NOON)
    request = ask_for_more_time(pack=pack, until=date(2022, 11, 4), reason="Ill.", by=user, at=NOON)
    with pytest.raises(NotYours):
        agree_more_time(question=request, by=user, at=NOON)


def test_the_officer_finds_the_request_at_home(found, pack, alice):
    make.models.Service.objects.update(lead_officer=found.alice)
    user = make.MembershipFactory(provider=found.provider).user
    ask_for_more_time(pack=pack, until=date(2022, 11, 4), reason="Two of us are ill.", by=user, at=NOON)
    Office.objects.reference_changed()
    home = text_of(alice.get(f"/quarters/{found.quarter.slug}/home/"))
    assert "More time, until 4 November 2022? Two of us are ill." in home
    own = text_of(client_of(user).get(f"/quarters/{found.quarter.slug}/home/"))
    assert "question from the office" not in own
