"""A real PDF, made by the real child process, held against two checkers and read as a reader would."""

import gc
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pytest
from pikepdf import Name
from weasyprint import HTML
from weasyprint.css import ComputedStyle

from reports import exports, pdf
from reports.document import Document, Group
from reports.pdf import checking, mending, system_check
from reports.pdf.fetching import ClosedFetcher
from reports.pdf.places import places_in
from reports.pdf.rendering import OPTIONS, Paper
from reports.pdf.structure import elements
from tests.reports.conftest import paper_of
from tests.reports.pdf_ua import failed, read
from tests.reports.sample_document import SCRIPT, partnerships, sample

FILES = {"house:update.css": b"p { color: #000 }"}


def page_with(body: str) -> str:
    return f'<!DOCTYPE html><html lang="en-GB"><head><title>T</title></head><body><h1>H</h1>{body}</body></html>'


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory, whole_paper: bytes) -> Path:
    """The sample, with its hostile text, as a file."""
    path = tmp_path_factory.mktemp("pdf") / "update.pdf"
    path.write_bytes(whole_paper)
    return path


@pytest.fixture(scope="module")
def opened(target: Path):
    with pikepdf.open(target) as document:
        yield document


@pytest.fixture(scope="module")
def text(target: Path) -> str:
    run = subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, check=True, text=True)
    return run.stdout


def tags(opened: pikepdf.Pdf, kind: str) -> list:
    return [element for element in elements(opened.Root.StructTreeRoot) if Name(f"/{kind}") == element.S]


def test_two_checkers_find_no_error(target: Path):
    heard = outloud.check(str(target))
    assert not heard.errors, [str(finding) for finding in heard.sorted_findings() if finding.severity == "error"]
    assert pdfua.validate(str(target)).count_by_severity().get(pdfua.Severity.ERROR, 0) == 0


def test_it_says_what_it_is(opened: pikepdf.Pdf):
    title = "Quarterly update on commissioned services, July to September 2022 - Northshire OPCC"
    assert str(opened.docinfo["/Title"]) == title
    assert str(opened.Root.Lang) == "en-GB"
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_bookmarks_follow_the_headings(opened: pikepdf.Pdf):
    with opened.open_outline() as outline:
        top = outline.root[0]
        named = [item.title for item in top.children]
    assert named[:4] == ["Contents", "How to read this update", "In short", "New funding"]
    assert "Objective 1: Putting victims first" in named
    assert named[-1] == "Annex E: For the office"


def test_contents_give_the_page_of_every_section(text: str):
    contents = text.split("\f")[1]
    lines = [line for line in contents.splitlines() if re.search(r"\S {3,}\d+$", line)]
    pages = [int(line.split()[-1]) for line in lines]
    assert len(lines) >= 14
    assert pages == sorted(pages)
    first = next(line for line in lines if "Putting victims first" in line)
    assert "Putting victims first" in text.split("\f")[int(first.split()[-1]) - 1]


def test_every_page_but_the_cover_has_its_running_lines(text: str):
    cover, *pages = [page for page in text.split("\f") if page.strip()]
    assert "Page 1 of" not in cover
    for number, page in enumerate(pages, start=2):
        assert f"Page {number} of {len(pages) + 1}" in page
        assert "Internal: contains small numbers" in page
        assert "Quarterly update on commissioned services, July to September 2022 · Draft · Demonstration data" in page


def test_every_table_heading_says_what_it_heads(opened: pikepdf.Pdf):
    headings = tags(opened, "TH")
    assert len(headings) > 60
    assert {str(heading.A.Scope) for heading in headings} == {"/Column", "/Row"}


def test_a_long_table_repeats_its_head(text: str):
    assert sum("Figure" in page and "Compared with" in page and "Counted" in page for page in text.split("\f")) >= 2


def test_every_chart_has_words_and_a_place_on_its_page(opened: pikepdf.Pdf):
    figures = tags(opened, "Figure")
    assert len(figures) == 3
    for figure in figures:
        left, low, right, high = (float(number) for number in figure.A.BBox)
        assert str(figure.Alt).startswith(("Referrals by quarter", "Bar chart of money used"))
        assert 40 < left < right < 560
        assert 40 < low < high < 800


def test_links_say_where_they_lead(opened: pikepdf.Pdf):
    links = [note for page in opened.pages for note in page.get("/Annots", []) if note.Subtype == Name.Link]
    assert "Go to Domestic violence advisers" in {str(link.Contents) for link in links}
    assert all(int(link.F) & 4 for link in links)


def test_hostile_text_is_printed_and_stays_on_the_page(opened: pikepdf.Pdf, target: Path, text: str):
    assert SCRIPT[:30] in text
    words = subprocess.run(["pdftotext", "-bbox", str(target), "-"], capture_output=True, check=True, text=True).stdout
    edges = [float(line.split('xMax="')[1].split('"')[0]) for line in words.splitlines() if "xMax" in line]
    assert max(edges) < 595 - 40
    assert text.count("x" * 60) == 333


def test_the_same_document_makes_the_same_bytes():
    short = replace(sample(), sections=(), annexes=())
    assert paper_of(short) == paper_of(short)


