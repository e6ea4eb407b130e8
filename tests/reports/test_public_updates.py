"""The list of published updates, and its feed."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as XML

import pytest
from django.test import Client

from reports.models import Publication, Update
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, read, words
from tracker.models import Office

AT = datetime(2022, 12, 12, 12, tzinfo=UTC)
PAGE, FEED = "/updates/", "/updates/feed.xml"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(db: None) -> Client:
    make.quarters()
    make.OfficeFactory(public_pages=True)
    return Client()


def publication(period, *, version: int = 1, published: datetime | None = AT, **said) -> Publication:
    update, _ = Update.objects.get_or_create(period=period, defaults={"made_at": AT})
    by = make.UserFactory()
    documents = dict.fromkeys(("internal", "board", "public"), '{"secret": "Zwischenruf"}')
    digests = {f"{name}_sha256": "0" * 64 for name in documents}
    made = Publication.objects.create(
        update=update,
        version=version,
        slug=period.slug,
        schema=1,
        digest="0" * 64,
        signed_off_by=by,
        signed_off_at=AT,
        published_at=published,
        published_by=by if published else None,
        **documents,
        **digests,
        **said,
    )
    Office.objects.reference_changed()
    return made


def quarter(slug: str):
    return Update._meta.get_field("period").related_model.objects.get(slug=slug)


def test_before_the_first_one_the_page_says_so(client) -> None:
    assert "No quarterly update has been published here yet." in words(client.get(PAGE))
    assert XML.fromstring(client.get(FEED).content).findall(f"{ATOM}entry") == []


def test_each_update_by_its_newest_version_the_newest_quarter_first(client) -> None:
    publication(quarter("2022-23-q1"))
    publication(quarter("2022-23-q2"))
    publication(quarter("2022-23-q2"), version=2, published=AT + timedelta(days=9), why="A wrong total.")
    links = [(href, label) for href, label in read(client.get(PAGE)).links if "2022-23" in href]
    assert links == [
        ("/updates/2022-23-q2/", "July to September 2022 (version 2, corrected)"),
        ("/updates/2022-23-q2/v2/", "PDF, Word and data of July to September 2022 (version 2, corrected)"),
        ("/updates/2022-23-q1/", "April to June 2022"),
        ("/updates/2022-23-q1/v1/", "PDF, Word and data of April to June 2022"),
    ]
    assert "Corrected: A wrong total." in words(client.get(PAGE))


def test_what_is_signed_off_and_not_published_is_in_neither(client) -> None:
    publication(quarter("2022-23-q2"), published=None)
    assert "September" not in words(client.get(PAGE))
    assert b"September" not in client.get(FEED).content


def test_the_feed_has_every_version_by_its_own_address(client) -> None:
    publication(quarter("2022-23-q2"))
    publication(quarter("2022-23-q2"), version=2, published=AT + timedelta(days=9), why="A wrong total.")
    answer = client.get(FEED)
    feed = XML.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [each.find(f"{ATOM}id").text.rsplit("/updates")[1] for each in entries] == [
        "/2022-23-q2/v2/",
        "/2022-23-q2/v1/",
    ]
    assert entries[0].find(f"{ATOM}updated").text.startswith("2022-12-21")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert b"Zwischenruf" not in answer.content


def test_the_pages_read_each_thing_once(client) -> None:
    slugs = iter(("2021-22-q1", "2021-22-q2", "2021-22-q3", "2021-22-q4"))
    for page in (PAGE, FEED):
        flat(client, page, lambda: publication(quarter(next(slugs))))
