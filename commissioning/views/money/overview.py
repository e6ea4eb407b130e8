"""The year's money: what was allocated, awarded and spent, by objective, funder and stream, each award counted once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.exports.money import STREAMS, stream_line
from commissioning.figures import AwardPosition, MoneySummary, award_positions, summary
from commissioning.figures.payments import paid_of
from commissioning.figures.plan import ObjectiveMoney, by_objective
from commissioning.figures.streams import StreamMoney, stream_money, together
from commissioning.figures.years import Told, told_of
from commissioning.models import Award
from commissioning.models.seeing import with_submitted
from commissioning.ratings.pace import pace_words
from commissioning.ratings.totals import Total
from commissioning.views.money.wording import MEANINGS, allocated_cell, left_cell, money_tabs, paid_cell, total_cell
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.service.money import for_eyes
from tracker import formats
from tracker.exports import About
from tracker.periods import financial_year_of
from tracker.remembered import remembered
from tracker.views import asked_format, downloads, list_file

Row = dict[str, Any]
AMOUNTS = ("Allocated", "Awarded", "Committed", "Not yet awarded", "Paid", "Spent", "Forecast")


def told_on(scene: Scene, awards: Iterable[Award], on: date) -> Told:
    """What is known of these awards on the day, sent returns counted in where this person sees them."""
    submitted, points = with_submitted(scene.user), scene.office.pace_points
    return told_of(awards, on, scene.reference.quarters(), with_submitted=submitted, points=points)


def positions_at(scene: Scene, awards: Sequence[Award] | None = None) -> list[AwardPosition]:
    """The awards of the quarter's financial year as this person may see them, at the quarter's end."""
    listed = scene.portfolio.awards_at(scene.quarter) if awards is None else awards
    submitted = with_submitted(scene.user)
    found = award_positions(listed, scene.quarter, with_submitted=submitted, points=scene.office.pace_points)
    return for_eyes(found, scene.user)


@with_quarter("commissioning.view_portfolio")
@remembered
def money(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The year at the quarter's end; `?format=` takes the table of streams away."""
    year, positions = financial_year_of(scene.quarter.end), positions_at(scene)
    lines = streams_at(scene, positions)
    if format_ := asked_format(request):
        rows = map(stream_line, lines)
        return list_file(format_, f"money-{scene.quarter.slug}", STREAMS, rows, about_streams(scene))
    whole = together(lines)
    context = {
        "year": year,
        "tabs": money_tabs(scene, "money"),
        "tally": tally(scene, whole),
        "finding": finding(summary(positions, points=scene.office.pace_points)),
        "streams": {
            "columns": columns("Stream", amounts=AMOUNTS),
            "rows": list(stream_rows(scene, lines)),
            "totals": {"cells": [{"text": "All streams"}, *amounts(whole)]},
        },
        "objectives": objectives(scene, positions),
        "meanings": MEANINGS,
        "downloads": list(downloads(request)),
    }
    return render(request, "commissioning/money/overview.html", context)


def streams_at(scene: Scene, positions: Sequence[AwardPosition]) -> list[StreamMoney]:
    """Every stream of the year at the quarter's end."""
    paid = paid_of([each.award for each in positions], scene.quarter)
    return stream_money(positions, financial_year_of(scene.quarter.end), paid=paid)


def about_streams(scene: Scene) -> About:
    return About(f"Money by stream, {financial_year_of(scene.quarter.end)}", notes(scene))


def notes(scene: Scene) -> list[tuple[str, str]]:
    return [
        ("Office", scene.office.name),
        ("Position", f"at the end of {scene.quarter.label}, {scene.quarter.words}"),
        *MEANINGS,
        ("As at", formats.day(scene.on)),
    ]


def finding(whole: MoneySummary) -> str:
    """How spend stands against award and year, over the awards of which both are held; nothing where there are none."""
    pace = whole.pace
    if pace is None or pace.used is None or pace.spent is None:
        return ""
    measured, every = len(whole.measurable), len(whole.positions)
    of = (
        ""
        if measured == every
        else f"Of {formats.in_words(measured)} of {formats.in_words(every)} awards both are held: "
    )
    return f"{of}{formats.money(pace.spent)} of {formats.money(pace.award)} is spent. {pace_words(pace)}."


