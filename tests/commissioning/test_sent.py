"""A provider's own history: what was sent and what is in force, as page and file; nothing of anybody else's."""

import hashlib
import io
import json
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.choices import Asker, Prompt, State
from commissioning.exports.archive import free_name
from commissioning.models import Attachment, Narrative, ObservationValue, Question, Submission
from commissioning.workflow import approve, reopen, submit
from tests.commissioning.factories import MembershipFactory, ProviderFactory
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tests.commissioning.return_forms import text_of

pytestmark = pytest.mark.django_db
MOST_OF_AN_ARCHIVE = 16
HOSTILE = '=HYPERLINK("http://else.example","x")'


@pytest.fixture
def found(db) -> Idva:
    """Sent with 492 referrals and a text that begins like a formula; the office added words of its own."""
    made = idva()
    made.fill()
    made.save({"went_well": HOSTILE}, "text")
    for prompt, text in ((Prompt.OUR_NOTE, "Our own worry"), (Prompt.UPDATE_WORDS, "Our paragraph")):
        Narrative.objects.create(quarterly_return=made.quarterly_return, prompt=prompt, text=text)
    submit(record=made.now(), by=made.alice, at=NOON)
    return made


@pytest.fixture
def own(found, client_of) -> Client:
    return client_of(MembershipFactory(provider=found.provider).user)


@pytest.fixture
def neighbour(found, client_of) -> Client:
    return client_of(MembershipFactory(provider=ProviderFactory()).user)


def address(found: Idva, query: str = "") -> str:
    return reverse("sent", args=[found.quarter.slug]) + query


def test_what_was_sent_stands_beside_what_is_in_force(found, own):
    page = words(own.get(address(found)))
    assert "IDVA service" in page
    assert "Referrals received" in page
    assert "492" in page


def test_a_correction_shows_both_values(found, own):
    approve(record=found.now(), by=found.maria, at=NOON)
    reopen(record=found.now(), by=found.maria, at=LATER, reason="They told us.")
    found.save({found.box("referrals"): "500"}, at=LATER)
    submit(record=found.now(), by=found.alice, at=LATER)
    page = text_of(own.get(address(found)))
    assert "corrected" in page
    assert "492" in page
    assert "500" in page


def test_neither_page_nor_file_holds_what_is_the_offices_or_anothers(found, own, neighbour):
    files = [own.get(address(found, f"?format={kind}")).content for kind in ("csv", "xlsx")]
    lines = [str(cell.value) for row in load_workbook(io.BytesIO(files[1])).worksheets[0] for cell in row]
    for shown in (words(own.get(address(found))), files[0].decode(), " ".join(lines)):
        assert "Referrals received" in shown
        assert "Our own worry" not in shown
        assert "Our paragraph" not in shown
    assert "Nothing has been sent yet" in words(neighbour.get(address(found)))
    assert b"Referrals" not in neighbour.get(address(found, "?format=csv")).content


def test_no_cell_of_a_file_is_a_formula(found, own):
    text = own.get(address(found, "?format=csv")).content.decode()
    assert "'=HYPERLINK" in text
    book = load_workbook(io.BytesIO(own.get(address(found, "?format=xlsx")).content))
    cells = [cell for row in book.worksheets[0] for cell in row]
    assert any(cell.value == HOSTILE and cell.data_type == "s" for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)


def test_the_page_holds_the_budget_of_queries(found, own):
    assert queries_of(own, address(found)) <= MOST_QUERIES


def test_a_correction_is_asked_for_and_changes_nothing_by_itself(found, own, client_of):
    figure = found.figures["referrals"]
    page = reverse("correct", args=[figure.pk])
    before = ObservationValue.objects.count()
    assert own.post(page, {"value": "", "reason": "x"}).status_code == 422
    answer = own.post(page, {"value": "501", "reason": "Nine came in late."}, follow=True)
    assert "The office is asked" in text_of(answer)
    question = Question.objects.get()
    assert question.asker == Asker.PROVIDER
    assert question.text == "Please correct “Referrals received” from 492 to 501: Nine came in late."
    assert (found.now().state, ObservationValue.objects.count()) == (State.SUBMITTED, before)
    assert "to 501" in words(client_of(found.alice).get(reverse("return", args=[found.quarterly_return.pk])))
    assert own.post(page, {"value": "501", "reason": "Nine came in late."}).status_code == 302
    assert own.post(page, {"value": "502", "reason": "Another."}).status_code == 409
    assert Question.objects.count() == 1


