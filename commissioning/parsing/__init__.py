"""One strict reader of typed numbers and money, for form, CSV and spreadsheet cells alike (rule 6).

It reads a text whole or not at all: what is ambiguous is asked about, what it can't read is refused with a cure, and
nothing is guessed. Pure and free of locale.
"""

from commissioning.parsing.cells import parse_cell
from commissioning.parsing.numbers import parse
from commissioning.parsing.outcomes import Ambiguous, Kind, Missing, Outcome, Parsed, StateProposed, Wrong, kind_for

__all__ = [
    "Ambiguous",
    "Kind",
    "Missing",
    "Outcome",
    "Parsed",
    "StateProposed",
    "Wrong",
    "kind_for",
    "parse",
    "parse_cell",
]
