"""Passages split and joined by hand. The text stays as it is; only the places where passages begin change."""

import re
from collections.abc import Iterable, Mapping

from commissioning.imports.prose.sorting import CUTS, Piece, Sorting

Cut = tuple[dict[str, str], dict[str, str], str]  # what is typed now, what is wrong, where to go on


def split_at(sorting: Sorting, start: int, typed: Mapping[str, str]) -> Cut:
    """Begin a new passage at the words that were typed for it. Both parts are sorted anew."""
    piece = _at(sorting, start)
    if piece is None:
        return dict(typed), {}, ""
    box = f"{piece.name}-split"
    words = typed.get(box, "").strip()
    places = _places(piece, words) if words else []
    if len(places) != 1:
        return dict(typed), {box: _why(words, len(places))}, ""
    place = piece.span.start + places[0]
    kept = _without(typed, piece)
    return kept | {CUTS: _cuts([*sorting.starts, place])}, {}, f"#{piece.name}"


def join_at(sorting: Sorting, start: int, typed: Mapping[str, str]) -> Cut:
    """Make one passage of this and the one before it. It keeps what the first of them was sorted as."""
    piece = _at(sorting, start)
    before = next((each for each in sorting.pieces if piece and each.number == piece.number - 1), None)
    if piece is None or before is None:
        return dict(typed), {}, ""
    kept = {name: text for name, text in _without(typed, piece).items() if name != f"{before.name}-words"}
    if before.edited or piece.edited:
        kept[f"{before.name}-words"] = f"{before.words} {piece.words}"
    return kept | {CUTS: _cuts(each for each in sorting.starts if each != start)}, {}, f"#{before.name}"


def _at(sorting: Sorting, start: int) -> Piece | None:
    return next((piece for piece in sorting.pieces if piece.span.start == start), None)


def _places(piece: Piece, words: str) -> list[int]:
    """Where in the passage these words stand, whatever the spaces between them; not at its very beginning."""
    pattern = re.compile(r"\s+".join(map(re.escape, words.split())), re.IGNORECASE)
    return [found.start() for found in pattern.finditer(piece.span.text) if found.start() > 0]


def _why(words: str, times: int) -> str:
    if not words:
        return "Type the words with which the new passage begins."
    if not times:
        return "These words don’t stand in the passage, or it begins with them. Copy them from it."
    return "These words stand there more than once. Type a few more of them."


def _without(typed: Mapping[str, str], piece: Piece) -> dict[str, str]:
    return {name: text for name, text in typed.items() if not name.startswith(f"{piece.name}-")}


def _cuts(starts: Iterable[int]) -> str:
    return ",".join(map(str, sorted(set(starts))))
