"""Names and numbers of providers: what is well written, and which names are likely the same body's. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

SILENT = frozenset("the of and for in a an ltd limited cic cio plc llp inc uk".split())
LONG_ENOUGH = 4  # shorter words are alike by chance
MANY_WORDS = 3
Trait = str | tuple[str, ...]

CHARITY = re.compile(r"[0-9]{6,7}(-[0-9]{1,2})?|SC[0-9]{6}|NIC[0-9]{6}")
COMPANY = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}|[A-Z][0-9]{7}")
CHARITY_WRONG = "A charity number has six or seven digits, or begins with SC or NIC: 1058045, SC012345, NIC100123."
COMPANY_WRONG = "A company number has eight characters, with its leading noughts: 01234567, SC123456."


class Unreadable(ValueError):
    """What was typed is no such number; the sentence says what one looks like."""


def charity_number(text: str) -> str:
    """A charity number without spaces, in capitals. Unreadable for what is none; nothing is added or guessed."""
    number = _bare(text)
    if number and not CHARITY.fullmatch(number):
        raise Unreadable(CHARITY_WRONG)
    return number


def company_number(text: str) -> str:
    """A company number without spaces, in capitals. One that may have lost its first nought is asked about."""
    number = _bare(text)
    if re.fullmatch(r"[0-9]{6,7}", number):
        raise Unreadable(f"{COMPANY_WRONG} Is it {number.zfill(8)}?")
    if number and not COMPANY.fullmatch(number):
        raise Unreadable(COMPANY_WRONG)
    return number


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text).upper()


def words_of(name: str) -> list[str]:
    """The words that tell a name from others: without capitals, punctuation and what many bodies' names have."""
    plain = re.sub(r"[’'`.]", "", name.casefold()).replace("&", " and ")
    found = [word for word in re.split(r"[\W_]+", plain) if word]
    return [word for word in found if word not in SILENT] or found


def alike(one: str, other: str) -> bool:
    """Whether two names are likely the same body's: the same but for a slip, for a space, or written as initials."""
    mine, theirs = words_of(one), words_of(other)
    if not mine or not theirs:
        return False
    return (
        "".join(mine) == "".join(theirs)
        or _word_by_word(mine, theirs)
        or _is_short_for(mine, theirs)
        or _is_short_for(theirs, mine)
    )


def _word_by_word(mine: list[str], theirs: list[str]) -> bool:
    """The same words in any order, but for a slip in one of them."""
    if len(mine) != len(theirs):
        return False
    left, right = sorted(mine), sorted(theirs)
    mine_alone, theirs_alone = _without(left, right), _without(right, left)
    return not mine_alone or (len(mine_alone) == 1 and slip(mine_alone[0], theirs_alone[0]))


def _without(words: list[str], others: list[str]) -> list[str]:
    left = list(others)
    alone = []
    for word in words:
        if word in left:
            left.remove(word)
        else:
            alone.append(word)
    return alone


def _is_short_for(short: list[str], long: list[str]) -> bool:
    """Whether a single word is the initials of several, or slipped initials."""
    if len(short) != 1 or len(long) < MANY_WORDS:
        return False
    initials = _initials(long)
    return short[0] == initials or slip(short[0], initials)


def slip(one: str, other: str) -> bool:
    """Whether two words differ by a slip of the keys: begun alike, one letter off, two if they are longer.

    Two may be off only where nearly the same letters stand in another order, as in WMRASAC and WMRSASC.
    """
    shorter = min(len(one), len(other))
    if shorter < LONG_ENOUGH or one[0] != other[0] or one.isdigit() or other.isdigit():
        return False
    off = distance(one, other)
    return off <= 1 or (off == 2 and shorter > LONG_ENOUGH and _foreign(one, other) <= 1)


def _foreign(one: str, other: str) -> int:
    """How many letters of either word the other lacks, the greater of the two."""
    return max(len(_without(list(one), list(other))), len(_without(list(other), list(one))))


def distance(one: str, other: str) -> int:
    """How many letters are put in, left out, changed or exchanged with a neighbour, from one word to the other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, theirs in enumerate(other, start=1):
            best = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != theirs))
            crossed = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == theirs
            now.append(min(best, before[column - 2] + 1) if crossed else best)
        before, last = last, now
    return last[-1]


def any_alike(mine: Iterable[str], theirs: Iterable[str]) -> tuple[str, str] | None:
    """The first pair of names that are alike, or None."""
    others = list(theirs)
    return next(((one, other) for one in mine for other in others if alike(one, other)), None)


def twins(names: Mapping[int, Sequence[str]]) -> list[tuple[int, int]]:
    """The pairs of bodies, each with its names, that are likely one. Names without a common trait aren't tried."""
    groups, short, long = (defaultdict[Trait, set[int]](set) for _ in range(3))
    for body, known in names.items():
        for words in filter(None, map(words_of, known)):
            for trait in _traits(words):
                groups[trait].add(body)
            if len(words) == 1:
                for near in _nearly(words[0]):
                    short[near].add(body)
            elif len(words) >= MANY_WORDS:
                for near in _nearly(_initials(words)):
                    long[near].add(body)
    pairs = {pair for bodies in groups.values() for pair in combinations(sorted(bodies), 2)}
    pairs |= {
        (min(one, other), max(one, other)) for near in short for one in short[near] for other in long.get(near, ())
    }
    return sorted(pair for pair in pairs if pair[0] != pair[1] and any_alike(names[pair[0]], names[pair[1]]))


def _traits(words: list[str]) -> Iterator[Trait]:
    """What two names have in common that are the same but for a space or for a slip in one word: all letters, or all
    other words and how this one begins. Of a single word, what it may have slipped to.
    """
    yield "".join(words)
    if len(words) == 1:
        yield from (("nearly", each) for each in _nearly(words[0]))
    else:
        for place, word in enumerate(words):
            yield word[0], *sorted(words[:place] + words[place + 1 :])


def _nearly(word: str) -> set[str]:
    """The word with up to two letters left out: of two words that differ by a slip one of these is the same."""
    if len(word) < LONG_ENOUGH:
        return {word}
    return {
        "".join(letter for place, letter in enumerate(word) if place not in gone)
        for number in range(3)
        for gone in combinations(range(len(word)), number)
    }


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)
