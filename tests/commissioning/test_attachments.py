"""Files in: told by their bytes, bounded, kept under random names, answered as attachments to those who may."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commissioning.models import Attachment
from commissioning.workflow import NotNow, submit
from commissioning.workflow.attachments import attach
from tests.commissioning.factories import MembershipFactory, UserFactory
from tests.commissioning.idva import NOON, Idva, idva
from tracker.roles import Role
from tracker.uploads.keeping import MOST_BYTES
from tracker.uploads.kinds import WrongFile, kind_of_file

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def found() -> Idva:
    return idva()


def packed(*names: str, size: int = 10, content: bytes = b"") -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content or b"x" * size)
    return kept.getvalue()


BOOK = packed("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.pages
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("q2.xlsx", BOOK, "xlsx"),
        ("Q2.XLSX", BOOK, "xlsx"),
        ("q2.docx", packed("word/document.xml"), "docx"),
        ("q2.pdf", b"%PDF-1.7\n...", "pdf"),
        ("chart.png", PNG, "png"),
        ("chart.jpeg", b"\xff\xd8\xff\xe0" + b"0" * 9, "jpg"),
        ("q2.csv", b"measure,value\nreferrals,492\n", "csv"),
        ("q2.csv", "café,£5\n".encode("cp1252"), "csv"),
    ],
)
def test_what_is_accepted(name, content, kind):
    assert kind_of_file(name, content) == kind


@pytest.mark.pages
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("q2.exe", b"MZ...", "can’t be kept"),
        ("q2.xls", b"\xd0\xcf\x11\xe0", "can’t be kept"),
        ("q2.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "has a password or is of an old kind"),
        ("q2.xlsm", BOOK, "can’t be kept"),
        ("q2.html", b"<html>", "can’t be kept"),
        ("q2", b"%PDF-1.7", "can’t be kept"),
        ("q2.pdf", b"<html>", "isn’t what its name says"),
        ("q2.xlsx", b"%PDF-1.7", "isn’t what its name says"),
        ("q2.xlsx", packed("word/document.xml"), "isn’t what its name says"),
        ("q2.xlsx", b"PK\x03\x04broken", "isn’t what its name says"),
        ("q2.csv", b"<html><script>", "isn’t what its name says"),
        ("q2.csv", b"a\x00b", "isn’t what its name says"),
        ("q2.png", b"GIF89a", "isn’t what its name says"),
        ("q2.xlsx", packed("xl/workbook.xml", "xl/vbaProject.bin"), "has macros"),
        ("q2.pdf", b"", "is empty"),
    ],
)
def test_what_is_refused_with_its_sentence(name, content, sentence):
    with pytest.raises(WrongFile) as refused:
        kind_of_file(name, content)
    assert sentence in refused.value.sentence


@pytest.mark.pages
def test_a_bomb_is_refused_by_its_directory_without_unpacking():
    bomb = packed("xl/workbook.xml", "xl/sheet.xml", content=b"\x00" * 60_000_000)
    assert len(bomb) < 200_000
    with pytest.raises(WrongFile, match="unpacks to far more"):
        kind_of_file("q2.xlsx", bomb)


def keep(found: Idva, content: bytes = BOOK, name: str = "Q2 WMWA.xlsx", size: int = 0) -> Attachment:
    file = io.BytesIO(content)
    return attach(record=found.now(), name=name, file=file, size=size or len(content), by=found.alice, at=NOON)


def test_a_file_is_kept_under_a_random_name_with_its_digest(found):
    kept = keep(found, name="../../etc/Q2 WMWA.xlsx")
    assert kept.name == "Q2 WMWA.xlsx"
    assert "WMWA" not in kept.file.name
    assert kept.file.name.endswith(".xlsx")
    assert (kept.size, len(kept.sha256)) == (len(BOOK), 64)


def test_the_same_file_twice_is_kept_once(found):
    assert keep(found).pk == keep(found).pk


def test_a_file_too_large_is_refused_before_it_is_read(found):
    with pytest.raises(WrongFile, match="larger than 10 MB"):
        keep(found, size=MOST_BYTES + 1)


def test_a_sent_return_takes_no_file(found):
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    with pytest.raises(NotNow):
        keep(found)


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_file_is_added_by_its_page_and_answered_as_an_attachment(found):
    client, page = client_of(found.alice), f"/returns/{found.quarterly_return.pk}/files/"
    assert client.post(page, {"file": SimpleUploadedFile("chart.png", PNG)}).status_code == 302
    answer = client.get(f"{page}{Attachment.objects.get().pk}/")
    assert answer["Content-Disposition"] == 'attachment; filename="chart.png"'
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == PNG


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("q2.pdf", b"<html>"), "isn’t what its name says"),
        (SimpleUploadedFile("q2.pdf", b""), "This file is empty"),
        (None, "Choose a file."),
    ],
)
def test_a_wrong_upload_is_said_at_its_box(found, upload, sentence):
    answer = client_of(found.alice).post(
        f"/returns/{found.quarterly_return.pk}/files/", {"file": upload} if upload else {}
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Attachment.objects.exists()


def test_anothers_file_answers_like_none(found):
    kept = keep(found)
    stranger = client_of(MembershipFactory().user)
    assert stranger.get(f"/returns/{found.quarterly_return.pk}/files/{kept.pk}/").status_code == 404
    viewer = client_of(UserFactory(role=Role.VIEWER))
    assert viewer.get(f"/returns/{found.quarterly_return.pk}/files/{kept.pk}/").status_code == 404
    assert client_of(found.bob).get(f"/returns/{found.quarterly_return.pk}/files/999/").status_code == 404
