"""Words, figures and charts of the update: what its templates ask that Django's language cannot say."""

import re
from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from reports import charts
from reports.document import Chart, Entry, Finding, PaceBar, reading

register = template.Library()

LONG_ENTRY = 2_000  # characters, about 300 words
LONG_VALUE = 12
LONG_ITEM = 400  # characters: an item of a list in two columns
LONG_COLUMN = 2_000  # characters in half the width of the page
LONG_SIDE = 900  # characters in the margin beside a paragraph
RUNNING_WORDS = 7
RUNNING_LETTERS = 80
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
    """Whether it may break over two pages: a paragraph of above 300 words, one with a table, or long figures."""
    words = (*(passage.text for passage in entry.passages), *(flag.text for flag in entry.flags), *entry.not_received)
    beside = (text for each in entry.figures for text in (each.label, each.value, each.comparator, each.note))
    return entry.table is not None or letters(words) > LONG_ENTRY or letters(beside) > LONG_SIDE


@register.filter
def are_long(findings: Sequence[Finding]) -> bool:
    """Whether they are too much for half the width of a page: what stands in a grid does not break over pages."""
    return letters(text for each in findings for text in (each.lead, each.text)) > LONG_COLUMN


@register.filter
def is_long_item(text: str) -> bool:
    return len(text) > LONG_ITEM


def letters(texts: Iterable[str]) -> int:
    return sum(len(text) for text in texts)


@register.filter
def has_side(entry: Entry) -> bool:
    """Whether something stands beside the words."""
    return bool(entry.figures or entry.no_figure or charts.series(entry.chart))


@register.filter
def running(title: str) -> str:
    """A running head: longer ones read as lost prose to those who hear the page."""
    words = title[:RUNNING_LETTERS].split()[:RUNNING_WORDS]
    return title if len(" ".join(words)) == len(" ".join(title.split())) else f"{' '.join(words)}…"


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
