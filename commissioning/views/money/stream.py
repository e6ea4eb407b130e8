"""One stream in the quarter's financial year: what it holds, the awards from it, and how that compares."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import RecordKind
from commissioning.exports.money import STREAM_AWARDS, stream_award_line
from commissioning.figures.payments import paid_of
from commissioning.figures.pieces import Piece
from commissioning.figures.streams import StreamMoney, stream_money, with_allocations
from commissioning.models import Allocation, Question
from commissioning.views.keeping import ask_url
from commissioning.views.money.overview import columns, notes, positions_at
from commissioning.views.money.wording import (
    MEANINGS,
    allocated_cell,
    amount_cell,
    left_cell,
    money_tabs,
    paid_cell,
    total_cell,
)
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow.questions import seen_by
from tracker import formats
from tracker.exports import About
from tracker.periods import financial_year_of
from tracker.views import asked_format, downloads, list_file

Row = dict[str, Any]
SET_UP = "commissioning.set_up_money"
AMOUNTS = ("Awarded", "Paid by us", "Spent by them", "Forecast", "Over or under")


@with_quarter("commissioning.view_portfolio")
def stream(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """The stream's awards at the quarter's end; `?format=` takes them away."""
    found = list(with_allocations().filter(pk=pk))
    if not found:
        raise Http404
    year = financial_year_of(scene.quarter.end)
    taking = [each for each in scene.portfolio.awards if any(row.stream_id == pk for row in each.splits.all())]
    paid = paid_of(taking, scene.quarter)
    (line,) = stream_money(positions_at(scene, taking), year, paid=paid, streams=found)
    if format_ := asked_format(request):
        about = About(found[0].name, notes(scene))
        rows = (stream_award_line(line, each, services(scene, each)) for each in line.awards)
        return list_file(format_, f"{found[0].code}-{scene.quarter.slug}", STREAM_AWARDS, rows, about)
    set_up = scene.user.has_perm(SET_UP)
    context = {
        "stream": found[0],
        "year": year,
        "tabs": money_tabs(scene, ""),
        "facts": facts(line),
        "allocations": allocations(scene, line),
        "awards": awards(scene, line),
        "changes": list(changes(scene, line)),
        "meanings": MEANINGS,
        "downloads": list(downloads(request)) if line.awards else [],
        "set_up_url": reverse("set-up-record", args=["streams", pk]) if set_up else "",
        "crumbs": [{"label": "Money", "url": reverse("money", args=[scene.quarter.slug])}],
    }
    return render(request, "commissioning/money/stream.html", context)


def facts(line: StreamMoney) -> list[Row]:
    """The stream in five lines of a summary list."""
    listed = [
        (f"Allocation {line.year_label}", allocated_cell(line)),
        ("Awarded from it", total_cell(line.awarded, nil="not stated")),
        ("Not yet awarded", left_cell(line)),
        ("Paid by us", paid_cell(line.paid, line.spent)),
        ("Spent by them", total_cell(line.spent)),
        ("Forecast to 31 March", total_cell(line.forecast)),
    ]
    return [
        {"key": key, "value": ", ".join(filter(None, [cell["text"], cell.get("sub")])), "nil": cell.get("nil", "")}
        for key, cell in listed
    ]


def allocations(scene: Scene, line: StreamMoney) -> list[Row]:
    """What the stream holds, a row a sum: as it was stated, how sure it is, and what is asked about it."""
    keys = [each.pk for each in line.allocations]
    asked: dict[int, list[Row]] = {}
    rows = Question.objects.open().filter(record_kind=RecordKind.ALLOCATION, record_id__in=keys)
    for row in seen_by(rows, scene.user).order_by("asked_at", "pk"):
        url = reverse("question", args=[row.pk])
        asked.setdefault(row.record_id, []).append({"text": row.text, "url": url})
    return [allocation_row(scene, each, asked.get(each.pk, [])) for each in line.allocations]


def allocation_row(scene: Scene, row: Allocation, asked: list[Row]) -> Row:
    on = row.stage_on
    return {
        "year": row.year_label,
        "amount": formats.money(row.amount, row.precision) if row.amount is not None else "",
        "stage": f"{row.get_stage_display()}{f' on {formats.day(on)}' if on else ''}",
        "purpose": row.purpose,
        "questions": asked,
        "ask_url": ask_url(RecordKind.ALLOCATION, row.pk) if scene.user.has_perm("commissioning.ask_questions") else "",
    }


def services(scene: Scene, part: Piece) -> list[str]:
    covered = scene.portfolio.services_of_award.get(part.position.award.pk, [])
    return [row.service.name for row in covered]


def awards(scene: Scene, line: StreamMoney) -> Row:
    totals = [{"text": "Total"}, {"text": "", "nil": "–"}]
    totals += [total_cell(line.awarded, nil="not stated"), paid_cell(line.paid, line.spent)]
    totals += [total_cell(line.spent), total_cell(line.forecast)]
    return {
        "columns": columns("Award", "Provider", amounts=AMOUNTS),
        "rows": [{"cells": award_cells(scene, each)} for each in line.awards],
        "totals": {"cells": [*totals, {"text": "", "nil": "–"}]},
    }


def award_cells(scene: Scene, part: Piece) -> list[Row]:
    award, covered = part.position.award, services(scene, part)
    shared = ", counted once" if len(covered) > 1 else ""
    divided = "as the money is split" if part.divided and part.spent is not None else ""
    off = formats.variance("money", part.variance) if part.variance is not None else ""
    return [
        {
            "text": award.title,
            "url": reverse("award", args=[scene.quarter.slug, award.pk]),
            "sub": f"{formats.listing(covered)}{shared}",
        },
        {"text": award.provider.name if award.provider.stated else "", "nil": "not stated"},
        amount_cell(part.awarded, nil="not stated"),
        amount_cell(part.paid, sub=f"{formats.money(part.in_advance)} in advance" if part.in_advance else ""),
        amount_cell(part.spent, sub=divided),
        amount_cell(part.forecast),
        {"text": off, "nil": "–"},
    ]


def changes(scene: Scene, line: StreamMoney) -> Iterator[Row]:
    """Changes to these awards that took effect in the quarter."""
    made = [(row, each.position.award) for each in line.awards for row in each.position.award.variations.all()]
    for row, award in sorted(made, key=lambda pair: (pair[0].effective_on, pair[0].pk)):
        if scene.quarter.start <= row.effective_on <= scene.quarter.end:
            yield {
                "award": award.title,
                "url": reverse("award", args=[scene.quarter.slug, award.pk]),
                "words": f"{row.get_kind_display()} from {formats.day(row.effective_on)}: {row.reason}",
            }
