"""Names in a text: one body under two spellings, and one that is nearly a known name."""

import re
from collections.abc import Iterator
from itertools import combinations

from commissioning.claims.facts import Facts, Finding
from commissioning.claims.sentence import Sentence

SHORT_NAME = re.compile(r"\b[A-Z][A-Z&]{3,}\b")
ANY_CASE = re.compile(r"\b[A-Z][A-Za-z&]{2,}\b")
LONG = 6  # a short name as long as this may differ by two letters
COMPOUND = re.compile(r"\b(?P<first>[A-Z][a-z]{4,}) (?P<last>CSP|Council|Police|SARC|IDVA|ISVA)\b")


def names(sentences: list[Sentence], facts: Facts) -> list[Finding]:
    """Each unlike spelling once, at its first place."""
    found: dict[str, Finding] = {}
    for sentence in sentences:
        for finding in [*_nearly_known(sentence, facts), *_shortened(sentence, facts)]:
            found.setdefault(finding.quote, finding)
    for finding in _two_spellings(sentences):
        found.setdefault(finding.quote, finding)
    return list(found.values())


def _words_of(facts: Facts) -> set[str]:
    return {word for name in facts.names for word in re.findall(r"[A-Za-z&]+", name)}


def _nearly_known(sentence: Sentence, facts: Facts) -> Iterator[Finding]:
    """ "WMRSASC" where "WMRASAC" is known: short names that differ by two letters at most."""
    known = _words_of(facts)
    short = {word for word in known if SHORT_NAME.fullmatch(word)}
    for match in SHORT_NAME.finditer(sentence.words):
        word = match[0]
        like = next((each for each in sorted(short) if _nearly(word, each)), None) if word not in known else None
        if like:
            yield _finding(sentence, match, word, like)


def _shortened(sentence: Sentence, facts: Facts) -> Iterator[Finding]:
    """ "Hereford CSP" where only "Herefordshire CSP" is known."""
    for match in COMPOUND.finditer(sentence.words):
        if any(match[0] in name for name in facts.names):
            continue
        longer = re.compile(rf"\b{match['first']}[a-z]+ {match['last']}\b")
        like = next((found[0] for name in facts.names if (found := longer.search(name))), None)
        if like:
            yield _finding(sentence, match, match[0], like)


def _finding(sentence: Sentence, match: re.Match[str], word: str, like: str) -> Finding:
    start = sentence.start + match.start()
    text = f"“{word}” is no known name, and “{like}” is. Write it so, or add “{word}” to its other names."
    return sentence.finding("name_unlike", start, start + len(word), text, like)


def _two_spellings(sentences: list[Sentence]) -> Iterator[Finding]:
    """ "HWFS" and "HWFRS", "AXIS" and "Axis" in one text."""
    seen: dict[str, tuple[Sentence, re.Match[str]]] = {}
    for sentence in sentences:
        for match in ANY_CASE.finditer(sentence.words):
            seen.setdefault(match[0], (sentence, match))
    for first, second in combinations(seen, 2):
        if _same_but_case(first, second) or _both_short_and_near(first, second):
            sentence, match = seen[second]
            start = sentence.start + match.start()
            text = f"“{first}” and “{second}” look like one name written in two ways. Write it in one way."
            yield sentence.finding("name_twice", start, start + len(second), text, first)


def _same_but_case(one: str, other: str) -> bool:
    short = SHORT_NAME.fullmatch(one) or SHORT_NAME.fullmatch(other)
    return bool(short) and one != other and one.lower() == other.lower()


def _both_short_and_near(one: str, other: str) -> bool:
    return bool(SHORT_NAME.fullmatch(one) and SHORT_NAME.fullmatch(other)) and _nearly(one, other)


def _nearly(one: str, other: str) -> bool:
    """Whether two short names are alike: the same first letter, one letter more, less or elsewhere, and no plural."""
    if one == other or one[0] != other[0] or abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < 4:
        return False
    if max(len(one), len(other)) >= LONG:
        return edits(one, other) <= 2
    if len(one) == len(other):
        return sorted(one) == sorted(other)
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return edits(one, other) == 1 and longer[:-1] != shorter


def edits(one: str, other: str) -> int:
    """How many letters are to be added, taken away or changed to make one of the other."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        before, row[0] = row[0], at
        for place, theirs in enumerate(other, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != theirs))
    return row[-1]
