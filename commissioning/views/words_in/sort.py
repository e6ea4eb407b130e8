"""A text on the page where its passages are sorted: shown with what is proposed, kept as one sorts, saved in one go."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import PassageKind
from commissioning.forms.sections import SectionForm
from commissioning.forms.typed import typed_of
from commissioning.imports.prose.cutting import join_at, split_at
from commissioning.imports.prose.filing import Unsorted, draft_section, file_passages
from commissioning.imports.prose.places import places_for
from commissioning.imports.prose.sorting import CUTS, Piece, Sorting
from commissioning.imports.ways import words_about
from commissioning.models import Pack, QuarterlyReturn, SourceText
from commissioning.views.drafts import answers_scripts
from commissioning.views.imports.runs import FILES
from commissioning.views.keeping import base_of, keep_typed, token_for
from commissioning.views.owed import address, person, scene_for, title_of
from commissioning.views.parts import target_of
from commissioning.views.sections import HERE, to_the_second
from commissioning.views.words_in.beside import audience_box, besides, legend_of
from commissioning.views.words_in.over import over_page
from commissioning.workflow import Base, Faults, drafts_of, drop_draft
from commissioning.workflow.entry import normalised
from commissioning.workflow.sections import Box, BoxKind
from tracker import formats
from tracker.models import ImportState
from tracker.refusals import Refusal
from tracker.roles import needs

ACCEPT, REST, SPLIT, JOIN, SAVE = "accept", "rest", "split", "join", "save"
SPLIT_BOX = "split"
LOOK = "Look at what was filled in below, then save."
Row = dict[str, Any]


@needs(FILES)
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The sorting (GET) and what was pressed in it (POST); a text that was taken in or dropped as it was filed."""
    if request.method == "POST":
        with transaction.atomic():
            return pressed(request, *source_of(request, pk, hold=True))
    text, record = source_of(request, pk)
    scene_for(request, record)
    return show(request, text, record) if text.run.state == ImportState.PREVIEWED else over_page(request, text, record)


def source_of(request: HttpRequest, pk: int, *, hold: bool = False) -> tuple[SourceText, QuarterlyReturn | Pack]:
    """The text of a run and what it is about, if this person may see both; else 404.

    `hold`: other writers of what it is about wait until this transaction ends.
    """
    text = get_object_or_404(SourceText.objects.select_related("run__by", "run__applied_by"), run=pk)
    try:
        return text, words_about(text.run, person(request), hold=hold)
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


