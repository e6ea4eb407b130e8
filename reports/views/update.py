"""The quarterly update on screen, and the files made from it."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from commissioning.views.quarters import Scene, with_quarter
from reports import exports
from reports.builder.references import UnknownReference
from reports.document import Audience, Document
from reports.models import Update
from reports.tasks.update import KIND, SHORT, Order, order_for
from reports.views.jobs import download, progress_page
from reports.word import word_file
from reports.workflow.files import ask_for_pdf
from reports.workflow.outline import ensure_outline
from tracker.models import Job
from tracker.refusals import Refusal
from tracker.remembered import until_changed

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Copy:
    """Which of the update's copies is asked for: cut for whom, and whether with what is not approved."""

    audience: Audience
    draft: bool

    @property
    def fields(self) -> dict[str, str]:
        """What asks for it, in an address or in a form."""
        return {
            **({} if self.audience is Audience.INTERNAL else {"for": self.audience.value}),
            **({"draft": "1"} if self.draft else {}),
        }

    @property
    def query(self) -> str:
        return urlencode(self.fields)


COPIES = (
    (Copy(Audience.INTERNAL, False), "For the office"),
    (Copy(Audience.INTERNAL, True), "With what is not approved"),
    (Copy(Audience.BOARD, False), "As the board sees it"),
    (Copy(Audience.PUBLIC, False), "As the public would see it"),
)


def chosen_copy(request: HttpRequest, asked: QueryDict) -> Copy:
    """The copy asked for, as far as this person may see it: others get what the board gets."""
    if not request.user.has_perm("reports.view_internal_update"):
        return Copy(Audience.BOARD, False)
    narrower = {each.value: each for each in (Audience.BOARD, Audience.PUBLIC)}
    audience = narrower.get(asked.get("for", ""), Audience.INTERNAL)
    return Copy(audience, asked.get("draft") == "1" and audience is Audience.INTERNAL)


