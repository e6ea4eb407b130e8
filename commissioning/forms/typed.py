"""Raw strings out of what a browser posted, box by box, the same for Save, autosave and a kept page."""

import re

from django.http import QueryDict

from tracker.kept.token import OURS

PASTED = "pasted"  # a column from a spreadsheet, on its way to be read
OWN = OURS | {"keep", "key", "do", "boxes"}
CHOICE = "choose:"
DATE_PART = re.compile(r"(.+)_(day|month|year)")


def typed_of(post: QueryDict) -> dict[str, str]:
    """Every box of the form as one string: a date as "year-month-day", several choices as "a,b", a tick as "on".

    A browser leaves out what is not ticked; `boxes` names those boxes, so that an unticked one is told from no box.
    """
    typed = dict.fromkeys(post.get("boxes", "").split(), "")
    dates: dict[str, dict[str, str]] = {}
    for name in post:
        if "\x00" in name or name in OWN or name.startswith(CHOICE):
            continue
        date = DATE_PART.fullmatch(name)
        if date:
            dates.setdefault(date[1], {})[date[2]] = post.get(name, "").replace("\x00", "").strip()
        else:
            typed[name] = _joined(post.getlist(name))
    return typed | {name: _date(parts) for name, parts in dates.items()}


def _joined(values: list[str]) -> str:
    text = values[0] if len(values) == 1 else ",".join(sorted(filter(None, values)))
    return text.replace("\x00", "")  # no database keeps it, and nobody types it


def _date(parts: dict[str, str]) -> str:
    day, month, year = (parts.get(part, "") for part in ("day", "month", "year"))
    return f"{year}-{month}-{day}" if day or month or year else ""


def chosen_of(post: QueryDict) -> dict[str, str]:
    """What was chosen where two people changed one box."""
    return {name.removeprefix(CHOICE): post.get(name, "") for name in post if name.startswith(CHOICE)}
