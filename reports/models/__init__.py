"""What the board, the panel and the public see: the records of the quarterly update."""

from reports.models.check_answer import REASON_LIMIT, CheckAct, CheckAnswer
from reports.models.finding_choice import FindingChoice
from reports.models.provider_check import CheckedEntry, CheckLink, PartAnswer, ProviderCheck
from reports.models.released import ReleasedCell
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
    "REASON_LIMIT",
    "WHY_LIMIT",
    "Acronym",
    "CheckAct",
    "CheckAnswer",
    "CheckLink",
    "CheckedEntry",
    "Entry",
    "EntrySource",
    "EntryStage",
    "FindingChoice",
    "PartAnswer",
    "ProviderCheck",
    "ReleasedCell",
    "Section",
    "SectionKind",
    "Update",
]
