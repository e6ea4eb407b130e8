"""Live references printed from the stored facts each time the update is built."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from commissioning import figures
from commissioning.models import Award, ServiceMeasure
from commissioning.parsing.references import OF_FIGURES, PATTERN, LiveReference, read_reference
from commissioning.ratings.comparators import Comparator, comparator_words
from commissioning.ratings.pace import Pace
from reports.builder.material import Material
from reports.document import Audience, Passage, narrowest
from tracker import formats


class UnknownReference(ValueError):
    """A reference in text that names no stored fact or no form."""


class Resolver:
    """Prints texts with live references; each prints only where its own fact may be seen."""

    def __init__(self, material: Material) -> None:
        self.facts = _Facts(material)

    def passage(self, text: str, audience: str = Audience.PUBLIC) -> Passage:
        """The text with every reference replaced, for the narrowest of `audience` and its facts' own.

        UnknownReference names the reference that it can't replace.
        """
        seen = [audience]

        def printed(match: re.Match[str]) -> str:
            reference = read_reference(match["inside"])
            found = self.facts.found(reference) if reference else None
            if found is None:
                raise UnknownReference(f"{match[0]} names nothing that is stored.")
            words, of = found
            seen.append(of)
            return words

        return Passage(PATTERN.sub(printed, text), narrowest(*seen))


class _Facts:
    """The facts of the update, and any other of the office that a text points at."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.measures = {each.measure.code: each for rows in material.measured.values() for each in rows}
        self.positions = {each.award.code: each for each in material.positions}
        self.groups = {code: figures.summary(rows) for code, rows in figures.groups(material.positions).items()}

    def found(self, reference: LiveReference) -> tuple[str, str] | None:
        """The fact in words, and its audience; None if nothing of this name is stored."""
        if reference.kind in OF_FIGURES:
            figure = self.measures.get(reference.code) or self._measure(reference.code)
            return (FIGURE_FORMS[reference.form](figure), figure.measure.audience) if figure else None
        if reference.kind in AWARD_KINDS:
            position = self.positions.get(reference.code) or self._position(reference.code)
            return (AWARD_KINDS[reference.kind](position), position.audience) if position else None
        group = self.groups.get(reference.code) or self._group(reference.code)
        if group is None:
            return None
        return GROUP_KINDS[reference.kind](group), narrowest(*(each.audience for each in group.positions))

    def _measure(self, code: str) -> figures.MeasureFigure | None:
        rows = ServiceMeasure.objects.filter(code=code).select_related("measure", "service")
        material = self.material
        found = figures.measure_figures(
            rows, material.quarter, reference=material.reference, with_submitted=material.draft
        )
        return found[0] if found else None

    def _awards(self, **of: str) -> list[figures.AwardPosition]:
        awards = Award.objects.filter(**of).select_related("provider").order_by("title", "pk")
        return figures.award_positions(awards, self.material.quarter, with_submitted=self.material.draft)

    def _position(self, code: str) -> figures.AwardPosition | None:
        return next(iter(self._awards(code=code)), None)

    def _group(self, code: str) -> figures.MoneySummary | None:
        positions = self._awards(group=code)
        return figures.summary(positions) if positions else None


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


def _used(pace: Pace | None) -> str:
    return "not held" if pace is None or pace.used is None else formats.share(pace.used)


FIGURE_FORMS: Mapping[str, Callable[[figures.MeasureFigure], str]] = {
    "value": lambda figure: figure.words,
    "previous-quarter": lambda figure: _beside(figure, figure.previous),
    "same-quarter-last-year": lambda figure: _beside(figure, figure.same_last_year),
    "change": _change,
    "words": _in_words,
}
AWARD_KINDS: Mapping[str, Callable[[figures.AwardPosition], str]] = {
    "award": lambda position: _money(position.awarded),
    "spend": lambda position: _money(position.spent),
    "used": lambda position: _used(position.pace),
}
GROUP_KINDS: Mapping[str, Callable[[figures.MoneySummary], str]] = {
    "total": lambda group: _money(group.awarded.amount),
    "spent": lambda group: _money(group.spent.amount),
    "share": lambda group: _used(group.pace),
}
