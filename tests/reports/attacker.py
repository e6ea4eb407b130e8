"""Somebody who wants to know the small counts, and has the public's copy and everything that is no secret.

Shares no code with what hides them: it reads values and sentences as they print, knows who reports what in which
quarters and what is broken down by what, and narrows what each count can be until nothing moves any more.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from commissioning.models import Observation, WaitingListLine
from reports.document import Document, Entry

MOST = 10**6
TRIED = 200  # so many parts of a share
IN_PERIOD = re.compile(r"(?P<value>[\d,]+) in (?P<period>[^,]+), (?P<way>up|down) (?P<by>[\d,]+)")
UP_TO = re.compile(r"(?P<value>[\d,]+) in (?P<year>\d{4}/\d\d) up to (?P<quarter>Q\d)")

Key = tuple[str, str, str, str]  # measure's code, quarter's label, provider, category with what it is one of
Reporters = dict[tuple[str, str], list[Key]]
REST = "In none of these"


@dataclass(frozen=True, slots=True)
class Sum:
    """Counts that come to a number which the copy prints, or to it and to what others (`less`) come to; where it is
    printed less exactly to anything up to `most`.
    """

    keys: tuple[Key, ...]
    number: int
    less: tuple[Key, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole in per cent, from `low` to `high`: printed to so many decimals."""

    part: Key
    of: Key
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Known:
    """What is no secret: who reports what, by category too, and of each count whether it is small. Of a share that one
    alone reports its parts, with what is left of the whole, are counts as well. `waiting`: by service, quarter and name
    the count of each waiting list; what is said again as it was is the count of then.
    """

    reporters: Reporters
    bounds: dict[Key, tuple[int, int]]
    secret: dict[Key, int]
    less: list[Sum]
    shares: dict[tuple[str, str], tuple[Key, Key]]
    waiting: dict[tuple[str, str, str], Key] = field(default_factory=dict)
    numbers: dict[Key, int] = field(default_factory=dict)


def small_counts(below: int = 5) -> dict[Key, int]:
    """The truth, to hold the attacker's answers against: small counts of people, whole and by category."""
    return known(below).secret


def known(below: int = 5) -> Known:
    """Who is in no category is a count as any other. What is not approved is in nothing that is public."""
    rows = Observation.objects.counted().filter(value__isnull=False, version__number_kind="count")
    rows = rows.select_related("service_measure", "period", "provider", "category__breakdown", "version")
    found = Known(defaultdict(list), {}, {}, [], {})
    _note_shares(found, below)
    _note_waiting(found, below)
    split: dict[tuple[str, str, str], list[tuple[Key, int]]] = defaultdict(list)
    wholes: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        by = row.category.breakdown.name if row.category.breakdown else ""
        category = f"{by}: {row.category.name}" if by else ""
        key = (row.service_measure.code, row.period.label, row.provider.brief_name, category)
        people = row.version.about_people and row.version.basis != "change_only" and row.standing == "approved"
        _note(found, key, int(row.value), people=people, below=below)
        if by:
            split[*key[:2], by].append((key, int(row.value)))
        else:
            found.reporters[key[:2]].append(key)
            wholes[key[:2]] += int(row.value)
    for (code, label, by), parts in split.items():
        rest = (code, label, "", f"{by}: {REST}")
        _note(found, rest, wholes[code, label] - sum(value for _, value in parts), people=True, below=below)
        found.less.append(Sum((*(key for key, _ in parts), rest), 0, tuple(found.reporters[code, label])))
        for key, _ in parts:
            found.reporters[code, f"{label} {key[3]}"].append(key)
        found.reporters[code, f"{label} {rest[3]}"].append(rest)
    return found


def _note_shares(found: Known, below: int) -> None:
    rows = Observation.objects.counted().whole().filter(denominator__gt=0, version__number_kind="percentage")
    by_place: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for row in rows.select_related("service_measure", "period", "provider", "version"):
        by_place[row.service_measure.code, row.period.label].append(row)
    for at, (row, *others) in by_place.items():
        numerator, denominator = row.numerator or Decimal(0), row.denominator or Decimal(0)
        if others or int(numerator) != numerator or int(denominator) != denominator:
            continue
        numbers = {"part": int(numerator), "of": int(denominator), "rest": int(denominator - numerator)}
        keys = {name: (*at, row.provider.brief_name, name) for name in numbers}
        people = row.version.about_people and row.version.basis != "change_only" and row.standing == "approved"
        for name, key in keys.items():
            _note(found, key, numbers[name], people=people, below=below)
        found.less.append(Sum((keys["part"], keys["rest"]), 0, (keys["of"],)))
        found.shares[at] = (keys["part"], keys["of"])


