"""The copy for the office's website: plain HTML that can be pasted, images with words, and always the same bytes."""

import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise

import pytest
from django.urls import reverse

from reports.document import Document
from reports.exports.website import website_copy
from reports.models import Entry
from tests.reports.sample_document import SCRIPT, sample
from tracker.roles import Role

pytestmark = pytest.mark.pages

AT = datetime(2022, 12, 5, 10, tzinfo=UTC)
FILES = {"figures.csv": ("Figures (CSV)", b"Code\r\n"), "update.pdf": ("PDF", b"%PDF-1.7")}
PLAIN = {"class", "style", "onclick", "role", "tabindex"}


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def parts(document: Document) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(website_copy(document, at=AT, files=FILES))) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture(scope="module")
def copy() -> dict[str, bytes]:
    return parts(sample())


@pytest.fixture(scope="module", params=["index.html", "summary.html"])
def page(request, copy) -> Page:
    return Page(copy[request.param].decode())


def test_it_holds_pages_images_and_the_files_that_go_with_them(copy):
    assert list(copy)[:4] == ["index.html", "summary.html", "style.css", "READ-ME.txt"]
    assert copy["update.pdf"] == b"%PDF-1.7"
    assert {name for name in copy if name.startswith("images/")} == {
        "images/advisers.svg",
        "images/partnerships-money.svg",
        "images/summary-money.svg",
    }


def test_a_page_has_no_script_no_style_and_nothing_of_ours(page):
    assert not {"script", "style", "iframe", "form", "div", "svg"} & {tag for tag, _ in page.elements}
    assert [link["href"] for link in page.all("link")] == ["style.css"]
    assert {name for tag, named in page.elements if tag != "span" for name in named} & PLAIN == set()


def test_headings_have_their_levels(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_every_table_says_what_it_is_and_what_its_cells_stand_under(page):
    assert all(head.get("scope") in ("col", "row") for head in page.all("th"))
    assert page.all("table")


def test_every_image_is_there_and_has_words(copy):
    page = Page(copy["index.html"].decode())
    assert len(page.all("img")) == 3
    for image in page.all("img"):
        assert image["src"] in copy
        assert len(image["alt"] or "") > 20
        assert copy[str(image["src"])].startswith(b"<svg")


def test_every_link_leads_somewhere(copy):
    index = Page(copy["index.html"].decode())
    places = {named["id"] for _, named in index.elements if "id" in named}
    for name in ("index.html", "summary.html"):
        for link in Page(copy[name].decode()).all("a"):
            file, _, place = str(link["href"]).partition("#")
            assert file in ("", *copy)
            assert not place or place in places


def test_what_was_typed_is_text(copy):
    assert SCRIPT in Page(copy["index.html"].decode()).text


def test_every_word_and_figure_of_the_document_is_there(copy):
    text = " ".join(Page(copy["index.html"].decode()).text.split())
    for entry in sample().entries:
        assert " ".join(entry.heading.split()) in text
        for figure in entry.figures:
            assert f"{figure.label}: {figure.value}" in text
    for annex in sample().annexes:
        assert all(row.label in text and row.words in text for row in annex.figures)


def test_the_same_document_makes_the_same_bytes():
    assert website_copy(sample(), at=AT, files=FILES) == website_copy(sample(), at=AT, files=FILES)
    other = replace(sample(), title="Another")
    assert website_copy(other, at=AT, files=FILES) != website_copy(sample(), at=AT, files=FILES)


def test_its_parts_bear_the_time_that_they_are_given():
    with zipfile.ZipFile(BytesIO(website_copy(sample(), at=AT, files=FILES))) as file:
        assert {part.date_time for part in file.infolist()} == {(2022, 12, 5, 10, 0, 0)}


@pytest.mark.usefixtures("demo")
class TestDraft:
    def test_the_office_tries_the_public_s_copy_out(self, person, client_of):
        Entry.objects.filter(code="ypidva").update(words="We met one young person who declined.")
        answer = client_of(person(Role.OFFICER)).get(reverse("update-website", args=["2022-23-q2"]))
        with zipfile.ZipFile(BytesIO(answer.getvalue())) as file:
            said = b"".join(
                file.read(name) for name in file.namelist() if name.endswith((".html", ".txt", ".csv", ".json"))
            )
            assert any(name.endswith(".xlsx") for name in file.namelist())
            assert b"Not to be put on a website" in file.read("READ-ME.txt")
        assert b"one young person" not in said
        assert b"Not published: made for the office to look at" in said

    def test_the_board_does_not(self, person, client_of):
        assert client_of(person(Role.VIEWER)).get(reverse("update-website", args=["2022-23-q2"])).status_code == 403
