"""Who gives the office money: funders, their streams, and what a stream holds in a year."""

from commissioning.choices import AllocationStage
from commissioning.imports.portfolio.book import Book, Entry
from commissioning.imports.portfolio.statements import Read, Statement
from commissioning.imports.portfolio.stored import within
from commissioning.imports.portfolio.values import Amount, Said, amounts_of
from tracker.uploads.cells import Cell

NOT_STATED = "not-stated"
NOT_STATED_NAMES = {"funder": "Funder not stated", "stream": "Stream not stated"}


def read_streams(read: Read, book: Book) -> None:
    for statement in read.of("stream"):
        if not book.lacks(statement, stream="stream"):
            _stream(statement, book)


def _stream(statement: Statement, book: Book) -> None:
    coded = book.by_key("allocation", statement.value("code") or "") or book.coded("stream", statement)
    stream = coded if coded and coded.kind == "stream" else stream_of(statement, book)
    if stream is None:
        return
    stream.cell = stream.cell or statement.cell
    own = coded if coded and coded.kind == "allocation" else None
    if statement.value("year"):
        amount = statement.said.get("amount") or Said(Amount(None), statement.at("year"))
        _allocate(stream, statement.value("year"), amount, statement, book, own)
    for year, said in amounts_of(statement.years, book.faults):
        _allocate(stream, year, said, statement, book)


def stream_of(statement: Statement, book: Book) -> Entry | None:
    """The stream that a row names, with its funder; where it names neither, "not stated"."""
    name, funder_name = statement.value("stream"), statement.value("funder")
    if not name:
        return _pot_of(funder_name, statement, book) if funder_name else not_stated("stream", statement.cell, book)
    if funder_name is None:
        found = book.named("stream", name)
        if len(found) > 1:
            book.fault(
                statement.at("stream"),
                "Streams of the same name",
                f"{len(found)} funders have a stream of this name.",
                "Write the funder beside it.",
            )
        return found[0] if found else _make(name, not_stated("funder", statement.at("stream"), book), statement, book)
    funder = _funder(funder_name, statement.at("funder"), book)
    coded = book.by_key("stream", name)
    return book.find("stream", within(funder.key, name)) or coded or _make(name, funder, statement, book)


def _pot_of(funder_name: str, statement: Statement, book: Book) -> Entry:
    """A funder without a stream: its only one, or one that says so."""
    funder = _funder(funder_name, statement.at("funder"), book)
    own = [each for each in book.of("stream") if _funder_key(each) == funder.key]
    name = f"{funder.name}, stream not stated"
    if len(own) == 1:
        return own[0]
    return book.find("stream", within(funder.key, name)) or _make(name, funder, statement, book)


def _funder_key(stream: Entry) -> str:
    return stream.said["funder"].value.key if "funder" in stream.said else stream.stored.funder.code


def _funder(name: str, cell: Cell, book: Book) -> Entry:
    found = book.find("funder", name)
    if found is None:
        found = book.make("funder", name, cell)
        book.say(found, "name", Said(name, cell))
    return found


def _make(name: str, funder: Entry, statement: Statement, book: Book) -> Entry:
    cell = statement.at("stream")
    entry = book.make("stream", name, cell)
    book.call(entry, within(funder.key, name))
    book.say(entry, "name", Said(name, cell))
    book.say(entry, "funder", Said(funder.ref, cell))
    return entry


def not_stated(kind: str, cell: Cell, book: Book) -> Entry:
    """The one stream, or funder, "not stated": an amount always has its row of a stream."""
    name = NOT_STATED_NAMES[kind]
    found = book.by_key(kind, NOT_STATED) or book.find(kind, name) or book.find(kind, "Not stated")
    if found is None:
        found = book.register(Entry(kind, NOT_STATED, name, cell=cell), name)
        book.say(found, "name", Said(name, cell))
        if kind == "stream":
            book.say(found, "funder", Said(not_stated("funder", cell, book).ref, cell))
    return found


def _allocate(
    stream: Entry, year: str, amount: Said, statement: Statement, book: Book, own: Entry | None = None
) -> None:
    """What the stream holds in the year; several sums of one year are told apart by their codes."""
    key = within(stream.key, year)
    entry = own or next(iter(book.named("allocation", key)), None)
    if entry is None:
        entry = book.make("allocation", f"{stream.key} {year}", statement.cell)
        book.call(entry, key)
        book.say(entry, "stream", Said(stream.ref, statement.cell))
        book.say(entry, "year_label", Said(year, statement.cell))
        if "stage" not in statement.said:
            book.say(entry, "stage", Said(AllocationStage.CONFIRMED.value, statement.cell))
    book.say(entry, "amount", amount)
    book.speak(entry, statement, ("stage", "stage_on", "purpose"))
