"""Saving what was sorted: every passage in the page of the record that takes it, all in one go, or nothing of it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models, transaction

from commissioning.choices import PassageKind
from commissioning.figures import Reference
from commissioning.imports.prose.earlier import earlier_of
from commissioning.imports.prose.placing import Placing, Sheet
from commissioning.imports.prose.sorting import Piece, Sorting, slots_of
from commissioning.models import Draft, OfficeItem, Pack, Passage, QuarterlyReturn, SourceText
from commissioning.workflow.earlier import add_earlier_figures
from commissioning.workflow.entry import NoneSaved, Typed, lock_all, save_sections
from commissioning.workflow.items import add_item
from commissioning.workflow.life import Record, kind_of
from commissioning.workflow.refusals import Collision, Faults
from commissioning.workflow.sections import Origin, Text
from tracker.merging import Base
from tracker.models import ImportRun, User
from tracker.refusals import Clash, NotNow, Refusal
from tracker.uploads.runs import Applying, applying

MADE_LENGTH, TITLE_LENGTH = 200, 160
PASSAGE = "passage "  # how the detail of a figure's source begins


class Unsorted(Refusal):
    """Passages that nobody has said anything of."""

    def __init__(self, number: int) -> None:
        many = "One passage isn’t" if number == 1 else f"{number} passages aren’t"
        super().__init__(f"{many} sorted yet. Say what each is, or that the rest isn’t needed.")


def draft_section(run: ImportRun) -> str:
    """Under which name a person's sorting of this text is kept as a draft."""
    return f"sort-{run.pk}"


@transaction.atomic
def file_passages(
    *,
    source: SourceText,
    record: QuarterlyReturn | Pack,
    sorting: Sorting,
    base: Base,
    by: User,
    at: datetime,
    reference: Reference | None = None,
) -> list[Passage]:
    """Save every passage where it was sorted to, and keep which words went where.

    `record` and the returns of `sorting.places` are held by this transaction; `base`: what the figures' boxes held when
    the person saw them. Raises Unsorted, Faults by box of the sorting page, or another refusal; then nothing at all is
    saved.
    """
    with applying(run=source.run, by=by, at=at) as told:
        kept = Filing(source, sorting, by, at, reference).save(record, base, told)
        told.summary |= {"passages": len(kept), "needed": sum(bool(each.record_kind) for each in kept)}
    mine = Draft.objects.filter(record_kind=kind_of(record), record_id=record.pk, user=by)
    mine.filter(section=draft_section(source.run)).delete()
    return kept


