"""What every app shares: people, the office, the audit trail, background jobs, and files that were read in."""

from tracker.models.access import ApiToken, Cover, Invitation
from tracker.models.audit import AuditEvent, AuditHead
from tracker.models.imports import (
    AboutQuerySet,
    AboutSomething,
    ImportKind,
    ImportMapping,
    ImportRun,
    ImportState,
    ShownPlan,
)
from tracker.models.jobs import Job
from tracker.models.kept import KeptForm
from tracker.models.mail import Outbox, ReminderRule
from tracker.models.office import Compliance, Licence, Office
from tracker.models.people import User
from tracker.models.pulses import Pulse
from tracker.models.saved import SavedFilter

__all__ = [
    "AboutQuerySet",
    "AboutSomething",
    "ApiToken",
    "AuditEvent",
    "AuditHead",
    "Compliance",
    "Cover",
    "ImportKind",
    "ImportMapping",
    "ImportRun",
    "ImportState",
    "Invitation",
    "Job",
    "KeptForm",
    "Licence",
    "Office",
    "Outbox",
    "Pulse",
    "ReminderRule",
    "SavedFilter",
    "ShownPlan",
    "User",
]
