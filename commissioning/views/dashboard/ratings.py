"""The dashboard's ratings over eight quarters, by objective."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, islice
from typing import Any, NamedTuple

from commissioning.choices import Rag
from commissioning.figures import Cell, HeatRow
from commissioning.figures.measures import QUARTERS
from commissioning.models import Service
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import service_url, services_url

Row = dict[str, Any]
SHOWN = 60
LATELY = 2  # this quarter and the one before
COLOURS = (Rag.RED, Rag.AMBER, Rag.GREEN)


class ByRatings(NamedTuple):
    """What the ratings of some services tell: how many have which, which moved since the quarter before, from which
    rating to which, and which are shown first.
    """

    now: dict[Rag | None, int]
    moved: list[tuple[int, Rag, Rag]]
    speaking: list[int]


def told_by_ratings(found: Found) -> list[ByRatings]:
    """Of some services at a time, in the plan's order."""

    def told(services: Sequence[int]) -> ByRatings:
        lines = [found.heat[key] for key in services]
        now = Counter(line.now.rag for line in lines)
        lately = [(line.service, rated_lately(line)) for line in lines]
        moved = [(key, two[0], two[1]) for key, two in lately if len(set(two)) == LATELY]
        return ByRatings(dict(now), moved, [line.service for line in lines if speaks(line)])

    return found.by_services("ratings", "told", told)


def rated_lately(line: HeatRow) -> list[Rag]:
    """Its colours in this quarter and the one before, oldest first, of those quarters in which it was rated one."""
    return [cell.rag for cell in line.cells[-LATELY:] if cell.rag in COLOURS]


def table(found: Found) -> Row:
    """The services that are red, amber or moved, then others in the plan's order, for `components/heat.html`."""
    speaking = islice(chain.from_iterable(own.speaking for own in told_by_ratings(found)), SHOWN)
    first = [found.services[key] for key in speaking]
    told = {each.pk for each in first}
    others = (each for key, each in found.services.items() if key not in told)
    rest = list(islice(others, SHOWN - len(first)))
    return {
        "columns": columns(found),
        "groups": grouped(found, first),
        "rest": grouped(found, rest),
        "number": len(rest),
        "url": services_url(found),
        "total": len(found.services),
        "caption": f"Ratings over {QUARTERS} quarters of services that are red, amber, or moved",
        "rest_caption": f"Ratings of {len(rest)} other services over {QUARTERS} quarters",
    }


def speaks(line: HeatRow) -> bool:
    """Whether it is red or amber, or was another colour the quarter before."""
    return line.now.rag in (Rag.RED, Rag.AMBER) or len(set(rated_lately(line))) > 1


def grouped(found: Found, services: list[Service]) -> list[Row]:
    by_objective: dict[str, list[Service]] = {}
    for service in services:
        by_objective.setdefault(service.objective.name, []).append(service)
    return [{"name": name, "rows": [row(found, each) for each in rows]} for name, rows in by_objective.items()]


def columns(found: Found) -> list[Row]:
    quarters = found.scene.reference.last(found.scene.quarter, QUARTERS)
    years = [each.year_label for each in quarters]
    return [
        {
            "label": each.label.split(" ")[0],
            "year": each.year_label.removeprefix("20"),
            "again": place > 0 and years[place - 1] == each.year_label,
            "current": each.pk == found.scene.quarter.pk,
        }
        for place, each in enumerate(quarters)
    ]


def row(found: Found, service: Service) -> Row:
    line = found.heat[service.pk]
    return {
        "name": service.name,
        "url": service_url(found, service.pk),
        "cells": [cell.rag for cell in line.cells],
        "why": why(found, service.pk, line.now),
    }


def why(found: Found, service: int, cell: Cell) -> str:
    """What the quarter's rating rests on; of one not rated, its figure."""
    if cell.rag is None:
        return "No approved return"
    if cell.rag != Rag.NOT_RATED and service in found.unseen:
        return "Rests on what is kept inside the office"
    if cell.rag != Rag.NOT_RATED:
        return cell.why[:1].upper() + cell.why[1:]
    figure = found.first_gist(service)
    if figure is None or not figure.is_number:
        return "No figure this quarter" if figure else "No headline figure"
    target = "" if figure.has_target else "; no target set"
    return f"{figure.words} {figure.unit or figure.label.lower()}{target}"
