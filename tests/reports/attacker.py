"""Somebody who wants to know the small counts, and has the public's copy and everything that is no secret.

Shares no code with what hides them: it reads values and sentences as they print, knows who reports what and in which
quarters, and narrows what each count can be until nothing moves any more.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from commissioning.models import Observation
from reports.document import Document, Entry

MOST = 10**6
IN_PERIOD = re.compile(r"(?P<value>[\d,]+) in (?P<period>[^,]+), (?P<way>up|down) (?P<by>[\d,]+)")
UP_TO = re.compile(r"(?P<value>[\d,]+) in (?P<year>\d{4}/\d\d) up to (?P<quarter>Q\d)")

Key = tuple[str, str, str]  # measure's code, quarter's label, provider
Reporters = dict[tuple[str, str], list[Key]]


@dataclass(frozen=True, slots=True)
class Sum:
    """Counts that come to a number which the copy prints."""

    keys: tuple[Key, ...]
    number: int


def small_counts(below: int = 5) -> dict[Key, int]:
    """The truth, to hold the attacker's answers against: small counts of people by measure, quarter and provider."""
    rows = Observation.objects.filter(
        version__about_people=True, version__number_kind="count", value__gte=1, value__lt=below, standing="approved"
    ).exclude(version__basis="change_only")
    return {key: int(row.value) for row, key in _named(rows)}


def _named(rows) -> Iterator[tuple[Observation, Key]]:
    for row in rows.select_related("service_measure", "period", "provider"):
        yield row, (row.service_measure.code, row.period.label, row.provider.brief_name)


def worked_out(document: Document, below: int = 5) -> dict[Key, int]:
    """Small counts that only one number fits."""
    secret = small_counts(below)
    reporters: Reporters = defaultdict(list)
    bounds: dict[Key, tuple[int, int]] = {}
    for _, key in _named(Observation.objects.filter(value__isnull=False, version__number_kind="count")):
        reporters[key[:2]].append(key)
        bounds[key] = (1, below - 1) if key in secret else (0, MOST)
    sums = [each for each in printed(document, reporters) if each.keys and bounds.keys() >= set(each.keys)]
    moved = True
    while moved:
        narrowed = [_narrow(each, bounds) for each in sums]
        moved = any(narrowed)
    return {key: bounds[key][0] for key in secret if bounds[key][0] == bounds[key][1]}


def printed(document: Document, reporters: Reporters) -> Iterator[Sum]:
    """Every sum that the copy prints: values of the annex, headline figures, bars, comparisons."""
    for row in (row for annex in document.annexes for row in annex.figures):
        if row.value is not None and row.numerator is None:
            yield from _whole(((row.code, row.period, row.provider),), row.value)
        for text in row.comparators:
            yield from _compared(row.code, row.period, text, reporters)
    for entry in document.entries:
        yield from _bars(entry, reporters)
        for figure in entry.figures:
            if figure.value.replace(",", "").isdigit() and "for " not in figure.note:
                yield from _whole(reporters[figure.code, document.period], figure.value)
            yield from _compared(figure.code, document.period, figure.comparator, reporters)


def _bars(entry: Entry, reporters: Reporters) -> Iterator[Sum]:
    if entry.chart is not None:
        for point in entry.chart.points:
            if point.value is not None:
                yield from _whole(reporters[entry.chart.code, point.label], point.value)


def _whole(keys, number: str) -> Iterator[Sum]:
    value = Decimal(number.replace(",", ""))
    if value == int(value):
        yield Sum(tuple(keys), int(value))


def _compared(code: str, period: str, text: str, reporters: Reporters) -> Iterator[Sum]:
    """ "3 in Q1 2022/23, up 2" tells both quarters; "12 in 2021/22 up to Q2" a year's first part."""
    for found in IN_PERIOD.finditer(text):
        then = int(found["value"].replace(",", ""))
        by = int(found["by"].replace(",", "")) * (1 if found["way"] == "up" else -1)
        yield Sum(tuple(reporters[code, found["period"]]), then)
        yield Sum(tuple(reporters[code, period]), then + by)
    for found in UP_TO.finditer(text):
        labels = [f"Q{place} {found['year']}" for place in range(1, int(found["quarter"][1]) + 1)]
        if all(reporters[code, label] for label in labels):
            keys = [key for label in labels for key in reporters[code, label]]
            yield Sum(tuple(keys), int(found["value"].replace(",", "")))


def _narrow(total: Sum, bounds: dict[Key, tuple[int, int]]) -> bool:
    """Whether a sum makes the range of one of its counts smaller."""
    moved = False
    for key in total.keys:
        others = [bounds[each] for each in total.keys if each != key]
        low = max(bounds[key][0], total.number - sum(high for _, high in others))
        high = min(bounds[key][1], total.number - sum(low for low, _ in others))
        if (low, high) != bounds[key] and low <= high:
            bounds[key], moved = (low, high), True
    return moved
