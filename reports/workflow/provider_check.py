"""The providers' check: each is sent its own part of the update with a day, and what it answers becomes questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from commissioning.choices import Asker, QuestionState, RecordKind
from commissioning.models import Question, QuestionReply
from commissioning.workflow.links import LinkKind, send_link
from providers.models import Contact, Provider
from reports.builder.own_parts import OwnPart
from reports.models import CheckedEntry, CheckLink, EntrySource, PartAnswer, ProviderCheck, Update, UpdateState
from tracker.audit import Told, record_all
from tracker.audit import record as record_event
from tracker.models import User
from tracker.periods import end_of_day_london, london_date
from tracker.refusals import Faults, NotNow, NotYours

CHECKS = LinkKind(CheckLink, "check_of", "check-open", "provider-check", "provider-check-code")
ASKS = "reports.build_update"
ANSWERS = "reports.check_own_part"
LIMIT = 800  # of what is said; with the provider's name it makes a question
LONGEST = timedelta(days=60)
GRACE = timedelta(days=7)  # how long after its day a link still takes an answer
SAY_WHAT = {
    PartAnswer.WRONG: "Say which fact is wrong, and what it should be.",
    PartAnswer.PERSON: "Say which words could point to a person.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One provider to be asked: what it is shown, and the contact who gets the link; nobody: as text to copy."""

    provider: Provider
    parts: tuple[OwnPart, ...]
    contact: Contact | None = None


@transaction.atomic
def ask_providers(
    *, update: Update, asked: Iterable[Asked], reply_by: date | None, by: User, at: datetime
) -> list[ProviderCheck]:
    """Send these providers their parts, all or none. Who was asked before is asked anew, and the earlier check ends."""
    if not by.has_perm(ASKS):
        raise NotYours("Your role doesn’t allow sending the update to providers. An officer or a manager does it.")
    check_before_signing(update)
    if reply_by is None or not london_date(at) < reply_by <= london_date(at) + LONGEST:
        day = f"Give a day after today by which they are to answer, at most {LONGEST.days} days from now."
        raise Faults({"reply_by": day})
    listed = [each for each in asked if each.parts]
    if not listed:
        raise NotNow("There is nobody to send it to: nothing of these providers would be published.")
    providers = [each.provider for each in listed]
    earlier = ProviderCheck.objects.standing().filter(update=update, provider__in=providers)
    CheckLink.objects.filter(check_of__in=earlier, ended_at=None).update(ended_at=at)
    earlier.update(ended_at=at)
    made = [_ask(update, each, reply_by, by, at) for each in listed]
    record_all([Told("ask-check", check) for check in made], by=by, at=at)
    return made


def check_before_signing(update: Update) -> None:
    """What providers say can change nothing once the words are signed off."""
    if update.state not in (UpdateState.DRAFT, UpdateState.IN_REVIEW):
        raise NotNow("The update is signed off: what providers say comes too late for it. A new version takes it up.")


