"""Saving the grid: row by row, each record by itself, kept as one types, filled from a spreadsheet."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from commissioning.forms.typed import PASTED, chosen_of, typed_of
from commissioning.parsing.columns import LONGEST, Pasted, by_headings, read_columns
from commissioning.views.drafts import answers_scripts
from commissioning.views.grid.page import drafts_here, found_grid, show
from commissioning.views.grid.rows import Attempts, current_of, typed_by_record
from commissioning.views.grid.sheet import rows_in, unlike
from commissioning.views.grid.taking import as_file
from commissioning.views.keeping import GRID, keep_typed, read_token
from commissioning.views.owed import person
from commissioning.views.parts import Attempt
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.sections import to_the_second, with_theirs
from commissioning.workflow import Base, Collision, Faults, Refusal, save_section
from commissioning.workflow.entry import normalised
from commissioning.workflow.grid import Grid, Key
from commissioning.workflow.same_awards import CONFIRMS
from tracker.merging import mark
from tracker.uploads.kinds import WrongFile
from tracker.views import asked_format

TO_PASTE, TO_READ = "paste", "read"
Typed = dict[Key, tuple[dict[str, str], Base]]


@with_quarter(CONFIRMS)
def grid(request: HttpRequest, scene: Scene, group: str) -> HttpResponse:
    """Like awards typed in one grid: their money saved in each provider's pack, their figures in its return."""
    found = found_grid(request, scene, group)
    if request.method == "POST":
        ways = {TO_PASTE: paste, TO_READ: read_sheet}
        return ways.get(request.POST.get("do", ""), save)(request, scene, found, group)
    if format_ := asked_format(request):
        return as_file(format_, scene, found, group)
    return show(request, scene, found, group, drafts_here(request, found))


def bases_of(request: HttpRequest) -> dict[Key, Base]:
    """What each record's boxes began from."""
    tokens = [read_token(text) for text in request.POST.getlist("keep")]
    mine = [each for each in tokens if each and each.user == person(request).pk and each.section == GRID]
    return {(each.kind, each.record): each.base for each in mine}


def changed_in(request: HttpRequest, found: Grid) -> Typed:
    """The records of which something was typed otherwise than it began: what was typed, and from what."""
    typed, bases = typed_by_record(found, normalised(typed_of(request.POST))), bases_of(request)
    changed: Typed = {}
    for key, own in typed.items():
        base = bases.get(key, Base())
        if any(differs(name, text, base) or name in base.asked for name, text in own.items()):
            changed[key] = (own, base)
    return changed


def differs(name: str, text: str, base: Base) -> bool:
    return mark(text) != base.marks.get(name, mark(""))


def save(request: HttpRequest, scene: Scene, found: Grid, group: str) -> HttpResponse:
    """Each changed record in a transaction of its own; what is wrong with one holds up no other."""
    at, key, chosen = timezone.now(), request.POST.get("key", ""), chosen_of(request.POST)
    attempts: Attempts = {}
    saved: set[str] = set()
    for where, (typed, base) in changed_in(request, found).items():
        held = found.held[where][0]
        try:
            done = save_section(
                record=held.record,
                section=held.section,
                typed=typed,
                base=base,
                by=person(request),
                at=at,
                chosen={name: choice for name, choice in chosen.items() if name in typed},
                key=key,
                reference=scene.reference,
                draft=GRID,
            )
        except Refusal as refusal:
            keep_typed(request, held.record, GRID, typed, base, at)
            attempts[where] = attempt_after(refusal, typed, base)
        else:
            saved |= {name for name, text in typed.items() if done.changed and differs(name, text, base)}
    rows = sum(not saved.isdisjoint(row.current) for row in found.rows)
    said = f"{rows} {'row' if rows == 1 else 'rows'} saved {to_the_second(at)}." if rows else "Nothing has changed."
    if attempts:
        messages.info(request, said)
        collided = any(each.clashes for each in attempts.values())
        fresh = found_grid(request, scene, group)
        return show(request, scene, fresh, group, attempts, status=409 if collided else 422)
    messages.success(request, said)
    return redirect("grid-send" if request.POST.get("do") == "send" else "grid", scene.quarter.slug, group)


