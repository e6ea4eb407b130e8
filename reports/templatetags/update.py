"""Words, figures and charts of the update: what its templates ask that Django's language cannot say."""

import re
from collections.abc import Sequence

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from reports import charts
from reports.document import Chart, Entry, PaceBar, reading

register = template.Library()

LONG_ENTRY = 2_000  # characters, about 300 words
LONG_VALUE = 12
RUNNING_WORDS = 7
PERIOD = re.compile(r"\b(Q[1-4]) (\d{4}/\d\d)\b")


@register.filter(name="periods")
def keep_periods_whole(text: str) -> SafeString:
    """The text, escaped, with "Q2 2021/22" never broken over two lines."""
    kept = PERIOD.sub(r'<span class="nb">\1 \2</span>', str(conditional_escape(text)))
    return mark_safe(kept)  # noqa: S308 (escaped before the span was put round what the pattern allows)


register.filter("blocks", reading.blocks)
register.filter("one_heading", reading.one_heading)


@register.filter
def is_long(entry: Entry) -> bool:
    """Whether it may break over two pages: a paragraph of above 300 words, or one with a table."""
    return entry.table is not None or sum(len(passage.text) for passage in entry.passages) > LONG_ENTRY


@register.filter
def has_side(entry: Entry) -> bool:
    """Whether something stands beside the words."""
    return bool(entry.figures or entry.no_figure or charts.series(entry.chart))


@register.filter
def running(title: str) -> str:
    """A running head: longer ones read as lost prose to those who hear the page."""
    words = title.split()
    return title if len(words) <= RUNNING_WORDS else f"{' '.join(words[:RUNNING_WORDS])}…"


@register.filter
def leading(sentence: str) -> str:
    """The sentence as it leads to a list: with a colon."""
    return f"{sentence.rstrip('.: ')}:"


@register.filter
def is_long_value(value: str) -> bool:
    return len(value) > LONG_VALUE


@register.filter
def drawn(chart: Chart | None) -> charts.Series | None:
    return charts.series(chart)


@register.filter
def pace_on_paper(bars: Sequence[PaceBar]) -> charts.Pace | None:
    return charts.pace(bars, scaled=False)


@register.filter
def pace_on_screen(bars: Sequence[PaceBar]) -> charts.Pace | None:
    return charts.pace(bars, scaled=True)
