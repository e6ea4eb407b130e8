"""Providers and their contacts. A name that is nearly another provider's is asked about, never taken for it."""

from commissioning.imports.portfolio.book import Book, Entry, plain_name
from commissioning.imports.portfolio.places import rename
from commissioning.imports.portfolio.statements import Read, Statement
from commissioning.imports.portfolio.stored import within
from commissioning.imports.portfolio.values import Said
from commissioning.parsing.outcomes import quoted
from providers.models import Provider, ProviderKind
from providers.parsing import any_alike
from providers.workflow import NOT_STATED_NAME
from tracker.uploads.cells import Cell

FIELDS = ("short_name", "kind", "charity_number", "company_number", "address_confidential", "ended_on")
BETWEEN = (" / ", "/", " + ", ", ", " and ", " & ", " with ")
OTHER = "other"
SAME = "is:"


def read_providers(read: Read, book: Book) -> None:
    rows = [(each, _provider(each, book)) for each in read.of("provider") if not book.lacks(each, name="provider")]
    for statement, entry in rows:
        book.speak(entry, statement, FIELDS)
        if statement.value("aliases"):
            _aliases(entry, statement, book)


def _provider(statement: Statement, book: Book) -> Entry:
    name = statement.value("name")
    coded = book.coded("provider", statement)
    if coded is None:
        entry = provider_called(name, statement.at("name"), book)
        if statement.value("short_name") and entry.stored is None:
            book.call(entry, statement.value("short_name"))
        return entry
    rename(coded, statement.said["name"], book)
    return coded


def _aliases(entry: Entry, statement: Statement, book: Book) -> None:
    """Other names are added and never taken away. One that another provider has is a fault."""
    cell, added = statement.at("aliases"), []
    for alias in statement.value("aliases"):
        others = [each for each in book.named("provider", alias) if each is not entry]
        if others:
            book.fault(
                cell,
                "Names that two providers would have",
                f"{quoted(alias)} is already a name of {others[0].name}.",
                "Take it out here, or merge the two providers first.",
            )
        elif entry not in book.named("provider", alias):
            added.append(alias)
            book.call(entry, alias)
    add_aliases(entry, added, cell, book)


def add_aliases(entry: Entry, names: list[str], cell: Cell, book: Book) -> None:
    if names:
        before = entry.said["aliases"].value if "aliases" in entry.said else ()
        entry.said["aliases"] = Said((*before, *names), cell)


def not_stated(cell: Cell, book: Book) -> Entry:
    """The one row "not stated", made where there is none yet."""
    found = book.by_key("provider", Provider.NOT_STATED)
    if found is None:
        found = book.register(Entry("provider", Provider.NOT_STATED, NOT_STATED_NAME, cell=cell), NOT_STATED_NAME)
        book.say(found, "name", Said(NOT_STATED_NAME, cell))
        book.say(found, "kind", Said(ProviderKind.NOT_STATED.value, cell))
    return found


def provider_called(name: str, cell: Cell, book: Book) -> Entry:
    """The provider of that name: a stored one, one of the file, or a new one. Near names are asked about."""
    known = book.named("provider", name)
    if known:
        return known[0]
    like = _like(name, book)
    answer = _ask_same(name, like, cell, book) if like else OTHER
    if not answer:
        return like[0]  # until it is answered, so that nothing else seems wrong
    if answer.startswith(SAME):
        same = book.entries["provider"][answer.removeprefix(SAME)]
        add_aliases(same, [name], cell, book)
        book.call(same, name)
        return same
    entry = book.make("provider", name, cell)
    book.say(entry, "name", Said(name, cell))
    if like:
        book.say(entry, "different_from", Said(tuple(each.ref for each in like), cell))
    return entry


def _like(name: str, book: Book) -> list[Entry]:
    """The providers that have a name much like this one."""
    found = {
        entry.key: entry
        for known, entries in book.names.get("provider", {}).items()
        for entry in entries
        if entry.key != Provider.NOT_STATED and any_alike([name], [known])
    }
    return list(found.values())


def _ask_same(name: str, like: list[Entry], cell: Cell, book: Book) -> str:
    same = [(f"{SAME}{each.key}", f"Yes: it is another name of {each.name}") for each in like]
    names = " or ".join(each.name for each in like)
    return book.ask(
        f"provider {plain_name(name)}",
        "Providers that may be the same",
        f"Is {quoted(name)} the same provider as {names}?",
        [*same, (OTHER, f"No: {name} is another provider")],
        cell,
    )


def providers_in(names: tuple[str, ...], cell: Cell, book: Book) -> tuple[Entry, ...]:
    """The providers of these names; a name that is none, but is made of names that are, is several."""
    found: dict[str, Entry] = {}
    for name in names:
        for part in _parts(name, book):
            entry = provider_called(part, cell, book)
            found[entry.key] = entry
    return tuple(found.values())


def _parts(name: str, book: Book) -> list[str]:
    if book.named("provider", name):
        return [name]
    for between in BETWEEN:
        parts = [part.strip() for part in name.split(between)]
        if len(parts) > 1 and all(part and book.named("provider", part) for part in parts):
            return parts
    return [name]


def read_contacts(read: Read, book: Book) -> None:
    for statement in read.of("contact"):
        if not book.lacks(statement, name="person", provider="provider"):
            _contact(statement, book)


def _contact(statement: Statement, book: Book) -> None:
    provider = provider_called(statement.value("provider"), statement.at("provider"), book)
    key = within(provider.key, statement.value("name"))
    known = book.named("contact", key)
    email = statement.value("email")
    known = [each for each in known if len(known) == 1 or each.value("email") == email] or known
    entry = known[0] if known else book.register(Entry("contact", key, statement.value("name")), key)
    if entry.stored is None:
        book.say(entry, "name", statement.said["name"])
        book.say(entry, "provider", Said(provider.ref, statement.at("provider")))
    book.speak(entry, statement, ("job", "email", "telephone", "gets_reminders"))
