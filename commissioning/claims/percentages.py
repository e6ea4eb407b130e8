"""Percentages in a text: each is a stored figure, or what numbers beside it give (rule 2)."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import combinations

from commissioning.claims.facts import Facts, Finding, KnownFigure
from commissioning.claims.quantities import Quantity, Role
from commissioning.claims.sentence import Sentence
from commissioning.claims.words import regex
from commissioning.ratings.percentages import check_percentage, possible
from commissioning.ratings.values import HUNDRED
from tracker import formats

OF = re.compile(r"(?P<one>\d[\d,]*) (?:\w+ )?(?:out )?of (?:the |those |our |their |all )?(?:\w+ )?(?P<all>\d[\d,]*)\b")
DIGITS = re.compile(r"\d+")
IDIOM = regex(
    r"""^ (?:committed|dedicated|behind|sure|certain|attendance prize|cotton|recycled|free|grant|funded|online|
        virtual)\b"""
)
RATES = re.compile(
    r"\b(?:VAT|match[- ]?fund\w*|deposit|discount|interest|inflation|pay award|uplift|alcohol|ABV)\b", re.I
)
WANTED = regex(
    r"""\b(?:asks? (?:us )?for|targets?(?: is| of| was)?|aims?(?: is| for| to| of)?|requires?|goal (?:is|of)|
        standard (?:is|of)|threshold (?:is|of)|minimum (?:is|of)|expects?|expected to|hope to)\b[^.;,]{0,25}$"""
)
BESIDE, CLOSE = 60, 6  # characters between a percentage and its two numbers, where there is one pair, or several
NEAR = 200  # characters between two percentages that speak of one group
MOST_PEOPLE = 700  # two percentages of one group: no group is looked for beyond so many


def percentages(sentence: Sentence) -> list[Finding]:
    """Each percentage of the sentence that nothing stored bears out."""
    found = []
    for quantity in sentence.quantities:
        if quantity.role == Role.PERCENT and not _is_idiom(sentence, quantity):
            finding = _judge(sentence, quantity)
            found += [finding] if finding else []
    return found


def _is_idiom(sentence: Sentence, quantity: Quantity) -> bool:
    near = sentence.before(quantity.start, 40) + sentence.after(quantity.end, 40)
    if WANTED.search(sentence.before(quantity.start, 40)):
        return True
    return bool(IDIOM.match(sentence.after(quantity.end)) or RATES.search(near))


def _judge(sentence: Sentence, quantity: Quantity) -> Finding | None:
    stated, decimals = quantity.value, quantity.decimals
    for numerator, denominator in _parts(sentence, quantity):
        fault = check_percentage(stated, decimals, numerator, denominator)
        if fault is None:
            return None
        text = f"{fault.sentence} Correct the percentage or the numbers."
        return sentence.finding("percentage_unlike_parts", quantity.start, quantity.end, text, fault.sentence)
    if sentence.has_reference or any(_equal(quantity, known) for known in _known(sentence.facts)):
        return _of_all(sentence, quantity)
    near = _nearest(sentence, quantity)
    if near is not None:
        shown = formats.value("percentage", near.value.number or Decimal(0), decimals=_shown_decimals(near))
        text = f"The words say {quantity.shown}, and “{near.name}” is {shown}. Correct one of the two."
        return sentence.finding("percentage_unlike_figure", quantity.start, quantity.end, text, near.name, shown)
    text = (
        f"“{quantity.shown}” has no figure behind it. Give the two numbers that it comes from, or enter it as a figure."
    )
    return sentence.finding("percentage_without_figure", quantity.start, quantity.end, text)


def _shown_decimals(figure: KnownFigure) -> int:
    return 1 if figure.value.has_parts else 2


def _parts(sentence: Sentence, quantity: Quantity) -> Iterator[tuple[Decimal, Decimal]]:
    """ "12 of 48" in the same sentence, right beside the percentage."""
    pairs = list(OF.finditer(sentence.words))
    stated = [each for each in sentence.quantities if each.role == Role.PERCENT]
    for found in pairs:
        start, end = sentence.start + found.start(), sentence.start + found.end()
        gap = start - quantity.end if start > quantity.start else quantity.start - end
        alone = len(pairs) == 1 and len(stated) == 1 and gap < BESIDE
        whole = Decimal(found["all"].replace(",", ""))
        if whole and (alone or gap < CLOSE):
            yield Decimal(found["one"].replace(",", "")), whole


def _equal(quantity: Quantity, known: Decimal) -> bool:
    if quantity.precision == "exact":
        return formats.rounded(abs(known), quantity.decimals) == quantity.value
    return abs(abs(known) - quantity.value) <= max(Decimal(1), quantity.value / 10)


def _known(facts: Facts) -> Iterator[Decimal]:
    """Every percentage that is stored or follows from what is stored."""
    for figure in facts.figures:
        yield from _of_figure(figure)
    yield from (count.number for count in facts.counts if count.kind == "share")


def _of_figure(figure: KnownFigure) -> Iterator[Decimal]:
    yield from _shares(figure) if figure.definition.kind == "percentage" else _of_target(figure)
    for comparator in figure.comparators:
        if comparator.shown:
            moved = comparator.difference if comparator.points else comparator.percent
            yield from (each for each in (moved,) if each is not None)


def _shares(figure: KnownFigure) -> Iterator[Decimal]:
    """Its values of any period and what they leave of a hundred; its target."""
    values = [figure.value, figure.year_to_date, *(point.value for point in figure.points)]
    for number in (value.number for value in values):
        yield from () if number is None else (number, HUNDRED - number)
    yield from (each for each in (figure.target, figure.due) if each is not None)


def _of_target(figure: KnownFigure) -> Iterator[Decimal]:
    """How much of its target is reached, and projected."""
    if not figure.target:
        return
    for number in (figure.value.number, figure.year_to_date.number):
        yield from () if number is None else (number * HUNDRED / figure.target,)
    if figure.projection is not None and figure.projection.percent_of_target is not None:
        yield figure.projection.percent_of_target


def _of_all(sentence: Sentence, quantity: Quantity) -> Finding | None:
    """ "95.83% of the 492": whether any whole number of so many gives it."""
    after = re.match(
        r" of (?:the |all |our |their |those )?(?P<all>\d[\d,]*)\b(?!\.\d|%)", sentence.after(quantity.end)
    )
    if after is None:
        return None
    whole = int(after["all"].replace(",", ""))
    if not whole or possible(quantity.value, quantity.decimals, whole):
        return None
    text = f"No whole number out of {whole:,} is {quantity.shown}. Give the two numbers that it comes from."
    return sentence.finding("percentage_impossible", quantity.start, quantity.end, text, str(whole))


def _nearest(sentence: Sentence, quantity: Quantity) -> KnownFigure | None:
    """The percentage figure that the sentence names by most of its words, where the number is another one."""
    named = [each for each in sentence.spoken_of if each.definition.kind == "percentage"]
    held = [each for each in named if each.value.number is not None]
    if len(held) > 1:  # "within 48 hours" and "within 72 hours" differ by their number alone
        numbers = set(DIGITS.findall(sentence.words))
        held = [each for each in held if numbers.issuperset(DIGITS.findall(each.name))]
    return held[0] if len(held) == 1 else None


def without_common_base(sentences: list[Sentence], facts: Facts) -> list[Finding]:
    """Two percentages with decimals, said of one group in one text, that no number of people can both give."""
    stated = [
        (sentence, quantity)
        for sentence in sentences
        for quantity in sentence.quantities
        if quantity.role == Role.PERCENT and quantity.decimals >= 2 and quantity.value < HUNDRED
    ]
    parts = {str(formats.rounded(value, 2)) for value in _with_parts(facts)}
    open_ones = [(s, q) for s, q in stated if str(formats.rounded(q.value, 2)) not in parts]
    return [
        _no_base(other, second, first)
        for (one, first), (other, second) in combinations(open_ones, 2)
        if first.value != second.value
        and other.start - one.end < NEAR
        and not _common_base(first.value, first.decimals, second.value, second.decimals)
    ]


def _with_parts(facts: Facts) -> Iterator[Decimal]:
    for figure in facts.figures:
        if figure.value.has_parts and figure.value.number is not None:
            yield figure.value.number


@cache
def _common_base(one: Decimal, decimals: int, other: Decimal, more: int) -> bool:
    sizes = range(1, MOST_PEOPLE)
    return any(possible(one, decimals, size) and possible(other, more, size) for size in sizes)


def _no_base(sentence: Sentence, quantity: Quantity, before: Quantity) -> Finding:
    text = (
        f"{before.shown} and {quantity.shown} can’t both be shares of one group of fewer than "
        f"{MOST_PEOPLE}. Give the two numbers behind each."
    )
    return sentence.finding("percentages_without_base", quantity.start, quantity.end, text, before.shown)
