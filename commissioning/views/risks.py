"""The risks of a register in two tables, then and now: each cell and each movement leads to what it counts."""

from typing import Any

from django.http import HttpRequest

from commissioning.figures.risks import Rows, moved
from commissioning.models import ReportingPeriod
from commissioning.models.events import RiskQuerySet

ASIDE = ("page", "now", "then", "moved")  # parts of the address that a cell stands for anew


def moved_in(request: HttpRequest, risks: RiskQuerySet, quarter: ReportingPeriod) -> dict[str, Any]:
    """How the listed risks moved."""
    found = moved(risks.standings.values(), quarter)
    return {
        "moves": [
            {"kind": kind.value, "label": kind.label, "count": count, "url": address(request, "moved", kind.value)}
            for kind, count in found.moves.items()
        ],
        "matrices": [
            {"heading": heading, "rows": cells(request, name, rows)}
            for name, heading, rows in (
                ("then", "At the end of the quarter before", found.then),
                ("now", f"At the end of {quarter.label}", found.now),
            )
            if rows
        ],
    }


def cells(request: HttpRequest, name: str, rows: Rows) -> list[list[dict[str, Any]]]:
    return [
        [{"cell": cell, "url": address(request, name, f"{cell.likelihood}-{cell.impact}")} for cell in row]
        for row in rows
    ]


def address(request: HttpRequest, name: str, value: str) -> str:
    """The list as it is filtered, narrowed to what a cell or a movement counts."""
    asked = request.GET.copy()
    for part in ASIDE:
        asked.pop(part, None)
    asked[name] = value
    return f"?{asked.urlencode()}#list"
