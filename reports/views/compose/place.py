"""Where a paragraph is, and the update and paragraph that an address of these pages means."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from commissioning.choices import RecordKind
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow.subjects import subjects_seen
from reports.models import Entry
from reports.workflow.composing.held import PERMISSION
from tracker.roles import needs


@require_GET
@needs("reports.view_update")
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """To the paragraph where it is written, for who may write it; else to where it stands in the update."""
    seen = subjects_seen(RecordKind.ENTRY, person(request)).select_related("section__update__period")
    found = seen.filter(pk=pk).first()
    if found is None:
        raise Http404
    if request.user.has_perm(PERMISSION):
        return redirect("compose-entry", quarter=found.of_quarter.slug, pk=pk)
    return redirect(f"{reverse('update', args=[found.of_quarter.slug])}#{found.code}")


@require_GET
@with_quarter("commissioning.ask_questions")
def ask(request: HttpRequest, scene: Scene, code: str) -> HttpResponse:
    """To the form in which something is asked about the paragraph of this name, for whoever reads it."""
    seen = subjects_seen(RecordKind.ENTRY, scene.user).filter(section__update__period=scene.quarter, code=code)
    found = seen.order_by("section__place", "pk").first()
    if found is None:
        raise Http404
    return redirect("question-ask", RecordKind.ENTRY, found.pk)


def entry_of(scene: Scene, pk: int) -> Entry:
    """A paragraph of this quarter's update; another quarter's and a missing one answer alike."""
    rows = Entry.objects.select_related("section__update__period", "section__objective", "theme", "writer")
    found = rows.filter(pk=pk, section__update__period=scene.quarter).first()
    if found is None:
        raise Http404
    return found


def entry_url(scene: Scene, pk: int) -> str:
    return reverse("compose-entry", args=[scene.quarter.slug, pk])
