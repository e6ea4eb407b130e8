"""The year's money: what was allocated, awarded and spent, by objective, funder and stream, each award counted once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.exports.money import STREAMS, stream_line
from commissioning.figures import AwardPosition, award_positions
from commissioning.figures.lots import Added, Asked, money_of_all
from commissioning.figures.money import Used
from commissioning.figures.streams import StreamSums, stream_sums, together
from commissioning.figures.years import Paid, Told, told_of
from commissioning.models import Award, Objective
from commissioning.models.seeing import audiences, with_submitted
from commissioning.ratings.pace import Pace, pace_words
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


def told_on(
    scene: Scene, awards: Iterable[Award], on: date, *, all_years: bool = True, paid: Paid | None = None
) -> Told:
    """What is known of these awards on the day, or in its financial year alone, sent returns counted in where this
    person sees them. `paid`: what was paid for them, where it is read already.
    """
    submitted, points, quarters = with_submitted(scene.user), scene.office.pace_points, scene.reference.quarters()
    return told_of(awards, on, quarters, with_submitted=submitted, points=points, all_years=all_years, paid=paid)


def positions_at(scene: Scene, awards: Sequence[Award]) -> list[AwardPosition]:
    """These awards in the quarter's financial year as this person may see them, at the quarter's end."""
    submitted = with_submitted(scene.user)
    found = award_positions(awards, scene.quarter, with_submitted=submitted, points=scene.office.pace_points)
    return for_eyes(found, scene.user)


@with_quarter("commissioning.view_portfolio")
@remembered
def money(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The year at the quarter's end; `?format=` takes the table of streams away."""
    found = money_at(scene)
    lines = streams_at(scene, found)
    if format_ := asked_format(request):
        rows = map(stream_line, lines)
        return list_file(format_, f"money-{scene.quarter.slug}", STREAMS, rows, about_streams(scene))
    whole = together(lines)
    context = {
        "year": financial_year_of(scene.quarter.end),
        "tabs": money_tabs(scene, "money"),
        "tally": tally(scene, whole),
        "finding": finding(found.every, scene.office.pace_points),
        "streams": {
            "columns": columns("Stream", amounts=AMOUNTS),
            "rows": list(stream_rows(scene, lines)),
            "totals": {"cells": [{"text": "All streams"}, *amounts(whole)]},
        },
        "objectives": objectives(scene, found),
        "meanings": MEANINGS,
        "downloads": list(downloads(request)),
    }
    return render(request, "commissioning/money/overview.html", context)


def money_at(scene: Scene) -> Added:
    """What all awards of the quarter's financial year come to at its end, as far as this person may see them."""
    return money_of_all(year_asked(scene), scene.office.told or "", scene.reference)


def year_asked(scene: Scene) -> Asked:
    """The quarter's financial year at its end, for this person's eyes."""
    user = scene.user
    return Asked(scene.quarter, with_submitted(user), tuple(audiences(user)), scene.office.pace_points)


def streams_at(scene: Scene, found: Added) -> list[StreamSums]:
    """Every stream of the year at the quarter's end."""
    return stream_sums(found.streams, financial_year_of(scene.quarter.end), scene.portfolio.all_streams)


def about_streams(scene: Scene) -> About:
    return About(f"Money by stream, {financial_year_of(scene.quarter.end)}", notes(scene))


def notes(scene: Scene) -> list[tuple[str, str]]:
    return [
        ("Office", scene.office.name),
        ("Position", f"at the end of {scene.quarter.label}, {scene.quarter.words}"),
        *MEANINGS,
        ("As at", formats.day(scene.on)),
    ]


def finding(whole: Used, points: Decimal) -> str:
    """How spend stands against award and year, over the awards of which both are held; nothing where there are none."""
    pace = whole.pace(points)
    if pace is None or pace.used is None or pace.spent is None:
        return ""
    measured, every = formats.in_words(whole.measurable), formats.in_words(whole.number)
    of = "" if whole.measurable == whole.number else f"Of {measured} of {every} awards both are held: "
    return f"{of}{formats.money(pace.spent)} of {formats.money(pace.award)} is spent. {pace_words(pace)}."


def columns(*names: str, amounts: Sequence[str]) -> list[Row]:
    return [{"label": label} for label in names] + [{"label": label, "numeric": True} for label in amounts]


def tally(scene: Scene, whole: StreamSums) -> list[Row]:
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


def stream_rows(scene: Scene, lines: Sequence[StreamSums]) -> Iterator[Row]:
    """The streams under their funders; a funder of several has a line of its own."""
    for funder, group in groupby(lines, key=lambda line: line.stream.funder.name if line.stream else ""):
        listed = list(group)
        if len(listed) > 1:
            page = reverse("funder", args=[scene.quarter.slug, listed[0].stream.funder_id]) if listed[0].stream else ""
            yield {"cells": [{"text": funder, "sub": "all streams", "url": page}, *amounts(together(listed))]}
        for line in listed:
            yield {"cells": [stream_cell(scene, line, funder), *amounts(line)], "part": len(listed) > 1}


def stream_cell(scene: Scene, line: StreamSums, funder: str) -> Row:
    number = line.number
    awards = f"{formats.in_words(number)} award{'' if number == 1 else 's'}" if number else "no award yet"
    if line.stream is None:
        return {"text": "No stream recorded", "sub": awards}
    url = reverse("stream", args=[scene.quarter.slug, line.stream.pk])
    return {"text": line.stream.name, "url": url, "sub": f"{funder}, {awards}"}


def amounts(line: StreamSums) -> list[Row]:
    return [
        allocated_cell(line),
        total_cell(line.awarded, nil="not stated"),
        total_cell(line.committed, nil="not stated"),
        left_cell(line),
        paid_cell(line.paid, line.spent),
        total_cell(line.spent),
        total_cell(line.forecast),
    ]


def objectives(scene: Scene, found: Added) -> Row:
    """Awarded and spent by objective; an award of several objectives without shares stands once, under none."""
    shared = [None] if None in found.objectives else []
    lines = [(each, found.objectives.get(each.pk if each else None)) for each in (*scene.portfolio.objectives, *shared)]
    return {
        "columns": columns("Objective", amounts=("Awarded", "Spent", "Used")),
        "rows": [{"cells": objective_cells(scene, *line)} for line in lines],
        "totals": {"cells": [{"text": "All awards"}, *sums(scene, found.every)]},
    }


def objective_cells(scene: Scene, objective: Objective | None, under: Used | None) -> list[Row]:
    first: Row = {"text": "Shared by several objectives, or by none"}
    if objective is not None:
        url = f"{reverse('services', args=[scene.quarter.slug])}?objective={objective.code}"
        first = {"text": objective.name, "url": url}
    if under is None:
        return [first | {"sub": "no award held"}, *({"text": "", "nil": "–"} for _ in range(3))]
    awards = {"sub": f"{formats.in_words(under.number)} award{'' if under.number == 1 else 's'}"}
    return [first | awards, *sums(scene, under)]


def sums(scene: Scene, found: Used) -> list[Row]:
    """What is awarded and spent, and how much is used of those of which both are held."""
    awarded, spent = total_cell(found.awarded, nil="not stated"), total_cell(found.spent)
    return [awarded, spent, used_cell(found.pace(scene.office.pace_points))]


def used_cell(pace: Pace | None) -> Row:
    return {"text": formats.share(pace.used) if pace and pace.used is not None else "", "nil": "–"}
