"""Figures of past quarters, read to be taken over: what each says, whose it is, and of which quarter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from commissioning.choices import Basis, CalendarKind, NumberKind, ObservationState
from commissioning.imports.portfolio.book import Book, Entry
from commissioning.imports.portfolio.measures import calendar_key, counted_as, own_measure
from commissioning.imports.portfolio.providers import not_stated, provider_called
from commissioning.imports.portfolio.services import lead_entries, service_called
from commissioning.imports.portfolio.statements import Read, Statement
from commissioning.imports.portfolio.stored import within
from commissioning.imports.portfolio.values import Said, two_sentences
from commissioning.parsing import Ambiguous, Missing, Parsed, StateProposed, kind_for, parse_cell
from commissioning.parsing.numbers import clean
from commissioning.parsing.outcomes import quoted
from commissioning.parsing.quarters import PeriodName, find_period, parse_period
from commissioning.parsing.words import DASHES
from tracker import formats
from tracker.periods import Period, financial_quarters
from tracker.uploads.cells import Cell

OF = re.compile(r"(?P<one>[\d, ]+?) ?(?:/|(?:out )?of) ?(?P<other>[\d, ]+)")
SHARES = frozenset({NumberKind.PERCENTAGE, NumberKind.RATE})
NOTHING = "nothing"
EARLIEST = 30  # years back from which a quarter may be
UNREAD = "Figures that can’t be read"
CATEGORIES = "Categories that a figure doesn’t have"
BREAK_DOWN = "Break the figure down under Set up first, or empty the cell: it is then the whole."
FOUR = Decimal("0.0001")
ASKED_FOR = (ObservationState.UNCOUNTED, ObservationState.NOT_COUNTED, ObservationState.DOES_NOT_APPLY)
STATES = {clean(str(state.label)): state.value for state in ASKED_FOR}  # as the tracker itself writes them


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it was stated, with its parts where they were. Percentages are in per cent units."""

    state: str = ObservationState.REPORTED
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    decimals: int = 0
    precision: str = "exact"
    raw: str = ""


def read_figures(read: Read, book: Book) -> None:
    for statement in read.of("figure"):
        found = _whose(statement, book)
        if found is None:
            continue
        for name, cell in _named(statement, book):
            _figure(found, name, cell, book)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose figure it is, and of which category; `category` None: it is the whole."""

    service: Entry
    own: Entry
    provider: Entry
    category: Entry | None


def _whose(statement: Statement, book: Book) -> Whose | None:
    if book.lacks(statement, service="service", measure="measure"):
        return None
    service = service_called(statement.value("service"), statement.at("service"), book)
    own = (
        own_measure(service, statement.value("measure"), statement.at("measure"), book, make=True) if service else None
    )
    provider = _provider(statement, service, book) if service else None
    if not (service and own and provider):
        return None
    category = _category(statement, own, book)
    if category is None and statement.value("category"):
        return None
    return Whose(service, own, provider, category)


def _category(statement: Statement, own: Entry, book: Book) -> Entry | None:
    """The category that is named, of a breakdown that the service's figure takes; None and no fault: the whole."""
    text = statement.value("category")
    if not text:
        return None
    taken = {each.pk for each in own.stored.breakdowns.all()} if own.stored is not None else set()
    found = [each for each in book.named("category", text) if each.stored.breakdown_id in taken]
    if len(found) == 1:
        return found[0]
    cell = statement.at("category")
    if found:
        names = " or ".join(quoted(each.name) for each in found)
        book.fault(cell, CATEGORIES, f"{quoted(text)} is a category of several breakdowns.", f"Write {names}.")
    else:
        known = [each for each in book.of("category") if each.stored.breakdown_id in taken]
        cure = f"Write one of: {', '.join(each.name for each in known)}." if known else BREAK_DOWN
        book.fault(cell, CATEGORIES, f"{own.name} has no category {quoted(text)}.", cure)
    return None


