"""What the words of a paragraph claim, held against the stored figures and money that they rest on."""

from typing import Any

from commissioning.claims import Facts, Finding, KnownAmount, KnownCount, KnownFigure, Level, findings_in
from commissioning.figures import LiveFacts, MeasureFigure
from commissioning.parsing.references import PATTERN
from commissioning.workflow.checks.words import PEOPLE
from reports.builder.editable import NUMBER
from reports.builder.outline import Paragraph

Row = dict[str, Any]


def claims(found: Paragraph, prints: list[str], facts: LiveFacts) -> Row:
    """Sentences that nothing bears out, as they print; and numbers that were typed and are those of a stored figure.

    What leads to a person is asked before sign-off, of the whole update at once.
    """
    known = _known(found, facts)
    every = [each for text in prints for each in findings_in(text, known)]
    return {
        "claimed": [_row(each) for each in every if each.level == Level.WARNING and each.code not in PEOPLE],
        "typed": typed_figures(found),
    }


def _row(finding: Finding) -> Row:
    return {"quote": finding.quote, "sentence": finding.sentence}


def typed_figures(found: Paragraph) -> list[Row]:
    """Typed numbers that are a figure's: they don't follow it when it changes."""
    own = {each.words: each for each in found.figures if each.is_current and each.now.value.is_number}
    numbers = dict.fromkeys(number.rstrip(",.") for number in NUMBER.findall(PATTERN.sub(" ", found.entry.words)))
    return [{"number": number, "label": own[number].label} for number in numbers if number in own]


def _known(found: Paragraph, facts: LiveFacts) -> Facts:
    """The paragraph's own figures, and the money of its awards as far as it was read for the suggestions."""
    quarter, positions = facts.quarter, [each for each in facts.positions.values() if each]
    amounts = [
        KnownAmount(each.award.title, kind, amount)
        for each in positions
        for kind, amount in (("award", each.awarded), ("spent", each.spent), ("forecast", each.forecast))
        if amount is not None
    ]
    shares = [
        KnownCount(each.award.title, "share", share)
        for each in positions
        for share in ((each.pace.used, each.pace.gone) if each.pace else ())
        if share is not None
    ]
    return Facts(
        start=quarter.start,
        end=quarter.end,
        as_at=found.entry.section.update.position_as_at,
        figures=tuple(_figure(each) for each in found.figures if each.is_current),
        amounts=tuple(amounts),
        counts=tuple(shares),
        public=False,
    )


def _figure(figure: MeasureFigure) -> KnownFigure:
    return KnownFigure(
        name=figure.label,
        unit=figure.version.unit,
        definition=figure.definition,
        value=figure.value,
        comparators=(figure.same_last_year, figure.previous),
        points=figure.points[:-1],
        year_to_date=figure.year_to_date.value,
        target=figure.target,
        due=figure.target_due,
        projection=figure.projection,
        headline=figure.measure.headline,
    )
