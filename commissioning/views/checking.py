"""Check answers, send, review, approve: everything that was said on one page, what is wrong with it, what to decide."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from commissioning.choices import CaseState, QuestionState, Rag, State
from commissioning.figures import proposed_rating
from commissioning.forms.typed import typed_of
from commissioning.models import CaseStudy, Draft, ObservationValue, QuarterlyReturn, Question, Submission
from commissioning.views.asks import Ask, all_asks, keep_reasons, mark_of, noted, page_with, reasons_in
from commissioning.views.changes import changed_since
from commissioning.views.contents import content_parts
from commissioning.views.figure_rows import moved_words
from commissioning.views.hubs import asking, corrected_since, offers, standing_rows
from commissioning.views.live import now_printed, texts_in
from commissioning.views.owed import address, need_around, person, record_of, scene_for, title_of, who_of
from commissioning.views.quarters import Scene
from commissioning.workflow import (
    ACTS,
    STEPS,
    Blocked,
    NeedsManager,
    NeedsReason,
    NotYours,
    OpenWarning,
    Problem,
    Refusal,
    problems_of,
    steps_for,
    warnings_of,
)
from commissioning.workflow.answers import figures_of
from commissioning.workflow.approval import check_approval, entries_by, wrote
from commissioning.workflow.checks import AT_ONCE
from commissioning.workflow.content import content_of, has_content, submissions_of
from commissioning.workflow.corrections import corrections_in
from commissioning.workflow.drafts import unsaved_of
from commissioning.workflow.entry import normalised
from commissioning.workflow.life import ENTERS, Record, kind_of, may, name_of
from commissioning.workflow.material import Material
from commissioning.workflow.questions import about
from commissioning.workflow.sections import SECTIONS
from tracker.forms import DateBoxes, new_key
from tracker.models import User
from tracker.roles import Role

RATINGS = [("", "As the rule proposes"), *((each.value, each.label) for each in Rag)]
LINE = 500
OFFERED = ("submit", "nothing-to-report", "approve", "checked", "send-back")


def check_page(
    request: HttpRequest,
    record: Record,
    *,
    refused: str = "",
    act: str = "",
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The record as it is (while open) or as it was sent, with errors, warnings, what changed, and the decision."""
    scene = scene_for(request, record)
    need_around(scene, record)
    reads_only = person(request).role == Role.VIEWER
    more = [submissions_of(record), *about(record, person(request)), entries_by(record, person(request))]
    if isinstance(record, QuarterlyReturn):
        more += [corrections_in(record), figures_of(record)]
    material = Material(
        record, *more, unsaved_of(record, person(request)), reference=scene.reference, office=scene.office
    )
    sent = [each for each in material.rows[Submission] if each.approved or not reads_only]
    content = content_shown(material, sent, reads_only=reads_only)
    problems = problems_of(record, material) if record.is_open and not reads_only else []
    asked = (record.is_open or record.state == State.SUBMITTED) and not reads_only
    warnings = warnings_of(record, material) if asked else []
    moved = moved_by_code(material) if asked else {}
    texts = texts_in(content, *(each.content for each in sent[-2:]))
    prints = now_printed(record, scene, texts, material)
    context = {
        "record": record,
        "state": State(record.state),
        "name": name_of(record),
        "title": title_of(record),
        "who": who_of(record),
        "hub_url": address(record),
        "standing": standing_rows(record, scene),
        "parts": content_parts(
            content, record, person(request), moved, prints, quotes_in(warnings), corrected(material, sent)
        ),
        "nothing": content.get("nothing_to_report"),
        "changed": changed_since(sent, content if record.is_open and not reads_only else None, person(request), prints),
        **shown_at_once(record, problems, all_asks(record, warnings, noted(warnings) | dict(typed or {}))),
        "unsaved": unsaved_rows(record, material.rows[Draft]) if record.is_open else [],
        "acknowledges": may_acknowledge(record, person(request)),
        "acknowledge_url": address(record, "acknowledge"),
        "checks": checks(problems, warnings) if asked else [],
        "reads_only": reads_only,
        "offers": offered(material, person(request), content),
        "waits_for_authoriser": waits_for_authoriser(record, person(request)),
        "proposed": proposed_words(material, scene, person(request)),
        "cannot_approve": why_not(material, person(request)),
        "ratings": RATINGS if isinstance(record, QuarterlyReturn) else [],
        **cases_to_clear(material, person(request), content),
        "refused": refused,
        "refused_act": act,
        "typed": typed or {},
        "key": new_key(),
        **asking(request, record, material.rows),
    }
    return render(request, "commissioning/returns/check.html", context, status=status)


