"""A figure of which only the change is given changed the good way."""

from commissioning.ratings.findings.finding import Figure, Finding, has_number, of_figure
from commissioning.ratings.findings.wording import change_words, without_capital
from commissioning.ratings.values import Basis, Polarity

RULE = "change-better"


def change_better(figure: Figure) -> Finding | None:
    """Silent for context, for no change, and for every figure whose level is held."""
    number, definition = figure.value.number, figure.definition
    if not has_number(figure) or definition.basis != Basis.CHANGE_ONLY or definition.polarity == Polarity.CONTEXT:
        return None
    if not number or (number > 0) != (definition.polarity == Polarity.HIGHER):
        return None
    text = f"{without_capital(figure.measure.label)}: {change_words(figure)} (change only)."
    return of_figure(RULE, figure, text, abs(number))
