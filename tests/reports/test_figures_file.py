"""The list of all figures as CSV and XLSX: every number that is printed, with all that is known of it, as a number."""

import csv
import io
from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

import pytest

from reports.document import Audience, Column, Document, FigureRow, Row, Table, for_audience
from reports.exports.figures import ANNEX, BESIDE, CHART, HEADER, figure_rows, number_of
from tests.reports.sample_document import sample
from tracker.exports import csv_bytes

INSIDE = {"observation", "quarterly_return", "anchor", "audience", "counts", "beside"}  # keys, and who may see it


def lines(document: Document) -> list[dict[str, Any]]:
    return [dict(zip(HEADER, row, strict=True)) for row in figure_rows(document)]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("492", "492"),
        ("£98,441", "98441"),
        ("£1,234.50", "1234.50"),
        ("81.0%", "81.0"),
        ("0", "0"),
        ("about £794,000", None),
        ("465 in Q2 2021/22", None),
        ("not held", None),
        ("1,88", None),
        ("£135, 640", None),
        ("-5", None),
        ("", None),
    ],
)
def test_words_that_are_a_number_are_one(words: str, number: str | None):
    assert number_of(words) == (None if number is None else Decimal(number))


def test_nothing_that_is_known_of_a_figure_is_dropped():
    """Each field of a row of the annex, changed alone, changes its line."""
    row = sample().annexes[1].figures[0]
    annex = sample().annexes[1]
    for each in fields(FigureRow):
        if each.name in INSIDE:
            continue
        old = getattr(row, each.name)
        new: Any = not old if isinstance(old, bool) else ("other",) if isinstance(old, tuple) else f"{old or ''}7"
        if each.name in ("value", "numerator", "denominator"):
            new = "77"
        changed = replace(annex, figures=(replace(row, **{each.name: new}),))
        assert lines(replace(sample(), annexes=(changed,))) != lines(
            replace(sample(), annexes=(replace(annex, figures=(row,)),))
        ), each.name


def test_every_number_that_is_printed_is_there():
    found = lines(sample())
    printed = {(line["Where"], line["As printed"]) for line in found}
    document = sample()
    for annex in document.annexes:
        assert {(ANNEX, row.words) for row in annex.figures} <= printed
    for entry in document.entries:
        assert {(BESIDE, figure.value) for figure in entry.figures} <= printed
        if entry.chart:
            assert {(CHART, point.words) for point in entry.chart.points} <= printed
    assert ("In short", "£636,541") in printed
    money = next(line for line in found if line["Figure"] == "Eastmoor: Awarded")
    assert (money["Value"], money["As printed"]) == (Decimal(100_666), "£100,666")
    assert any(line["Figure"] == "Total: Awarded" and line["Value"] == Decimal(636_541) for line in found)


def test_a_gap_is_no_nought():
    bars = {line["Period"]: line["Value"] for line in lines(sample()) if line["Where"] == CHART}
    assert (bars["Q3 2021/22"], bars["Q1 2022/23"]) == (None, Decimal(0))


def test_what_a_reader_may_not_see_is_in_no_line():
    row = Row(("Office alone", "£12,345"), audience=Audience.INTERNAL)
    table = Table("secret", "Secret", (Column("Award"), Column("Amount", True)), (row,))
    document = replace(sample(), annexes=(replace(sample().annexes[0], tables=(table,)),))
    assert "£12,345" in {line["As printed"] for line in lines(document)}
    assert "£12,345" not in {line["As printed"] for line in lines(for_audience(document, Audience.BOARD))}


def test_the_csv_reads_back_line_by_line():
    rows = list(csv.reader(io.StringIO(csv_bytes(HEADER, figure_rows(sample())).decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADER
    assert len(rows) == len(figure_rows(sample())) + 1
    assert {len(row) for row in rows} == {len(HEADER)}
