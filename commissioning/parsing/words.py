"""Texts that are words: states, nought in words, and the words of precision around a number."""

import re
from decimal import Decimal

from commissioning.parsing.outcomes import Ambiguous, Outcome, StateProposed, quoted

NOUGHT = frozenset({"nil", "none", "zero", "nought", "naught"})
NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
DASHES = frozenset("-\u2013\u2014._\u2026*x?")
STATE_WORDS = {
    "does_not_apply": ("n/a", "n\\a", "na", "n.a.", "n.a", "not applicable", "does not apply", "doesn't apply"),
    "not_counted": (
        "not counted",
        "not recorded",
        "not collected",
        "not measured",
        "not monitored",
        "not captured",
        "nc",
    ),
    "uncounted": ("yes", "yes, not counted", "yes not counted", "some", "several", "many", "a few", "a number"),
    "not_answered": (
        "tbc",
        "t.b.c.",
        "tba",
        "to follow",
        "to be confirmed",
        "awaited",
        "awaiting",
        "pending",
        "unknown",
        "not known",
        "not yet known",
        "not available",
        "not stated",
        "not held",
    ),
}
STATE_OF = {word: state for state, words in STATE_WORDS.items() for word in words}
QUESTIONS = {
    "does_not_apply": "Do you mean that this doesn\u2019t apply to the service?",
    "not_counted": "Do you mean that it was not counted?",
    "uncounted": "Do you mean that there were some, but nobody counted them?",
    "not_answered": "Leave the box empty for now and say why, or type the number.",
}
CURE = "Choose it beside the box, or type the number."

BEFORE = (
    ("just_over", r"just over|a little over|slightly over|slightly more than"),
    ("just_under", r"just under|just below|nearly|almost|slightly under|slightly less than"),
    ("at_least", r"at least|a minimum of|minimum|min\.?|no fewer than|no less than|>=|≥"),
    ("at_most", r"at most|up to|a maximum of|maximum|max\.?|no more than|<=|≤"),
    ("about", r"about|around|approximately|approx\.?|roughly|circa|ca?\.|some|~|≈"),
)
AFTER = (
    ("at_least", r"or more|or over|and over|\+|minimum"),
    ("at_most", r"or fewer|or less|or under|maximum"),
    ("about", r"or so|approx\.?|approximately"),
    ("rounded", r"\(rounded\)|rounded"),
)
BEFORE_PATTERNS = tuple((name, re.compile(rf"(?:{words})\s*(?=[-+(£\d.])")) for name, words in BEFORE)
AFTER_PATTERNS = tuple((name, re.compile(rf"(?<=[\d%)a-z])\s*(?:{words})$")) for name, words in AFTER)


def read_words(raw: str, text: str) -> Outcome | None:
    """The outcome of a text that is all words, or None where it isn't one of the known ones."""
    if text in NOUGHT:
        return StateProposed(raw, "reported", Decimal(0), f"Do you mean 0 by {quoted(raw)}? Type 0 if there were none.")
    state = STATE_OF.get(text)
    if state is not None:
        return StateProposed(raw, state, None, f"{quoted(raw)} is no number. {QUESTIONS[state]} {CURE}")
    if text in NUMBER_WORDS:
        number = str(NUMBER_WORDS.index(text) + 1)
        return Ambiguous(raw, (number,), f"Do you mean {number}? Type the number in figures.")
    if set(text) <= DASHES:
        question = f"Does {quoted(raw)} mean 0, not counted, or no figure yet? {CURE}"
        return Ambiguous(raw, ("0", "not counted", "no figure"), question)
    return None


def split_precision(text: str) -> tuple[str, str]:
    """The precision that words around a number give it, and the text without them; "exact" without any."""
    for name, pattern in BEFORE_PATTERNS:
        found = pattern.match(text)
        if found:
            return name, text[found.end() :]
    for name, pattern in AFTER_PATTERNS:
        found = pattern.search(text)
        if found:
            return name, text[: found.start()]
    return "exact", text
