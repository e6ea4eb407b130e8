"""Pages are read by a quick parser of XML, and come out as the renderer's own parser of HTML reads them."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from weasyprint import HTML

from reports import exports
from reports.pdf.fetching import ClosedFetcher
from reports.pdf.reading import read
from reports.pdf.rendering import Paper
from tests.reports.sample_document import hostile, sample


def told(element: Element) -> Iterator[tuple[str, dict[str, str], str, str]]:
    """All that is in an element. How much white space there is between two of them nobody sees."""
    for each in element.iter():
        attributes = {name: value for name, value in each.items() if not name.endswith("}xmlns")}
        yield each.tag, attributes, shown(each.text), "" if each is element else shown(each.tail)


def shown(text: str | None) -> str:
    return text if text and text.strip() else " " * bool(text)


def by_html(html: str) -> Element:
    return HTML(string=html, url_fetcher=ClosedFetcher({}), base_url="house:").etree_element


def documents() -> dict[str, str]:
    section = sample().sections[1]
    group = replace(section.groups[0], entries=(hostile(),))
    typed = replace(sample(), sections=(replace(section, groups=(group,)),))
    return {"an update": exports.paper_html(sample(rows=2)), "what was typed": exports.paper_html(typed)}


@pytest.mark.parametrize("kind", ["an update", "what was typed"])
def test_both_read_the_same(kind: str):
    html = documents()[kind]
    quick = read(html)
    assert quick is not None
    assert [*told(quick.find("body"))] == [*told(by_html(html).find("body"))]


@pytest.mark.parametrize(
    "words", ["\x0bvertical", "a &copy; b", "<p>one<p>two", "<svg></svg>", "<table><tr><td>a</td></tr></table>"]
)
def test_what_is_not_the_same_as_xml_is_read_as_html(words: str):
    html = f'<!DOCTYPE html><html lang="en-GB"><head><title>a</title></head><body><div>{words}</div></body></html>'
    assert read(html) is None
    assert read(html.replace(words, "a")) is not None
    page = Paper(string=html, url_fetcher=ClosedFetcher({}), base_url="house:")
    assert [*told(page.etree_element)] == [*told(by_html(html))]


def test_a_page_without_head_or_body_is_read_as_html():
    assert read("<!DOCTYPE html><html><title>a</title><p>b</p></html>") is None


def test_no_page_brings_words_of_its_own():
    """Entities that stand for each other could fill all memory: no page may say what one stands for."""
    assert read('<!DOCTYPE html [<!ENTITY a "aa">]><html><head></head><body>&a;</body></html>') is None
