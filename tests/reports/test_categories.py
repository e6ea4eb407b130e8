"""Figures by category in the update: parts sum to the whole, and who reads the public's copy finds none hidden."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.models import Observation
from reports.builder import build, build_public, clearance
from reports.builder.checks import CheckKind
from reports.document import Audience, Document, for_audience, from_json, to_json
from reports.exports import standalone_html
from reports.exports.figures import HEADER, figure_rows
from reports.models import ReleasedCell, Update
from reports.suppression import Cell, Total, hide
from reports.word import word_file
from reports.workflow.released import keep_released
from tests.reports.categories import AREAS, by_area
from tests.reports.test_suppression import BELOW, people, tries, worked_out
from tests.reports.test_word import open_docx, texts
from tracker.models import Office

ROWS = (*AREAS, "In none of these")


@st.composite
def cross_tables(draw: st.DrawFn) -> tuple[list[Cell], list[Total]]:
    """A figure by two breakdowns, each with who is in none of its categories, and a part of it by the first."""
    whole = draw(st.integers(0, 14))
    cells, totals = people(all=whole), []
    for name, parts in (("area", 2), ("age", 2)):
        left, keys = whole, []
        for place in range(parts):
            value = draw(st.integers(0, left))
            cells.append(Cell(f"{name}{place}", value, about_people=True))
            keys.append(f"{name}{place}")
            left -= value
        cells.append(Cell(f"{name} rest", left, about_people=True))
        totals.append(Total("all", (*keys, f"{name} rest")))
    return cells, totals


@given(cross_tables())
def test_who_adds_up_two_breakdowns_of_one_figure_finds_no_small_count(portfolio):
    cells, totals = portfolio
    hidden = set(hide(cells, totals, below=BELOW))
    if tries(cells, hidden, most=16) < 20_000:
        assert worked_out(cells, totals, hidden, most=16) == set()


def test_who_adds_up_finds_small_counts_where_only_they_are_hidden():
    """The control."""
    cells, totals = people(all=20, a=3, b=17, rest=0), [Total("all", ("a", "b", "rest"))]
    assert worked_out(cells, totals, {"a"}, most=21) == {"a"}
    assert not worked_out(cells, totals, set(hide(cells, totals, below=BELOW)), most=21)


@pytest.mark.usefixtures("demo")
class TestUpdate:
    @pytest.fixture
    def update(self) -> Update:
        return Update.objects.get(period__slug="2022-23-q2")

    def test_the_lines_of_a_table_come_to_all(self, update):
        by_area(Worcestershire=88)
        table = table_of(board(update))
        assert [(row.cells[0], int(row.cells[1])) for row in table.rows] == [
            *(AREAS | {"Worcestershire": 88}).items(),
            ("In none of these", 12),
        ]
        assert table.total == ("All", "492")
        assert sum(int(row.cells[1]) for row in table.rows) == 492

    def test_nothing_is_printed_where_no_category_has_a_number(self, update):
        assert not any(annex.code == "annex-categories" for annex in board(update).annexes)

    def test_a_category_without_a_number_is_not_nought(self, update):
        by_area(Shropshire=None)
        cells = dict(row.cells for row in table_of(board(update)).rows)
        assert cells["Shropshire"] == "not held"
        assert cells["In none of these"] == "200"

    def test_categories_that_come_to_more_say_so_to_the_office_alone(self, update):
        by_area(Shropshire=208)
        assert table_of(board(update)).rows[-1].cells == ("In none of these", "8 too many")
        assert table_of(public(update)).rows[-1].cells == ("In none of these", "not shown")
        assert [row.category for row in rows_of(board(update))] == list(AREAS)

    def test_the_public_s_copy_hides_a_small_category_and_one_more_and_no_row_goes(self, update):
        by_area()
        document = public(update)
        table = table_of(document)
        assert [row.cells[0] for row in table.rows] == list(ROWS)
        hidden = {row.cells[0] for row in table.rows if row.cells[1] == "not shown"}
        assert hidden == {"Herefordshire", "Not known"}
        assert table.total == ("All", "492")
        assert {row.category for row in rows_of(document) if row.value is None} == hidden
        assert "category" not in str(to_json(document)["annexes"][2]["tables"])

    def test_a_whole_that_is_hidden_is_hidden_in_its_last_line(self, update):
        Observation.objects.filter(service_measure__code="idva-referrals", value=492).update(value=3)
        by_area(**dict.fromkeys(AREAS, 0) | {"Shropshire": 3})
        table = table_of(public(update))
        assert table.total == ("All", "not shown")
        assert dict(row.cells for row in table.rows)["Shropshire"] == "not shown"

    def test_page_word_data_and_spreadsheet_say_the_same(self, update):
        by_area()
        for document in (board(update), public(update)):
            cells = [cell for row in table_of(document).rows for cell in row.cells]
            assert from_json(to_json(document)) == document
            html = standalone_html(document)
            said = texts(open_docx_of(document))
            assert all(f">{cell}<" in html and cell in said for cell in cells)
            listed = [dict(zip(HEADER, row, strict=True)) for row in figure_rows(document)]
            told = {row["Category"]: row["As printed"] for row in listed if row["Category"]}
            assert told == dict(row.cells for row in table_of(document).rows)

    def test_a_manager_is_asked_of_each_hidden_category_by_name(self, update):
        by_area()
        named = [check.sentence for check in clearance(update, office=Office.objects.get()).hidden]
        assert any("Herefordshire" in sentence and "a small number of people" in sentence for sentence in named)
        assert any("Not known" in sentence and "could be worked out" in sentence for sentence in named)
        assert all(check.kind == CheckKind.CELL for check in clearance(update, office=Office.objects.get()).hidden)

    def test_a_version_that_shows_other_categories_tells_none_that_was_hidden(self, update):
        by_area()
        keep_released(update, office=Office.objects.get())
        Update.objects.filter(pk=update.pk).update(version=2)
        update.refresh_from_db()
        areas = Observation.objects.filter(service_measure__code="idva-referrals", category__breakdown__code="area")
        areas = areas.filter(period__slug="2022-23-q2", state="reported")
        areas.filter(category__name="Herefordshire").update(value=30)
        areas.filter(category__name="Shropshire").update(value=173)
        shown = dict(row.cells for row in table_of(public(update)).rows)
        assert shown["Not known"] == "not shown"  # 492 - 200 - 150 - 100 - 39 would be what Herefordshire was
        ReleasedCell.objects.all().delete()
        assert dict(row.cells for row in table_of(public(update)).rows)["Not known"] == "39"


def board(update: Update) -> Document:
    return for_audience(build(update, office=Office.objects.get()), Audience.BOARD)


def public(update: Update) -> Document:
    return build_public(update, office=Office.objects.get()).document


def table_of(document: Document):
    (table,) = next(annex for annex in document.annexes if annex.code == "annex-categories").tables
    return table


def rows_of(document: Document):
    return next(annex for annex in document.annexes if annex.code == "annex-categories").broken_down


def open_docx_of(document: Document):
    return open_docx(BytesIO(word_file(document)))
