"""Services: where they stand in the plan, who delivers them, who reports, and where they work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commissioning.choices import DeliveryRole, ReportsFor
from commissioning.imports.portfolio.book import Book, Entry
from commissioning.imports.portfolio.places import areas_in, make_objective, make_theme, rename
from commissioning.imports.portfolio.providers import not_stated, provider_called, providers_in
from commissioning.imports.portfolio.records import Ref
from commissioning.imports.portfolio.statements import Read, Statement
from commissioning.imports.portfolio.stored import within
from commissioning.imports.portfolio.values import Said
from commissioning.parsing.outcomes import quoted
from tracker import formats
from tracker.uploads.cells import Cell

FIELDS = ("summary", "template", "stage", "reports_for", "address_confidential", "ended_on")
FINANCIAL = frozenset({"financial quarters", "financial quarter", "quarters", "quarterly", "financial year"})


@dataclass(frozen=True, slots=True)
class Reports:
    """How one provider's report on a service comes, from and to a day where they are said."""

    provider: Ref
    route: str
    starts_on: date | None = None
    ends_on: date | None = None


def read_services(read: Read, book: Book) -> None:
    open_plan = not book.of("objective")
    rows = [(each, _service(each, book)) for each in read.of("service")]
    found = [(statement, entry) for statement, entry in rows if entry]
    for statement, entry in found:
        _describe(entry, statement, book, open_plan=open_plan)
    for entry in {id(entry): entry for _, entry in found}.values():
        _settle_place(entry, book)


def _service(statement: Statement, book: Book) -> Entry | None:
    if book.lacks(statement, name="service"):
        return None
    name = statement.value("name")
    coded = book.coded("service", statement)
    if coded is not None:
        rename(coded, statement.said["name"], book)
        return coded
    return book.find("service", name) or make_service(name, statement.at("name"), book)


def make_service(name: str, cell: Cell, book: Book) -> Entry:
    entry = book.make("service", name, cell)
    book.say(entry, "name", Said(name, cell))
    return entry


def _describe(entry: Entry, statement: Statement, book: Book, *, open_plan: bool) -> None:
    book.speak(entry, statement, FIELDS)
    _place(entry, statement, book, open_plan=open_plan)
    _delivered(entry, statement, book)
    _calendar(entry, statement, book)
    _officer(entry, statement, book)
    if statement.value("areas"):
        cell = statement.at("areas")
        book.say(entry, "areas", Said(areas_in(statement.value("areas"), cell, book), cell))
    if statement.value("part_of"):
        _part_of(entry, statement, book)


def _place(entry: Entry, statement: Statement, book: Book, *, open_plan: bool) -> None:
    """The objective and theme of these names; a theme says its objective. Written in each other's place, they are
    taken for what they are.
    """
    objective = _objective(statement, book, open_plan=open_plan)
    if objective is not None and objective.kind == "theme":
        theme: Entry | None = objective
    else:
        theme = _theme(statement, objective, book, open_plan=open_plan)
    if theme is not None:
        _say_place(entry, statement, theme.value("objective"), theme, book)
    elif objective is not None and not statement.value("theme"):
        _say_place(entry, statement, objective.ref, None, book)
    elif statement.value("objective") or statement.value("theme"):
        book.misplaced.add(entry.key)


def _say_place(entry: Entry, statement: Statement, objective: object, theme: Entry | None, book: Book) -> None:
    cell = statement.at("theme" if theme and statement.value("theme") else "objective")
    held = objective if isinstance(objective, Ref) else Ref("objective", objective.code)  # type: ignore[attr-defined]
    book.say(entry, "objective", Said(held, cell))
    book.say(entry, "theme", Said(theme.ref if theme else None, cell))


def _objective(statement: Statement, book: Book, *, open_plan: bool) -> Entry | None:
    name = statement.value("objective")
    if not name:
        return None
    found = book.find("objective", name) or book.find("theme", name)
    if found is None and open_plan:
        return make_objective(name, statement, book)
    if found is None:
        cell = statement.at("objective")
        book.unknown(
            cell, "objective", name, noun="objective of the plan", cure="Add it to the sheet Plan, or correct it."
        )
    return found


def _theme(statement: Statement, objective: Entry | None, book: Book, *, open_plan: bool) -> Entry | None:
    name = statement.value("theme")
    if not name:
        return None
    cell = statement.at("theme")
    if objective is not None:
        found = book.find("theme", within(objective.key, name))
        if found is None and open_plan:
            return make_theme(name, objective, cell, book)
        if found is None:
            _no_such_theme(cell, name, objective, book)
        return found
    if statement.value("objective"):
        return None
    found = book.find("theme", name)
    if found is None and len(book.named("theme", name)) < 2:
        book.unknown(cell, "theme", name, noun="theme of the plan", cure="Write its objective, or correct it.")
    elif found is None:
        book.fault(
            cell, "Themes of the same name", f"{quoted(name)} stands under several objectives.", "Write the objective."
        )
    return found


def _no_such_theme(cell: Cell, name: str, objective: Entry, book: Book) -> None:
    others = [each.name for each in book.named("theme", name)]
    hint = (
        "It stands under another objective: correct one of them."
        if others
        else "Add it to the sheet Plan, or correct it."
    )
    book.fault(cell, "Names of no theme of the plan", f"{objective.name} has no theme called {quoted(name)}.", hint)