def corrected(material: Material, sent: Sequence[Submission]) -> dict[tuple[str, str], tuple[str, str]]:
    """What was corrected since it was sent; while it is open, its boxes hold that themselves."""
    return {} if material.record.is_open else corrected_since(material.rows.get(ObservationValue, ()), sent)


def shown_at_once(record: Record, problems: Sequence[Problem], asks: Sequence[Ask]) -> dict[str, Any]:
    """Errors first, then warnings, at most five together; the others one press away."""
    links = [(page_with(record, problem.section, problem.box), problem.sentence) for problem in problems]
    room = max(0, AT_ONCE - len(links))
    return {
        "problems": links[:AT_ONCE],
        "more_problems": links[AT_ONCE:],
        "warnings": asks[:room],
        "more_warnings": asks[room:],
        "waits_for_reasons": sum(not ask.reason for ask in asks),
    }


def quotes_in(warnings: Sequence[OpenWarning]) -> dict[str, list[tuple[str, str]]]:
    """The words that warnings are about, by the box that holds them, each with the name of its place."""
    found: dict[str, list[tuple[str, str]]] = {}
    for warning in warnings:
        if warning.quote:
            found.setdefault(warning.box, []).append((warning.quote, mark_of(warning)))
    return found


def unsaved_rows(record: Record, drafts: Sequence[Draft]) -> list[dict[str, str]]:
    """The pages on which this person has typed and not saved: none of that would be sent."""
    typed = {draft.section for draft in drafts}
    return [
        {"label": page.label, "url": address(record, "section", page.slug)}
        for page in SECTIONS[kind_of(record)]
        if page.slug in typed
    ]


