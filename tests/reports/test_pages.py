"""Pages of the update on paper: none mostly white, no heading left alone at the foot, each control found."""

from dataclasses import replace

import pytest

from reports import exports, pdf
from reports.document import Group
from tests.reports.conftest import paper_of
from tests.reports.pages import headings_at_the_foot, pages_of, too_white
from tests.reports.pdf_ua import read
from tests.reports.sample_document import plain, sample


@pytest.fixture(scope="module")
def torn() -> bytes:
    """The control: every paragraph begins a page, and leaves its heading on the one before."""
    document = replace(sample(), sections=sample().sections[1:2], annexes=())
    tear = "<style>.update .entry-main, .update .entry { break-before: page !important }</style></head>"
    page = exports.paper_html(document).replace("</head>", tear)
    return pdf.render_pdf(page, files=exports.paper_files(), titles=exports.titles(document))


def test_no_page_is_mostly_white(whole_paper: bytes):
    pages = pages_of(whole_paper)
    assert len(pages) > 15
    assert too_white(pages) == []


def test_no_heading_stands_last_on_its_page(whole_paper: bytes):
    assert headings_at_the_foot(read(whole_paper)) == []


def test_a_torn_update_is_found(torn: bytes):
    assert too_white(pages_of(torn))
    assert headings_at_the_foot(read(torn))


@pytest.mark.parametrize("themes", [33, 44])
def test_how_to_read_it_stands_under_the_contents(themes: int):
    """Up to 33 lines as they are; long contents are set closer."""
    section = sample().sections[1]
    groups = tuple(
        Group(f"theme-{number}", f"Theme {number}", (plain(f"entry-{number}", "A club", 5),))
        for number in range(themes)
    )
    document = replace(sample(), sections=(replace(section, groups=groups),), annexes=())
    pages = pages_of(paper_of(document))
    assert [page.number for page in pages if page.part.startswith("Contents")] == [2]