def _provider(statement: Statement, service: Entry, book: Book) -> Entry | None:
    if statement.value("provider"):
        return provider_called(statement.value("provider"), statement.at("provider"), book)
    leads = lead_entries(service, book)
    if len(leads) > 1:
        names = formats.listing(each.name for each in leads)
        book.fault(
            statement.cell,
            "Figures of nobody",
            f"{service.name} is delivered by {names}: whose figures are these isn’t said.",
            "Write the provider.",
        )
        return None
    return leads[0] if leads else not_stated(statement.cell, book)


def _named(statement: Statement, book: Book) -> Sequence[tuple[PeriodName, Cell]]:
    """The quarter and the figure of a row; in a wide table, those under its headings."""
    value, period = statement.value("value"), statement.value("period")
    if value is None:
        return statement.periods
    if period is None:
        book.fault(value, "Figures without a quarter", "This figure has no quarter.", "Write its quarter beside it.")
        return statement.periods
    name = parse_period(period.text)
    if not isinstance(name, PeriodName):
        book.fault(period, "Quarters that can’t be read", *two_sentences(name.message))
        return statement.periods
    return [*statement.periods, (name, value)]


def _figure(whose: Whose, name: PeriodName, cell: Cell, book: Book) -> None:
    period = _period(whose.service, name, cell, book)
    figure = _value(whose.own, cell, book) if period else None
    if period is None or figure is None:
        return
    part = whose.category
    key = within(within(whose.own.key, whose.provider.key), within(period.key, part.key) if part else period.key)
    entry = book.by_key("figure", key)
    if entry is None:
        called = [f"{whose.service.name}: {whose.own.name}", part.name if part else "", period.name]
        entry = book.register(Entry("figure", key, ", ".join(filter(None, called)), cell=cell))
        of = {"service_measure": whose.own, "provider": whose.provider, "period": period, "category": part}
        for field, each in of.items():
            book.say(entry, field, Said(each.ref, cell) if each else None)
    book.say(entry, "value", Said(figure, cell))


def _period(service: Entry, name: PeriodName, cell: Cell, book: Book) -> Entry | None:
    """The quarter of the service's own calendar that is named; it must be over."""
    found = _listed(service, name, book)
    if found is None:
        book.fault(
            cell,
            "Quarters that the calendar doesn’t have",
            f"{quoted(name.raw)} is no period of the calendar in which {service.name} reports.",
            "Write its months, such as July to September 2022, or correct the service’s calendar.",
        )
        return None
    if found.value("end") >= book.on:
        book.fault(
            cell,
            "Quarters that are not over",
            f"{found.name} ends on {formats.day(found.value('end'))}.",
            "Take the figure out: it comes with the quarter’s return.",
        )
        return None
    return found


def _listed(service: Entry, name: PeriodName, book: Book) -> Entry | None:
    """The period in the calendar in which the service reports, or in one in which it did before."""
    for key in [calendar_key(service), *earlier_calendars(service)]:
        calendar = book.by_key("calendar", key) if key else financial(book)
        rows = list(calendar.stored.periods.all()) if calendar and calendar.stored is not None else []
        row = find_period(name, rows)
        if row is not None:
            return period_entry(row.slug, row.label, row, book)
        made = find_period(name, _quarters(book.on.year)) if not key or calendar is financial(book) else None
        if made is not None:
            return period_entry(made.slug, made.label, None, book, made)
    return None


def earlier_calendars(service: Entry) -> list[str]:
    rows = sorted(service.stored.calendars.all(), key=lambda row: row.starts_on) if service.stored is not None else []
    return [row.calendar.code for row in reversed(rows)]


def financial(book: Book) -> Entry | None:
    """The calendar of financial quarters, if there is one."""
    kinds = CalendarKind.FINANCIAL_QUARTERS
    return next((each for each in book.of("calendar") if each.stored is not None and each.stored.kind == kinds), None)


