"""The dashboard's ratings over eight quarters, by objective."""

from typing import Any

from commissioning.choices import Rag
from commissioning.figures import Cell
from commissioning.figures.measures import QUARTERS
from commissioning.figures.wording import unit_of
from commissioning.models import Service
from commissioning.views.dashboard.found import Dashboard
from commissioning.views.dashboard.links import service_url, services_url

Row = dict[str, Any]
SHOWN = 60


def table(found: Dashboard) -> Row:
    """The first services in the plan's order, grouped by objective, for `components/heat.html`."""
    shown = list(found.services.values())[:SHOWN]
    by_objective: dict[str, list[Service]] = {}
    for service in shown:
        by_objective.setdefault(service.objective.name, []).append(service)
    return {
        "columns": columns(found),
        "groups": [
            {"name": name, "rows": [row(found, each) for each in services]} for name, services in by_objective.items()
        ],
        "url": services_url(found),
        "total": len(found.services),
        "caption": f"Ratings of {len(shown)} services over {QUARTERS} quarters",
    }


def columns(found: Dashboard) -> list[Row]:
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


def row(found: Dashboard, service: Service) -> Row:
    line = found.heat[service.pk]
    return {
        "name": service.name,
        "url": service_url(found, service.pk),
        "cells": [cell.rag for cell in line.cells],
        "why": why(found, service.pk, line.now),
    }


def why(found: Dashboard, service: int, cell: Cell) -> str:
    """What the quarter's rating rests on; of one not rated, its figure."""
    if cell.rag is None:
        return "No approved return"
    if cell.rag != Rag.NOT_RATED:
        return cell.why[:1].upper() + cell.why[1:]
    figure = found.by_service.get(service)
    if figure is None or not figure.value.is_number:
        return "No figure this quarter" if figure else "No headline figure"
    target = "" if figure.target is not None else "; no target set"
    return f"{figure.words} {unit_of(figure) or figure.measure.label.lower()}{target}"
