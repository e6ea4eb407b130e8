"""Money as files: a register with all that is known of each award, a line an amount, numbers as numbers."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.exports.awards import AWARDS
from commissioning.models import Award, FundingSplit
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tracker.models import Office, User
from tracker.roles import Role

Q2 = "2022-23-q2"
LIST = f"/quarters/{Q2}/awards/"


@pytest.fixture
def client(demo: None, officer: User, client_of) -> Client:
    return client_of(officer)


def lines_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_register_says_of_an_award_what_its_page_says(client):
    rows = {each["Award code"]: each for each in lines_of(client.get(LIST + "?format=csv"))}
    row = rows["csp-2022-herefordshire"]
    assert row["Awarded, how exactly"] == "exact"
    shown = words(client.get(reverse("award", args=[Q2, Award.objects.get(code=row["Award code"]).pk])))
    for column in ("Awarded", "Spent", "Left"):
        assert row[column] == {"Awarded": "100666", "Spent": "88700", "Left": "11966"}[column]
    assert f"{row['Used, per cent']}% used, {Decimal(row['Year gone, per cent']):.1f}% of the year gone" in shown
    assert (row["Paid"], row["Forecast"]) == ("", ""), "not held, which is not nought"


def test_an_amount_that_was_stated_roughly_says_so_beside_it(client):
    FundingSplit.objects.filter(award__code="csp-2022-herefordshire").update(precision="just_over")
    Office.objects.reference_changed()
    rows = {each["Award code"]: each["Awarded, how exactly"] for each in lines_of(client.get(LIST + "?format=csv"))}
    assert rows["csp-2022-herefordshire"] == "just over"
    assert rows["csp-2022-shropshire"] == "exact"


def test_a_workbook_has_numbers_as_numbers_and_text_as_text(client):
    Award.objects.filter(code="csp-2022-herefordshire").update(title="=1+1")
    Office.objects.reference_changed()
    book = load_workbook(io.BytesIO(client.get(LIST + "?kind=transfer&format=xlsx").content))
    head, *rows = book.worksheets[0].iter_rows()
    assert [cell.value for cell in head] == list(AWARDS)
    place = {heading: number for number, heading in enumerate(AWARDS)}
    assert len(rows) == 5
    assert all(isinstance(row[place["Awarded"]].value, int | float) for row in rows)
    assert {row[place["Award"]].data_type for row in rows} == {"s"}
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert about["Kind"] == "transfer (CSP)"
    assert about["As at"]


def test_a_line_an_amount_adds_up_to_the_register(client):
    rows = lines_of(client.get(LIST + "?format=csv"))
    lines = lines_of(client.get(LIST + "?format=csv&shape=long"))
    for what, column in (("awarded", "Awarded"), ("committed", "Committed"), ("spent", "Spent"), ("paid", "Paid")):
        own = [each for each in lines if each["What"] == what and each["Financial year"] == "2022/23"]
        assert sum(Decimal(each["Amount"] or 0) for each in own) == sum(Decimal(each[column] or 0) for each in rows)
    assert {each["State"] for each in lines} == {"held", "not held", "not stated"}
    assert all((each["State"] == "held") == bool(each["Amount"]) for each in lines)


def test_a_viewer_takes_away_no_spend_that_is_not_for_the_board(client, client_of):
    viewer = client_of(User.objects.create_user("v@office.example", name="Vera", role=Role.VIEWER))
    award = Award.objects.get(code="csp-2022-herefordshire")
    assert "88700" in viewer.get(LIST + "?format=csv").content.decode()
    award.spend_lines.update(audience="internal")
    for shape in ("", "&shape=long"):
        assert "88700" not in viewer.get(LIST + "?format=csv" + shape).content.decode()
    assert "88700" in client.get(LIST + "?format=csv").content.decode(), "control: an officer sees it"


def test_it_reads_little(client):
    for query in ("", "?format=csv", "?format=csv&shape=long"):
        assert queries_of(client, LIST + query) <= MOST_QUERIES
