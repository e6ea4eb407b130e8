"""What services count: measures with their definitions, how each service reports them, and their targets."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import slugify

from commissioning.choices import Basis, NumberKind, Polarity
from commissioning.imports.portfolio.book import Book, Entry, closest, plain_name
from commissioning.imports.portfolio.records import Ref
from commissioning.imports.portfolio.services import service_called
from commissioning.imports.portfolio.statements import Read, Statement
from commissioning.imports.portfolio.stored import within
from commissioning.imports.portfolio.values import Said, two_sentences
from commissioning.parsing import Missing, Parsed, StateProposed, kind_for, parse_cell
from commissioning.parsing.outcomes import quoted
from commissioning.parsing.years import Year, parse_year
from tracker.uploads.cells import Cell

WORDING = ("definition", "unit", "number_kind", "basis", "polarity", "about_people")
OWN = ("headline", "tolerance", "audience", "starts_on", "ends_on")
GUESSES = (
    (re.compile(r"%|\bper ?cent(age)?\b|\bproportion\b"), NumberKind.PERCENTAGE),
    (re.compile(r"£|\b(spend|cost|amount|value)\b"), NumberKind.MONEY),
    (re.compile(r"\b(average|mean|median)\b"), NumberKind.AVERAGE),
)
COUNTING_WORDS = re.compile(
    r"^(the )?(total )?(number|no\.?|count|%|percentage|per ?cent|proportion) (of )?", re.IGNORECASE
)
UNIT_LENGTH = 40
MOST_HEADLINES = 3
MOST_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Level:
    """A target's number, as exactly as it was stated."""

    value: Decimal
    precision: str = "exact"


def read_measures(read: Read, book: Book) -> None:
    rows = [(each, _measure(each, book)) for each in read.of("measure")]
    for statement, own in rows:
        if own is not None and statement.value("part_of"):
            _whole(own, statement, book)
    for measure in book.of("measure"):
        if measure.stored is None:
            _assume(measure, book)
    _check_headlines(book)


def _measure(statement: Statement, book: Book) -> Entry | None:
    if book.lacks(statement, measure="measure"):
        return None
    label = statement.value("measure")
    if not statement.value("service"):
        _describe(_shared(statement, label, None, book), statement, book)
        return None
    service = service_called(statement.value("service"), statement.at("service"), book)
    if service is None:
        return None
    own = book.coded("service_measure", statement) or book.find("service_measure", within(service.key, label))
    measure = _shared(statement, label, own, book)
    _describe(measure, statement, book)
    if own is None:
        own = _make(service, measure, label, statement.at("measure"), book)
    elif statement.value("code") and plain_name(own.name) != plain_name(label):
        book.say(own, "label", statement.said["measure"])
        book.call(own, within(service.key, label))
    own.cell = own.cell or statement.cell
    book.speak(own, statement, OWN)
    if statement.value("family"):
        book.say(own, "family", Said(slugify(statement.value("family")), statement.at("family")))
    return own


def _shared(statement: Statement, label: str, own: Entry | None, book: Book) -> Entry:
    """The measure in all services: by its shared name, as the service reports it already, or by its label."""
    name = statement.value("shared")
    if own is not None and name is None:
        held = own.said["measure"].value.key if own.stored is None else own.stored.measure.code
        return book.entries["measure"][held]
    wanted = name or label
    found = book.find("measure", wanted)
    if found is None:
        cell = statement.at("shared" if name else "measure")
        found = book.make("measure", wanted, cell)
        book.say(found, "name", Said(wanted, cell))
    if own is not None and own.stored is not None and own.stored.measure.code != found.key:
        book.say(own, "measure", Said(found.ref, statement.at("shared")))
    return found


def _describe(measure: Entry, statement: Statement, book: Book) -> None:
    measure.cell = measure.cell or statement.cell
    book.speak(measure, statement, WORDING)


def _make(service: Entry, measure: Entry, label: str, cell: Cell, book: Book) -> Entry:
    own = book.make("service_measure", label, cell, code=f"{service.key} {label}")
    book.call(own, within(service.key, label))
    book.call(own, within(service.key, measure.name))
    book.say(own, "label", Said(label, cell))
    book.say(own, "service", Said(service.ref, cell))
    book.say(own, "measure", Said(measure.ref, cell))
    return own


