"""Saving one page of a form: merged box by box, read, written, the version raised and the draft dropped, in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, Model

from commissioning.choices import State
from commissioning.figures import Reference
from commissioning.workflow.drafts import drop_draft
from commissioning.workflow.life import MODELS, Record, check_open, kind_of
from commissioning.workflow.refusals import Collision, NotYours
from commissioning.workflow.sections import Origin, section_of
from commissioning.workflow.sections.lines import spare_in
from tracker import audit
from tracker.audit import KEY
from tracker.audit import record as record_event
from tracker.merging import Base, merge
from tracker.models import AuditEvent, User

WRITES = ("save", "carry-forward")  # acts whose reason is the page
OFFICE_CHOOSES = "Who may see a text or a line is chosen by the office. Leave it as it is, or ask the office."


@dataclass(frozen=True, slots=True)
class Saved:
    """A positive answer: the version now in force, whether this save changed anything, and the rows that it added."""

    version: int
    changed: bool
    made: Mapping[str, Model] = field(default_factory=dict)


def lock(record: Record) -> Record:
    """The record as it is now; other writers of it wait until this transaction ends."""
    related = ["period__calendar"] + (["service"] if kind_of(record) != "pack" else ["provider"])
    rows = MODELS[kind_of(record)].objects.select_related(*related)
    return rows.select_for_update(of=("self",)).get(pk=record.pk)


def done_before(record: Model, key: str) -> bool:
    """Whether this form was already carried out: a double click, or a page sent again."""
    return audit.done_before(AuditEvent.objects.about(record).newest_first().only("changes"), key) is not None


@transaction.atomic
def save_section(
    *,
    record: Record,
    section: str,
    typed: Mapping[str, str],
    base: Base,
    by: User,
    at: datetime,
    chosen: Mapping[str, str] | None = None,
    key: str = "",
    origin: Origin | None = None,
    reference: Reference | None = None,
    draft: str = "",
    audiences: Mapping[str, str] | None = None,
) -> Saved:
    """Save one page. `typed` are raw strings by box, `base` what the person began from, `chosen` answers to clashes,
    `origin` the file that it was read from, `reference` the reference data where it is read already,
    `draft` the form whose draft is used up by this, where it is not the page's own, `audiences` who may see a row or a
    text of those that are written, where the office chose.

    Raises Collision where two people changed one box, Faults where a box can't be read, NotNow where the record can't
    be written in, NotYours where this person may not, or would say who sees what and is not of the office. Then nothing
    is saved, and what was typed is the caller's to keep as a draft.
    """
    owner = lock(record)
    if done_before(owner, key):
        return Saved(owner.version, changed=False)
    check_open(owner, by)
    if audiences and by.is_provider:
        raise NotYours(OFFICE_CHOOSES)
    page = section_of(owner, section, by, reference, spare_in(typed))
    if page is None:
        raise LookupError(f"There is no page {section!r}.")
    page.origin, page.audiences = origin, audiences or {}
    current = page.current
    merged, clashes = merge(normalised(typed), base, current, chosen or {})
    if clashes:
        raise Collision(clashes, owner.version, current)
    changed = frozenset(name for name, text in merged.items() if text != current[name])
    if changed:
        changes = page.write(merged, changed, by=by, at=at)
        raise_version(owner, by, at, section, {**changes, **({KEY: ("", key)} if key else {})})
    if origin is None:  # a file is not what this person is typing
        drop_draft(record=owner, section=draft or section, user=by)
    return Saved(owner.version + bool(changed), bool(changed), page.made)


def normalised(typed: Mapping[str, str]) -> dict[str, str]:
    """Line ends as one character, nothing before the first and after the last word: as text comes back from a form."""
    return {name: text.replace("\r\n", "\n").replace("\r", "\n").strip() for name, text in typed.items()}


def raise_version(
    owner: Record,
    by: User,
    at: datetime,
    section: str,
    changes: Mapping[str, tuple[str, str]],
    act: str = "save",
) -> None:
    """Raise the version in the update itself, with its event; whoever writes first in a record starts it."""
    state = State.IN_PROGRESS if owner.state == State.NOT_STARTED else State(owner.state)
    updated = (
        MODELS[kind_of(owner)]
        .objects.filter(pk=owner.pk, version=owner.version)
        .update(version=F("version") + 1, state=state, entered_by=by)
    )
    if not updated:
        raise RuntimeError("The record was changed under its lock.")
    record_event(
        act=act,
        record=owner,
        by=by,
        at=at,
        from_state=owner.state,
        to_state=state,
        reason=section,
        changes=changes,
    )


@transaction.atomic
def begin(*, record: Record, by: User, at: datetime) -> Record:
    """Start a record whose lines were written by an import: it is then in progress, entered by this person."""
    owner = lock(record)
    check_open(owner, by)
    raise_version(owner, by, at, "import", {})
    return lock(record)
