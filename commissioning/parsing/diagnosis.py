"""What is the matter with a text that is no plain number: its readings to ask about, or what to do instead."""

import re
from collections.abc import Callable

from commissioning.parsing.outcomes import Ambiguous, Outcome, Wrong, quoted

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
NUMBER = r"£?\d[\d,]*(?:\.\d+)?%?"
Match = re.Match[str]


def _date(raw: str, found: Match) -> Outcome:
    return Wrong(raw, f"{quoted(raw)} looks like a date. Type a number here.")


def _time(raw: str, found: Match) -> Outcome:
    return Wrong(raw, f"{quoted(raw)} looks like a time. Type a number, such as 1.5 for an hour and a half.")


def _formula(raw: str, found: Match) -> Outcome:
    return Wrong(raw, f"{quoted(raw)} is a formula. Type its result.")


def _error(raw: str, found: Match) -> Outcome:
    return Wrong(raw, f"{quoted(raw)} is a spreadsheet\u2019s error. Correct the cell, or type the number.")


def _exponent(raw: str, found: Match) -> Outcome:
    return Wrong(raw, f"{quoted(raw)} is in scientific notation. Write the number out in full.")


def _underscore(raw: str, found: Match) -> Outcome:
    return Wrong(raw, "Leave out the underscore. Separate thousands by a comma, such as 1,000.")


def _currency(raw: str, found: Match) -> Outcome:
    return Wrong(raw, "Only pounds can be kept here. Give the amount in pounds.")


def _pence(raw: str, found: Match) -> Outcome:
    return Wrong(raw, "Give pence as part of a pound, such as 0.50.")


def _two_parts(raw: str, found: Match) -> Outcome:
    one, other = found["one"], found["other"]
    question = f"Is it {one} of {other}, a fraction or a year? Give the number, or the two parts in their own boxes."
    return Ambiguous(raw, (f"{one} of {other}", one, other), question)


def _of(raw: str, found: Match) -> Outcome:
    one, other = found["one"], found["other"]
    question = f"Put {one} and {other} in their own boxes, or type the one number that is asked for."
    return Ambiguous(raw, (f"{one} of {other}", one, other), question)


def _range(raw: str, found: Match) -> Outcome:
    one, other = found["one"], found["other"]
    question = f"Which is it, {one} or {other}? Type one number, or \u201cat least {one}\u201d."
    return Ambiguous(raw, (one, other), question)


def _bound(raw: str, found: Match) -> Outcome:
    number, more = found["number"], found["word"] in (">", "over", "more than", "above")
    next_one = f"{int(number) + (1 if more else -1)}" if number.isdigit() else number
    readings = (f"at {'least' if more else 'most'} {next_one}", f"just {'over' if more else 'under'} {number}")
    return Ambiguous(raw, readings, f"Do you mean \u201c{readings[0]}\u201d or \u201c{readings[1]}\u201d?")


def _continental(raw: str, found: Match) -> Outcome:
    whole, rest = found["whole"].replace(".", ""), found["rest"]
    return Ambiguous(raw, (f"{whole}.{rest}",), f"Do you mean {whole}.{rest}? Write the decimals after a point.")


def _commas(raw: str, found: Match) -> Outcome:
    text = found["text"].replace(" ", "")
    together = text.replace(",", "")
    readings = [_grouped(together)]
    if text.count(",") == 1 and text[0] != "," != text[-1]:
        readings.insert(0, text.replace(",", "."))
    asked = " or ".join(readings)
    question = f"Do you mean {asked}? Thousands have a comma before three figures, decimals a point."
    return Ambiguous(raw, tuple(readings), question)


def _spaces(raw: str, found: Match) -> Outcome:
    together = _grouped(found["text"].replace(" ", ""))
    return Ambiguous(raw, (together,), f"Is this one number, {together}? Type it without spaces.")


