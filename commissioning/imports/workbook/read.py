"""A provider's workbook read by its layout: each spot found again, what moved asked about, what is gone said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commissioning.imports.boxes import Page, Said, said_at
from commissioning.imports.plans import Choices, Question
from commissioning.imports.workbook.layout import Layout
from commissioning.imports.workbook.spots import Book, Finding, Located
from commissioning.imports.workbook.targets import Target
from commissioning.parsing.columns import OF
from commissioning.workflow.life import kind_of
from tracker.merging import mark
from tracker.uploads.faults import Fault

GONE, EMPTY, UNASKED = "Places that are gone", "Places with nothing in them", "What this quarter doesn’t ask"
MOVED = "The layout moved"
THERE, LEAVE = "there", "leave"
SLASH = re.compile(r"\s*(\d[\d,]*)\s*/\s*(\d[\d,]*)\s*")
STAYS = "Its box stays as it is."


@dataclass(frozen=True, slots=True)
class Hit:
    """One target and where its cell is now."""

    target: Target
    located: Located


@dataclass(slots=True)
class WorkbookReading:
    """What was read: pages to plan, faults, questions about what moved, and where each spot is now."""

    pages: list[Page] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)


def read_by_layout(
    book: Book, layout: Layout, targets: Sequence[Target], answers: Mapping[str, str]
) -> WorkbookReading:
    """The boxes that the workbook fills this quarter. An empty cell says nothing: its box stays as it is."""
    reading = WorkbookReading()
    known = {target.key: target for target in targets}
    for key, spot in layout.spots.items():
        if key in known:
            reading.hits.append(Hit(known[key], book.locate(spot)))
        else:
            sentence = f"“{spot.row or spot.column or spot.cell}” is in the layout, and nothing is asked for it here."
            reading.faults.append(Fault(UNASKED, sentence, "", spot.sheet, spot.cell, blocking=False))
    reading.questions = [question.answered(answers) for question in _questions(reading.hits)]
    left = {question.name for question in reading.questions if question.answer != THERE}
    said: dict[tuple[str, int, str], tuple[Target, dict[str, Said]]] = {}
    for hit in reading.hits:
        if question_name(hit) not in left:
            record, slug = hit.target.record, hit.target.page.slug
            _, boxes = said.setdefault((kind_of(record).value, record.pk, slug), (hit.target, {}))
            boxes |= _read(hit, reading.faults)
    reading.pages = [
        Page(target.record, target.page.slug, boxes, made=target.page) for target, boxes in said.values() if boxes
    ]
    return reading


def _read(hit: Hit, faults: list[Fault]) -> dict[str, Said]:
    """What the cell says for its box, or for both parts of a share."""
    target, located = hit.target, hit.located
    if located.sheet is None or located.place is None:
        where = located.sheet.name if located.sheet else ""
        sentence = f"{target.group}, {target.label}: {located.was} is not in the workbook any more."
        faults.append(Fault(GONE, sentence, f"Choose its place again, or leave it. {STAYS}", where, blocking=False))
        return {}
    cell = located.sheet.at(*located.place)
    if cell is None or (not cell.text.strip() and cell.is_readable):
        sheet, _, address = located.where.partition("!")
        faults.append(Fault(EMPTY, f"{target.group}, {target.label}.", STAYS, sheet, address, blocking=False))
        return {}
    parts = parts_in(cell.text) if target.parts and cell.is_readable else None
    if parts and target.parts:
        return {box.name: Said(text, cell) for box, text in zip(target.parts, parts, strict=True)}
    said = said_at(cell, target.box, faults)
    return {target.box.name: said} if said else {}


def parts_in(text: str) -> tuple[str, str] | None:
    """Both numbers of "471 of 492", "471 out of 492" or "471/492"."""
    found = OF.fullmatch(text) or SLASH.fullmatch(text)
    return (found[1], found[2]) if found else None


def question_name(hit: Hit) -> str:
    """One question for all that moved in a sheet, one for each place whose labels are only alike; else none."""
    if hit.located.finding == Finding.MOVED and hit.located.sheet:
        return f"m{mark(hit.located.sheet.name)}"
    return f"l{mark(hit.target.key)}" if hit.located.finding == Finding.LIKE else ""


def _questions(hits: Sequence[Hit]) -> list[Question]:
    moved: dict[str, list[Hit]] = {}
    found: list[Question] = []
    for hit in hits:
        if hit.located.finding == Finding.MOVED:
            moved.setdefault(question_name(hit), []).append(hit)
        elif hit.located.finding == Finding.LIKE:
            found.append(_alike(hit))
    return [*(_moved(name, same) for name, same in moved.items()), *found]


def _moved(name: str, hits: Sequence[Hit]) -> Question:
    sheet = hits[0].located.where.partition("!")[0]
    places = "; ".join(f"{hit.target.label}: {hit.located.where.partition('!')[2]}" for hit in hits)
    choices: Choices = ((THERE, "Read them where they are now"), (LEAVE, "Leave their boxes as they are"))
    return Question(
        name,
        MOVED,
        f"In “{sheet}” {'something' if len(hits) == 1 else f'{len(hits)} places'} moved",
        "The labels are the same, and they stand elsewhere than before. Read now from: " + places,
        choices,
        answer=THERE,
    )


def _alike(hit: Hit) -> Question:
    located = hit.located
    cell = located.sheet.at(*located.place) if located.sheet and located.place else None
    holds = f"“{cell.text}”" if cell else "nothing"
    return Question(
        question_name(hit),
        MOVED,
        f"{hit.target.group}, {hit.target.label}",
        f"{located.was} is not there any more. {located.label} is most like it, and holds {holds}.",
        ((THERE, f"It is that: read {located.where}"), (LEAVE, "It is not: leave the box as it is")),
        where=located.where,
    )


def learnt(layout: Layout, reading: WorkbookReading, book: Book, answers: Mapping[str, str]) -> Layout:
    """The layout as it stands now, for next time: where each spot was found, and what its texts were said to mean."""
    spots = dict(layout.spots)
    left = {question.name for question in reading.questions if question.answer != THERE}
    for hit in reading.hits:
        if hit.located.sheet and hit.located.place and question_name(hit) not in left:
            spots[hit.target.key] = book.spot(hit.located.sheet, hit.located.place)
    words = {name: answer for name, answer in answers.items() if name.startswith("w")}
    return Layout(spots, {**layout.answers, **words})


def fits(located: Sequence[Located]) -> float:
    """How much of a layout is in a workbook: 1 for all of it."""
    held = [each for each in located if each.finding in (Finding.SAME, Finding.MOVED)]
    return len(held) / len(located) if located else 0.0
