"""Projects that recipients funded with their awards: a row a project."""

from commissioning.imports.portfolio.awards import award_called
from commissioning.imports.portfolio.book import Book, Entry
from commissioning.imports.portfolio.places import areas_in
from commissioning.imports.portfolio.statements import Read, Statement
from commissioning.imports.portfolio.stored import within
from commissioning.imports.portfolio.values import Said


def read_projects(read: Read, book: Book) -> None:
    for statement in read.of("project"):
        if not book.lacks(statement, name="project", award="award"):
            _project(statement, book)


def _project(statement: Statement, book: Book) -> None:
    award = award_called(statement.value("award"), statement.at("award"), book)
    if award is None:
        return
    entry = book.coded("project", statement) or _known(award, statement, book)
    book.say(entry, "name", statement.said["name"])
    book.speak(entry, statement, ("purpose", "amount"))
    if statement.value("area"):
        cell = statement.at("area")
        areas = areas_in((statement.value("area"),), cell, book)
        if len(areas) > 1:
            book.fault(cell, "Projects in several areas", "A project has one area.", "Write the one that holds them.")
        elif areas:
            book.say(entry, "area", Said(areas[0], cell))


def _known(award: Entry, statement: Statement, book: Book) -> Entry:
    """The award's project of that name, or a new one."""
    name, cell = statement.value("name"), statement.at("name")
    key = within(award.key, name)
    found = book.find("project", key)
    if found is None:
        found = book.make("project", name, cell, code=f"{award.key[:24]} {name}")
        book.call(found, key)
        book.say(found, "award", Said(award.ref, statement.at("award")))
    return found
