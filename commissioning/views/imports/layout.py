"""Choosing which cells of a provider's own workbook hold what: once, for this quarter and the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.imports.ways import book_of
from commissioning.imports.workbook.layout import layout_of
from commissioning.imports.workbook.plan import choose_layout, read_address
from commissioning.imports.workbook.spots import Book
from commissioning.imports.workbook.suggest import Candidate, candidates, suggestions
from commissioning.imports.workbook.targets import Target, targets_of
from commissioning.views.imports.runs import FILES, run_of
from commissioning.views.owed import address, person, scene_for, title_of
from tracker.models import ImportKind, ImportRun, ImportState
from tracker.refusals import Refusal
from tracker.roles import needs
from tracker.uploads.cells import Place, Sheet, Workbook, address_of, letters

AT = "at:"
MORE = "Texts, and parts of percentages"
MOST_OFFERED = 600
SHOWN_ROWS, SHOWN_COLUMNS, SHOWN_LETTERS = 60, 16, 30
Row = dict[str, Any]


@dataclass(slots=True)
class Choosing:
    """What the page shows: the cells as they were typed or are proposed, and what is wrong with them."""

    typed: Mapping[str, str]
    faults: Mapping[str, str]
    proposed: bool = False


@needs(FILES)
def import_layout(request: HttpRequest, pk: int) -> HttpResponse:
    """Every figure with the cell that is proposed for it (GET); keeping the choice (POST)."""
    run, record = run_of(request, pk)
    if run.kind != ImportKind.WORKBOOK or run.state != ImportState.PREVIEWED:
        raise Http404
    scene = scene_for(request, record)
    try:
        book = Book(book_of(run), record.period)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(address(record, "upload"))
    targets = targets_of(record, person(request), scene.reference)
    offered = candidates(book)
    if request.method == "POST":
        typed = {target.key: request.POST.get(AT + target.key, "").strip() for target in targets}
        chosen, faults = _read(book.book, typed)
        if not faults:
            choose_layout(run=run, book=book.book, record=record, chosen=chosen, by=person(request), at=timezone.now())
            return redirect("import", run.pk)
        choosing = Choosing(typed, faults)
    else:
        choosing = _begun(run, book, targets, offered)
    return render(
        request,
        "commissioning/imports/layout.html",
        {
            "run": run,
            "title": title_of(record),
            "back": {"url": address(record, "upload"), "label": "Upload a workbook"},
            "groups": groups(targets, choosing, book.book),
            "proposed": choosing.proposed,
            "found": sum(bool(text) for text in choosing.typed.values()),
            "all": len(targets),
            "links": [(f"#{place_id(targets, key)}", fault) for key, fault in choosing.faults.items()],
            "offered": offered[:MOST_OFFERED],
            "sheets": [sheet_table(sheet) for sheet in book.book.sheets if sheet.cells],
            "drop_url": reverse("import-drop", args=[run.pk]),
        },
        status=422 if choosing.faults else 200,
    )


def _read(book: Workbook, typed: Mapping[str, str]) -> tuple[dict[str, tuple[str, Place]], dict[str, str]]:
    """The cells that were typed, and what is wrong with the others. None at all is wrong too."""
    chosen: dict[str, tuple[str, Place]] = {}
    faults: dict[str, str] = {}
    for key, text in typed.items():
        found = read_address(book, text) if text else None
        if isinstance(found, str):
            faults[key] = found
        elif found is not None:
            chosen[key] = found
    if not chosen and not faults and typed:
        faults[next(iter(typed))] = "Give the cell of one figure at least."
    return chosen, faults


def _begun(run: ImportRun, book: Book, targets: Sequence[Target], offered: Sequence[Candidate]) -> Choosing:
    """Where the layout's places are now; without a layout, what is proposed."""
    if run.mapping is None:
        found = suggestions(targets, offered)
        return Choosing({target.key: _where(found.get(target.key)) for target in targets}, {}, proposed=True)
    spots = layout_of(run.mapping).spots
    return Choosing(
        {target.key: book.locate(spots[target.key]).where if target.key in spots else "" for target in targets}, {}
    )


def _where(candidate: Candidate | None) -> str:
    return candidate.where if candidate else ""


def place_id(targets: Sequence[Target], key: str) -> str:
    return f"at-{next(number for number, target in enumerate(targets, 1) if target.key == key)}"


def groups(targets: Sequence[Target], choosing: Choosing, book: Workbook) -> list[Row]:
    """The figures under their services, each with its cell and what stands in it; parts and texts one press away."""
    found: dict[str, Row] = {}
    for number, target in enumerate(targets, 1):
        text, error = choosing.typed.get(target.key, ""), choosing.faults.get(target.key, "")
        row = {
            "id": f"at-{number}",
            "name": AT + target.key,
            "label": target.label,
            "value": text,
            "holds": holds(book, text),
            "error": error,
        }
        group = found.setdefault(
            target.group, {"title": target.group, "rows": [], "more": [], "open": False, "more_label": MORE}
        )
        group["rows" if target.is_main else "more"].append(row)
        group["open"] = group["open"] or (not target.is_main and bool(text or error))
    return list(found.values())


def holds(book: Workbook, text: str) -> str:
    """What stands in a cell now, shortened."""
    found = read_address(book, text) if text else ""
    if isinstance(found, str):
        return ""
    sheet = book.sheet(found[0])
    cell = sheet.at(*found[1]) if sheet else None
    return shortened(cell.text or "a formula") if cell else "empty"


def shortened(text: str) -> str:
    return text if len(text) <= SHOWN_LETTERS else f"{text[: SHOWN_LETTERS - 1]}…"


def sheet_table(sheet: Sheet) -> Row:
    """The beginning of a sheet as it would be seen, with the letters and numbers of its cells."""
    columns = range(1, min(sheet.columns, SHOWN_COLUMNS) + 1)
    rows = sorted({row for row, _ in sheet.cells})[:SHOWN_ROWS]
    return {
        "name": sheet.name,
        "hidden": sheet.hidden,
        "letters": [letters(column) for column in columns],
        "rows": [
            {
                "number": row,
                "cells": [
                    {
                        "place": f"{sheet.name}!{address_of(row, column)}",
                        "text": shortened(cell.text or "formula") if (cell := sheet.cells.get((row, column))) else "",
                    }
                    for column in columns
                ],
            }
            for row in rows
        ],
        "more": len(sheet.cells) and (sheet.rows > rows[-1] or sheet.columns > SHOWN_COLUMNS),
    }
