"""Where the tables of an office's own workbook are, and what its headings mean, in whatever order and wording."""

import pytest

from commissioning.exports.portfolio import SHEETS
from commissioning.imports.portfolio.flat import FLAT
from commissioning.imports.portfolio.headings import Known, meaning_of, plain
from commissioning.imports.portfolio.tables import tables_of
from tests.commissioning.data.headings import HEADINGS
from tests.commissioning.portfolio_files import book_of, sheet_of
from tracker.uploads.cells import Sheet, Workbook

KNOWN = {form.kind: Known.of(form) for form in (*SHEETS, FLAT)}
FORMS = [*SHEETS, FLAT]


@pytest.mark.parametrize(("kind", "heading", "expected"), HEADINGS)
def test_a_heading_is_known_however_it_is_worded(kind, heading, expected):
    meant = meaning_of(heading, KNOWN[kind])
    named = meant.year or (meant.period.label if meant.period else "")
    assert (f"= {named}" if named else f"? {meant.asked}" if meant.asked else meant.key) == expected


@pytest.mark.parametrize("form", FORMS, ids=[form.kind for form in FORMS])
def test_no_heading_means_two_columns(form):
    """Those that flat rows share between kinds are the first one's; a sheet of its own has none."""
    said = [plain(heading) for column in form.columns for heading in {plain(each) for each in column.headings}]
    shared = {heading for heading in said if said.count(heading) > 1}
    allowed = {"type", "value", "figure", "reporting period", "description"} if form is FLAT else set()
    assert shared <= allowed


@pytest.mark.parametrize("form", SHEETS, ids=[form.kind for form in SHEETS])
def test_every_sheet_of_our_form_is_found_by_its_own_name_and_headings(form):
    headings = [column.heading for column in form.columns]
    book = Workbook((sheet_of(form.name, [headings, ["x"] * len(headings)]),))
    (table,), unread = tables_of(book)
    assert (table.form, table.row, set(table.columns)) == (form, 1, {column.key for column in form.columns})
    assert (unread, table.left) == ([], ())


def table_of(rows, name="Sheet1"):
    tables, _ = tables_of(Workbook((sheet_of(name, rows),)))
    return tables[0] if tables else None


def test_the_order_of_columns_is_free_and_further_ones_are_named_and_left():
    table = table_of([["RAG", "Charity no", "Type", "Organisation"], ["G", 1, "charity", "Haven"]])
    assert table.form.kind == "provider"
    assert table.cell(2, "name").text == "Haven"
    assert [cell.text for cell in table.left] == ["RAG"]


@pytest.mark.parametrize("before", [0, 1, 5, 9])
def test_the_headings_are_found_among_the_first_ten_rows(before):
    rows = [[f"About this file, line {number}"] for number in range(before)]
    table = table_of([*rows, ["Service", "Objective"], ["Counselling", "Victims"]])
    assert (table.form.kind, table.row) == ("service", before + 1)


def test_headings_below_the_tenth_row_are_not_looked_for():
    assert table_of([*[["About this file"]] * 10, ["Service", "Objective"], ["Counselling", "Victims"]]) is None


def test_a_heading_by_its_own_name_goes_before_one_by_another():
    table = table_of([["Organisation", "Provider", "Type"], ["Trading name", "Haven", "charity"]], name="Providers")
    assert table.cell(2, "name").text == "Haven"
    assert [cell.text for cell in table.left] == ["Organisation"]


def test_a_year_over_its_quarters_belongs_to_them():
    rows = [[None, None, "2021/22", None, "2022/23"], ["Service", "KPI", "Q3", "Q4", "Q1"], ["A", "B", 1, 2, 3]]
    labels = [period.label for period, _ in table_of(rows).periods]
    assert labels == ["Q3 2021/22", "Q4 2021/22", "Q1 2022/23"]


def test_one_sheet_with_everything_beside_a_service_is_flat_and_a_sheet_of_services_is_not():
    flat = table_of([["Organisation", "Service", "Objective", "Start date", "End date", "2022/23"], ["a"] * 6])
    assert flat.form is FLAT
    assert table_of([["Service", "Objective", "Organisation"], ["a"] * 3]).form.kind == "service"


def test_hidden_sheets_and_sheets_without_headings_are_not_read():
    hidden = Sheet("Providers", sheet_of("Providers", [["Provider", "Kind"], ["Haven", "charity"]]).cells, hidden=True)
    minutes = sheet_of("Minutes", [["Agenda"], ["Apologies"]])
    tables, unread = tables_of(Workbook((hidden, minutes)))
    assert (tables, [sheet.name for sheet in unread]) == ([], ["Minutes"])


def test_a_row_of_totals_is_no_record():
    rows = [
        ["Award", "Provider", "2022/23"],
        ["A", "Haven", 1],
        ["Total Respect", "Haven", 1],
        ["Grand total", None, 2],
    ]
    table = table_of(rows)
    assert [table.is_total(row) for row in table.rows()] == [False, False, True]


def test_a_workbook_is_read_sheet_by_sheet():
    tables, _ = tables_of(book_of(Orgs=[["Name", "Type"], ["Haven", "charity"]], KPIs=[["Service", "KPI"], ["A", "B"]]))
    assert [table.form.kind for table in tables] == ["provider", "measure"]
