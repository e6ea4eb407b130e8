"""The changes to an award as a table: of what kind, from which day, why, with the money and posts that they moved."""

from typing import Any

from commissioning.figures.awards import Standing
from commissioning.models import Variation
from commissioning.ratings.splits import sum_words
from tracker import formats

Row = dict[str, Any]
COLUMNS = ("Change", "From", "Why")
NUMBERS = ("Money", "Posts created", "Posts kept")


def changes(standing: Standing) -> Row:
    rows = [{"cells": change_cells(each, standing)} for each in standing.changes]
    heads = [{"label": label} for label in COLUMNS] + [{"label": label, "numeric": True} for label in NUMBERS]
    return {"columns": heads, "rows": rows}


def change_cells(row: Variation, standing: Standing) -> list[Row]:
    money = [f"{sum_words([part])} in {part.year}" for part in standing.parts_of(row)]
    undivided = f"{row.posts} created or kept" if row.posts is not None else ""
    return [
        {
            "text": row.get_kind_display().capitalize(),
            "sub": "" if standing.has_begun(row) else "not begun on this day",
        },
        {"text": formats.day(row.effective_on)},
        {"text": row.reason, "sub": f"Runs until {formats.day(row.ends_on)} then" if row.ends_on else ""},
        {"text": ", ".join(money), "nil": "none stated"},
        {"text": posts_words(row.posts_created) or undivided, "nil": "not stated"},
        {"text": posts_words(row.posts_kept), "nil": "not told apart" if undivided else "not stated"},
    ]


def posts_words(count: int | None) -> str:
    return "" if count is None else formats.number(count)
