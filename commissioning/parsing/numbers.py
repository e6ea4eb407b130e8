"""The grammar of a typed number, read whole or not at all (rule 6)."""

import re
from dataclasses import dataclass
from decimal import Decimal

from commissioning.parsing.diagnosis import diagnose
from commissioning.parsing.outcomes import Ambiguous, Kind, Missing, Outcome, Parsed, Wrong
from commissioning.parsing.words import read_words, split_precision
from tracker import formats

LONGEST = 200
MOST_DIGITS = 14
MOST_DECIMALS = 4
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
SPELLINGS = {ord("\u2212"): "-", ord("\u2019"): "'", ord("\uff05"): "%"}
SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u205f\u3000]+")
LINES = re.compile(r"[\t\r\n\v\f\u0085\u2028\u2029]")
MULTIPLIERS = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}

AMOUNT = re.compile(
    r"""
    (?P<sign>[-+])?                                  # -1,200
    (?:(?P<pound>£|gbp)[ ]*)?                        # £ 100,666
    (?P<inner>-)?                                    # £-1,200
    (?P<digits>
        (?:0|[1-9]\d*)(?:\.\d+)?                     # 1883.50
      | [1-9]\d{0,2}(?:[ ]?,[ ]?\d{3})+(?:\.\d+)?    # 1,883.50 and £135, 640
      | \.\d+                                        # .5
    )
    [ ]*(?P<multiplier>k|thousand|mn|m|million|bn|billion)?
    [ ]*(?P<percent>%|per[ ]?cent)?
    (?P<pounds>[ ](?:gbp|pounds))?
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Read:
    """A number as its text gave it, before the box has its say."""

    raw: str
    value: Decimal
    precision: str
    is_percent: bool
    is_money: bool
    plus: bool
    minus: bool


def clean(raw: str) -> str:
    """The text in small letters, without invisible characters, with plain single spaces and one kind of minus."""
    return SPACES.sub(" ", raw.translate(INVISIBLE).translate(SPELLINGS)).strip().lower()


def parse(raw: str, kind: Kind = Kind.NUMBER, *, negative: bool = False, over_hundred: bool = False) -> Outcome:
    """Rule 6: the number in the text, for a box of this kind, or the named outcome why not. Never raises on a text.

    `negative` allows amounts below nought ("-5", "(1,200)"); `over_hundred` percentages above 100.
    """
    if len(raw) > LONGEST:
        return Wrong(raw, "This is too long for a number. Type the number alone, and words in the text below.")
    text = clean(raw)
    if not text:
        return Missing(raw)
    if LINES.search(text):
        return Wrong(raw, "There is more than one line here. Type one number.")
    read = read_words(raw, text) or _read(raw, text)
    if not isinstance(read, Read):
        return read
    return _too_large(read) or _sign(read, negative=negative) or FITS[kind](read, over_hundred) or _parsed(read, kind)


def _read(raw: str, text: str) -> Read | Outcome:
    precision, bare = split_precision(text)
    bracketed = re.fullmatch(r"(£?) ?\((.+)\)", bare)
    found = AMOUNT.fullmatch(bracketed[1] + bracketed[2].strip() if bracketed else bare)
    if found is None or (bracketed and (found["sign"] or found["inner"])) or (found["sign"] and found["inner"]):
        return diagnose(raw, text)
    if not found["digits"].isascii():
        return diagnose(raw, text)
    number = Decimal(re.sub(r"[ ,]", "", found["digits"]))
    power = MULTIPLIERS.get(found["multiplier"] or "", 0)
    if power:
        number = Decimal(format(number.scaleb(power).normalize(), "f"))
        precision = "rounded" if precision == "exact" else precision
    minus = bool(bracketed) or found["sign"] == "-" or bool(found["inner"])
    return Read(
        raw,
        -number if minus else number,
        precision,
        bool(found["percent"]),
        bool(found["pound"] or found["pounds"]),
        found["sign"] == "+",
        minus,
    )


def _too_large(read: Read) -> Outcome | None:
    _, digits, exponent = read.value.as_tuple()
    decimals = -exponent if isinstance(exponent, int) else 0
    if len(digits) - decimals > MOST_DIGITS:
        return Wrong(read.raw, "This number is too large to keep. Check how many noughts it has.")
    if decimals > MOST_DECIMALS:
        return Wrong(read.raw, f"Give at most {MOST_DECIMALS} decimals.")
    return None


def _sign(read: Read, *, negative: bool) -> Outcome | None:
    if negative:
        return None
    if read.plus:
        bare = f"{read.value:,f}"
        return Ambiguous(read.raw, (bare,), f"Is it {bare} in all, or {bare} more than before? Type the number in all.")
    return Wrong(read.raw, "This can\u2019t be below 0. Type a number from 0 up.") if read.minus else None


def _fits_count(read: Read, over_hundred: bool) -> Outcome | None:
    if read.is_percent:
        return Wrong(read.raw, "This box takes a whole number, not a percentage. Type how many.")
    if read.is_money:
        return Wrong(read.raw, "This box takes a whole number, not money. Type how many.")
    if read.value == read.value.to_integral_value():
        return None
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", str(read.value)):
        whole = f"{int(str(read.value).replace('.', '')):,}"
        question = f"Do you mean {whole}? Write it with a comma or without any mark."
        return Ambiguous(read.raw, (whole, str(read.value)), question)
    below = int(read.value)
    return Wrong(read.raw, f"This counts whole things. Type a whole number, such as {below} or {below + 1}.")


def _fits_money(read: Read, over_hundred: bool) -> Outcome | None:
    if read.is_percent:
        return Wrong(read.raw, "This box takes pounds, not a percentage. Type the amount.")
    if read.value * 100 == (read.value * 100).to_integral_value():
        return None
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", str(read.value)):
        whole = f"£{int(str(read.value).replace('.', '')):,}"
        question = f"Do you mean {whole}? Write pounds and pence, such as 1,234.50."
        return Ambiguous(read.raw, (whole, f"£{formats.rounded(read.value, 2)}"), question)
    return Wrong(read.raw, "There is a fraction of a penny here. Give pounds and whole pence, such as 1,234.50.")


def _fits_percentage(read: Read, over_hundred: bool) -> Outcome | None:
    if read.is_money:
        return Wrong(read.raw, "This box takes a percentage, not money. Type a number from 0 to 100.")
    if abs(read.value) > 100 and not over_hundred:
        return Wrong(read.raw, "A percentage can\u2019t be more than 100 here. Type a number from 0 to 100.")
    if not read.is_percent and 0 < abs(read.value) < 1:
        readings = (f"{read.value}%", f"{(read.value * 100).normalize():f}%")
        question = f"Do you mean {readings[0]} or {readings[1]}? Type it with the % sign."
        return Ambiguous(read.raw, readings, question)
    return None


def _fits_number(read: Read, over_hundred: bool) -> Outcome | None:
    return None


FITS = {
    Kind.COUNT: _fits_count,
    Kind.MONEY: _fits_money,
    Kind.PERCENTAGE: _fits_percentage,
    Kind.NUMBER: _fits_number,
}


def _parsed(read: Read, kind: Kind) -> Parsed:
    value = read.value
    if kind == Kind.COUNT:
        value = value.quantize(Decimal(1))
    return Parsed(
        read.raw,
        abs(value) if value == 0 else value,
        read.precision,
        read.is_percent or kind == Kind.PERCENTAGE,
        read.is_money or kind == Kind.MONEY,
    )
