"""Providers check their own part of an update: what each is shown, how it comes in, what its answers become."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail as mails
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import Asker, Prompt, QuestionState, RecordKind
from commissioning.models import Narrative, QuarterlyReturn, Question
from providers.models import Contact, Membership, MembershipRole, Provider
from reports.builder import ownership as owners
from reports.builder.checked import states, words_of_checks
from reports.builder.own_parts import OwnPart, own_parts
from reports.models import CheckedEntry, CheckLink, Entry, PartAnswer, ProviderCheck, Update, UpdateState
from reports.workflow.provider_check import Answer, Asked, answer_check, ask_providers
from tests.commissioning.pages import queries_of
from tests.commissioning.return_forms import text_of
from tests.tracker.form_reader import forms_of
from tracker import outbox
from tracker.models import AuditEvent, Office, User
from tracker.periods import add_working_days, london_date
from tracker.refusals import Faults, NotNow, NotYours
from tracker.roles import Role

pytestmark = pytest.mark.usefixtures("demo")

QUARTER = "2022-23-q2"


@pytest.fixture(autouse=True)
def no_limits_left_over(demo) -> None:
    cache.clear()


@pytest.fixture
def update(demo) -> Update:
    return Update.objects.get(period__slug=QUARTER)


@pytest.fixture
def officer(person) -> User:
    return person(Role.OFFICER)


def body(words: str) -> Provider:
    return Provider.objects.get(name__contains=words)


def parts_of(update: Update, provider: Provider) -> dict[str, OwnPart]:
    return {part.code: part for part in own_parts(update, office=Office.objects.get()).get(provider.pk, ())}


def later(days: int = 5):
    return london_date(timezone.now()) + timedelta(days=days)


def day_boxes(day: date) -> dict[str, int]:
    return {"reply_by_day": day.day, "reply_by_month": day.month, "reply_by_year": day.year}


def asked_of(update: Update, provider: Provider, by: User, contact: Contact | None = None) -> ProviderCheck:
    parts = own_parts(update, office=Office.objects.get())[provider.pk]
    asked = [Asked(provider, parts, contact)]
    return ask_providers(update=update, asked=asked, reply_by=later(), by=by, at=timezone.now())[0]


@pytest.fixture
def womens_aid(demo) -> Provider:
    return body("Women’s Aid")


@pytest.fixture
def check(update, officer, womens_aid) -> ProviderCheck:
    return asked_of(update, womens_aid, officer)


@pytest.fixture
def own_person(womens_aid) -> User:
    user = User.objects.create_user("helen@wmwa.example", name="Helen Marsh", role=Role.PROVIDER)
    Membership.objects.create(user=user, provider=womens_aid, role=MembershipRole.EDITOR)
    return user


@pytest.mark.pages
class TestWhatIsShown:
    def test_a_paragraph_that_rests_on_one_provider_is_shown_whole_with_where_its_figures_come_from(
        self, update, womens_aid
    ):
        idva = parts_of(update, womens_aid)["idva"]
        figure = next(each for each in idva.figures if each.value == "492")
        assert "465 in Q2 2021/22, up 27, 5.8%" in figure.beside
        assert figure.source.startswith("your return for Q2 2022/23, received 21 October 2022")
        assert idva.words
        assert not idva.note

    def test_of_a_paragraph_about_several_only_the_own_words_and_figures_are_shown(self, update, womens_aid):
        """The office puts another provider's service into the same paragraph."""
        entry = Entry.objects.get(section__update=update, code="idva")
        other = Entry.objects.get(section__update=update, code="divert").sources.get(service__isnull=False)
        entry.sources.create(service=other.service, place=9)
        Entry.objects.filter(code="divert").delete()
        ours, theirs = parts_of(update, womens_aid)["idva"], parts_of(update, body("Cranstoun"))["idva"]
        assert ours.note == theirs.note != ""
        assert {figure.value for figure in theirs.figures} == {"154"}
        assert "154" not in {figure.value for figure in ours.figures}
        assert not set(ours.words) & set(theirs.words)

    def test_the_control_without_the_rule_shows_what_is_another_s(self, update, womens_aid, monkeypatch):
        entry = Entry.objects.get(section__update=update, code="idva")
        other = Entry.objects.get(section__update=update, code="divert").sources.get(service__isnull=False)
        entry.sources.create(service=other.service, place=9)
        monkeypatch.setattr(owners.Ownership, "is_whole", lambda *_: True)
        monkeypatch.setattr(owners.Ownership, "names_another", lambda *_: False)
        theirs = " ".join(parts_of(update, body("Cranstoun"))["idva"].words)
        assert "Women’s Aid" in theirs

    @pytest.mark.parametrize(
        "words",
        [
            "Cranstoun sent us most of these people.",
            "Referrals rose, as those of DIVERT did to [[figure divert-referrals]].",
        ],
    )
    def test_words_of_the_office_that_tell_of_another_are_kept_back(self, update, womens_aid, words):
        Entry.objects.filter(code="idva").update(words=f"{words}\n\nThe service did well.")
        part = parts_of(update, womens_aid)["idva"]
        assert not any("Cranstoun" in said or "154" in said for said in part.words)
        assert "Some of its words tell of others" in part.note

    def test_what_the_public_would_not_read_is_not_shown(self, update, womens_aid):
        owed = QuarterlyReturn.objects.get(service__code="ypidva", period__slug=QUARTER)
        Narrative.objects.filter(quarterly_return=owed, prompt=Prompt.UPDATE_WORDS).update(audience="board")
        part = parts_of(update, womens_aid)["ypidva"]
        assert not part.words
        assert "not shown" in {figure.value for figure in part.figures}  # a small number

    def test_own_words_are_known_where_the_update_writes_out_a_short_form(self, update):
        """Short forms are written out where the update first uses them, which the return did not do."""
        part = parts_of(update, body("YSS"))["morse"]
        assert part.note
        assert part.words

    def test_a_figure_of_a_service_of_several_has_no_comparison(self, update, womens_aid):
        other = body("Cranstoun")
        service = Entry.objects.get(section__update=update, code="idva").sources.first().service
        service.service_providers.create(provider=other, role="partner")
        part = parts_of(update, womens_aid)["idva"]
        assert "492" in {figure.value for figure in part.figures}
        assert not any("465" in beside for figure in part.figures for beside in figure.beside)

    def test_nothing_of_another_body_is_named_in_what_the_office_wrote(self, update):
        """Over the whole demonstration: whatever names another is in that provider's own words."""
        found = own_parts(update, office=Office.objects.get())
        names = owners._names()
        for provider, parts in found.items():
            for part in parts:
                if part.source != "words by the office":
                    continue
                said = " ".join(part.words).casefold()
                others = {name for key, known in names.items() if key != provider for name in known}
                assert not [name for name in others if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)]


