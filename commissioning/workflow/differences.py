"""What is different between two contents of one record, in words: pure, over what submissions keep."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from commissioning.choices import Audience

Content = Mapping[str, Any]
Entry = Mapping[str, Any]
Kind = Literal["same", "removed", "added"]
AUDIENCES = {each.value: str(each.label) for each in Audience}
WORD = re.compile(r"\S+\s*")
ALIKE = 0.5  # two lines whose words are at least so much alike are one line that was edited
LONGEST = 2_000  # words: of longer texts only the two whole texts are shown
OWN_WORDS = frozenset({"waiting", "risks", "promises", "news"})  # parts whose label is itself what was said
NAMED = frozenset({"cases", "people"})  # parts whose label is a name that may be said otherwise
NOTHING = "nothing_to_report"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: in both texts, in the earlier alone, in the later alone."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was said otherwise, or only once: `before` or `now` is None where it wasn't there."""

    part: str
    label: str
    before: str | None
    now: str | None

    @property
    def pieces(self) -> list[Piece]:
        """The later text with what went and what came, word by word; empty where only one text is there."""
        if self.before is None or self.now is None:
            return []
        return pieces(self.before, self.now)


def differences(before: Content, now: Content) -> list[Difference]:
    """Everything that the two contents say otherwise, in the order of the later one; what is gone comes last."""
    said_nothing = [
        Difference("", "Nothing to report", *("said" if content.get(NOTHING) else None for content in (before, now)))
    ]
    return [
        *(said_nothing if bool(before.get(NOTHING)) != bool(now.get(NOTHING)) else []),
        *(found for part in parts_of(before, now) for found in _of_part(part, before.get(part, ()), now.get(part, ()))),
    ]


def unchanged(before: Content, now: Content) -> int:
    """How many entries say the same in both."""
    return sum(
        len(set(_both(part, old, new))) == 1
        for part in parts_of(before, now)
        for old, new in _paired(part, before.get(part, ()), now.get(part, ()))
        if old is not None and new is not None
    )


def parts_of(before: Content, now: Content) -> list[str]:
    names = [name for content in (now, before) for name, entries in content.items() if isinstance(entries, list)]
    return list(dict.fromkeys(names))


def said(part: str, entry: Entry) -> str:
    """What an entry says, in words, with its reason; of lines like promises the line itself is part of it."""
    words = f"{entry['label']}: {entry['words']}" if part in OWN_WORDS else str(entry["words"])
    extra = [
        entry.get("reason") or "",
        ", ".join(entry.get("causes") or entry.get("services") or ()),
        "not yet final" if entry.get("provisional") else "",
        entry.get("stated") or "",
        entry.get("link") or "",
        "closed" if entry.get("closed") else "",
    ]
    return words + "".join(f" ({each})" for each in extra if each)


def pieces(before: str, now: str) -> list[Piece]:
    """The words of both texts in one line; empty for texts too long to be set against each other."""
    old, new = WORD.findall(before), WORD.findall(now)
    if len(old) > LONGEST or len(new) > LONGEST:
        return []
    return list(_joined(_runs(old, new)))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    plain_old, plain_new = [word.strip() for word in old], [word.strip() for word in new]
    matcher = SequenceMatcher(None, plain_old, plain_new, autojunk=False)
    for tag, start, stop, first, last in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(new[first:last]))
            continue
        if stop > start:
            yield Piece("removed", "".join(old[start:stop]))
        if last > first:
            yield Piece("added", "".join(new[first:last]))


def _joined(found: Iterator[Piece]) -> Iterator[Piece]:
    """Runs with the spaces between them, not in them: what is marked ends with its last word."""
    runs = list(found)
    for place, piece in enumerate(runs):
        text = piece.text.rstrip()
        space = piece.text[len(text) :] or (" " if place + 1 < len(runs) else "")
        if piece.kind == "same":
            yield Piece("same", text + space)
            continue
        yield Piece(piece.kind, text)
        if space:
            yield Piece("same", space)


def _of_part(part: str, before: Sequence[Entry], now: Sequence[Entry]) -> Iterator[Difference]:
    for old, new in _paired(part, before, now):
        was, says = _both(part, old, new)
        if was != says:
            label = str((new or old or {})["label"])
            yield Difference(part, label, was, says)
        if old is not None and new is not None and (seen := _seen_by(old)) != (sees := _seen_by(new)):
            yield Difference(part, f"{new['label']}: who sees it", seen, sees)


def _both(part: str, old: Entry | None, new: Entry | None) -> tuple[str | None, str | None]:
    """What both say, None where one isn't there; with their names where those differ."""
    renamed = part in NAMED and old is not None and new is not None and old["label"] != new["label"]
    was, says = (
        None if entry is None else f"{entry['label']}: {said(part, entry)}" if renamed else said(part, entry)
        for entry in (old, new)
    )
    return was, says


def _seen_by(entry: Entry) -> str | None:
    """Who may see an entry, in words; None where what was sent doesn't say."""
    return AUDIENCES.get(str(entry.get("audience", "")))


def _paired(part: str, before: Sequence[Entry], now: Sequence[Entry]) -> list[tuple[Entry | None, Entry | None]]:
    """Each entry of the later content with the one that it comes from; then those that are gone."""
    left = list(before)
    pairs: list[tuple[Entry | None, Entry | None]] = []
    for entry in now:
        known = next((old for old in left if _same(old, entry)), None)
        if known is not None:
            left.remove(known)
        pairs.append((known, entry))
    return _edited(part, pairs, left)


def _edited(
    part: str, pairs: list[tuple[Entry | None, Entry | None]], left: list[Entry]
) -> list[tuple[Entry | None, Entry | None]]:
    """Lines without a key that look like an edited one of before are paired with it."""
    found: list[tuple[Entry | None, Entry | None]] = []
    for old, new in pairs:
        if old is None and new is not None and (alike := _most_alike(part, new, left)) is not None:
            left.remove(alike)
            found.append((alike, new))
        else:
            found.append((old, new))
    return [*found, *((old, None) for old in left)]


def _most_alike(part: str, entry: Entry, left: Sequence[Entry]) -> Entry | None:
    unkeyed = [old for old in left if _key(old) is None or _key(entry) is None]
    scored = [(SequenceMatcher(None, said(part, old), said(part, entry)).ratio(), old) for old in unkeyed]
    score, old = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return old if score >= ALIKE else None


def _same(old: Entry, new: Entry) -> bool:
    """Whether both are of one record: by key where both have one, else by what they are called."""
    if _key(old) is not None and _key(new) is not None:
        return _key(old) == _key(new)
    return old["label"] == new["label"]


def _key(entry: Entry) -> Any:
    """What an entry is of, whatever it is called at the time: a figure, prompt, award or line."""
    if "code" in entry:
        return (entry["code"], entry.get("category"))
    return entry.get("prompt") or entry.get("award") or entry.get("key")