def _leading_nought(raw: str, found: Match) -> Outcome:
    number = found["number"].lstrip("0") or "0"
    number = f"0{number}" if number.startswith(".") else number
    return Ambiguous(raw, (number,), f"Do you mean {number}? Leave out the noughts before it.")


def _stray_mark(raw: str, found: Match) -> Outcome:
    number = found["number"]
    return Ambiguous(raw, (number,), f"Do you mean {number}? Type the number without other marks.")


def _minus(raw: str, found: Match) -> Outcome:
    number = found["number"]
    question = f"Do you mean -{number} or {number}? Write a minus right before the number."
    return Ambiguous(raw, (f"-{number}", number), question)


def _unit(raw: str, found: Match) -> Outcome:
    number = found["number"]
    return Ambiguous(raw, (number,), f"Do you mean {number}? Type the number alone: what it counts is known here.")


def _grouped(digits: str) -> str:
    return f"{int(digits):,}" if len(digits) <= 20 else digits


DIAGNOSES: tuple[tuple[str, Callable[[str, Match], Outcome]], ...] = (
    (r"=.*", _formula),
    (r"#(?:n/a|div/0!|ref!|value!|name\?|num!|null!)", _error),
    (r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}", _date),
    (rf"(?=.*\d).*(?<![a-z]){MONTH}(?![a-z]).*", _date),
    (r"\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?", _time),
    (r"[-+]?[\d.]+e[-+]?\d+", _exponent),
    (r".*\d_.*", _underscore),
    (r"(?:us|a|ca)?[$€¥].*|.*\d ?(?:[$€¥]|usd|eur|euros?|dollars?)", _currency),
    (r"\d+ ?(?:p|pence)", _pence),
    (rf"(?P<one>{NUMBER}) ?/ ?(?P<other>{NUMBER})", _two_parts),
    (rf"(?P<one>{NUMBER}) (?:out )?of (?P<other>{NUMBER})", _of),
    (rf"(?:between )?(?P<one>{NUMBER}) ?(?:-|\u2013|\u2014|to|and|or) ?(?P<other>{NUMBER})", _range),
    (rf"(?P<word><|>|over|under|more than|less than|fewer than|above|below) ?(?P<number>{NUMBER}[km]?)", _bound),
    (r"£? ?(?P<whole>\d{1,3}(?:\.\d{3})+|\d+),(?P<rest>\d+)(?<=[\d.],\d\d)(?<=\.\d{3},\d\d)%?", _continental),
    (r"£? ?(?P<text>[\d]+(?: \d+)+)(?:\.\d+)?%?", _spaces),
    (r"[-(]?£? ?(?P<text>(?=[, ]*\d)[\d, ]*,[\d, ]*)(?:\.\d+)?%?\)?", _commas),
    (r"£? ?(?P<number>0\d+(?:\.\d+)?)%?", _leading_nought),
    (rf"(?:- |[\u2013\u2014] ?|- ?£ )(?P<number>{NUMBER})", _minus),
    (rf"(?P<number>{NUMBER}) ?-", _minus),
    (rf"'?(?P<number>{NUMBER}?)[.*'\u2020,;]+", _stray_mark),
    (rf"'(?P<number>{NUMBER})", _stray_mark),
    (rf"(?P<number>{NUMBER}) [a-z][a-z ]*", _unit),
)
PATTERNS = tuple((re.compile(pattern), outcome) for pattern, outcome in DIAGNOSES)


def diagnose(raw: str, text: str) -> Outcome:
    """The outcome for a cleaned text that the grammar of numbers doesn't take whole."""
    if any(mark.isnumeric() and mark not in "0123456789" for mark in text):
        return Wrong(raw, "Use the figures 0 to 9, without fractions or other signs.")
    for pattern, outcome in PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return outcome(raw, found)
    return Wrong(raw, f"{quoted(raw)} can\u2019t be read as a number. Type figures alone, such as 1,234 or 98.7.")