class TestAsking:
    def test_all_or_none(self, update, officer, womens_aid):
        parts = own_parts(update, office=Office.objects.get())
        other = body("Cranstoun")
        wrong = Contact.objects.create(provider=womens_aid, name="X", email="x@wmwa.example")
        asked = [Asked(womens_aid, parts[womens_aid.pk]), Asked(other, parts[other.pk], wrong)]
        with pytest.raises(NotNow, match="contact of this provider"):
            ask_providers(update=update, asked=asked, reply_by=later(), by=officer, at=timezone.now())
        assert not ProviderCheck.objects.exists()

    @pytest.mark.parametrize("days", [0, -1, 61])
    def test_the_day_lies_ahead_and_not_too_far(self, update, officer, womens_aid, days):
        asked = [Asked(womens_aid, own_parts(update, office=Office.objects.get())[womens_aid.pk])]
        with pytest.raises(Faults) as refused:
            ask_providers(update=update, asked=asked, reply_by=later(days), by=officer, at=timezone.now())
        assert "a day after today" in refused.value.by_box["reply_by"]

    def test_who_may(self, update, person, womens_aid):
        with pytest.raises(NotYours):
            asked_of(update, womens_aid, person(Role.VIEWER))

    def test_not_after_it_is_signed_off(self, update, officer, womens_aid):
        Update.objects.filter(pk=update.pk).update(
            state=UpdateState.SIGNED_OFF, sent_at=timezone.now(), sent_by=officer
        )
        update.refresh_from_db()
        with pytest.raises(NotNow, match="signed off"):
            asked_of(update, womens_aid, officer)

    def test_asked_anew_the_earlier_one_ends_and_is_kept(self, update, officer, womens_aid, check):
        again = asked_of(update, womens_aid, officer)
        check.refresh_from_db()
        assert check.ended_at is not None
        assert list(ProviderCheck.objects.standing()) == [again]
        with pytest.raises(NotNow, match="newer version"):
            answer_check(check=check, answers={}, by=officer, at=timezone.now())

    def test_all_at_once_on_the_page(self, update, officer, client_of):
        client = client_of(officer)
        nobody = client.get(reverse("update-check", args=[QUARTER]))
        assert "–" not in nobody.content.decode().partition("<tbody")[2].partition("</tbody>")[0]
        page = client.get(reverse("update-check-send", args=[QUARTER]))
        number = len(own_parts(update, office=Office.objects.get()))
        assert text_of(nobody).count("Not asked yet") == number
        assert f"{number} providers are asked." in text_of(page)
        sent = client.post(reverse("update-check-send", args=[QUARTER]), day_boxes(later()))
        assert sent.status_code == 302
        assert ProviderCheck.objects.count() == number
        assert AuditEvent.objects.filter(act="ask-check").count() == number
        assert f"{number} asked, 0 agreed" in text_of(client.get(reverse("update-check", args=[QUARTER])))

    def test_the_day_stands_in_three_boxes_with_what_is_wrong_beside_it(self, update, officer, client_of):
        client, url = client_of(officer), reverse("update-check-send", args=[QUARTER])
        suggested = client.get(url).context["form"]["reply_by"].value()
        assert suggested == add_working_days(london_date(timezone.now()), 3)
        for sent, said in ((later(61), "at most 60 days from now"), (None, "Enter the day by which")):
            page = client.post(url, day_boxes(sent) if sent else {})
            assert page.status_code == 422
            assert said in page.context["form"].errors["reply_by"][0]
        assert not ProviderCheck.objects.exists()


