"""The page of one record: where it stands, its parts, its questions, its history, and what can be done now."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import BETWEEN_US, Asker, QuestionState, RecordKind, State, Template
from commissioning.models import (
    ObservationValue,
    OfficeItem,
    Pack,
    Passage,
    QuarterlyReturn,
    Question,
    QuestionReply,
    Reminder,
    Submission,
)
from commissioning.models.owed import UNSENT_STATES
from commissioning.models.seeing import why_rated
from commissioning.views.changes import changed_since
from commissioning.views.contents import content_parts
from commissioning.views.keeping import ask_url
from commissioning.views.live import now_printed, texts_in
from commissioning.views.needs.rows import CHASES, chase_url
from commissioning.views.owed import address, back_to, person, scene_for, title_of, who_of
from commissioning.views.quarters import Scene
from commissioning.views.records import history_url
from commissioning.views.reminded import standing_row
from commissioning.views.used import MEANT, used_row
from commissioning.views.words_in.behind import FILES, passages_behind, texts_behind
from commissioning.workflow import may_enter, steps_for
from commissioning.workflow.answers import Answer
from commissioning.workflow.closing import DONE
from commissioning.workflow.content import newest_submission, submissions_of
from commissioning.workflow.corrections import corrections_in
from commissioning.workflow.entry import WRITES
from commissioning.workflow.life import STEPS, Record, kind_of, name_of, shut_words
from commissioning.workflow.progress import EMPTY, progress_of
from commissioning.workflow.questions import about, may_close, threads, waits_for_office
from commissioning.workflow.sections import further_pages_of, pages_of
from commissioning.workflow.subjects import Subject, is_owed, subject_kind
from commissioning.workflow.uses import AS_OF, USE
from tracker import formats
from tracker.audit import KEY, with_names
from tracker.models import AuditEvent, User
from tracker.periods import london_date
from tracker.roles import Role
from tracker.set_up.history import LONG_TEXT, field_words
from tracker.together import Rows, together

Row = dict[str, Any]
NEWEST = 12
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ACTS = {
    "save": "Saved",
    "carry-forward": "Said again as one quarter earlier",
    "ask": "Question asked",
    "answer": "Question answered",
    "close-question": "Question closed",
    "acknowledge": "Warning let through",
    "attach": "File added",
    "add": "Added",
    "check-case": "Case checked",
    "remind": "Reminder sent",
    "escalate": "Question escalated",
    "send-link": "Personal link sent",
    "end-link": "Personal link taken back",
    "ask-more-time": "More time asked for",
    "correct": "Figure corrected",
    "decline-correction": "Correction declined",
    USE: "Told in a published update",
}
ON_CHECK = ("submit", "approve", "checked", "send-back")


def hub(request: HttpRequest, record: Record, **more: Any) -> HttpResponse:
    """Where the record stands, and the way to its parts."""
    context = hub_context(request, record)
    tasks = task_list(record) if context["enters"] and len(pages_of(record)) > 1 else []
    return render(request, "commissioning/returns/hub.html", context | {"tasks": tasks} | more)


def threads_and_events(record: Record, user: User) -> list[QuerySet[Any]]:
    """What was asked of the record and done with it, to be read together; and, for the office, who was reminded."""
    reminded = [] if user.is_provider else [Reminder.objects.about(kind_of(record), record.pk).with_people()]
    corrections = [corrections_in(record)] if isinstance(record, QuarterlyReturn) else []
    return [*about(record, user), newest_events(record), passages_behind(record, user), *reminded, *corrections]


def hub_context(request: HttpRequest, record: Record, rows: Rows | None = None) -> dict[str, Any]:
    """`rows`: the record's threads and events, where they are read already."""
    scene = scene_for(request, record)
    enters = may_enter(person(request), record)
    offered = offers(record, person(request))
    hidden = ON_CHECK if record.state == State.NOT_STARTED else (*ON_CHECK, "nothing-to-report")
    reads_only = person(request).role == Role.VIEWER
    sent = sent_of(record, person(request))
    prints = now_printed(record, scene, texts_in(*(each.content for each in sent)))
    rows = rows or together(*threads_and_events(record, person(request)))
    return {
        "record": record,
        "state": State(record.state),
        "kind": kind_of(record).value,
        "name": name_of(record),
        "title": title_of(record),
        "who": who_of(record),
        "back": back_to(record, scene),
        "standing": [
            *standing_rows(record, scene),
            *standing_row(rows.get(Reminder, ())),
            *used_row(record, rows[AuditEvent]),
        ],
        "chase_url": chase_url_of(record, scene),
        "links_url": links_url_of(record, scene),
        "mails_url": address(record, "mails") if scene.user.has_perm(CHASES) else "",
        "enters": enters,
        "shut": shut_words(record) if record.is_shut and record.state not in DONE else "",
        "further": further(record) if enters else [],
        "pack_tasks": pack_tasks(record),
        "sheets": sheets(record, person(request)),
        "check_url": address(record, "check"),
        "decides": record.state == State.SUBMITTED and "approve" in {offer["act"] for offer in offered},
        "reads_only": reads_only,
        "parts_sent": parts_sent(sent, record, person(request), prints, rows) if sent else [],
        "changed": changed_since(sent, None, person(request), prints) if record.state == State.SUBMITTED else {},
        **asking(request, record, rows),
        "history": history_rows(rows[AuditEvent][:NEWEST], person(request)),
        "history_url": history_url(scene, f"{kind_of(record)}s", record.pk),
        "texts": texts_behind(rows[Passage]) if person(request).has_perm(FILES) else [],
        "offers": [offer for offer in offered if offer["act"] not in hidden],
    }


