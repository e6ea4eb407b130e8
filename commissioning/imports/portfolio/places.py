"""The plan's objectives and themes, and the places that services work in."""

from commissioning.imports.portfolio.book import Book, Entry, plain_name
from commissioning.imports.portfolio.records import Ref
from commissioning.imports.portfolio.statements import Read, Statement
from commissioning.imports.portfolio.stored import within
from commissioning.imports.portfolio.values import Said
from commissioning.models import AreaScheme
from commissioning.parsing.outcomes import quoted
from tracker import formats
from tracker.uploads.cells import Cell

PLAN_NAME = "Police and Crime Plan"
WHOLE_FORCE = frozenset(
    ["whole force", "whole force area", "force wide", "force-wide", "forcewide", "all areas", "all", "whole area"]
)


def read_plan(read: Read, book: Book) -> None:
    """The rows of the plan; without that sheet, and before there is a plan, the objectives that services name."""
    for statement in read.of("plan"):
        _line(statement, book)


def _line(statement: Statement, book: Book) -> None:
    if book.lacks(statement, objective="objective"):
        return
    objective_name, theme_name = statement.value("objective"), statement.value("theme")
    coded = book.coded("theme" if theme_name else "objective", statement)
    if coded is None or coded.kind == "theme":
        objective = book.find("objective", objective_name) or make_objective(objective_name, statement, book)
    else:
        objective = coded
        rename(objective, statement.said["objective"], book)
    objective.cell = objective.cell or statement.cell
    if theme_name:
        theme = coded or book.find("theme", within(objective.key, theme_name))
        theme = theme or make_theme(theme_name, objective, statement.at("theme"), book)
        theme.cell = theme.cell or statement.cell
        rename(theme, statement.said["theme"], book)
        book.say(theme, "objective", Said(objective.ref, statement.at("objective")))


def rename(entry: Entry, said: Said, book: Book) -> None:
    """Another name for a record that is known by its code. Other capitals or apostrophes are no other name."""
    if plain_name(entry.name) != plain_name(said.value):
        book.say(entry, "name", said)
        book.call(entry, said.value)


def make_objective(name: str, statement: Statement, book: Book) -> Entry:
    cell = statement.at("objective")
    plan = _plan_of(statement.value("plan"), statement, book)
    entry = book.make("objective", name, cell)
    book.say(entry, "name", Said(name, cell))
    book.say(entry, "plan", Said(plan.ref, cell))
    return entry


def _plan_of(title: str | None, statement: Statement, book: Book) -> Entry:
    """The plan of that title; without one, the only plan, or a first one."""
    known = book.of("plan")
    found = book.find("plan", title) if title else (known[0] if known else None)
    if found is not None:
        return found
    name, cell = title or PLAN_NAME, statement.at("plan")
    entry = book.register(Entry("plan", name, name, cell=cell), name)
    book.say(entry, "name", Said(name, cell))
    return entry


def make_theme(name: str, objective: Entry, cell: Cell, book: Book) -> Entry:
    entry = book.make("theme", name, cell)
    book.call(entry, within(objective.key, name))
    book.say(entry, "name", Said(name, cell))
    book.say(entry, "objective", Said(objective.ref, cell))
    return entry


def read_areas(read: Read, book: Book) -> None:
    rows = [
        (statement, _area(statement, book)) for statement in read.of("area") if not book.lacks(statement, name="area")
    ]
    for statement, entry in rows:
        _describe_area(entry, statement, book)


def _area(statement: Statement, book: Book) -> Entry:
    name = statement.value("name")
    coded = book.coded("area", statement)
    if coded is not None:
        rename(coded, statement.said["name"], book)
        return coded
    scheme = statement.value("scheme")
    known = [each for each in book.named("area", name) if scheme in (None, each.value("scheme"))]
    return known[0] if known else _make_area(name, scheme or AreaScheme.PLACE, statement.at("name"), book)


def _make_area(name: str, scheme: str, cell: Cell, book: Book) -> Entry:
    entry = book.make("area", name, cell)
    book.say(entry, "name", Said(name, cell))
    book.say(entry, "scheme", Said(AreaScheme(scheme).value, cell))
    return entry


def _describe_area(entry: Entry, statement: Statement, book: Book) -> None:
    book.speak(entry, statement, ("scheme", "ons_code"))
    added = tuple(each for each in statement.value("aliases") or () if entry not in book.named("area", each))
    if added:
        book.say(entry, "aliases", Said(added, statement.at("aliases")))  # other names are added, never taken away
        for alias in added:
            book.call(entry, alias)
    if statement.value("within"):
        cell = statement.at("within")
        book.say(entry, "within", Said(areas_in(statement.value("within"), cell, book, but=entry), cell))


def areas_in(names: tuple[str, ...], cell: Cell, book: Book, but: Entry | None = None) -> tuple[Ref, ...]:
    """The areas of these names. One that nothing has is a new place; names with commas between them are several."""
    found: dict[str, Ref] = {}
    for name in names:
        for part in [name] if book.named("area", name) else [each.strip() for each in name.split(",") if each.strip()]:
            entry = _area_called(part, cell, book)
            if entry is not None and entry is not but:
                found[entry.key] = entry.ref
    return tuple(found.values())


def _area_called(name: str, cell: Cell, book: Book) -> Entry | None:
    known = book.named("area", name)
    if len(known) > 1:
        kinds = formats.listing(str(AreaScheme(each.value("scheme")).label) for each in known)
        book.fault(
            cell,
            "Areas of the same name",
            f"{quoted(name)} is the name of {len(known)} areas: {kinds}.",
            f"Write the code of the one that is meant: {formats.listing(each.key for each in known)}.",
        )
    if known:
        return known[0]
    if plain_name(name) in WHOLE_FORCE:
        force = next((each for each in book.of("area") if each.value("scheme") == AreaScheme.FORCE), None)
        return force or _make_area(book.whole_area, AreaScheme.FORCE, cell, book)
    return _make_area(name, AreaScheme.PLACE, cell, book)
