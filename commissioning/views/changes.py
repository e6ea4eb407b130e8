"""What changed between the last two times that a record was sent, read from its submissions."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from commissioning.models import Submission
from tracker import formats

Content = Mapping[str, Any]


def changed_rows(sent: Sequence[Submission]) -> dict[str, Any]:
    """Rows of "what changed": each thing said before and now; empty where it was sent once."""
    if len(sent) < 2:
        return {}
    before, now = dict(said(sent[-2].content)), dict(said(sent[-1].content))
    names = list(dict.fromkeys([*now, *before]))
    rows = [
        {"changed": True, "cells": [{"text": label}, _cell(before.get((part, label))), _cell(now.get((part, label)))]}
        for part, label in names
        if before.get((part, label)) != now.get((part, label))
    ]
    return {
        "rows": rows,
        "same": len(names) - len(rows),
        "columns": [
            {"label": "What"},
            {"label": f"Sent {formats.day(sent[-2].at)}"},
            {"label": f"Sent {formats.day(sent[-1].at)}"},
        ],
    }


def said(content: Content) -> Iterator[tuple[tuple[str, str], str]]:
    """Everything said, by part and label, in words."""
    for part, entries in content.items():
        if isinstance(entries, list):
            for entry in entries:
                yield (part, entry["label"]), entry["words"] + (f" ({entry['reason']})" if entry.get("reason") else "")


def _cell(words: str | None) -> dict[str, Any]:
    return {"text": words, "nil": "not there"}
