"""Numbers of one text held against each other: parts and their whole, one number of two things, one period twice."""

import re
from collections.abc import Iterator
from decimal import Decimal

from commissioning.claims.facts import Finding
from commissioning.claims.quantities import Quantity, Role
from commissioning.claims.sentence import Sentence
from commissioning.claims.words import regex, stem
from tracker import formats

OUTCOMES = regex(
    r"""\b(?:engag\w+|declin\w+|accept\w+|refus\w+|disengag\w+|clos\w+|complet\w+|withdr\w+|support(?:ed)?|
        allocat\w+|uncontactable|unable to (?:be )?contact\w*|no contact|dropped out|awaiting|inappropriate|
        unsuitable|signposted)\b"""
)
ENDED = re.compile(
    r"\b(?:declin\w+|refus\w+|disengag\w+|withdr\w+|dropped out|uncontactable|unable|inappropriate)\b", re.I
)
OF_THE = re.compile(r"\b(?:of|from) (?:the|these|those|all|our|their)\s+(?:\w+ )?$", re.I)
MORE_THAN = re.compile(
    r"\b(?:more|fewer|less|higher|lower|up|down|by|increase|rise|drop|fall|from|than|with|target of)\b[^,;(]{0,12}$",
    re.I,
)
TOTAL = re.compile(
    r"\b(?:total(?:led|ling|s)?(?: of)?|in total|altogether|combined|split|broken down|made up of|comprising)\b", re.I
)
BRACKET = regex(r"[^.;:()]{0,40}\((?P<inside>[^()]*)\)")
COLON = regex(r"[^.;:()]{0,60}?(?::|[–—-] | split (?:by|between|as|into)?:?)(?P<inside>.*)")
LIST = regex(r",|;| and ")
NO_PARTS = regex(r"\b(?:up|down|from|than|of which|including|compared|last|target)\b")
EARLIER = regex(
    r"""(?P<number>\d[\d,]*)(?: \w+){0,3}?,? (?:received |recorded |made )?(?:(?:during|in|for|at) )?(?:the )?
        (?:same (?:period|quarter|time)(?: in)? |Q[1-4] )?
        (?P<when>last year|last quarter|the previous quarter|the previous year)\b"""
)
DEFINITE = regex(r"\b(?:the|these|those|all|its|our|their|same)(?: \w+)? $")
WORTH_ASKING = 10


def parts(sentence: Sentence) -> list[Finding]:
    return [*_funnel(sentence), *_listed(sentence), *_two_values(sentence)]


def _funnel(sentence: Sentence) -> Iterator[Finding]:
    """ "Of the 26 referrals, 17 engaged and 1 declined": parts over the whole, or outcomes that leave some untold."""
    whole = next((each for each in sentence.counts if OF_THE.search(sentence.before(each.start, 24))), None)
    told = _told_after(sentence, whole) if whole and not sentence.has_reference else []
    if whole is None or not told:
        return
    added = sum((each.value for each in told), Decimal(0))
    largest = max(told, key=lambda each: each.value)
    shown = " + ".join(each.shown for each in told)
    if largest.value > whole.value:
        code = "part_over_whole"
        text = f"{largest.shown} is more than the {whole.shown} that it is a part of. Correct one of the two."
    elif len(told) == 1 or added == whole.value or not _are_outcomes(sentence, told):
        return
    elif added < whole.value:
        code, rest = "parts_leave_rest", formats.number(whole.value - added)
        text = f"{shown} is {formats.number(added)} of {whole.shown}: say what became of the other {rest}."
    else:
        code = "parts_over_whole"
        text = (
            f"{shown} is {formats.number(added)}, more than {whole.shown}. Correct them, or say that some count twice."
        )
    yield sentence.finding(code, whole.start, told[-1].end, text, str(whole.value), shown)


def _told_after(sentence: Sentence, whole: Quantity) -> list[Quantity]:
    """The numbers said of a whole: not those of another whole, nor those that compare."""
    return [
        each
        for each in sentence.counts
        if each.start > whole.start
        and not MORE_THAN.search(sentence.before(each.start, 30))
        and "of" not in sentence.before(each.start, 7).split()
    ]