def parts_sent(
    sent: Sequence[Submission], record: Record, user: User, prints: Mapping[str, str], rows: Rows
) -> list[Row]:
    """What was sent last, with what was corrected since."""
    corrected = corrected_since(rows.get(ObservationValue, ()), sent)
    return content_parts(sent[-1].content, record, user, prints=prints, corrected=corrected)


def corrected_since(
    corrections: Iterable[ObservationValue], sent: Sequence[Submission]
) -> dict[tuple[str, str], tuple[str, str]]:
    """The figures that were corrected after the record was last sent: what is in force now, since when and why."""
    return {
        (row.observation.service_measure.code, row.observation.category.code): (
            Answer(row.observation, row).words,
            f"corrected {formats.day(london_date(row.at))}: {row.why}",
        )
        for row in corrections
        if sent and row.at >= sent[-1].at
    }


def sent_of(record: Record, user: User) -> list[Submission]:
    """What was sent the last two times, as far as it is shown: nothing while it is open, to a viewer the approved."""
    if user.role == Role.VIEWER:
        approved = newest_submission(record, approved=True)
        return [approved] if approved else []
    return [] if record.is_open else list(reversed(submissions_of(record).reverse()[:2]))


def chase_url_of(record: Record, scene: Scene) -> str:
    """The way to remind the provider of what is missing; empty where nothing is, or it is not for the provider."""
    if record.state not in UNSENT_STATES or isinstance(record, OfficeItem) or not scene.user.has_perm(CHASES):
        return ""
    services = [record.service_id] if isinstance(record, QuarterlyReturn) else scene.portfolio.services
    sends = scene.portfolio.sends(record.provider_id, services, record.period.end)
    return chase_url(scene, record.provider_id) if sends else ""


def links_url_of(record: Record, scene: Scene) -> str:
    """The way to a personal link for a light return that is open."""
    light = isinstance(record, QuarterlyReturn) and record.service.template == Template.LIGHT
    return reverse("return-links", args=[record.pk]) if light and record.is_open and scene.user.has_perm(CHASES) else ""


