"""A figure moved the way that is bad for it."""

from commissioning.ratings.findings.figure_better import moved
from commissioning.ratings.findings.finding import Figure, Finding, has_number, of_figure
from commissioning.ratings.findings.wording import figure_text

RULE = "figure-worse"


def figure_worse(figure: Figure) -> Finding | None:
    """Silent where `figure_better` is silent for want of a verdict."""
    if not has_number(figure) or figure.comparator.better is not False:
        return None
    return of_figure(RULE, figure, figure_text(figure), moved(figure))
