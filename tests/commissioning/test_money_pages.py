"""Money to read: the year by stream and objective, one stream with its awards, and both as files."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commissioning.models import FundingStream
from tests.commissioning.factories import (
    AllocationFactory,
    AwardFactory,
    FundingSplitFactory,
    OfficeFactory,
    StreamFactory,
    quarters,
)
from tests.commissioning.pages import flat, light, read, words
from tracker.models import User

Q2 = "2022-23-q2"
OVERVIEW = f"/quarters/{Q2}/money/"


def page(stream: FundingStream) -> str:
    return reverse("stream", args=[Q2, stream.pk])


def lines_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


def test_the_year_of_the_demonstration(demo, client):
    shown = words(client.get(OVERVIEW))
    assert "£794,000allocated" in shown
    assert "£636,541awarded; seven not stated" in shown
    assert "£515,579 of £636,541 is spent. 81.0% used, 50.0% of the year gone." in shown
    assert (OVERVIEW, "Money") in read(client.get(OVERVIEW)).links


def test_a_stream_of_the_demonstration_ties_to_its_awards(demo, client):
    stream = FundingStream.objects.get(code="pcc-csp")
    shown = words(client.get(page(stream)))
    assert "Awarded from it£636,541" in shown
    rows = lines_of(client.get(page(stream) + "?format=csv"))
    assert sum(Decimal(row["Awarded from this stream"]) for row in rows) == 636_541
    assert sum(Decimal(row["Spent of it"]) for row in rows) == 515_579
    assert {row["How spend was placed"] for row in rows} == {"as stated"}


def test_what_is_asked_about_an_allocation_stands_beside_it(demo, client):
    stream = FundingStream.objects.get(allocations__code="moj-dasv-2022")
    shown = words(client.get(page(stream)))
    assert "£794,000 (rounded), confirmed" in shown
    assert "for both together?" in shown


def test_the_files_leave_gaps_empty(demo, client):
    rows = {row["Code"]: row for row in lines_of(client.get(OVERVIEW + "?format=csv"))}
    held = rows["pcc-csp"]
    assert (held["Allocated"], held["Awarded"], held["Spent"]) == ("", "636541", "515579")
    assert {row["Financial year"] for row in rows.values()} == {"2022/23"}


def test_a_year_without_money_says_what_to_do(db, client):
    OfficeFactory()
    quarters()
    assert "Streams and awards are added under Set up." in words(client.get(OVERVIEW))
    empty = StreamFactory()
    assert "No award takes from it in 2022/23" in words(client.get(page(empty)))


def test_queries_are_few_and_flat(db, client):
    OfficeFactory()
    quarters()
    stream = StreamFactory()

    def grow() -> None:
        for _ in range(3):
            FundingSplitFactory(award=AwardFactory(), stream=stream)
            AllocationFactory(stream=stream, amount=1_000)

    flat(client, OVERVIEW, grow)
    flat(client, page(stream), grow)


def test_the_pages_are_light(demo, client):
    light(client.get(OVERVIEW))
    for stream in FundingStream.objects.all():
        light(client.get(page(stream)))
