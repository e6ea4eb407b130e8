"""The update as a Word file: the same words and figures as on the page, under real headings and in real tables."""

from io import BytesIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.urls import reverse
from docx import Document as open_docx
from docx.oxml.ns import qn

from reports.builder import build, build_public
from reports.document import Document
from reports.models import Entry, Update
from reports.word import word_file
from tests.reports.sample_document import sample
from tracker.models import Office
from tracker.roles import Role

pytestmark = pytest.mark.pages


def opened(document: Document):
    return open_docx(BytesIO(word_file(document)))


def texts(file) -> list[str]:
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in file.paragraphs] + cells


def test_headings_are_words_own_and_none_is_left_out():
    file = opened(sample())
    levels = [paragraph.style.name for paragraph in file.paragraphs if paragraph.style.name.startswith("Heading")]
    numbers = [int(level.split()[1]) for level in levels]
    assert all(after - before <= 1 for before, after in pairwise(numbers))
    headings = {each.text for each in file.paragraphs if each.style.name.startswith("Heading")}
    assert {"In short", "Objective 1: Putting victims first", "Annex A: Money"} <= headings
    assert {entry.heading for entry in sample().entries} <= headings


def test_every_table_has_a_heading_row_that_repeats_and_a_text_that_names_it():
    for table in opened(sample()).tables:
        first = table.rows[0]._tr
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert table._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


def test_it_is_english_and_says_what_it_is():
    properties = opened(sample()).core_properties
    assert properties.language == "en-GB"
    assert "July to September 2022" in properties.title


@pytest.mark.usefixtures("demo")
class TestDemonstration:
    @pytest.fixture
    def update(self) -> Update:
        return Update.objects.get(period__slug="2022-23-q2")

    def test_it_has_every_word_and_figure_of_the_document(self, update):
        document = build(update, office=Office.objects.get())
        said = "\n".join(texts(opened(document)))
        for entry in document.entries:
            for passage in entry.passages:
                assert " ".join(passage.text.split())[:60].lstrip("-• ") in " ".join(said.split())
            for figure in entry.figures:
                assert figure.value in said
                assert figure.comparator in said
        for annex in document.annexes:
            for row in annex.figures:
                assert row.words in said
            for table in annex.tables:
                assert all(cell in said for row in table.rows for cell in row.cells)

    def test_the_public_s_file_hides_what_the_public_s_page_hides(self, update):
        Entry.objects.filter(code="ypidva").update(words="We met one young person who declined.")
        said = "\n".join(texts(opened(build_public(update, office=Office.objects.get()).document)))
        assert "one young person" not in said
        assert "not shown" in said

    def test_a_viewer_downloads_the_board_s_copy_whatever_is_asked_for(self, person, client_of):
        address = reverse("update-word", args=["2022-23-q2"])
        answer = client_of(person(Role.VIEWER)).get(address, {"for": "internal"})
        assert "board.docx" in answer.headers["Content-Disposition"]
        assert "Internal: contains small numbers" not in texts(open_docx(BytesIO(answer.getvalue())))

    def test_a_text_that_names_nothing_stored_makes_no_file(self, person, client_of):
        Entry.objects.filter(code="idva").update(words="We saw [[figure no-such-figure]] people.")
        answer = client_of(person(Role.OFFICER)).get(reverse("update-word", args=["2022-23-q2"]), follow=True)
        assert "No Word file can be made." in answer.content.decode()

    def test_the_command_writes_it(self, tmp_path):
        call_command("build_update", "Q2 2022/23", word=tmp_path / "u.docx", verbosity=0)
        assert open_docx(tmp_path / "u.docx").paragraphs[0].text.startswith("Quarterly update")
