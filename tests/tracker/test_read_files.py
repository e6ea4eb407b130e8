"""What is read of workbooks, CSV files and documents: what a cell shows and holds, whatever its kind and encoding."""

import io
from datetime import date, datetime

import pytest
from docx import Document
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from tests.tracker.data.hostile_files import rows, saved, with_sheet
from tracker.uploads import child
from tracker.uploads.cells import CellKind, Sheet, Workbook, address_of, letters, place_of
from tracker.uploads.faults import Fault, fault_at, grouped
from tracker.uploads.kinds import kind_of_file
from tracker.uploads.travelling import unpack_words, unpack_workbook
from tracker.uploads.words import ParagraphKind, Words


def read(kind: str, content: bytes) -> Workbook:
    return unpack_workbook(child.carry_out({"do": "read", "kind": kind}, content))


def first(content: bytes) -> Sheet:
    return read("xlsx", content).sheets[0]


def sheet_of(value: object, number_format: str = "General") -> Sheet:
    book = Book()
    book.worksheets[0]["B2"] = value
    book.worksheets[0]["B2"].number_format = number_format
    return first(saved(book))


@pytest.mark.parametrize(
    ("value", "number_format", "kind", "text"),
    [
        (492, "General", CellKind.NUMBER, "492"),
        (1234567, "#,##0", CellKind.NUMBER, "1,234,567"),
        (0.958, "0.0%", CellKind.NUMBER, "95.8%"),
        (0.9, "0%", CellKind.NUMBER, "90%"),
        (1234.5, '"£"#,##0.00', CellKind.NUMBER, "£1,234.50"),
        (1234.5, "[$£-809]#,##0.00;[Red]-[$£-809]#,##0.00", CellKind.NUMBER, "1,234.50"),
        (0.1 + 0.2, "General", CellKind.NUMBER, "0.3"),
        (12.5, "# ?/?", CellKind.NUMBER, "12.5"),
        ("1,883", "@", CellKind.TEXT, "1,883"),
        ("n/a", "General", CellKind.TEXT, "n/a"),
        (True, "General", CellKind.YES_NO, "TRUE"),
        (date(2022, 9, 30), "dd/mm/yyyy", CellKind.DATE, "2022-09-30"),
        (datetime(2022, 9, 30, 14, 5), "dd/mm/yyyy hh:mm", CellKind.DATE, "2022-09-30 14:05"),
        ("#REF!", "General", CellKind.ERROR, "#REF!"),
        ("=B1+1", "General", CellKind.UNCOMPUTED, ""),
    ],
)
def test_a_cell_has_what_it_shows_and_what_it_holds(value, number_format, kind, text) -> None:
    cell = sheet_of(value, number_format).cell("B2")
    assert cell is not None
    assert (cell.kind, cell.text, cell.address) == (kind, text, "B2")
    assert cell.is_readable == (kind not in (CellKind.ERROR, CellKind.UNCOMPUTED))


@pytest.mark.parametrize("epoch", [WINDOWS_EPOCH, MAC_EPOCH], ids=["counted from 1900", "counted from 1904"])
@pytest.mark.parametrize("day", [date(2022, 9, 30), date(1904, 1, 2), date(2000, 2, 29)])
def test_a_date_is_the_same_whichever_year_the_workbook_counts_from(epoch, day) -> None:
    book = Book()
    book.epoch = epoch
    book.worksheets[0]["B2"] = day
    assert first(saved(book)).cell("B2").text == day.isoformat()


def test_a_formula_is_read_by_its_stored_result() -> None:
    cell = first(with_sheet(rows(b'<row r="1"><c r="A1"><f>6*7</f><v>42</v></c></row>'))).cell("A1")
    assert (cell.value, cell.kind, cell.text) == (42, CellKind.NUMBER, "42")


def test_merged_cells_answer_with_their_first() -> None:
    book = Book()
    sheet = book.worksheets[0]
    sheet["B1"] = "Quarter 2"
    sheet.merge_cells("B1:D2")
    read_back = first(saved(book))
    assert [read_back.text(*place_of(address)) for address in ("B1", "D1", "C2", "E1", "A1")] == [
        "Quarter 2",
        "Quarter 2",
        "Quarter 2",
        "",
        "",
    ]


def test_what_is_hidden_is_read_and_said_to_be() -> None:
    book = Book()
    sheet = book.worksheets[0]
    for place in ("A1", "A2", "C1"):
        sheet[place] = 1
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    book.create_sheet("Old").sheet_state = "hidden"
    found = read("xlsx", saved(book))
    assert [found.sheets[0].cell(place).hidden for place in ("A1", "A2", "C1")] == [False, True, True]
    assert [sheet.hidden for sheet in found.sheets] == [False, True]
    assert found.sheet("old") is found.sheets[1]


