"""What a heading means: people word it in their own way, add units, and write years and quarters into it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from commissioning.exports.portfolio.form import Holds, SheetForm, Wide
from commissioning.parsing.numbers import clean
from commissioning.parsing.outcomes import Ambiguous
from commissioning.parsing.quarters import PeriodName, parse_period
from commissioning.parsing.years import Year, parse_year

UNITS = re.compile(r"\((?:£|gbp|%|required|optional|if known|if any|pounds)\)|£|\*|[:?]+$")
THOUSANDS = re.compile(r"£ ?k\b|£ ?'?0{3}s?\b|\b0{3}s\b|\bin k\b|\bthousands?\b")
LOOSE = re.compile(r"[^a-z0-9%/()&-]+")
YEAR_INSIDE = re.compile(r"(?:fy ?)?(?<!\d)(?:\d{4}|\d{2}) ?[/–—-] ?(?:\d{4}|\d{2})(?!\d)")
NAME_OF = re.compile(r"name of (.+)")
SHORT = {
    "ref": "reference",
    "no": "number",
    "org": "organisation",
    "organization": "organisation",
    "organizations": "organisations",
    "orgs": "organisations",
    "tel": "telephone",
    "phone": "telephone",
    "desc": "description",
    "yr": "year",
}
OF_A_YEAR = frozenset(
    "amount value award funding budget grant contract total allocation allocated target cost annual the for year in "
    "payment sum fy awarded funded".split()
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading is taken for: a column of the form, or a year or quarter of a wide table; or what is asked."""

    key: str = ""
    year: str = ""
    period: PeriodName | None = None
    asked: str = ""
    thousands: bool = False

    @property
    def is_known(self) -> bool:
        return bool(self.key or self.year or self.period or self.asked)


@dataclass(frozen=True, slots=True)
class Known:
    """A form with every heading that it knows, made plain, and the column that each means."""

    form: SheetForm
    keys: Mapping[str, str]

    @classmethod
    def of(cls, form: SheetForm) -> "Known":
        """Where two columns share a heading, its own heading wins over another name, the first over the next."""
        own = [(plain(each.heading), each.key) for each in form.columns]
        also = [(plain(heading), each.key) for each in form.columns for heading in each.headings[1:]]
        return cls(form, dict(reversed(own + also)))


@lru_cache(maxsize=4096)
def plain(heading: str) -> str:
    """A heading without capitals, units, marks and short forms: "Award ref. (£)*" is "award reference"."""
    text = UNITS.sub(" ", clean(heading.replace("\n", " ").replace("_", " "))).replace("&", " and ")
    words = LOOSE.sub(" ", text.replace("e-mail", "email")).split()
    bare = " ".join(SHORT.get(word, word) for word in words if word not in ("the", "our")).strip("-/ ")
    named = NAME_OF.fullmatch(bare)
    return f"{named[1]} name" if named else bare


def meaning_of(heading: str, known: Known, above: str = "") -> Meaning:
    """What a heading means on this form's sheet. `above` is what stands over it: the year over its quarters."""
    for text in _readings(heading):
        if text in known.keys:
            return Meaning(known.keys[text], thousands=_in_thousands(heading, known, known.keys[text]))
    if known.form.wide is None:
        return Meaning()
    year = _year(heading, known.form) if known.form.wide == Wide.YEARS or known.form.kind == "flat" else Meaning()
    return year if year.year or known.form.wide == Wide.YEARS else _period(heading, above)


def _readings(heading: str) -> list[str]:
    """The whole heading; without what stands in brackets; its parts where it names two things alike."""
    whole = plain(heading)
    bare = " ".join(re.sub(r"\([^)]*\)", " ", whole).split())
    parts = [part.strip() for part in re.split(r"/| or | - ", bare) if part.strip()]
    return [each for each in (whole, bare, *parts) if each]


def _in_thousands(heading: str, known: Known, key: str) -> bool:
    money = known.form.column(key).holds in (Holds.MONEY, Holds.CHANGE)
    return money and THOUSANDS.search(clean(heading)) is not None


def _period(heading: str, above: str) -> Meaning:
    read = parse_period(heading)
    if isinstance(read, Ambiguous) and above:
        together = parse_period(f"{heading} {above}")
        read = together if isinstance(together, PeriodName) else read
    if isinstance(read, PeriodName):
        return Meaning(period=read)
    return Meaning(asked=read.question) if isinstance(read, Ambiguous) else Meaning()


def _year(heading: str, form: SheetForm) -> Meaning:
    """A financial year, alone or among words that say no more than that it is money or a target."""
    text = clean(heading)
    found = YEAR_INSIDE.search(text)
    read = parse_year(found[0] if found else text)
    rest = re.findall("[a-z]+", THOUSANDS.sub(" ", text.replace(found[0], " "))) if found else []
    if isinstance(read, Ambiguous) and not found:
        return Meaning(asked=read.question)
    if not isinstance(read, Year) or not OF_A_YEAR.issuperset(rest):
        return Meaning()
    return Meaning(
        year=read.label, thousands=form.kind not in ("target", "measure") and THOUSANDS.search(text) is not None
    )
