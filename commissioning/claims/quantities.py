"""The numbers of a sentence, in digits or in words, with what each one counts; ages, times, labels and dates apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from commissioning.claims.words import Token, regex, stem
from commissioning.parsing.mentions import WrittenDate
from commissioning.parsing.numerals import NUMBER_IN_WORDS, read_number_words


class Role(StrEnum):
    """What a number is in its sentence. Only counts, money and percentages are held against figures."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    LENGTH = "length"  # of time: 48 hours
    AGE = "age"
    LABEL = "label"  # Safer Streets 4, section 9, 101, 24/7
    PLACE = "place"  # second, 3rd


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number. `nouns` are the words after it, the last one what it counts; `precision` as the words before say.

    `spaced` where a stray space stands inside the number.
    """

    start: int
    end: int
    written: str
    value: Decimal
    role: Role
    decimals: int = 0
    precision: str = "exact"
    in_words: bool = False
    spaced: bool = False
    nouns: tuple[str, ...] = ()
    nouns_end: int = 0

    @property
    def shown(self) -> str:
        """As it is written, without spaces around it."""
        return " ".join(self.written.split())

    @property
    def head(self) -> str:
        """The stem of what is counted."""
        return stem(self.nouns[-1]) if self.nouns else ""


DIGITS = re.compile(
    r"""
    (?<![\w.,/:&-])(?P<pound>£[ ]?)?
    (?P<digits>(?(pound)\d{1,3}(?:[ ]?,[ ]?\d{3})+|\d{1,3}(?:,\d{3})+)(?!\d)|\d+)
    (?P<decimals>\.\d+)?
    (?:[ ]?(?P<scale>k|m|mn|bn|million|thousand|billion)\b)?
    (?:[ ]?(?P<percent>%|per[ ]?cent\b|percent\b))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}
STOPS = frozenset(
    "a an the of in on at to for and or but by with from as than that which who whom whose where when while if because "
    "is are was were be been being has have had will would can could may might should this these those it they we "
    "there during across against between within including compared came took had left went said per after before "
    "since until under over through about into out up down not no also only so then via received attended "
    "completed engaged declined accepted closed each both all one two three four five "
    "remain remains remained achieved expected reported showed".split()
)
ADVERB = re.compile(r"\w+ly$")
BEFORE_AGE = re.compile(r"\b(?:aged?|ages|age of|age group|aged between|aged over|aged under|aged up to)\s*$", re.I)
AFTER_AGE = re.compile(r"^(?:\+|(?:s\b)|[- ]?years?[- ]old|[- ]?year[- ]olds?|[-–]\d{1,3}[- ]year)", re.I)
AFTER_RANGE = re.compile(r"^ ?[-–] ?\d")
BEFORE_RANGE = re.compile(r"\d ?[-–] ?$")
AFTER_LENGTH = re.compile(
    r"^[- ]?(?:(?:working|calendar|full|consecutive|school|more|further) )?"
    r"(?:hours?|hrs?|days?|weeks?|months?|years?|minutes?|mins?|nights?|terms?|decades?)\b",
    re.I,
)
AFTER_TIME = re.compile(r"^(?::\d\d|\.\d\d ?[ap]\.?m|(?: ?[ap]\.?m\b)| o'clock)", re.I)
AFTER_PLACE = re.compile(r"^(?:st|nd|rd|th)\b", re.I)
AFTER_LABEL = re.compile(
    r"^(?:[/:]\d|-(?:\d|to-|[a-z]+\b(?<!-to))|[A-Z]\b| ?(?:mph|km|miles?|metres?|litres?|x|p)\b|°)", re.I
)
BEFORE_LABEL = regex(
    r"""\b(?:levels?|steps?|stages?|phases?|rounds?|outcomes?|sections?|articles?|parts?|chapters?|pages?|
        rooms?|years?|key stages?|tiers?|bands?|grades?|versions?|schedules?|numbers?|nos?\.?|class|units?|
        groups?|wards?|junctions?|goals?|objectives?|priority|priorities|paragraphs?|tables?|annex|appendix|
        figures?|acts?|strands?|lots?|categor(?:y|ies)|form|type|wave|cohort|tranche|route|dial|dialling|call|
        calling|ring|ringing|text|called|line|helpline|via|covid|operation|module|modules|week|day|month|
        channel|zone|ext|extension|item|items|clause|regulation)\s*$"""
)
CAPITAL_BEFORE = re.compile(r"(?<=[a-z,;:)] )(?:the )?(?:[A-Z][\w'&-]*\s)*[A-Z][\w'&-]+\s*$")
LISTED_LABEL = re.compile(
    r"\b(?:levels?|years?|sections?|steps?|stages?|phases?|parts?|outcomes?)\s\d+(?:, \d+)*(?:,? (?:and|or|to|&) |, )$",
    re.I,
)
LINES = {Decimal(number) for number in (101, 105, 111, 116, 119, 999)}
PRECISIONS = (
    ("just_over", re.compile(r"\b(?:just over|a little over|slightly (?:over|more than))\s*$", re.I)),
    ("just_under", re.compile(r"\b(?:just under|just below|nearly|almost|slightly (?:under|less than))\s*$", re.I)),
    (
        "at_least",
        re.compile(
            r"\b(?:at least|a minimum of|no fewer than|no less than|over|more than|in excess of|upwards of)\s*$", re.I
        ),
    ),
    (
        "at_most",
        re.compile(r"\b(?:at most|up to|a maximum of|no more than|fewer than|less than|under|below)\s*$", re.I),
    ),
    ("about", re.compile(r"\b(?:about|around|approximately|approx\.?|roughly|some|circa|c\.)\s*$", re.I)),
)
AS_IDIOM = re.compile(
    r"^ ?(?:another|off|sided|stop|way|size|to one|of the (?:most|main|key|largest|biggest|few|many|reasons|first)|"
    r"of (?:our|their|its)|such|again|day|or two|by one)\b|^[- ](?:to|off|stop|way|day|page|minute|year|hour|week)[- ]",
    re.I,
)