def attempt_after(refusal: Refusal, typed: Mapping[str, str], base: Base) -> Attempt:
    """What a record's boxes show after it was refused: what was typed, and what is wrong with it."""
    attempt = Attempt(typed=typed, base=base)
    if isinstance(refusal, Faults):
        attempt.faults = refusal.by_box
    elif isinstance(refusal, Collision):
        asked = [clash.box for clash in refusal.clashes.values() if not clash.gone]
        attempt.typed = with_theirs(typed, base, refusal)
        attempt.base = Base.of(refusal.version, {name: refusal.current.get(name, "") for name in typed}, asked)
        attempt.clashes = refusal.clashes
    else:
        attempt.refused = refusal.sentence
    return attempt


def paste(request: HttpRequest, scene: Scene, found: Grid, group: str) -> HttpResponse:
    """Put what was copied from a spreadsheet into the boxes, each line by its name or in order; nothing is saved."""
    text = request.POST.get(PASTED, "")
    if not text.strip() or len(text) > LONGEST:
        messages.warning(request, f"Paste the rows into the box, at most {LONGEST:,} characters.")
        return redirect("grid", scene.quarter.slug, group)
    pasted = pasted_in(text, found)
    return put_in(request, scene, found, group, pasted, pasted.filled)


def read_sheet(request: HttpRequest, scene: Scene, found: Grid, group: str) -> HttpResponse:
    """Put what the sheet of this grid says otherwise into the boxes; nothing is saved, and nothing typed is lost."""
    try:
        pasted = pasted_in(rows_in(request.FILES.get("sheet"), scene, found), found)
    except WrongFile as wrong:
        nothing = pasted_in("", found)
        return put_in(request, scene, found, group, nothing, {}, refused=wrong.sentence)
    return put_in(request, scene, found, group, pasted, unlike(pasted.filled, found))


def pasted_in(text: str, found: Grid) -> Pasted:
    return read_columns(by_headings(text, found.heads), [row.place(found.shared) for row in found.rows])


def put_in(
    request: HttpRequest,
    scene: Scene,
    found: Grid,
    group: str,
    pasted: Pasted,
    filled: Mapping[str, str],
    *,
    refused: str = "",
) -> HttpResponse:
    """The grid with these texts in its boxes, kept as a draft; `refused`: why a file was not read at all."""
    typed, bases = typed_by_record(found, normalised(typed_of(request.POST)) | dict(filled)), bases_of(request)
    faults = {name: fault for line, fault in pasted.faults for name, value in line.filled.items() if value}
    attempts: Attempts = {}
    for key, every in found.held.items():
        base = bases.get(key) or Base.of(every[0].record.version, current_of(found, key))
        own = typed.get(key, {})
        attempts[key] = Attempt(typed=own, base=base, faults={n: fault for n, fault in faults.items() if n in own})
        if any(differs(name, value, base) for name, value in own.items()):
            keep_typed(request, every[0].record, GRID, own, base)
    lost = [f"Line {line.number}: {fault}" for line, fault in pasted.faults if not line.filled]
    lost += [refused] if refused else []
    if not refused:
        number = sum(bool(line.filled) for line in pasted.lines)
        messages.info(request, f"{number} of {pasted.values} pasted lines are in their boxes, not saved yet.")
    return show(request, scene, found, group, attempts, lost=lost, status=422 if lost or faults else 200)


@answers_scripts
@with_quarter(CONFIRMS)
def grid_draft(request: HttpRequest, scene: Scene, group: str) -> HttpResponseBase:
    """Autosave: what is typed in each row is kept with its own record."""
    found = found_grid(request, scene, group)
    at, revision = timezone.now(), 1
    for key, (typed, base) in changed_in(request, found).items():
        revision = keep_typed(request, found.held[key][0].record, GRID, typed, base, at)
    return JsonResponse({"revision": revision, "at": to_the_second(at)})
