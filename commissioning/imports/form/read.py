"""A form read back: whose it is, which labels were altered, and what its boxes say now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from commissioning.choices import RecordKind
from commissioning.exports.forms import STAMP, FormTable
from commissioning.figures import Reference
from commissioning.imports.boxes import Page, Said, said_at
from commissioning.imports.form.issue import heads_text, records_of, sections_of
from commissioning.imports.form.stamp import LAYOUT, Stamp
from commissioning.imports.form.tables import EACH, SPARE, page_key, tables_of
from commissioning.models import Pack, QuarterlyReturn
from commissioning.workflow.life import MODELS, Record, kind_of
from commissioning.workflow.sections import Box, BoxKind, Section
from commissioning.workflow.sections.several import kept_under
from tracker import formats
from tracker.merging import Base, mark
from tracker.models import User
from tracker.uploads.cells import Cell, Sheet, Workbook
from tracker.uploads.faults import Fault, fault_at

WRONG_FORM, ALTERED, LOST = "This is another form", "Locked labels that were altered", "Rows that are not in the file"
AGAIN = "Download the form again, and copy your answers into it."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key stands in column A."""

    sheet: Sheet
    row: int

    def cell(self, column: int) -> Cell | None:
        return self.sheet.at(self.row, column)

    def shown(self, column: int) -> Cell:
        """The cell there, or an empty one to name its place."""
        return self.cell(column) or Cell(self.sheet.name, self.row, column, "")


@dataclass(slots=True)
class Reading:
    """What was read: pages to plan, and faults."""

    pages: list[Page] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_form(
    book: Workbook,
    stamp: Stamp,
    record: QuarterlyReturn | Pack,
    *,
    by: User,
    reference: Reference | None = None,
) -> Reading:
    """The boxes of a form that was filled in for this record. Another record's form is a fault, which says whose."""
    wrong = wrong_form(stamp, record, by)
    if wrong:
        return Reading(faults=[Fault(WRONG_FORM, wrong, "")])
    reading, places = Reading(), _places(book)
    asked = [each for each in records_of(record) if f"{kind_of(each).value}.{each.pk}" in stamp.versions]
    kept = kept_under(asked)
    for each in asked:
        for section in sections_of(each, by, reference, kept):
            _read_section(each, section, stamp, places, reading)
    return reading


def wrong_form(stamp: Stamp, record: QuarterlyReturn | Pack, by: User) -> str:
    """Why this form can't be read here; empty if it can."""
    if stamp.layout != LAYOUT:
        made = formats.day(stamp.made.date())
        return f"This form is of {made}, and the form has changed since. {AGAIN}"
    if (stamp.kind, stamp.record) == (kind_of(record).value, record.pk):
        return ""
    found = MODELS.get(stamp.kind, QuarterlyReturn).objects.visible_to(by).filter(pk=stamp.record)
    other = found.select_related("provider", "period").first()
    if other is None or stamp.kind == RecordKind.ITEM:
        return "This form was made for somebody else. Download the form of this page, and fill it in."
    there = "Upload it there, or choose the other file."
    return f"This is the form for {_whose(other)}; this page is {_whose(record)}. {there}"


def _whose(record: Record) -> str:
    provider = getattr(record, "provider", "")
    service = f", {record.service.name}" if isinstance(record, QuarterlyReturn) else ", all returns"
    return f"{provider}{service}, {record.period.label}"


def _places(book: Workbook) -> dict[str, list[Place]]:
    """Where each key of column A stands; a row that was copied is there twice."""
    found: dict[str, list[Place]] = {}
    for sheet in book.sheets:
        if sheet.name != STAMP:
            for (row, column), cell in sheet.cells.items():
                if column == 1:
                    found.setdefault(cell.text.strip(), []).append(Place(sheet, row))
    return found


