"""Returns to funders that are late, or whose time is over and that were not sent: for whoever keeps the money."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from commissioning.figures.funder_returns import Due, unsent
from commissioning.views.quarters import Scene
from commissioning.workflow.funder_returns import MAKES
from tracker import formats

Row = dict[str, Any]
YEAR = timedelta(days=366)


def owed(scene: Scene) -> list[Due]:
    """The first due first, of the year up to the quarter and what came later: what is older stands among the returns of
    its year. Nothing for who makes none.
    """
    if not scene.user.has_perm(MAKES):
        return []
    listed = unsent(scene.reference, scene.portfolio)
    return [each for each in listed if scene.quarter.end - YEAR < each.quarter.end < scene.on]


def rows(scene: Scene) -> list[Row]:
    """As what needs somebody."""
    return [_row(scene, each) for each in owed(scene)]


def _row(scene: Scene, due: Due) -> Row:
    late = due.is_late(scene.on)
    made = f"Return {due.made[0].number} made, not sent. " if due.made else ""
    return {
        "name": due.stream.name,
        "by": f"{due.stream.funder.name}, {due.part}",
        "fact": f"{made}Wanted by {formats.day(due.due_on)}.",
        "tone": "late" if late else "act",
        "state_label": formats.late((scene.on - due.due_on).days) if late else "To be sent" if made else "To be made",
        "acts": [{"label": "Send" if made else "Make", "about": f"{due.stream.name}, {due.part}", "url": _page(due)}],
    }


def lines(scene: Scene) -> list[Row]:
    """As a list of days."""
    return [
        {"label": f"{each.stream.name}, {each.part}", "when": formats.short_day(each.due_on), "url": _page(each)}
        for each in owed(scene)
    ]


def _page(due: Due) -> str:
    return reverse("funder-return", args=[due.quarter.slug, due.stream.pk])
