"""One paragraph on paper: made by the renderer of the update, from the draft as it stands."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from reports.builder.references import UnknownReference
from reports.models import Entry
from reports.tasks.paragraph import KIND, Order
from reports.views.compose.editor import show
from reports.views.compose.place import entry_of, entry_url
from reports.views.jobs import download, progress_page
from reports.workflow.composing.held import PERMISSION
from reports.workflow.files import ask_for_paragraph
from tracker.models import Job
from tracker.refusals import NotNow


@require_POST
@with_quarter(PERMISSION)
def print_paragraph(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Ask for the page of this paragraph, then go and watch it being made."""
    entry = entry_of(scene, pk)
    try:
        job = ask_for_paragraph(entry, by=person(request), on=scene.on, at=timezone.now())
    except UnknownReference as unknown:
        return show(request, scene, pk, refused=f"It can’t be printed. {unknown}", status=409)
    except NotNow as refusal:
        return show(request, scene, pk, refused=refusal.sentence, status=409)
    return redirect("compose-print-job", scene.quarter.slug, job.pk)


@require_GET
@with_quarter(PERMISSION)
def print_job(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """How far the page is."""
    found, entry = job_of(scene, pk)
    slug = scene.quarter.slug
    context = {
        "thing": f"paragraph “{entry.heading}”",
        "back": {"url": entry_url(scene, entry.pk), "label": entry.heading},
        "file": reverse("compose-print-file", args=[slug, pk]),
        "here": request.path,
        "again": {"url": reverse("compose-print", args=[slug, entry.pk]), "fields": {}},
    }
    return progress_page(request, found, context)


@require_GET
@with_quarter(PERMISSION)
def print_file(request: HttpRequest, scene: Scene, pk: int) -> FileResponse:
    """The finished page, as a download."""
    found, entry = job_of(scene, pk)
    return download(found, f"paragraph-{scene.quarter.slug}-{entry.code}")


def job_of(scene: Scene, pk: int) -> tuple[Job, Entry]:
    """A job that was made for a paragraph of this quarter; another's and a missing one answer alike."""
    found = Job.objects.filter(pk=pk, kind=KIND).first()
    if found is None:
        raise Http404
    return found, entry_of(scene, Order.of(found.key).entry)
