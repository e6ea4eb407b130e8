"""One stream in the quarter's financial year: what it holds, the awards from it, and how that compares."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import RecordKind, VariationKind
from commissioning.exports.money import STREAM_AWARDS, stream_award_line
from commissioning.figures.funder_returns import stream_held
from commissioning.figures.money import AwardPosition, how_exact
from commissioning.figures.payments import months_of
from commissioning.figures.pieces import Piece
from commissioning.figures.streams import NOTHING, StreamMoney, StreamSums, stream_money, sums_of
from commissioning.figures.years import Paid
from commissioning.forms.day import day_asked
from commissioning.models import Allocation, Award, FundingSplit, FundingStream, Payment, Question, Variation
from commissioning.models.seeing import audiences
from commissioning.views.keeping import ask_url
from commissioning.views.money.funder_returns import COLUMNS as DUE_COLUMNS
from commissioning.views.money.funder_returns import due_row, owed
from commissioning.views.money.overview import columns, money_at, notes, told_on
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
from commissioning.views.records import history_url
from commissioning.workflow.funder_returns import MAKES
from commissioning.workflow.questions import seen_by
from commissioning.workflow.set_up.funders import MONEY as SET_UP
from tracker import formats, together
from tracker.exports import About, Cell
from tracker.periods import financial_year_bounds, financial_year_of
from tracker.views import asked_format, downloads, list_file

Row = dict[str, Any]
AMOUNTS = ("Awarded", "Paid by us", "Spent by them", "Forecast", "Over or under")
ROWS = 50  # on a page


@with_quarter("commissioning.view_portfolio")
def stream(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """The stream's awards at the quarter's end; `?format=` takes them away."""
    found = stream_held(pk, scene.portfolio)
    if found is None:
        raise Http404
    form, on = day_asked(request, scene.quarter.end)
    if format_ := asked_format(request):
        about = About(found.name, [*notes(scene), ("Money as it stood on", formats.day(on))])
        lines = award_lines(scene, found, on)
        return list_file(format_, f"{found.code}-{scene.quarter.slug}", STREAM_AWARDS, lines, about)
    line, page = on_one_page(request, scene, found, on)
    paid, asked, changed = beside(scene, found, on, page.object_list)
    shown = pieces_on(scene, found, on, page, months_of(paid))
    set_up = scene.user.has_perm(SET_UP)
    context = {
        "stream": found,
        "form": form,
        "on": formats.day(on),
        "past": on != scene.quarter.end,
        "year": line.year_label,
        "ways": ways(scene, found, line),
        "to_payments": f"{reverse('payments', args=[scene.quarter.slug])}?stream={found.code}",
        "tabs": money_tabs(scene, ""),
        "facts": facts(line),
        "allocations": allocations(scene, line, asked),
        "awards": awards(scene, line, shown),
        "page": page,
        "changes": list(changes(scene, page.paginator.object_list, changed)),
        "meanings": MEANINGS,
        "history_url": history_url(scene, "streams", pk),
        **funder_return_links(scene, found),
        "downloads": list(downloads(request)) if line.number else [],
        "set_up_url": reverse("set-up-record", args=["streams", pk]) if set_up else "",
        "crumbs": [
            {"label": "Money", "url": reverse("money", args=[scene.quarter.slug])},
            {
                "label": found.funder.name,
                "url": reverse("funder", args=[scene.quarter.slug, found.funder_id]),
            },
        ],
    }
    return render(request, "commissioning/money/stream.html", context, status=422 if form.errors else 200)


def funder_return_links(scene: Scene, stream: FundingStream) -> Row:
    """The stream's returns to its funder in the year, for those who make them."""
    if stream.funder_template_id is None or not scene.user.has_perm(MAKES):
        return {"funder_returns": None}
    rows = [due_row(scene, each) for each in owed(scene, stream.pk)]
    return {"funder_returns": {"columns": columns(*DUE_COLUMNS, amounts=()), "rows": rows}}


def award_lines(scene: Scene, stream: FundingStream, on: date) -> Iterator[Sequence[Cell]]:
    """All awards of the stream on a day, for its file."""
    every = stream_on(scene, stream, on, taking(scene, stream))
    return (stream_award_line(every, each, services(scene, each)) for each in every.awards)


