"""Percentages and parts of a whole (rules 2, 7 and 8): what the parts give, and what they can't."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from commissioning.ratings.values import HUNDRED, NumberKind, share_of
from tracker import formats


@dataclass(frozen=True, slots=True)
class Fault:
    """An error that blocks sending (rule 8): a code that stays, and a sentence that says what is wrong."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """A whole, its named parts and what they leave; `remainder` is None where a part is missing."""

    whole: Decimal
    parts: tuple[tuple[str, Decimal | None], ...]
    remainder: Decimal | None
    fault: Fault | None


def percentage_of(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Numerator over denominator in per cent, unrounded; None over nought (rule 2)."""
    return share_of(NumberKind.PERCENTAGE, numerator, denominator)


def check_percentage(stated: Decimal, decimals: int, numerator: Decimal, denominator: Decimal) -> Fault | None:
    """Rule 2: a stated percentage must be what its parts give, rounded half up to the decimals typed."""
    given = percentage_of(numerator, denominator)
    typed = formats.percentage(stated, decimals)
    if given is None:
        return Fault("percentage_of_nothing", f"There is no percentage of 0, so it can\u2019t be {typed}.")
    if formats.rounded(given, decimals) == formats.rounded(stated, decimals):
        return None
    parts = f"{formats.number(numerator)} of {formats.number(denominator)}"
    shown = formats.percentage(given, max(decimals, 2))
    return Fault("percentage_unlike_parts", f"{parts} is {shown}, not {typed}.")


def possible(stated: Decimal, decimals: int, denominator: int) -> bool:
    """Rule 2: whether any whole number of so many gives the percentage, rounded half up to the decimals typed."""
    near = stated * denominator / HUNDRED
    tries = {near.to_integral_value(ROUND_FLOOR), near.to_integral_value(ROUND_CEILING)}
    return any(
        0 <= part <= denominator and check_percentage(stated, decimals, part, Decimal(denominator)) is None
        for part in tries
    )


def check_part(part: Decimal, whole: Decimal, *, part_name: str, whole_name: str) -> Fault | None:
    """Rule 8: a part may not be larger than its whole."""
    if part <= whole:
        return None
    return Fault(
        "part_over_whole",
        f"\u201c{part_name}\u201d ({formats.number(part)}) is more than"
        f" \u201c{whole_name}\u201d ({formats.number(whole)}).",
    )


@dataclass(frozen=True, slots=True)
class Member:
    """One of a family, its number as it reads too, and to how many decimals a percentage without parts was typed."""

    name: str
    number: Decimal
    words: str
    decimals: int | None = None


def check_family(members: Sequence[Member]) -> Fault | None:
    """Rule 7: a family in order of its limit (same day, 48 hours, 72 hours) may not fall; what is missing is not given.

    Beside a percentage typed as 95.8%, one whose parts give 95.83% has not fallen: both are compared as rounded.
    """
    for one, wider in pairwise(members):
        if _as_fine_as(wider, one) < _as_fine_as(one, wider):
            return Fault(
                "family_falls",
                f"\u201c{wider.name}\u201d ({wider.words}) can\u2019t be less than \u201c{one.name}\u201d"
                f" ({one.words}): who is counted there is counted here too.",
            )
    return None


def _as_fine_as(member: Member, other: Member) -> Decimal:
    typed = [each.decimals for each in (member, other) if each.decimals is not None]
    return formats.rounded(member.number, min(typed)) if typed else member.number


def funnel(whole: Decimal, parts: Sequence[tuple[str, Decimal | None]], *, whole_name: str = "the whole") -> Funnel:
    """Rule 7: the parts of a whole may leave a remainder, which is named and shown; together they may not pass it."""
    known = [number for _, number in parts if number is not None]
    added = sum(known, Decimal(0))
    fault = None
    if added > whole:
        fault = Fault(
            "parts_over_whole",
            f"The parts add up to {formats.number(added)}, more than {whole_name} ({formats.number(whole)}).",
        )
    complete = len(known) == len(parts)
    return Funnel(whole, tuple(parts), whole - added if complete and fault is None else None, fault)


def remainder_words(split: Funnel, label: str = "not stated") -> str:
    """The funnel as a sum that ties: "26 = 17 engaged + 1 declined + 8 not stated"."""
    shown = [f"{formats.number(number)} {name}" for name, number in split.parts if number is not None]
    if split.remainder:
        shown.append(f"{formats.number(split.remainder)} {label}")
    return f"{formats.number(split.whole)} = {' + '.join(shown)}"
