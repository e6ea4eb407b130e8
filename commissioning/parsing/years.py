"""Financial years as people write them: 2022/23, 22/23, 2022-23, FY22/23. One year alone is asked about."""

import re
from dataclasses import dataclass

from commissioning.parsing.numbers import clean
from commissioning.parsing.outcomes import Ambiguous, Missing, Wrong, quoted
from tracker.periods import year_label

SPAN = re.compile(
    r"(?:(?:fy|financial year|f/y|year) ?)?(?P<first>\d{4}|\d{2}) ?(?:[/–—-]|to|and) ?(?P<last>\d{4}|\d{2})"
)
ALONE = re.compile(r"(?P<fy>fy ?|financial year )?(?P<year>\d{4}|(?<=fy)\d{2}|(?<=fy )\d{2})(?:\.0)?")
EXAMPLE = "such as 2022/23"
FIRST, LAST = 1990, 2099


@dataclass(frozen=True, slots=True)
class Year:
    """A financial year, read whole, by its label."""

    raw: str
    label: str

    @property
    def message(self) -> str:
        return ""


YearOutcome = Year | Missing | Ambiguous | Wrong


def parse_year(cell: object) -> YearOutcome:
    """The financial year in a cell or a typed text, or the named outcome why not."""
    raw = "" if cell is None else str(cell)
    text = clean(raw)
    if not text:
        return Missing(raw)
    span, alone = SPAN.fullmatch(text), ALONE.fullmatch(text)
    if span:
        return _span(raw, _full(span["first"]), span["last"])
    if alone and FIRST <= _full(alone["year"]) <= LAST:
        year = _full(alone["year"])
        readings = (year_label(year), year_label(year - 1))
        return Ambiguous(raw, readings, f"Do you mean {readings[0]} or {readings[1]}? Write both years.")
    return Wrong(raw, f"{quoted(raw)} can’t be read as a financial year. Write it {EXAMPLE}.")


def _full(text: str) -> int:
    short = int(text)
    return short if len(text) == 4 else short + (1900 if short >= FIRST % 100 else 2000)


def _span(raw: str, first: int, last: str) -> YearOutcome:
    if not FIRST <= first <= LAST:
        return Wrong(raw, f"The year {first} can’t be right. Write the financial year {EXAMPLE}.")
    if last in (str(first + 1), f"{(first + 1) % 100:02d}"):
        return Year(raw, year_label(first))
    return Wrong(raw, f"{quoted(raw)} isn’t one financial year. Write it {EXAMPLE}, each year in a row of its own.")