class TestAnswering:
    def test_right_is_kept_without_a_question(self, check, own_person):
        rows = {row.pk: Answer(PartAnswer.RIGHT) for row in check.entries.all()}
        assert answer_check(check=check, answers=rows, by=own_person, at=timezone.now()) == len(rows)
        assert answer_check(check=check, answers=rows, by=own_person, at=timezone.now()) == 0
        assert not Question.objects.filter(asker=Asker.PROVIDER, record_kind=RecordKind.ENTRY).exists()
        state = states(check.update)[0]
        assert state.agreed
        assert words_of_checks([state], on=later()) == "1 asked, 1 agreed"

    def test_wrong_becomes_a_question_on_the_paragraph(self, check, own_person):
        row = check.entries.get(code="idva")
        said = {row.pk: Answer(PartAnswer.WRONG, "492 should be 490.")}
        answer_check(check=check, answers=said, by=own_person, at=timezone.now())
        question = Question.objects.get(record_kind=RecordKind.ENTRY, record_id=row.entry_id)
        assert question.asker == Asker.PROVIDER
        assert question.text.endswith("A fact is wrong. 492 should be 490.")
        assert question.service.code == "idva"
        assert "1 says something is not right (1 still open)" in words_of_checks(states(check.update), on=later())

    def test_said_anew_the_earlier_question_is_closed_with_what_is_said_now(self, check, own_person):
        row = check.entries.get(code="idva")
        for answer in (Answer(PartAnswer.PERSON, "The man in the last line."), Answer(PartAnswer.RIGHT)):
            answer_check(check=check, answers={row.pk: answer}, by=own_person, at=timezone.now())
        question = Question.objects.get(record_kind=RecordKind.ENTRY)
        assert question.state == QuestionState.CLOSED
        assert question.replies.get().text == "Right."

    @pytest.mark.parametrize(
        ("answer", "fault"),
        [
            (Answer(PartAnswer.WRONG), "Say which fact is wrong"),
            (Answer(PartAnswer.PERSON), "Say which words"),
            (Answer(PartAnswer.RIGHT, "But."), "something is written"),
            (Answer("", "Hm."), "Choose whether"),
            (Answer(PartAnswer.WRONG, "x" * 801), "801 characters"),
        ],
    )
    def test_what_can_t_be_kept_names_its_box_and_nothing_is_kept(self, check, own_person, answer, fault):
        first, second = list(check.entries.all())[:2]
        answers = {first.pk: Answer(PartAnswer.RIGHT), second.pk: answer}
        with pytest.raises(Faults) as faults:
            answer_check(check=check, answers=answers, by=own_person, at=timezone.now())
        assert fault in faults.value.by_box[f"text-{second.pk}"]
        assert not CheckedEntry.objects.exclude(answer="").exists()

    def test_another_provider_s_people_can_t_and_the_office_can_for_them(self, check, officer):
        row = check.entries.first()
        stranger = User.objects.create_user("x@y.example", name="Stranger", role=Role.PROVIDER)
        Membership.objects.create(user=stranger, provider=body("Cranstoun"), role=MembershipRole.EDITOR)
        with pytest.raises(NotYours):
            answer_check(check=check, answers={row.pk: Answer("right")}, by=stranger, at=timezone.now())
        assert answer_check(check=check, answers={row.pk: Answer("right")}, by=officer, at=timezone.now()) == 1

    def test_changed_since_they_checked(self, check, update):
        assert states(update, current=own_parts(update, office=Office.objects.get()))[0].changed == ()
        Entry.objects.filter(code="idva").update(words="Other words.")
        assert states(update, current=own_parts(update, office=Office.objects.get()))[0].changed == ("idva",)