def asking(request: HttpRequest, record: Subject, rows: Rows) -> dict[str, Any]:
    """Questions and what this person may do about them."""
    asks = request.user.has_perm("commissioning.ask_questions")
    by_link = getattr(request, "opened_by_link", None) is not None
    answers = request.user.has_perm("commissioning.answer_as_provider") and not by_link
    return {
        "ask_url": ask_url(subject_kind(record), record.pk) if asks else "",
        "questions": [
            question_row(each, replies, record)
            | {
                "can_reply": answers and can_reply(each, person(request)),
                "can_close": asks and can_close(each, person(request)),
                "correct_url": correct_url(each, person(request)),
            }
            for each, replies in threads(rows)
        ],
    }


def can_reply(question: Question, user: User) -> bool:
    return question.state != QuestionState.CLOSED and not waits_for_office(question, user)


def can_close(question: Question, user: User) -> bool:
    """Whether it can be closed in a press; a request for a correction is taken over or declined instead."""
    return question.state != QuestionState.CLOSED and not question.proposed and may_close(question, user)


def correct_url(question: Question, user: User) -> str:
    """Where the office decides on a correction that a provider asks for; empty for any other question."""
    waits = question.proposed and question.state != QuestionState.CLOSED
    return reverse("correction", args=[question.pk]) if waits and user.has_perm("commissioning.approve_returns") else ""


def standing_rows(record: Record, scene: Scene) -> list[Row]:
    """State, dates and people in a list of names and values."""
    late = record.days_late(scene.on)
    rows: list[Row] = [
        {"key": "Due", "value": _due(record, late), "nil": "no date", "sub": record.agreed_due_reason},
        {"key": "Sent", "value": _who_when(record.submitted_by, record.submitted_at), "nil": "not yet"},
        *([{"key": "Checked", "value": _who_when(record.checked_by, record.checked_at)}] if record.checked_at else []),
        {"key": "Approved", "value": _who_when(record.approved_by, record.approved_at), "nil": "not yet"},
    ]
    if record.approval_reason:
        rows.append({"key": "Approved by who entered it", "value": record.approval_reason})
    if record.state == State.NOT_REQUIRED:
        rows.append({"key": "Not required", "value": record.not_required_reason})
    if isinstance(record, QuarterlyReturn) and record.rag:
        rows.append({"key": "Rating", "value": record.get_rag_display(), "sub": why_rated(record, scene.user)})
    return rows


def _due(record: Record, late: int) -> str:
    if record.due is None:
        return ""
    words = formats.day(record.due)
    if record.agreed_due_on and record.due_on:
        words += f" (agreed; first {formats.day(record.due_on)})"
    return f"{words}, {formats.late(late).lower()}" if late else words


def _who_when(user: User | None, at: Any) -> str:
    return f"{formats.moment(at)}, {user}" if user and at else ""


def task_list(record: Record) -> list[Row]:
    """The pages to be filled in, each with how far it is."""
    progress = progress_of(record)
    rows: list[Row] = []
    for page in pages_of(record):
        filled = progress.get(page.slug, EMPTY)
        tone = "act" if filled.some and not filled.whole else "none"
        rows.append(
            {
                "label": page.label,
                "url": address(record, "section", page.slug),
                "tone": tone,
                "state_label": filled.words,
            }
        )
    return rows


def further(record: Record) -> list[dict[str, str]]:
    """Pages that are open without being asked, and the files."""
    links = [{"label": page.label, "url": address(record, "section", page.slug)} for page in further_pages_of(record)]
    if kind_of(record) != RecordKind.PACK:
        links.append({"label": "Files", "url": address(record, "files")})
    if kind_of(record) == RecordKind.RETURN:
        links.append({"label": "Fill in a spreadsheet", "url": address(record, "upload")})
        links.append({"label": "Put in words from an e-mail or a Word file", "url": address(record, "words-in")})
    return links