def test_anothers_figure_and_none_at_all_cannot_be_asked_about(found, neighbour):
    theirs = neighbour.post(reverse("correct", args=[found.figures["referrals"].pk]), {"value": "1", "reason": "x"})
    missing = neighbour.post(reverse("correct", args=[999_999]), {"value": "1", "reason": "x"})
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content == missing.content
    assert not Question.objects.exists()


def test_a_return_that_is_open_is_corrected_in_itself(found, own):
    found.quarterly_return.__class__.objects.update(state=State.IN_PROGRESS)
    answer = own.post(reverse("correct", args=[found.figures["referrals"].pk]), {"value": "1", "reason": "x"})
    assert answer.status_code == 409
    assert "This return is open" in text_of(answer)


def zipped(client: Client, found: Idva, query: str = "") -> dict[str, bytes]:
    """The files of the archive by name."""
    answer = client.get(address(found, f"?format=zip{query}"))
    assert answer["Content-Disposition"].startswith("attachment")
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_all_that_was_sent_is_taken_away_with_its_digests(found, own):
    stored = default_storage.save("sent.pdf", ContentFile(b"%PDF-1.7 evidence"))
    row = Attachment.objects.create(
        quarterly_return=found.quarterly_return,
        name="=Evidence of Q2.pdf",
        file=stored,
        size=17,
        by=found.alice,
        at=NOON,
    )
    found.quarterly_return.__class__.objects.update(state=State.IN_PROGRESS)
    submit(record=found.now(), by=found.alice, at=LATER)
    files = zipped(own, found)
    folder = "q2-202223/idva-service"
    assert set(files) == {
        "README.txt",
        "SHA256SUMS.txt",
        "what-we-sent.xlsx",
        f"{folder}/form.xlsx",
        f"{folder}/text.txt",
        f"{folder}/submission-1.json",
        f"{folder}/submission-2.json",
        f"{folder}/files/evidence-of-q2.pdf",
    }
    for line in files["SHA256SUMS.txt"].decode().splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256(files[name]).hexdigest() == digest
    assert files[f"{folder}/files/evidence-of-q2.pdf"] == b"%PDF-1.7 evidence"
    told = json.loads(files[f"{folder}/submission-2.json"])
    kept = Submission.objects.get(number=2, record_kind="return")
    assert (told["sha256"], told["content"]["files"][0]["key"]) == (kept.sha256, row.pk)
    assert "492" in json.dumps(told["content"]["figures"])
    assert HOSTILE in files[f"{folder}/text.txt"].decode()
    assert not any(b"Our paragraph" in file or b"Our own worry" in file for file in files.values())


def test_an_archive_of_one_quarter_holds_no_other_and_nobody_elses(found, own, neighbour):
    assert "q2-202223/idva-service/form.xlsx" in zipped(own, found, "&of=Q2 2022/23")
    assert own.get(address(found, "?format=zip&of=Q1 2022/23")).status_code == 404
    assert neighbour.get(address(found, "?format=zip")).status_code == 404


def test_names_in_an_archive_never_meet():
    taken: set[str] = set()
    assert [free_name("a/b.pdf", taken) for _ in range(3)] == ["a/b.pdf", "a/b-2.pdf", "a/b-3.pdf"]


def test_an_archive_reads_no_more_for_more(found, own):
    own.get(address(found))
    with CaptureQueriesContext(connection) as captured:
        zipped(own, found)
    assert len(captured) <= MOST_OF_AN_ARCHIVE
