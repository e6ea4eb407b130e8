"""What the board, the panel and the public see: the records of the quarterly update."""

from reports.models.update import (
    ENTRY_LIMIT,
    ENTRY_WORDS,
    WHY_LIMIT,
    Acronym,
    Entry,
    EntrySource,
    EntryStage,
    Section,
    SectionKind,
    Update,
)

__all__ = [
    "ENTRY_LIMIT",
    "ENTRY_WORDS",
    "WHY_LIMIT",
    "Acronym",
    "Entry",
    "EntrySource",
    "EntryStage",
    "Section",
    "SectionKind",
    "Update",
]