class TestPages:
    def test_a_provider_s_person_reads_and_answers(self, check, own_person, client_of):
        client = client_of(own_person)
        address = reverse("own-check", args=[QUARTER])
        page = client.get(address)
        assert "This is not public yet" in text_of(page)
        assert "492" in text_of(page)
        row = check.entries.get(code="idva")
        typed = {f"answer-{row.pk}": "wrong", f"text-{row.pk}": ""}
        back = client.post(address, typed)
        assert back.status_code == 422
        assert "Say which fact is wrong" in text_of(back)
        assert client.post(address, typed | {f"text-{row.pk}": "All of it."}).status_code == 302
        assert "All of it." in client.get(address).content.decode()

    def test_nothing_typed_is_lost_when_one_box_is_missing(self, check, own_person, client_of):
        first, second = list(check.entries.all())[:2]
        typed = {f"answer-{first.pk}": "person", f"text-{first.pk}": "Her village.", f"answer-{second.pk}": "wrong"}
        address = reverse("own-check", args=[QUARTER])
        back = client_of(own_person).post(address, typed)
        form = next(each for each in forms_of(back.content, address) if f"text-{first.pk}" in each.texts)
        assert form.sends[f"text-{first.pk}"] == ["Her village."]

    def test_a_neighbour_sees_nothing_of_it(self, check, client_of):
        stranger = User.objects.create_user("x@y.example", name="Stranger", role=Role.PROVIDER)
        Membership.objects.create(user=stranger, provider=body("Cranstoun"), role=MembershipRole.EDITOR)
        page = client_of(stranger).get(reverse("own-check", args=[QUARTER]))
        assert "nothing to check" in text_of(page)
        assert "492" not in text_of(page)

    def test_few_queries(self, check, own_person, officer, client_of):
        assert queries_of(client_of(own_person), reverse("own-check", args=[QUARTER])) <= 8

    def test_the_office_s_page_of_one_provider_has_both_states_and_the_text_to_copy(self, check, officer, client_of):
        Entry.objects.filter(code="idva").update(words="Other words.")
        Office.objects.reference_changed()
        page = text_of(client_of(officer).get(reverse("update-check-provider", args=[QUARTER, check.pk])))
        assert "Changed since they were shown it." in page
        assert "Other words." in page
        assert "Please check your part of our quarterly update" in page


class TestByLink:
    @pytest.fixture
    def link(self, update, officer, womens_aid, settings) -> CheckLink:
        settings.MAIL_ON = True
        contact = Contact.objects.create(provider=womens_aid, name="Helen Marsh", email="helen@wmwa.example")
        asked_of(update, womens_aid, officer, contact)
        return CheckLink.objects.get()

    def newest(self, pattern: str) -> str:
        outbox.send_waiting(at=timezone.now())
        match = re.search(pattern, mails.outbox[-1].body)
        assert match
        return match[1]

    def opened(self, link: CheckLink) -> Client:
        client = Client()
        client.get(self.newest(r"(/check/open/\S+)"))
        code = reverse("check-code", args=[link.pk])
        client.post(code, {"do": "send"})
        assert client.post(code, {"code": self.newest(r"code is (\d{6})")}).status_code == 302
        return client

    def test_from_the_mail_to_the_answer(self, link):
        client = self.opened(link)
        address = reverse("check", args=[link.pk])
        row = link.check_of.entries.get(code="idva")
        assert "492" in text_of(client.get(address))
        assert client.post(address, {f"answer-{row.pk}": "right"}).status_code == 302
        row.refresh_from_db()
        assert row.answer == PartAnswer.RIGHT
        assert ProviderCheck.objects.get().answered_by == link.user

    def test_without_the_code_it_opens_nothing(self, link):
        client = Client()
        client.get(self.newest(r"(/check/open/\S+)"))
        assert client.get(reverse("check", args=[link.pk])).status_code == 302
        assert Client().get(reverse("check", args=[link.pk])).status_code == 404

    def test_it_opens_no_return_and_no_other_page(self, link):
        client = self.opened(link)
        owed = QuarterlyReturn.objects.filter(provider=link.contact.provider).first()
        assert client.get(reverse("return", args=[owed.pk])).status_code == 302
        assert client.get(reverse("answer", args=[link.pk])).status_code == 404

    def test_asked_anew_the_link_has_ended(self, link, update, officer, womens_aid):
        client = self.opened(link)
        asked_of(update, womens_aid, officer)
        assert client.get(reverse("check", args=[link.pk])).status_code == 404

    def test_a_week_after_the_day_it_is_over(self, link):
        client = self.opened(link)
        CheckLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert client.get(reverse("check", args=[link.pk])).status_code == 404