@pytest.mark.parametrize(
    "body",
    [
        '<img src="file:///etc/passwd" alt="a">',
        '<img src="http://127.0.0.1:9/x.png" alt="a">',
        '<img src="https://example.invalid/x.png" alt="a">',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<style>@import "file:///etc/hostname";</style>',
        '<p style="background: url(ftp://127.0.0.1/x)">a</p>',
        '<object data="file:///etc/hostname">a</object>',
        '<svg width="9" height="9"><image href="file:///etc/hostname" width="9" height="9"/></svg>',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<img src="data:image/png;base64,AAAA" alt="a">',
    ],
)
def test_a_page_may_load_nothing_but_its_own_files(body: str):
    with pytest.raises(pdf.PdfFailed, match="a file that is not its own") as refused:
        pdf.render_pdf(page_with(body), files=FILES, titles={})
    assert not refused.value.again


def test_its_own_files_it_may_load():
    body = '<link rel="stylesheet" href="house:update.css"><p>Words</p>'
    assert pdf.render_pdf(page_with(body), files=FILES, titles={}).startswith(b"%PDF-1.7")


def test_the_child_is_told_nothing_of_the_site(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    assert "secret" not in str(pdf.environment(0))


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [({"megabytes": 90}, "memory|could not be made"), ({"seconds": 1}, "longer than a PDF may take")],
)
def test_a_document_that_takes_too_much_is_given_up(limits: dict[str, int], sentence: str):
    with pytest.raises(pdf.PdfFailed, match=sentence):
        pdf.render_pdf(page_with("<p>word</p>" * 60_000), files=FILES, titles={}, **limits)


def page_of(document: Document, kind: type[HTML] = Paper) -> HTML:
    files = ClosedFetcher(exports.paper_files())
    return kind(string=exports.paper_html(document), url_fetcher=files, base_url="house:")


def raw(document: Document) -> bytes:
    """As rendered, before mending."""
    return page_of(document).write_pdf(**OPTIONS)


def test_styles_that_no_paper_needs_are_not_made_and_nothing_looks_different(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    short = sample(rows=2)

    def made(kind: type[HTML]) -> tuple[float, bytes]:
        """How many styles an element has; the file."""
        gc.collect()  # those of documents made before
        page = page_of(short, kind)
        document = page.render(**OPTIONS)
        styles = sum(isinstance(each, ComputedStyle) for each in gc.get_objects())
        return styles / len(list(page.etree_element.iter())), document.write_pdf(**OPTIONS)

    styles, file = made(Paper)
    control, same = made(HTML)
    assert file == same
    assert styles < 1.5 < 6 < control


def test_without_mending_the_check_finds_what_is_missing():
    section = replace(sample().sections[2], groups=(Group("", "", (partnerships(),)),))
    short = replace(sample(rows=2), sections=(section,))
    before = raw(short)
    assert "a table heading does not say what it heads." in checking.faults(before)
    assert {"01-005", "+7", "+9", "+12", "+13", "15-003"} <= failed(read(before)).keys()
    after = mending.mend(before, exports.titles(short))
    assert checking.faults(after) == []
    assert failed(read(after)) == {}


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda document: document.docinfo.__delitem__("/Title"), "it has no title."),
        (lambda document: document.Root.__delitem__("/Lang"), "it names no language."),
        (lambda document: document.Root.__delitem__("/Outlines"), "it has no bookmarks."),
        (lambda document: document.Root.__delitem__("/MarkInfo"), "it is not tagged."),
        (lambda document: document.Root.__delitem__("/StructTreeRoot"), "it has no structure."),
        (
            lambda document: tags(document, "Figure")[0].__delitem__("/Alt"),
            "a chart has no words for those who can't see it.",
        ),
    ],
)
def test_the_check_says_what_is_missing(target: Path, spoil: Callable, fault: str):
    spoiled = BytesIO()
    with pikepdf.open(target) as document:
        spoil(document)
        document.save(spoiled)
    assert checking.faults(spoiled.getvalue()) == [fault]


def test_what_is_no_pdf_has_one_fault():
    assert checking.faults(b"hello") == ["it is not a PDF."]


def test_a_server_without_pango_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch):
    assert system_check.pango_is_there(None) == []
    monkeypatch.setattr(system_check, "find_library", lambda name: None)
    (warning,) = system_check.pango_is_there(None)
    assert "apt-get install libpango-1.0-0" in warning.hint


@pytest.mark.parametrize(
    ("said", "sentence", "again"),
    [
        ("memory", "needs more memory", False),
        ("missing", "Install Pango", False),
        ("time", "takes longer", False),
        ("ValueError", "could not be made", True),
    ],
)
def test_what_the_child_says_becomes_a_sentence(said: str, sentence: str, again: bool):
    failed = pdf.failure(said)
    assert sentence in str(failed)
    assert failed.again is again


def test_each_place_is_found_on_the_page_on_which_it_is_printed(target):
    document = sample(rows=60)
    found = places_in(target.read_bytes(), exports.titles(document))
    pages = printed_pages(target)
    assert found.pages == len(pages)
    assert found.begin.keys() == exports.titles(document).keys()
    for entry in document.entries:
        assert entry.heading[:16] in pages[found.begin[entry.code] - 1], entry.code
    assert len(set(found.begin.values())) > 3, "control: they stand on several pages"


def test_what_was_not_asked_for_is_no_place(target):
    assert places_in(target.read_bytes(), {"no-such-place"}).begin == {}


def printed_pages(target: Path) -> list[str]:
    run = subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, check=True, text=True)
    return [" ".join(page.split()) for page in run.stdout.split("\f")[:-1]]
