"""How wide the columns of a table are, from what stands in them.

Set here and not by the renderer: trying out every cell takes it longer than all the rest of the document.
"""

from collections.abc import Sequence
from math import fsum

from reports.document import Column, Table

LINE = 108  # characters of a table's type across the page
GAP = 2  # between two columns
LONGEST_WORD = 16
LONGEST_NUMBER = 20
LONGEST_TEXT = 110
WIDE_LETTERS = 1.15  # headings are bold and begin with capitals
WIDE_FIGURES = 1.1  # figures of equal width take more room than letters


def widths(table: Table) -> list[str]:
    """A width for each column, in per cent, together 100."""
    columns = [column_texts(table, place) for place in range(len(table.columns))]
    least = [least_of(texts, column.numeric) for texts, column in zip(columns, table.columns, strict=True)]
    wanted = [
        low + GAP if is_figures(texts, column) else max(low + GAP, wanted_of(texts))
        for texts, low, column in zip(columns, least, table.columns, strict=True)
    ]
    return shares(spread(least, wanted))


def column_texts(table: Table, place: int) -> list[str]:
    """Everything in a column, its heading first."""
    rows = [row.cells for row in table.rows] + ([table.total] if table.total else [])
    return [table.columns[place].label, *(cells[place] for cells in rows if place < len(cells))]


def least_of(texts: Sequence[str], numeric: bool) -> float:
    """What a column can't do without: its longest word, or its longest number whole."""
    word = max((len(word) for text in texts for word in text.split()), default=1)
    number = max((len(text) for text in texts[1:]), default=1) if numeric else 0
    return GAP + max(min(word, LONGEST_WORD) * WIDE_LETTERS, min(number, LONGEST_NUMBER) * WIDE_FIGURES)


def wanted_of(texts: Sequence[str]) -> float:
    """What makes its rows short: between the usual and the longest text."""
    lengths = [min(len(text), LONGEST_TEXT) for text in texts]
    return GAP + (fsum(lengths) / len(lengths) + max(lengths)) / 2


def is_figures(texts: Sequence[str], column: Column) -> bool:
    """Whether a column holds numbers alone: what is longer has words in it, and may want more room."""
    return column.numeric and max(len(text) for text in texts[1:] or [""]) <= LONGEST_NUMBER


def spread(least: Sequence[float], wanted: Sequence[float]) -> list[float]:
    """What is left of the line after the least goes to those who want more."""
    left = max(0.0, LINE - fsum(least))
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    total = fsum(more) or 1.0
    return [low + left * extra / total for low, extra in zip(least, more, strict=True)]


def shares(parts: Sequence[float]) -> list[str]:
    total = fsum(parts)
    return [f"{part / total * 100:.1f}%" for part in parts]