def offered(material: Material, user: User, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The steps of this page in its order; "nothing to report" only while nothing is, "checked" while nobody has."""
    hidden = {"nothing-to-report"} if has_content(dict(content)) else set()
    if material.record.checked_by_id or wrote(material.record, user, material) or unanswered(material):
        hidden.add("checked")
    found = [offer for offer in offers(material.record, user) if offer["act"] in OFFERED and offer["act"] not in hidden]
    return sorted(found, key=lambda offer: OFFERED.index(offer["act"]))


def unanswered(material: Material) -> bool:
    return any(question.state == QuestionState.OPEN for question in material.rows[Question])


def moved_by_code(material: Material) -> dict[str, str]:
    """How each answer compares, by the code of its measure."""
    whole = (answer for answer in material.answers if answer.is_whole)
    return {each.measure.code: moved_words(each, material.figures.get(each.measure.pk)) for each in whole}


def cases_to_clear(material: Material, user: User, content: Mapping[str, Any]) -> dict[str, Any]:
    """The cases of a record that was sent, for those who may check them."""
    asked = content.get("cases") and not material.record.is_open and user.has_perm("commissioning.approve_returns")
    cases = [
        {
            "pk": row.pk,
            "title": row.title,
            "state": row.state,
            "choice": CaseState(row.state),
            "checked_by": row.checked_by,
            "checked_at": row.checked_at,
        }
        for row in (material.rows[CaseStudy] if asked else ())
    ]
    states = [("", "Choose"), *((each.value, each.label) for each in CaseState if each != CaseState.DRAFT)]
    return {"cases": cases, "case_states": states}


def content_shown(material: Material, sent: Sequence[Submission], *, reads_only: bool) -> Mapping[str, Any]:
    """What is there while it is open, what was sent afterwards; whoever only reads sees what was approved."""
    if material.record.is_open and not reads_only:
        return content_of(material.record, material)
    return sent[-1].content if sent else {}


def waits_for_authoriser(record: Record, user: User) -> bool:
    """Whether all that is missing is somebody of the provider who may send."""
    return (
        user.is_provider
        and record.is_open
        and not {"submit", "nothing-to-report"} & {step.act for step in steps_for(record, user)}
    )


def proposed_words(material: Material, scene: Scene, user: User) -> str:
    """What the rule proposes, for whoever is to approve: "Amber: referrals 9% under target"."""
    record = material.record
    if not isinstance(record, QuarterlyReturn) or record.state != State.SUBMITTED:
        return ""
    if not user.has_perm(STEPS["approve"].permissions[kind_of(record)]):
        return ""
    rating = proposed_rating(
        record, reference=scene.reference, office=scene.office, known=material.figures, positions=material.positions
    )
    label = Rag(rating.rag).label
    return f"{label}: {rating.reason}" if rating.reason else label


def may_acknowledge(record: Record, user: User) -> bool:
    return may(user, ENTERS, record)


def checks(problems: list[Problem], warnings: list[OpenWarning]) -> list[dict[str, str]]:
    """What stands for and against sending or approving, each with shape and word."""
    found = [
        {"result": "failed", "text": f"{len(problems)} to mend before it can be sent"}
        if problems
        else {"result": "passed", "text": "No errors"}
    ]
    waiting = [warning for warning in warnings if warning.is_open]
    if waiting:
        number = len(waiting)
        found.append(
            {"result": "warning", "text": f"{number} {'warning' if number == 1 else 'warnings'} without a reason"}
        )
    elif warnings:
        found.append({"result": "passed", "text": "Each warning has a reason"})
    return found


def why_not(material: Material, user: User) -> str:
    """Why this person may not approve what waits for approval; empty where the button works."""
    record = material.record
    if record.state != State.SUBMITTED or not user.has_perm(STEPS["approve"].permissions[kind_of(record)]):
        return ""
    try:
        check_approval(record, by=user, reason="to see whether a reason is all that is missing", material=material)
    except Refusal as refusal:
        return refusal.sentence
    return ""


def act_page(request: HttpRequest, kind: str, pk: int, act: str) -> HttpResponse:
    """Carry out one step of the table; a refusal is said on the check page, with what was typed."""
    record = record_of(request, kind, pk)
    if act not in ACTS:
        raise Http404
    try:
        ACTS[act](record=record, by=person(request), at=timezone.now(), **asked_for(request, act, record))
    except Blocked:
        return check_page(request, record, refused="It can’t be sent yet.", act=act, status=422)
    except NotYours as refusal:
        if not request.user.has_perm(STEPS[act].permissions[kind_of(record)]):
            raise PermissionDenied from refusal
        return check_page(request, record, refused=refusal.sentence, act=act, typed=request.POST, status=403)
    except Refusal as refusal:
        status = 403 if isinstance(refusal, NeedsManager) else 409
        return check_page(request, record, refused=refusal.sentence, act=act, typed=request.POST, status=status)
    messages.success(request, f"{STEPS[act].done}.")
    return redirect(address(record))


def asked_for(request: HttpRequest, act: str, record: Record) -> dict[str, Any]:
    """What the form of this step held."""
    post = request.POST
    found: dict[str, Any] = {"key": post.get("key", "")}
    if STEPS[act].asks or act == "ask-after-all":
        found["reason"] = words_in(post, "reason")
    if act == "later-date":
        found["until"] = day_in(DateBoxes().value_from_datadict(post, {}, "until"))
    if act == "approve" and isinstance(record, QuarterlyReturn):
        rag = post.get("rag", "")
        found |= {"rag": rag if rag in Rag.values else "", "rag_reason": words_in(post, "rag_reason")}
    return found


def words_in(post: QueryDict, name: str) -> str:
    """A line that was typed beside a button, at most as long as an event keeps it."""
    return post.get(name, "").replace("\x00", "").strip()[:LINE]


def day_in(raw: str) -> date | None:
    try:
        year, month, day = (int(part) for part in raw.split("-"))
        return date(year, month, day)
    except ValueError:
        return None


def acknowledge_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Let warnings of a record through, each with its reason; words for facts that have changed come back."""
    record = record_of(request, kind, pk)
    typed = normalised(typed_of(request.POST))
    try:
        if not reasons_in(typed):
            raise NeedsReason("Say why this is right.")
        asks = all_asks(record, warnings_of(record), typed)
        homeless = keep_reasons(record, asks, typed, by=person(request), at=timezone.now())
    except Refusal as refusal:
        return check_page(request, record, refused=refusal.sentence, typed=typed, status=422)
    if homeless or not any(typed.get(each.name) for each in asks):
        facts = "The facts behind this warning have changed. Look at what is asked now."
        return check_page(request, record, refused=facts, typed=homeless, status=409)
    messages.success(request, "The reasons are kept." if len(reasons_in(typed)) > 1 else "The reason is kept.")
    return redirect(address(record, "check"))
