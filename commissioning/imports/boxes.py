"""Boxes of returns and packs as a file fills them: planned against what is saved, and saved as if they were typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commissioning.figures import Reference
from commissioning.imports.cells import as_typed
from commissioning.imports.plans import Change, Moved, Plan, Question
from commissioning.imports.words import Asked, answered_boxes, asked_about, questions_of
from commissioning.models import OfficeItem, Pack
from commissioning.workflow.entry import Typed, lock_all, normalised, save_sections
from commissioning.workflow.life import Record, check_open, kind_of
from commissioning.workflow.refusals import Faults
from commissioning.workflow.sections import Box, BoxKind, Origin, Section, section_of
from commissioning.workflow.sections.several import kept_under
from tracker.merging import MINE, THEIRS, Base, mark, merge
from tracker.models import User
from tracker.refusals import Refusal
from tracker.uploads.cells import Cell
from tracker.uploads.faults import Fault
from tracker.uploads.runs import Applying

UNREADABLE, SHUT, ASIDE = "Answers that can’t be read", "Returns that can’t be written in", "Read, but hidden"
CLASH = "Changed since the form was downloaded"
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says for one box: its text as one would type it, and the cell that it stands in."""

    text: str
    cell: Cell | None = None

    @property
    def where(self) -> str:
        return f"{self.cell.sheet}!{self.cell.address}" if self.cell else ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a record as a file fills it. `base`: what the file began from; None: what is saved now.

    `made`: the page itself, where whoever read the file has it already.
    """

    record: Record
    section: str
    said: Mapping[str, Said]
    base: Base | None = None
    made: Section | None = None


@dataclass(frozen=True, slots=True)
class Save:
    """One page that is to be saved."""

    record: Record
    section: str
    typed: Mapping[str, str]
    base: Base
    chosen: Mapping[str, str]
    cells: Mapping[str, str]


@dataclass(slots=True)
class BoxPlan:
    """The plan of a file that fills boxes, and the saves that would carry it out."""

    plan: Plan = field(default_factory=Plan)
    saves: list[Save] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """What is gathered page by page."""

    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    clashes: list[Question] = field(default_factory=list)
    saves: list[Save] = field(default_factory=list)
    same: int = 0


def plan_boxes(
    pages: Sequence[Page],
    *,
    by: User,
    answers: Mapping[str, str],
    reference: Reference | None = None,
    faults: Sequence[Fault] = (),
    questions: Sequence[Question] = (),
) -> BoxPlan:
    """What these pages would change, with everything that is wrong or must be asked. Nothing is written."""
    found = Found(faults=list(faults))
    for page in pages:
        section = page.made or section_of(page.record, page.section, by, reference)
        if section is None:
            raise LookupError(f"There is no page {page.section!r}.")
        _plan_page(page, section, found, answers)
    records = {(kind_of(page.record).value, page.record.pk): page.record for page in pages}
    plan = Plan(
        changes=tuple(found.changes),
        faults=tuple(found.faults),
        questions=(*questions, *questions_of(found.asked, answers), *found.clashes),
        same=found.same,
        against=tuple((f"{kind} {pk}", str(record.version)) for (kind, pk), record in sorted(records.items())),
    )
    return BoxPlan(plan, found.saves)


def carry_out(planned: BoxPlan, told: Applying, *, by: User, at: datetime) -> None:
    """Save what was planned, all pages together, in the caller's transaction. A record that moved since is refused."""
    against = dict(planned.plan.against)
    held = lock_all(save.record for save in planned.saves)
    if any(str(record.version) != against[f"{kind_of(record).value} {record.pk}"] for record in held):
        raise Moved
    pages = [
        Typed(each.record, each.section, each.typed, each.base, each.chosen, Origin(told.run, each.cells))
        for each in planned.saves
    ]
    owed = [each for each in held if not isinstance(each, OfficeItem)]
    save_sections(pages=pages, held=held, by=by, at=at, kept=kept_under(owed), events=told.events)
    told.summary |= {"boxes": len(planned.plan.changes), "records": len(held)}


def _plan_page(page: Page, section: Section, found: Found, answers: Mapping[str, str]) -> None:
    boxes = {box.name: box for box in section.boxes}
    current, base = section.current, page.base or Base.of(page.record.version, section.current)
    typed = normalised(_typed(page, boxes, found, answers))
    _, clashes = merge(typed, base, current, {})
    chosen: dict[str, str] = {}
    for clash in clashes:
        question = _clash(page, boxes[clash.box], clash.mine, clash.theirs).answered(answers)
        found.clashes.append(question)
        chosen[clash.box] = question.answer or THEIRS
    asked = Base(base.version, {**base.marks, **{name: mark(current[name]) for name in chosen}}, frozenset(chosen))
    merged, _ = merge(typed, asked, current, chosen)
    changed = frozenset(name for name, text in merged.items() if text != current[name])
    found.same += sum(name not in changed for name in typed)
    if not changed:
        return
    found.faults += _faults(page, section, boxes, merged, changed)
    found.changes += _changes(page, section, merged, changed)
    cells = {name: said.where for name, said in page.said.items() if said.cell}
    found.saves.append(Save(page.record, page.section, typed, asked, chosen, cells))


