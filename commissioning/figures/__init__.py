"""Answers: querysets in, frozen dataclasses out. Every page, export and paper asks these same functions."""

from commissioning.figures.measures import MeasureFigure, measure_figures
from commissioning.figures.money import AwardPosition, MoneySummary, award_positions, groups, summary, total_of
from commissioning.figures.observations import Held
from commissioning.figures.ratings import Cell, HeatRow, awards_of, heat, positions_of, proposed_rating
from commissioning.figures.reference import Reference, forget, reference_for
from commissioning.figures.references import LiveFacts
from commissioning.figures.statements import Stated, statements

__all__ = [
    "AwardPosition",
    "Cell",
    "HeatRow",
    "Held",
    "LiveFacts",
    "MeasureFigure",
    "MoneySummary",
    "Reference",
    "Stated",
    "award_positions",
    "awards_of",
    "forget",
    "groups",
    "heat",
    "measure_figures",
    "positions_of",
    "proposed_rating",
    "reference_for",
    "statements",
    "summary",
    "total_of",
]
