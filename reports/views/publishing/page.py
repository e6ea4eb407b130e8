"""The page on which an update is reviewed, agreed to, signed off and published, and the acts of its buttons."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from commissioning.views.checking import words_in
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from reports import tasks
from reports.builder.checked import words_of_checks
from reports.builder.references import UnknownReference
from reports.exports.frozen import MadeFile
from reports.models import OFFERED, FileAudience, FileKind, Publication, Update, UpdateState
from reports.tasks.publication import KIND, key_of, listed
from reports.views.checks import SIGN_OFF, checks_context
from reports.views.standing import Standing, stands
from reports.views.update import needed_update
from reports.workflow.publishing import (
    STEPS,
    Link,
    SourcesChanged,
    back_to_draft,
    chain_of,
    correct,
    make_again,
    places_before,
    publish,
    send_for_review,
    steps_for,
    undo_sign_off,
)
from reports.workflow.publishing import (
    sign_off as freeze,
)
from reports.workflow.publishing.agreements import BUILDS
from reports.workflow.publishing.releasing import signed
from tracker import formats
from tracker.models import AuditEvent, Job
from tracker.refusals import NotNow, Refusal

TONES = {
    UpdateState.DRAFT: "enter",
    UpdateState.IN_REVIEW: "check",
    UpdateState.SIGNED_OFF: "act",
    UpdateState.PUBLISHED: "quiet",
}
ACTS = {
    **{step.act: step.done.partition(":")[0] for step in STEPS.values()},
    "set-chain": "Who agrees was chosen",
    "ask-to-agree": "Asked by e-mail to agree",
    "agree": "Agreed",
    "record-agreement": "Agreement recorded",
}
WITHOUT_REASON: dict[str, Callable[..., Any]] = {"send-for-review": send_for_review, "sign-off": freeze}
WITH_REASON: dict[str, Callable[..., Any]] = {
    "back-to-draft": back_to_draft,
    "undo-sign-off": undo_sign_off,
    "correct": correct,
}
MAKE_FILES = "make-files"


@require_GET
@with_quarter("reports.view_update")
def sign_off(request: HttpRequest, scene: Scene) -> HttpResponse:
    """How far the update is, who has agreed, and what can be done next."""
    return page(request, scene, needed_update(scene))


@require_POST
@with_quarter("reports.view_update")
def act(request: HttpRequest, scene: Scene, act: str) -> HttpResponse:
    """Carry one step out; refused, the page comes back with why, and with the reason that was typed."""
    if act != MAKE_FILES and act not in STEPS:
        raise Http404
    update = needed_update(scene)
    who, at, reason = person(request), timezone.now(), words_in(request.POST, "reason")
    try:
        if act == MAKE_FILES:
            make_again(publication=signed(update), by=who, at=at)
        elif act == "publish":
            publish(update=update, by=who, at=at, as_signed="as_signed" in request.POST)
        elif act in WITHOUT_REASON:
            WITHOUT_REASON[act](update=update, by=who, at=at)
        else:
            WITH_REASON[act](update=update, by=who, at=at, reason=reason)
    except UnknownReference as unknown:
        return page(request, scene, update, refused=NotNow(f"The update can’t be built. {unknown}"), reason=reason)
    except Refusal as refusal:
        return page(request, scene, needed_update(scene), refused=refusal, reason=reason)
    messages.success(request, "The files are being made again." if act == MAKE_FILES else f"{STEPS[act].done}.")
    return redirect("sign-off", quarter=scene.quarter.slug)


def page(
    request: HttpRequest, scene: Scene, update: Update, *, refused: Refusal | None = None, reason: str = ""
) -> HttpResponse:
    standing = stands(scene, update)
    frozen = publication_of(scene, update, standing.digest)
    digest = frozen["publication"].digest if frozen["publication"] else standing.digest
    links = chain_of(update, digest)
    steps = {step.act.replace("-", "_"): step for step in steps_for(update, scene.user)}
    context = {
        "update": update,
        "tone": TONES[UpdateState(update.state)],
        "digest": digest,
        "fault": standing.fault,
        "waiting": standing.waiting,
        "next": next((link.agreement for link in links if link.turn), None),
        "chain": [row_of(link, scene) for link in links],
        "all_agreed": bool(links) and all(link.counts for link in links),
        "copied": places_before(update) if not links and update.state == UpdateState.DRAFT else [],
        "may_set": scene.user.has_perm(BUILDS) and update.state == UpdateState.DRAFT,
        "steps": steps,
        "changed": isinstance(refused, SourcesChanged),
        "refused": refused.sentence if refused else "",
        "reason": reason,
        "history": history(update),
        **frozen,
        **to_clear(request, scene, update, standing),
    }
    status = 409 if isinstance(refused, NotNow) else 422 if refused else 200
    return render(request, "reports/publishing/page.html", context, status=status)


def to_clear(request: HttpRequest, scene: Scene, update: Update, standing: Standing) -> dict[str, Any]:
    """Until it is signed off: the checks, for those who answer them, and how the providers' check stands."""
    if update.state not in (UpdateState.DRAFT, UpdateState.IN_REVIEW):
        return {}
    found = {"clearing": True, "checked": words_of_checks(standing.checked, on=scene.on)}
    if scene.user.has_perm(BUILDS) and not standing.fault:
        found |= {"may_clear": True, "leads_back": SIGN_OFF, **checks_context(request, scene, standing)}
    return found


