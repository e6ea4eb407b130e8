"""The update while it is composed: its outline with the state of each paragraph, how far it is, and its dates."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from commissioning.views.needs.office import key_dates
from commissioning.views.owed import person, posted
from commissioning.views.quarters import Scene, with_quarter
from reports.builder.outline import Outline, Part, outline_of
from reports.forms import SettingsForm
from reports.views.compose.counting import Counted, counted, counting_jobs
from reports.views.compose.place import entry_url
from reports.views.update import needed_update
from reports.workflow.composing import change_settings
from reports.workflow.composing.held import PERMISSION, may_arrange, may_arrange_now
from tracker.refusals import Refusal

Row = dict[str, Any]


@require_GET
@with_quarter(PERMISSION)
def compose(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The whole outline, and beside it what is to do."""
    outline = stored_outline(scene)
    if outline is None:
        may_build = request.user.has_perm("reports.build_update")
        return render(request, "reports/compose/none.html", {"may_build": may_build})
    own = [each for each in outline.to_write if each.entry.writer_id == scene.user.pk]
    context = {
        **frame(scene, outline),
        "whole": True,
        "own": [_row(scene, each) for each in own],
        "left_out": [_row(scene, each) for each in outline.left_out],
        "counts": counts(outline),
        "key_dates": key_dates(scene),
        "moves": may_arrange_now(scene.user, outline.update),
    }
    return render(request, "reports/compose/page.html", context)


def read_outline(scene: Scene, extra: Iterable[QuerySet] = (), *, in_hand: int | None = None) -> Outline:
    """The outline of the quarter's update; 404 without one. `extra` and `in_hand`: see `outline_of`."""
    outline = stored_outline(scene, extra, in_hand=in_hand)
    if outline is None:
        raise Http404
    return outline


def stored_outline(scene: Scene, extra: Iterable[QuerySet] = (), *, in_hand: int | None = None) -> Outline | None:
    return outline_of(
        scene.quarter,
        reference=scene.reference,
        portfolio=scene.portfolio,
        extra=[counting_jobs(scene.quarter), *extra],
        in_hand=in_hand,
    )


def frame(scene: Scene, outline: Outline, now: int | None = None) -> Row:
    """What stands on each page of composing: the outline, with the paragraph in hand, and how far the update is."""
    pages = counted(scene, outline)
    return {
        "outline": outline,
        "pages": pages,
        "parts": [_part(scene, part, pages, now) for part in outline.parts if part.headings],
        "update": outline.update,
        "may_arrange": may_arrange(scene.user),
        "budget": budget(outline),
    }


def _part(scene: Scene, part: Part, pages: Counted, now: int | None) -> Row:
    groups = []
    for heading in part.headings:
        first = heading.paragraphs[0].entry
        rows = [{**_row(scene, each, now), "page": pages.page_of(each.entry.code)} for each in heading.paragraphs]
        groups.append({"name": heading.name, "items": rows, "key": first.pk, "place": first.place})
    section = part.section
    return {"title": section.title, "groups": groups, "key": section.pk, "place": section.place}


def _row(scene: Scene, each, now: int | None = None) -> Row:
    return {
        "name": each.entry.heading,
        "url": entry_url(scene, each.entry.pk),
        "badge": each.badge,
        "now": each.entry.pk == now,
        "why": each.entry.left_out_why,
        "due_on": each.entry.due_on,
    }


def budget(outline: Outline) -> Row:
    """Words against what is asked of the whole; of its paragraphs together where the whole has no number."""
    asked = outline.update.words_asked or sum(each.entry.words_asked for each in outline.paragraphs)
    return {
        "words": outline.words,
        "asked": asked,
        "over": outline.words > asked,
        "width": min(120, round(120 * outline.words / asked)) if asked else 0,
        "share": f"{100 * outline.words / asked:.1f}% of the words used" if asked else "",
    }


def counts(outline: Outline) -> list[Row]:
    """How many paragraphs are in which state."""
    found: dict[str, int] = {}
    for each in outline.paragraphs:
        words = "With a question" if each.badge.shape == "ask" else each.badge.words
        found[words] = found.get(words, 0) + 1
    return [{"label": label, "when": str(number)} for label, number in found.items()]


@with_quarter(PERMISSION)
def settings(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The day up to which the update tells, and how long it may be."""
    update = needed_update(scene)
    names = ("position_as_at", "words_asked", "pages_asked")
    form = SettingsForm(posted(request), initial={name: getattr(update, name) for name in names})
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            change_settings(update=update, values=form.cleaned_data, by=person(request), at=timezone.now())
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, "Saved.")
            return redirect("compose", quarter=scene.quarter.slug)
    context = {
        "form": form,
        "refused": refused,
        "title": "Day and length of the update",
        "who": f"Quarterly update {scene.quarter.label}",
        "back": {"url": reverse("compose", args=[scene.quarter.slug]), "label": "Compose"},
        "button": "Save",
    }
    status = 422 if form.errors or refused else 200
    return render(request, "commissioning/returns/plain_form.html", context, status=status)
