"""Money of awards in rows of its own: from which stream, in which year; and changes to an award with their day."""

from commissioning.choices import VariationKind
from commissioning.imports.portfolio.awards import award_called, fund
from commissioning.imports.portfolio.book import Book, Entry
from commissioning.imports.portfolio.statements import Read, Statement
from commissioning.imports.portfolio.streams import stream_of
from commissioning.imports.portfolio.values import Amount, Said, amounts_of
from tracker import formats


def read_funding(read: Read, book: Book) -> None:
    for statement in read.of("funding"):
        if not book.lacks(statement, award="award"):
            _row(statement, book)


def _row(statement: Statement, book: Book) -> None:
    award = award_called(statement.value("award"), statement.at("award"), book)
    if award is None:
        return
    award.cell = award.cell or statement.cell
    holder = _change(award, statement, book) if statement.value("change") else award
    if holder is None:
        return
    if statement.value("year") or statement.years:
        _fund(holder, statement, book)
    elif "amount" in statement.said:
        book.fault(statement.at("amount"), "Amounts without a year", "This amount has no year.", "Write its year.")


def _fund(holder: Entry, statement: Statement, book: Book) -> None:
    stream = stream_of(statement, book)
    if stream is None:
        return
    if statement.value("year"):
        fund(holder, stream, statement.value("year"), _amount(statement), book)
    for year, said in amounts_of(statement.years, book.faults, negative=True):
        fund(holder, stream, year, said, book)


def _amount(statement: Statement) -> Said:
    return statement.said.get("amount") or Said(Amount(None), statement.at("year"))


def _change(award: Entry, statement: Statement, book: Book) -> Entry | None:
    """The change to the award of that kind and day: one that is stored, one of rows before, or a new one."""
    kind, on, why = statement.value("change"), statement.value("effective_on"), statement.value("reason")
    if on is None:
        book.fault(
            statement.at("change"),
            "Changes to awards",
            "A change has a day from which it counts.",
            "Write the day under “Counts from”.",
        )
        return None
    known = [each for each in book.of("variation") if _fits(each, award, kind, on)]
    found = next((each for each in known if each.value("reason") == why), known[0] if known else None)
    entry = found or _make(award, statement, book)
    if entry is None:
        return None
    entry.cell = entry.cell or statement.cell
    if why:
        book.say(entry, "reason", statement.said["reason"])
    return entry


def _fits(entry: Entry, award: Entry, kind: str, on: object) -> bool:
    own = entry.said["award"].value.key if "award" in entry.said else entry.stored.award.code
    return own == award.key and entry.value("kind") == kind and entry.value("effective_on") == on


def _make(award: Entry, statement: Statement, book: Book) -> Entry | None:
    kind, on = statement.value("change"), statement.value("effective_on")
    if not statement.value("reason"):
        book.fault(
            statement.at("change"), "Changes to awards", "A change to an award says why.", "Write it under “Why”."
        )
        return None
    name = f"{award.name}: {VariationKind(kind).label}, {formats.day(on)}"
    entry = book.make("variation", name, statement.cell, code=f"{award.key[:24]} {on} {kind}")
    book.say(entry, "award", Said(award.ref, statement.at("award")))
    book.say(entry, "kind", Said(kind, statement.at("change")))
    book.say(entry, "effective_on", statement.said["effective_on"])
    return entry