def row_of(link: Link, scene: Scene) -> dict[str, Any]:
    """One place of the chain: who, whether it is given, how, and what this person can do about it now."""
    row, slug, user = link.agreement, scene.quarter.slug, scene.user
    office = link.turn and user.has_perm(BUILDS)
    return {
        "link": link,
        "row": row,
        "who": row.person.name if row.person else "outside this site",
        "given": formats.moment(row.at) if row.at else "",
        "recorded": row.recorded_by if row.evidence else "",
        "file": reverse("agreement-file", args=[slug, row.pk]) if row.file else "",
        "agree": reverse("agreement", args=[slug, row.pk]) if link.turn and row.person_id == user.pk else "",
        "ask": reverse("agreement-ask", args=[slug, row.pk]) if office and row.person_id not in (None, user.pk) else "",
        "record": reverse("agreement-record", args=[slug, row.pk]) if office else "",
    }


def publication_of(scene: Scene, update: Update, digest: str) -> dict[str, Any]:
    """The version in hand once it is signed off, its files as far as they are made, and what is published already."""
    rows = list(Publication.objects.signed().filter(update=update).newest_first().defer("internal", "board", "public"))
    found = next((each for each in rows if each.version == update.version), None)
    job = Job.objects.filter(kind=KIND, key=key_of(found)).first() if found else None
    published = [each for each in rows if each.published_at]
    public = reverse("public-update", args=[published[0].slug]) if published and scene.office.public_pages else ""
    return {
        "publication": found,
        "job": job,
        "dead": bool(job and tasks.is_dead(job, timezone.now())),
        "files": files(scene, found, job) if found and job else [],
        "moved_on": bool(found and digest and digest != found.digest),
        "published": published,
        "public": public,
    }


def files(scene: Scene, publication: Publication, job: Job) -> list[dict[str, Any]]:
    """What is to be, or is, published, as this person may have it."""
    if job.state != Job.State.DONE or not default_storage.exists(job.result):
        return []
    return [
        {
            "label": FileKind(each.kind).label,
            "for": "For the board" if each.audience == FileAudience.BOARD else "For everybody",
            "size": formats.file_size(each.size),
            "url": reverse("signed-file", args=[scene.quarter.slug, publication.pk, each.audience, each.kind]),
        }
        for each in sorted(listed(job), key=lambda each: (each.audience == FileAudience.BOARD, place_of(each)))
        if each.kind in OFFERED and may_have(scene, publication, each.audience)
    ]


def place_of(made: MadeFile) -> int:
    """Where a file stands in the list of those that are offered; what is not offered after them."""
    order = [kind.value for kind in OFFERED]
    return order.index(made.kind) if made.kind in order else len(order)


def may_have(scene: Scene, publication: Publication, audience: str) -> bool:
    """Whoever reads the board's copy has the board's files; the public's, before everybody has them, the office."""
    public = audience == FileAudience.PUBLIC and not publication.published_at
    return not public or scene.user.has_perm("reports.view_internal_update")


def history(update: Update) -> list[dict[str, Any]]:
    """What was done to it, newest first."""
    events = AuditEvent.objects.about(update).filter(act__in=ACTS).select_related("by").newest_first()
    return [
        {"title": ACTS[event.act], "by": str(event.by or "the system"), "at": event.at, "text": event.reason}
        for event in events[:30]
    ]


@require_GET
@with_quarter("reports.view_update")
def file(request: HttpRequest, scene: Scene, pk: int, audience: str, kind: str) -> HttpResponseBase:
    """A file of what was signed off, before and after it is published."""
    publication = Publication.objects.signed().filter(pk=pk, update__period=scene.quarter).first()
    job = Job.objects.filter(kind=KIND, key=key_of(publication), state=Job.State.DONE).first() if publication else None
    if publication is None or job is None or not may_have(scene, publication, audience):
        raise Http404
    found = wanted(job, audience, kind)
    return FileResponse(
        default_storage.open(found.file), as_attachment=True, filename=found.name, content_type=found.media_type
    )


def wanted(job: Job, audience: str, kind: str) -> MadeFile:
    made = listed(job) if default_storage.exists(job.result) else []
    found = next((each for each in made if (each.audience, each.kind) == (audience, kind)), None)
    if found is None or not default_storage.exists(found.file):
        raise Http404
    return found