def _ask(update: Update, asked: Asked, reply_by: date, by: User, at: datetime) -> ProviderCheck:
    check = ProviderCheck.objects.create(
        update=update, provider=asked.provider, reply_by=reply_by, asked_by=by, asked_at=at
    )
    CheckedEntry.objects.bulk_create(
        CheckedEntry(
            check_of=check,
            entry_id=part.entry,
            code=part.code,
            heading=part.heading,
            shown=part.shown,
            digest=part.digest,
            place=place,
        )
        for place, part in enumerate(asked.parts, start=1)
    )
    if asked.contact is not None:
        if asked.contact.provider_id != asked.provider.pk:
            raise NotNow("A link goes to a contact of this provider who has an e-mail address.")
        until = end_of_day_london(reply_by) + GRACE
        send_link(CHECKS, about=check, contact=asked.contact, by=by, at=at, expires_at=until)
    return check


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one paragraph: right, wrong or could point to a person, and the words for it."""

    answer: str
    text: str = ""

    @property
    def fault(self) -> str:
        if self.answer not in PartAnswer.values:
            return "Choose whether a fact is wrong, or whether it could point to a person."
        if self.answer == PartAnswer.RIGHT and self.text:
            return "“Right” is chosen, and something is written. Choose what is not right, or take the words away."
        if self.answer in SAY_WHAT and not self.text:
            return SAY_WHAT[PartAnswer(self.answer)]
        if len(self.text) > LIMIT:
            return f"This is {len(self.text):,} characters long, and {LIMIT:,} can be kept. Shorten it."
        return ""


@transaction.atomic
def answer_check(*, check: ProviderCheck, answers: Mapping[int, Answer], by: User, at: datetime) -> int:
    """Keep what is said of the paragraphs of a check, by their keys; answers how many answers are new or changed.

    What is wrong, or could point to a person, becomes a question to the office about the paragraph. Said of anew, the
    earlier question is closed with what is said now.
    """
    if not may_answer(by, check):
        raise NotYours("Only the provider’s own people answer this, or an officer who writes it down for them.")
    check = ProviderCheck.objects.select_for_update().select_related("provider", "update").get(pk=check.pk)
    check_before_signing(check.update)
    if check.ended_at is not None:
        raise NotNow("The office has sent a newer version since. Open that one.")
    if faults := {f"text-{key}": each.fault for key, each in answers.items() if each.fault}:
        raise Faults(faults)
    changed = [
        _answer(row, answers[row.pk], check, by, at)
        for row in check.entries.select_related("entry", "question")
        if row.pk in answers and (row.answer, row.text) != (answers[row.pk].answer, answers[row.pk].text)
    ]
    if changed:
        check.answered_by, check.answered_at = by, at
        check.save(update_fields=["answered_by", "answered_at"])
        record_event(act="answer-check", record=check, by=by, at=at, changes=dict(changed))
    return len(changed)


def may_answer(user: User, check: ProviderCheck) -> bool:
    """The provider's own people, a contact to whom its link was sent, and the office for them."""
    if not user.is_provider:
        return user.has_perm(ASKS)
    membership = getattr(user, "membership", None)
    if membership is not None:
        return bool(user.has_perm(ANSWERS) and membership.provider_id == check.provider_id)
    return check.links.filter(user=user, ended_at=None).exists()


def _answer(
    row: CheckedEntry, said: Answer, check: ProviderCheck, by: User, at: datetime
) -> tuple[str, tuple[str, str]]:
    before = row.get_answer_display() if row.answer else ""
    row.answer, row.text = said.answer, said.text
    _close(row.question, said, by, at)
    row.question = _question(row, check, by, at) if said.answer in SAY_WHAT else row.question
    row.save(update_fields=["answer", "text", "question"])
    return row.code, (before, row.get_answer_display())


def _close(question: Question | None, said: Answer, by: User, at: datetime) -> None:
    """What was said before no longer waits: the newer answer stands in its thread."""
    if question is None or question.state == QuestionState.CLOSED:
        return
    words = f"{PartAnswer(said.answer).label}. {said.text}".strip()
    QuestionReply.objects.create(question=question, text=words, by=by, at=at)
    question.state, question.closed_by, question.closed_at = QuestionState.CLOSED, by, at
    question.save(update_fields=["state", "closed_by", "closed_at"])


def _question(row: CheckedEntry, check: ProviderCheck, by: User, at: datetime) -> Question:
    """About the paragraph, or the provider once that is taken out. The service's officer sees it at home."""
    about = (RecordKind.ENTRY, row.entry_id) if row.entry_id else (RecordKind.PROVIDER, check.provider_id)
    return Question.objects.create(
        record_kind=about[0],
        record_id=about[1],
        service_id=_service(row),
        asker=Asker.PROVIDER,
        text=f"{check.provider.brief_name}: {row.get_answer_display()}. {row.text}",
        asked_by=by,
        asked_at=at,
    )


def _service(row: CheckedEntry) -> int | None:
    sources = EntrySource.objects.filter(entry=row.entry_id, service__isnull=False)
    return sources.values_list("service_id", flat=True).first() if row.entry_id else None
