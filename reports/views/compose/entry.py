"""Where a paragraph of the update is: what is asked about it leads there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from commissioning.choices import RecordKind
from commissioning.views.owed import person
from commissioning.workflow.subjects import subjects_seen
from tracker.roles import needs


@require_GET
@needs("reports.view_update")
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """To the paragraph in the update of its quarter."""
    seen = subjects_seen(RecordKind.ENTRY, person(request)).select_related("section__update__period")
    found = seen.filter(pk=pk).first()
    if found is None:
        raise Http404
    return redirect(f"{reverse('update', args=[found.of_quarter.slug])}#{found.code}")