def on_one_page(request: HttpRequest, scene: Scene, stream: FundingStream, on: date) -> tuple[StreamSums, Page]:
    """What the stream comes to on a day, and the page asked for of the keys of its awards."""
    line, keys = added_on(scene, stream, on)
    return line, Paginator(keys, ROWS).get_page(request.GET.get("page"))


def pieces_on(scene: Scene, stream: FundingStream, on: date, page: Page, paid: Paid | None = None) -> Sequence[Piece]:
    """What stands on the page. `paid`: what was paid for these awards, where it is read already."""
    return stream_on(scene, stream, on, scene.portfolio.awards_with(page.object_list), paid).awards


def beside(scene: Scene, stream: FundingStream, on: date, awards: Iterable[int]) -> list[list[together.Plain]]:
    """What was paid for these awards in the financial year up to a day, what is asked about the stream's allocations,
    and the changes in the quarter to awards that ever took from it. One query.
    """
    start = financial_year_bounds(financial_year_of(on))[0]
    held = [each.pk for each in stream.allocations.all()]
    asked = Question.objects.open().filter(record_kind=RecordKind.ALLOCATION, record_id__in=held)
    took = FundingSplit.objects.filter(stream=stream).order_by().values("award")
    changed = Variation.objects.filter(effective_on__range=(scene.quarter.start, scene.quarter.end), award__in=took)
    return together.columns(
        (Payment.objects.filter(award__in=awards).between(start, on), ("award_id", "paid_on", "amount")),
        (seen_by(asked, scene.user), ("asked_at", "pk", "record_id", "text")),
        (changed, ("effective_on", "pk", "award_id", "award__title", "kind", "reason")),
    )


def added_on(scene: Scene, stream: FundingStream, on: date) -> tuple[StreamSums, Sequence[int]]:
    """What the stream comes to on a day, and which awards take from it, in their order. At the quarter's end what is
    kept of all money says so.
    """
    if on != scene.quarter.end:
        every = stream_on(scene, stream, on, taking(scene, stream))
        return every, [each.position.award.pk for each in every.awards]
    lots, order = money_at(scene).streams, scene.portfolio.award_order
    (line,) = sums_of(lots, financial_year_of(on), [stream])
    return line, sorted(lots.get(stream.code, NOTHING).awards, key=lambda key: order.get(key, 0))


def taking(scene: Scene, stream: FundingStream) -> list[Award]:
    """The awards that ever took from it."""
    return [each for each in scene.portfolio.awards if any(row.stream_id == stream.pk for row in each.splits.all())]


def stream_on(
    scene: Scene, stream: FundingStream, on: date, awards: Sequence[Award], paid: Paid | None = None
) -> StreamMoney:
    """What these awards take from the stream on a day: by the changes that had begun, the payments made and the
    quarters that were over by then.
    """
    year = financial_year_of(on)
    told = told_on(scene, awards, on, all_years=False, paid=paid)
    pieces = [told.piece(award, year) for award in awards]
    seen = [each for each in pieces if each.position.audience in audiences(scene.user)]
    told_paid = {each.position.award.pk: each.paid for each in seen if each.paid is not None}
    (line,) = stream_money([each.position for each in seen], year, paid=told_paid, streams=[stream])
    return line


def ways(scene: Scene, stream: FundingStream, line: StreamSums) -> list[Row]:
    """Its awards broken down; nothing where there are none."""
    if not line.number:
        return []
    return [
        {"label": by, "url": f"{reverse('money-by', args=[scene.quarter.slug, by])}?stream={stream.code}"}
        for by in ("objective", "provider", "area", "quarter", "year")
    ]


def facts(line: StreamSums) -> list[Row]:
    """The stream in five lines of a summary list."""
    listed = [
        (f"Allocation {line.year_label}", allocated_cell(line)),
        ("Awarded from it", total_cell(line.awarded, nil="not stated")),
        ("Committed", total_cell(line.committed, nil="not stated")),
        ("Not yet awarded", left_cell(line)),
        ("Paid by us", paid_cell(line.paid, line.spent)),
        ("Spent by them", total_cell(line.spent)),
        ("Forecast to 31 March", total_cell(line.forecast)),
    ]
    return [
        {"key": key, "value": cell_words(cell), "nil": cell.get("nil", "")}
        for key, cell in [*listed, ("Not yet split", {"text": not_split(line)})]
        if cell["text"] or cell.get("nil")
    ]


