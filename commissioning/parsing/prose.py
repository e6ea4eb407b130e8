"""Running text into its blocks (paragraphs, items of a list) and sentences, each with its place in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

BULLET = re.compile(r"[ \t]*(?:[•‣◦▪·o*–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])[ \t]+(?=\S)")
WRAPPED = 50  # a line as long as this that doesn't end a sentence goes on in the next
ABBREVIATIONS = frozenset(
    "mr mrs ms mx dr prof rev st sgt insp cllr vs no nos approx incl est ltd dept fig figs min max tel ext cf al "
    "jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun eg ie".split()
)
NEVER_LAST = frozenset("p pp mr mrs ms mx dr prof rev vs no nos approx incl fig figs cf eg ie".split())
END = re.compile(r"[.?!…]+[\"'”’)\]]*(?=\s)")
NEXT = re.compile(r"\s+[\"'“‘(\[]*(?P<first>\S)")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text and where it stands in it."""

    start: int
    end: int
    text: str


def word_count(text: str) -> int:
    """How many words a text has, as every limit counts them: what stands between spaces."""
    return len(text.split())


def sentences_of(text: str) -> list[Span]:
    """The sentences in order. "e.g.", "Dr." and "3.5" end none; an item of a list and a heading are one each."""
    return [sentence for block in blocks_of(text) for sentence in _sentences(text, block)]


def blocks_of(text: str) -> list[Span]:
    """Paragraphs and items of lists. A line that an e-mail broke goes on in the next; an empty line ends a block."""
    found: list[Span] = []
    start = end = -1
    for line in _lines(text):
        body = line.text.strip()
        if start >= 0 and (not body or _begins(text[start:end], line.text)):
            found.append(_trimmed(text, start, end))
            start = -1
        if body:
            start = line.start if start < 0 else start
            end = line.end
    if start >= 0:
        found.append(_trimmed(text, start, end))
    return found


def without_bullet(text: str) -> str:
    """The words of a list's item without the mark before them."""
    found = BULLET.match(text)
    return text[found.end() :] if found else text


def is_bullet(text: str) -> bool:
    return BULLET.match(text) is not None


def _lines(text: str) -> Iterator[Span]:
    for found in re.finditer(r"[^\n]+|(?<=\n)(?=\n)", text):
        yield Span(found.start(), found.end(), found[0])


def _begins(before: str, line: str) -> bool:
    """Whether a line begins a block of its own: an item, or what follows a line that was not broken by its length."""
    if is_bullet(line):
        return True
    last = before.rpartition("\n")[2].rstrip()
    return len(last) < WRAPPED or last.endswith((".", "?", "!", ":", ";", "…"))


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()), piece.strip())


def _sentences(text: str, block: Span) -> Iterator[Span]:
    start = block.start
    mark = BULLET.match(block.text)
    for found in END.finditer(block.text, mark.end() if mark else 0):
        end = block.start + found.end()
        if end > start and _ends(block.text, found):
            yield _trimmed(text, start, end)
            start = end
    if text[start : block.end].strip():
        yield _trimmed(text, start, block.end)


def _ends(text: str, stop: re.Match[str]) -> bool:
    """Whether a stop ends its sentence: by the word before it and the sign that follows."""
    after = NEXT.match(text, stop.end())
    if after is None:
        return True
    first, marks = after["first"], stop[0].rstrip("\"'”’)]")
    if marks != ".":
        return not first.islower()
    word = re.search(r"([\w.]*)$", text[: stop.start()])
    before = word[1].lower() if word else ""
    if before in NEVER_LAST or (before in ABBREVIATIONS and not first.isupper()):
        return False
    if "." in before and before.replace(".", "").isalpha():  # e.g. i.e. p.m.
        return first.isupper() and before not in ("e.g", "i.e")
    if len(before) == 1 and before.isalpha() and text[stop.start() - 1].isupper():  # an initial
        return False
    return not first.islower()
