"""One page of what was found: each hit with its record, best first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from commissioning.search.catalogue import KINDS, Kind, Narrowing
from tracker import fulltext
from tracker.models import User
from tracker.together import together

OF = {kind.number: kind for kind in KINDS}
PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Found:
    """A record that was found. `parts` is its text, each part with whether it is what was looked for."""

    kind: Kind
    record: Any
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Page:
    found: tuple[Found, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))


def find(asked: str, user: User, narrowing: Narrowing | None = None, *, page: int = 1) -> Page:
    """What the person may see of what was asked for. Three queries, however much there is."""
    narrowed = narrowing or Narrowing()
    sources = [source_of(kind, user, narrowed) for kind in KINDS]
    hits, total = fulltext.find(asked, sources, first=(page - 1) * PER_PAGE, count=PER_PAGE)
    records = _records(hits)
    found = (
        Found(OF[hit.number], records[hit.number, hit.key], parts_of(hit.marked))
        for hit in hits
        if (hit.number, hit.key) in records
    )
    return Page(tuple(found), total, page)


def source_of(kind: Kind, user: User, narrowing: Narrowing) -> fulltext.Source:
    return fulltext.Source(kind.number, narrowing.rows(kind, user), kind.title, kind.body)


def _records(hits: Iterable[fulltext.Hit]) -> dict[tuple[int, int], Any]:
    keys: dict[int, list[int]] = {}
    for hit in hits:
        keys.setdefault(hit.number, []).append(hit.key)
    if not keys:
        return {}
    wanted = [
        OF[number].model._default_manager.filter(pk__in=own).select_related(*OF[number].related).order_by("pk")
        if OF[number].related
        else OF[number].model._default_manager.filter(pk__in=own).order_by("pk")
        for number, own in keys.items()
    ]
    rows = together(*wanted)
    return {(number, row.pk): row for number in keys for row in rows[OF[number].model]}


def parts_of(marked: str) -> tuple[tuple[str, bool], ...]:
    """The text with its marks as parts: `a \\x02b\\x03 c` is a, b (found) and c."""
    parts: list[tuple[str, bool]] = []
    for place, piece in enumerate(marked.split(fulltext.OPENS)):
        inside, closed, after = piece.partition(fulltext.CLOSES)
        if place and closed:
            parts.append((inside, True))
        text = after if place and closed else piece
        if text:
            parts.append((text, False))
    return tuple(parts)