@require_GET
@with_quarter("reports.view_update")
def update(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The update of the quarter as it stands now."""
    copy = chosen_copy(request, request.GET)
    may_build = request.user.has_perm("reports.build_update")
    context: dict[str, Any] = {
        "copy": copy,
        "copies": copies(request, scene, copy),
        "may_build": may_build,
        "may_compose": request.user.has_perm("reports.compose_update"),
    }
    context |= kept_page(scene, copy)
    return render(request, "reports/update/page.html", context)


def kept_page(scene: Scene, copy: Copy) -> dict[str, Any]:
    """The built page, kept until anything is changed: every change writes an event, or raises the data's version."""

    def made() -> dict[str, Any]:
        stored = update_of(scene)
        return built(stored, copy) if stored else {}

    page = until_changed(scene.office, f"update:{scene.quarter.pk}:{copy.audience}:{copy.draft}", made)
    return {**page, "job": Job.objects.filter(key=page["key"]).first()} if "key" in page else page


def update_of(scene: Scene) -> Update | None:
    return Update.objects.filter(period=scene.quarter).select_related("period__calendar").first()


def needed_update(scene: Scene) -> Update:
    stored = update_of(scene)
    if stored is None:
        raise Http404
    return stored


def built(stored: Update, copy: Copy) -> dict[str, Any]:
    """What the page shows of the update, and the key of its file; or why it can't be built."""
    try:
        public = exports.public_update(stored) if copy.audience is Audience.PUBLIC else None
        document = public.document if public else document_of(stored, copy)
    except UnknownReference as unknown:
        return {"fault": str(unknown)}
    body = render_to_string("reports/update/_body.html", {**exports.context(document), "live": True})
    said = {"words": document.words, "notice": document.notice, "position_as_at": document.position_as_at}
    return {"body": body, **said, "public": public, "key": order_for(document).key}


def document_of(stored: Update, copy: Copy) -> Document:
    return exports.update_document(stored, audience=copy.audience, draft=copy.draft)


def copies(request: HttpRequest, scene: Scene, copy: Copy) -> list[dict[str, Any]]:
    """The ways to look at the update, for those who may see more than one."""
    if not request.user.has_perm("reports.view_internal_update"):
        return []
    page = reverse("update", args=[scene.quarter.slug])
    return [
        {"label": label, "url": f"{page}?{each.query}" if each.query else page, "current": each == copy}
        for each, label in COPIES
    ]


@require_POST
@with_quarter("reports.build_update")
def outline(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Make the quarter's outline, or add what has come since it was made."""
    try:
        ensure_outline(period=scene.quarter, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, "The outline has a paragraph for every service and item of the quarter.")
    return redirect("update", quarter=scene.quarter.slug)


@require_GET
@with_quarter("reports.view_update")
def word(request: HttpRequest, scene: Scene) -> HttpResponseBase:
    """The chosen copy as a Word file, as it stands now."""
    copy, stored = chosen_copy(request, request.GET), needed_update(scene)
    try:
        document = document_of(stored, copy)
    except UnknownReference as unknown:
        messages.error(request, f"No Word file can be made. {unknown}")
        return redirect("update", quarter=scene.quarter.slug)
    name = f"{file_name(scene.quarter.slug, copy)}.docx"
    return FileResponse(BytesIO(word_file(document)), as_attachment=True, filename=name, content_type=DOCX)


@require_POST
@with_quarter("reports.build_update")
def pdf(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Ask for the PDF of the chosen copy, then go and watch it being made."""
    copy = chosen_copy(request, request.POST)
    stored = needed_update(scene)
    try:
        job = ask_for_pdf(
            stored,
            audience=copy.audience,
            draft=copy.draft,
            kind=SHORT if "short" in request.POST else KIND,
            by=request.user,  # type: ignore[arg-type]
            at=timezone.now(),
        )
    except UnknownReference as unknown:
        messages.error(request, f"No PDF can be made. {unknown}")
        return redirect("update", quarter=scene.quarter.slug)
    return redirect("update-job", quarter=scene.quarter.slug, pk=job.pk)


@require_GET
@with_quarter("reports.view_update")
def job(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """How far the file is."""
    found, order = job_of(request, scene, pk)
    copy, slug = Copy(Audience(order.audience), order.draft), scene.quarter.slug
    back = {"url": reverse("update", args=[slug]), "label": "Quarterly update"}
    again = {
        "url": reverse("update-pdf", args=[slug]),
        "fields": {**copy.fields, **({"short": "1"} if order.kind == SHORT else {})},
    }
    if "compose" in request.GET and request.user.has_perm("reports.compose_update"):  # asked for to count its pages
        back = {"url": reverse("compose", args=[slug]), "label": "Outline of the update"}
        again = {"url": reverse("compose-count", args=[slug]), "fields": {}}
    context = {
        "thing": "update in short" if order.kind == SHORT else "update",
        "back": back,
        "file": reverse("update-file", args=[slug, pk]),
        "here": request.get_full_path(),
        "again": again,
    }
    return progress_page(request, found, context)


@require_GET
@with_quarter("reports.view_update")
def file(request: HttpRequest, scene: Scene, pk: int) -> HttpResponseBase:
    """The finished PDF, as a download."""
    found, order = job_of(request, scene, pk)
    name = file_name(order.quarter, Copy(Audience(order.audience), order.draft))
    return download(found, f"{name}-in-short" if order.kind == SHORT else name)


def file_name(quarter: str, copy: Copy) -> str:
    return "-".join(("quarterly-update", quarter, copy.audience, *(["draft"] if copy.draft else [])))


def job_of(request: HttpRequest, scene: Scene, pk: int) -> tuple[Job, Order]:
    """A job of this quarter whose file this person may see; another's and a missing one answer alike."""
    found = Job.objects.filter(pk=pk, kind__in=(KIND, SHORT)).first()
    order = Order.of(found.key) if found else None
    if found is None or order is None or order.quarter != scene.quarter.slug:
        raise Http404
    open_to_all = order.audience == Audience.BOARD and not order.draft
    if not open_to_all and not request.user.has_perm("reports.view_internal_update"):
        raise Http404
    return found, order
