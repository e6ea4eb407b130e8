"""Composing for paper: how many pages the draft has, where each paragraph begins, and one paragraph as it prints."""

import subprocess

import outloud
import pdfua
import pytest
from django.urls import reverse

from reports import tasks
from reports.models import Entry, Update
from reports.pdf.checking import faults
from reports.pdf.places import Places
from reports.tasks.paragraph import KIND as PARAGRAPH
from reports.tasks.update import KIND as WHOLE
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tests.reports.pdf_ua import failed, read
from tests.tracker.form_reader import forms_of
from tracker.models import Job
from tracker.roles import Role

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("demo")]

QUARTER = "2022-23-q2"
OUTLINE, COUNT = (f"/quarters/{QUARTER}/update/compose/{rest}" for rest in ("", "count/"))


def entry(code: str = "idva") -> Entry:
    return Entry.objects.select_related("section__update__period").get(code=code)


def url(name: str = "compose-entry", code: str = "idva") -> str:
    return reverse(name, args=[QUARTER, entry(code).pk])


@pytest.fixture
def officer(person, client_of):
    return client_of(person(Role.OFFICER))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, settings, tmp_path) -> None:
    """Other tests make real PDFs; here the file that comes from the renderer has nine pages."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(tasks, "render_pdf", lambda html, **rest: b"%PDF-1.7")
    monkeypatch.setattr(tasks, "faults", lambda content: [])
    monkeypatch.setattr(tasks, "places_in", lambda content, names: Places(9, {"idva": 4, "drive": 5}))


def made(kind: str = WHOLE) -> None:
    """The worker does its part."""
    tasks.make_pdf.call(Job.objects.get(kind=kind, state=Job.State.QUEUED).pk)


def change(officer, code: str, text: str) -> None:
    """Words are saved as the page saves them."""
    form = next(f for f in forms_of(officer.get(url(code=code)).content, url(code=code)) if "words" in f.sends)
    sent = {**{name: values[0] for name, values in form.sends.items()}, "words": text, "do": "written"}
    assert officer.post(url(code=code), sent).status_code == 302


@pytest.mark.usefixtures("quick")
class TestPages:
    def test_what_was_never_counted_has_no_number(self, officer):
        page = words(officer.get(OUTLINE))
        assert "Pages not counted yet" in page
        assert "0 pages" not in page
        assert "not counted yet" not in page.replace("Pages not counted yet", ""), "no paragraph is given a page"

    def test_counted_they_stand_in_the_outline_and_by_each_paragraph(self, officer):
        Update.objects.filter(period__slug=QUARTER).update(pages_asked=8)
        waits = officer.post(COUNT).headers["Location"]
        assert "Being counted" in words(officer.get(OUTLINE))
        made()
        ready = words(officer.get(waits))
        assert "It has 9 pages" in ready
        assert "Outline of the update" in ready
        page = officer.get(OUTLINE)
        assert "9 of 8 pages" in words(page)
        assert "ct-written--over" in page.content.decode()
        assert "page 4" in words(page)
        assert words(page).count("page not counted yet") == len(page.context["outline"].paragraphs) - 2
        assert "In the draft: page 4 of 9" in words(officer.get(url()))

    def test_after_a_change_the_count_is_of_what_was(self, officer):
        officer.post(COUNT)
        made()
        change(officer, "drive", "Other words.")
        page = words(officer.get(OUTLINE))
        assert "not counted since something changed" in page
        assert "was page 4" in page
        assert "In the draft: was page 4" in words(officer.get(url()))
        officer.post(COUNT)
        assert Job.objects.filter(kind=WHOLE).count() == 2, "other words are another file"
        made()
        assert "not counted since" not in words(officer.get(OUTLINE))

    def test_what_prints_the_same_is_not_made_again(self, officer):
        officer.post(COUNT)
        made()
        change(officer, "drive", "First.")
        change(officer, "drive", "")
        assert "not counted since" in words(officer.get(OUTLINE))
        officer.post(COUNT)
        assert Job.objects.filter(kind=WHOLE).count() == 1
        assert "not counted since" not in words(officer.get(OUTLINE))

    def test_the_pages_ask_no_more_for_it(self, officer):
        officer.post(COUNT)
        made()
        assert queries_of(officer, OUTLINE) <= MOST_QUERIES
        assert queries_of(officer, url()) <= MOST_QUERIES


class TestOneParagraph:
    @pytest.mark.usefixtures("quick")
    def test_it_is_made_of_the_draft_under_its_headings_and_of_nothing_else(self, officer):
        waits = officer.post(url("compose-print")).headers["Location"]
        job = Job.objects.get(kind=PARAGRAPH)
        assert "IDVA" in job.paper
        assert "Putting victims" in job.paper
        assert "annex" not in job.paper.lower().partition("<main")[2]
        assert entry("drive").heading not in job.paper.partition("<main")[2]
        made(PARAGRAPH)
        assert "Download the PDF" in words(officer.get(waits))
        answer = officer.get(f"{waits}file/")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="paragraph-2022-23-q2-idva.pdf"'

    @pytest.mark.usefixtures("quick")
    def test_the_same_words_are_printed_once_and_other_words_anew(self, officer):
        officer.post(url("compose-print"))
        officer.post(url("compose-print"))
        assert Job.objects.filter(kind=PARAGRAPH).count() == 1
        change(officer, "idva", "Other words.")
        officer.post(url("compose-print"))
        assert Job.objects.filter(kind=PARAGRAPH).count() == 2

    def test_what_is_left_out_is_not_printed(self, officer):
        Entry.objects.filter(pk=entry().pk).update(left_out_why="No news.")
        answer = officer.post(url("compose-print"))
        assert answer.status_code == 409
        assert "Take it back into the update first" in answer.content.decode()
        assert not Job.objects.filter(kind=PARAGRAPH).exists()

    def test_another_quarter_s_print_is_not_there(self, officer):
        Job.objects.create(
            kind=PARAGRAPH,
            key=f"{PARAGRAPH}:{QUARTER}:999999:{'d' * 40}",
            asked_at="2022-12-01T09:00Z",
        )
        missing = Job.objects.get(kind=PARAGRAPH).pk
        assert officer.get(reverse("compose-print-job", args=[QUARTER, missing])).status_code == 404

    def test_the_real_page_has_no_fault_and_reads_as_it_prints(self, officer, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        waits = officer.post(url("compose-print")).headers["Location"]
        made(PARAGRAPH)
        job = Job.objects.get(kind=PARAGRAPH)
        assert (job.state, job.pages, job.error) == (Job.State.DONE, 1, "")
        content = b"".join(officer.get(f"{waits}file/").streaming_content)
        assert faults(content) == []
        (tmp_path / "paragraph.pdf").write_bytes(content)
        heard = outloud.check(str(tmp_path / "paragraph.pdf"))
        assert not heard.errors, [str(each) for each in heard.sorted_findings()]
        assert pdfua.validate(str(tmp_path / "paragraph.pdf")).count_by_severity().get(pdfua.Severity.ERROR, 0) == 0
        assert failed(read(content)) == {}
        done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
        said = " ".join(done.stdout.decode().split())
        assert "492" in said
        assert "one paragraph, as it will print" in said
