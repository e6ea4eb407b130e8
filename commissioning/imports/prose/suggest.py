"""Which figure's box a number of a passage belongs to, by the words around it. Pure: it proposes and never guesses."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commissioning.claims import plain
from commissioning.claims.quantities import Quantity, Role, quantities_in
from commissioning.claims.words import stem, tokens_of
from commissioning.parsing import Kind
from commissioning.parsing.columns import Place
from commissioning.parsing.mentions import dates_in
from tracker import formats

WEAK = frozenset(
    "a an the of in on at to for and or by with from this that per new number total all their our its received made "
    "quarter period during which".split()
)
PEOPLE = frozenset("person victim client survivor individual woman man adult user".split())
COMPARED = re.compile(
    r"\b(?:from|compared (?:with|to)|compared|against|than|versus|vs\.?|target (?:of|is|was)|plan of|planned|"
    r"previously|was|last "
    r"(?:quarter|year|time)[’']?s?|earlier)\s*(?:the )?$",
    re.IGNORECASE,
)
AS_BEFORE = re.compile(
    r"^\s*(?:last|in the (?:last|previous)|the (?:last|previous)|previous) (?:quarter|year|period)", re.I
)
PLANNED = re.compile(r"\b(?:target|plan|planned)\b[^.]{0,12}$", re.IGNORECASE)
OF = re.compile(r"\s*(?:out )?of (?:the |all |a total of )?", re.IGNORECASE)
BRACKETS = re.compile(r"\([^()]*\)")
EDGE = re.compile(r"[,;:()–—]|\band\b|\bwhile\b|\bbut\b", re.IGNORECASE)
FURTHER = re.compile(r"[;:()–—]|\bwhile\b|\bbut\b", re.IGNORECASE)
PRECISION = {
    "about": "about ",
    "at_least": "at least ",
    "at_most": "at most ",
    "just_over": "just over ",
    "just_under": "just under ",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A figure of a return as a text may speak of it; its `place` says which boxes it has and what it is called."""

    key: str
    service: str
    place: Place
    unit: str = ""

    @property
    def label(self) -> str:
        return self.place.names[0]

    @property
    def names(self) -> list[tuple[frozenset[str], bool]]:
        """The words of each of its names; and of each without what stands in brackets, which is not the whole name."""
        whole = [(_stems(name), True) for name in self.place.names]
        short = [(_stems(bare), False) for name in self.place.names if (bare := BRACKETS.sub(" ", name).strip())]
        return [*whole, *(each for each in short if (each[0], True) not in whole)]

    @property
    def takes(self) -> Kind:
        return self.place.boxes[-1][1]


@dataclass(frozen=True, slots=True)
class Filled:
    """A box and what a passage says for it, as one would type it; `before`: the earlier number that it quotes."""

    spot: Spot
    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that a passage gives, and why; or what stands in the way of proposing one."""

    filled: tuple[Filled, ...] = ()
    because: str = ""
    unsure: str = ""


def figures_in(text: str, spots: Sequence[Spot], near: date) -> Figures:
    """What the passage says for these figures. A number that fits two of them, or two numbers for one, is left open."""
    bare = plain(text).replace("\n", " ")
    quantities = quantities_in(bare, 0, len(bare), dates_in(bare, near), tokens_of(bare))
    found: dict[str, list[Filled]] = {}
    torn: list[str] = []
    for quantity in quantities:
        if _is_compared(bare, quantity):
            continue
        whole = next((each for each in quantities if _is_part_of(bare, quantity, each)), None)
        if any(_is_part_of(bare, each, quantity) for each in quantities):
            share = [spot for spot in _fits(bare, quantity, quantities, spots, pair=True) if spot.place.share]
            if share:
                continue  # the second part of a share: said with the first
        fits = _fits(bare, quantity, quantities, spots, pair=whole is not None)
        if len(fits) == 1:
            found.setdefault(fits[0].key, []).append(Filled(fits[0], _typed(bare, quantity, whole, fits[0])))
        elif fits:
            torn.append(_torn(quantity, fits))
    filled = [_settled(each) for each in found.values()]
    sure = _with_before(bare, quantities, tuple(each for each in filled if each is not None))
    twice = [f"two numbers for “{each[0].spot.label}”" for each in found.values() if _settled(each) is None]
    named = formats.listing(f"“{each.spot.label}”" for each in sure)
    return Figures(sure, f"it names {named}" if sure else "", "; ".join([*torn, *twice]))


def _with_before(text: str, quantities: Sequence[Quantity], sure: tuple[Filled, ...]) -> tuple[Filled, ...]:
    """The one figure of a passage with the one number that it is held against, unless that is a target."""
    roles = {Role.MONEY: Kind.MONEY, Role.PERCENT: Kind.PERCENTAGE}
    before = [each for each in quantities if _is_compared(text, each) and not PLANNED.search(text[: each.start])]
    if len(sure) != 1 or len(before) != 1:
        return sure
    takes = roles.get(before[0].role, Kind.COUNT)
    if before[0].role not in (*roles, Role.COUNT) or sure[0].spot.takes not in (takes, Kind.NUMBER):
        return sure
    return (replace(sure[0], before=_typed(text, before[0], None, sure[0].spot)),)


def _settled(said: Sequence[Filled]) -> Filled | None:
    """The one thing that is said for a box; parts and their percentage say the same."""
    parts = [each for each in said if " of " in each.text]
    if len(parts) == 1 and all("%" in each.text for each in said if each not in parts):
        return parts[0]
    return said[0] if len({each.text for each in said}) == 1 else None


def _torn(quantity: Quantity, fits: Sequence[Spot]) -> str:
    names = list(dict.fromkeys(spot.label for spot in fits))
    if len(names) == 1:
        return f"{quantity.shown} could be “{names[0]}” of {formats.listing(sorted({spot.service for spot in fits}))}"
    return f"{quantity.shown} fits “{names[0]}” and “{names[1]}”"


def _fits(
    text: str, quantity: Quantity, others: Sequence[Quantity], spots: Sequence[Spot], *, pair: bool
) -> list[Spot]:
    """The figures that fit the words around a number best."""
    said = _stems(_around(text, quantity, others))
    numbers = set(re.findall(r"\d+", text))
    able = [spot for spot in spots if _takes(spot, quantity, pair=pair) and _digits(spot) <= numbers]
    scored = [(_likeness(spot, said, quantity), spot) for spot in able]
    best = max((score for score, _ in scored), default=(0, 0))
    return [spot for score, spot in scored if score == best and best > (0, 0)]


def _takes(spot: Spot, quantity: Quantity, *, pair: bool) -> bool:
    if quantity.role == Role.MONEY:
        return spot.takes == Kind.MONEY
    if quantity.role == Role.PERCENT:
        return spot.takes == Kind.PERCENTAGE
    if quantity.role == Role.LENGTH:
        return spot.takes == Kind.NUMBER and quantity.written.strip() not in spot.label and not spot.place.share
    return quantity.role == Role.COUNT and (pair if spot.place.share else spot.takes in (Kind.COUNT, Kind.NUMBER))


def _digits(spot: Spot) -> set[str]:
    """Numbers in a figure's name (48 hours): the text must say them too."""
    return set(re.findall(r"\d+", spot.label))


