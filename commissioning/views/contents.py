"""What a record says, part by part, as it is read: for checking, for reviewing, and on the page of what was sent."""

from collections.abc import Mapping
from typing import Any

from commissioning.choices import Audience, RecordKind
from commissioning.models import Category, OfficeItem
from commissioning.views.asks import page_with
from commissioning.views.owed import address
from commissioning.workflow import may_enter
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.sections.text import ItemWords
from tracker.models import User
from tracker.roles import Role

PARTS = {
    "figures": ("Figures", "figures"),
    "money": ("Money", "money"),
    "people": ("People", "people"),
    "text": ("Text", "text"),
    "waiting": ("Waiting lists", "waiting-list"),
    "risks": ("Risks", "risks-and-promises"),
    "promises": ("Promises", "risks-and-promises"),
    "news": ("News", "news"),
    "cases": ("Case studies", "cases"),
    "files": ("Files", ""),
}

# told also while nothing is in them, for they are what is asked
ASKED = {
    RecordKind.RETURN: ("figures", "text"),
    RecordKind.PACK: ("money", "people"),
    RecordKind.ITEM: ("text",),
}


def content_parts(
    content: Mapping[str, Any],
    record: Record,
    user: User,
    moved: Mapping[str, str] | None = None,
    prints: Mapping[str, str] | None = None,
    quotes: Mapping[str, list[tuple[str, str]]] | None = None,
    corrected: Mapping[tuple[str, str], tuple[str, str]] | None = None,
) -> list[dict[str, Any]]:
    """What was said, part by part, with the way to change it. A viewer sees what is for the board.

    `moved` says by a figure's code how it compares, `prints` by its words how a text with live references reads,
    `quotes` by its prompt which of a text's words something is asked about, each with the name of its place,
    `corrected` by a figure's code and category what is in force in its place, and since when and why.
    """
    found = []
    for name, (label, slug) in PARTS.items():
        entries = [entry for entry in content.get(name, []) if visible(entry, user, name)]
        if not entries and name not in ASKED[kind_of(record)]:
            continue
        rows = [content_row(entry, record, name, _moved(entry, moved or {})) for entry in entries]
        asked = [(quotes or {}).get(entry.get("prompt", ""), []) for entry in entries]
        change = _page_of(record, name, slug) if slug and may_enter(user, record) else ""
        for row, marks in zip(rows, asked, strict=True):
            row["value"] = (prints or {}).get(row["value"], row["value"])
            row["pieces"] = pieces(row["value"], marks) if marks else []
        _correct(rows, entries, corrected or {})
        found.append({"label": label, "rows": rows, "change": change})
    return [part for part in found if part["rows"] or part["change"]]


def _page_of(record: Record, name: str, slug: str) -> str:
    """The page on which a part is written; an item's text is its words."""
    return page_with(record, ItemWords.slug if name == "text" and isinstance(record, OfficeItem) else slug)


def _moved(entry: Mapping[str, Any], moved: Mapping[str, str]) -> str:
    """How a figure compares; of a category nothing is said here."""
    return moved.get(entry.get("code", ""), "") if entry.get("category", Category.ALL) == Category.ALL else ""


def _correct(
    rows: list[dict[str, Any]],
    entries: list[Mapping[str, Any]],
    corrected: Mapping[tuple[str, str], tuple[str, str]],
) -> None:
    """Both values of a figure that was corrected: the one in force, and the one that was sent."""
    for row, entry in zip(rows, entries, strict=True):
        found = corrected.get((entry.get("code", ""), entry.get("category", "")))
        if found:
            row["sub"] = "; ".join(filter(None, [f"sent as {row['value']}, {found[1]}", row["sub"]]))
            row["value"] = found[0]


def pieces(text: str, marks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The text in pieces, those that are asked about with the name of their place; words that aren't there are left."""
    places = sorted((text.find(quote), quote, name) for quote, name in marks if quote in text)
    found: list[tuple[str, str]] = []
    at = 0
    for start, quote, name in places:
        if start < at:
            continue
        found += [(text[at:start], ""), (quote, name)]
        at = start + len(quote)
    return [*found, (text[at:], "")] if found else []


def visible(entry: Mapping[str, Any], user: User, part: str) -> bool:
    if user.role != Role.VIEWER:
        return True
    if part in ("cases", "files"):
        return False
    return entry.get("audience", Audience.INTERNAL) != Audience.INTERNAL


def content_row(entry: Mapping[str, Any], record: Record, part: str, moved: str) -> dict[str, Any]:
    notes = [moved, entry.get("reason") or ("Unverified: no parts given" if entry.get("unverified") else "")]
    causes = entry.get("causes") or entry.get("services")
    notes.append(", ".join(causes) if causes else "")
    notes.append(entry.get("stated", ""))
    notes.append(entry.get("moved", ""))
    notes.append("carried, not confirmed" if entry.get("carried") else "")
    notes.append(f"unchanged since {entry['unchanged_since']}" if entry.get("unchanged_since") else "")
    url = address(record, "file", entry["key"]) if part == "files" else ""
    return {
        "key": entry["label"],
        "value": entry["words"],
        "sub": "; ".join(note for note in notes if note),
        "url": url,
        "long": part in ("text", "cases"),
    }
