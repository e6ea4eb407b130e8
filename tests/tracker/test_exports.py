"""Spreadsheets that open without running anything: formulas are text, numbers stay numbers."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tracker.exports import About, csv_file, safe, xlsx_file

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=x", " =1+1", '=HYPERLINK("x")']


def workbook(*rows: list) -> Workbook:
    about = About("Services of the whole force area and beyond", [("Filters", "none"), ("As at", "=NOW()")])
    answer = xlsx_file("list", ["Name", "Value"], rows, about=about)
    assert answer["Content-Disposition"] == 'attachment; filename="list.xlsx"'
    return load_workbook(io.BytesIO(answer.content))


@pytest.mark.parametrize("text", FORMULAS)
def test_text_never_starts_a_formula(text):
    assert safe(text).startswith("'")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (Decimal("492.0000"), "492"),
        (Decimal("-27"), "-27"),
        (Decimal("95.8300"), "95.83"),
        (Decimal("100000"), "100000"),
        (0, "0"),
        (date(2022, 9, 30), "2022-09-30"),
        (None, ""),
        ("West Mercia Women’s Aid", "West Mercia Women’s Aid"),
        ("a-b", "a-b"),
    ],
)
def test_cells(cell, written):
    assert safe(cell) == written


def test_a_file_is_read_back_as_it_was_given():
    row = ['O\'Hara, "Jo"\nand son', "1.5"]
    answer = csv_file("list", ["Name", "Value"], [[row[0], Decimal("1.50")]])
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [["Name", "Value"], row]
    assert answer["Content-Disposition"] == 'attachment; filename="list.csv"'


@pytest.mark.parametrize("text", FORMULAS)
def test_a_workbook_holds_no_formula(text):
    sheet = workbook([text, Decimal(1)]).worksheets[0]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value.strip() == text.strip()


def test_numbers_days_and_gaps_keep_their_kind_in_a_workbook():
    sheet = workbook(["Rate", Decimal("95.8300")], ["Day", date(2022, 9, 30)], ["Gap", None], ["Nought", 0]).worksheets[
        0
    ]
    values = [row[1].value for row in sheet.iter_rows(min_row=2)]
    assert [float(values[0]), values[1], values[2], values[3]] == [95.83, datetime(2022, 9, 30), None, 0]
    assert sheet["B2"].number_format == "#,##0.00"


def test_what_no_workbook_may_hold_is_left_out_of_its_text():
    assert workbook(["a\x00b\x0bc", None]).worksheets[0]["A2"].value == "abc"


def test_a_workbook_says_what_it_is_and_how_it_was_filtered():
    book = workbook(["IDVA service", Decimal(492)])
    assert [each.title for each in book.worksheets] == ["Services of the whole force are", "About this list"]
    said = {row[0].value: row[1].value for row in book["About this list"].iter_rows()}
    assert said["List"].startswith("Services of the whole force area")
    assert said["Filters"] == "none"
    assert book["About this list"]["B3"].data_type == "s"


def test_a_list_prints_all_its_columns_on_each_page_under_their_headings():
    sheet = workbook(["IDVA service", Decimal(492)]).worksheets[0]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToHeight, sheet.print_title_rows) == (0, "$1:$1")
