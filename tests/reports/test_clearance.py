"""What must be clear or decided before sign-off: what is found in the real update, and what each answer does."""

import pytest
from django.urls import reverse
from django.utils import timezone

from commissioning.models import CaseStudy, NewsItem, Observation, Service
from providers.models import Contact, Provider
from reports import exports
from reports.builder import build_public, clearance
from reports.builder.checks import CheckKind
from reports.document import Audience, to_json
from reports.models import CheckAct, CheckAnswer, Entry, Update, UpdateState
from reports.workflow.clearance import answer_check, print_several, withdraw_answer
from tracker.audit import verify_chain
from tracker.models import AuditEvent, Office
from tracker.refusals import NeedsReason, NotNow, NotYours
from tracker.roles import Role

pytestmark = pytest.mark.usefixtures("demo")
WORDS = "We met one young person who declined.\n\nAll others stayed."
SAID = {
    "ypidva": ("We met one young person who declined.", CheckKind.NUMBER),
    "longlands": ("Only one man came to it.", CheckKind.SMALL),
    "isva": ("Write to jo.bloggs@example.org about it.", CheckKind.DETAIL),
    "branch": ("Ring 01632 960123 about it.", CheckKind.DETAIL),
    "drive": ("It is near WR2 4QZ.", CheckKind.DETAIL),
    "val": ("Her number is 943 476 5919.", CheckKind.DETAIL),
    "victim-support": ("She was born on 4 May 1988.", CheckKind.DETAIL),
    "climb": ("See crime number 22/12345/21.", CheckKind.DETAIL),
    "my-time": ("One woman said that her son sleeps again.", CheckKind.STORY),
    "steer-clear": ("The Council failed to answer.", CheckKind.REMARK),
    "morse": ("We are in talks about an extension of the contract.", CheckKind.TALKS),
    "sara": ("It is for people with PTSD.", CheckKind.ACRONYM),
}
PLAIN = [
    "Many people were helped, and all were content.",
    "The contract was extended by a year in June.",
    "Two staff joined the team.",
    "The Council helped to open it.",
]


@pytest.fixture
def update() -> Update:
    return Update.objects.get(period__slug="2022-23-q2")


def told(update: Update) -> set[tuple[str, CheckKind]]:
    """Where each kind is found."""
    checks = clearance(update, office=Office.objects.get())
    return {(each.anchor, each.kind) for each in (*checks.must, *checks.asked, *checks.hidden)}


def found(update: Update, kind: CheckKind, anchor: str = ""):
    checks = clearance(update, office=Office.objects.get())
    return [
        each
        for each in (*checks.must, *checks.asked, *checks.hidden)
        if each.kind == kind and (not anchor or each.anchor == anchor)
    ]


def write(code: str, words: str) -> None:
    Entry.objects.filter(code=code).update(words=words)


def public(update: Update) -> str:
    return str(to_json(build_public(update, office=Office.objects.get()).document))


def board(update: Update) -> str:
    return str(to_json(exports.update_document(update, audience=Audience.BOARD)))


@pytest.fixture
def of(person):
    """One person of each role."""
    people = {}
    return lambda role: people[role] if role in people else people.setdefault(role, person(role))


@pytest.fixture
def answer(update, of):
    def give(check, act: str, reason: str = "", role: Role = Role.MANAGER):
        return answer_check(
            update,
            key=check.key,
            digest=check.digest,
            act=act,
            reason=reason,
            by=of(role),
            at=timezone.now(),
        )

    return give


