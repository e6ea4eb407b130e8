"""Pages of the update on paper: none mostly white, no heading left alone at the foot, each control found."""

from dataclasses import replace

import pytest

from reports import exports, pdf
from tests.reports.conftest import paper_of
from tests.reports.pages import headings_at_the_foot, pages_of, too_white
from tests.reports.pdf_ua import read
from tests.reports.sample_document import sample


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
    assert len(too_white(pages_of(torn))) > 2
    assert len(headings_at_the_foot(read(torn))) > 2


@pytest.mark.parametrize("more", [30, 31, 60])
def test_how_to_read_it_stands_under_the_contents(more: int):
    """Long contents go into two columns, and none of their lines is lost."""
    section = sample().sections[1]
    groups = tuple(replace(section.groups[1], code=f"theme-{number}") for number in range(more))
    document = replace(sample(), sections=(replace(section, groups=(*section.groups, *groups)),), annexes=())
    parts = [page.part for page in pages_of(paper_of(document))]
    assert parts.count("Contents") == 1
