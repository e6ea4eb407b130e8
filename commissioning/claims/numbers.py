"""Numbers in a text that are unlike the stored ones, that don't add up, or that are said of two things."""

import re
from collections.abc import Iterator
from decimal import Decimal

from commissioning.claims.facts import Facts, Finding, KnownFigure
from commissioning.claims.quantities import Quantity, Role
from commissioning.claims.sentence import COUNTED, Sentence, heads
from commissioning.claims.words import regex, stem, stems_of
from commissioning.ratings.values import Basis
from tracker import formats

DID = (
    r"(?:received|receiving|had|recorded|delivered|supported|completed|saw|made|took|handled|answered|carried out|held|"
    r"reached|helped|issued|rose to|fell to|dropped to|increased to|decreased to|totalled|totalling|total of)"
)
WHOLE_BEFORE = re.compile(
    rf"(?:\b(?:there were|there have been|in all,?|in total,?|overall,?|{DID}))(?: [\w-]+)? ?$", re.I
)
WHOLE_AFTER = re.compile(
    r" (?:were|was|have been) (?:received|made|delivered|held|answered|completed|recorded|seen|issued)\b", re.I
)
WHOLE_AROUND = re.compile(
    r"\b(?:in all|in total|altogether|overall|this quarter|this period|Q[1-4]|"
    r"(?:during|in|over|for|across|throughout) the (?:quarter|period|reporting))\b",
    re.I,
)
MONTH = r"January|February|March|April|May|June|July|August|September|October|November|December"
PART_AFTER = regex(
    r"""^\W{0,2}(?:from|for|of|who|that|which|with|under|over|aged|involving|where|via|through|about|relating|
        related|linked|between|by|at|each|were (?:from|for|by|self|repeat|about|under|over|closed|declined|not|
        male|female|made by|referred)|(?:in|across|within|to) (?!Q[1-4]|the (?:quarter|period|reporting)|this |
        West|total|all|our|the service|support|\d))"""
)
PART_BEFORE = regex(
    rf"""\b(?:of (?:these|those|whom|which|them)|including|include[sd]?|a further|another|additional|further|
        only|remaining|other|repeat|last|first|next|extra|average of|averag\w+|each|every|per|up to|at least|
        maximum of|minimum of|capacity (?:of|for)|places? for|target of|goal of|aim\w* (?:for|to)|
        plan\w* (?:for|to)|expect\w*|will|would|could|up|down|by|increase of|rise of|drop of|fall of|
        decrease of|reduction of|more than|fewer than|less than)\W*(?:\w+\W+){{0,2}}$|\b(?:{MONTH}|alone|one|
        each|weekly|monthly|day)\b[^,.;:]*$"""
)
NEUTRAL = frozenset(
    "new total all quarterly victim survivor client service valid referral people person young overall individual "
    "different unique separate full".split()
)
SPACED = "number_with_space"
SINCE = regex(r"\bsince (?:April|the (?:start|beginning) of the (?:financial )?year)\b")
OF_ALL = regex(r"\b(?:all|the|our|across) (?:the |our )?$")
WORTH_ASKING = 10


def numbers(sentence: Sentence) -> list[Finding]:
    return [
        *_spacing(sentence),
        *_unlike(sentence),
        *_basis(sentence),
        *_places(sentence),
    ]


def _spacing(sentence: Sentence) -> Iterator[Finding]:
    """A stray space inside a number, or none before it: "£135, 640", "this quarter,7"."""
    for quantity in sentence.quantities:
        if quantity.spaced and quantity.role == Role.MONEY:
            right = formats.money(quantity.value)
            text = f"“{quantity.shown}” has a space in it and can be misread. Write {right}."
            yield sentence.finding(SPACED, quantity.start, quantity.end, text)
    for found in re.finditer(r"[a-z],(?P<number>\d+)\b(?![,\d]*\d{3}\b)", sentence.words):
        start, end = sentence.start + found.start(), sentence.start + found.end()
        right = f"{found[0][0]}, {found['number']}"
        text = f"“{found[0]}” has no space after the comma, so the number can be misread. Write “{right}”."
        yield sentence.finding(SPACED, start, end, text)


def _unlike(sentence: Sentence) -> Iterator[Finding]:
    """A count that is said of a stored figure and is none of that figure's numbers."""
    known = set(known_numbers(sentence.facts))
    for quantity in sentence.counts:
        if quantity.value in known or quantity.value < sentence.facts.small_below or sentence.has_reference:
            continue
        figure = _figure_of(sentence, quantity)
        if figure is None or figure.value.number is None or _is_near(quantity, figure.value.number):
            continue
        if _is_whole(sentence, quantity, figure) or _is_slip(quantity.value, figure.value.number):
            shown = formats.value(figure.definition.kind, figure.value.number)
            text = f"The words say {quantity.shown}, and “{figure.name}” is {shown}. Correct one of the two."
            yield sentence.finding("number_unlike_figure", quantity.start, quantity.end, text, figure.name, shown)


