"""Needs that recur: which causes of challenges several services name, with the way to what they said."""

from typing import Any

from commissioning.choices import Cause
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import causes_url

Row = dict[str, Any]


def named(cause: str) -> str:
    return Cause(cause).label.capitalize()


def rows(found: Found) -> list[Row]:
    """The most frequent first."""
    return [
        {"label": named(cause), "count": len(services), "url": causes_url(found, cause)}
        for cause, services in found.told.causes.items()
    ]
