"""Awards: what was decided, what it covers with which shares, and its money by stream and year."""

from dataclasses import replace
from decimal import Decimal

from django.utils.text import slugify

from commissioning.choices import AwardKind
from commissioning.imports.portfolio.book import Book, Entry, plain_name
from commissioning.imports.portfolio.places import rename
from commissioning.imports.portfolio.providers import not_stated, provider_called
from commissioning.imports.portfolio.services import service_called
from commissioning.imports.portfolio.statements import Read, Statement
from commissioning.imports.portfolio.streams import stream_of
from commissioning.imports.portfolio.values import Amount, Said, amounts_of, split_share
from commissioning.parsing.outcomes import quoted
from tracker import formats
from tracker.periods import financial_year_of
from tracker.uploads.cells import Cell

FIELDS = (
    "kind reference starts_on ends_on decided_on length_years extension_years extension_state review_by notice_on "
    "purpose reasons conditions stated_total stated_group_total"
).split()
HUNDRED = Decimal(100)
WITHOUT_YEAR = "Amounts without a year"


def read_awards(read: Read, book: Book) -> None:
    rows = [(each, _award(each, book)) for each in read.of("award")]
    for statement, entry in rows:
        if entry is not None:
            _describe(entry, statement, book)
    for entry in {id(entry): entry for _, entry in rows if entry}.values():
        _settle(entry, book)


def _award(statement: Statement, book: Book) -> Entry | None:
    title = statement.value("title")
    coded = book.coded("award", statement)
    if coded is not None:
        if title:
            rename(coded, statement.said["title"], book)
        return coded
    if not title:
        return _untitled(statement, book)
    return _known(statement, title, book) or _make(title, statement.at("title"), statement, book)


def _known(statement: Statement, title: str, book: Book) -> Entry | None:
    """By its reference, then by its title; where several have that title, by the provider too."""
    reference = statement.value("reference")
    by_reference = (
        [each for each in book.named("award", reference) if each.value("reference") == reference] if reference else []
    )
    if len(by_reference) == 1:
        return by_reference[0]
    known = [each for each in book.named("award", title) if plain_name(each.name) == plain_name(title)]
    if reference:
        known = [each for each in known if each.value("reference") in (None, "", reference)]
    if len(known) > 1 and statement.value("provider"):
        provider = provider_called(statement.value("provider"), statement.at("provider"), book)
        known = [each for each in known if provider_key(each) == provider.key]
    if len(known) > 1:
        book.fault(
            statement.at("title"),
            "Awards of the same title",
            f"{len(known)} awards are called {quoted(title)}.",
            "Write the reference or the code of the one that is meant.",
        )
    return known[0] if known else None


def provider_key(award: Entry) -> str:
    if "provider" in award.said:
        return award.said["provider"].value.key
    return award.stored.provider.code if award.stored is not None else ""


def _untitled(statement: Statement, book: Book) -> Entry | None:
    """An award that a flat row has no title for goes by its reference, else by its service and provider."""
    services, reference = statement.value("services") or (), statement.value("reference")
    if reference:
        by_reference = book.find("award", reference)
        if by_reference is not None:
            return by_reference
    if not services:
        book.lacks(statement, title="award")
        return None
    kind = statement.value("kind")
    title = f"{', '.join(split_share(each)[0] for each in services)}: {AwardKind(kind).label if kind else 'award'}"
    own = statement.said["services"]
    named = replace_title(statement, title, own.cell)
    known = _known(named, title, book) or _of_service(statement, book)
    return known or _make(title, own.cell, named, book)


def _of_service(statement: Statement, book: Book) -> Entry | None:
    """A stored award of this provider that covers just this service, if there is one."""
    names = [split_share(each)[0] for each in statement.value("services")]
    services = {found.key for name in names if (found := book.find("service", name))}
    provider = statement.value("provider")
    whose = {each.key for each in book.named("provider", provider)} if provider else {""}
    fits = [
        each
        for each in book.of("award")
        if each.stored is not None
        and each.stored.provider.code in whose
        and {row.service.code for row in each.stored.award_services.all()} == services
    ]
    return fits[0] if len(fits) == 1 else None


def replace_title(statement: Statement, title: str, cell: Cell) -> Statement:
    return replace(statement, said={**statement.said, "title": Said(title, cell)})


def _make(title: str, cell: Cell, statement: Statement, book: Book) -> Entry:
    entry = book.make("award", title, cell)
    book.say(entry, "title", Said(title[:139], cell))
    if statement.value("reference"):
        book.call(entry, statement.value("reference"))
    return entry


def _describe(entry: Entry, statement: Statement, book: Book) -> None:
    book.speak(entry, statement, FIELDS)
    if statement.value("group"):
        book.say(entry, "group", Said(slugify(statement.value("group")), statement.at("group")))
    if statement.value("provider"):
        provider = provider_called(statement.value("provider"), statement.at("provider"), book)
        book.say(entry, "provider", Said(provider.ref, statement.at("provider")))
    if statement.value("services"):
        _covers(entry, statement, book)
    _money(entry, statement, book)


def _covers(entry: Entry, statement: Statement, book: Book) -> None:
    """The services named; a flat sheet that has the award in several rows names them one by one."""
    cell, covered = statement.at("services"), {}
    for name in statement.value("services"):
        known = book.find("service", name)
        bare, share = (name, None) if known else split_share(name)
        service = known or service_called(bare, cell, book)
        if service is not None:
            covered[service.key] = (service.ref, share)
    if statement.flat is not None and "services" in entry.said:
        covered = {ref.key: (ref, share) for ref, share in entry.said["services"].value} | covered
        entry.said["services"] = Said(tuple(covered.values()), cell)
    elif covered:
        book.say(entry, "services", Said(tuple(covered.values()), cell))