def columns(*names: str, amounts: Sequence[str]) -> list[Row]:
    return [{"label": label} for label in names] + [{"label": label, "numeric": True} for label in amounts]


def tally(scene: Scene, whole: StreamMoney) -> list[Row]:
    """The year in five sums, each leading to what it is made of."""
    to_awards = reverse("awards", args=[scene.quarter.slug])
    sums = [
        ("allocated", whole.allocated, "not stated", "#streams"),
        ("awarded", whole.awarded, "not stated", to_awards),
        ("paid", whole.paid, "not held", reverse("payments", args=[scene.quarter.slug])),
        ("spent", whole.spent, "not held", to_awards),
        ("forecast", whole.forecast, "not held", to_awards),
    ]
    return [
        {"value": value(found), "label": label_of(label, found, nil), "url": url} for label, found, nil, url in sums
    ]


def value(found: Total) -> str:
    """The sum, or what the known parts come to."""
    return formats.money(found.known) if found.amount is not None or found.known else "–"


def label_of(label: str, found: Total, nil: str) -> str:
    """ "awarded", or what a sum of the known parts leaves out: "awarded; seven not stated"."""
    return f"{label}; {formats.in_words(len(found.missing))} {nil}" if found.missing else label


def stream_rows(scene: Scene, lines: Sequence[StreamMoney]) -> Iterator[Row]:
    """The streams under their funders; a funder of several has a line of its own."""
    for funder, group in groupby(lines, key=lambda line: line.stream.funder.name if line.stream else ""):
        listed = list(group)
        if len(listed) > 1:
            page = reverse("funder", args=[scene.quarter.slug, listed[0].stream.funder_id]) if listed[0].stream else ""
            yield {"cells": [{"text": funder, "sub": "all streams", "url": page}, *amounts(together(listed))]}
        for line in listed:
            yield {"cells": [stream_cell(scene, line, funder), *amounts(line)], "part": len(listed) > 1}


def stream_cell(scene: Scene, line: StreamMoney, funder: str) -> Row:
    number = len(line.awards)
    awards = f"{formats.in_words(number)} award{'' if number == 1 else 's'}" if number else "no award yet"
    if line.stream is None:
        return {"text": "No stream recorded", "sub": awards}
    url = reverse("stream", args=[scene.quarter.slug, line.stream.pk])
    return {"text": line.stream.name, "url": url, "sub": f"{funder}, {awards}"}


def amounts(line: StreamMoney) -> list[Row]:
    return [
        allocated_cell(line),
        total_cell(line.awarded, nil="not stated"),
        total_cell(line.committed, nil="not stated"),
        left_cell(line),
        paid_cell(line.paid, line.spent),
        total_cell(line.spent),
        total_cell(line.forecast),
    ]


def objectives(scene: Scene, positions: Sequence[AwardPosition]) -> Row:
    """Awarded and spent by objective; an award of several objectives without shares stands once, under none."""
    points = scene.office.pace_points
    lines = by_objective(positions, scene.portfolio, points=points)
    whole = summary(positions, points=points)
    last = [{"text": "All awards"}, total_cell(whole.awarded, nil="not stated"), total_cell(whole.spent), used(whole)]
    return {
        "columns": columns("Objective", amounts=("Awarded", "Spent", "Used")),
        "rows": [{"cells": objective_cells(scene, line)} for line in lines if line.objective or line.positions],
        "totals": {"cells": last},
    }


def objective_cells(scene: Scene, line: ObjectiveMoney) -> list[Row]:
    name, number = line.objective, len(line.positions)
    first: Row = {"text": "Shared by several objectives, or by none"}
    if name is not None:
        url = f"{reverse('services', args=[scene.quarter.slug])}?objective={name.code}"
        first = {"text": name.name, "url": url}
    if not number:
        return [first | {"sub": "no award held"}, *({"text": "", "nil": "–"} for _ in range(3))]
    awards = {"sub": f"{formats.in_words(number)} award{'' if number == 1 else 's'}"}
    spent = line.summary
    return [first | awards, total_cell(spent.awarded, nil="not stated"), total_cell(spent.spent), used(spent)]


def used(found: Any) -> Row:
    """What is used of the awards of which both sums are held."""
    pace = found.pace
    return {"text": formats.share(pace.used) if pace and pace.used is not None else "", "nil": "–"}
