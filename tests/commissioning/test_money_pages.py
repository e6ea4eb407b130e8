"""Money to read: the year by stream and objective, one stream with its awards, payments, and all of it as files."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from commissioning.models import Award, FundingStream, Payment
from tests.commissioning.factories import (
    AllocationFactory,
    AwardFactory,
    FundingSplitFactory,
    OfficeFactory,
    StreamFactory,
    quarters,
)
from tests.commissioning.pages import flat, light, read, words
from tests.commissioning.portfolio_files import xlsx_of
from tracker.models import Office, User
from tracker.roles import Role

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
    assert {row["How paid and spent were placed"] for row in rows} == {"as stated"}


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
    assert "Add an award" in words(client.get(OVERVIEW))
    empty = StreamFactory()
    Office.objects.reference_changed()
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


@pytest.fixture
def finance(db, client_of) -> Client:
    return client_of(User.objects.create_user("carol@office.example", name="Carol Finch", role=Role.FINANCE))


def upload(*rows: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("Ledger.xlsx", xlsx_of(Ledger=[list(row) for row in rows]))


def test_an_extract_goes_from_file_to_award_in_the_browser(demo, finance):
    award = Award.objects.get(code="csp-2022-shropshire")
    rows = ["When", "To whom", "Sum"], ["5 May 2022", "Shropshire CSP", "60,000"], ["6 May 2022", "A stranger", "12.50"]
    sent = finance.post(reverse("ledger"), {"file": upload(*rows)})
    page_ = sent["Location"]
    assert "No row among the first 20 has headings" in words(finance.get(page_))

    rows = ["Date", "To whom", "Sum"], *rows[1:]
    page_ = finance.post(reverse("ledger"), {"file": upload(*rows)})["Location"]
    assert "No column is chosen for “Amount”." in words(finance.get(page_))
    chosen = {"act": "columns", "column-day": "Date", "column-amount": "Sum", "column-payee": "To whom"}
    assert finance.post(page_, chosen)["Location"] == page_
    shown = finance.get(page_)
    assert "New payments2, £60,012.50" in words(shown)
    digest = shown.context["digest"]
    finance.post(page_, {"act": "take", "digest": digest})

    listed = words(finance.get(f"/quarters/{Q2}/money/payments/"))
    assert "1 payment waits to be matched" in listed
    assert "by its payee’s one award" in listed
    shown = words(finance.get(reverse("award", args=[Q2, award.pk])))
    assert "£98,441£98,441£60,000£9,800 in advance£50,20051.0% used" in shown

    stranger = Payment.objects.get(award=None)
    match = reverse("payment-match", args=[stranger.pk])
    assert finance.post(match, {}).status_code == 422
    finance.post(match, {"award": "none"})
    listed = finance.get(f"/quarters/{Q2}/money/payments/")
    assert "waits to be matched" not in words(listed)

    past = reverse("history", args=[Q2, "payments", stranger.pk])
    assert past in [href for href, _ in read(listed).links]
    assert "Payment: said what it was for by Carol Finch" in words(finance.get(past))
    assert "Award: “for no award”" in words(finance.get(past))


def test_payments_alike_are_matched_together(demo, finance):
    rows = ["Date", "Supplier", "Amount"], *(["5 May 2022", "A stranger", str(each)] for each in (1, 2, 3))
    page_ = finance.post(reverse("ledger"), {"file": upload(*rows)})["Location"]
    finance.post(page_, {"act": "take", "digest": finance.get(page_).context["digest"]})
    first, award = Payment.objects.first(), Award.objects.get(code="csp-2022-shropshire")
    match = reverse("payment-match", args=[first.pk])
    assert "Also the 2 other payments to A stranger" in words(finance.get(match))
    finance.post(match, {"award": award.pk, "all": "on"})
    assert set(Payment.objects.values_list("award", "matched_by")) == {(award.pk, "person")}


def test_a_file_that_is_no_spreadsheet_is_refused(demo, finance):
    answer = finance.post(reverse("ledger"), {"file": SimpleUploadedFile("ledger.xlsx", b"nonsense")})
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.content.decode()


def test_payments_queries_are_flat(demo, finance):
    def grow() -> None:
        number = Payment.objects.count()
        rows = ["Date", "Supplier", "Amount"], *(["5 May 2022", "X", str(number + each)] for each in (1, 2, 3))
        page_ = finance.post(reverse("ledger"), {"file": upload(*rows)})["Location"]
        finance.post(page_, {"act": "take", "digest": finance.get(page_).context["digest"]})

    flat(finance, f"/quarters/{Q2}/money/payments/", grow)
