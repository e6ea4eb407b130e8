"""Dates in a text: impossible ones, events outside the time told of, and future ones that are promises (rule 8)."""

import re
from collections.abc import Iterator
from datetime import date

from commissioning.claims.facts import Finding, Level
from commissioning.claims.sentence import Sentence
from commissioning.claims.words import regex
from commissioning.parsing.mentions import Grain, WrittenDate
from tracker import formats

PAST = regex(
    r"""\b(?:was|were|took place|held|ran|attended|visited|launched|opened|completed|delivered|hosted|met|
        started|began|joined|left|received|published|won|moved|saw|carried out|presented|organised|trained|
        provided|supported|engaged|spoke|gave|made|went|came|had|finished|ended|closed|recruited|appointed|
        has been|have been|celebrated|distributed)\b"""
)
EVENT = re.compile(
    r"\b(?:took place|was held|were held|held|ran|attended|visited|launched|hosted|delivered|celebrated|met|opened|won|"
    r"spoke|presented|joined)\b",
    re.I,
)
FUTURE = re.compile(
    r"\b(?:will|shall|expect(?:ed|s|ing)?|plan(?:s|ned|ning)?|due|anticipat\w+|scheduled|intend\w*|going to|hope[sd]?|"
    r"to be|to begin|to start|to follow|is set to|are set to|upcoming|forthcoming|aim\w*|starts|begins|opens|runs|ends|"
    r"arranged|booked|proposed|pencilled|target|deadline)\b",
    re.I,
)
HISTORY = regex(
    r"""\b(?:since|from|until|till|before|after|act|order|regulations?|code|strategy|plan|dated|established|
        founded|formed|compar\w+|against|than|last year|previous\w*|originally|first|history|historic\w*|
        launched in|began in|started in|awarded|signed|contract\w*|agreement|published|review of|report of|
        survey|census|edition|version|budget|year|funding|funded|grant|up to|between|when|baseline|covid|
        pandemic|lockdown|running|in place|been|commissioned|inspection|following|backlog|referred)\b"""
)
ON_PAPER = regex(
    r"""\b(?:contract|lease|agreement|licence|accredit\w+|grant|funding|funded|fund|
        insurance)\b[^.]{0,60}\b(?:runs?|ends?|until|expires?|to)\b"""
)
PROMISED = regex(
    r"""\b(?:next quarter|next month|next year|new year|before christmas|by christmas|by easter|in the spring|
        in the autumn|in the coming (?:weeks|months|quarter)|later this year|by the end of (?:the|this) (?:year|
        quarter|month))\b"""
)


def dates(sentence: Sentence) -> list[Finding]:
    return [finding for written in sentence.dates for finding in _judge(sentence, written)]


def _judge(sentence: Sentence, written: WrittenDate) -> Iterator[Finding]:
    start, end = written.start, written.end
    if written.fault:
        text = f"“{written.text}” can’t be right: {written.fault}. Correct the date."
        yield sentence.finding("impossible_date", start, end, text)
        return
    if written.first is None or written.last is None or written.grain == Grain.YEAR:
        return
    if written.last < sentence.facts.start:
        yield from _before(sentence, written)
    elif written.first > sentence.facts.end:
        yield from _after(sentence, written, written.first)


def _before(sentence: Sentence, written: WrittenDate) -> Iterator[Finding]:
    """An event told as this quarter's that lies before it. History and comparisons speak of earlier days by right."""
    if written.grain not in (Grain.DAY, Grain.MONTH) or FUTURE.search(sentence.words):
        return
    around = sentence.words.replace(written.text, " ")
    if not EVENT.search(around) or HISTORY.search(around):
        return
    first = formats.day(sentence.facts.start)
    text = (
        f"“{written.text}” is before {first}, when the quarter begins. Correct the date, or leave out what belongs to "
        "an earlier quarter."
    )
    yield sentence.finding("date_before_period", written.start, written.end, text, first)


def _after(sentence: Sentence, written: WrittenDate, first: date) -> Iterator[Finding]:
    as_at = sentence.facts.as_at
    told_as_past = PAST.search(sentence.words) and not FUTURE.search(sentence.words)
    if ON_PAPER.search(sentence.words):
        return
    future = as_at is not None and first > as_at
    if future and told_as_past and written.grain in (Grain.DAY, Grain.MONTH):
        known = formats.day(as_at or first)
        text = (
            f"“{written.text}” is told as past, and lies after {known}, up to which this is told. Correct the date, or "
            "say that it is to come."
        )
        yield sentence.finding("date_after_position", written.start, written.end, text, known)
    elif told_as_past:
        text = f"“{written.text}” lies after the quarter; the update prints “(after the quarter)” beside it."
        yield sentence.finding("after_the_quarter", written.start, written.end, text, level=Level.NOTE)
    elif FUTURE.search(sentence.words):
        text = f"“{written.text}” is still to come: keep it as a promise, to be asked about when it is due."
        yield sentence.finding("future_date", written.start, written.end, text, level=Level.OFFER)


def promised(sentence: Sentence) -> list[Finding]:
    """What is to happen "next quarter" or "before Christmas": proposed as a promise."""
    found = PROMISED.search(sentence.words)
    if found is None or not FUTURE.search(sentence.words):
        return []
    start, end = sentence.start + found.start(), sentence.start + found.end()
    text = f"“{found[0]}” is still to come: keep it as a promise, to be asked about when it is due."
    return [sentence.finding("future_date", start, end, text, level=Level.OFFER)]
