"""For a provider's own people who log in: what the office asks them to check of the quarter's update."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commissioning.views.quarters import Scene, with_quarter
from reports.models import ProviderCheck
from reports.views.provider_check.form import form_page
from reports.workflow.provider_check import ANSWERS


@with_quarter(ANSWERS)
def own_check(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The newest check of the quarter that was sent to this person's provider, to read and to answer."""
    checks = ProviderCheck.objects.visible_to(scene.user).standing().filter(update__period=scene.quarter)
    found = checks.select_related("provider", "update__period", "asked_by").first()
    if found is None:
        return render(request, "reports/provider_check/nothing.html")
    return form_page(request, found, frame={}, done=lambda: redirect("own-check", quarter=scene.quarter.slug))
