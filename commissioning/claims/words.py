"""The words that the rules look for, and how one word is held against another."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
IRREGULAR = {
    "people": "person",
    "persons": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "families": "family",
    "enquiries": "enquiry",
    "queries": "query",
    "activities": "activity",
    "burglaries": "burglary",
    "agencies": "agency",
    "communities": "community",
    "vacancies": "vacancy",
    "counties": "county",
    "councils": "council",
    "schools": "school",
}
FILLERS = frozenset(
    "a an the of in on at to for and or by with from new total number numbers all their our its this that per "
    "received supported delivered made held quarter year within service".split()
)
SUBJECTS = frozenset(
    "referral demand number case caseload call contact enquiry attendance report crime offence incident vacancy wait "
    "satisfaction uptake take-up visit visitor completion volume cost complaint compliment collision theft burglary "
    "request registration rate figure client victim survivor sign-up cancellation booking self-referral hour session "
    "scheme membership turnout retention detection arrest disposal percentage proportion share average spend income "
    "fine casualty injury participant assessment placement enrolment application bid person child family woman man "
    "volunteer".split()
)
SOFT = frozenset(
    "confidence awareness understanding resilience knowledge wellbeing well-being self-esteem trust visibility feeling "
    "skill independence safety complexity capacity pressure risk profile opportunity choice access presence "
    "availability efficiency cooperation co-operation accountability".split()
)
GENERAL = frozenset("demand number volume figure level".split())


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a sentence in small letters, its stem, and its place in the whole text."""

    word: str
    stem: str
    start: int
    end: int


def stem(word: str) -> str:
    """The word without its plural: "referrals" as "referral"."""
    word = word.lower().removesuffix("'s").rstrip("'")
    if word in IRREGULAR:
        return IRREGULAR[word]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def tokens_of(text: str, start: int = 0) -> list[Token]:
    return [
        Token(found[0].lower(), stem(found[0]), start + found.start(), start + found.end())
        for found in WORD.finditer(text)
    ]


def stems_of(*texts: str) -> frozenset[str]:
    """The stems of names and units that carry a meaning."""
    return frozenset(token.stem for text in texts for token in tokens_of(text)) - FILLERS


def any_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def regex(text: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """A pattern written over several lines: a line's end and what stands before the next are no part of it."""
    first, *others = text.splitlines()
    return re.compile(first + "".join(line.lstrip() for line in others), flags)