@pytest.mark.parametrize(
    "content",
    [
        b'Measure,Value\nCaf\xc3\xa9 visits,"1,883"\n',
        b'\xef\xbb\xbfMeasure,Value\r\nCaf\xc3\xa9 visits,"1,883"\r\n',
        b'Measure,Value\r\nCaf\xe9 visits,"1,883"\r\n',
        b"Measure;Value\nCaf\xe9 visits;1,883\n",
        b"Measure\tValue\nCaf\xc3\xa9 visits\t1,883\n",
        "Measure\tValue\r\nCafé visits\t1,883\r\n".encode("utf-16"),
        b"\xfe\xff" + 'Measure,Value\nCafé visits,"1,883"\n'.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with its mark", "windows", "semicolons", "tabs", "utf-16", "utf-16 the other way round"],
)
def test_a_csv_file_is_read_whatever_its_separator_and_encoding(content: bytes) -> None:
    assert kind_of_file("q2.csv", content) == "csv"
    sheet = read("csv", content).sheets[0]
    assert {cell.address: cell.text for cell in sheet.in_order()} == {
        "A1": "Measure",
        "B1": "Value",
        "A2": "Café visits",
        "B2": "1,883",
    }


def test_a_csv_file_may_name_its_separator() -> None:
    sheet = read("csv", b"sep=;\na,b;c\n").sheets[0]
    assert {cell.address: cell.text for cell in sheet.in_order()} == {"A2": "a,b", "B2": "c"}


def words_of(document) -> Words:
    kept = io.BytesIO()
    document.save(kept)
    return unpack_words(child.carry_out({"do": "read", "kind": "docx"}, kept.getvalue()))


def test_a_document_is_read_paragraph_by_paragraph() -> None:
    document = Document()
    document.add_heading("Quarter 2", 1)
    document.add_paragraph("Referrals rose.\tA lot.")
    document.add_paragraph("")
    document.add_paragraph("New workers", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Referrals", "55"
    document.add_paragraph("After the table")
    found = words_of(document).paragraphs
    assert [(each.kind, each.text) for each in found] == [
        (ParagraphKind.HEADING, "Quarter 2"),
        (ParagraphKind.TEXT, "Referrals rose.\tA lot."),
        (ParagraphKind.ITEM, "New workers"),
        (ParagraphKind.ROW, "Referrals | 55"),
        (ParagraphKind.TEXT, "After the table"),
    ]
    assert found[3].cells == ("Referrals", "55")


def test_a_change_that_is_proposed_is_read_as_if_it_were_accepted() -> None:
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = Document()
    paragraph = document.add_paragraph("Referrals: ")
    for piece in (
        f"<w:del {space} w:id='1'><w:r><w:delText>37</w:delText></w:r></w:del>",
        f"<w:ins {space} w:id='2'><w:r><w:t>55</w:t></w:r></w:ins>",
        f"<w:moveFrom {space} w:id='3'><w:r><w:t>gone</w:t></w:r></w:moveFrom>",
    ):
        paragraph._p.append(parse_xml(piece))
    assert [each.text for each in words_of(document).paragraphs] == ["Referrals: 55"]


def test_the_same_workbook_comes_back_with_comments() -> None:
    book = Book()
    sheet = book.worksheets[0]
    sheet.title = "Money"
    sheet["A1"], sheet["B1"], sheet["C1"], sheet["D1"] = "Spent", "1,88", "=B1*2", "+44"
    sheet["B1"].comment = Comment("Ours", "Somebody")
    cell = first(saved(book)).cell("B1")
    fault = fault_at(cell, "Numbers that can’t be read", "1,88 can be read in two ways.", "Type 188 or 1.88.")
    order = {"do": "comment", "kind": "xlsx", "said": [(fault.sheet, fault.cell, fault.words), ("Gone", "A1", "x")]}
    back = load_workbook(io.BytesIO(child.carry_out(order, saved(book))))["Money"]
    assert back["B1"].comment.text == "Ours\n\n1,88 can be read in two ways. Type 188 or 1.88."
    assert [back[place].value for place in ("A1", "B1", "C1", "D1")] == ["Spent", "1,88", "=B1*2", "+44"]
    assert (back["C1"].data_type, back["D1"].data_type) == ("f", "s")


def test_a_csv_file_comes_back_as_a_workbook_that_runs_nothing() -> None:
    order = {"do": "comment", "kind": "csv", "said": [("CSV", "B1", "Type a number.")]}
    back = load_workbook(io.BytesIO(child.carry_out(order, b"=1+1,many\n"))).worksheets[0]
    assert (back["A1"].value, back["A1"].data_type) == ("=1+1", "s")
    assert back["B1"].comment.text == "Type a number."


def test_faults_are_gathered_and_what_blocks_comes_first() -> None:
    asked = Fault("Asked", "Is it 0?", "", "Money", "B2", blocking=False)
    wrong = Fault("Numbers that can’t be read", "No number.", "Type one.", "Money", "B1")
    groups = grouped([asked, wrong, asked])
    assert [(group.name, len(group.faults), group.blocking) for group in groups] == [
        ("Numbers that can’t be read", 1, True),
        ("Asked", 2, False),
    ]
    assert (wrong.where, wrong.words) == ("Money, B1", "No number. Type one.")


@pytest.mark.parametrize(
    ("address", "place"),
    [("A1", (1, 1)), ("$C$7", (7, 3)), ("aa10", (10, 27)), ("XFD1048576", (1048576, 16384)), ("1A", None), ("", None)],
)
def test_an_address_is_a_row_and_a_column(address: str, place: tuple[int, int] | None) -> None:
    assert place_of(address) == place
    if place:
        assert place_of(address_of(*place)) == place


def test_letters_go_on_after_z() -> None:
    assert [letters(column) for column in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
