"""What a return to a funder tells of one stream at half-year or at the year's end, and when which is owed."""

from commissioning.figures.funder_returns.answers import Passage, answers_of, exposed_in, in_force, passages_for
from commissioning.figures.funder_returns.due import Due, dues, in_full, reporting_streams, stream_held, unsent
from commissioning.figures.funder_returns.told import Column, Line, Missing, Section, Told
from commissioning.figures.funder_returns.whole import Whole, funder_return, services_paid

__all__ = [
    "Column",
    "Due",
    "Line",
    "Missing",
    "Passage",
    "Section",
    "Told",
    "Whole",
    "answers_of",
    "dues",
    "exposed_in",
    "funder_return",
    "in_force",
    "in_full",
    "passages_for",
    "reporting_streams",
    "services_paid",
    "stream_held",
    "unsent",
]
