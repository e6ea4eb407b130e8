"""The pages of spreadsheets in: a form taken away, a workbook uploaded, seen through, taken in or dropped."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from openpyxl import Workbook as Book
from openpyxl import load_workbook

from commissioning.models import ObservationValue, Pack, SpendLine
from tests.commissioning import factories as make
from tests.commissioning.data.faulty_forms import FAULTY
from tests.commissioning.factories import MembershipFactory, UserFactory, sent
from tests.commissioning.filled_forms import MANY, NOW, OF, SHEET, content_of, form_of, place, send, type_into
from tests.commissioning.idva import Idva, award_of, idva
from tests.commissioning.pages import read, words
from tests.commissioning.return_forms import client_of, text_of, url
from tracker.models import ImportRun
from tracker.roles import Role

pytestmark = pytest.mark.django_db
FILLED = {(SHEET, "Referrals", NOW): 492, (SHEET, "of which from", NOW): 101}


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


def upload(client: Client, found: Idva, content: bytes, name: str = "Q2 SWA.xlsx", page: str = "") -> HttpResponse:
    return client.post(page or url(found, "upload/"), {"file": SimpleUploadedFile(name, content)})


def digest(page: HttpResponse) -> str:
    return page.content.decode().partition('name="digest" value="')[2].partition('"')[0]


def test_the_form_is_an_attachment_made_anew(found, alice):
    answer = alice.get(url(found, "form/"))
    assert answer["Content-Disposition"] == 'attachment; filename="idva-service-q2-202223.xlsx"'
    assert SHEET in load_workbook(io.BytesIO(answer.content)).sheetnames


def test_a_workbook_is_uploaded_seen_through_and_taken_in(found, alice):
    assert "Fill in a spreadsheet" in text_of(alice.get(url(found)))
    book = load_workbook(io.BytesIO(alice.get(url(found, "form/")).content))
    answer = upload(alice, found, content_of(type_into(book, FILLED)))
    run = ImportRun.objects.get()
    assert answer.headers["Location"] == f"/imports/{run.pk}/"
    page = alice.get(answer.headers["Location"])
    assert "What would change 2" in text_of(page)
    assert re.search(r"Referrals received, this quarter nothing 492 IDVA service!G\d+ ", text_of(page))
    assert not ObservationValue.objects.exists()
    done = alice.post(f"/imports/{run.pk}/", {"digest": digest(page)})
    assert done.headers["Location"] == url(found)
    assert "Q2 SWA.xlsx is taken in" in words(alice.get(url(found)))
    assert ObservationValue.objects.count() == 2
    over = words(alice.get(f"/imports/{run.pk}/"))
    assert "IDVA service: Referrals received" in over
    assert re.search(r"IDVA service!G\d+ of Q2 SWA.xlsx", over)
    figure = alice.get(f"/quarters/2022-23-q2/figures/{found.figures['referrals'].pk}/")
    assert (
        f'<a class="govuk-link govuk-link--no-visited-state" href="/imports/{run.pk}/file/">' in figure.content.decode()
    )
    assert re.search(r"Read from a file: IDVA service!G\d+ of Q2 SWA.xlsx", text_of(figure))
    again = alice.post(f"/imports/{run.pk}/", {"digest": digest(page)})
    assert again.status_code == 409
    assert ObservationValue.objects.count() == 2


def test_an_old_preview_is_shown_anew(found, alice):
    run = send(found, type_into(form_of(found), FILLED))
    page = alice.get(f"/imports/{run.pk}/")
    found.save({found.box("within-72", "value"): "97%"}, by=found.bob)
    answer = alice.post(f"/imports/{run.pk}/", {"digest": digest(page)})
    assert answer.status_code == 409
    assert "Somebody changed the same records" in text_of(answer)
    assert alice.post(f"/imports/{run.pk}/", {"digest": digest(answer)}).status_code == 302


def test_what_is_wrong_stands_in_the_way_and_comes_back_in_the_workbook(found, alice):
    book = form_of(found)
    for name in ("words for a number", "half of a share"):
        FAULTY[name].change(book)
    run = send(found, book)
    page = alice.get(f"/imports/{run.pk}/")
    assert "To put right first 2" in words(page)
    assert "Take it in" not in words(page)
    assert alice.post(f"/imports/{run.pk}/", {"digest": digest(page)}).status_code == 422
    marked = alice.get(f"/imports/{run.pk}/marked/")
    assert marked["Content-Disposition"] == 'attachment; filename="q2-swa-to-mend.xlsx"'
    sheet = load_workbook(io.BytesIO(marked.content))[SHEET]
    assert "Give both numbers" in place(sheet, "Contacted within 48", MANY).comment.text
    assert place(sheet, "Contacted within 48", OF).comment is None


def test_a_question_is_answered_before_anything_is_taken_in(found, alice):
    run = send(found, type_into(form_of(found), {(SHEET, "Referrals", NOW): "-"}))
    page = alice.get(f"/imports/{run.pk}/")
    name = page.content.decode().partition('name="answer-')[2].partition('"')[0]
    refused = alice.post(f"/imports/{run.pk}/", {"digest": digest(page)})
    assert (refused.status_code, "Some questions have no answer" in text_of(refused)) == (422, True)
    done = alice.post(f"/imports/{run.pk}/", {"digest": digest(page), f"answer-{name}": "value:0"})
    assert done.status_code == 302
    assert ObservationValue.objects.get().value == 0


def test_a_file_is_dropped_and_stays_as_evidence(found, alice):
    run = send(found, form_of(found))
    assert alice.post(f"/imports/{run.pk}/drop/").headers["Location"] == url(found, "upload/")
    assert "Dropped" in words(alice.get(url(found, "upload/")))
    assert "nothing of it was saved" in words(alice.get(f"/imports/{run.pk}/"))
    assert alice.get(f"/imports/{run.pk}/file/").status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("q2.xlsx", b"PK\x03\x04x", "isn’t what its name says"),
        ("q2.pdf", b"%PDF-1.7", "Only an Excel workbook"),
        ("q2.xlsx", b"", "This file is empty"),
    ],
)
def test_a_wrong_file_is_said_at_its_box(found, alice, name, content, sentence):
    answer = upload(alice, found, content, name)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not ImportRun.objects.exists()


def test_a_provider_s_own_people_fill_in_their_own(found):
    own = client_of(MembershipFactory(provider=found.provider).user)
    book = load_workbook(io.BytesIO(own.get(url(found, "form/")).content))
    answer = upload(own, found, content_of(type_into(book, FILLED)))
    page = own.get(answer.headers["Location"])
    assert own.post(answer.headers["Location"], {"digest": digest(page)}).status_code == 302
    assert ObservationValue.objects.count() == 2
    run = ImportRun.objects.get()
    assert own.get(f"/imports/{run.pk}/file/").status_code == 200
    stranger = client_of(MembershipFactory().user)
    for rest in ("", "file/", "marked/"):
        assert stranger.get(f"/imports/{run.pk}/{rest}").status_code == 404
    assert stranger.get(url(found, "form/")).status_code == 404
    assert client_of(UserFactory(role=Role.VIEWER)).get(f"/imports/{run.pk}/file/").status_code == 403


def own_workbook(found: Idva) -> bytes:
    book = Book()
    book.worksheets[0].title = "IDVA"
    for row in (["Figure", "Q1", "Q2"], ["Referrals received", 401, 492], ["from hospitals", 90, 101]):
        book.worksheets[0].append(row)
    return content_of(book)


def test_a_workbook_that_is_not_our_form_has_its_cells_chosen_first(found, alice):
    answer = upload(alice, found, own_workbook(found), "IDVA.xlsx")
    run = ImportRun.objects.get()
    assert alice.get(answer.headers["Location"]).headers["Location"] == f"/imports/{run.pk}/layout/"
    page = alice.get(f"/imports/{run.pk}/layout/")
    boxes = dict(re.findall(r'name="(at:[^"]+)" value="([^"]*)"', page.content.decode()))
    assert boxes["at:figure referrals all value"] == "IDVA!C2"
    wrong = alice.post(f"/imports/{run.pk}/layout/", boxes | {"at:figure hospital all value": "IDVA!Total"})
    assert wrong.status_code == 422
    assert "Give a cell such as IDVA!C7" in text_of(wrong)
    assert 'value="IDVA!Total"' in wrong.content.decode()
    nothing = alice.post(f"/imports/{run.pk}/layout/", dict.fromkeys(boxes, ""))
    assert "Give the cell of one figure at least." in text_of(nothing)
    kept = alice.post(f"/imports/{run.pk}/layout/", boxes | {"at:figure hospital all value": "c3"})
    assert kept.headers["Location"] == f"/imports/{run.pk}/"
    assert "of which from hospitals, this quarter nothing 101 IDVA!C3" in text_of(alice.get(f"/imports/{run.pk}/"))


def test_the_cells_of_a_file_that_is_over_are_not_chosen(found, alice):
    upload(alice, found, own_workbook(found), "IDVA.xlsx")
    run = ImportRun.objects.get()
    assert alice.get(f"/imports/{run.pk}/marked/").status_code == 404
    alice.post(f"/imports/{run.pk}/drop/")
    assert alice.get(f"/imports/{run.pk}/layout/").status_code == 404


def test_an_amount_that_a_file_gave_leads_to_its_cell_and_to_the_file(found, alice):
    award = award_of(found)
    pack = found.now().pack
    book = form_of(found, record=pack)
    typed = {("Money", award.title, "Spent since April"): 12_500}
    assert upload(alice, found, content_of(type_into(book, typed)), page=f"/packs/{pack.pk}/upload/").status_code == 302
    run = ImportRun.objects.get()
    alice.post(f"/imports/{run.pk}/", {"digest": digest(alice.get(f"/imports/{run.pk}/"))})
    line = SpendLine.objects.get()
    assert line.import_run == run
    assert re.fullmatch(r"Money![A-Z]+\d+ of Q2 SWA.xlsx", line.source_detail)
    Pack.objects.update(**sent(found.alice))
    page = alice.get(f"/quarters/2022-23-q2/services/{found.service.pk}/money/")
    assert (f"/imports/{run.pk}/file/", line.source_detail) in read(page).links
    told = alice.get(f"/imports/{run.pk}/")
    assert f"{award.title} £12,500 since April {line.source_detail}" in text_of(told)


def test_an_amount_that_was_typed_leads_to_no_file(found, alice):
    make.SpendLineFactory(award=award_of(found), pack=found.now().pack)
    Pack.objects.update(**sent(found.alice))
    assert "Spent, by return" in words(alice.get(f"/quarters/2022-23-q2/services/{found.service.pk}/money/"))
    assert "Read from" not in words(alice.get(f"/quarters/2022-23-q2/services/{found.service.pk}/money/"))
