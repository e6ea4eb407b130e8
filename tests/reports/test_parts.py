"""A long page made by two processes reads as if one had made it, and fails as if one had failed."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pytest
from pikepdf import NameTree, Object

from reports import exports, pdf
from reports.pdf.structure import elements, kids
from tests.reports.conftest import paper_of
from tests.reports.sample_document import sample

STANDS = 'class="objective annex apart"'
BY_ONE = 'class="objective annex" style="break-before: page; margin-top: 0"'  # begins a page, and is no part


@pytest.fixture(scope="module")
def html() -> str:
    return exports.paper_html(sample(rows=12))


def made(html: str, target: Path) -> Path:
    target.write_bytes(pdf.render_pdf(html, files=exports.paper_files(), titles=exports.titles(sample())))
    return target


@pytest.fixture(scope="module")
def two(html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert html.count(STANDS) == 1
    return made(html, tmp_path_factory.mktemp("pdf") / "two.pdf")


@pytest.fixture(scope="module")
def one(html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(html.replace(STANDS, BY_ONE), tmp_path_factory.mktemp("pdf") / "one.pdf")


def printed(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout


def numbers(document: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    return {page.obj.objgen: number for number, page in enumerate(document.pages, 1)}


def links(document: pikepdf.Pdf) -> Iterator[tuple[int, str, str, list[int]]]:
    for number, page in enumerate(document.pages, 1):
        for note in page.get("/Annots", []):
            yield number, str(note.get("/Dest", "")), str(note.Contents), [round(float(edge)) for edge in note.Rect]


def names(document: pikepdf.Pdf) -> dict[str, tuple[int, int]]:
    page = numbers(document)
    return {name: (page[to[0].objgen], round(float(to[3]))) for name, to in NameTree(document.Root.Names.Dests).items()}


def bookmarks(document: pikepdf.Pdf) -> Iterator[tuple[int, str, int]]:
    page = numbers(document)
    with document.open_outline() as outline:
        left = [(0, item) for item in reversed(outline.root)]
        while left:
            depth, item = left.pop()
            yield depth, item.title, page[item.destination[0].objgen]
            left += [(depth + 1, child) for child in reversed(item.children)]


def tags(document: pikepdf.Pdf) -> Iterator[tuple[str, str, int, str]]:
    for tag in elements(document.Root.StructTreeRoot):
        yield str(tag.S), str(tag.get("/Alt", "")), len(kids(tag)), str(tag.get("/A", {}).get("/Scope", ""))


def test_the_words_of_every_page_are_the_same(one: Path, two: Path):
    assert printed(two) == printed(one)


@pytest.mark.parametrize("told", [links, names, bookmarks, tags])
def test_what_is_behind_the_words_is_the_same(told, one: Path, two: Path):
    with pikepdf.open(one) as alone, pikepdf.open(two) as joined:
        gathered = dict if told is names else list
        of_one, of_two = gathered(told(alone)), gathered(told(joined))
        assert of_one
        assert of_two == of_one


def test_what_is_drawn_leads_to_its_tag_and_cells_to_their_headings(two: Path):
    with pikepdf.open(two) as document:
        root = document.Root.StructTreeRoot
        listed = list(root.ParentTree.Nums)
        parents = dict(zip(map(int, listed[::2]), listed[1::2], strict=True))
        assert len(parents) == len(listed) // 2
        for page in document.pages:
            held = [tag for tag in parents[int(page.StructParents)] if isinstance(tag, pikepdf.Dictionary)]
            assert held
            assert all("/Pg" not in tag or tag.Pg.objgen == page.obj.objgen for tag in held)
            for note in page.get("/Annots", []):
                assert any(is_of(kid, note) for kid in kids(parents[int(note.StructParent)]))
        named = [bytes(name) for name in list(root.IDTree.Names)[::2]]
        asked = [bytes(name) for tag in elements(root) for name in tag.get("/A", {}).get("/Headers", [])]
        assert named == sorted(set(named))
        assert set(asked) <= set(named)
        assert {name.startswith(b"2-") for name in asked} == {True, False}


def is_of(kid: Object, note: Object) -> bool:
    return isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid and kid.Obj.objgen == note.objgen


def test_two_checkers_find_no_error(two: Path):
    assert not outloud.check(str(two)).errors
    assert pdfua.validate(str(two)).count_by_severity().get(pdfua.Severity.ERROR, 0) == 0


def test_the_same_page_makes_the_same_bytes(html: str, two: Path, tmp_path: Path):
    assert made(html, tmp_path / "again.pdf").read_bytes() == two.read_bytes()


def test_a_page_without_annexes_has_one_part():
    assert STANDS not in exports.paper_html(replace(sample(), annexes=()))
    assert paper_of(replace(sample(), annexes=(), sections=())).startswith(b"%PDF-1.7")


PARTS = (
    '<!DOCTYPE html><html lang="en-GB"><title>T</title><style>.cover, .before {{ break-after: page }}</style>'
    '<h1 id="cover" class="cover">Cover</h1>'
    '<div class="before"><h2 id="first">First</h2><a href="#second">Second</a> <a href="#first">First</a>{}</div>'
    '<h2 id="second" class="apart">Second</h2><a href="#first">First</a>{}'
)
OTHERS = '<img src="file:///etc/passwd" alt="a">'


def test_links_lead_from_each_part_into_the_other():
    with pikepdf.open(BytesIO(pdf.render_pdf(PARTS.format("", ""), files={}, titles={}))) as document:
        begin = {name: page for name, (page, _) in names(document).items()}
        assert begin == {"cover": 1, "first": 2, "second": 3}
        assert {(page, begin[to]) for page, to, _, _ in links(document)} == {(2, 3), (2, 2), (3, 2)}


@pytest.mark.parametrize("bodies", [("", OTHERS), (OTHERS, ""), (OTHERS, OTHERS)])
def test_neither_part_may_load_what_is_not_its_own(bodies: tuple[str, str]):
    with pytest.raises(pdf.PdfFailed, match="a file that is not its own"):
        pdf.render_pdf(PARTS.format(*bodies), files={}, titles={})
    assert pdf.render_pdf(PARTS.format("", ""), files={}, titles={}), "control"


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [({"megabytes": 90}, "memory|could not be made"), ({"seconds": 1}, "longer than a PDF may take")],
)
@pytest.mark.parametrize("bodies", [("", "<p>word</p>" * 60_000), ("<p>word</p>" * 60_000, "")])
def test_a_part_that_takes_too_much_is_given_up(bodies: tuple[str, str], limits: dict[str, int], sentence: str):
    with pytest.raises(pdf.PdfFailed, match=sentence):
        pdf.render_pdf(PARTS.format(*bodies), files={}, titles={}, **limits)