def known_numbers(facts: Facts) -> Iterator[Decimal]:
    """Every stored number around the text."""
    for figure in facts.figures:
        values = [figure.value, figure.year_to_date, *(point.value for point in figure.points)]
        values += [comparator.value for comparator in figure.comparators if comparator.value is not None]
        for value in values:
            yield from (each for each in (value.number, value.numerator, value.denominator) if each is not None)
            if value.sample_size is not None:
                yield Decimal(value.sample_size)
        yield from (each for each in (figure.target, figure.due) if each is not None)
        yield from (abs(each.difference) for each in figure.comparators if each.difference is not None)
    yield from (count.number for count in facts.counts)


def _figure_of(sentence: Sentence, quantity: Quantity) -> KnownFigure | None:
    """The one counted figure whose unit or name is what the number counts, with no narrower word before it."""
    if not quantity.nouns:
        return None
    stems = frozenset(stem(noun) for noun in quantity.nouns)
    found = [
        figure
        for figure in sentence.facts.figures
        if figure.definition.kind in COUNTED
        and quantity.head in heads(figure)
        and not stems - NEUTRAL - stems_of(figure.name, figure.unit) - {quantity.head}
        and _is_named(sentence, figure)
    ]
    scored = sorted(found, key=lambda figure: -len(stems & stems_of(figure.name)))
    if len(scored) > 1 and len(stems & stems_of(scored[0].name)) == len(stems & stems_of(scored[1].name)):
        headline = [figure for figure in scored if figure.headline]
        return headline[0] if len(headline) == 1 else None
    return scored[0] if scored else None


def _is_named(sentence: Sentence, figure: KnownFigure) -> bool:
    """Whether the sentence has a word of the figure's name beyond what it counts, if the name has one."""
    own = stems_of(figure.name) - heads(figure)
    return figure.headline or not own or bool(own & sentence.stems)


def _is_near(quantity: Quantity, number: Decimal) -> bool:
    """Whether "about 400", "over 390" or "nearly 400" is true of the stored number."""
    value = quantity.value
    near = abs(number - value) <= max(value / 10, Decimal(2))
    return {
        "about": near,
        "rounded": near,
        "just_over": near and number >= value,
        "at_least": near and number >= value,
        "just_under": near and number <= value,
        "at_most": number <= value,
    }.get(quantity.precision, False)


def _is_whole(sentence: Sentence, quantity: Quantity, figure: KnownFigure) -> bool:
    """Whether the words speak of the figure itself, not of a part of it."""
    before, after = sentence.before(quantity.start, 80), sentence.after(quantity.nouns_end or quantity.end, 40)
    if PART_BEFORE.search(before) or PART_AFTER.match(after):
        return False
    first = quantity.start == sentence.start and WHOLE_AFTER.match(after)
    whole = first or WHOLE_BEFORE.search(before) or WHOLE_AROUND.search(sentence.words)
    return whole is not None and figure.definition.basis != Basis.CHANGE_ONLY


def _is_slip(value: Decimal, right: Decimal) -> bool:
    """Two figures changed places: 429 for 492."""
    one, other = f"{value:f}", f"{right:f}".rstrip("0").rstrip(".") if "." in f"{right:f}" else f"{right:f}"
    return len(one) >= 3 and one != other and sorted(one) == sorted(other)


def _basis(sentence: Sentence) -> Iterator[Finding]:
    """ "Since April" said of a figure that is counted for the quarter alone (rule 3)."""
    since = SINCE.search(sentence.words)
    for quantity in sentence.counts if since else ():
        figure = next((each for each in sentence.facts.figures if _is_of_quarter(each, quantity.value)), None)
        if figure is None or since is None:
            continue
        text = (
            f"“{quantity.shown} {since[0]}”, and “{figure.name}” is counted for the quarter alone. Say which it is: "
            "two ways of counting are never added together."
        )
        yield sentence.finding("basis_unlike_figure", quantity.start, quantity.end, text, figure.name)
        return


def _is_of_quarter(figure: KnownFigure, number: Decimal) -> bool:
    """Whether the number is the figure's value of the quarter alone, and not that of the year so far as well."""
    alone = figure.definition.basis == Basis.IN_PERIOD and figure.year_to_date.number != number
    return alone and figure.value.number == number and number >= WORTH_ASKING


def _places(sentence: Sentence) -> Iterator[Finding]:
    """ "All three counties" of a service that works in another number of them."""
    areas = {stem(name): number for name, number in sentence.facts.areas}
    for quantity in sentence.counts:
        number = areas.get(quantity.head)
        if number is None or quantity.value == number:
            continue
        if not OF_ALL.search(sentence.before(quantity.start, 14)):
            continue
        text = (
            f"The words say {quantity.written} {quantity.nouns[-1]}, and the service is set up for {number}. Name "
            "them, or correct where the service works."
        )
        yield sentence.finding("areas_unlike", quantity.start, quantity.end, text, str(number))
