"""The sub-navigation of Returns: the lists of what is owed, and the pages about all of it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from commissioning.views.quarters import Scene


@dataclass(frozen=True, slots=True)
class ReturnsTab:
    """One page of the sub-navigation: its address is a page of a quarter, and who may open it sees it."""

    label: str
    page: str
    permission: str
    part: str = ""


RETURNS_TABS = {
    "returns": ReturnsTab("Returns", "returns", "commissioning.view_returns"),
    "packs": ReturnsTab("Money and people", "returns", "commissioning.view_returns", part="packs"),
    "items": ReturnsTab("Items to write", "returns", "commissioning.view_portfolio", part="items"),
    "questions": ReturnsTab("Questions", "questions", "commissioning.view_portfolio"),
    "reminders": ReturnsTab("Reminders", "reminders", "commissioning.chase_returns"),
    "words": ReturnsTab("Put in words", "words-in", "commissioning.import_files"),
    "tracker": ReturnsTab("Tracker", "tracker", "commissioning.view_portfolio"),
    "review": ReturnsTab("Review", "review", "commissioning.approve_returns"),
}


def returns_tabs(scene: Scene, current: str) -> list[dict[str, Any]]:
    """The tabs that this person may open; `current` is the key of the one that is open."""
    return [
        {"label": tab.label, "url": tab_url(scene, tab), "current": key == current}
        for key, tab in RETURNS_TABS.items()
        if scene.user.has_perm(tab.permission)
    ]


def tab_url(scene: Scene, tab: ReturnsTab) -> str:
    address = reverse(tab.page, args=[scene.quarter.slug])
    return f"{address}?part={tab.part}" if tab.part else address