def sheets(record: Record, user: User) -> dict[str, str]:
    """A pack's way to fill in all its returns at once, for those who may."""
    if not isinstance(record, Pack) or not user.has_perm("commissioning.import_files"):
        return {}
    return {
        "upload": address(record, "upload"),
        "form": address(record, "form"),
        "words": address(record, "words-in"),
    }


def pack_tasks(record: Record) -> list[Row]:
    """A return's way to money and people."""
    if not isinstance(record, QuarterlyReturn):
        return []
    state = State(record.pack.state)
    return [{"label": "Money and people, once for all services", "url": address(record.pack), "state": state}]


def question_row(question: Question, replies: Iterable[QuestionReply], record: Subject) -> dict[str, Any]:
    """One thread: the question and its answers."""
    points_at = question.section and is_owed(record) and record.is_open
    first = {
        "by": f"{question.asked_by}{_for(question)}",
        "ours": question.asker != Asker.PROVIDER,
        "at": question.asked_at,
        "about": _about(question),
        "about_url": address(record, "section", question.section) if points_at else "",
        "text": question.text,
    }
    answers = [
        {"by": str(each.by), "ours": not each.by.is_provider, "at": each.at, "text": each.text} for each in replies
    ]
    return {
        "pk": question.pk,
        "state": QuestionState(question.state),
        "items": [first, *answers],
    }


def _for(question: Question) -> str:
    return "" if question.asker in BETWEEN_US else f", for {question.get_asker_display()}"


def _about(question: Question) -> str:
    if question.service_measure:
        return question.service_measure.label
    return question.section.replace("-", " ").capitalize()


def newest_events(record: Record) -> QuerySet[AuditEvent]:
    """The newest, and those that say whether it is published as it stands."""
    about = AuditEvent.objects.about(record)
    newest = Q(pk__in=about.newest_first()[:NEWEST].values("pk"))
    return about.filter(newest | Q(act__in=MEANT)).select_related("by").newest_first()


def history_rows(events: Iterable[AuditEvent], user: User) -> list[Row]:
    """The newest events: what, who, when, why. The office's note is not a provider's to see, drafts not a viewer's."""
    return [
        {
            "title": STEPS[event.act].done if event.act in STEPS else ACTS.get(event.act, event.act.capitalize()),
            "by": str(event.by or ""),
            "at": event.at,
            "text": event_words(event, user),
        }
        for event in with_names(events)
    ]


def event_words(event: AuditEvent, user: User) -> str:
    """What became of each field; a warning that was let through is a sentence, with its reason after it."""
    if user.role == Role.VIEWER:
        return ""
    hidden = {KEY, "sha256", AS_OF} | ({"Our note"} if user.is_provider else set())
    let_through = event.act == "acknowledge"
    changes = [
        f"{name} Reason: {after}" if let_through else _change(name, before, after)
        for name, (before, after) in event.changes.items()
        if name not in hidden and before != after
    ]
    reason = event.reason if event.act not in WRITES else ""
    return "\n".join([*([reason] if reason else []), *changes])


def _change(name: str, before: str, after: str) -> str:
    """What became of a field. A line, such as a risk, has what it says in its name: it was added or removed."""
    if name.endswith(f": {before or after}") and not (before and after):
        return f"{name} ({'added' if after else 'removed'})"
    before, after = _as_read(before), _as_read(after)
    if not (before and after):
        return field_words(name, before, after)
    return f"{name}: {_side(before)} → {_side(after)}"


def _side(text: str) -> str:
    return "a longer text" if text.startswith(LONG_TEXT) else text


def _as_read(text: str) -> str:
    try:
        return formats.day(date.fromisoformat(text)) if ISO_DAY.fullmatch(text) else text
    except ValueError:  # somebody's words that only look like a day
        return text


def offers(record: Record, user: User) -> list[Row]:
    """What can be done now: the table's steps, with what each asks for."""
    return [
        {
            "act": step.act,
            "label": step.label,
            "asks": step.asks,
            "url": address(record, "act", step.act),
        }
        for step in steps_for(record, user)
    ]