def _settle_place(entry: Entry, book: Book) -> None:
    """A new service needs its place. Where none is named anywhere, one is asked for all of them."""
    if entry.stored is not None or "objective" in entry.said or entry.cell is None or entry.key in book.misplaced:
        return
    objectives = [(each.key, each.name) for each in book.of("objective")]
    if not objectives:
        book.fault(
            entry.cell,
            "Services without a place in the plan",
            f"{entry.name} has no place in the plan.",
            "Write its objective in a column “Objective”.",
        )
        return
    answer = book.ask(
        "place",
        "Services without a place in the plan",
        "Under which objective do the services stand that name none?",
        objectives,
        entry.cell,
    )
    if answer:
        book.say(entry, "objective", Said(Ref("objective", answer), entry.cell))
        book.say(entry, "theme", Said(None, entry.cell))


def _delivered(entry: Entry, statement: Statement, book: Book) -> None:
    cell = statement.at("provider")
    leads = providers_in(statement.value("provider") or (), cell, book)
    partners = providers_in(statement.value("partners") or (), statement.at("partners"), book)
    for provider in leads:
        deliver(entry, provider, DeliveryRole.LEAD, cell, book)
    for provider in partners:
        deliver(entry, provider, DeliveryRole.PARTNER, statement.at("partners"), book)
    if len(leads) > 1 and entry.stored is None and "reports_for" not in entry.said:
        book.say(entry, "reports_for", Said(ReportsFor.EACH.value, cell))
    if statement.value("route"):
        reporting = leads or lead_entries(entry, book) or (not_stated(statement.at("route"), book),)
        each = entry.value("reports_for") == ReportsFor.EACH
        for provider in reporting if each else reporting[:1]:
            said = Reports(provider.ref, statement.value("route"), statement.value("route_from"))
            report(entry, said, statement.at("route"), book)


def deliver(entry: Entry, provider: Entry, role: str, cell: Cell, book: Book) -> None:
    book.say(entry, f"delivery {provider.key}", Said((provider.ref, DeliveryRole(role).value), cell))


def report(entry: Entry, reports: Reports, cell: Cell, book: Book) -> None:
    since = f" {reports.starts_on}" if reports.starts_on else ""
    book.say(entry, f"route {reports.provider.key}{since}", Said(reports, cell))


def lead_entries(entry: Entry, book: Book) -> tuple[Entry, ...]:
    """The providers that lead the service, by the file or as it is stored."""
    said = [each.value for name, each in entry.said.items() if name.startswith("delivery ")]
    leads = [provider.key for provider, role in said if role == DeliveryRole.LEAD]
    if entry.stored is not None:
        rows = entry.stored.service_providers.all()
        leads += [row.provider.code for row in rows if row.role == DeliveryRole.LEAD]
    return tuple(book.entries["provider"][key] for key in dict.fromkeys(leads))


def _calendar(entry: Entry, statement: Statement, book: Book) -> None:
    name, cell = statement.value("calendar"), statement.at("calendar")
    if not name:
        return
    found = book.find("calendar", name)
    if found is None and name.lower() not in FINANCIAL:
        known = formats.listing(each.name for each in book.of("calendar"))
        book.fault(
            cell,
            "Names of no calendar",
            f"There is no calendar called {quoted(name)}.",
            f"Write one of: {known}." if known else "Leave it empty for financial quarters.",
        )
    if found is not None:
        book.say(entry, "calendar", Said((found.ref, statement.value("route_from")), cell))


def _officer(entry: Entry, statement: Statement, book: Book) -> None:
    name, cell = statement.value("officer"), statement.at("officer")
    if not name:
        return
    found = book.find("officer", name)
    if found is None:
        book.warn(
            cell,
            "Officers who don’t sign in here",
            f"Nobody called {quoted(name)} signs in here as an officer, so {entry.name} gets no lead officer.",
            "Invite the person, and load the file again.",
        )
        return
    book.say(entry, "lead_officer", Said(found.ref, cell))


def _part_of(entry: Entry, statement: Statement, book: Book) -> None:
    name, cell = statement.value("part_of"), statement.at("part_of")
    whole = service_called(name, cell, book)
    if whole is entry:
        book.fault(cell, "Services that are part of themselves", f"{entry.name} is part of itself.", "Empty the cell.")
    elif whole is not None:
        book.say(entry, "part_of", Said(whole.ref, cell))


def service_called(name: str, cell: Cell, book: Book) -> Entry | None:
    """The service of that name or code; a fault where there is none."""
    found = book.find("service", name)
    if found is None:
        book.unknown(cell, "service", name, noun="service", cure="Add it to the sheet Services, or correct it.")
    return found


def services_in(names: Sequence[str], cell: Cell, book: Book) -> list[Entry]:
    found = [service_called(name, cell, book) for name in names]
    return [each for each in found if each is not None]


def read_reporting(read: Read, book: Book) -> None:
    for statement in read.of("reporting"):
        if book.lacks(statement, service="service", provider="provider"):
            continue
        entry = service_called(statement.value("service"), statement.at("service"), book)
        if entry is not None:
            _reporting(entry, statement, book)


def _reporting(entry: Entry, statement: Statement, book: Book) -> None:
    entry.cell = entry.cell or statement.cell
    provider = provider_called(statement.value("provider"), statement.at("provider"), book)
    if statement.value("role"):
        deliver(entry, provider, statement.value("role"), statement.at("role"), book)
    if statement.value("route"):
        days = statement.value("starts_on"), statement.value("ends_on")
        report(entry, Reports(provider.ref, statement.value("route"), *days), statement.at("route"), book)
