"""A text put in and sorted, as a browser without a script would do it."""

from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.commissioning.idva import Idva, idva
from tests.commissioning.return_forms import client_of, hidden, url
from tracker.models import ImportRun

LETTER = """\
From: Helen Marsh <helen@swa.example>
Sent: 18 October 2022 10:12
To: Alice Hartley
Subject: Our words for quarter 2

Hi Alice,

Referrals rose from 455 to 492 in the quarter. We contacted 471 of 492 within 48 hours.

What went well

The new rota has settled in. Nurses now ring us from the ward.

Challenges

Court dates keep moving.

There are 18 people on the waiting list for the group. One adviser post is vacant.

We will open a drop-in at the library by 30 November 2022. Funding is uncertain beyond March.

Kind regards,
Helen Marsh
"""


@pytest.fixture(autouse=True)
def text_files(settings, tmp_path):
    """Texts are kept as files."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def found(db) -> Idva:
    return idva()


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


class Boxes(HTMLParser):
    """What the forms of a page would send, the last form that has a box winning; buttons apart."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, str] = {}
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "input" and said.get("type") not in ("submit", "file", "checkbox", "radio"):
            self.boxes[said.get("name", "")] = said.get("value", "")
        elif tag == "select":
            self._select = said["name"]
            self.boxes[self._select] = ""
        elif tag == "option" and "selected" in said:
            self.boxes[self._select] = said.get("value", "")
        elif tag == "textarea":
            self._area = said["name"]
            self.boxes[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.boxes[self._area] += data


def boxes_of(page: HttpResponse) -> dict[str, str]:
    reader = Boxes()
    reader.feed(page.content.decode())
    frame = ("do", "q", "quarter", "next")
    return {name: text.removeprefix("\n") for name, text in reader.boxes.items() if name not in frame}


def put_in(client: Client, found: Idva, text: str = LETTER, address: str = "") -> ImportRun:
    """Paste a text; answers its run."""
    address = address or url(found, "words-in/")
    answer = client.post(address, hidden(client.get(address)) | {"text": text})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return ImportRun.objects.order_by("-pk")[0]


def upload(client: Client, found: Idva, name: str, content: bytes) -> HttpResponse:
    return client.post(url(found, "words-in/"), {"file": SimpleUploadedFile(name, content)})


class Sorter:
    """One person in front of one text."""

    def __init__(self, client: Client, run: ImportRun) -> None:
        self.client, self.run, self.address = client, run, f"/sources/{run.pk}/"
        self.text: str = run.source.text

    def page(self) -> HttpResponse:
        return self.client.get(self.address)

    def name(self, words: str) -> str:
        """The passage that begins with these words."""
        return f"p{self.text.index(words)}"

    def press(self, do: str = "save", **chosen: str) -> HttpResponse:
        """Open the page, choose, press a button. `chosen`: boxes by name."""
        return self.client.post(self.address, boxes_of(self.page()) | chosen | {"do": do})

    def sort(self, chosen: dict[str, str], do: str = "save") -> HttpResponse:
        """Kinds by the words with which passages begin."""
        return self.press(do, **{f"{self.name(words)}-kind": kind for words, kind in chosen.items()})

    def save(self) -> HttpResponse:
        """Accept, look, save."""
        answer = self.press("save")
        return self.press("save") if answer.headers.get("Location", "").startswith(self.address) else answer
