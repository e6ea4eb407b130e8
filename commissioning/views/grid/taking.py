"""The grid taken away as it is saved, and sent: its packs and their returns in one act."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from commissioning.choices import ObservationState, RecordKind
from commissioning.figures.money import group_name
from commissioning.models import QuarterlyReturn
from commissioning.views.grid.page import found_grid
from commissioning.views.grid.rows import pace_of
from commissioning.views.grid.sheet import QUARTER
from commissioning.views.owed import person
from commissioning.views.pack_page import is_ready, outgoing_return
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.sending import Outgoing, drafts_in, send_page
from commissioning.workflow.answers import answers_of_all
from commissioning.workflow.grid import COLUMNS, NOTE_LABEL, Grid, GridRow, Shared
from commissioning.workflow.life import Record
from commissioning.workflow.progress import progress_in, with_progress
from commissioning.workflow.same_awards import CONFIRMS
from tracker import formats
from tracker.exports import About
from tracker.views import list_file


@with_quarter(CONFIRMS)
def grid_send(request: HttpRequest, scene: Scene, group: str) -> HttpResponse:
    """The packs of the grid and their returns on what its awards cover, to be sent in one act."""
    rows = found_grid(request, scene, group, figures=False).rows
    services = {
        covered.service_id for row in rows for covered in scene.portfolio.services_of_award.get(row.award.pk, ())
    }
    packs = {row.pack.pk: row for row in rows}
    found = QuarterlyReturn.objects.filter(pack__in=packs, service__in=services)
    related = found.select_related("service", "provider", "period__calendar").order_by("provider__name", "pk")
    returns = list(with_progress(related, RecordKind.RETURN))
    outgoing = [outgoing_pack(row) for row in packs.values()]
    told = {row.pack.pk for row in packs.values() if row.line}
    outgoing += [outgoing_in_grid(each, told=each.pack_id in told) for each in returns]
    records: list[Record] = [each.record for each in outgoing]
    back = {"url": reverse("grid", args=[scene.quarter.slug, group]), "label": "The grid"}
    return send_page(
        request,
        outgoing,
        answers=answers_of_all(returns) if request.method == "GET" else {},
        drafts=drafts_in(records, person(request)) if request.method == "GET" else [],
        title="Send",
        who=f"{group_name(row.award for row in rows)}: {scene.quarter.label}",
        back=back,
        here=reverse("grid-send", args=[scene.quarter.slug, group]),
    )


def outgoing_in_grid(quarterly_return: QuarterlyReturn, *, told: bool) -> Outgoing:
    """A return on what an award of the grid covers: where it asks no figure, the money in the grid is all of it."""
    own = outgoing_return(quarterly_return)
    whole = told and own.empty and is_ready(progress_in(quarterly_return))
    words = "No figure is asked; its money is in the grid." if whole else ""
    return replace(own, name=f"{quarterly_return.provider}: {own.name}", told=words)


def outgoing_pack(row: GridRow) -> Outgoing:
    spent = row.line.to_date if row.line else None
    words = f"{formats.money(spent)} spent so far" if spent is not None else ""
    return Outgoing(row.pack, f"{row.pack.provider}: money and people", words, row.line is None)


def as_file(format_: str, scene: Scene, grid: Grid, group: str) -> HttpResponse:
    """The grid as it is saved, for a spreadsheet; copied from there, its rows can be pasted back."""
    end = ["Used, %", "Year gone, %", "Last entered", NOTE_LABEL, QUARTER]
    header = ["Award", "Provider", "Awarded", *grid.heads, *end]
    found = []
    for row in grid.rows:
        line, measured = row.line, pace_of(row)
        used = formats.rounded(measured.used, 1) if measured and measured.used is not None else None
        amounts = [getattr(line, part) if line else None for part in COLUMNS]
        figures = [value for shared in grid.shared for value in values_of(row, shared)]
        gone = formats.rounded(row.gone * 100, 1)
        note = line.note if line else ""
        end_of_row = [used, gone, row.last, note, scene.quarter.label]
        found.append([row.name, row.award.provider.name, row.awarded, *amounts, *figures, *end_of_row])
    title = group_name(row.award for row in grid.rows)
    about = About(
        title, [("Office", scene.office.name), (QUARTER, scene.quarter.label), ("As at", formats.day(scene.on))]
    )
    return list_file(format_, f"{group}-{scene.quarter.slug}", header, found, about)


def values_of(row: GridRow, shared: Shared) -> list[Any]:
    """A figure in its columns; an answer without a number as its words."""
    answer = row.answer_in(shared)
    if answer is None or answer.said is None:
        return [None for _ in shared.parts]
    if answer.state != ObservationState.REPORTED:
        return [*(None for _ in shared.parts[:-1]), answer.words]
    return [getattr(answer.said, part) for part in shared.parts]
