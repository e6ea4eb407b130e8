"""Prose cut into passages, each with the heading that it stands under. Pure.

A text is cut by the places where passages begin: each goes on to the next. So no cut loses or doubles a character.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from commissioning.choices import PassageKind
from commissioning.parsing.mail import Fold, folds_in
from commissioning.parsing.prose import Span, blocks_of, is_bullet, sentences_of, without_bullet

HEADING_LENGTH, HEADING_WORDS = 80, 9
HEADINGS: tuple[tuple[PassageKind, str], ...] = (
    (
        PassageKind.WENT_WELL,
        r"(?:what (?:has gone|went|is going|has been going|worked) well|(?:key )?achievements?|successes|highlights|"
        r"positives|"
        r"good news|progress|strengths|what we are proud of)",
    ),
    (
        PassageKind.CHALLENGE,
        r"(?:(?:key |main )?(?:challenges?|issues|difficulties|problems|barriers|pressures|concerns)(?: and (?:issues|"
        r"barriers|"
        r"concerns|pressures))?|what (?:has not|hasn[’']t|did not|didn[’']t) (?:gone|go) (?:so |as )?well|"
        r"what was hard)",
    ),
    (
        PassageKind.STAFFING,
        r"(?:staff(?:ing)?(?: (?:update|changes|and recruitment))?|recruitment|workforce|people|"
        r"(?:the )?team(?: update)?|vacancies)",
    ),
    (PassageKind.WAITING, r"(?:waiting (?:lists?|times?)|(?:waiting list and )?unmet (?:needs?|demand))"),
    (PassageKind.RISK, r"(?:(?:key )?risks?(?: and mitigations?)?)"),
    (
        PassageKind.PROMISE,
        r"(?:next (?:quarter|steps|period|three months)|plans?(?: for (?:the )?next (?:quarter|period))?|future plans|"
        r"looking "
        r"ahead|coming up|what (?:is|comes) next|actions)",
    ),
    (
        PassageKind.NEWS,
        r"(?:news|events?(?: and training)?|training(?: and events)?|community engagement|engagement|"
        r"partnership work(?:ing)?)",
    ),
    (
        PassageKind.CASE,
        r"(?:case stud(?:y|ies)|client (?:story|stories|voice)|service user (?:story|feedback)|a story)",
    ),
    (
        PassageKind.FIGURE,
        r"(?:(?:key )?(?:figures|numbers|data|statistics|performance|activity|outputs|measures)|kpis?)",
    ),
    (PassageKind.DECISION, r"(?:decisions?(?: (?:taken|made))?)"),
    (PassageKind.OUR_NOTE, r"(?:our notes?|office (?:notes?|only)|internal notes?)"),
)
PATTERNS = [(kind, re.compile(words, re.IGNORECASE)) for kind, words in HEADINGS]
LEAD = re.compile(r"(?P<head>[A-Za-z][A-Za-z’' ]{2,40}?)\s*(?::|\s[–—-])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: what it says of what follows, the kind of passage and the name (of a service), as far as it does."""

    start: int
    end: int
    text: str
    kind: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """A text with what is folded away, its headings, and where its passages begin."""

    text: str
    folds: tuple[Fold, ...]
    headings: tuple[Heading, ...]
    starts: tuple[int, ...]

    def fold_at(self, start: int) -> Fold | None:
        return next((fold for fold in self.folds if fold.start <= start < fold.end), None)

    def heading_at(self, start: int, end: int) -> Heading | None:
        """The heading that this passage is."""
        return next((each for each in self.headings if (each.start, each.end) == (start, end)), None)

    def above(self, start: int) -> Heading | None:
        """What the headings above a place say: the last one, with the name that one before it said."""
        found: Heading | None = None
        for each in self.headings:
            if each.end > start:
                break
            name = each.name or (found.name if found and each.kind else "")
            found = replace(each, name=name)
        return found


def layout_of(text: str, names: Sequence[str] = ()) -> Layout:
    """The text cut at its sentences. `names`: those of services, which a heading may say."""
    folds = folds_in(text)
    pieces = [Span(fold.start, fold.end, text[fold.start : fold.end]) for fold in folds]
    headings: list[Heading] = []
    for start, end in _between(folds, len(text)):
        stretch = text[start:end]
        headings += [_moved(each, start) for each in _headings(stretch, names)]
        pieces += [Span(start + each.start, start + each.end, each.text) for each in sentences_of(stretch)]
    return Layout(text, tuple(folds), tuple(headings), tuple(sorted(piece.start for piece in pieces)))


def cut(text: str, starts: Sequence[int]) -> list[Span]:
    """The passages that begin at these places, without the space around them. What holds no word is none.

    Whatever the places are, all that is not space stands in exactly one passage.
    """
    places = sorted({0, *(place for place in starts if 0 < place < len(text))})
    found = []
    for start, end in zip(places, [*places[1:], len(text)], strict=True):
        piece = text[start:end]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            found.append(Span(first, first + len(piece.strip()), piece.strip()))
    return found


def kind_of_heading(text: str) -> str:
    """The kind of passage that a heading announces; empty where it is none of the known ones."""
    plain = " ".join(without_bullet(text).strip(" :.?!*_#–—-").split())
    for part in (plain, *re.split(r"\s*[:–—]\s*|\s-\s", plain)):
        found = next((kind for kind, pattern in PATTERNS if pattern.fullmatch(part)), None)
        if found:
            return found
    return ""


def led_by(text: str) -> str:
    """The kind that a passage says itself: "Challenges: …"."""
    found = LEAD.match(without_bullet(text))
    return kind_of_heading(found["head"]) if found else ""


def names_in(text: str, names: Sequence[str]) -> list[str]:
    """Which of the names a text says; one that is part of a longer one that it says as well is none."""
    plain = f" {_plain(text)} "
    said = [name for name in dict.fromkeys(names) if name.strip() and f" {_plain(name)} " in plain]
    return [name for name in said if not any(_is_part(name, other, plain) for other in said if other != name)]


def _is_part(name: str, other: str, plain: str) -> bool:
    """Whether a name is said only inside the other."""
    short, long = f" {_plain(name)} ", f" {_plain(other)} "
    return short in long and short not in plain.replace(long, "  ")


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w&]+", " ", text.casefold().replace("’", "").replace("'", "")).split())


def _between(folds: Sequence[Fold], length: int) -> Iterator[tuple[int, int]]:
    """The stretches that are not folded."""
    at = 0
    for fold in folds:
        if fold.start > at:
            yield at, fold.start
        at = fold.end
    if at < length:
        yield at, length


def _headings(text: str, names: Sequence[str]) -> Iterator[Heading]:
    for block in blocks_of(text):
        if len(block.text) > HEADING_LENGTH or "\n" in block.text or len(block.text.split()) > HEADING_WORDS:
            continue
        kind, said = kind_of_heading(block.text), names_in(block.text, names)
        name = said[0] if len(said) == 1 and _is_no_sentence(block.text) else ""
        alone = block.text.endswith(":") and not is_bullet(block.text)
        if kind or name or alone:
            yield Heading(block.start, block.end, block.text.rstrip(": "), kind, name)


def _is_no_sentence(text: str) -> bool:
    return not text.endswith((".", "!", ";", ",")) and not re.search(
        r"\d{2,}(?! ?[/-])(?!\d)", re.sub(r"\b20\d\d\b.*", "", text)
    )


def _moved(heading: Heading, by: int) -> Heading:
    return replace(heading, start=heading.start + by, end=heading.end + by)