class Filing:
    """One text on its way into its records."""

    def __init__(
        self, source: SourceText, sorting: Sorting, by: User, at: datetime, reference: Reference | None
    ) -> None:
        self.source, self.sorting, self.by, self.at, self.reference = source, sorting, by, at, reference
        self.faults: dict[str, str] = {}
        self.went: dict[int, tuple[Record, str, models.Model]] = {}  # passage: record, page, and the row that was made

    def save(self, record: QuarterlyReturn | Pack, base: Base, told: Applying) -> list[Passage]:
        if self.sorting.unsorted:
            raise Unsorted(len(self.sorting.unsorted))
        pack = record if isinstance(record, Pack) else record.pack
        placing = Placing(self.source.text, self.sorting.places, pack, base, self._decisions_about)
        placing.place(self.sorting.pieces)
        earlier, unread = earlier_of(self.sorting.pieces, self.sorting.places, self._origin)
        self.faults |= {**placing.faults, **unread}
        if not self.faults:
            self._save([placing.sheets[key] for key in sorted(placing.sheets)], record, told)
        if self.faults:
            raise Faults(self.faults)
        if earlier:
            add_earlier_figures(figures=earlier, by=self.by, at=self.at, note=f"Quoted in {self.source.run.name}")
        return Passage.objects.bulk_create(self._row(piece) for piece in self.sorting.pieces)

    def _decisions_about(self, record: QuarterlyReturn) -> OfficeItem:
        """The office's item for decisions about a service in the quarter, which no provider sees."""
        service = record.service
        return add_item(
            period=record.period,
            title=f"Decisions: {service.name}"[:TITLE_LENGTH],
            by=self.by,
            at=self.at,
            objective=service.objective,
            theme=service.theme,
            service=service,
            writer=self.by,
        )

    def _save(self, sheets: list[Sheet], record: QuarterlyReturn | Pack, told: Applying) -> None:
        """All pages in one go; what stands in the way of any of them is said where the person sorted it."""
        places = self.sorting.places
        held: list[Record] = [*places.returns.values(), *([record] if isinstance(record, Pack) else [])]
        there = {(kind_of(each), each.pk) for each in held}
        held += lock_all(each.record for each in sheets if (kind_of(each.record), each.record.pk) not in there)
        try:
            saved = save_sections(
                pages=[self._page(each) for each in sheets],
                held=held,
                by=self.by,
                at=self.at,
                kept=places.kept,
                reference=self.reference,
                events=told.events,
            )
        except NoneSaved as refused:
            for place, refusal in refused.refusals.items():
                self._refuse(sheets[place], refusal)
        else:
            for sheet, each in zip(sheets, saved, strict=True):
                self._note(sheet, each.made)

    def _page(self, sheet: Sheet) -> Typed:
        return Typed(
            sheet.record,
            sheet.section,
            sheet.typed,
            Base(sheet.record.version, sheet.base),
            origin=self._origin_of(sheet),
            audiences=sheet.audiences,
            below=sheet.section == Text.slug,
        )

    def _refuse(self, sheet: Sheet, refusal: Refusal) -> None:
        if isinstance(refusal, Faults):
            self._blame(sheet, refusal.by_box)
        elif isinstance(refusal, Collision):
            self._blame(sheet, {name: held_words(clash) for name, clash in refusal.clashes.items()})
        elif isinstance(refusal, NotNow):
            first = next(iter(sheet.passages.values()))[0]
            self.faults[f"{first.name}-kind"] = refusal.sentence
        else:
            raise refusal

    @property
    def _origin(self) -> Origin:
        """The text, with each passage under its name: "passage 3"."""
        return Origin(self.source.run, {piece.name: f"{PASSAGE}{piece.number}" for piece in self.sorting.pieces})

    def _origin_of(self, sheet: Sheet) -> Origin:
        """The text, with the passage that says each box of a page."""
        named = self._origin.cells
        cells = {box: named[source.partition("-")[0]] for box, source in sheet.sources.items()}
        return Origin(self.source.run, cells)

    def _blame(self, sheet: Sheet, by_box: Mapping[str, str]) -> None:
        """What is wrong with a box, at the box of the sorting page that says it, or another of its row."""
        for name, sentence in by_box.items():
            row = name.rpartition("-")[0]
            beside = (source for box, source in sheet.sources.items() if box.rpartition("-")[0] == row)
            source = sheet.sources.get(name) or next(beside, "") or next(iter(sheet.sources.values()))
            self.faults.setdefault(source, sentence)

    def _note(self, sheet: Sheet, made: Mapping[str, models.Model]) -> None:
        """Remember which row each passage made or filled."""
        for key, pieces in sheet.passages.items():
            for piece in pieces:
                self.went.setdefault(piece.number, (sheet.record, sheet.section, made.get(key) or sheet.record))

    def _row(self, piece: Piece) -> Passage:
        needed = piece.kind != PassageKind.NOT_NEEDED
        found = Passage(
            run=self.source.run,
            number=piece.number,
            start=piece.span.start,
            end=piece.span.end,
            kind=piece.kind,
            words=piece.words if needed else "",
        )
        if piece.number in self.went:
            record, section, row = self.went[piece.number]
            found.record_kind, found.record_id, found.section = kind_of(record), record.pk, section
            found.made_model, found.made_id = row._meta.label_lower, row.pk
            found.made = (self._figures(piece) or str(row))[:MADE_LENGTH]
        return found

    def _figures(self, piece: Piece) -> str:
        """ "Referrals received: 492"; empty for a passage that is no figure."""
        if piece.kind != PassageKind.FIGURE:
            return ""
        said = [(self.sorting.places.spot(key), text) for key, text in slots_of(piece).values()]
        return "; ".join(f"{spot.label}: {text}" for spot, text in said if spot and text)


def held_words(clash: Clash) -> str:
    """Both texts, and what to do, where somebody else filled the box meanwhile."""
    return (
        f"Somebody else saved {clash.theirs or 'nothing'} here while you sorted, and you have {clash.mine}. Save again "
        "to put yours in its place, or choose “Not needed”."
    )