@pytest.mark.pages
class TestFound:
    def test_in_the_real_update(self, update):
        checks = clearance(update, office=Office.objects.get())
        kinds = {check.kind for check in checks.must}
        assert kinds == {CheckKind.SMALL, CheckKind.CASE, CheckKind.TALKS}
        assert {check.kind for check in checks.asked} == {
            CheckKind.UNVERIFIED,
            CheckKind.AFTER,
            CheckKind.NO_FIGURE,
            CheckKind.ACRONYM,
        }
        assert [check.anchor for check in checks.hidden] == ["ypidva"]
        assert checks.open == checks.must

    def test_in_words(self, update):
        """Each kind in a paragraph of its own, where it was not before."""
        for code in SAID:
            write(code, "Many people were helped.")
        expected = {(code, kind) for code, (_, kind) in SAID.items()}
        assert not expected & told(update)
        for code, (words, _) in SAID.items():
            write(code, words)
        assert expected - told(update) == set()

    def test_nothing_where_there_is_nothing(self, update):
        write("ypidva", "\n\n".join(PLAIN))
        assert not [each for each in clearance(update, office=Office.objects.get()).must if each.anchor == "ypidva"]

    def test_a_case_that_is_approved_for_publication_is_not_asked_about(self, update, person):
        before = {check.key for check in found(update, CheckKind.CASE)}
        key = min(before)
        CaseStudy.objects.filter(pk=key.partition(":")[2]).update(
            state="publication", checked_by=person(Role.OFFICER), checked_at=timezone.now()
        )
        assert before - {check.key for check in found(update, CheckKind.CASE)} == {key}


class TestContacts:
    """No contact of a provider, and no address that is confidential, is published, whatever anybody answers."""

    @pytest.fixture
    def contact(self):
        provider = Provider.objects.get(service_providers__service__code="ypidva")
        return Contact.objects.create(
            provider=provider, name="Perpetua Quill", email="p.quill@refuge.example", telephone="01632 960 777"
        )

    @pytest.mark.parametrize(
        "words",
        ["Ask Perpetua Quill.", "Write to P.Quill@refuge.example.", "Ring 01632 960777.", "Ring 01632-960-777."],
    )
    def test_words_that_lead_to_a_contact_are_not_printed_and_no_one_overrides(self, update, contact, words, answer):
        write("ypidva", f"{words}\n\nAll is well.")
        assert words not in public(update)
        assert "All is well." in public(update)
        (check,) = found(update, CheckKind.CONTACT, "ypidva")
        with pytest.raises(NotNow):
            answer(check, CheckAct.OVERRIDE, "It is known anyhow.")
        answer(check, CheckAct.LEAVE_OUT)
        assert not [each for each in clearance(update, office=Office.objects.get()).open if each.key == check.key]

    def test_a_place_of_a_confidential_service_is_not_printed(self, update):
        write("climb", "It moved to 12 Rosemary Lane.\n\nIt moved to WR2 4QZ.\n\nIt moved.")
        assert "12 Rosemary Lane" in public(update)
        Service.objects.filter(code="climb").update(address_confidential=True)
        said = public(update)
        assert "12 Rosemary Lane" not in said
        assert "WR2 4QZ" not in said
        assert "It moved." in said


