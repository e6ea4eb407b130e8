"""Hostile words in every field of a paper: the renderer's work stays in proportion, and all stays on the page."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import cycle
from typing import Any

import pytest
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.text.line_break import Layout

from reports import exports
from reports.document import Document
from reports.pdf.breaking import ZERO_WIDTH_SPACE, breakable, make_breakable
from reports.pdf.fetching import ClosedFetcher
from reports.pdf.rendering import Paper
from tests.reports.sample_document import advisers, annexes, front, partnerships, sample

CODES = frozenset(
    ("code", "anchor", "kind", "sure", "audience", "rule", "basis", "state", "slug", "service_code", "standing", "by")
)
NUMBERS = frozenset(("value", "used", "gone", "numerator", "denominator"))
LISTS_OF_KEYS = frozenset(("counts", "beside", "by_cell", "total_by_cell"))
NAMES = frozenset(("office", "office_short", "area", "title", "period", "period_words", "quarter_words", "notice"))
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
HOSTILE = ("x", "W", "e\u0301", "\u0301", "\u0633\u0644\u0627\u0645", FAMILY, "9", "9\u00a0", "-", "<b>&amp;")
LENGTHS, LENGTH_OF_A_NAME = (100, 70, 900), 200
MOST_WORK = 20  # times that a letter is set: four or so for the line it stands on, more where blocks are laid out anew


def small() -> Document:
    """Every part of an update once."""
    section = sample().sections[1]
    groups = (replace(section.groups[0], entries=(advisers(), partnerships())),)
    return replace(sample(), front=front(), sections=(replace(section, groups=groups),), annexes=annexes(2))


def filled(thing: Any, pieces: Iterator[str], lengths: Iterator[int], name: str = "") -> Any:
    """The same with a word of so many letters in every field that somebody types or that is made of what was typed."""
    if name in CODES | NUMBERS | LISTS_OF_KEYS or not thing:
        return thing
    if isinstance(thing, str):
        length = LENGTH_OF_A_NAME if name in NAMES else next(lengths)
        return (next(pieces) * length)[:length]
    if isinstance(thing, tuple):
        return tuple(filled(each, pieces, lengths, name) for each in thing)
    if is_dataclass(thing):
        own = {each.name: filled(getattr(thing, each.name), pieces, lengths, each.name) for each in fields(thing)}
        return replace(thing, **own)
    return thing


class Laid:
    """A page as the renderer lays it out: its pages, and how often it set a letter for each that there is."""

    def __init__(self, html: str, monkeypatch: pytest.MonkeyPatch, *, broken: bool = True) -> None:
        self.set = 0
        set_text = Layout.set_text

        def counted(layout: Layout, text: str, justify: bool = False) -> None:
            self.set += len(text)
            set_text(layout, text, justify)

        page = Paper(string=html, url_fetcher=ClosedFetcher(exports.paper_files()), base_url="house:")
        body = page.etree_element.find("body")
        letters = len("".join(body.itertext()))
        if broken:
            make_breakable(body)
        with monkeypatch.context() as patch:
            patch.setattr(Layout, "set_text", counted)
            self.pages = page.render(presentational_hints=True).pages
        self.work = self.set / letters

    def outside(self) -> list[tuple[int, str]]:
        """Page and text of what is printed, or would be, beyond the paper's edge."""
        return [
            (number, box.text[:20])
            for number, page in enumerate(self.pages, 1)
            for box in texts(page._page_box)
            if box.position_x < 0
            or box.position_y < 0
            or box.position_x + box.width > page.width
            or box.position_y + box.height > page.height
        ]


def texts(page: Any) -> Iterator[TextBox]:
    for each in page.descendants(placeholders=True):
        box = each._box if isinstance(each, AbsolutePlaceholder) else each
        if isinstance(box, TextBox) and box.text.strip():
            yield box


def test_hostile_words_in_every_field_cost_in_proportion_and_stay_on_the_page(monkeypatch):
    plain = Laid(exports.paper_html(small()), monkeypatch)
    hostile = Laid(exports.paper_html(filled(small(), cycle(HOSTILE), cycle(LENGTHS))), monkeypatch)
    assert hostile.work < 5 * plain.work < 5 * MOST_WORK
    assert hostile.outside() == plain.outside() == []


def test_a_word_that_may_break_nowhere_costs_the_square_of_its_length(monkeypatch):
    """What the places to break save, and that the measure of work tells it."""
    html = f"<style>p {{ overflow-wrap: anywhere }}</style><body><p>{'x' * 4_000}</p></body>"
    assert Laid(html, monkeypatch).work < MOST_WORK < Laid(html, monkeypatch, broken=False).work


def test_what_lies_beyond_the_edge_is_found(monkeypatch):
    html = "<style>p {{ margin-left: {}mm; white-space: nowrap }}</style><body><p>So far</p></body>"
    assert [bool(Laid(html.format(place), monkeypatch).outside()) for place in (0, 190)] == [False, True]


@pytest.mark.parametrize(
    ("text", "breaks"),
    [("x" * 60, 0), ("x" * 61, 6), ("x" * 20_000, 2_000), ("9\u00a0" * 50, 10), ("words of ordinary length " * 40, 0)],
)
def test_a_run_longer_than_any_word_gets_places_to_break(text, breaks):
    assert breakable(text).count(ZERO_WIDTH_SPACE) == breaks
    assert breakable(text).replace(ZERO_WIDTH_SPACE, "") == text


def test_a_mark_stays_with_its_letter():
    pieces = breakable("e\u0301" * 200).split(ZERO_WIDTH_SPACE)
    assert len(pieces) > 30
    assert not any(piece.startswith("\u0301") for piece in pieces)
