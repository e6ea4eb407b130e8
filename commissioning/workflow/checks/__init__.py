"""What is checked before a record is sent: errors that block it, and warnings that ask (rule 8)."""

from collections.abc import Collection

from commissioning.models import OfficeItem, Pack, QuarterlyReturn
from commissioning.workflow.checks import figures, money, words
from commissioning.workflow.checks.asked import OpenWarning, Placed, with_reasons
from commissioning.workflow.checks.problems import problems_of, unanswered
from commissioning.workflow.life import Record
from commissioning.workflow.material import Material

__all__ = [
    "AT_ONCE",
    "OpenWarning",
    "figure_warnings",
    "open_warnings",
    "problems_of",
    "text_warnings",
    "unanswered",
    "warnings_of",
]

AT_ONCE = 5  # no more errors and warnings than these are shown together, errors first; the rest one press away


def warnings_of(record: Record, material: Material | None = None) -> list[OpenWarning]:
    """Every warning of the record with the reason given for it, those without one first.

    `material`: what is read of the record already.
    """
    material = material or Material(record)
    found = [] if record.nothing_to_report else _found(record, material)
    return with_reasons(material.acknowledgements, found)


def open_warnings(record: Record, material: Material | None = None) -> list[OpenWarning]:
    return [warning for warning in warnings_of(record, material) if warning.is_open]


def figure_warnings(record: QuarterlyReturn, material: Material) -> list[OpenWarning]:
    """The warnings about the figures of a return alone, as its page of figures shows them."""
    found = [] if record.nothing_to_report else figures.figure_warnings(material)
    return with_reasons(material.acknowledgements, found)


def text_warnings(record: Record, material: Material, sections: Collection[str]) -> list[OpenWarning]:
    """The warnings about the texts of these pages that nobody has explained: those that its check would ask about."""
    found = [] if record.nothing_to_report else words.word_warnings(record, material)
    here = [each for each in found if each.section in sections]
    return [each for each in with_reasons(material.acknowledgements, here) if each.is_open]


def _found(record: Record, material: Material) -> list[Placed]:
    if isinstance(record, QuarterlyReturn):
        return [*figures.figure_warnings(material), *words.word_warnings(record, material)]
    if isinstance(record, Pack):
        return [*money.money_warnings(record, material), *words.word_warnings(record, material)]
    return words.word_warnings(record, material) if isinstance(record, OfficeItem) else []