class TestAnswers:
    def test_what_is_left_out_is_not_in_the_public_s_copy(self, update, answer):
        write("climb", "Only one man came to it.\n\nAll others stayed.")
        check = next(each for each in found(update, CheckKind.SMALL, "climb") if "one man" in each.quote)
        answer(check, CheckAct.LEAVE_OUT, role=Role.OFFICER)
        assert "Only one man" not in public(update)
        assert "All others stayed." in public(update)
        assert "Only one man" in board(update)
        assert verify_chain()

    def test_what_is_for_the_office_is_not_in_the_board_s_copy(self, update, answer):
        write("climb", "Only one man came to it.\n\nAll others stayed.")
        check = next(each for each in found(update, CheckKind.SMALL, "climb") if "one man" in each.quote)
        answer(check, CheckAct.OFFICE_ONLY)
        assert "Only one man" not in board(update)
        assert "All others stayed." in board(update)

    def test_a_manager_lets_a_number_print_with_a_reason(self, update, answer):
        write("ypidva", WORDS)
        (check,) = found(update, CheckKind.NUMBER, "ypidva")
        assert "one young person" not in public(update)
        with pytest.raises(NeedsReason):
            answer(check, CheckAct.OVERRIDE, " ")
        with pytest.raises(NotYours):
            answer(check, CheckAct.OVERRIDE, "She agreed.", role=Role.OFFICER)
        answer(check, CheckAct.OVERRIDE, "She agreed.")
        assert "one young person" in public(update)
        (given,) = found(update, CheckKind.NUMBER, "ypidva")
        assert given.answer is not None
        assert given.answer.reason == "She agreed."
        assert AuditEvent.objects.latest("number").reason == "She agreed."

    def test_an_answer_holds_only_for_its_words(self, update, answer):
        write("ypidva", WORDS)
        answer(found(update, CheckKind.NUMBER, "ypidva")[0], CheckAct.OVERRIDE, "She agreed.")
        write("ypidva", WORDS.replace("We met", "They met"))
        assert "one young person" not in public(update)
        assert found(update, CheckKind.NUMBER, "ypidva")[0].answer is None

    def test_an_answer_holds_only_for_its_numbers(self, update, answer):
        write("ypidva", "One of 3 declined.")
        answer(found(update, CheckKind.NUMBER, "ypidva")[0], CheckAct.OVERRIDE, "She agreed.")
        assert "One of 3 declined." in public(update)
        other = Observation.objects.filter(service_measure__service__code="ypidva", value__gt=5).earliest("pk")
        Observation.objects.filter(pk=other.pk).update(value=3)
        assert "One of 3 declined." not in public(update)
        assert found(update, CheckKind.NUMBER, "ypidva")[0].answer is None

    def test_a_manager_releases_a_count_everywhere_it_stands(self, update, answer):
        (check,) = found(update, CheckKind.CELL)
        answer(check, CheckAct.OVERRIDE, "Everybody knows it.")
        rows = build_public(update, office=Office.objects.get()).document.annexes
        row = next(row for annex in rows for row in annex.figures if row.code == "ypidva-declined")
        assert row.value == "1"
        (given,) = found(update, CheckKind.CELL)
        assert given.answer is not None

    def test_a_released_count_is_hidden_again_when_it_changes(self, update, answer):
        answer(found(update, CheckKind.CELL)[0], CheckAct.OVERRIDE, "Everybody knows it.")
        Observation.objects.filter(service_measure__code="ypidva-declined", value=1).update(value=2)
        rows = build_public(update, office=Office.objects.get()).document.annexes
        row = next(row for annex in rows for row in annex.figures if row.code == "ypidva-declined")
        assert row.value is None

    def test_an_answer_is_taken_back(self, update, answer, of):
        check = found(update, CheckKind.CASE)[0]
        answer(check, CheckAct.LEAVE_OUT)
        withdraw_answer(update, key=check.key, by=of(Role.OFFICER), at=timezone.now())
        assert not CheckAnswer.objects.exists()
        with pytest.raises(NotNow):
            withdraw_answer(update, key=check.key, by=of(Role.OFFICER), at=timezone.now())

    def test_what_a_manager_overrode_an_officer_does_not_take_back(self, update, answer, of):
        check = found(update, CheckKind.CELL)[0]
        answer(check, CheckAct.OVERRIDE, "Everybody knows it.")
        with pytest.raises(NotYours):
            withdraw_answer(update, key=check.key, by=of(Role.OFFICER), at=timezone.now())

    def test_facts_that_changed_meanwhile_are_not_answered(self, update, answer):
        write("ypidva", WORDS)
        (check,) = found(update, CheckKind.NUMBER, "ypidva")
        write("ypidva", "All stayed.")
        with pytest.raises(NotNow, match="no longer so"):
            answer(check, CheckAct.LEAVE_OUT)

    def test_nothing_is_answered_after_sign_off(self, update, answer, of):
        check = found(update, CheckKind.CASE)[0]
        sent = {"sent_by": of(Role.OFFICER), "sent_at": timezone.now()}
        Update.objects.filter(pk=update.pk).update(state=UpdateState.SIGNED_OFF, **sent)
        with pytest.raises(NotNow, match="signed off"):
            answer(check, CheckAct.LEAVE_OUT)


MANY = "Phase 1 has begun.\n\nWe met one young person who declined.\n\nOne of the three posts is vacant."


