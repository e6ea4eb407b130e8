"""The grid: shown with what is saved or typed, and what is asked about like awards of the same amount."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.figures.money import group_name
from commissioning.forms.sections import SectionForm
from commissioning.forms.typed import PASTED
from commissioning.models import Draft
from commissioning.views.grid.rows import Attempts, current_of, grid_for, line_of, totals, twins_in
from commissioning.views.keeping import GRID, token_for
from commissioning.views.owed import person
from commissioning.views.parts import Attempt
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.sections import HERE
from commissioning.workflow import Base
from commissioning.workflow.grid import NOTE_LABEL, Grid, Key
from commissioning.workflow.same_awards import CONFIRMS, confirm_same_award, confirmations, facts_of
from tracker import formats
from tracker.forms import new_key
from tracker.views import downloads

CHANGED_TOO = "somebody else changed this too. Choose what is to stand."


def found_grid(request: HttpRequest, scene: Scene, group: str, *, figures: bool = True) -> Grid:
    grid = grid_for(scene, group, person(request), figures=figures)
    if not grid.rows:
        raise Http404
    return grid


def drafts_here(request: HttpRequest, grid: Grid) -> Attempts:
    """What this person typed here and did not save, and who else is writing here. One query."""
    now, keys = timezone.now(), grid.held.keys()
    found: Attempts = {key: Attempt() for key in keys}
    pks = {pk for _, pk in keys}
    for draft in Draft.objects.filter(section=GRID, record_id__in=pks).select_related("user"):
        key: Key = (draft.record_kind, draft.record_id)
        if key not in keys:
            continue
        others = found[key].others
        if draft.user_id != person(request).pk:
            others += [draft.user.name] if draft.saved_at > now - HERE else []
            continue
        current = current_of(grid, key)
        marks = Base.of(0, current).marks
        base = Base(draft.base_version, {name: draft.base_fields.get(name, marks[name]) for name in current})
        typed = {name: text for name, text in draft.fields.items() if name in current}
        found[key] = Attempt(typed=typed, base=base, draft=draft, others=others)
    return found


def show(
    request: HttpRequest,
    scene: Scene,
    grid: Grid,
    group: str,
    attempts: Attempts,
    *,
    lost: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    boxes = [box for row in grid.rows for box in row.boxes]
    typed = {name: text for each in attempts.values() for name, text in each.typed.items()}
    faults = {name: fault for each in attempts.values() for name, fault in each.faults.items()}
    form = SectionForm(boxes, typed, faults)
    parts = [scene.quarter.slug, group]
    context = {
        "title": f"{group_name(row.award for row in grid.rows)}: {scene.quarter.label}",
        "here": reverse("grid", args=parts),
        "draft_url": reverse("grid-draft", args=parts),
        "downloads": list(downloads(request)),
        "back": {"url": f"{reverse('returns', args=[scene.quarter.slug])}?part=packs", "label": "Money and people"},
        "tokens": tokens(request, grid, attempts),
        "key": new_key(),
        "rows": [line_of(row, grid, form, attempts) for row in grid.rows],
        "totals": totals(grid.rows),
        "writes": any(held.writes for row in grid.rows for held in row.held),
        "figures": [{"label": each.label, "wide": each.share} for each in grid.shared],
        "figure_columns": sum(each.columns for each in grid.shared),
        "more_figures": grid.more,
        "columns": grid.heads,
        "note_label": NOTE_LABEL,
        "same": same_rows(grid, group, scene),
        "links": [*links(grid, form, attempts), *(("#pasted", each) for each in lost)],
        "drafts": any(each.draft for each in attempts.values()),
        "name": PASTED,
    }
    return render(request, "commissioning/grid/page.html", context, status=status)


def tokens(request: HttpRequest, grid: Grid, attempts: Attempts) -> list[str]:
    """What the boxes of each record began from: one token for a record, however many of its rows stand in the grid."""
    found = []
    for key, every in grid.held.items():
        record, attempt = every[0].record, attempts.get(key)
        begun = Base.of(record.version, current_of(grid, key))
        base = attempt.base if attempt and attempt.base else begun
        found.append(
            token_for(person(request), record, GRID, Base(base.version, {**begun.marks, **base.marks}, base.asked))
        )
    return found


def links(grid: Grid, form: SectionForm, attempts: Attempts) -> list[tuple[str, str]]:
    """The error summary: each line a link to its box."""
    found = []
    for row in grid.rows:
        for held in row.held:
            attempt = attempts.get(held.key, Attempt())
            found += [
                (f"#id_{name}", f"{form.fields[name].label}: {fault}")
                for name, fault in attempt.faults.items()
                if name in held.current
            ]
            found += [
                (
                    f"#clash-{name}",
                    f"{form.fields[name].label}: somebody else changed this too. Choose what is to stand.",
                )
                for name in attempt.clashes
                if name in held.current
            ]
            found += [(f"#award{row.award.pk}", f"{row.name}: {attempt.refused}")] if attempt.refused else []
    return found


def same_rows(grid: Grid, group: str, scene: Scene) -> list[dict[str, Any]]:
    """Awards of the same amount: to be confirmed, or who confirmed it and when. One query, where there are any."""
    twins = twins_in(grid.rows)
    known = confirmations([row.award for row in grid.rows]) if twins else {}
    found = []
    for each in twins:
        amount = each[0].awarded
        assert amount is not None
        event = known.get(facts_of([row.award for row in each], amount))
        found.append(
            {
                "names": formats.listing(row.name for row in each),
                "amount": formats.money(amount),
                "event": event,
                "keys": [row.award.pk for row in each],
                "url": reverse("grid-same", args=[scene.quarter.slug, group]),
            }
        )
    return found


@with_quarter(CONFIRMS)
def grid_same(request: HttpRequest, scene: Scene, group: str) -> HttpResponse:
    """Confirm that awards of the same amount are rightly so."""
    if request.method != "POST":
        return redirect("grid", scene.quarter.slug, group)
    chosen = set(request.POST.getlist("award"))
    rows = [row for row in found_grid(request, scene, group).rows if str(row.award.pk) in chosen]
    for twins in twins_in(rows):
        amount = twins[0].awarded
        if amount is not None:
            awards = [row.award for row in twins]
            confirm_same_award(awards=awards, amount=amount, by=person(request), at=timezone.now())
            messages.success(request, "Confirmed. It is asked again only if one of the awards changes.")
    return redirect("grid", scene.quarter.slug, group)
