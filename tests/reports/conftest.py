"""Papers that several modules look at: each is rendered once a run."""

import pytest

from reports import exports, pdf
from reports.document import Document
from reports.document.seal import Seal
from reports.exports.summary import summary_paper
from tests.reports.sample_document import sample

SIGNED_AT = 1_669_334_400


def paper_of(document: Document, seal: Seal | None = None) -> bytes:
    return pdf.render_pdf(
        exports.paper_html(document, seal),
        files=exports.paper_files(),
        titles=exports.titles(document, seal),
        signed_at=SIGNED_AT,
    )


@pytest.fixture(scope="session")
def whole_paper() -> bytes:
    """The sample for the office: every kind of block, hostile text, thirty more paragraphs, sixty rows of figures."""
    return paper_of(sample(copies=30, rows=60))


@pytest.fixture(scope="session")
def short_paper() -> bytes:
    """The sample in two pages."""
    return pdf.render_pdf(summary_paper(sample()), files=exports.paper_files(), titles={})