def _money(entry: Entry, statement: Statement, book: Book) -> None:
    stated = statement.said.get("amount")
    if not stated and not statement.years:
        return
    stream = stream_of(statement, book)
    if stream is None:
        return
    if stated:
        year = statement.value("year") or _only_year(statement)
        if year:
            fund(entry, stream, year, stated, book, statement)
        else:
            book.say(entry, "stated_total", stated)
            book.warn(
                stated.cell,
                WITHOUT_YEAR,
                f"{entry.name} runs over several years or has no days: its amount is kept as the total stated, not "
                "divided by year.",
                "Give the amount of each year, in a column for each or on the sheet Funding.",
            )
    for year, said in amounts_of(statement.years, book.faults):
        fund(entry, stream, year, said, book, statement)


def _only_year(statement: Statement) -> str:
    """The financial year in which the award lies, if it is one."""
    first, last = statement.value("starts_on"), statement.value("ends_on")
    if first is None or last is None:
        return ""
    year = financial_year_of(first)
    return year if financial_year_of(last) == year else ""


def money_field(stream: Entry, year: str) -> str:
    return f"money {stream.key} {year}"


def fund(entry: Entry, stream: Entry, year: str, amount: Said, book: Book, statement: Statement | None = None) -> None:
    """Note what comes from the stream in the year. The same award in flat rows of other services is asked about."""
    field, said = money_field(stream, year), Said((stream.ref, year, amount.value), amount.cell)
    before = entry.said.get(field)
    if statement is None or statement.flat is None:
        book.say(entry, field, said)
        return
    row = (entry.key, field, statement.value("services"))
    if before is None:
        book.say(entry, field, said)
    elif book.by_service.get(row) != amount.value:  # the same again for the same service says nothing new
        entry.said[field] = Said((stream.ref, year, _of_rows(before.value[2], amount, book)), before.cell)
    book.by_service[row] = amount.value


WHOLE, PARTS = "whole", "parts"


def _of_rows(so_far: Amount, amount: Said, book: Book) -> Amount:
    """Whether amounts beside several services of one award are the whole again, or parts that add up to it."""
    answer = book.ask(
        "amounts",
        "Awards in several rows",
        "Some awards stand in several rows, each with an amount. What is the amount in such a row?",
        [(WHOLE, "The whole award again: count it once"), (PARTS, "That row’s part: add them up")],
        amount.cell,
    )
    if answer == PARTS and so_far.value is not None and amount.value.value is not None:
        return Amount(so_far.value + amount.value.value, so_far.precision)
    if answer == WHOLE and so_far != amount.value:
        book.fault(
            amount.cell,
            "Amounts of one award that differ",
            f"{amount.value.words} here, and {so_far.words} in another row of the same award.",
            "Make them the same, or say above that they are parts.",
        )
    return so_far


def _settle(entry: Entry, book: Book) -> None:
    cell = entry.cell
    if cell is None:
        return
    if entry.stored is None:
        _settle_new(entry, cell, book)
    _check_days(entry, book)
    _check_shares(entry, book)


def _settle_new(entry: Entry, cell: Cell, book: Book) -> None:
    """A new award has a recipient, if only "not stated", and a kind, asked once for all that don't say theirs."""
    if "provider" not in entry.said:
        book.say(entry, "provider", Said(not_stated(cell, book).ref, cell))
    if "kind" not in entry.said:
        answer = book.ask(
            "kind of award",
            "Awards without a kind",
            "What are the awards that don’t say whether they are grants or contracts?",
            [(value, f"{str(label)[0].upper()}{str(label)[1:]}") for value, label in AwardKind.choices],
            cell,
        )
        book.say(entry, "kind", Said(answer or AwardKind.GRANT.value, cell))


def _check_days(entry: Entry, book: Book) -> None:
    first, last = entry.value("starts_on"), entry.value("ends_on")
    said = entry.said.get("ends_on") or entry.said.get("starts_on")
    if said and first and last and last < first:
        book.fault(
            said.cell,
            "Awards that end before they start",
            f"{entry.name} starts on {formats.day(first)} and ends on {formats.day(last)}.",
            "Correct one of the days.",
        )


def _check_shares(entry: Entry, book: Book) -> None:
    """Shares: one for each service, adding up to 100%, or none at all."""
    if "services" not in entry.said:
        return
    shares = [share for _, share in entry.said["services"].value]
    known = [share for share in shares if share is not None]
    if known and (len(known) < len(shares) or sum(known, Decimal(0)) != HUNDRED):
        book.fault(
            entry.said["services"].cell,
            "Shares that don’t add up",
            f"The shares of {entry.name} come to {formats.percentage(sum(known, Decimal(0)))}"
            + (", and not every service has one." if len(known) < len(shares) else "."),
            "Give every service its share, so that they come to 100%, or take them all out.",
        )


def award_called(name: str, cell: Cell, book: Book) -> Entry | None:
    """The award of that title, reference or code; a fault where there is none, or more than one."""
    found = book.named("award", name)
    if len(found) > 1:
        codes = formats.listing(each.key for each in found)
        book.fault(
            cell,
            "Awards of the same title",
            f"{len(found)} awards are called {quoted(name)}.",
            f"Write the code: {codes}.",
        )
        return None
    if not found:
        book.unknown(cell, "award", name, noun="award", cure="Add it to the sheet Awards, or correct it.")
    return found[0] if found else None
