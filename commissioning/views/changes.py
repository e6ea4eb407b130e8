"""What changed since a record was last sent, for the screen: figures and lines in a table, texts word by word."""

from collections.abc import Mapping, Sequence
from typing import Any

from commissioning.models import Submission
from commissioning.views.contents import PARTS, visible
from commissioning.workflow.differences import NOTHING, Difference, Piece, differences, unchanged
from tracker import formats
from tracker.models import User

Content = Mapping[str, Any]
TEXTS = frozenset({"text", "cases", "news", "promises", "risks"})
SHORT = 60  # characters: what is longer is shown word by word


def changed_since(
    sent: Sequence[Submission], now: Content | None, user: User, prints: Mapping[str, str]
) -> dict[str, Any]:
    """What is said otherwise than when it was last sent; texts that point at facts as they read now (`prints`).

    `now` is what an open record says at present; None: what was sent last, against the time before. Empty where there
    is nothing to compare with.
    """
    if not sent or (now is None and len(sent) < 2):
        return {}
    earlier = sent[-2] if now is None else sent[-1]
    last = sent[-1].content if now is None else now
    first, second = sent_words(earlier, sent[-1] if now is None else None)
    before, after = seen(earlier.content, user, prints), seen(last, user, prints)
    found = differences(before, after)
    texts = {id(each): each.pieces for each in found if is_text(each)}
    return {
        "rows": [row(each) for each in found if not texts.get(id(each))],
        "texts": [text(each, texts[id(each)]) for each in found if texts.get(id(each))],
        "count": len(found),
        "same": unchanged(before, after),
        "since": formats.day(earlier.at),
        "columns": [
            {"label": "What"},
            {"label": first},
            {"label": second},
        ],
    }


def sent_words(earlier: Submission, later: Submission | None) -> tuple[str, str]:
    """When the two were sent, by the clock where both are of one day; without a later one the second is "Now"."""
    if later is None:
        return f"Sent {formats.day(earlier.at)}", "Now"
    if formats.day(earlier.at) != formats.day(later.at):
        return f"Sent {formats.day(earlier.at)}", f"Sent {formats.day(later.at)}"
    return f"Sent first, {formats.clock(earlier.at)}", f"Sent last, {formats.clock(later.at)}"


def seen(content: Content, user: User, prints: Mapping[str, str]) -> dict[str, Any]:
    """What of it this person may see, as it reads."""
    return {
        part: [
            entry | {"words": prints.get(entry["words"], entry["words"])}
            for entry in entries
            if visible(entry, user, part)
        ]
        for part, entries in content.items()
        if isinstance(entries, list)
    } | {NOTHING: content.get(NOTHING, False)}


def is_text(found: Difference) -> bool:
    """Whether it is shown word by word: words of some length, said both times."""
    both = found.before is not None and found.now is not None
    return both and found.part in TEXTS and max(len(found.before or ""), len(found.now or "")) > SHORT


def row(found: Difference) -> dict[str, Any]:
    label = {"text": found.label, "sub": PARTS[found.part][0] if found.part not in ("figures", "") else ""}
    return {"changed": True, "cells": [label, _cell(found.before), _cell(found.now)]}


def text(found: Difference, pieces: list[Piece]) -> dict[str, Any]:
    """A text with what went and what came."""
    return {"label": f"{PARTS[found.part][0]}: {found.label}", "pieces": pieces}


def _cell(words: str | None) -> dict[str, Any]:
    return {"text": words, "nil": "not there"}
