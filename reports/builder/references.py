"""Live references in text, `[[kind code | form]]`: printed from the stored fact each time the update is built."""

import re
from collections.abc import Callable
from decimal import Decimal

from commissioning import figures
from commissioning.ratings.comparators import Comparator, comparator_words
from reports.builder.material import Material
from tracker import formats

PATTERN = re.compile(r"\[\[\s*(?P<kind>[a-z]+)\s+(?P<code>[a-z0-9-]+)\s*(?:\|\s*(?P<form>[a-z-]+)\s*)?\]\]")
Resolver = Callable[[str], str]


class UnknownReference(ValueError):
    """A reference in text that names no stored fact or no form."""


def resolver(material: Material) -> Resolver:
    """A function that replaces every live reference in a text. UnknownReference names the one that it can't."""
    measures = {each.measure.code: each for rows in material.measured.values() for each in rows}
    positions = {each.award.code: each for each in material.positions}
    groups = {code: figures.summary(rows) for code, rows in figures.groups(material.positions).items()}

    def resolve(match: re.Match[str]) -> str:
        kind, code, form = match["kind"], match["code"], match["form"] or "value"
        try:
            if kind == "figure":
                return FIGURE_FORMS[form](measures[code])
            if kind in AWARD_KINDS:
                return AWARD_KINDS[kind](positions[code])
            return GROUP_KINDS[kind](groups[code])
        except KeyError:
            raise UnknownReference(f"{match[0]} names nothing that is stored.") from None

    return lambda text: PATTERN.sub(resolve, text)


def _beside(figure: figures.MeasureFigure, comparator: Comparator) -> str:
    if not comparator.shown:
        return figure.words
    return formats.running(figure.words, comparator_words(figure.definition, comparator))


def _change(figure: figures.MeasureFigure) -> str:
    comparator = figure.comparator
    if comparator.difference is None:
        return "change not held"
    return formats.change(figure.definition.kind, comparator.difference, comparator.percent)


def _in_words(figure: figures.MeasureFigure) -> str:
    number = figure.value.number
    return figure.words if number is None else formats.in_words(number)


def _money(amount: Decimal | None) -> str:
    return "not held" if amount is None else formats.money(amount)


def _used(pace) -> str:
    return "not held" if pace is None or pace.used is None else formats.share(pace.used)


FIGURE_FORMS: dict[str, Callable[[figures.MeasureFigure], str]] = {
    "value": lambda figure: figure.words,
    "previous-quarter": lambda figure: _beside(figure, figure.previous),
    "same-quarter-last-year": lambda figure: _beside(figure, figure.same_last_year),
    "change": _change,
    "words": _in_words,
}
AWARD_KINDS: dict[str, Callable[[figures.AwardPosition], str]] = {
    "award": lambda position: _money(position.awarded),
    "spend": lambda position: _money(position.spent),
    "used": lambda position: _used(position.pace),
}
GROUP_KINDS: dict[str, Callable[[figures.MoneySummary], str]] = {
    "total": lambda group: _money(group.awarded.amount),
    "spent": lambda group: _money(group.spent.amount),
    "share": lambda group: _used(group.pace),
}
