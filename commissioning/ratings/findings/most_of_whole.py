"""A part that is worse when larger makes up three quarters or more of its whole."""

from decimal import Decimal

from commissioning.ratings.findings.finding import Figure, Finding, has_number, of_figure
from commissioning.ratings.findings.wording import without_capital
from commissioning.ratings.values import HUNDRED, Polarity

RULE = "most-of-whole"
MOST = Decimal(75)


def most_of_whole(figure: Figure, whole: Figure | None) -> Finding | None:
    """`whole` is the figure that it is a part of. Silent where either is missing, or the whole is nought."""
    if whole is None or not has_number(figure) or not has_number(whole):
        return None
    part, of = figure.value.number, whole.value.number
    if part is None or not of or figure.definition.polarity != Polarity.LOWER or part * HUNDRED < MOST * of:
        return None
    text = f"{figure.words} of {whole.words} {whole.version.unit}: {without_capital(figure.measure.label)}."
    return of_figure(RULE, figure, text, part * HUNDRED / of)