@cache
def _quarters(year: int) -> list[Period]:
    """The financial quarters of the past, also those of which there is no row yet."""
    return financial_quarters(year - EARLIEST, EARLIEST + 1)


def period_entry(slug: str, label: str, stored: object, book: Book, made: Period | None = None) -> Entry:
    found = book.by_key("period", slug)
    if found is None:
        found = book.register(Entry("period", slug, label, stored))
        if made is not None:
            nowhere = Cell("", 0, 0, "")
            found.said = {"end": Said(made.end, nowhere), "quarter": Said(made, nowhere)}
    return found


def _value(own: Entry, cell: Cell, book: Book) -> Figure | None:
    """The figure; None where the cell says nothing, is asked about, or can't be read."""
    if not cell.is_readable:
        book.fault(cell, "Cells with an error", f"This cell shows {cell.text}.", "Correct it, or empty the cell.")
        return None
    kind, basis = counted_as(own, book)
    parts = OF.fullmatch(clean(cell.text)) if kind in SHARES and isinstance(cell.value, str) else None
    if parts:
        return _of(parts["one"], parts["other"], kind, cell, book)
    state = STATES.get(clean(cell.text))
    if state:
        return Figure(state, raw=cell.text)
    negative = basis == Basis.CHANGE_ONLY
    read = parse_cell(cell.value, kind_for(kind), number_format=cell.format, negative=negative)
    if isinstance(read, Parsed):
        return Figure(
            value=read.value.quantize(FOUR), decimals=min(read.decimals, 4), precision=read.precision, raw=cell.text
        )
    if isinstance(read, StateProposed):
        return _asked(cell, _choices(read), book)
    if isinstance(read, Ambiguous) and set(clean(cell.text)) <= DASHES:
        return _asked(cell, [("0", "0: there were none"), _choice_of(ObservationState.NOT_COUNTED)], book)
    if not isinstance(read, Missing):
        book.fault(cell, UNREAD, *two_sentences(read.message))
    return None


def _of(one: str, other: str, kind: str, cell: Cell, book: Book) -> Figure | None:
    """ "471 of 492": the two parts of a share, and the number that they give."""
    numerator, denominator = (Decimal(re.sub("[, ]", "", part) or 0) for part in (one, other))
    if (numerator, denominator) == (0, 0):
        return Figure(numerator=numerator, denominator=denominator, raw=cell.text)
    if denominator == 0 or (kind == NumberKind.PERCENTAGE and numerator > denominator):
        book.fault(cell, UNREAD, f"{quoted(cell.text)} is no part of a whole.", "Correct the two numbers.")
        return None
    value = numerator / denominator * (100 if kind == NumberKind.PERCENTAGE else 1)
    return Figure(
        value=formats.rounded(value, 4), numerator=numerator, denominator=denominator, decimals=0, raw=cell.text
    )


def _choice_of(state: str) -> tuple[str, str]:
    return state, str(ObservationState(state).label).capitalize()


def _choices(read: StateProposed) -> list[tuple[str, str]]:
    """What a word for a state, or for nought, may mean."""
    if read.value is not None:
        return [("0", "0: there were none")]
    return [] if read.state == ObservationState.NOT_ANSWERED else [_choice_of(read.state)]


def _asked(cell: Cell, choices: list[tuple[str, str]], book: Book) -> Figure | None:
    """Words that may stand for an answer, asked about once for all cells that have them."""
    if not choices:
        return None
    word = clean(cell.text)
    answer = book.ask(
        f"word {word}",
        "Words in place of figures",
        f"What does {quoted(cell.text)} mean where a figure would stand?",
        [*choices, (NOTHING, "No figure: leave it out")],
        cell,
    )
    if answer in ("", NOTHING):
        return None
    return (
        Figure(value=Decimal(0).quantize(FOUR), raw=cell.text) if answer == "0" else Figure(state=answer, raw=cell.text)
    )