def own_measure(service: Entry, label: str, cell: Cell, book: Book, *, make: bool = False) -> Entry | None:
    """The measure of that label, name or code in this service. Where there is none it is a fault; with `make`, a new
    measure, unless the service counts something of nearly that name.
    """
    found = book.find("service_measure", within(service.key, label)) or book.by_key("service_measure", label.strip())
    if found is not None:
        return found
    own = [each.name for each in book.of("service_measure") if service_key(each) == service.key]
    like = closest(label, own)
    if make and not like:
        return _make(service, book.find("measure", label) or _make_measure(label, cell, book), label, cell, book)
    known = " or ".join(quoted(name) for name in like or own[:MOST_OFFERED])
    book.fault(
        cell,
        "Names of no measure",
        f"{service.name} counts nothing called {quoted(label)}.",
        f"Write {known}, or add it to the sheet Measures." if known else "Add it to the sheet Measures.",
    )
    return None


def _make_measure(name: str, cell: Cell, book: Book) -> Entry:
    measure = book.make("measure", name, cell)
    book.say(measure, "name", Said(name, cell))
    _assume(measure, book)
    return measure


def service_key(own: Entry) -> str:
    return own.said["service"].value.key if "service" in own.said else own.stored.service.code


def _whole(own: Entry, statement: Statement, book: Book) -> None:
    cell = statement.at("part_of")
    service = book.entries["service"][service_key(own)]
    whole = own_measure(service, statement.value("part_of"), cell, book)
    if whole is own:
        book.fault(cell, "Measures", f"{own.name} is part of itself.", "Empty the cell.")
    elif whole is not None:
        book.say(own, "whole", Said(whole.ref, cell))


def _assume(measure: Entry, book: Book) -> None:
    """How a new measure is counted, where the file doesn't say: the plainest reading, and told."""
    cell = measure.cell
    if cell is None or measure.stored is not None:
        return
    missing = [name for name in WORDING[1:] if name not in measure.said]
    kind = guess(measure.name)
    assumed = {
        "unit": unit_of(measure.name),
        "number_kind": kind.value,
        "basis": Basis.IN_PERIOD.value,
        "polarity": Polarity.CONTEXT.value,
        "about_people": measure.value("number_kind") != NumberKind.MONEY and kind != NumberKind.MONEY,
    }
    for name in missing:
        book.say(measure, name, Said(assumed[name], cell))
    if "number_kind" in missing or "basis" in missing:
        number, basis = NumberKind(measure.value("number_kind")), Basis(measure.value("basis"))
        people = "about people" if measure.value("about_people") else "not about people"
        book.warn(
            cell,
            "How measures are counted",
            f"{measure.name} doesn’t say: taken as a {number.label}, {basis.label}, {people}.",
            "If that is wrong, say it on the sheet Measures before you load.",
        )


def guess(name: str) -> NumberKind:
    """What kind of number a name speaks of."""
    text = name.lower()
    return next((kind for pattern, kind in GUESSES if pattern.search(text)), NumberKind.COUNT)


def unit_of(name: str) -> str:
    """ "Number of referrals" counts "referrals"."""
    bare = COUNTING_WORDS.sub("", name).replace("(%)", "").replace("%", "").strip() or name
    return (bare[:1].lower() + bare[1:])[:UNIT_LENGTH].strip()


def _check_headlines(book: Book) -> None:
    by_service: dict[str, list[Entry]] = {}
    for own in book.of("service_measure"):
        if own.value("headline"):
            by_service.setdefault(service_key(own), []).append(own)
    for key, headlines in by_service.items():
        said = [each.said["headline"] for each in headlines if "headline" in each.said]
        if len(headlines) > MOST_HEADLINES and said:
            book.fault(
                said[-1].cell,
                "Too many headline figures",
                f"{book.entries['service'][key].name} has {len(headlines)} headline figures; three are printed.",
                "Leave at most three with yes.",
            )


