"""Planning a provider's workbook, and keeping the layout by which it is read."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from commissioning.figures import Reference
from commissioning.imports.boxes import BoxPlan, carry_out, plan_boxes
from commissioning.imports.workbook.layout import Layout, layout_of
from commissioning.imports.workbook.read import WorkbookReading, fits, learnt, read_by_layout
from commissioning.imports.workbook.spots import Book, Spot
from commissioning.imports.workbook.targets import targets_of
from commissioning.models import Pack, QuarterlyReturn
from tracker.models import ImportKind, ImportMapping, ImportRun, User
from tracker.refusals import Refusal
from tracker.uploads.cells import Workbook, place_of
from tracker.uploads.mappings import keep_mapping, learn
from tracker.uploads.runs import Applying

KNOWN = 0.5  # a layout of which half is in a workbook is that workbook's


class NoLayout(Refusal):
    """Nobody has chosen yet which cell is which figure."""

    def __init__(self) -> None:
        super().__init__("Choose first which cells of this workbook hold what.")


class WorkbookPlan:
    """One workbook with its layout: what it would change, and what is learnt of it when it is taken in."""

    def __init__(
        self,
        run: ImportRun,
        book: Workbook,
        record: QuarterlyReturn | Pack,
        *,
        by: User,
        answers: Mapping[str, str],
        reference: Reference | None,
    ) -> None:
        if run.mapping is None:
            raise NoLayout
        self.mapping: ImportMapping = run.mapping
        self.layout = layout_of(self.mapping)
        self.answers = {**self.layout.answers, **answers}
        self.book = Book(book, record.period)
        targets = targets_of(record, by, reference)
        self.reading: WorkbookReading = read_by_layout(self.book, self.layout, targets, self.answers)
        self.boxes: BoxPlan = plan_boxes(
            self.reading.pages,
            by=by,
            answers=self.answers,
            reference=reference,
            faults=self.reading.faults,
            questions=self.reading.questions,
        )

    def carry_out(self, told: Applying, *, by: User, at: datetime) -> None:
        carry_out(self.boxes, told, by=by, at=at)
        given = {each.name: each.answer for each in self.boxes.plan.questions if each.answer}
        layout = learnt(self.layout, self.reading, self.book, given)
        learn(mapping=self.mapping, layout=layout.stored, fingerprint=layout.fingerprint, by=by, at=at)


def known_layout(book: Workbook, record: QuarterlyReturn | Pack) -> ImportMapping | None:
    """The layout of the record's provider that this workbook has, if one of them is its own."""
    kept: Sequence[ImportMapping] = list(
        ImportMapping.objects.about(record.provider).current().filter(kind=ImportKind.WORKBOOK)
    )
    read = Book(book, record.period)
    scored = [
        (fits([read.locate(spot) for spot in layout_of(mapping).spots.values()]), mapping.pk, mapping)
        for mapping in kept
    ]
    best = max(scored, default=None, key=lambda each: each[:2])
    return best[2] if best and best[0] >= KNOWN else None


def read_address(book: Workbook, text: str) -> tuple[str, tuple[int, int]] | str:
    """Sheet and place of an address as it was typed, "IDVA!C7" or "C7" where there is one sheet; else what is wrong."""
    name, mark, address = text.strip().rpartition("!")
    sheet = book.sheet(name.strip("'")) if mark else (book.sheets[0] if len(book.sheets) == 1 else None)
    place = place_of(address)
    if mark and sheet is None:
        return f"There is no sheet “{name}” in this workbook."
    if place is None:
        return "Give a cell such as IDVA!C7: sheet, exclamation mark, column and row."
    if sheet is None:
        return f"Say in which sheet too, such as {book.sheets[0].name}!{address.upper()}."
    return sheet.name, place


def choose_layout(
    *,
    run: ImportRun,
    book: Workbook,
    record: QuarterlyReturn | Pack,
    chosen: Mapping[str, tuple[str, tuple[int, int]]],
    by: User,
    at: datetime,
) -> ImportMapping:
    """Keep which cell holds what, by key of target, with the labels that it will be known by."""
    read = Book(book, record.period)
    spots: dict[str, Spot] = {}
    for key, (name, place) in chosen.items():
        sheet = book.sheet(name)
        if sheet is not None:
            spots[key] = read.spot(sheet, place)
    answers = layout_of(run.mapping).answers if run.mapping else {}
    layout = Layout(spots, answers)
    return keep_mapping(
        run=run,
        owner=record.provider,
        kind=ImportKind.WORKBOOK,
        name=run.name,
        layout=layout.stored,
        fingerprint=layout.fingerprint,
        by=by,
        at=at,
    )
