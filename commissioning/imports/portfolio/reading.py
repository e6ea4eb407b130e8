"""A portfolio file read into a plan: what would change, every fault at once, what has to be asked. Saves nothing."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commissioning.imports.plans import Plan
from commissioning.imports.portfolio.awards import read_awards
from commissioning.imports.portfolio.book import Book
from commissioning.imports.portfolio.comparing import Compared, compare, compare_figures
from commissioning.imports.portfolio.figures import read_figures
from commissioning.imports.portfolio.funding import read_funding
from commissioning.imports.portfolio.measures import assume_headlines, read_measures, read_targets
from commissioning.imports.portfolio.places import read_areas, read_plan
from commissioning.imports.portfolio.projects import read_projects
from commissioning.imports.portfolio.providers import read_contacts, read_providers
from commissioning.imports.portfolio.records import RecordChange, Ref
from commissioning.imports.portfolio.rules import check
from commissioning.imports.portfolio.services import read_reporting, read_services
from commissioning.imports.portfolio.statements import Total, read_tables
from commissioning.imports.portfolio.stored import add_stored
from commissioning.imports.portfolio.streams import read_streams
from commissioning.imports.portfolio.tables import Table, tables_of
from commissioning.workflow import NewValue, Taking
from tracker import formats
from tracker.models import Office, User
from tracker.uploads.cells import Cell, Sheet, Workbook
from tracker.uploads.faults import Fault, fault_at

STEPS = (
    read_plan,
    read_areas,
    read_providers,
    read_services,
    read_reporting,
    read_contacts,
    read_streams,
    read_awards,
    read_funding,
    read_projects,
    read_measures,
    read_targets,
    read_figures,
)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A figure of a past quarter, whose it is, and what becomes of it."""

    change: RecordChange
    taking: Taking
    value: NewValue
    measure: Ref
    provider: Ref
    period: Ref
    category: Ref | None = None


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The plan of a portfolio file. `left` are headings that mean nothing here, `unread` sheets without a table."""

    plan: Plan
    records: tuple[RecordChange, ...]
    figures: tuple[TakenOver, ...]
    tables: tuple[Table, ...]
    left: tuple[Cell, ...]
    unread: tuple[Sheet, ...]
    book: Book

    @property
    def changes(self) -> list[RecordChange]:
        return [each for each in self.records if each.fields or each.is_new]

    @property
    def new_figures(self) -> list[TakenOver]:
        return [each for each in self.figures if each.taking in (Taking.NEW, Taking.DIFFERS)]

    @property
    def changes_nothing(self) -> bool:
        return not self.changes and not self.new_figures


def read_portfolio(file: Workbook, *, name: str, answers: Mapping[str, str], by: User, on: date) -> Portfolio:
    """The plan of this file, with these answers to its questions, held against what is stored on this day."""
    tables, unread = tables_of(file)
    read = read_tables(tables)
    office = Office.objects.current()
    book = Book(answers, on=on, whole_area=office.area_name if office else "")
    book.faults += read.faults
    add_stored(book)
    for step in STEPS:
        step(read, book)
    assume_headlines(book)
    records = compare(book)
    check(records, book, by=by)
    figures = tuple(_taken_over(each) for each in compare_figures(book, name))
    faults = [*book.faults, *(fault for total in read.totals if (fault := _untied(total)))]
    if not tables:
        faults.append(_nothing_read(file))
    plan = Plan(
        faults=tuple(faults),
        questions=tuple(book.questions.values()),
        same=sum(not (each.fields or each.is_new) for each in records),
        against=tuple(_against(records, figures)),
    )
    left = tuple(cell for table in tables for cell in table.left if cell.text.strip())
    return Portfolio(plan, tuple(records), figures, tuple(tables), left, tuple(unread), book)


def _taken_over(found: Compared) -> TakenOver:
    to = found.points_to
    of = to["service_measure"], to["provider"], to["period"], to.get("category")
    return TakenOver(found.change, found.taking, found.value, *of)


def _against(records: list[RecordChange], figures: tuple[TakenOver, ...]) -> Iterator[tuple[str, str]]:
    """What the plan says would change, from what: a plan made on something else says something else."""
    for each in records:
        if each.fields or each.is_new:
            told = [(field.name, field.before, field.after) for field in each.fields]
            yield f"{each.kind} {each.key}", json.dumps([each.is_new, told])
    for figure in figures:
        if figure.change.fields:
            field = figure.change.fields[0]
            yield f"figure {figure.change.key}", f"{figure.taking} {field.before} {field.after}"


def _untied(total: Total) -> Fault | None:
    """A row of totals that its own rows don't add up to; nothing can be said while one of them isn't stated."""
    if any(part.value is None for part in total.parts):
        return None
    whole = sum((part.value for part in total.parts if part.value is not None), Decimal(0))
    if whole == total.stated.value:
        return None
    return fault_at(
        total.cell,
        "Totals that don’t tie",
        f"The total says {total.stated.words}; the amounts above it come to {formats.money(whole)}.",
        "Find the difference before you rely on the total. The amounts are taken as they stand.",
        blocking=False,
    )


def _nothing_read(file: Workbook) -> Fault:
    names = formats.listing(f"“{sheet.name}”" for sheet in file.sheets)
    return Fault(
        "Nothing was found",
        f"None of the sheets ({names}) has headings that are known here among its first ten rows.",
        "Name the columns: Service, Provider, Objective, Award; or use our form.",
    )
