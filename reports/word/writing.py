"""A Document written part by part: front page, sections, annexes."""

from reports.document import Annex, Chart, Document, Entry, FigureRow, Finding, Front, Seal, Section
from reports.document.reading import lettered, one_heading
from reports.word.paper import Paper

UNAPPROVED = "From a return or item that nobody has approved; it may change."
ABSENT = "not told"
CORRECTIONS = ("Where", "What", "Before", "Now")
FIGURES = ("Figure", "Period", "Provider", "Value", "Compared with", "From")


def word_file(document: Document, seal: Seal | None = None) -> bytes:
    """The document as .docx, the same words and figures in the same order as on the page; `seal`: as published."""
    paper = Paper(title=f"{document.title}: {document.period_words}", author=document.office)
    _cover(paper, document)
    if seal:
        paper.line(f"Version {seal.version}, signed off {seal.signed_off}")
    _front(paper, document.front)
    for section in document.sections:
        _section(paper, section)
    for letter, annex in lettered(document):
        _annex(paper, letter, annex)
    if seal:
        _seal(paper, seal)
    return paper.content()


def _seal(paper: Paper, seal: Seal) -> None:
    if seal.version > 1:
        paper.heading(f"What changed in version {seal.version}", 1)
        paper.line(seal.why, strong="Why:")
        if seal.changes:
            rows = [(each.place, each.label, each.old or ABSENT, each.new or ABSENT) for each in seal.changes]
            paper.grid(CORRECTIONS, rows, "Changed since the version before", (False,) * 4)
    paper.heading("About this publication", 1)
    paper.line(f"Its address is {seal.address}. Signed off {seal.signed_off}, event {seal.event} of the audit trail.")
    paper.line(seal.event_hash, strong="Seal of that event:")
    paper.line(seal.sha256, strong="SHA-256 of the document as data:")


def _cover(paper: Paper, document: Document) -> None:
    paper.heading(f"{document.title}: {document.period_words}", 0)
    paper.line(document.office)
    paper.line(document.quarter_words.capitalize())
    if document.position_as_at:
        paper.line(f"Position as at {document.position_as_at}")
    paper.line(document.notice)


def _front(paper: Paper, front: Front) -> None:
    paper.heading("In short", 1)
    paper.line(front.lead)
    _findings(paper, "What needs watching", front.watching)
    _findings(paper, "What got better", front.better)
    paper.heading("What was received", 2)
    paper.line(front.received_words)
    paper.items(each.text or each.lead for each in front.not_received)
    if front.comparable:
        paper.heading("Figures that can be compared", 2)
        paper.table(front.comparable)
    if front.money or front.money_words or front.pace:
        paper.heading("Money and pace", 2)
        paper.items(f"{each.value} {each.words}" for each in front.money)
        _pace(paper, front.pace)
        paper.line(front.money_words)
    _findings(paper, "People and vacancies", front.people)
    if front.promises or front.promises_words:
        paper.heading("Promises", 2)
        paper.line(front.promises_words)
        if front.promises:
            paper.table(front.promises)
    if front.no_figure or front.no_figure_words:
        paper.heading("No figure this quarter", 2)
        paper.line(front.no_figure_words)
        paper.items(each.lead for each in front.no_figure)


def _findings(paper: Paper, heading: str, findings: tuple[Finding, ...]) -> None:
    if findings:
        paper.heading(heading, 2)
        for each in findings:
            paper.line(each.text, style="List Bullet", strong=f"{each.lead}:")


def _section(paper: Paper, section: Section) -> None:
    number = f"Objective {section.number}: " if section.number else ""
    paper.heading(f"{number}{section.title}", 1)
    for group in section.groups:
        alone = one_heading(group)
        if not alone:
            paper.heading(group.heading, 2)
        for entry in group.entries:
            _entry(paper, entry, level=2 if alone else 3)


def _entry(paper: Paper, entry: Entry, *, level: int) -> None:
    paper.heading(entry.heading, level, entry.code)
    paper.line(entry.who)
    for passage in entry.passages:
        paper.typed(passage.text)
    _to_know(paper, entry)
    for figure in entry.figures:
        beside = "; ".join(part for part in (figure.comparator, figure.note) if part)
        paper.line(f"{figure.value}{f' ({beside})' if beside else ''}", style="List Bullet", strong=f"{figure.label}:")
    if not entry.figures:
        paper.line(entry.no_figure)
    if entry.chart:
        _chart(paper, entry.chart)
    _pace(paper, entry.pace)
    if entry.table and entry.table.rows:
        paper.table(entry.table)


def _to_know(paper: Paper, entry: Entry) -> None:
    """What a reader must know beside a paragraph."""
    if entry.unapproved:
        paper.line(UNAPPROVED, strong="Not yet approved.")
    if entry.not_received:
        paper.line("; ".join(entry.not_received), strong="Not received.")
    for flag in entry.flags:
        paper.line(flag.text, strong=f"{flag.title}.")


def _chart(paper: Paper, chart: Chart) -> None:
    rows = [(point.label, point.words) for point in chart.points]
    paper.grid(("Quarter", chart.title), rows, f"{chart.title} by quarter", (False, True), chart.description)


def _pace(paper: Paper, bars) -> None:
    if bars:
        rows = [(bar.label, bar.words, _per_cent(bar.used), _per_cent(bar.gone)) for bar in bars]
        heads = ("Award of", "Spent", "Used", "Year gone")
        paper.grid(heads, rows, "Share of the award used, and of the year gone", (False, True, True, True))


def _per_cent(share: str | None) -> str:
    return "not held" if share is None else f"{share}%"


def _annex(paper: Paper, letter: str, annex: Annex) -> None:
    paper.heading(f"Annex {letter}: {annex.title}", 1)
    paper.typed(annex.intro)
    for table in annex.tables:
        if table.rows:
            paper.table(table)
    if annex.figures:
        _figures(paper, annex.figures)
    paper.items(annex.notes)


def _figures(paper: Paper, figures: tuple[FigureRow, ...]) -> None:
    services = dict.fromkeys(row.service for row in figures)
    for service in services:
        rows = [_cells(row) for row in figures if row.service == service]
        paper.grid(FIGURES, rows, service, (False, False, False, True, False, False))


def _cells(row: FigureRow) -> tuple[str, ...]:
    came = [row.source, row.source_detail]
    came += [f"{word} {day}" for word, day in (("received", row.received), ("approved", row.approved)) if day]
    beside = "; ".join([*row.comparators, *row.notes])
    return (row.label, row.period, row.provider, row.words, beside, ", ".join(part for part in came if part))
