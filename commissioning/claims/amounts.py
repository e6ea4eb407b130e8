"""Money in a text: said to be the award or all that is spent, or one sum for several years."""

from collections.abc import Iterator
from decimal import Decimal

from commissioning.claims.facts import Finding
from commissioning.claims.quantities import Quantity, Role
from commissioning.claims.sentence import Sentence
from commissioning.claims.words import regex
from tracker import formats

TO_DATE = regex(
    r"""\b(?:to date|so far|in total|altogether|
        of (?:the|our|their|its) (?:grant|award|contract|funding|budget|allocation))\b"""
)
SPENT = regex(r"\b(?:spent|spend|spending|expenditure|used)\b")
AWARD_BEFORE = regex(r"\b(?:grant|award|contract) (?:of|worth|is|was|totals|totalling)(?: \w+)? $")
SEVERAL_YEARS = regex(
    r"""^[^.;,]{0,60}?\b(?:for|in|over|across|during) (?:the )?(?:years? \d(?:,? (?:and|to|&) \d)+|
        (?:20)?\d\d/\d\d (?:and|to|&) (?:20)?\d\d/\d\d|
        (?:next |coming |following )?(?:two|three|four|five) (?:financial )?years)\b"""
)
EACH_OR_ALL = regex(
    r"""\b(?:each|every|per (?:year|annum)|a year|annually|in total|in all|together|altogether|total\w*|both|split|
        over the|over (?:two|three|four|five))\b"""
)
HAS = {"spent": "as spent", "award": "as its amount"}


def amounts(sentence: Sentence) -> list[Finding]:
    money = [each for each in sentence.quantities if each.role == Role.MONEY]
    return [*_unlike(sentence, money), *_several_years(sentence, money)]


def _unlike(sentence: Sentence, money: list[Quantity]) -> Iterator[Finding]:
    """Money that is said to be the award or all that is spent of it, unlike what is stored."""
    known = sentence.facts.amounts
    for quantity in money:
        kind = _kind_of(sentence, quantity)
        stored = [each for each in known if each.kind == kind]
        if len(stored) != 1 or any(_same(quantity, each.amount) for each in known):
            continue
        shown = formats.money(stored[0].amount)
        text = (
            f"The words say {quantity.shown}, and “{stored[0].name}” has {shown} {HAS[kind]}. Correct one of the two."
        )
        yield sentence.finding("amount_unlike", quantity.start, quantity.end, text, stored[0].name, shown)


def _kind_of(sentence: Sentence, quantity: Quantity) -> str:
    around = sentence.before(quantity.start, 80) + sentence.after(quantity.end, 50)
    if SPENT.search(sentence.before(quantity.start, 40)) and TO_DATE.search(around):
        return "spent"
    return "award" if AWARD_BEFORE.search(sentence.before(quantity.start, 40)) else ""


def _same(quantity: Quantity, amount: Decimal) -> bool:
    if quantity.precision == "exact":
        return quantity.value in (amount, formats.rounded(amount, 0))
    rounded = quantity.precision == "rounded" and quantity.value < 1_000_000
    return abs(quantity.value - amount) < (Decimal(1000) if rounded else quantity.value / 10)


def _several_years(sentence: Sentence, money: list[Quantity]) -> Iterator[Finding]:
    """One amount for two years: in each, or for both together? (An award has one amount for each year.)"""
    if EACH_OR_ALL.search(sentence.words):
        return
    for quantity in money:
        found = SEVERAL_YEARS.match(sentence.after(quantity.end, 90))
        if found:
            end = quantity.end + found.end()
            text = (
                f"Is {quantity.shown} for each of these years, or for all of them together? Say which, and name them."
            )
            yield sentence.finding("amount_of_several_years", quantity.start, end, text)
