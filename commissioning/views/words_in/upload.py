"""Words to paste, or a file with words in it; and whose they are."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import RecordKind
from commissioning.forms.prose import ProseForm
from commissioning.imports.prose.receive import receive_file, receive_pasted
from commissioning.models import Pack, QuarterlyReturn
from commissioning.views.imports.runs import FILES
from commissioning.views.imports.upload import run_rows
from commissioning.views.owed import address, person, record_of, scene_for, title_of
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.returns_tabs import returns_tabs
from tracker.models import ImportKind, ImportRun
from tracker.refusals import Refusal
from tracker.roles import needs

Row = dict[str, Any]


@needs(FILES)
def return_words_in(request: HttpRequest, pk: int) -> HttpResponse:
    return words_page(request, RecordKind.RETURN, pk)


@needs(FILES)
def pack_words_in(request: HttpRequest, pk: int) -> HttpResponse:
    return words_page(request, RecordKind.PACK, pk)


@with_quarter(FILES)
def words_in(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Whose words they are: every provider of the quarter that still has something open."""
    packs = Pack.objects.visible_to(scene.user).filter(period=scene.quarter).select_related("provider")
    rows = [{"label": pack.provider.name, "url": address(pack, "words-in")} for pack in packs]
    context = {"rows": rows, "tabs": returns_tabs(scene, "words")}
    return render(request, "commissioning/words_in/whose.html", context)


def words_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A box and a file to choose (GET); the text is read and kept, and the next page sorts it (POST)."""
    record = record_of(request, kind, pk)
    if not isinstance(record, QuarterlyReturn | Pack):
        raise Http404
    form = ProseForm(request.POST, request.FILES) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            run = _receive(request, record, form)
        except Refusal as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "text", refusal.sentence)
        else:
            return redirect("source", run.pk)
    scene_for(request, record)
    context = {
        "form": form or ProseForm(),
        "title": title_of(record),
        "whole": isinstance(record, Pack),
        "back": {"url": address(record), "label": title_of(record)},
        "runs": source_rows(record, person(request).is_provider),
    }
    return render(request, "commissioning/words_in/upload.html", context, status=422 if form and form.errors else 200)


def _receive(request: HttpRequest, record: QuarterlyReturn | Pack, form: ProseForm) -> ImportRun:
    file, by, at = form.cleaned_data["file"], person(request), timezone.now()
    if file:
        return receive_file(record=record, name=file.name, file=file, size=file.size, by=by, at=at)
    return receive_pasted(record=record, text=form.cleaned_data["text"], by=by, at=at)


def source_rows(record: QuarterlyReturn | Pack, by_provider: bool) -> list[Row]:
    """The texts that were put in here before; a provider's own people see their own alone."""
    rows = run_rows(record, ImportKind.WORDS, by_provider=by_provider)
    return [row | {"url": reverse("source", args=[row["key"]])} for row in rows]
