"""A Word file being written: paragraphs, lists and tables in the styles that Word itself lists."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import zip_longest

from docx import Document as new_file
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph

from reports.document import Table
from reports.document.reading import blocks

MARGIN, TEXT_WIDTH, SMALL = Cm(2), Cm(17), Pt(9)
LINE, MOST = 84, 60  # characters of a table that fit on a line, and for which one column is made wide
EDGES = 4  # what the edges of a cell take of its column, in characters
FONT, INK = "Arial", RGBColor(0x0B, 0x0C, 0x0C)
STYLES = ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption")
LANGUAGE = "en-GB"


class Paper:
    """One file. Text that was typed is split into paragraphs and lists as on the page."""

    def __init__(self, *, title: str, author: str) -> None:
        self.file = new_file()
        self.places: dict[str, str] = {}
        for name in STYLES:
            _plain(self.file.styles[name])
        self.file.styles["Normal"].font.size = Pt(11)
        self.file.styles["Caption"].paragraph_format.keep_with_next = True
        for properties in self.file.styles.element.iter(qn("w:rPr")):
            _speaks(properties)
        for section in self.file.sections:
            section.page_width, section.page_height = Cm(21), Cm(29.7)
            section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
        properties = self.file.core_properties
        properties.title, properties.author, properties.language = title, author, LANGUAGE
        properties.comments = ""

    def heading(self, text: str, level: int, place: str = "") -> Paragraph:
        """A heading; `place` is what links lead to it by."""
        paragraph = self.file.add_heading(text, level)
        if place:
            bookmark(paragraph._p, paragraph._p, self.place(place), len(self.places))
        return paragraph

    def place(self, anchor: str) -> str:
        """The name of a place in Word, which allows letters and figures alone."""
        return self.places.setdefault(anchor, f"place{len(self.places) + 1}")

    def line(self, text: str, *, style: str | None = None, strong: str = "") -> None:
        """One paragraph, with a few strong words before it; nothing for no text."""
        if not (text or strong):
            return
        paragraph = self.file.add_paragraph(style=style)
        if strong:
            paragraph.add_run(strong).bold = True
            paragraph.add_run(" " if text else "")
        paragraph.add_run(text)

    def typed(self, text: str) -> None:
        for block in blocks(text):
            self.line(block.text)
            self.items(block.items)

    def items(self, items: Iterable[str]) -> None:
        for item in items:
            self.line(item, style="List Bullet")

    def table(self, table: Table) -> None:
        """Caption, heading row (repeated on every page), rows, total and notes."""
        numeric = [column.numeric for column in table.columns]
        links = [self.place(row.anchor) if row.anchor else "" for row in table.rows]
        rows = [row.cells for row in table.rows]
        self.grid([column.label for column in table.columns], rows, table.caption, numeric, links=links)
        if table.total:
            _add(self.file.tables[-1], table.total, numeric, strong=True)
        self.line(" ".join(table.notes))

    def grid(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        caption: str,
        numeric: Sequence[bool],
        told: str = "",
        links: Sequence[str] = (),
    ) -> None:
        """A table under its caption; `told` is what it is called where it is read aloud, else the caption. `links` are
        the places that the first cells lead to.
        """
        self.line(caption, style="Caption")
        made = self.file.add_table(rows=1, cols=len(heads), style="Table Grid")
        _fill(made.rows[0], heads, numeric, strong=True)
        _marked(made.rows[0], "w:tblHeader")
        for cells, link in zip_longest(rows, links, fillvalue=""):
            _add(made, cells, numeric, link=link)
        _wide(made, heads, rows)
        _named(made, caption, told or caption)
        self.file.add_paragraph()

    def content(self) -> bytes:
        written = BytesIO()
        self.file.save(written)
        return written.getvalue()


def _plain(style) -> None:
    """One font in black for all: the template's own would be its theme's, in blue."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    style.font.name, style.font.color.rgb = FONT, INK


def _add(
    table: WordTable, cells: Sequence[str], numeric: Sequence[bool], *, strong: bool = False, link: str = ""
) -> None:
    """Another row, which stays on one page, as wide as the table's first."""
    row = table.add_row()
    _fill(row, cells, numeric, strong=strong)
    if link:
        first = row.cells[0].paragraphs[0]
        first.runs[0].underline = True
        _linked(first._p, link)
    _marked(row, "w:cantSplit")
    for cell, first in zip(row.cells, table.rows[0].cells, strict=True):
        cell.width = first.width


def _fill(row: _Row, cells: Sequence[str], numeric: Sequence[bool], *, strong: bool = False) -> None:
    for cell, text, number in zip(row.cells, cells, numeric, strict=True):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(text)
        run.bold, run.font.size = strong or None, SMALL
        if number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _marked(row: _Row, mark: str) -> None:
    """A heading row (`w:tblHeader`) is repeated on every page and told with each cell where the table is read aloud;
    another one doesn't break over two pages (`w:cantSplit`).
    """
    row._tr.get_or_add_trPr().append(OxmlElement(mark))


def bookmark(first, last, name: str, number: int, *, behind: bool = False) -> None:
    """A place of Word's from the first paragraph to the end of the last, or to `behind` it: what is then added at its
    end lies under the mark too.
    """
    begins, ends = _ends_of(name, number)
    first.insert(1 if first.pPr is not None else 0, begins)
    if behind:
        last.addnext(ends)
    else:
        last.append(ends)


def around(run, name: str, number: int) -> tuple:
    """The run between the ends of a place of Word's."""
    begins, ends = _ends_of(name, number)
    return begins, run, ends


def _ends_of(name: str, number: int) -> tuple:
    begins, ends = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for element in (begins, ends):
        element.set(qn("w:id"), str(number))
    begins.set(qn("w:name"), name)
    return begins, ends


def _linked(paragraph, place: str) -> None:
    """What is written in the paragraph leads to a place in the file."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), place)
    for run in list(paragraph.iter(qn("w:r"))):
        link.append(run)
    paragraph.append(link)


def _wide(table: WordTable, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns in which no word breaks, and the rest of the text's width for those with much to say."""
    columns = list(zip(heads, *rows, strict=True))
    words = [max(len(word) for text in column for word in text.split() or [""]) + EDGES for column in columns]
    more = [max(min(max(map(len, column)), MOST) - word, 0) for column, word in zip(columns, words, strict=True)]
    spare = max(LINE - sum(words), 0) / (sum(more) or 1)
    asked = [word + int(each * spare) for word, each in zip(words, more, strict=True)]
    table.autofit = False
    for column, part in zip(table.columns, asked, strict=True):
        column.width = TEXT_WIDTH * part // sum(asked)
        for cell in column.cells:
            cell.width = column.width


def _named(table: WordTable, caption: str, told: str) -> None:
    for name, text in (("w:tblCaption", caption), ("w:tblDescription", told)):
        element = OxmlElement(name)
        element.set(qn("w:val"), text)
        table._tbl.tblPr.append(element)


def _speaks(properties) -> None:
    """English as it is written here, for spelling and for voices."""
    for language in properties.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
