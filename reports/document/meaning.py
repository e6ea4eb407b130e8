"""What a number in a text plainly stands for, where it counts no people: a name, a place in a list, so many weeks.

It hides nothing and lets nothing print: a text with a hidden number waits all the same. It tells who decides of such
texts which of them one decision may be given for together.
"""

import re
from collections.abc import Iterable

from commissioning.parsing.numerals import NUMBER_IN_WORDS, read_number_words

NAMED = (
    "annex appendix article chapter class grade group item level lot objective aim page part phase pillar priority "
    "quarter room section stage step strand target theme tier type unit version wave year"
).split()
COUNTED = (
    "action activit(?:y|ies) aim area award base board branch(?:es)? building campaign centre class(?:es)? clinic "
    "commitment contract council count(?:y|ies) course court day district event evening fund goal grant hospital "
    "hour initiative meeting minute month objective office order organisation partner partnership phase pilot plan "
    "post priorit(?:y|ies) programme project promise quarter recommendation region report risk role room route "
    "school section service session site stage station step stream strand target team theme time topic town "
    "training vacanc(?:y|ies) vehicle venue visit week weekend workshop year "
).split()
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_OF_THE = rf"(?: of (?:the|our|its|their|all) (?:{_NUMBER}|[a-z-]+))?"
THINGS = re.compile(rf"^{_OF_THE}(?: (?!men\b|women\b|people\b)[a-z-]+)?[ -](?:{'|'.join(COUNTED)})s?\b", re.IGNORECASE)
CLOCK = re.compile(r"^(?:[.:]\d\d)? ?(?:am|pm|o[’']clock)\b")
NAME = re.compile(rf"\b(?:{'|'.join(NAMED)})s? (?:number |no\.? )?$", re.IGNORECASE)
LISTED = re.compile(r"(?:^|\n)\s*\(?$")
IN_DIGITS = re.compile(rf"(?<![\w£/.,]){_NUMBER}(?![\w%/]|[.,]\d)")


def plainly_other(text: str, numbers: Iterable[int]) -> tuple[str, ...]:
    """What each of these numbers plainly stands for, wherever it is named in the text, as it reads there: "three
    weeks", "3 of the 5 aims", "Phase 2". Nothing where one of them may be a count of people.
    """
    wanted = frozenset(numbers)
    found = [_meant(text, each.start(), each.end()) for each in _places(text) if _number(each[0]) in wanted]
    return tuple(dict.fromkeys(found)) if found and all(found) else ()


def _places(text: str) -> list[re.Match[str]]:
    return sorted([*IN_DIGITS.finditer(text), *NUMBER_IN_WORDS.finditer(text)], key=lambda each: each.start())


def _number(words: str) -> int | None:
    plain = words.replace(",", "")
    return int(plain) if plain.isdigit() else read_number_words(words)


def _meant(text: str, start: int, end: int) -> str:
    """The number with what shows that it counts no people; nothing where nothing does."""
    before, written, behind = text[:start], text[start:end], text[end:]
    if named := NAME.search(before):
        return f"{named[0]}{written}"
    if LISTED.search(before) and re.match(r"[.)] ", behind):
        return f"{written}{behind[0]}"
    if meant := CLOCK.match(behind) or THINGS.match(behind):
        return f"{written}{meant[0]}"
    return ""
