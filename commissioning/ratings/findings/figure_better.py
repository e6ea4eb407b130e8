"""A figure moved the way that is good for it."""

from decimal import Decimal

from commissioning.ratings.findings.finding import Figure, Finding, has_number, of_figure
from commissioning.ratings.findings.wording import figure_text

RULE = "figure-better"


def figure_better(figure: Figure) -> Finding | None:
    """Silent without a comparison, where nothing moved, and for context: demand that only moves is no verdict."""
    if not has_number(figure) or not figure.comparator.better:
        return None
    return of_figure(RULE, figure, figure_text(figure), moved(figure))


def moved(figure: Figure) -> Decimal:
    """By how much it moved, in per cent or points, whichever the comparison has."""
    comparator = figure.comparator
    size = comparator.percent if comparator.percent is not None else comparator.difference
    return abs(size or Decimal(0))
