"""The update in two pages: what stands there, whom it leads to, and that nothing typed makes a third."""

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import outloud
import pdfua
import pikepdf
import pytest
from django.urls import reverse

from reports import exports, pdf
from reports.document import Column, Document, Finding, Front, Headline, Row, Seal, Table, summary_of
from reports.document.summary import CUT, MOST_FIGURES, MOST_FINDINGS, shortened
from reports.exports.summary import published_summary, summary_paper
from reports.tasks.update import SHORT
from tests.reports.sample_document import sample
from tracker.models import Job
from tracker.roles import Role

LONG = 20_000


def made(document: Document) -> bytes:
    return pdf.render_pdf(summary_paper(document), files=exports.paper_files(), titles={})


def filled(text: str) -> Document:
    """The sample with this in every place of its front page and its heads, and more of everything than fits."""

    def table(code: str) -> Table:
        rows = tuple(Row((text,) * 5) for _ in range(30))
        return Table(code, text, tuple(Column(text, numeric=place == 1) for place in range(5)), rows, notes=(text,))

    findings = tuple(Finding("rule", text, text, "advisers") for _ in range(12))
    front = Front(
        lead=text,
        better=findings,
        watching=findings,
        comparable=table("comparable"),
        no_figure=findings,
        no_figure_words=text,
        money=(Headline(text, text),) * 7,
        money_words=text,
        pace=(),
        people=findings,
        promises=table("promises"),
        promises_words=text,
        received_words=text,
        not_received=findings,
    )
    sections = tuple(replace(each, title=text) for each in sample().sections) * 9
    names = dict.fromkeys(("office", "office_short", "title", "period_words", "notice", "position_as_at"), text)
    return sample(front=front, sections=sections, **names)


@pytest.mark.parametrize("letter", ["W", "wm ", "漢"])
def test_whatever_is_typed_it_has_two_pages(letter: str):
    with pikepdf.open(BytesIO(made(filled(letter * LONG)))) as opened:
        assert len(opened.pages) == 2


def test_without_its_limits_it_has_more(monkeypatch: pytest.MonkeyPatch):
    """The control."""
    for name in ("MOST_FIGURES", "MOST_PROMISES"):
        monkeypatch.setattr(f"reports.document.summary.{name}", 30)
    with pikepdf.open(BytesIO(made(filled("a few words")))) as opened:
        assert len(opened.pages) > 2


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory, short_paper: bytes) -> Path:
    path = tmp_path_factory.mktemp("short") / "short.pdf"
    path.write_bytes(short_paper)
    return path


def test_two_checkers_find_no_error(target: Path):
    heard = outloud.check(str(target))
    assert not heard.errors, [str(finding) for finding in heard.sorted_findings() if finding.severity == "error"]
    assert pdfua.validate(str(target)).count_by_severity().get(pdfua.Severity.ERROR, 0) == 0


def test_it_says_findings_figures_money_and_where_more_is(target: Path):
    run = subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, check=True, text=True)
    for words in ("What needs watching", "£636,541", "465 in Q2 2021/22", "Senior post filled", "Annex A: Money"):
        assert words in run.stdout
    assert "Page 2 of 2" in run.stdout


@pytest.mark.parametrize(
    ("text", "limit", "kept"),
    [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("one two three", 9, f"one two{CUT}"),
        ("one, two", 6, f"one{CUT}"),
        ("x" * 12, 5, f"xxxx{CUT}"),
    ],
)
def test_a_text_is_cut_at_a_word(text: str, limit: int, kept: str):
    assert shortened(text, limit) == kept


def test_what_is_left_out_is_counted():
    summary = summary_of(filled("word"))
    assert [each.text for each in summary.watching][-1] == "And 9 more in the whole update."
    assert len(summary.watching) == MOST_FINDINGS
    assert summary.figures is not None
    assert len(summary.figures.rows) == MOST_FIGURES
    assert summary.figures.notes == ("And 24 more in the whole update.",)
    assert summary.parts[-1].startswith("and ")
    assert summary_of(sample()).watching == sample().front.watching


def test_each_finding_leads_to_its_paragraph_where_the_whole_is():
    seal = Seal(1, "0" * 64, 1, "0" * 64, "5 December 2022", "https://example.org/updates/2022-23-q2/", "/v1/")
    page = published_summary(sample(), seal, stylesheet="/x.css", whole="/updates/2022-23-q2/")
    assert '<a href="/updates/2022-23-q2/#partnerships">' in page
    assert "<script" not in page


@pytest.mark.usefixtures("demo")
class TestDemonstration:
    def test_the_office_looks_at_it_and_has_it_made(self, person, client_of):
        officer = client_of(person(Role.OFFICER))
        page = officer.get(reverse("update-summary", args=["2022-23-q2"]) + "?for=board").content.decode()
        assert "What needs watching" in page
        answer = officer.post(reverse("update-pdf", args=["2022-23-q2"]), {"for": "board", "short": "1"})
        job = Job.objects.get(kind=SHORT)
        assert answer["Location"] == reverse("update-job", args=["2022-23-q2", job.pk])
        assert ":board:" in job.key
        assert "PDF of the update in short" in officer.get(answer["Location"]).content.decode()

    def test_a_viewer_reads_the_board_s(self, person, client_of):
        page = client_of(person(Role.VIEWER)).get(reverse("update-summary", args=["2022-23-q2"])).content.decode()
        assert "For the Commissioner and chief officers" in page
        assert "Make the PDF" not in page
