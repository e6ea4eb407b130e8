"""A figure moved the way that is good for it."""

from decimal import Decimal

from commissioning.ratings.findings.finding import Figure, Finding, has_number, of_figure
from commissioning.ratings.findings.wording import figure_text

RULE = "figure-better"
FEW = 10


def figure_better(figure: Figure) -> Finding | None:
    """Silent without a comparison, where nothing moved, and for context: demand that only moves is no verdict."""
    if not has_number(figure) or not figure.comparator.better:
        return None
    return of_figure(RULE, figure, figure_text(figure), moved(figure))


def moved(figure: Figure) -> Decimal:
    """By how much it moved, in per cent or points; nought from a few, which go up and down by chance."""
    comparator = figure.comparator
    few = comparator.value is None or comparator.value.number is None or abs(comparator.value.number) < FEW
    if few and not comparator.points:
        return Decimal(0)
    size = comparator.percent if comparator.percent is not None else comparator.difference
    return abs(size or Decimal(0))
