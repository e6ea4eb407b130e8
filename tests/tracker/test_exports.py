"""Spreadsheets that open without running anything: formulas are text, numbers stay numbers."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from tracker.exports import csv_file, safe


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=x", " =1+1", '=HYPERLINK("x")'])
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