def _note_waiting(found: Known, below: int) -> None:
    """Of the lists of one return, one without a name that is as long as all the others together is their whole."""
    lines = WaitingListLine.objects.filter(waiting__isnull=False, quarterly_return__state="approved", audience="public")
    of_return: dict[int, dict[str, Key]] = defaultdict(dict)
    for line in lines.select_related(
        "quarterly_return__service", "quarterly_return__provider", "quarterly_return__period", "unchanged_from"
    ):
        own = line.quarterly_return
        since = line.unchanged_from or own.period
        key = (f"waiting {own.service.code}", since.label, own.provider.brief_name, line.name.casefold())
        _note(found, key, line.waiting or 0, people=True, below=below)
        found.waiting[own.service.code, own.period.label, line.name.casefold()] = key
        of_return[own.pk][line.name.casefold()] = key
    for lists in of_return.values():
        parts = [key for name, key in lists.items() if name]
        if parts and "" in lists and sum(found.numbers[key] for key in parts) == found.numbers[lists[""]]:
            found.less.append(Sum(tuple(parts), 0, (lists[""],)))


def _note(found: Known, key: Key, value: int, *, people: bool, below: int) -> None:
    found.numbers[key] = value
    found.bounds[key] = (1, below - 1) if people and 1 <= value < below else (0, MOST)
    if people and 1 <= value < below:
        found.secret[key] = value


def worked_out(document: Document, below: int = 5) -> dict[Key, int]:
    """Small counts that only one number fits."""
    found = known(below)
    return solved(found, printed(document, found.reporters))


def solved(found: Known, read: Iterable[Sum | Share]) -> dict[Key, int]:
    """The same from whatever was read of sums and shares."""
    bounds, told = dict(found.bounds), list(dict.fromkeys([*read, *found.less]))
    sums = [each for each in told if isinstance(each, Sum) and each.keys and bounds.keys() >= {*each.keys, *each.less}]
    shares = [each for each in told if isinstance(each, Share)]
    moved = True
    while moved:
        narrowed = [*(_narrow(each, bounds) for each in sums), *(_narrow_share(each, bounds) for each in shares)]
        moved = any(narrowed)
    return {key: bounds[key][0] for key in found.secret if bounds[key][0] == bounds[key][1]}


def printed(document: Document, reporters: Reporters) -> Iterator[Sum]:
    """Every sum that the copy prints: values of the annex, headline figures, bars, comparisons."""
    for annex in document.annexes:
        for row in (*annex.figures, *annex.broken_down):
            yield from of_row(row.code, row.period, row.provider, row.by, row.category, row.value, reporters)
            for text in row.comparators:
                yield from compared(row.code, row.period, text, reporters)
    for entry in document.entries:
        yield from _bars(entry, reporters)
        for figure in entry.figures:
            if figure.value.replace(",", "").isdigit() and "for " not in figure.note:
                yield from _whole(reporters[figure.code, document.period], figure.value)
            yield from compared(figure.code, document.period, figure.comparator, reporters)


def of_row(
    code: str, period: str, provider: str, by: str, category: str, value: object, reporters: Reporters
) -> Iterator[Sum]:
    """What a row of the list of figures tells: one provider's part, or a category over them."""
    if value is not None and value != "" and Decimal(str(value)) == int(Decimal(str(value))):
        parts = reporters[code, f"{period} {by}: {category}"] if category else [(code, period, provider, "")]
        yield Sum(tuple(parts), int(Decimal(str(value))))


def _bars(entry: Entry, reporters: Reporters) -> Iterator[Sum]:
    if entry.chart is not None:
        for point in entry.chart.points:
            if point.value is not None:
                yield from _whole(reporters[entry.chart.code, point.label], point.value)


def _whole(keys, number: str) -> Iterator[Sum]:
    value = Decimal(number.replace(",", ""))
    if value == int(value):
        yield Sum(tuple(keys), int(value))


def compared(code: str, period: str, text: str, reporters: Reporters) -> Iterator[Sum]:
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
    for key, sign in [*((key, 1) for key in total.keys), *((key, -1) for key in total.less)]:
        low, high = total.number, total.number if total.most is None else total.most
        for other, way in [*((each, 1) for each in total.keys), *((each, -1) for each in total.less)]:
            if other != key:
                least, most = bounds[other] if way == 1 else (-bounds[other][1], -bounds[other][0])
                low, high = low - most, high - least
        if sign == -1:
            low, high = -high, -low
        low, high = max(bounds[key][0], low), min(bounds[key][1], high)
        if (low, high) != bounds[key] and low <= high:
            bounds[key], moved = (low, high), True
    return moved


def _narrow_share(share: Share, bounds: dict[Key, tuple[int, int]]) -> bool:
    """The same for a part and its whole: where few parts are possible, each of them is tried."""
    (least, most), (fewest, all_of) = bounds[share.part], bounds[share.of]
    most = min(most, int(share.high * all_of / 100))
    if share.low <= 0 or most - least > TRIED:
        return False
    pairs = [
        (part, whole)
        for part in range(max(least, 1), most + 1)
        for whole in range(max(fewest, part), min(all_of, int(part * 100 / share.low)) + 1)
        if share.low <= Decimal(part) * 100 / whole < share.high
    ]
    if not pairs:
        return False
    parts, wholes = zip(*pairs, strict=True)
    new = ((min(parts), max(parts)), (min(wholes), max(wholes)))
    moved = new != (bounds[share.part], bounds[share.of])
    bounds[share.part], bounds[share.of] = new
    return moved