def _are_outcomes(sentence: Sentence, told: list[Quantity]) -> bool:
    """Whether each part says what became of people, and one of them that it ended: then the rest is missing."""
    after = [sentence.after(each.end, 60) for each in told]
    pieces = [re.split(r"\d|,|;|\band\b(?= \d)", words)[0] for words in after]
    return all(OUTCOMES.search(piece) for piece in pieces) and any(ENDED.search(piece) for piece in pieces)


def _listed(sentence: Sentence) -> Iterator[Finding]:
    """ "47 sessions (12 in Ludlow, 15 in Telford and 21 in Worcester)": a list of parts beside its total."""
    for role in (Role.COUNT, Role.MONEY):
        numbers = [each for each in sentence.quantities if each.role == role]
        for place, total in enumerate(numbers):
            listed = _list_after(sentence, total, numbers[place + 1 :])
            added = sum((each.value for each in listed), Decimal(0))
            if len(listed) < 2 or added == total.value:
                continue
            write = formats.money if role == Role.MONEY else formats.number
            text = (
                f"The parts add up to {write(added)}, and {total.shown} is said to be all of them. Correct the "
                "total or a part."
            )
            shown = " + ".join(each.shown for each in listed)
            yield sentence.finding("total_unlike_parts", total.start, listed[-1].end, text, shown)
            return


def _list_after(sentence: Sentence, total: Quantity, others: list[Quantity]) -> list[Quantity]:
    """The numbers listed in brackets, after a colon or after "split" right behind a total."""
    end = total.nouns_end or total.end
    after = sentence.text[end : sentence.end]
    colon = COLON.match(after) if TOTAL.search(sentence.before(total.start, 40) + after[:70]) else None
    found = BRACKET.match(after) or colon
    if found is None or not LIST.search(found["inside"]) or NO_PARTS.search(found["inside"]):
        return []
    low, high = end + found.start("inside"), end + found.end("inside")
    return [each for each in others if low <= each.start < high]


def _two_values(sentence: Sentence) -> Iterator[Finding]:
    """ "388 during Q2 last year, 425 last year": one earlier period with two values."""
    seen: dict[str, re.Match[str]] = {}
    for found in EARLIER.finditer(sentence.words):
        before = seen.setdefault(found["when"].lower().removeprefix("the "), found)
        one, other = before["number"], found["number"]
        if one != other:
            start, end = sentence.start + before.start(), sentence.start + found.end()
            when = found["when"]
            text = f"“{when}” is given as {one} and as {other}. Name the quarter of each, or leave the wrong one out."
            yield sentence.finding("two_values_of_one_period", start, end, text, one, other)


def same_number_twice(sentences: list[Sentence]) -> list[Finding]:
    """One number said of two different things in one text: it may be true, or a slip in copying (rule 8)."""
    seen: dict[Decimal, tuple[Sentence, Quantity]] = {}
    found = []
    for sentence in sentences:
        for quantity in sentence.counts:
            if quantity.value < WORTH_ASKING or not quantity.nouns or quantity.in_words:
                continue
            before = sentence.before(quantity.start, 30)
            if MORE_THAN.search(before) or DEFINITE.search(before):
                continue
            _, first = seen.setdefault(quantity.value, (sentence, quantity))
            if _nouns(first).isdisjoint(_nouns(quantity)):
                found.append(_twice(first, sentence, quantity))
    return found


def _nouns(quantity: Quantity) -> set[str]:
    return {stem(noun) for noun in quantity.nouns}


def _twice(before: Quantity, sentence: Sentence, quantity: Quantity) -> Finding:
    names = f"{before.nouns[-1]}” and of “{quantity.nouns[-1]}"
    text = f"{quantity.shown} is said of “{names}”: is that right? Correct one of them, or say that both are."
    return sentence.finding(
        "same_number_twice", quantity.start, quantity.nouns_end, text, *sorted((before.head, quantity.head))
    )
