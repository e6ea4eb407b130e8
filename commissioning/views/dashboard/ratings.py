"""The dashboard's ratings over eight quarters, by objective."""

from typing import Any

from commissioning.choices import Rag
from commissioning.figures import Cell, HeatRow
from commissioning.figures.measures import QUARTERS
from commissioning.models import Service
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import service_url, services_url

Row = dict[str, Any]
SHOWN = 60


def table(found: Found) -> Row:
    """The services that are red, amber or moved, then others in the plan's order, for `components/heat.html`."""
    speaking = found.once("ratings", "speaking", lambda: [key for key in found.services if speaks(found.heat[key])])
    first = [found.services[key] for key in speaking[:SHOWN]]
    told = {each.pk for each in first}
    rest = [each for key, each in found.services.items() if key not in told][: SHOWN - len(first)]
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
    rated = [cell.rag for cell in line.cells[-2:] if cell.rag in (Rag.RED, Rag.AMBER, Rag.GREEN)]
    return line.now.rag in (Rag.RED, Rag.AMBER) or len(set(rated)) > 1


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
    figure = found.gist_of.get(service)
    if figure is None or not figure.is_number:
        return "No figure this quarter" if figure else "No headline figure"
    target = "" if figure.has_target else "; no target set"
    return f"{figure.words} {figure.unit or figure.label.lower()}{target}"
