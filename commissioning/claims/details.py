"""Personal details in a text: addresses, numbers and names that lead to one person."""

import re
from collections.abc import Callable, Iterator

from commissioning.claims.facts import Finding
from commissioning.claims.sentence import Sentence
from commissioning.claims.words import regex

EMAIL = re.compile(r"\b[\w.+'-]+@[\w-]+(?:\.[\w-]+)+\b")
PHONE = re.compile(r"(?<![\w.£/-])(?:\+44 ?\(?0?\)?|\(?0)(?=[\d ()-]{9,15}(?!\d))(?:[ ()-]{0,2}\d){9,10}(?![\w-]|\.\d)")
PUBLIC_LINE = re.compile(r"^(?:\+44|\(?0)\D{0,3}(?:80|30|34|33|84|87|90)")  # helplines and switchboards
POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?) ?\d[ABD-HJLNP-UW-Z]{2}\b")
TEN_DIGITS = re.compile(r"(?<![\d£.,])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d,]|\.\d)")
BORN = regex(
    r"""\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?)\b[^\d\n]{0,12}\d{1,2}(?:st|nd|rd|th)?(?:[/. -]| of )
        (?:\d{1,2}|[A-Za-z]{3,9})[/. -]\d{2,4}\b"""
)
CRIME = regex(
    r"""\b(?:crime|incident|case|log|custody|investigation|URN|occurrence)[ ]
        (?:ref(?:erence)?s?|no\.?|numbers?|num|URN)\b\W{0,4}(?:is |was )?[A-Z]{0,4}[\d/ -]*\d[\w/-]{2,}|
        \b\d{2}/\d{3,6}/\d{2}\b|\b(?:CR|CAD|OIS|URN)[/ -]?\d{2,}[\w/-]*\b"""
)
NAMED = regex(
    r"""\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|PC|DC|PCSO|Sgt|Sergeant|Constable|Cllr|Councillor)\.?[ ]
        (?:[A-Z]\.? )*[A-Z][a-z]+(?:[-' ][A-Z][a-z]+)*(?!(?:'s)? (?:School|Academy|Street|Road|House|Centre|Hall|Trust|
        Award|Act|Lane|Ward|Surgery|Foundation|Memorial))\b""",
    re.NOFLAG,
)
OUT = "Take it out: returns hold nothing that leads to one person."


def is_nhs_number(text: str) -> bool:
    """Ten digits whose last is the check digit of the others (modulo 11)."""
    digits = [int(sign) for sign in text if sign.isdigit()]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return digits[9] == (0 if check == 11 else check)


def _always(text: str) -> bool:
    return True


def _is_private_line(text: str) -> bool:
    return PUBLIC_LINE.match(text) is None


DETAILS: tuple[tuple[re.Pattern[str], Callable[[str], bool], str, str], ...] = (
    (EMAIL, _always, "an e-mail address", OUT),
    (PHONE, _is_private_line, "a telephone number", OUT),
    (POSTCODE, _always, "a postcode", "Take it out, or name the town instead."),
    (TEN_DIGITS, is_nhs_number, "an NHS number", OUT),
    (BORN, _always, "a date of birth", "Take it out, or give an age band."),
    (CRIME, _always, "a crime or incident number", OUT),
    (NAMED, _always, "a person’s name", "Give the post instead, or leave the name out."),
)


STREET = regex(
    r"""\b(?:Flat |Unit )?\d{1,4}[A-Za-z]?,? (?:[A-Z][\w'’.]+ ){1,3}(?:Street|St|Road|Rd|Lane|Avenue|Close|
        Drive|Way|Court|Place|Terrace|Crescent|Gardens|Grove|Square|Hill)\b""",
    re.NOFLAG,
)
IN_NAMES = frozenset({"a person’s name"})  # a charity may bear one
ADDRESSES = ((STREET, _always, "an address", OUT),)


def private_in(text: str, *, name: bool = False) -> tuple[str, ...]:
    """What in a text keeps it from the public: "a postcode", "an e-mail address". Of a `name`, not who it names."""
    return tuple(
        what
        for pattern, is_one, what, _ in (*DETAILS, *ADDRESSES)
        if not (name and what in IN_NAMES) and any(is_one(found[0]) for found in pattern.finditer(text))
    )


def details(sentence: Sentence) -> Iterator[Finding]:
    for pattern, is_one, name, cure in DETAILS:
        for found in pattern.finditer(sentence.words):
            if is_one(found[0]):
                start, end = sentence.start + found.start(), sentence.start + found.end()
                text = f"“{found[0].strip()}” looks like {name}. {cure}"
                yield sentence.finding("personal_detail", start, end, text, name)
