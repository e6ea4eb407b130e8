"""The office's portfolio as a workbook: its sheets and columns as data, and how it is written."""

from commissioning.exports.portfolio.counted import MEASURES, PAST, TARGETS
from commissioning.exports.portfolio.form import Column, Holds, SheetForm, Wide
from commissioning.exports.portfolio.money import AWARDS, FUNDING, PROJECTS, STREAMS
from commissioning.exports.portfolio.plan import AREAS, PLAN
from commissioning.exports.portfolio.providers import CONTACTS, PROVIDERS
from commissioning.exports.portfolio.services import REPORTING, SERVICES

SHEETS: tuple[SheetForm, ...] = (
    PLAN,
    AREAS,
    PROVIDERS,
    CONTACTS,
    SERVICES,
    REPORTING,
    STREAMS,
    AWARDS,
    FUNDING,
    PROJECTS,
    MEASURES,
    TARGETS,
    PAST,
)

__all__ = ["SHEETS", "Column", "Holds", "SheetForm", "Wide"]
