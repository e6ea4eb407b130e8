"""Saving pages of a form: merged box by box, read, written, the version raised and the draft dropped, in one go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, Model

from commissioning.choices import State
from commissioning.figures import Reference
from commissioning.workflow.drafts import drop_draft
from commissioning.workflow.life import MODELS, Record, check_open, kind_of
from commissioning.workflow.refusals import Collision, NotYours, Refusal
from commissioning.workflow.sections import Origin, Section, section_of
from commissioning.workflow.sections.kept import Kept
from commissioning.workflow.sections.lines import spare_in
from tracker import audit
from tracker.audit import KEY, Told, record_all
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


@dataclass(frozen=True, slots=True)
class Typed:
    """One page of several that are saved together, as `save_section` takes it.

    `below`: what was typed goes below what stands in its boxes now, whoever wrote it.
    """

    record: Record
    section: str
    typed: Mapping[str, str]
    base: Base
    chosen: Mapping[str, str] = field(default_factory=dict)
    origin: Origin | None = None
    audiences: Mapping[str, str] = field(default_factory=dict)
    below: bool = False


class NoneSaved(Refusal):
    """Something stands in the way of some of several pages, by their place. Nothing of any is saved."""

    def __init__(self, refusals: Mapping[int, Refusal]) -> None:
        super().__init__(next(iter(refusals.values())).sentence)
        self.refusals = dict(refusals)


@dataclass(slots=True)
class Ready:
    """A page that nothing stands in the way of: the boxes as they are to be saved, and those that change."""

    owner: Record
    page: Section
    slug: str
    merged: dict[str, str]
    changed: frozenset[str]


def lock(record: Record) -> Record:
    """The record as it is now; other writers of it wait until this transaction ends."""
    return lock_all([record])[0]


def lock_all(records: Iterable[Record]) -> list[Record]:
    """These records as they are now, each once, in one order: one query for each of their kinds."""
    wanted: dict[str, set[int]] = {}
    for record in records:
        wanted.setdefault(kind_of(record), set()).add(record.pk)
    found: list[Record] = []
    for kind in sorted(wanted):
        related = ["period__calendar"] + (["service"] if kind != "pack" else ["provider"])
        rows = MODELS[kind].objects.select_related(*related).select_for_update(of=("self",))
        found += rows.filter(pk__in=wanted[kind]).order_by("pk")
    return found


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
    said = Typed(owner, section, typed, base, chosen or {}, origin, audiences or {})
    ready = _ready(said, owner, by, reference)
    if ready.changed:
        changes = ready.page.write(ready.merged, ready.changed, by=by, at=at)
        raise_version(owner, by, at, section, {**changes, **({KEY: ("", key)} if key else {})}, rows=ready.page.told)
    if origin is None:  # a file is not what this person is typing
        drop_draft(record=owner, section=draft or section, user=by)
    return Saved(owner.version + bool(ready.changed), bool(ready.changed), ready.page.made)


@transaction.atomic
def save_sections(
    *,
    pages: Sequence[Typed],
    held: Sequence[Record],
    by: User,
    at: datetime,
    kept: Kept | None = None,
    reference: Reference | None = None,
    events: list[Told] | None = None,
) -> list[Saved]:
    """Save several pages, of one record or of several, that were read from a file or a text: all of them, or none.

    `held`: their records, which the caller has locked; `kept`: what was read of them since; `events`: takes what there
    is to tell where the caller tells it with its own, in the same transaction. Each record's version is raised once,
    and each page has its event. New rows are one statement for each table, however many there are (ADR 16).

    Raises NoneSaved, with the refusal of each page that has one.
    """
    owners = {(kind_of(each), each.pk): each for each in held}
    ready: list[Ready] = []
    refused: dict[int, Refusal] = {}
    for place, page in enumerate(pages):
        try:
            ready.append(_ready(page, owners[kind_of(page.record), page.record.pk], by, reference, kept, check=True))
        except Refusal as refusal:
            refused[place] = refusal
    if refused:
        raise NoneSaved(refused)
    told = [(each, each.page.write(each.merged, each.changed, by=by, at=at)) for each in ready if each.changed]
    before = {(kind_of(each.owner), each.owner.pk): each.owner for each, _ in told}
    after = {key: _raise(owner, by) for key, owner in before.items()}
    found: list[Told] = []
    for each, changes in told:
        found += [_written(each, changes, after[kind_of(each.owner), each.owner.pk]), *each.page.told]
    if events is None:
        record_all(found, by=by, at=at)
    else:
        events += found
    return [Saved(each.owner.version + bool(each.changed), bool(each.changed), each.page.made) for each in ready]


def _written(each: Ready, changes: Mapping[str, tuple[str, str]], state: State) -> Told:
    return Told(
        "save", each.owner, from_state=each.owner.state, to_state=state, reason=each.slug, changes=dict(changes)
    )


def _ready(
    said: Typed, owner: Record, by: User, reference: Reference | None, kept: Kept | None = None, *, check: bool = False
) -> Ready:
    """The page as it would be written, or its refusal. `check`: its boxes are read at once, before any is written."""
    check_open(owner, by)
    if said.audiences and by.is_provider:
        raise NotYours(OFFICE_CHOOSES)
    page = section_of(owner, said.section, by, reference, spare_in(said.typed), kept)
    if page is None:
        raise LookupError(f"There is no page {said.section!r}.")
    page.origin, page.audiences = said.origin, said.audiences
    current, typed, base = page.current, normalised(said.typed), said.base
    if said.below:
        typed = {name: "\n\n".join(filter(None, (current.get(name, ""), text))) for name, text in typed.items()}
        base = Base.of(owner.version, current)
    merged, clashes = merge(typed, base, current, said.chosen)
    if clashes:
        raise Collision(clashes, owner.version, current)
    changed = frozenset(name for name, text in merged.items() if text != current[name])
    if check and changed:
        page.read_boxes(merged, changed)
    return Ready(owner, page, said.section, merged, changed)


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
    rows: Iterable[Told] = (),
) -> None:
    """Raise the version in the update itself, with its event, and after it those of its rows; whoever writes first in
    a record starts it.
    """
    state = _raise(owner, by)
    told = Told(act, owner, from_state=owner.state, to_state=state, reason=section, changes=dict(changes))
    record_all([told, *rows], by=by, at=at)


def _raise(owner: Record, by: User) -> State:
    state = State.IN_PROGRESS if owner.state == State.NOT_STARTED else State(owner.state)
    updated = (
        MODELS[kind_of(owner)]
        .objects.filter(pk=owner.pk, version=owner.version)
        .update(version=F("version") + 1, state=state, entered_by=by)
    )
    if not updated:
        raise RuntimeError("The record was changed under its lock.")
    return state


@transaction.atomic
def begin(*, record: Record, by: User, at: datetime) -> Record:
    """Start a record whose lines were written by an import: it is then in progress, entered by this person."""
    owner = lock(record)
    check_open(owner, by)
    raise_version(owner, by, at, "import", {})
    return lock(record)
