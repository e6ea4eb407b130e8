"""Documents on screen: those of a service, an award or a provider, one that is added, its file, and what is missing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.exports.documents import WANTED, wanted_line
from commissioning.figures.documents import Holder, Wanted, holder_name, holders_of, wanted_of
from commissioning.filters.documents import WantedFilter
from commissioning.forms.documents import NewDocumentForm
from commissioning.models import Award, Document, DocumentRequirement, Service
from commissioning.models.documents import HOLDERS
from commissioning.models.seeing import audiences
from commissioning.tables.documents import page_of, until
from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.set_up.frame import the_office
from commissioning.workflow import Refusal
from commissioning.workflow.documents import KEEPS, add_document
from providers.models import Provider
from tracker import formats
from tracker.exports import About
from tracker.forms import new_key
from tracker.refusals import Faults
from tracker.roles import needs
from tracker.templatetags.tracker_tags import tag
from tracker.together import Rows, together
from tracker.views import PER_PAGE, asked_format, downloads, export_notes, list_file

Row = dict[str, Any]
READS = "commissioning.view_returns"
READS_OWN = "commissioning.read_own"
MODELS: dict[str, Any] = {"provider": Provider, "award": Award, "service": Service}
COLUMNS = ({"label": "Document"}, {"label": "Of"}, {"label": "Holds until"}, {"label": "Who may see it"})
OWN_COLUMNS = COLUMNS[:3]
WANTED_COLUMNS = ({"label": "Document"}, {"label": "Of"}, {"label": "How it stands"})


def papers(holders: Sequence[Holder]) -> Sequence[QuerySet[Any]]:
    """What `documents_of` is told, to be read together with what else the page shows."""
    keys: dict[str, list[int]] = {name: [] for name in HOLDERS}
    for each in holders:
        keys[holder_name(each)].append(each.pk)
    anywhere = Q()
    for name, found in keys.items():
        anywhere |= Q(**{f"{name}__in": found})
    return (
        Document.objects.current().filter(anywhere).select_related("kind", "provider", "award", "service"),
        DocumentRequirement.objects.select_related("kind"),
    )


def documents_of(scene: Scene, holders: Sequence[Holder], rows: Rows) -> Row:
    """The documents of these, as far as this person may see them, what is asked for and missing, and where to add."""
    wanted = wanted_of(holders, rows[DocumentRequirement], rows[Document], on=scene.on)
    seen = [each for each in rows[Document] if may_see(scene, each)]
    keeps = scene.user.has_perm(KEEPS)
    return {
        "columns": COLUMNS,
        "rows": [document_row(scene, each) for each in seen],
        "wanted": [wanted_words(scene, each) for each in wanted if each.wants] if keeps else [],
        "adds": [{"url": add_url(each), "label": str(each)} for each in holders] if keeps else [],
    }


def may_see(scene: Scene, document: Document) -> bool:
    """As `Document.objects.visible_to`, of a row at hand, for people of the office."""
    return document.audience in audiences(scene.user)


def add_url(holder: Holder) -> str:
    return reverse("document-add", args=[holder_name(holder), holder.pk])


def document_row(scene: Scene, row: Document) -> Row:
    return {
        "cells": [
            title_cell(scene, row),
            {"text": str(row.holder), "url": page_of(scene.quarter.slug, row.holder)},
            {"text": until(row, on=scene.on)},
            {"text": row.get_audience_display()},
        ]
    }


def title_cell(scene: Scene, row: Document) -> Row:
    """Its title, which is the way to its file; whoever keeps documents is led to what is said of it."""
    size = f"{formats.count(max(1, row.size // 1024))} KB" if row.file else "file removed when its time was over"
    sub = ", ".join(filter(None, [str(row.kind), formats.short_day(row.dated_on) if row.dated_on else "", size]))
    return {"text": row.title, "url": reverse("document-file", args=[row.pk]) if row.file else "", "sub": sub}


def wanted_words(scene: Scene, each: Wanted) -> Row:
    said = each.document and each.document.expires_on and formats.short_day(each.document.expires_on)
    return {
        "kind": str(each.kind),
        "holder": str(each.holder),
        "state": each.state,
        "when": said or "",
        "url": add_url(each.holder) + f"?kind={each.kind.pk}" if scene.user.has_perm(KEEPS) else "",
    }


@with_quarter(KEEPS)
def documents_wanted(request: HttpRequest, scene: Scene) -> HttpResponse:
    """What the office asks for and does not hold, or not for much longer: all providers, awards and services."""
    chosen = WantedFilter(request.GET, queryset=Document.objects.none(), scene=scene)
    rows = together(
        Document.objects.current().select_related("kind"), DocumentRequirement.objects.select_related("kind")
    )
    holders = holders_of(scene.portfolio, on=scene.on)
    found = wanted_of(holders, rows[DocumentRequirement], rows[Document], on=scene.on)
    shown = [each for each in found if each.wants and chosen.keeps(each)]
    if format_ := asked_format(request):
        about = About("Documents wanted", export_notes(scene, chosen))
        return list_file(format_, "documents-wanted", WANTED, (wanted_line(each) for each in shown), about)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "columns": WANTED_COLUMNS,
        "rows": [{"cells": wanted_cells(scene, each)} for each in page],
        "page": page,
        "asked": bool(rows[DocumentRequirement]),
        "downloads": list(downloads(request)),
        "back": {"url": reverse("register", args=[scene.quarter.slug, "documents"]), "label": "Documents"},
        "clear": reverse("documents-wanted", args=[scene.quarter.slug]),
    }
    return render(request, "commissioning/documents/wanted.html", context)


def wanted_cells(scene: Scene, each: Wanted) -> list[Row]:
    said = wanted_words(scene, each)
    return [
        {"text": said["kind"], "url": said["url"]},
        {"text": said["holder"], "url": page_of(scene.quarter.slug, each.holder)},
        {"text": tag(each.state), "sub": said["when"]},
    ]


@with_quarter(READS_OWN)
def own_documents(request: HttpRequest, scene: Scene) -> HttpResponse:
    """What a provider's own people may read: the documents of their provider, its awards and its services."""
    rows = Document.objects.visible_to(scene.user).current().with_holders()
    listed = [
        {"cells": [title_cell(scene, row), {"text": str(row.holder)}, {"text": until(row, on=scene.on)}]}
        for row in rows
    ]
    return render(request, "commissioning/documents/own.html", {"columns": OWN_COLUMNS, "rows": listed})


