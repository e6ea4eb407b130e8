"""Whole numbers in words: "two hundred and ten" read and written."""

import re

ONES = "zero one two three four five six seven eight nine".split()
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = (("million", 1_000_000), ("thousand", 1_000))
MOST = 1_000_000_000
VALUES = {word: number for number, word in enumerate(ONES + TEENS)} | {
    word: 10 * number for number, word in enumerate(TENS, start=2)
}


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_BELOW_HUNDRED = rf"(?:(?:{_any(TENS)})(?:[ -]?(?:{_any(ONES[1:])}))?|{_any(ONES + TEENS)})"
_HUNDREDS = rf"(?:{_any(ONES[1:] + TEENS)}|a)[ -]hundred"
_BELOW_THOUSAND = rf"(?:{_HUNDREDS}(?:(?: and |[ -]){_BELOW_HUNDRED})?|{_BELOW_HUNDRED})"
_MANY = rf"(?:{_BELOW_THOUSAND}|a)"
_REST = rf"(?:(?:,? and |, | ){_BELOW_THOUSAND})?"
_THOUSANDS = rf"{_MANY}[ -]thousand"
_MILLIONS = rf"{_MANY}[ -]million(?:(?:, | ){_THOUSANDS})?"
_DOZENS = rf"half a dozen|(?:(?:{_any(ONES[1:])}|a) )?dozen"
NUMBER_IN_WORDS = re.compile(
    rf"\b(?:{_DOZENS}|{_MILLIONS}{_REST}|{_THOUSANDS}{_REST}|{_BELOW_THOUSAND})\b", re.IGNORECASE
)


def in_number_words(number: int) -> str:
    """The number as one writes it out: "two hundred and ten". ValueError beyond what is written out here."""
    if not 0 <= number < MOST:
        raise ValueError(f"{number} is not written out: from 0 up to a thousand million.")
    for scale, size in SCALES:
        if number >= size:
            rest = number % size
            joined = "" if not rest else f" {'and ' if rest < 100 else ''}{in_number_words(rest)}"
            return f"{in_number_words(number // size)} {scale}{joined}"
    if number >= 100:
        rest = number % 100
        return f"{ONES[number // 100]} hundred" + (f" and {in_number_words(rest)}" if rest else "")
    if number >= 20:
        tens, one = divmod(number, 10)
        return TENS[tens - 2] + (f"-{ONES[one]}" if one else "")
    return (ONES + TEENS)[number]


def read_number_words(text: str) -> int | None:
    """The number that the whole text writes out; None where it is none ("two thousand and" has no end)."""
    plain = " ".join(text.lower().split())
    if NUMBER_IN_WORDS.fullmatch(plain) is None:
        return None
    if plain.endswith("dozen"):
        many = plain.removesuffix("dozen").strip()
        return 6 if many == "half a" else 12 * VALUES.get(many, 1)
    words = [word for word in re.split(r"[ ,-]+", plain) if word and word != "and"]
    return _added(_split_joined(words))


def _split_joined(words: list[str]) -> list[str]:
    """ "twentyone" as its two words; others as they are."""
    found: list[str] = []
    for word in words:
        tens = next((each for each in TENS if word.startswith(each) and word != each), "")
        found += [tens, word.removeprefix(tens)] if tens else [word]
    return found


def _added(words: list[str]) -> int:
    total, group = 0, 0
    for word in words:
        if word in VALUES:
            group += VALUES[word]
        elif word == "a":
            group += 1
        elif word == "hundred":
            group *= 100
        else:
            total += group * dict(SCALES)[word]
            group = 0
    return total + group