@answers_scripts
@needs(FILES)
def source_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps the sorting as it goes on, or throws it away."""
    text, record = source_of(request, pk)
    run = text.run
    section = draft_section(run)
    if request.POST.get("do") == "discard":
        drop_draft(record=record, section=section, user=person(request))
        messages.info(request, "Your sorting is thrown away. The text is as it came.")
        return redirect("source", run.pk)
    if run.state != ImportState.PREVIEWED:
        return JsonResponse({"error": "saved"}, status=409)
    at = timezone.now()
    revision = keep_typed(request, record, section, typed_of(request.POST), base_of(request, record, section), at)
    return JsonResponse({"revision": revision, "at": to_the_second(at)})


def pressed(request: HttpRequest, text: SourceText, record: QuarterlyReturn | Pack) -> HttpResponse:
    """Save, or keep what was sorted and go on: accept what is proposed, set the rest aside, split, join."""
    if text.run.state != ImportState.PREVIEWED:
        messages.error(request, f"This text was {text.run.get_state_display()} meanwhile. Nothing more was saved.")
        return redirect("source", text.run.pk)
    section = draft_section(text.run)
    typed = normalised(typed_of(request.POST))
    base = base_of(request, record, section)
    user, reference = person(request), scene_for(request, record).reference
    places = places_for(record, user, reference, hold=True)
    sorting = Sorting(text.text, places, record.period, user, typed)
    asked, _, place = request.POST.get("do", SAVE).partition(":")
    if asked == SAVE:
        return save(request, text, record, sorting, base)
    fault: dict[str, str] = {}
    anchor = ""
    if asked == ACCEPT:
        typed |= {f"{each.name}-kind": each.proposal.kind for each in sorting.unsorted if each.proposal.kind}
    elif asked == REST:
        typed |= {f"{each.name}-kind": PassageKind.NOT_NEEDED.value for each in sorting.unsorted}
    elif asked in (SPLIT, JOIN) and place.isdigit():
        change = split_at if asked == SPLIT else join_at
        typed, fault, anchor = change(sorting, int(place), typed)
    if fault:
        return show(request, text, record, typed=typed, base=base, faults=fault, status=422)
    keep_typed(request, record, section, typed, base)
    return redirect(f"{reverse('source', args=[text.run.pk])}{anchor}")


def save(
    request: HttpRequest, text: SourceText, record: QuarterlyReturn | Pack, sorting: Sorting, base: Base
) -> HttpResponse:
    """File everything; or show what stands in the way, or what nobody has looked at yet, with all that was sorted."""
    typed = dict(sorting.typed)
    if not sorting.unsorted and sorting.unseen:
        keep_typed(request, record, draft_section(text.run), typed, base)
        messages.info(request, LOOK)
        return redirect(f"{reverse('source', args=[text.run.pk])}#{sorting.unseen[0].name}")
    try:
        kept = file_passages(
            source=text,
            record=record,
            sorting=sorting,
            base=base,
            by=person(request),
            at=timezone.now(),
            reference=scene_for(request, record).reference,
        )
    except Unsorted as refusal:
        first = sorting.unsorted[0]
        fault = {f"{first.name}-kind": refusal.sentence}
        return show(request, text, record, typed=typed, base=base, faults=fault, status=422)
    except Faults as faults:
        fresh = Base.of(
            record.version, sorting.places.held
        )  # what stands in the boxes is shown now, with what is wrong
        return show(request, text, record, typed=typed, base=fresh, faults=faults.by_box, status=422)
    except Refusal as refusal:
        return show(request, text, record, typed=typed, base=base, refused=refusal.sentence, status=409)
    needed = sum(bool(each.record_kind) for each in kept)
    passages = "one passage" if needed == 1 else f"{formats.count(needed)} passages"
    messages.success(request, f"Saved: {passages} of {formats.count(len(kept))}, from “{text.run.name}”.")
    return redirect(address(record))


def show(
    request: HttpRequest,
    text: SourceText,
    record: QuarterlyReturn | Pack,
    *,
    typed: Mapping[str, str] | None = None,
    base: Base | None = None,
    faults: Mapping[str, str] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page; `typed`: what was sorted and could not be saved, which is kept as well."""
    user, section = person(request), draft_section(text.run)
    if typed is not None and base is not None:
        keep_typed(request, record, section, typed, base)
    drafts = list(drafts_of(record, section))
    own = next((each for each in drafts if each.user_id == user.pk), None) if typed is None else None
    if own is not None:
        typed, base = own.fields, Base(own.base_version, own.base_fields)
    reference = scene_for(request, record).reference
    sorting = Sorting(text.text, places_for(record, user, reference), record.period, user, typed)
    form = SectionForm(boxes_of(sorting), sorting.typed, faults)
    base = base or Base.of(record.version, sorting.places.held)
    now = timezone.now()
    context = {
        "run": text.run,
        "source": text,
        "title": title_of(record),
        "back": {"url": address(record, "words-in"), "label": "Put in words"},
        "record_url": address(record),
        "here": reverse("source", args=[text.run.pk]),
        "draft_url": reverse("source-draft", args=[text.run.pk]),
        "token": token_for(user, record, section, base),
        "cuts": sorting.cuts,
        "cuts_name": CUTS,
        "own": own,
        "others": [each.user.name for each in drafts if each.user_id != user.pk and each.saved_at > now - HERE],
        "rows": [
            row_of(piece, form) | beside
            for piece, beside in zip(sorting.pieces, besides(sorting, form, user), strict=True)
        ],
        "legend": [legend_of(kind, sorting) for kind in sorting.kinds],
        "chooses": sorting.places.seen is not None,
        "total": len(sorting.pieces),
        "sorted": len(sorting.pieces) - len(sorting.unsorted),
        "proposed": sum(bool(each.proposal.kind) for each in sorting.unsorted),
        "links": links(form, sorting, faults or {}),
        "refused": refused,
    }
    return render(request, "commissioning/words_in/sort.html", context, status=status)


def boxes_of(sorting: Sorting) -> list[Box]:
    """Of each passage what it is, its words, and what its kind asks."""
    kinds = [("", "Not sorted"), *((kind.value, f"{kind.letter}  {kind.label}") for kind in sorting.kinds)]
    found = []
    for piece in sorting.pieces:
        found.append(Box(f"{piece.name}-kind", f"Passage {piece.number} is", piece.kind, BoxKind.CHOICE, kinds))
        found.append(Box(f"{piece.name}-words", "Its words, as they are filed", piece.words, BoxKind.AREA))
        found.append(Box(f"{piece.name}-{SPLIT_BOX}", "Begin a new passage at these words", "", width=20))
        found += piece.boxes
        if sorting.places.seen is not None:
            found.append(audience_box(piece))
    return found


def row_of(piece: Piece, form: SectionForm) -> Row:
    names = [box.name for box in piece.boxes]
    own = (f"{piece.name}-words", f"{piece.name}-{SPLIT_BOX}")
    kind = PassageKind(piece.kind) if piece.kind else None
    return {
        "name": piece.name,
        "start": piece.span.start,
        "number": piece.number,
        "text": piece.span.text,
        "edited": piece.edited if piece.kind != PassageKind.NOT_NEEDED else "",
        "aside": piece.aside and piece.kind == PassageKind.NOT_NEEDED,
        "why": "a heading" if piece.is_heading else piece.folded,
        "kind": piece.kind,
        "kind_label": kind.label if kind else "",
        "proposed": PassageKind(piece.proposal.kind).label if piece.proposal.kind else "",
        "proposed_kind": piece.proposal.kind,
        "because": piece.proposal.because,
        "kind_field": form[f"{piece.name}-kind"],
        "words_field": form[own[0]],
        "split_field": form[own[1]],
        "fields": [form[name] for name in names],
        "open": any(form.errors.get(name) for name in own),
    }


def links(form: SectionForm, sorting: Sorting, faults: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong, each a link to its box; a box that is not on the page leads to its passage."""
    numbers = {piece.name: piece.number for piece in sorting.pieces}
    found = []
    for name, sentence in faults.items():
        piece = name.partition("-")[0]
        target = target_of(form, name) if name in form.fields else piece
        found.append((f"#{target}", f"Passage {numbers.get(piece, '')}: {sentence}"))
    return found
