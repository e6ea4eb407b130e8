"""What the board, the panel and the public see: the records of the quarterly update."""

from reports.models.check_answer import REASON_LIMIT, CheckAct, CheckAnswer
from reports.models.finding_choice import FindingChoice
from reports.models.open_data import GrantRelease
from reports.models.provider_check import CheckedEntry, CheckLink, PartAnswer, ProviderCheck
from reports.models.publication import (
    LONGEST_CHAIN,
    OFFERED,
    Agreement,
    FileAudience,
    FileKind,
    Publication,
    PublishedFile,
)
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
    UpdateState,
)

__all__ = [
    "ENTRY_LIMIT",
    "ENTRY_WORDS",
    "LONGEST_CHAIN",
    "OFFERED",
    "REASON_LIMIT",
    "WHY_LIMIT",
    "Acronym",
    "Agreement",
    "CheckAct",
    "CheckAnswer",
    "CheckLink",
    "CheckedEntry",
    "Entry",
    "EntrySource",
    "EntryStage",
    "FileAudience",
    "FileKind",
    "FindingChoice",
    "GrantRelease",
    "PartAnswer",
    "ProviderCheck",
    "Publication",
    "PublishedFile",
    "ReleasedCell",
    "Section",
    "SectionKind",
    "Update",
    "UpdateState",
]
