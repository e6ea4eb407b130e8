"""What was read of a quarter for some eyes, kept in the process and followed by the audit trail."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from commissioning.figures.kept import Recent
from commissioning.figures.reference import Reference
from commissioning.figures.trail import Touched, since

Found = TypeVar("Found")
Held = tuple[str, Found]  # with the event that it is true to


def followed(
    recent: Recent[Held[Found]],
    reference: Reference,
    asked: Hashable,
    head: str,
    *,
    read: Callable[[], Found],
    anew: Callable[[Found, Touched], Found | None],
) -> Found:
    """It as it stands now, or stood at the event `head`, the newest when the page was asked for, or later.

    `anew` says what what is held has become of what was touched since; None where all has to be read. Nothing is kept
    where nothing was recorded yet.
    """
    held = recent.find(reference, asked) if head else None
    if held is not None and held[0] == head:
        return held[1]
    now = (_moved_on(held, anew) if held is not None else None) or (head, read())
    if head:
        recent.put(reference, asked, now)
    return now[1]


def _moved_on(held: Held[Found], anew: Callable[[Found, Touched], Found | None]) -> Held[Found] | None:
    touched = since(held[0])
    found = None if touched.everything else anew(held[1], touched)
    return None if found is None else (touched.head, found)
