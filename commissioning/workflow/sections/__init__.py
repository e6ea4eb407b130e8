"""The pages of the forms: which there are for a return, a pack and an item, and how each is read and written."""

from collections.abc import Mapping

from commissioning.choices import RecordKind, Template
from commissioning.figures import Reference
from commissioning.models import QuarterlyReturn
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.sections.boxes import Box, BoxKind, Joined, Origin, Section
from commissioning.workflow.sections.figures import Figures
from commissioning.workflow.sections.kept import Kept
from commissioning.workflow.sections.money import Money, People
from commissioning.workflow.sections.news import Cases, News
from commissioning.workflow.sections.promises import EarlierPromises, Promises
from commissioning.workflow.sections.risks import Risks
from commissioning.workflow.sections.text import ItemWords, Paragraph, Short, Text, Words
from commissioning.workflow.sections.waiting import WaitingList
from tracker.models import User

__all__ = [
    "SECTIONS",
    "Box",
    "BoxKind",
    "Figures",
    "Joined",
    "Origin",
    "Paragraph",
    "RisksAndPromises",
    "Section",
    "Text",
    "Words",
    "figures_page_of",
    "further_pages_of",
    "pages_of",
    "parts_of",
    "section_of",
]


class RisksAndPromises(Joined):
    slug = "risks-and-promises"
    label = "Risks and promises"
    parts = (EarlierPromises, Promises, Risks)


class Light(Joined):
    """All that a light return asks, on one page."""

    slug = "page"
    label = "Figures and words"
    parts = (Figures, Short)


SECTIONS: Mapping[str, tuple[type[Section], ...]] = {
    RecordKind.RETURN: (Light, Figures, Text, WaitingList, RisksAndPromises, News, Cases, Paragraph),
    RecordKind.PACK: (Money, People),
    RecordKind.ITEM: (ItemWords, News, RisksAndPromises, WaitingList),
}
FILES, CHECK = "files", "check"
LIGHT_ASKS = (Light,)
LIGHT_TAKES = (WaitingList, RisksAndPromises, News, Cases)
STANDARD_ASKS = (Figures, Text, WaitingList, RisksAndPromises, News, Paragraph)
FULL_ASKS = (Figures, Text, WaitingList, RisksAndPromises, News, Cases, Paragraph)


def section_of(
    record: Record,
    slug: str,
    user: User,
    reference: Reference | None = None,
    spare: int = 1,
    kept: Kept | None = None,
) -> Section | None:
    """The page of this name for the record as it is now, or None if its kind has no such page.

    `spare`: how many empty rows its lists offer; `kept`: what was read for several records at once.
    """
    found = next((section for section in SECTIONS[kind_of(record)] if section.slug == slug), None)
    return found(record, user, reference, spare, kept) if found else None


def parts_of(section: Section) -> list[Section]:
    """The sections on a page: itself, or those that it joins."""
    return section.sections if isinstance(section, Joined) else [section]


def pages_of(record: Record) -> tuple[type[Section], ...]:
    """The pages that the record asks to be filled in, in order; a return's follow its service's template."""
    if not isinstance(record, QuarterlyReturn):
        return SECTIONS[kind_of(record)]
    asks = {Template.LIGHT: LIGHT_ASKS, Template.STANDARD: STANDARD_ASKS, Template.FULL: FULL_ASKS}
    return asks[Template(record.service.template)]


def figures_page_of(quarterly_return: QuarterlyReturn) -> str:
    """The page on which a return's figures stand: their own, or the one page of a light return."""
    return Light.slug if quarterly_return.service.template == Template.LIGHT else Figures.slug


def further_pages_of(record: Record) -> tuple[type[Section], ...]:
    """Pages that are open to a record without being asked of it."""
    light = isinstance(record, QuarterlyReturn) and record.service.template == Template.LIGHT
    return LIGHT_TAKES if light else ()