def quantities_in(text: str, start: int, end: int, dates: list[WrittenDate], tokens: list[Token]) -> list[Quantity]:
    """The numbers of one sentence in order. Those inside a date are left to the dates."""
    found = [*_in_digits(text, start, end), *_in_words(text, start, end)]
    taken = [(each.start, each.end) for each in dates]
    free = [each for each in found if not any(low < each.end and each.start < high for low, high in taken)]
    return sorted((_with_nouns(text, end, each, tokens) for each in free), key=lambda each: each.start)


def _in_digits(text: str, start: int, end: int) -> Iterator[Quantity]:
    for match in DIGITS.finditer(text, start, end):
        bare = re.sub(r"[ ,]", "", match["digits"])
        value = Decimal(bare + (match["decimals"] or ""))
        scale = SCALES.get((match["scale"] or "").lower(), 0)
        if match["scale"] and match["scale"].lower() in ("m", "k") and not match["pound"] and " " in match[0]:
            scale = 0
        value = Decimal(format(value.scaleb(scale), "f"))
        yield Quantity(
            match.start(),
            match.end(),
            match[0],
            value,
            _role(text, start, match, value),
            decimals=len(match["decimals"] or ".") - 1 if not scale else 0,
            precision="rounded" if scale else precision_before(text[start : match.start()]),
            spaced=" " in match["digits"] or bool(match["pound"] and " " in match["pound"]),
        )


def _role(text: str, start: int, match: re.Match[str], value: Decimal) -> Role:
    if match["pound"]:
        return Role.MONEY
    if match["percent"]:
        return Role.PERCENT
    before, after = text[start : match.start()], text[match.end() : match.end() + 24]
    if BEFORE_AGE.search(before) or AFTER_AGE.match(after):
        return Role.AGE
    if AFTER_PLACE.match(after):
        return Role.PLACE
    if AFTER_LENGTH.match(after):
        return Role.LENGTH
    return Role.LABEL if _is_label(before, after, match["digits"], value) else Role.COUNT


def _is_label(before: str, after: str, digits: str, value: Decimal) -> bool:
    if AFTER_TIME.match(after) or AFTER_LABEL.match(after) or AFTER_RANGE.match(after) or BEFORE_RANGE.search(before):
        return True
    if BEFORE_LABEL.search(before) or LISTED_LABEL.search(before) or value in LINES:
        return True
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return True
    word = re.match(r" ([a-z-]+)", after)
    return CAPITAL_BEFORE.search(before) is not None and (word is None or word[1] in STOPS)


def _in_words(text: str, start: int, end: int) -> Iterator[Quantity]:
    for match in NUMBER_IN_WORDS.finditer(text, start, end):
        number = read_number_words(match[0])
        before, after = text[start : match.start()], text[match.end() : match.end() + 24]
        if number is None or before.endswith(("-", "no ", "No ", "'")) or AS_IDIOM.match(after):
            continue
        role = Role.COUNT
        if AFTER_LENGTH.match(after):
            role = Role.LENGTH
        elif AFTER_AGE.match(after) or BEFORE_AGE.search(before):
            role = Role.AGE
        elif BEFORE_LABEL.search(before):
            role = Role.LABEL
        elif re.match(r" per ?cent", after):
            role = Role.PERCENT
        yield Quantity(
            match.start(),
            match.end(),
            match[0],
            Decimal(number),
            role,
            precision=precision_before(before),
            in_words=True,
        )


def precision_before(before: str) -> str:
    return next((name for name, pattern in PRECISIONS if pattern.search(before)), "exact")


def _with_nouns(text: str, end: int, quantity: Quantity, tokens: list[Token]) -> Quantity:
    """The quantity with the words that follow it, up to the first that is no part of what it counts."""
    nouns: list[str] = []
    at = quantity.end
    for token in tokens:
        if token.start < quantity.end:
            continue
        gap = text[at : token.start]
        if len(nouns) == 5 or gap.strip(" \n") or token.word in STOPS or (nouns and ADVERB.match(token.word)):
            break
        if nouns and stem(nouns[-1]) != nouns[-1]:  # a plural ends what is counted
            break
        nouns.append(token.word)
        at = token.end
    return Quantity(
        **{name: getattr(quantity, name) for name in Quantity.__slots__ if name not in ("nouns", "nouns_end")},
        nouns=tuple(nouns),
        nouns_end=at,
    )
