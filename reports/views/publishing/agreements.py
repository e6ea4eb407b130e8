"""Who agrees to an update: chosen, given and recorded."""

from typing import Any, BinaryIO, cast

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from reports.models import LONGEST_CHAIN, Agreement
from reports.views.publishing.page import page
from reports.views.standing import stands
from reports.views.update import needed_update
from reports.workflow import publishing
from reports.workflow.publishing import Place
from reports.workflow.publishing.agreements import BUILDS
from tracker.models import User
from tracker.refusals import Refusal


@with_quarter(BUILDS)
def chain(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Say who agrees, in which order (GET shows what there is, or how it was last time)."""
    update = needed_update(scene)
    people = {each.pk: each for each in User.objects.filter(is_active=True) if each.has_perm("reports.agree_update")}
    if request.method != "POST":
        kept = publishing.places_of(update) or publishing.places_before(update)
        return chain_page(request, people, [(each.title, each.person.pk if each.person else None) for each in kept])
    typed = [typed_place(request, place) for place in range(1, LONGEST_CHAIN + 1)]
    places = [Place(title, people.get(key) if key else None) for title, key in typed if title or key]
    try:
        publishing.set_chain(update=update, places=places, by=person(request), at=timezone.now())
    except Refusal as refusal:
        return chain_page(request, people, typed, refused=refusal.sentence)
    messages.success(request, "Who agrees is saved, in this order.")
    return redirect("sign-off", quarter=scene.quarter.slug)


def typed_place(request: HttpRequest, place: int) -> tuple[str, int | None]:
    title = request.POST.get(f"title{place}", "").replace("\x00", "").strip()
    key = request.POST.get(f"person{place}", "")
    return title, int(key) if key.isascii() and key.isdigit() and len(key) < 10 else None


def chain_page(
    request: HttpRequest, people: dict[int, User], kept: list[tuple[str, int | None]], *, refused: str = ""
) -> HttpResponse:
    padded = [*kept, *[("", None)] * LONGEST_CHAIN][:LONGEST_CHAIN]
    rows = [
        {
            "place": place,
            "title": title,
            "options": [{"value": each.pk, "label": each.name, "chosen": each.pk == key} for each in people.values()],
        }
        for place, (title, key) in enumerate(padded, start=1)
    ]
    context = {"rows": rows, "refused": refused}
    return render(request, "reports/publishing/chain.html", context, status=422 if refused else 200)


@require_POST
@with_quarter("reports.agree_update")
def agree(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Agree to what the page showed, as the person named."""
    row = needed_agreement(scene, pk)
    try:
        publishing.agree(agreement=row, digest=request.POST.get("digest", ""), by=person(request), at=timezone.now())
    except Refusal as refusal:
        return page(request, scene, needed_update(scene), refused=refusal)
    messages.success(request, "You have agreed to this update.")
    return redirect("sign-off", quarter=scene.quarter.slug)


@require_POST
@with_quarter(BUILDS)
def ask(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Send the person whose turn it is the way to the page that was open."""
    row = needed_agreement(scene, pk)
    try:
        publishing.ask_to_agree(
            agreement=row,
            digest=request.POST.get("digest", ""),
            by=person(request),
            at=timezone.now(),
            address=settings.SITE_URL + reverse("sign-off", args=[scene.quarter.slug]),
        )
    except Refusal as refusal:
        return page(request, scene, needed_update(scene), refused=refusal)
    messages.success(request, f"{row.person} is asked by e-mail to agree.")
    return redirect("sign-off", quarter=scene.quarter.slug)


@with_quarter(BUILDS)
def record(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Record an agreement that was given elsewhere, with how, and with a file where there is one."""
    row = needed_agreement(scene, pk)
    standing = stands(scene, row.update)
    context: dict[str, Any] = {"row": row, "digest": standing.digest, "refused": standing.fault, "evidence": ""}
    if request.method != "POST":
        return render(request, "reports/publishing/record.html", context)
    typed, sent = request.POST.get("evidence", "").replace("\x00", ""), request.FILES.get("file")
    file = (sent.name or "file", cast(BinaryIO, sent), sent.size or 0) if sent else None
    try:
        publishing.record_agreement(
            agreement=row,
            digest=request.POST.get("digest", ""),
            evidence=typed,
            by=person(request),
            at=timezone.now(),
            file=file,
        )
    except Refusal as refusal:
        context |= {"refused": refusal.sentence, "evidence": typed, "file_lost": bool(sent)}
        return render(request, "reports/publishing/record.html", context, status=422)
    messages.success(request, f"The agreement of the {row.title} is recorded.")
    return redirect("sign-off", quarter=scene.quarter.slug)


@require_GET
@with_quarter("reports.view_internal_update")
def evidence(request: HttpRequest, scene: Scene, pk: int) -> HttpResponseBase:
    """The file by which an agreement was recorded."""
    row = needed_agreement(scene, pk)
    if not row.file:
        raise Http404
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.file_name, content_type=row.media_type)


def needed_agreement(scene: Scene, pk: int) -> Agreement:
    rows = Agreement.objects.filter(pk=pk, update__period=scene.quarter)
    found = rows.select_related("person", "update__period__calendar").first()
    if found is None:
        raise Http404
    return found