def _read_section(
    record: Record, section: Section, stamp: Stamp, places: Mapping[str, list[Place]], reading: Reading
) -> None:
    key = page_key(record, section.slug)
    boxes = {box.name: box for box in section.boxes}
    base = Base(stamp.versions[key.rpartition(".")[0]], stamp.boxes.get(key, {}))
    said: dict[str, Said] = {}
    spare: list[dict[str, Said]] = []
    for table in tables_of(record, section, past=False):
        if _heads_are_ours(table, stamp, places, reading):
            for row_key, place in _rows(table, stamp, places, reading):
                name, _, number = row_key.removeprefix(f"{key}.").partition(SPARE)
                found = dict(_row(table, place, name, boxes, reading.faults))
                if not number:
                    said |= found
                elif any(each.text for each in found.values()):
                    spare.append(found)
    reading.pages += [Page(record, section.slug, each, base, section) for each in (said, *spare)]


def _heads_are_ours(table: FormTable, stamp: Stamp, places: Mapping[str, list[Place]], reading: Reading) -> bool:
    """Whether the columns are those of the form: else nothing of the table is read."""
    if table.key not in stamp.labels:
        return True  # a table that came to be since: none of its rows is in the file
    found = places.get(table.key, [])
    if not found:
        reading.faults.append(Fault(LOST, f"The table “{table.title}” is missing.", AGAIN))
        return False
    count = len(table.heads) + len(table.parts)
    read = [found[0].shown(column) for column in range(2, 2 + count)]
    if mark("|".join(cell.text for cell in read)) == stamp.labels[table.key]:
        return True
    expected = heads_text(table).split("|")
    wrong = next((pair for pair in zip(read, expected, strict=False) if pair[0].text != pair[1]), (read[0], ""))
    reading.faults.append(
        fault_at(
            wrong[0],
            ALTERED,
            f"The column was “{wrong[1]}” and is “{wrong[0].text}”.",
            "Put the columns back as they were.",
        )
    )
    return False


def _rows(
    table: FormTable, stamp: Stamp, places: Mapping[str, list[Place]], reading: Reading
) -> Iterator[tuple[str, Place]]:
    """The rows of a table that stand in the file with the label that they had."""
    for row in table.rows:
        known = stamp.labels.get(row.key)
        found = places.get(row.key, [])
        if known is None or not found:
            if known is not None and row.cells[0]:
                reading.faults.append(
                    Fault(LOST, f"“{row.cells[0]}” is missing.", "It stays as it is.", blocking=False)
                )
            continue
        label = found[0].shown(2)
        if mark(label.text) != known:
            reading.faults.append(
                fault_at(
                    label,
                    ALTERED,
                    f"This label was “{row.cells[0]}”.",
                    "Put it back, so that its row is read as what it is.",
                )
            )
        elif len(found) > 1:
            again = found[1].shown(2)
            reading.faults.append(fault_at(again, ALTERED, "This row is there twice.", "Delete one of the two."))
        else:
            yield row.key, found[0]


def _row(
    table: FormTable, place: Place, name: str, boxes: Mapping[str, Box], faults: list[Fault]
) -> Iterator[tuple[str, Said]]:
    """What the boxes of one row say, by name of the box."""
    many: dict[str, list[tuple[str, Cell]]] = {}
    for column, (part, _) in enumerate(table.parts, 2 + len(table.heads)):
        part, each, value = part.partition(EACH)
        box = boxes.get(f"{name}-{part}" if part else name)
        cell = place.cell(column)
        if box is None:
            continue
        if each:
            many.setdefault(box.name, [])
            if cell is not None and cell.text.strip():
                many[box.name].append((value, cell))
            continue
        said = _chosen(cell, box, faults) if box.kind == BoxKind.CHOICE else said_at(cell, box, faults)
        if said is not None:
            yield box.name, said
    for box_name, chosen in many.items():
        yield box_name, Said(",".join(sorted(value for value, _ in chosen)), chosen[0][1] if chosen else None)


def _chosen(cell: Cell | None, box: Box, faults: list[Fault]) -> Said | None:
    """A choice by its label; an empty cell is the choice that has no value."""
    if cell is None or not cell.text.strip():
        return Said("")
    text = cell.text.strip().casefold().replace("'", "’")
    for value, label in box.choices:
        if text in (str(label).casefold(), value.casefold()):
            return Said(value, cell)
    offered = "; ".join(str(label) for value, label in box.choices if value)
    faults.append(
        fault_at(cell, "Answers that can’t be read", f"“{cell.text}” is not in the list.", f"Choose one of: {offered}.")
    )
    return None
