"""What an e-mail carries besides what somebody wrote in it: heads, quoted lines, greetings, signatures, notices. Pure.

A fold is a piece of the text that is proposed as not needed. Nothing is taken away: the text stays whole, and what is
folded can be opened.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SIGNATURE_LINES = 12
SHORT = 60  # a line of a signature is no longer
OWN_WORDS = 20  # so many words above an earlier e-mail make it the answer, and what is below it the earlier one
HEAD = re.compile(
    r"\s*\*?(?:From|Sent|To|Cc|Bcc|Date|Subject|Importance|Attachments?|Reply-To|Received)\*?:\*?(?:\s|$)",
    re.IGNORECASE,
)
ORIGINAL = re.compile(r"\s*-{2,} ?(?:Original (?:Message|Appointment)) ?-{2,}\s*", re.IGNORECASE)
FORWARDED = re.compile(
    r"\s*(?:-{2,} ?Forwarded (?:message|by.*?) ?-{2,}|Begin forwarded message:|_{10,})\s*", re.IGNORECASE
)
QUOTED = re.compile(r"\s{0,3}(?:>|\|\s)")
WROTE = re.compile(r"\s*(?:On\b.{6,200}|.{3,80}@.{3,80}) wrote:\s*", re.IGNORECASE)
GREETING = re.compile(
    r"\s*(?:Dear|Hi|Hello|Hiya|Good (?:morning|afternoon|evening)|Morning|Afternoon)\b[^.;:]{0,40}[,!.:]?\s*",
    re.IGNORECASE,
)
SIGN_OFF = re.compile(
    r"\s*(?:(?:with )?(?:kind|kindest|best|warm|warmest|many)(?: kind)? (?:regards|wishes|thanks)|regards|thanks|"
    r"thank you|"
    r"many thanks(?: and kind regards)?|yours (?:sincerely|faithfully|truly)|cheers|best|take care)"
    r"(?: (?:in advance|again|and (?:kind|best) (?:regards|wishes)))?\s*[,.!]?\s*",
    re.IGNORECASE,
)
DASHES = re.compile(r"\s*--\s*")
NOTICE = re.compile(
    r"\b(?:th(?:is|e)|our) (?:e-?mails?|messages?|communications?|transmissions?)\b[^.]*\b(?:confidential|intended|"
    r"privileged"
    r"|addressee|error)|received this (?:e-?mail|message|communication) in error|consider the environment before|"
    r"think before"
    r" you print|\bsent from my \w+|scanned (?:for|by) \w+|CAUTION: this e-?mail|originated (?:from )?outside|"
    r"get outlook for",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fold:
    """A piece of the text that nobody needs, most likely, and why."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    start: int
    end: int
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def folds_in(text: str) -> list[Fold]:
    """The folds in their order; those with only empty lines between them are one."""
    lines = [Line(found.start(), found.end(), found[0]) for found in re.finditer(r"[^\n]+", text)]
    why: list[str] = [""] * len(lines)
    for mark in (_heads, _quotes, _notices, _signatures, _greetings):
        for first, last, reason in mark(text, lines, why):
            for at in range(first, last):
                why[at] = why[at] or reason
    return list(_merged(text, lines, why))


def _merged(text: str, lines: Sequence[Line], why: Sequence[str]) -> Iterator[Fold]:
    start, end, reasons = -1, -1, dict[str, None]()
    for line, reason in zip(lines, why, strict=True):
        if reason:
            start, end = (line.start if start < 0 else start), line.end
            reasons[reason] = None
        elif start >= 0 and not line.is_blank:
            yield _fold(text, start, end, reasons)
            start, reasons = -1, {}
    if start >= 0:
        yield _fold(text, start, end, reasons)


def _fold(text: str, start: int, end: int, reasons: dict[str, None]) -> Fold:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Fold(start, start + len(piece.strip()), ", ".join(reasons))


Marks = Iterator[tuple[int, int, str]]


def _heads(text: str, lines: Sequence[Line], why: Sequence[str]) -> Marks:
    """Heads of e-mails, and all that follows one that was answered: it was read before."""
    at = 0
    while at < len(lines):
        separated = bool(ORIGINAL.fullmatch(lines[at].text) or FORWARDED.fullmatch(lines[at].text))
        last = _head_end(lines, at + separated)
        if last - at < 2:
            at += 1
            continue
        yield at, last, "the head of an e-mail"
        above = text[: lines[at].start]
        if ORIGINAL.fullmatch(lines[at].text) and len(above.split()) >= OWN_WORDS:
            yield last, len(lines), "an earlier e-mail"
            return
        at = last


def _head_end(lines: Sequence[Line], at: int) -> int:
    """After the run of "From: …" lines that begins here; an address that is broken over two lines belongs to it."""
    first = at
    while at < len(lines) and (HEAD.match(lines[at].text) or (at > first and re.match(r"\s+\S+@", lines[at].text))):
        at += 1
    return at if at - first >= 2 else first


def _quotes(text: str, lines: Sequence[Line], why: Sequence[str]) -> Marks:
    reason = "quoted from an earlier e-mail"
    for at, line in enumerate(lines):
        if QUOTED.match(line.text):
            yield at, at + 1, reason
            before = at - 1
            while before >= 0 and lines[before].is_blank:
                before -= 1
            for reach in (1, 2):  # "On 3 October Ann Other wrote:", over one line or two
                first = before - reach + 1
                if first >= 0 and WROTE.fullmatch(" ".join(each.text.strip() for each in lines[first : before + 1])):
                    yield first, before + 1, reason


def _notices(text: str, lines: Sequence[Line], why: Sequence[str]) -> Marks:
    """Paragraphs that an office's mail server writes under or above everything."""
    for first, last in _paragraphs(text, lines):
        if NOTICE.search(" ".join(line.text for line in lines[first:last])):
            yield first, last, "a notice that stands in every e-mail"


def _paragraphs(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    first = 0
    for at, line in enumerate(lines):
        ends = at + 1 == len(lines) or "\n\n" in text[line.end : lines[at + 1].start] or lines[at + 1].is_blank
        if ends:
            yield first, at + 1
            first = at + 1


def _signatures(text: str, lines: Sequence[Line], why: Sequence[str]) -> Marks:
    for at, line in enumerate(lines):
        if why[at] or not (SIGN_OFF.fullmatch(line.text) or DASHES.fullmatch(line.text)):
            continue
        last = at + 1
        while last < len(lines) and last - at <= SIGNATURE_LINES and not why[last] and _in_signature(lines[last].text):
            last += 1
        yield at, last, "a signature"


def _in_signature(line: str) -> bool:
    """A name, a post, an address or a number; no sentence, and no item of a list."""
    text = line.strip()
    return len(text) <= SHORT and not re.match(r"[•*–-]\s", text) and not (text.endswith((".", ":")) and " " in text)


def _greetings(text: str, lines: Sequence[Line], why: Sequence[str]) -> Marks:
    for at, line in enumerate(lines):
        if not why[at] and GREETING.fullmatch(line.text) and len(line.text.split()) <= 6:
            yield at, at + 1, "a greeting"
