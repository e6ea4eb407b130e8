"""A paragraph's heading, place, writer and sources; and a new paragraph."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.views.owed import person, posted
from commissioning.views.quarters import Scene, with_quarter
from reports.forms import ChangeForm, ParagraphForm, place_key, source_choices
from reports.models import Entry
from reports.views.compose.place import entry_of, entry_url
from reports.views.update import needed_update
from reports.workflow.composing import add_paragraph, change_paragraph
from reports.workflow.composing.held import PERMISSION
from tracker.refusals import Refusal


@with_quarter(PERMISSION)
def change(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Its form, and beside it what else can be done with it."""
    entry = entry_of(scene, pk)
    if request.method != "POST":
        return show_change(request, scene, entry)
    form = form_of(entry, request)
    if not form.is_valid():
        return show_change(request, scene, entry, form)
    try:
        change_paragraph(entry=entry, values=form.values, by=person(request), at=timezone.now())
    except Refusal as refusal:
        return show_change(request, scene, entry, form, refused=refusal.sentence)
    messages.success(request, "Saved.")
    return redirect(entry_url(scene, pk))


def form_of(entry: Entry, request: HttpRequest | None = None) -> ChangeForm:
    begun = {name: getattr(entry, name) for name in ("heading", "writer", "due_on", "words_asked")}
    place = place_key(entry.section_id, entry.theme_id)
    data = posted(request) if request else None
    return ChangeForm(data, update=entry.section.update, initial={**begun, "place": place})


def show_change(
    request: HttpRequest, scene: Scene, entry: Entry, form: ChangeForm | None = None, *, refused: str = ""
) -> HttpResponse:
    """The page; a refusal stands above it, with what was typed and ticked in its form."""
    update = entry.section.update
    others = Entry.objects.filter(section__update=update, left_out_why="").exclude(pk=entry.pk)
    texts = [text for text in entry.words.split("\n\n") if text.strip()]
    context = {
        "form": form or form_of(entry),
        "refused": refused,
        "typed": typed_in(request) if refused and form is None else {},
        "entry": entry,
        "sources": list(entry.sources.select_related("service", "office_item", "award")),
        "offered": source_choices(update),
        "others": list(others.order_by("section__place", "place", "pk")),
        "parts": list(enumerate(texts)) if len(texts) > 1 else [],
        "back": {"url": entry_url(scene, entry.pk), "label": entry.heading},
    }
    wrong = refused or (form is not None and form.errors)
    return render(request, "reports/compose/change.html", context, status=422 if wrong else 200)


def typed_in(request: HttpRequest) -> dict[str, Any]:
    """What was typed and ticked beside the paragraph's own form, where that was refused."""
    listed = {name: request.POST.getlist(name) for name in ("part", "going")}
    return {**{name: request.POST.get(name, "") for name in ("heading", "reason", "into")}, **listed}


@with_quarter(PERMISSION)
def add(request: HttpRequest, scene: Scene) -> HttpResponse:
    """A new paragraph. One that rests on something the office did is begun as an item to write."""
    update = needed_update(scene)
    form, refused = ParagraphForm(posted(request), update=update), ""
    if request.method == "POST" and form.is_valid():
        said = {"heading": form.cleaned_data["heading"], "writer": form.cleaned_data["writer"], **form.where}
        try:
            made = add_paragraph(update=update, by=person(request), at=timezone.now(), **said)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, f"“{made.heading}” stands in the outline. Add what it rests on.")
            return redirect("compose-change", scene.quarter.slug, made.pk)
    context = {
        "form": form,
        "refused": refused,
        "back": {"url": reverse("compose", args=[scene.quarter.slug]), "label": "Outline of the update"},
    }
    return render(request, "reports/compose/add.html", context, status=422 if form.errors or refused else 200)