def assume_headlines(book: Book) -> None:
    """The first new figure of a service is its headline where nobody names one; it is told."""
    by_service: dict[str, list[Entry]] = {}
    for own in book.of("service_measure"):
        by_service.setdefault(service_key(own), []).append(own)
    for key, measures in by_service.items():
        first = next((each for each in measures if each.stored is None and each.cell is not None), None)
        decided = any(each.value("headline") or "headline" in each.said for each in measures)
        if first is None or first.cell is None or decided:
            continue
        book.say(first, "headline", Said(True, first.cell))
        book.warn(
            first.cell,
            "Headline figures that nobody named",
            f"{book.entries['service'][key].name}: no headline figure is named, so {first.name} is taken: it is rated, "
            "and printed in the update.",
            "To choose others, at most three, write yes beside them in a column Headline.",
        )


def read_targets(read: Read, book: Book) -> None:
    for statement in read.of("target"):
        found = _measure_of(statement, book)
        if found is None:
            continue
        own, service = found
        if statement.value("target"):
            year = statement.value("year")
            if year is None:
                book.fault(statement.at("target"), "Targets", "This target has no year.", "Write its year.")
                continue
            _target(own, service, year, statement.value("target"), statement, book)
        for year, cell in statement.years:
            _target(own, service, year, cell, statement, book)


def _measure_of(statement: Statement, book: Book) -> tuple[Entry, Entry] | None:
    if book.lacks(statement, service="service", measure="measure"):
        return None
    service = service_called(statement.value("service"), statement.at("service"), book)
    own = own_measure(service, statement.value("measure"), statement.at("measure"), book) if service else None
    return (own, service) if own and service else None


def _target(own: Entry, service: Entry, year: str, cell: Cell, statement: Statement, book: Book) -> None:
    level = _level(own, cell, book)
    if level is None:
        return
    label = year_in_calendar(service, year, book)
    key = within(own.key, label)
    entry = book.find("target", key)
    if entry is None:
        entry = book.register(Entry("target", key, f"{own.name}, {label}", cell=cell), key)
        book.say(entry, "service_measure", Said(own.ref, cell))
        book.say(entry, "year_label", Said(label, cell))
    entry.cell = entry.cell or cell
    book.say(entry, "value", Said(level, cell))
    book.speak(entry, statement, ("condition",))


def _level(own: Entry, cell: Cell, book: Book) -> Level | None:
    kind, basis = counted_as(own, book)
    negative = basis == Basis.CHANGE_ONLY
    read = parse_cell(cell.value, kind_for(kind), number_format=cell.format, negative=negative, over_hundred=True)
    if isinstance(read, Parsed):
        return Level(read.value, read.precision)
    if not isinstance(read, Missing) and not (isinstance(read, StateProposed) and read.value is None):
        book.fault(cell, "Numbers that can’t be read", *two_sentences(read.message))
    return None


def counted_as(own: Entry, book: Book) -> tuple[str, str]:
    """What kind of number the measure is, and how it is counted, by the file or by its newest wording."""
    ref: Ref | None = own.said["measure"].value if "measure" in own.said else None
    measure = book.entries["measure"][ref.key if ref else own.stored.measure.code]
    newest = list(measure.stored.versions.all())[-1] if measure.stored is not None else None
    kind, basis = (
        measure.said[name].value if name in measure.said else getattr(newest, name) for name in ("number_kind", "basis")
    )
    return str(kind), str(basis)


def calendar_key(service: Entry) -> str:
    """The code of the calendar in which the service reports; empty: financial quarters."""
    if "calendar" in service.said:
        return str(service.said["calendar"].value[0].key)
    rows = list(service.stored.calendars.all()) if service.stored is not None else []
    return str(max(rows, key=lambda row: (row.starts_on, row.pk)).calendar.code) if rows else ""


def year_in_calendar(service: Entry, year: str, book: Book) -> str:
    """The year of the service's own calendar that is written so: in a contract year from October it says from when."""
    calendar = book.by_key("calendar", calendar_key(service))
    labels = [row.year_label for row in calendar.stored.periods.all()] if calendar and calendar.stored else []
    read = parse_year(year)
    label = read.label if isinstance(read, Year) else year
    return next((each for each in labels if each == label or each.startswith(f"{label} (")), label)
