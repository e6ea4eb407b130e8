"""What the tests of pages ask of an answer: its words, its links, its rows, its queries."""

import gzip
import re
from collections.abc import Callable
from html.parser import HTMLParser

from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

MOST_QUERIES = 8
MOST_OF_A_SAVE = 20
MOST_BYTES = 25 * 1024
SILENT = {"script", "style", "title"}


class Reader(HTMLParser):
    """The text of a page and its links, each with the words that it carries."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._href: str | None = None
        self._words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        if tag == "a":
            self._href, self._words = dict(attrs).get("href") or "", []

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        if tag == "a" and self._href is not None:
            self.links.append((self._href, " ".join("".join(self._words).split())))
            self._href = None

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)
            self._words.append(data)


def read(response: HttpResponse) -> Reader:
    assert response.status_code == 200, response.status_code
    reader = Reader()
    reader.feed(response.content.decode())
    return reader


def words(response: HttpResponse) -> str:
    return " ".join("".join(read(response).text).split())


def rows_counted(response: HttpResponse) -> int:
    """How many rows a list says that it has; none where it says that there are none."""
    found = re.search(r"\d+ to \d+ of ([\d,]+)|\b([\d,]+) rows?\b", words(response))
    return int((found[1] or found[2]).replace(",", "")) if found else 0


def queries_of(client: Client, url: str) -> int:
    """The queries of a page when the reference data are already in the process, and the page itself is not."""
    client.get(url)
    caches["fragments"].clear()
    caches["public"].clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


BRACKETS = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")


def save_queries(client: Client, url: str, posted: dict[str, str]) -> int:
    """What a save reads and writes, without the brackets of its transactions."""
    with CaptureQueriesContext(connection) as captured:
        assert client.post(url, posted).status_code == 302
    return sum(not query["sql"].startswith(BRACKETS) for query in captured.captured_queries)


def flat(client: Client, url: str, grow: Callable[[], object]) -> None:
    """The page's queries are few, and no more when there are more rows behind it."""
    grow()
    before = queries_of(client, url)
    grow()
    after = queries_of(client, url)
    assert after <= before <= MOST_QUERIES, (before, after)


def light(response: HttpResponse) -> None:
    assert len(gzip.compress(response.content)) <= MOST_BYTES
