"""Somebody who reads whatever is printed, in whichever file, and notes every sum and share that it tells.

He knows how services and their figures are called, who reports them when, and by what they are broken down; what stands
behind a name he reads as it prints: value, comparisons, the year so far, projection, the bars of a chart and how long
they are, what is told instead of it, tables by category; and behind a service how many wait for it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil, floor

from commissioning.models import Category, ReportingPeriod, ServiceMeasure, Target
from tests.reports.attacker import Key, Known, Share, Sum

NUMBER = r"(?P<number>[\d,]*\d)(?![\d,.]*[\d%])"
SHARE = r"(?P<share>\d+(?:\.\d+)?)%"
VALUE = re.compile(rf"(?:at least )?(?:{SHARE}|{NUMBER})(?! was)")
CELL = r"(?:not shown|not held|no return|(?:at least )?[\d,]*\d(?:, [^\d]{0,80}? (?:received|counted))?)"
MARK = r"⟦(?P<long>[\d.]+)⟧"
ALL_FIGURES = re.compile(r"figures, by service|Figure Period Provider Value")
AT_THIS_RATE = re.compile(r"(?<!about )\b(?P<number>[\d,]+) for the year at this rate")
IF_LIKE = re.compile(r"(?<!about )\b(?P<number>[\d,]+) if every quarter were like (?P<quarter>Q\d);")
OF_TARGET = re.compile(r"target (?P<target>[\d,]+) for [^;]*?\((?P<share>[\d.]+)% of target\)")
FAR = 1_500  # so far behind a name what is told of it may stand


@dataclass
class Listener:
    """What somebody knows who reads the publication of one quarter."""

    known: Known
    quarter: ReportingPeriod
    names: dict[str, str] = field(init=False)
    codes: dict[str, dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        measures = list(ServiceMeasure.objects.select_related("service"))
        self.names = {each.service.name.casefold(): each.service.code for each in measures}
        self.codes = defaultdict(dict)
        for each in measures:
            self.codes[each.label.casefold()][each.service.code] = each.code
        periods = list(ReportingPeriod.objects.select_related("calendar").order_by("end"))
        self.periods = {each.label: each for each in periods}
        self.bases = {m.code: m.measure.versions.latest("number").basis for m in measures}
        self.uneven = set(Target.objects.exclude(profile=[]).values_list("service_measure__code", flat=True))
        labels = _any(self.periods)
        self.any_name = re.compile(rf"(?<!\w){_any([*self.names, *self.codes])}(?!\w)", re.I)
        self.compared = re.compile(
            rf"(?<![\d,.£])(?:{SHARE}|{NUMBER}) in (?P<period>{labels}) ?,?"
            r" (?:(?P<way>up|down) (?P<by>[\d,]*\d)(?![\d,.]*[\d%]))?"
        )
        self.so_far = re.compile(
            rf"(?<![\d,.£]){NUMBER} in (?P<year>\d{{4}}/\d\d(?: \(from \w+\))?) up to (?P<quarter>Q\d) ?,?"
            r" (?:(?P<way>up|down) (?P<by>[\d,]*\d)(?![\d,.]*[\d%])|(?P<same>no change))?"
        )
        self.bar = re.compile(rf"(?P<period>{labels}) (?:at least )?(?:{SHARE}|{NUMBER})")
        self.marked = re.compile(rf"(?P<period>{labels}) {MARK} (?:{NUMBER})?")
        self.row = re.compile(rf"(?P<period>{labels}) (?P<who>.{{1,120}}?) (?:at least )?(?:{SHARE}|{NUMBER})")
        by = {each.breakdown.name for each in Category.objects.exclude(breakdown=None).select_related("breakdown")}
        lists = {name for _, _, name in self.known.waiting if name}
        self.waits = re.compile(
            (rf"(?:(?P<list>{_any(lists)}): )?" if lists else "(?P<list>(?!))?") + r"(?P<number>[\d,]*\d) waiting\.",
            re.I,
        )
        self.table = (
            re.compile(rf"(?P<service>{_any(self.names)}) by (?P<by>{_any(by)}), (?P<period>{labels})", re.I)
            if by
            else None
        )

    def sums(self, texts: Iterable[str]) -> Iterator[Sum | Share]:
        """All that the texts of a file tell."""
        for text in texts:
            yield from self._tables(text)
            yield from self._figures(text)

    # Tables by category ---------------------------------------------------------------------------------------------

    def _tables(self, text: str) -> Iterator[Sum]:
        found = list(self.table.finditer(text)) if self.table else []
        for at, caption in enumerate(found):
            until = found[at + 1].start() if at + 1 < len(found) else caption.end() + 3_000
            yield from self._table(caption, text[caption.end() : until])

    def _table(self, caption: re.Match[str], text: str) -> Iterator[Sum]:
        service, period = self.names[caption["service"].casefold()], self._label(caption["period"])
        last = re.search(rf"\bAll((?: {CELL})+)", text)
        heads = text[: last.start()] if last else ""
        by = next((key for key in self._splits(service, period) if key.casefold() == caption["by"].casefold()), None)
        if last is None or by is None:
            return
        codes = [code for label, code in self._columns(heads, service)]
        for name in [*self._categories(codes, period, by), "All"]:
            row = re.search(rf"\b{re.escape(name)}((?: {CELL}){{{len(codes)}}})(?=\W|$)", text)
            cells = re.findall(CELL, row[1]) if row else []
            for code, cell in zip(codes, cells, strict=False):
                where = period if name == "All" else f"{period} {by}: {name}"
                if number := re.search(r"\d[\d,]*", cell):
                    yield from self._whole(code, where, number[0])

    def _splits(self, service: str, period: str) -> set[str]:
        own = {code for codes in self.codes.values() if (code := codes.get(service))}
        return {
            at.removeprefix(f"{period} ").partition(": ")[0]
            for code, at in self.known.reporters
            if code in own and at.startswith(f"{period} ") and ": " in at
        }

    def _columns(self, heads: str, service: str) -> list[tuple[int, str]]:
        found: dict[str, int] = {}
        for each in self.any_name.finditer(heads):
            code = self.codes.get(each[0].casefold(), {}).get(service)
            if code and code not in found:
                found[code] = each.start()
        return sorted((at, code) for code, at in found.items())

    def _categories(self, codes: list[str], period: str, by: str) -> list[str]:
        start = f"{period} {by}: "
        return list(
            dict.fromkeys(
                at.removeprefix(start) for code, at in self.known.reporters if code in codes and at.startswith(start)
            )
        )

    # Figures by name ------------------------------------------------------------------------------------------------

    def _figures(self, text: str) -> Iterator[Sum | Share]:
        found = list(self.any_name.finditer(text))
        begins = [each.start() for each in ALL_FIGURES.finditer(text)]
        service, listed = "", defaultdict(int)
        for at, name in enumerate(found):
            service = self.names.get(name[0].casefold(), service)
            code = self._code(name[0].casefold(), service)
            until = found[at + 1].start() if at + 1 < len(found) else len(text)
            behind = text[name.end() : min(until, name.end() + FAR)]
            yield from self._waiting(service, behind)
            if not code:
                continue
            in_list = any(begin < name.start() for begin in begins)
            yield from self._listed(code, behind, listed) if in_list else self._told(code, behind)

    def _code(self, label: str, service: str) -> str:
        of = self.codes.get(label, {})
        return of.get(service, "") or (next(iter(of.values())) if len(of) == 1 else "")

    def _waiting(self, service: str, behind: str) -> Iterator[Sum]:
        for told in self.waits.finditer(behind):
            key = self.known.waiting.get((service, self.quarter.label, (told["list"] or "").casefold()))
            if key is not None:
                yield Sum((key,), _number(told["number"]))

    def _told(self, code: str, behind: str) -> Iterator[Sum | Share]:
        """Beside a paragraph, on the front page, in a chart: over all who report."""
        if behind.startswith(" by quarter:"):
            words, _, _ = behind.partition("⟦")
            for bar in self.bar.finditer(words):
                yield from self._value(code, self._label(bar["period"]), bar)
        own = self._own(code)
        value = VALUE.match(behind.lstrip(" :"))
        if value and own and not re.search(rf"(?<!held )(?<!approved )\bfor {_any(self.periods)}", behind):
            yield from self._value(code, own, value)
        yield from self._marks(code, behind)
        yield from self._beside(code, own, behind)

    def _listed(self, code: str, behind: str, listed: dict[str, int]) -> Iterator[Sum | Share]:
        """In the list of all figures, a row for each who reports, in the order of their names."""
        own = self._own(code)
        row = self.row.match(behind.lstrip())
        value = VALUE.match(behind.lstrip())
        if value:
            at = re.search(
                rf"^(?:at least )?[\d,.%]+ (?:in|[a-z ]+,) (?P<period>{_any(self.periods)})", behind.lstrip(), re.I
            )
            own = self._label(at["period"]) if at else own
        elif row:
            value, own = row, self._label(row["period"])
        keys = sorted(self.known.reporters.get((code, own), []), key=lambda key: key[2])
        if len(keys) < 2:
            if value:
                yield from self._value(code, own, value)
            yield from self._beside(code, own, behind)
            return
        place = listed[f"{code} {own}"]
        listed[f"{code} {own}"] += bool(value) or behind.lstrip().startswith("not shown")
        mine = [key for key in keys if row and value is row and key[2] == row["who"]] or keys[place : place + 1]
        if value and value["number"] and mine:
            yield Sum(tuple(mine), _number(value["number"]))

    def _beside(self, code: str, own: str, behind: str) -> Iterator[Sum | Share]:
        for then in self.compared.finditer(behind):
            label = self._label(then["period"])
            yield from self._value(code, label, then)
            if then["by"] and then["number"] and own:
                by = _number(then["by"]) * (1 if then["way"] == "up" else -1)
                yield from self._whole(code, own, str(_number(then["number"]) + by))
        for year in self.so_far.finditer(behind):
            yield from self._year(code, own, year)
        yield from self._projected(code, own, behind)

    def _year(self, code: str, own: str, year: re.Match[str]) -> Iterator[Sum]:
        then = _number(year["number"])
        label = f"{year['quarter']} {year['year']}"
        if keys := self._to_date(code, label):
            yield Sum(keys, then)
        change = 0 if year["same"] else _number(year["by"] or "0") * (1 if year["way"] == "up" else -1)
        if (year["same"] or year["by"]) and (keys := self._to_date(code, own)):
            yield Sum(keys, then + change)

    def _projected(self, code: str, own: str, behind: str) -> Iterator[Sum]:
        period = self.periods.get(own)
        if period is None or code in self.uneven:
            return
        whole = period.calendar.periods_per_year
        rate, alone = AT_THIS_RATE.search(behind), IF_LIKE.search(behind)
        if rate and (keys := self._to_date(code, own)):
            yield _about(keys, _number(rate["number"]), Decimal("0.5"), Decimal(period.place_in_year) / whole)
            if part := OF_TARGET.search(behind):
                of = Decimal(_number(part["target"])) * period.place_in_year / whole / 100
                yield _about(keys, Decimal(part["share"]), Decimal("0.05"), of)
        if alone and self.bases[code] == "in_period":
            label = f"{alone['quarter']} {period.year_label}"
            if keys := self.known.reporters.get((code, label)):
                yield _about(tuple(keys), _number(alone["number"]), Decimal("0.5"), Decimal(1) / whole)

    def _to_date(self, code: str, label: str) -> tuple[Key, ...]:
        """Whose counts the year up to a period is made of: nothing where one of its periods has none."""
        period = self.periods.get(label)
        if period is None:
            return ()
        if self.bases[code] != "in_period":
            return tuple(self.known.reporters.get((code, label), ()))
        year = [
            each.label
            for each in self.periods.values()
            if each.calendar_id == period.calendar_id
            and each.year_label == period.year_label
            and each.end <= period.end
        ]
        parts = [self.known.reporters.get((code, each), []) for each in year]
        return tuple(key for part in parts for key in part) if all(parts) else ()

    def _marks(self, code: str, behind: str) -> Iterator[Sum]:
        """How long the bars are, beside one that says its number."""
        bars = [
            (self._label(each["period"]), Decimal(each["long"]), each["number"])
            for each in self.marked.finditer(behind)
        ]
        scale = max(((long, _number(number)) for _, long, number in bars if number and _number(number)), default=None)
        for label, long, number in bars if scale else ():
            if number is None and scale:
                yield from self._whole(code, label, str(round(long * scale[1] / scale[0])))

    # What is told ---------------------------------------------------------------------------------------------------

    def _value(self, code: str, label: str, told: re.Match[str]) -> Iterator[Sum | Share]:
        if told["number"]:
            yield from self._whole(code, label, told["number"])
        elif told["share"] and (code, label) in self.known.shares:
            part, of = self.known.shares[code, label]
            half = Decimal(1).scaleb(-len(told["share"].partition(".")[2])) / 2
            yield Share(part, of, Decimal(told["share"]) - half, Decimal(told["share"]) + half)

    def _whole(self, code: str, label: str, number: str) -> Iterator[Sum]:
        if keys := self.known.reporters.get((code, label)):
            yield Sum(tuple(keys), _number(number))

    def _own(self, code: str) -> str:
        """The newest period of the figure that has ended by the quarter's end."""
        told = [self.periods[label] for of, label in self.known.reporters if of == code and label in self.periods]
        shares = [self.periods[label] for of, label in self.known.shares if of == code and label in self.periods]
        ended = [each for each in (*told, *shares) if each.end <= self.quarter.end]
        return max(ended, key=lambda each: each.end).label if ended else ""

    def _label(self, words: str) -> str:
        return next((each for each in self.periods if each.casefold() == words.casefold()), words)


def _any(names: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(each) for each in sorted(names, key=len, reverse=True)) + ")"


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _about(keys: tuple[Key, ...], number: int | Decimal, half: Decimal, times: Decimal) -> Sum:
    """What a number that was made by dividing, and then rounded, leaves possible."""
    low, high = (Decimal(number) - half) * times, (Decimal(number) + half) * times
    return Sum(keys, ceil(low), most=max(ceil(low), floor(high)))
