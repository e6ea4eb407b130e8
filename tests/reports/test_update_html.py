"""The update as one self-contained file: nothing asked of any other, nothing typed becomes markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from reports import exports
from reports.document import Annex, Audience, ChartPoint, Document, Group, Passage, for_audience
from tests.reports.sample_document import SCRIPT, advisers, grants, plain, sample

LOADS = {"src", "srcset", "data", "poster", "background"}


class Page(HTMLParser):
    """What a browser would see: elements in order, their attributes and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def of(document: Document) -> Page:
    return Page(exports.standalone_html(document))


def with_entry(entry) -> Document:
    section = replace(sample().sections[1], groups=(Group("", "", (entry,)),))
    return replace(sample(), sections=(section,))


@pytest.fixture(scope="module")
def page() -> Page:
    return of(sample())


def test_the_file_asks_nothing_of_any_other(page):
    assert not [tag for tag, attributes in page.elements if LOADS & attributes.keys()]
    assert not {"script", "link", "iframe", "img", "object", "form"} & {tag for tag, _ in page.elements}
    assert all(address.startswith("#") for link in page.all("a") if (address := link["href"]))
    styles = re.findall(r"url\(([^)]{0,40})", exports.standalone_html(sample()))
    assert styles
    assert all(address.startswith('"data:font/woff2') for address in styles)


def test_the_file_forbids_itself_scripts(page):
    policies = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; font-src data:"]


def test_what_was_typed_is_text(page):
    assert SCRIPT in page.text
    assert "{{ settings.SECRET_KEY }} {% now 'Y' %}" in page.text


def test_every_link_leads_to_a_place_that_is_there_once(page):
    places = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(places) == len(set(places))
    assert {link["href"].removeprefix("#") for link in page.all("a") if link["href"]} <= set(places)


def test_no_level_of_heading_is_skipped(page):
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_title_and_language_say_what_it_is(page):
    assert page.all("html") == [{"lang": "en-GB"}]
    assert "Quarterly update on commissioned services, July to September 2022 - Northshire OPCC" in page.text


def test_a_figure_stands_with_what_it_is_compared_with(page):
    assert "Referrals, hospital included 492 465 in Q2 2021/22, up 27, 5.8%" in page.text


@pytest.mark.parametrize(
    "words",
    [
        "Internal: contains small numbers",
        "Demonstration data.",
        "Position as at 25 November 2022",
        "Draft: shows what is not approved yet, marked",
        "Not yet approved.",
        "Not received. Rescue boat, due 21 October 2022",
        "Question open. Who answers for the hospital figures?",
        "IDVA Independent domestic violence adviser",
        "Return of Riverside Women’s Aid, received 19 October 2022, approved 24 October 2022",
    ],
)
def test_what_a_reader_must_know_is_said(page, words):
    assert words in page.text


def test_the_board_s_copy_has_no_word_of_the_office_s_own():
    text = of(for_audience(sample(), Audience.BOARD)).text
    assert "Known to the office alone" not in text
    assert "Internal: contains small numbers" not in text


def test_what_is_empty_after_the_cut_is_not_printed():
    internal = replace(grants(), rows=tuple(replace(row, audience=Audience.INTERNAL) for row in grants().rows))
    annex = Annex("annex-money", "Money", "", (internal,))
    board = for_audience(replace(sample(), annexes=(annex,), sections=()), Audience.BOARD)
    page = exports.standalone_html(board)
    assert board.annexes == ()
    assert "annex-money" not in page
    assert "Annex A" not in page


def test_lines_that_begin_with_a_dash_are_a_list():
    text = "Next quarter:\n- films\n- a post\n\nThen more."
    html = exports.standalone_html(with_entry(plain("club", "Club", passages=(Passage(text),))))
    assert '<p>Next quarter:</p>\n<ul class="dashes"><li>films</li><li>a post</li></ul>\n<p>Then more.</p>' in html


def test_every_chart_has_a_title_first_and_its_gap_in_words(page):
    html = exports.standalone_html(with_entry(advisers()))
    assert html.count("<svg") == html.count("</title>") - 1 == 2
    assert re.search(r'<text [^>]*>Q3 2021/22</text><text [^>]*fill="#484c50">not held</text>', html)


def test_two_known_values_are_no_chart():
    chart = replace(advisers().chart, points=(ChartPoint("Q1", "1", "1"), ChartPoint("Q2", "2", "2")))  # type: ignore[type-var]
    assert 'class="series"' not in exports.standalone_html(with_entry(replace(advisers(), chart=chart)))


def test_a_missing_stylesheet_says_what_to_do():
    with pytest.raises(exports.AssetMissing, match="make assets"):
        exports.asset("print/nothing.css")