def cell_words(cell: Row) -> str:
    return ", ".join(filter(None, [cell["text"], cell.get("sub")]))


def not_split(line: StreamSums) -> str:
    """How many of its awards have no stated amount from it."""
    number = line.not_split
    return f"the amount of {formats.in_words(number)} award{'' if number == 1 else 's'} is not stated" if number else ""


def allocations(scene: Scene, line: StreamSums, questions: Iterable[together.Plain]) -> list[Row]:
    """What the stream holds, a row a sum: as it was stated, how sure it is, and what is asked about it."""
    asked: dict[int, list[Row]] = {}
    for _, key, allocation, text in sorted(questions):
        asked.setdefault(allocation, []).append({"text": text, "url": reverse("question", args=[key])})
    return [allocation_row(scene, each, asked.get(each.pk, [])) for each in line.allocations]


def allocation_row(scene: Scene, row: Allocation, asked: list[Row]) -> Row:
    on = row.stage_on
    return {
        "year": row.year_label,
        "url": reverse("allocation", args=[scene.quarter.slug, row.pk]),
        "amount": formats.money(row.amount, row.precision) if row.amount is not None else "",
        "stage": f"{row.get_stage_display()}{f' on {formats.day(on)}' if on else ''}",
        "purpose": row.purpose,
        "questions": asked,
        "ask_url": ask_url(RecordKind.ALLOCATION, row.pk) if scene.user.has_perm("commissioning.ask_questions") else "",
    }


def services(scene: Scene, part: Piece) -> list[str]:
    covered = scene.portfolio.services_of_award.get(part.position.award.pk, [])
    return [row.service.name for row in covered]


def awards(scene: Scene, line: StreamSums, shown: Sequence[Piece]) -> Row:
    """These awards of the stream; in the last row what all of them come to."""
    totals = [{"text": "All its awards"}, {"text": "", "nil": "–"}]
    totals += [total_cell(line.awarded, nil="not stated"), paid_cell(line.paid, line.spent)]
    totals += [total_cell(line.spent), total_cell(line.forecast)]
    return {
        "columns": columns("Award", "Provider", amounts=AMOUNTS),
        "rows": [{"cells": award_cells(scene, each, line.stream.code if line.stream else "")} for each in shown],
        "totals": {"cells": [*totals, {"text": "", "nil": "–"}]},
    }


def award_cells(scene: Scene, part: Piece, stream: str) -> list[Row]:
    award, covered = part.position.award, services(scene, part)
    shared = ", counted once" if len(covered) > 1 else ""
    divided = "as the money is split" if part.divided and part.spent is not None else ""
    off = formats.variance("money", part.variance) if part.variance is not None else ""
    own = [each for each in part.position.splits if each.stream_code == stream]
    return [
        {
            "text": award.title,
            "url": reverse("award", args=[scene.quarter.slug, award.pk]),
            "sub": f"{formats.listing(covered)}{shared}",
        },
        {"text": award.provider.name if award.provider.stated else "", "nil": "not stated"},
        amount_cell(part.awarded, nil="not stated", precision=how_exact(own)),
        amount_cell(part.paid, sub=f"{formats.money(part.in_advance)} in advance" if part.in_advance else ""),
        amount_cell(part.spent, sub=divided) | {"url": spend_url(scene, part.position)},
        amount_cell(part.forecast),
        {"text": off, "nil": "–"},
    ]


def spend_url(scene: Scene, position: AwardPosition) -> str:
    """Where the newest line of what was spent is told with its past; nothing where there is none."""
    return reverse("spend", args=[scene.quarter.slug, position.lines[-1]]) if position.lines else ""


def changes(scene: Scene, awards: Iterable[int], changed: Iterable[together.Plain]) -> Iterator[Row]:
    """Changes to these awards that took effect in the quarter, the first first."""
    keys = frozenset(awards)
    for effective_on, _, award, title, kind, reason in sorted(changed):
        if award in keys:
            yield {
                "award": title,
                "url": reverse("award", args=[scene.quarter.slug, award]),
                "words": f"{VariationKind(kind).label} from {formats.day(effective_on)}: {reason}",
            }
