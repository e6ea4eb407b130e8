"""Publishing the grants as open data, and taking a release back."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.views.set_up.frame import begin
from reports.models import GrantRelease
from reports.workflow.open_data import PUBLISHES, publish_grants, ready, withdraw_grants
from tracker import formats
from tracker.context import office_of
from tracker.models import Licence, Office, User
from tracker.periods import london_date
from tracker.refusals import Refusal
from tracker.roles import needs
from tracker.set_up.forms import WhyForm


@needs(PUBLISHES)
def publish(request: HttpRequest) -> HttpResponse:
    """What would be published (GET), and publishing it (POST)."""
    begin(request)
    office, at = cast(Office, office_of(request)), timezone.now()
    on = london_date(at)
    context: dict[str, Any] = {"licence": Licence(office.licence).label, "releases": releases(), "refused": ""}
    try:
        if request.method == "POST":
            made = publish_grants(office=office, on=on, by=cast(User, request.user), at=at)
            messages.success(request, f"Release {made.number} is published.")
            return redirect("grants-publish")
        context["ready"] = ready(office, on=on)
    except Refusal as refusal:
        context["refused"] = refusal.sentence
    context["public"] = reverse("open-data") if office.public_pages else ""
    status = 409 if request.method == "POST" else 200
    return render(request, "reports/open_data/publish.html", context, status=status)


@needs(PUBLISHES)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a release back: asked with a reason (GET), done (POST)."""
    begin(request)
    release = get_object_or_404(GrantRelease, pk=pk)
    form = WhyForm(request.POST if request.method == "POST" else None)
    refused = ""
    if form.is_valid():
        try:
            withdraw_grants(
                release=release, reason=form.cleaned_data["reason"], by=cast(User, request.user), at=timezone.now()
            )
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, f"Release {release.number} is taken back.")
            return redirect("grants-publish")
    context = {
        "title": f"Take release {release.number} back",
        "says": "Its files are handed out no more, and the public page says why. Copies that others took stay.",
        "form": form,
        "refused": refused,
        "button": "Take it back",
        "back": {"url": reverse("grants-publish"), "label": "Publish the grants"},
    }
    return render(request, "set_up/confirm.html", context, status=422 if form.errors or refused else 200)


def releases() -> list[dict[str, Any]]:
    rows = GrantRelease.objects.select_related("published_by")
    return [
        {
            "label": f"Release {row.number}",
            "says": f"{formats.day(row.published_at)}, by {row.published_by.name}: {row.grants} grants",
            "over": f"taken back: {row.withdrawn_reason}" if row.withdrawn_at else "",
            "withdraw": "" if row.withdrawn_at else reverse("grants-withdraw", args=[row.pk]),
        }
        for row in rows
    ]
