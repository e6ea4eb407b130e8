"""From draft to publication and correction: every change to how far an update is, and to who agrees to it."""

from reports.workflow.publishing.agreements import (
    Link,
    Place,
    agree,
    ask_to_agree,
    chain_of,
    places_before,
    places_of,
    record_agreement,
    set_chain,
)
from reports.workflow.publishing.files import ask_for_files, make_again
from reports.workflow.publishing.life import STEPS, Step, needs_draft, steps_for
from reports.workflow.publishing.releasing import SourcesChanged, correct, publish, sources_changed
from reports.workflow.publishing.signing import back_to_draft, send_for_review, sign_off, undo_sign_off

__all__ = [
    "STEPS",
    "Link",
    "Place",
    "SourcesChanged",
    "Step",
    "agree",
    "ask_for_files",
    "ask_to_agree",
    "back_to_draft",
    "chain_of",
    "correct",
    "make_again",
    "needs_draft",
    "places_before",
    "places_of",
    "publish",
    "record_agreement",
    "send_for_review",
    "set_chain",
    "sign_off",
    "sources_changed",
    "steps_for",
    "undo_sign_off",
]