def _likeness(spot: Spot, said: frozenset[str], quantity: Quantity) -> tuple[int, int]:
    """How well the words fit: all of the name said, and how many of its words; else what is counted is in the name.

    A name without what stands in brackets fits a little less well than one that is said whole.
    """
    best = (0, 0)
    for name, whole in spot.names:
        both = {word for word in name if word in said or (word == "person" and said & PEOPLE)}
        if name and both == name:
            best = max(best, (2, 2 * (len(both) + len(_digits(spot))) - (not whole)))
        elif quantity.head and quantity.head in name:
            best = max(best, (1, 0))
    if best == (0, 0) and quantity.head and quantity.head not in PEOPLE and quantity.head in _stems(spot.unit):
        return 1, 0
    return best


def _stems(text: str) -> frozenset[str]:
    words = {token.stem for token in tokens_of(plain(text))}
    return frozenset(words - WEAK) or frozenset(words)


def _around(text: str, quantity: Quantity, others: Sequence[Quantity]) -> str:
    """The words that belong to a number: the whole passage where it has one number, else those up to the next."""
    near = [each for each in others if each.role == quantity.role and _is_apart(text, quantity, each)]
    if not near:
        return text
    start = max((each.end for each in near if each.end <= quantity.start), default=0)
    end = min((each.start for each in near if each.start >= quantity.end), default=len(text))
    left, right = text[start : quantity.start], text[quantity.end : end]
    edges = list(EDGE.finditer(left)) if start else []
    left = left[edges[-1].end() :] if edges else left
    edge = FURTHER.search(right)
    return f"{left} {right[: edge.start()] if edge else right}"


def _is_apart(text: str, quantity: Quantity, other: Quantity) -> bool:
    """Whether another number has words of its own: neither part of the same share nor only compared with."""
    same = other is quantity or _is_part_of(text, quantity, other) or _is_part_of(text, other, quantity)
    return not same and not _is_compared(text, other)


def _is_compared(text: str, quantity: Quantity) -> bool:
    """Whether a number is only what another is held against: "from 37", "a target of 60", "37 last quarter"."""
    return bool(COMPARED.search(text[: quantity.start]) or AS_BEFORE.match(text[quantity.end :]))


def _is_part_of(text: str, first: Quantity, second: Quantity) -> bool:
    """ "471 of 492": both are counts, and nothing but "of" stands between them."""
    counts = first.role == Role.COUNT and second.role == Role.COUNT
    return counts and first.end < second.start and OF.fullmatch(text[first.end : second.start]) is not None


def _typed(text: str, quantity: Quantity, whole: Quantity | None, spot: Spot) -> str:
    """As one would type it into the box."""
    number = f"{quantity.value.normalize():f}" if not quantity.decimals else f"{quantity.value:f}"
    if spot.place.share and whole is not None:
        return f"{number} of {whole.value.normalize():f}"
    exact = quantity.precision in ("exact", "rounded")
    sign = "%" if quantity.role == Role.PERCENT else ""
    return f"{'' if exact else PRECISION.get(quantity.precision, '')}{number}{sign}"


def first_count(text: str, near: date, *, words: Iterable[str] = ()) -> str:
    """The one count of a passage (of things called by one of these words, where they are given), as one would type it.

    Empty where there is none, or more than one.
    """
    bare = plain(text).replace("\n", " ")
    found = quantities_in(bare, 0, len(bare), dates_in(bare, near), tokens_of(bare))
    counted = [each for each in found if each.role == Role.COUNT and not _is_compared(bare, each)]
    heads = frozenset(map(stem, words))
    if heads:
        counted = [each for each in counted if heads & {stem(noun) for noun in each.nouns}]
    return f"{counted[0].value.normalize():f}" if len(counted) == 1 else ""
