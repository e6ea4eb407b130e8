"""One allocation: what was bid, offered and confirmed, what is asked about it, and what takes from it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import RecordKind
from commissioning.exports.money import STREAM_AWARDS
from commissioning.figures.streams import HELD, StreamSums
from commissioning.models import Allocation, Question
from commissioning.views.keeping import ask_url
from commissioning.views.money.overview import notes
from commissioning.views.money.stream import award_lines, awards, on_one_page, pieces_on
from commissioning.views.money.wording import MEANINGS, left_cell, total_cell
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.records import history_url
from commissioning.workflow.questions import seen_by
from commissioning.workflow.set_up.funders import MONEY as SET_UP
from tracker import formats
from tracker.exports import About
from tracker.periods import financial_year_of
from tracker.views import asked_format, downloads, list_file

Row = dict[str, Any]
STAGES = {"bid_on": "Bid", "offered_on": "Offered", "confirmed_on": "Confirmed", "refused_on": "Refused"}


@with_quarter("commissioning.view_portfolio")
def allocation(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    held = (each for stream in scene.portfolio.all_streams for each in stream.allocations.all())
    found = next((each for each in held if each.pk == pk), None)
    if found is None:
        raise Http404
    stream = found.stream
    this_year = found.year_label == financial_year_of(scene.quarter.end)
    if this_year and (format_ := asked_format(request)):
        lines, about = award_lines(scene, stream, scene.quarter.end), About(str(found), notes(scene))
        return list_file(format_, f"{found.code}-{scene.quarter.slug}", STREAM_AWARDS, lines, about)
    line, page = on_one_page(request, scene, stream, scene.quarter.end) if this_year else (None, None)
    shown = pieces_on(scene, stream, scene.quarter.end, page) if page else ()
    asks = scene.user.has_perm("commissioning.ask_questions")
    context = {
        "allocation": found,
        "heading": f"{found.stream.name}, {found.year_label}",
        "facts": facts(scene, found, line),
        "awards": awards(scene, line, shown) if line else None,
        "page": page,
        "questions": questions(scene, found),
        "ask_url": ask_url(RecordKind.ALLOCATION, found.pk) if asks else "",
        "set_up_url": reverse("set-up-record", args=["allocations", pk]) if scene.user.has_perm(SET_UP) else "",
        "meanings": MEANINGS,
        "downloads": list(downloads(request)) if line and line.number else [],
        "history_url": history_url(scene, "allocations", pk),
        "crumbs": [
            {"label": "Money", "url": reverse("money", args=[scene.quarter.slug])},
            {
                "label": found.stream.funder.name,
                "url": reverse("funder", args=[scene.quarter.slug, found.stream.funder_id]),
            },
            {"label": found.stream.name, "url": reverse("stream", args=[scene.quarter.slug, found.stream_id])},
        ],
    }
    return render(request, "commissioning/money/allocation.html", context)


def facts(scene: Scene, found: Allocation, line: StreamSums | None) -> list[Row]:
    amount = formats.money(found.amount, found.precision) if found.amount is not None else ""
    days = [(label, getattr(found, name)) for name, label in STAGES.items()]
    rows = [
        ("Amount", amount, "not stated"),
        ("Stands at", found.get_stage_display().capitalize(), ""),
        *((label, formats.day(on), "") for label, on in days if on),
        ("Purpose", found.purpose, ""),
        ("Told in the update of", found.announced_in and found.announced_in.label, ""),
    ]
    if line is not None and found.stage in HELD:
        cells = [("Awarded from the stream", total_cell(line.awarded, nil="not stated"))]
        cells.append(("Not yet awarded", left_cell(line)))
        rows += [
            (key, ", ".join(filter(None, [each["text"], each.get("sub")])), each.get("nil", "")) for key, each in cells
        ]
    return [{"key": key, "value": value, "nil": nil} for key, value, nil in rows if value or nil]


def questions(scene: Scene, found: Allocation) -> list[Row]:
    """All that was ever asked about it, the newest first."""
    rows = Question.objects.filter(record_kind=RecordKind.ALLOCATION, record_id=found.pk)
    return [
        {"text": row.text, "url": reverse("question", args=[row.pk]), "at": formats.day(row.asked_at)}
        for row in seen_by(rows, scene.user).order_by("-asked_at", "-pk")
    ]