@needs(KEEPS)
def document_add(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Add a document of a provider, an award or a service, with its file."""
    office = the_office(request)
    holder = holder_of(request, kind, pk)
    quarter: Any = request.quarter_in_hand  # type: ignore[attr-defined]
    back = {"url": page_of(quarter.slug, holder) if quarter else reverse("home"), "label": str(holder)}
    record = Document(**{kind: holder}, to_provider=kind == "provider")
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    begins = {"kind": request.GET.get("kind", "")}
    form = NewDocumentForm(*posted, instance=record, office=office, initial=begins)
    if form.is_valid() and saved(request, form, holder):
        messages.success(request, f"The document is kept with {holder}.")
        return redirect(back["url"])
    context = {"form": form, "holder": holder, "back": back, "key": new_key()}
    return render(request, "commissioning/documents/add.html", context, status=422 if form.errors else 200)


def saved(request: HttpRequest, form: NewDocumentForm, holder: Holder) -> bool:
    """Keep what was typed and sent; what stands in the way is said at its box."""
    file = form.cleaned_data["file"]
    try:
        add_document(
            holder=holder,
            values=form.values,
            name=file.name,
            file=file,
            size=file.size,
            by=person(request),
            at=timezone.now(),
            key=request.POST.get("key", ""),
        )
    except Faults as faults:
        for name, sentence in faults.by_box.items():
            form.add_error(name if name in form.fields else None, sentence)
    except Refusal as refusal:
        form.add_error("file", refusal.sentence)
    return not form.errors


def holder_of(request: HttpRequest, kind: str, pk: int) -> Any:
    if kind not in MODELS:
        raise Http404
    found = MODELS[kind].objects.visible_to(person(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@needs(READS)
def document_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to be saved and never shown in the site's own name; 404 to whom it isn't shown, and when it is gone."""
    row = Document.objects.visible_to(person(request)).filter(pk=pk).first()
    if row is None or not row.file:
        raise Http404
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type)
