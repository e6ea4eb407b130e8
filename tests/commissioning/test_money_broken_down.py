"""The pages of money: broken down, by funder, allocation and change, each adding up and each as a file."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commissioning.models import Allocation, Funder, FundingStream
from tests.commissioning.factories import (
    AllocationFactory,
    AwardFactory,
    AwardServiceFactory,
    FundingSplitFactory,
    OfficeFactory,
    ServiceFactory,
    StreamFactory,
    VariationFactory,
    quarters,
)
from tests.commissioning.pages import flat, read, words
from tracker.models import Office, User

Q2 = "2022-23-q2"
WAYS = ("objective", "funder", "provider", "area", "kind", "quarter", "year")


@pytest.fixture
def client(officer: User, client_of) -> Client:
    return client_of(officer)


def by(way: str, query: str = "") -> str:
    return reverse("money-by", args=[Q2, way]) + query


def lines_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def spent_in(client: Client, way: str, query: str = "?format=csv") -> Decimal:
    return sum((Decimal(row["Spent"] or 0) for row in lines_of(client.get(by(way, query)))), Decimal(0))


def test_every_breakdown_of_the_demonstration_comes_to_the_same(demo, client):
    for way in WAYS:
        shown = words(client.get(by(way)))
        assert "In all" in shown
        assert spent_in(client, way) == 515_579, way


def test_a_breakdown_of_nothing_is_not_there(demo, client):
    assert client.get(by("moon")).status_code == 404


def test_of_an_award_of_two_streams_only_what_comes_from_the_one_asked_for_is_counted(db, client):
    OfficeFactory()
    quarters()
    award, one, other = AwardFactory(), StreamFactory(name="One"), StreamFactory(name="Other")
    FundingSplitFactory(award=award, stream=one, amount=300)
    FundingSplitFactory(award=award, stream=other, amount=700)
    AwardServiceFactory(award=award)
    Office.objects.reference_changed()
    for way in ("objective", "provider", "kind", "area", "funder", "year"):
        rows = lines_of(client.get(by(way, f"?stream={one.code}&format=csv")))
        assert sum(Decimal(row["Awarded"] or 0) for row in rows) == 300, way
    (row,) = lines_of(client.get(by("kind", f"?funder={other.funder.code}&format=csv")))
    assert (row["Awarded"], row["Committed"]) == ("700", "700")


def test_a_funder_has_its_streams_and_leads_to_them(demo, client):
    funder = Funder.objects.get(streams__code="pcc-csp")
    shown = client.get(reverse("funder", args=[Q2, funder.pk]))
    stream = FundingStream.objects.get(code="pcc-csp")
    assert (reverse("stream", args=[Q2, stream.pk]), "CSP grant") in read(shown).links
    assert "All its streams" in words(shown)
    assert (reverse("funder", args=[Q2, funder.pk]), funder.name) in read(
        client.get(reverse("stream", args=[Q2, stream.pk]))
    ).links


def test_an_allocation_says_what_was_stated_and_what_is_asked(demo, client):
    held = Allocation.objects.get(code="moj-dasv-2022")
    shown = words(client.get(reverse("allocation", args=[Q2, held.pk])))
    assert "Amount£794,000 (rounded)" in shown
    assert "Uplift of existing domestic and sexual violence services" in shown
    later = Allocation.objects.get(code="moj-dasv-years-2-3")
    shown = words(client.get(reverse("allocation", args=[Q2, later.pk])))
    assert "for both together?" in shown
    assert "Choose a quarter of that year" in shown


def test_changes_are_listed_with_reason_money_and_posts(demo, client):
    shown = words(client.get(reverse("money-changes", args=[Q2])))
    assert "20 posts created or kept" in shown
    assert "Extension" not in shown.partition("Changes to awards of")[2], "it begins in the next year"
    rows = lines_of(client.get(reverse("money-changes", args=[Q2]) + "?when=all&format=csv"))
    assert {row["Change"] for row in rows} == {"uplift", "reprofile", "extension"}


def test_a_stream_is_read_on_any_day(db, client):
    OfficeFactory()
    quarters()
    stream, award = StreamFactory(), AwardFactory()
    FundingSplitFactory(award=award, stream=stream, amount=100)
    change = VariationFactory(award=award, effective_on=date(2022, 11, 1))
    FundingSplitFactory(award=award, stream=stream, amount=20, variation=change)
    Office.objects.reference_changed()
    page = reverse("stream", args=[Q2, stream.pk])
    shown = words(client.get(page))
    assert "Awarded from it£100 Committed£120" in shown
    later = words(client.get(page + "?on_day=1&on_month=11&on_year=2022"))
    assert "as it stood on 1 November 2022" in later
    assert "Awarded from it£120 Committed£120" in later
    assert client.get(page + "?on_day=31&on_month=11&on_year=2022").status_code == 422


def test_queries_are_few_and_flat(db, client):
    OfficeFactory()
    quarters()
    stream = StreamFactory()
    held = AllocationFactory(stream=stream, amount=1_000)

    def grow() -> None:
        for _ in range(3):
            award = AwardFactory()
            FundingSplitFactory(award=award, stream=stream)
            FundingSplitFactory(award=award, stream=stream, variation=VariationFactory(award=award), amount=1)
            AwardServiceFactory(award=award, service=ServiceFactory())
            AllocationFactory(stream=stream, amount=1_000)
        Office.objects.reference_changed()

    for url in (
        *(by(way) for way in WAYS),
        by("provider", f"?stream={stream.code}"),
        reverse("funder", args=[Q2, stream.funder_id]),
        reverse("allocation", args=[Q2, held.pk]),
        reverse("money-changes", args=[Q2]),
    ):
        flat(client, url, grow)
