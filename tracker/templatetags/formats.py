"""The site's formatters as template filters. What a missing value says is the page's choice: see `or_nil`."""

from collections.abc import Callable
from typing import Any

from django import template

from tracker import formats

register = template.Library()


def held(format_: Callable[[Any], str]) -> Callable[[Any], Any]:
    """The formatter for values that are there; None stays None, for `or_nil` to put into words."""

    def filter_(value: Any) -> Any:
        return None if value is None else format_(value)

    return filter_


for name in (
    "number",
    "count",
    "money",
    "percentage",
    "share",
    "in_words",
    "day",
    "short_day",
    "clock",
    "moment",
    "listing",
    "state_words",
):
    register.filter(name, held(getattr(formats, name)))