def _typed(page: Page, boxes: Mapping[str, Box], found: Found, answers: Mapping[str, str]) -> dict[str, str]:
    """The texts by box: what is asked about as it is answered, left out while it is not."""
    typed: dict[str, str] = {}
    answered: dict[str, str] = {}
    for name, said in page.said.items():
        box = boxes.get(name)
        if box is None:
            continue
        outcome = asked_about(box, said.text) if box.kind == BoxKind.NUMBER else None
        if outcome is None:
            typed[name] = said.text
            continue
        state_box = name.rpartition("-")[0] + "-state"
        each = Asked(box, said.text, outcome, said.where, state_box if state_box in boxes else "")
        found.asked.append(each)
        answered |= answered_boxes(each, answers.get(each.name, each.proposed))
    return typed | answered


def _clash(page: Page, box: Box, mine: str, theirs: str) -> Question:
    said = page.said.get(box.name)
    return Question(
        name=f"c{kind_of(page.record).value}{page.record.pk}:{box.name}",
        group=CLASH,
        what=box.label,
        sentence="Somebody saved something else here after the form was downloaded. What is to stand?",
        choices=(
            (MINE, f"{shown(box, mine)} (the file)"),
            (THEIRS, f"{shown(box, theirs)} (saved now)"),
        ),
        where=said.where if said else "",
        text=mine,
    )


def _faults(
    page: Page, section: Section, boxes: Mapping[str, Box], merged: Mapping[str, str], changed: frozenset[str]
) -> Iterator[Fault]:
    try:
        check_open(page.record, section.user)
    except Refusal as refusal:
        yield Fault(SHUT, f"{named(page.record)}: {refusal.sentence}", "")
    try:
        section.read_boxes(merged, changed)
    except Faults as faults:
        for name, sentence in faults.by_box.items():
            said = _nearest(page, name)
            cell = said.cell if said else None
            yield Fault(
                UNREADABLE,
                f"{boxes[name].label}: {sentence}",
                "",
                cell.sheet if cell else named(page.record),
                cell.address if cell else "",
                said.text if said else merged[name],
            )


def _nearest(page: Page, name: str) -> Said | None:
    """The cell of the box, or of another box of its row: "give both numbers" is said where one of them stands."""
    row, own = name.rpartition("-")[0], page.said.get(name)
    if own is not None and own.cell is not None:
        return own
    beside = (said for other, said in page.said.items() if row and said.cell and other.rpartition("-")[0] == row)
    return next(beside, own)


def _changes(page: Page, section: Section, merged: Mapping[str, str], changed: frozenset[str]) -> Iterator[Change]:
    for box in section.boxes:
        if box.name in changed:
            said = page.said.get(box.name)
            yield Change(
                named(page.record),
                box.label,
                shown(box, box.value),
                shown(box, merged[box.name]),
                said.where if said else "",
            )


def named(record: Record) -> str:
    """The heading under which a record's changes stand: its service; of a pack, its money and people."""
    return "Money and people" if isinstance(record, Pack) else str(getattr(record, "service", record))


def shown(box: Box, text: str) -> str:
    """A raw string as it is shown: choices by their labels, an empty box as "nothing"."""
    labels: dict[str, Any] = dict(box.choices)
    if box.kind == BoxKind.TICK:
        return "yes" if text else "no"
    if box.kind in (BoxKind.CHOICE, BoxKind.MANY):
        return ", ".join(str(labels.get(each, each)) for each in text.split(",") if each) or NOTHING
    return text or NOTHING


def said_at(cell: Cell | None, box: Box, faults: list[Fault]) -> Said | None:
    """What a cell says for a box; None, and a fault, where it can't be read. An empty cell says nothing."""
    if cell is None:
        return Said("")
    text = as_typed(cell, box)
    if isinstance(text, Fault):
        faults.append(text)
        return None
    if cell.hidden and text:
        faults.append(
            Fault(
                ASIDE,
                "This row or column is hidden.",
                "Check that it is meant.",
                cell.sheet,
                cell.address,
                cell.text,
                blocking=False,
            )
        )
    return Said(text, cell)
