"""The public's copy: a document cut for all to read, with nothing in it that tells a hidden count."""

from collections.abc import Iterable
from dataclasses import replace

from reports.document.hiding import Hidden, Withheld, numbers_in
from reports.document.records import (
    Annex,
    Chart,
    ChartPoint,
    Document,
    Entry,
    FigureRow,
    Finding,
    Front,
    Keys,
    Passage,
    PrintedFigure,
    Row,
    Section,
    Table,
    without_empty_note,
)
from reports.document.texts import is_made_of_figures, is_typed, row_words, services_of, text_key

NOT_SHOWN = "not shown"
SMALL = "a small number of people, or one from which a small number could be worked out"
EARLIER = "Earlier figures are not shown: one of them is small."
NOTES = "annex-notes"


def public_copy(document: Document, hidden: Hidden) -> tuple[Document, tuple[Withheld, ...]]:
    """A document that is already cut to what is public, without hidden counts; and the texts that had to be left out.

    A hidden value says that it is not shown, in charts as a gap; what is made of one (a comparison, a finding, a row)
    is left out. So is a text with a number that equals a hidden count of its service, in digits or in words. Who has
    not reported is for the board. Keys of counts stay inside.
    """
    return _Public(document, hidden).copy()


class _Public:
    def __init__(self, document: Document, hidden: Hidden) -> None:
        self.document, self.hidden = document, hidden
        self.entries = {entry.code: entry for entry in document.entries}
        self.names = _names(document)
        self.withheld: list[Withheld] = []

    def copy(self) -> tuple[Document, tuple[Withheld, ...]]:
        copy = replace(
            self.document,
            sections=tuple(self._section(each) for each in self.document.sections),
            front=self._front(self.document.front),
            annexes=tuple(self._annex(each) for each in self.document.annexes),
        )
        return copy, tuple(dict.fromkeys(self.withheld))

    def _section(self, section: Section) -> Section:
        groups = (replace(each, entries=tuple(self._entry(entry) for entry in each.entries)) for each in section.groups)
        return replace(section, groups=tuple(groups))

    def _entry(self, entry: Entry) -> Entry:
        services = services_of(entry)
        return replace(
            entry,
            passages=tuple(self._passages(entry, services)),
            figures=tuple(self._printed(each, services) for each in entry.figures),
            flags=tuple(
                replace(flag, counts=())
                for flag in entry.flags
                if self._may_print(flag.counts) and self._may_say(flag.text, entry.code, services)
            ),
            chart=entry.chart and self._chart(entry.chart),
            table=entry.table and self._table(entry.table),
            not_received=(),
        )

    def _passages(self, entry: Entry, services: frozenset[str]) -> Iterable[Passage]:
        for passage in entry.passages:
            if self._may_print(passage.counts) and self._may_say(passage.text, entry.code, services):
                yield replace(passage, counts=())

    def _printed(self, figure: PrintedFigure, services: frozenset[str]) -> PrintedFigure:
        if self.hidden.holds(figure.counts):
            return PrintedFigure(figure.code, figure.label, NOT_SHOWN, "text", note=SMALL)
        told = numbers_in(f"{figure.comparator} {figure.note}") & self.hidden.numbers_of(services)
        if told or self.hidden.holds(figure.beside):
            return replace(figure, comparator=EARLIER, note="", counts=(), beside=())
        return replace(figure, counts=(), beside=())

    def _chart(self, chart: Chart) -> Chart:
        points = tuple(self._point(each) for each in chart.points)
        if points == tuple(replace(each, counts=()) for each in chart.points):
            return replace(chart, points=points)
        return replace(chart, points=points, description=described(chart.title, points))

    def _point(self, point: ChartPoint) -> ChartPoint:
        if self.hidden.holds(point.counts):
            return ChartPoint(point.label, None, NOT_SHOWN)
        return replace(point, counts=())

    def _front(self, front: Front) -> Front:
        return replace(
            front,
            better=tuple(self._findings(front.better)),
            watching=tuple(self._findings(front.watching)),
            people=tuple(self._findings(front.people)),
            comparable=front.comparable and self._table(front.comparable),
            promises=front.promises and self._table(front.promises),
            not_received=(),
        )

    def _findings(self, findings: Iterable[Finding]) -> Iterable[Finding]:
        for finding in findings:
            entry = self.entries.get(finding.anchor)
            services = services_of(entry) if entry and is_typed(finding) else frozenset()
            if self._may_print(finding.counts) and self._may_say(finding.text, finding.anchor, services):
                yield replace(finding, counts=())

    def _annex(self, annex: Annex) -> Annex:
        notes = annex.notes
        if annex.code == NOTES:
            notes = (f"Counts of people from 1 to {self.hidden.below - 1} are not shown, nor {_others()}.", *notes)
        return replace(
            annex,
            tables=tuple(each for table in annex.tables if (each := self._table(table)) is not None),
            figures=tuple(self._figure_row(each) for each in annex.figures),
            broken_down=tuple(self._figure_row(each) for each in annex.broken_down),
            notes=notes,
        )

    def _table(self, table: Table) -> Table | None:
        rows = tuple(self._row(row) for row in table.rows if self._may_stand(row, table))
        total = self._cells(table.total, table.total_by_cell)
        found = replace(table, rows=rows, total=total, total_by_cell=())
        return without_empty_note(found) if rows else None

    def _row(self, row: Row) -> Row:
        return replace(row, cells=self._cells(row.cells, row.by_cell), counts=(), by_cell=())

    def _cells(self, cells: tuple[str, ...], by_cell: tuple[Keys, ...]) -> tuple[str, ...]:
        """A row of figures stays where one of them is hidden: what is left out would tell which are small."""
        if not by_cell:
            return cells
        told = zip(cells[1:], by_cell, strict=True)
        return (*cells[:1], *(NOT_SHOWN if self.hidden.holds(counts) else words for words, counts in told))

    def _may_stand(self, row: Row, table: Table) -> bool:
        services = frozenset([row.service]) if row.service and not is_made_of_figures(table) else frozenset()
        return self._may_print(row.counts) and self._may_say(row_words(row), row.anchor, services)

    def _figure_row(self, row: FigureRow) -> FigureRow:
        plain = replace(row, counts=(), beside=(), source_detail="", notes=self._notes(row))
        if self.hidden.holds(row.counts):
            return replace(
                plain, value=None, numerator=None, denominator=None, words=NOT_SHOWN, comparators=(), notes=(SMALL,)
            )
        if self.hidden.holds(row.beside):
            return replace(plain, comparators=(EARLIER,))
        return plain

    def _notes(self, row: FigureRow) -> tuple[str, ...]:
        told, of = self.hidden.numbers_of([row.service_code]), [row.service_code]
        return tuple(n for n in row.notes if not numbers_in(n) & told and not self.hidden.contact_in(n, of))

    def _may_print(self, counts: Iterable[str]) -> bool:
        return not self.hidden.holds(counts)

    def _may_say(self, text: str, anchor: str, services: frozenset[str]) -> bool:
        """Whether a text that somebody wrote names no hidden number of these services, and nobody at a provider; else
        it is kept to be reworded, but where a manager lets it print.

        A number in a service's own name tells nothing.
        """
        bare = text
        for service in services & self.names.keys():
            bare = bare.replace(self.names[service], "")
        told = numbers_in(bare) & self.hidden.numbers_of(services)
        contact = self.hidden.contact_in(text, services)
        if not told and not contact:
            return True
        heading = self.entries[anchor].heading if anchor in self.entries else ""
        withheld = Withheld(anchor, heading, text, tuple(sorted(told)), contact, services)
        if not contact and self.hidden.allowed.get(text_key(anchor, text)) == withheld.facts:
            return True
        self.withheld.append(withheld)
        return False


def _names(document: Document) -> dict[str, str]:
    """What each service is called, by its code."""
    sources = (source for entry in document.entries for source in entry.sources)
    return {source.service: source.label for source in sources if source.kind == "service"}


def _others() -> str:
    return "others from which one of them could be worked out"


def described(title: str, points: Iterable[ChartPoint]) -> str:
    """The chart in words, for those who hear it."""
    return f"{title} by quarter: {'; '.join(f'{point.label} {point.words}' for point in points)}"