class TestSeveral:
    """One reason may do for many texts with a hidden number; each has its own answer."""

    def test_a_text_says_which_hidden_count_its_number_equals_and_what_it_plainly_stands_for(self, update):
        write("ypidva", MANY)
        checks = found(update, CheckKind.NUMBER)
        assert {check.other for check in checks} == {("Phase 1",), (), ("One of the three posts",)}
        assert all("1, as much as YPIDVA declined service" in check.sentence for check in checks)

    def test_those_that_are_chosen_print_for_one_reason(self, update, of):
        write("ypidva", MANY)
        chosen = {check.key: check.digest for check in found(update, CheckKind.NUMBER) if check.other}
        events = AuditEvent.objects.count()
        at, reason = timezone.now(), "Neither counts people."
        assert print_several(update, chosen=chosen, reason=reason, by=of(Role.MANAGER), at=at) == 2
        assert AuditEvent.objects.count() == events + 2
        assert [check.other for check in found(update, CheckKind.NUMBER) if check.answer is None] == [()]
        assert {answer.reason for answer in CheckAnswer.objects.all()} == {reason}
        assert "Phase 1 has begun." in public(update)
        assert "one young person" not in public(update)
        verify_chain()

    @pytest.mark.parametrize(
        ("role", "reason", "stale", "refusal"),
        [
            (Role.OFFICER, "Neither counts people.", False, NotYours),
            (Role.MANAGER, " ", False, NeedsReason),
            (Role.MANAGER, "Neither counts people.", True, NotNow),
        ],
    )
    def test_all_are_refused_or_none(self, update, of, role, reason, stale, refusal):
        write("ypidva", MANY)
        chosen = {check.key: check.digest for check in found(update, CheckKind.NUMBER)}
        if stale:
            chosen[max(chosen)] = "0" * 64
        with pytest.raises(refusal):
            print_several(update, chosen=chosen, reason=reason, by=of(role), at=timezone.now())
        assert not CheckAnswer.objects.exists()

    def test_no_other_kind_of_check_is_answered_so(self, update, of):
        check = found(update, CheckKind.CELL)[0]
        with pytest.raises(NotNow):
            print_several(
                update, chosen={check.key: check.digest}, reason="Known.", by=of(Role.MANAGER), at=timezone.now()
            )


class TestPage:
    def test_several_texts_are_ticked_and_what_was_ticked_comes_back(self, update, person, client_of):
        write("ypidva", MANY)
        client = client_of(person(Role.MANAGER))
        page = client.get(self.address).content.decode()
        assert "The number plainly stands for something else" in page
        ticked = [f"{check.key} {check.digest}" for check in found(update, CheckKind.NUMBER) if check.other]
        posted = {"act": "override-several", "together": ticked[:1], "reason": ""}
        refused = client.post(self.address, posted)
        assert refused.status_code == 422
        assert f'value="{ticked[0]}" checked' in refused.content.decode()
        assert f'value="{ticked[1]}" checked' not in refused.content.decode()
        client.post(self.address, {**posted, "together": ticked, "reason": "Neither counts people."})
        assert CheckAnswer.objects.count() == 2
        assert "Let several texts print" not in client.get(self.address).content.decode()

    address = "/quarters/2022-23-q2/update/checks/"

    def test_it_lists_what_stands_in_the_way(self, person, client_of):
        page = client_of(person(Role.OFFICER)).get(self.address).content.decode()
        assert "Must be clear or decided" in page
        assert "stand in the way of signing off" in page
        assert "YPIDVA declined service" in page
        assert "manager can let it print" in page

    def test_an_answer_is_given_by_its_form(self, update, person, client_of):
        check = found(update, CheckKind.CASE)[0]
        client = client_of(person(Role.OFFICER))
        posted = {"key": check.key, "digest": check.digest, "act": "leave_out"}
        assert client.post(self.address, posted, follow=True).status_code == 200
        assert CheckAnswer.objects.get().key == check.key
        client.post(self.address, {"key": check.key, "act": "withdraw"})
        assert not CheckAnswer.objects.exists()

    def test_a_refused_answer_comes_back_with_its_reason(self, update, person, client_of):
        check = found(update, CheckKind.CELL)[0]
        posted = {"key": check.key, "digest": "old", "act": "override", "reason": "Everybody knows it."}
        answer = client_of(person(Role.MANAGER)).post(self.address, posted)
        assert answer.status_code == 422
        assert "Everybody knows it.</textarea>" in answer.content.decode()
        assert "no longer so" in answer.content.decode()

    def test_events_after_the_quarter_are_asked_about_and_may_stay(self, update, person, client_of):
        assert NewsItem.objects.filter(on__gt=update.period.end).exists()
        check = found(update, CheckKind.AFTER)[0]
        client_of(person(Role.OFFICER)).post(
            reverse("update-checks", args=["2022-23-q2"]), {"key": check.key, "digest": check.digest, "act": "fine"}
        )
        assert found(update, CheckKind.AFTER)[0].answer is not None
