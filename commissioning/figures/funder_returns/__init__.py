"""What a return to a funder tells of one stream at half-year or at the year's end, and when which is owed."""

from commissioning.figures.funder_returns.due import Due, dues, reporting_streams, stream_held, template_of
from commissioning.figures.funder_returns.told import Column, Line, Missing, Section, Told
from commissioning.figures.funder_returns.whole import Whole, funder_return

__all__ = [
    "Column",
    "Due",
    "Line",
    "Missing",
    "Section",
    "Told",
    "Whole",
    "dues",
    "funder_return",
    "reporting_streams",
    "stream_held",
    "template_of",
]
