"""A headline figure is short of what is due of its target by now."""

from decimal import Decimal

from commissioning.ratings.findings.finding import Figure, Finding, has_number, of_figure
from commissioning.ratings.findings.wording import without_capital
from commissioning.ratings.values import Rag

RULE = "short-of-target"
WEIGHTS = {Rag.RED: Decimal(2), Rag.AMBER: Decimal(1)}


def short_of_target(figure: Figure) -> Finding | None:
    """Red before amber. Silent where it is green or not rated: no target, no number, context, a part missing."""
    weight = WEIGHTS.get(figure.rating.rag) if has_number(figure) else None
    if weight is None:
        return None
    text = f"{without_capital(figure.measure.label)} {figure.rating.reason}."
    return of_figure(RULE, figure, text, weight)
