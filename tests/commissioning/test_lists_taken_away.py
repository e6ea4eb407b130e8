"""Every list on screen is taken away as CSV and as a workbook, which says how it was filtered and when."""

import io
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from commissioning.models import Award
from tests.commissioning.factories import NOON
from tests.commissioning.pages import read
from tests.commissioning.portfolio_files import xlsx_of
from tests.doors.table import DOORS, QUARTER
from tracker.models import ImportKind, Office, User
from tracker.uploads.keeping import take
from tracker.uploads.runs import begin_run

FILTERED = "ct-cols--filter"  # what every list with a filter stands in


def addresses() -> Iterator[str]:
    """The pages of a quarter that are about no one record."""
    for name, door in DOORS.items():
        words = dict(door.words)
        if words.get("quarter") == QUARTER and door.methods == ("GET",) and door.record is None and not door.also:
            yield reverse(name, kwargs=words)


@pytest.fixture
def client(demo: None, officer: User, client_of) -> Client:
    """Somebody of the office; a payment is held, so that no list of money is empty."""
    content = xlsx_of(Ledger=[["Date", "Supplier", "Amount"], ["1 May 2022", "=2+2", "100"]])
    upload = take("Ledger.xlsx", io.BytesIO(content), len(content))
    run = begin_run(kind=ImportKind.LEDGER, about=Office.objects.get(), upload=upload, by=officer, at=NOON)
    line = {"line": "1" * 64, "import_run": run, "cell": "Ledger, C2"}
    award = Award.objects.get(code="csp-2022-telford")
    award.payments.create(paid_on="2022-05-01", amount=100, payee="=2+2", matched_by="payee", **line)
    return client_of(officer)


def lists(client: Client) -> Iterator[tuple[str, dict[str, str]]]:
    """Each list that has rows, with the addresses of its files by format."""
    for url in addresses():
        response = client.get(url)
        is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
        text = response.content.decode() if is_page else ""
        if FILTERED in text and "<table" in text:
            files = [href for href, _ in read(response).links if "format=" in href]
            yield url, {kind: href for kind in ("csv", "xlsx") for href in files if f"format={kind}" in href}


def test_every_list_is_there_as_csv_and_as_a_workbook(client):
    found = dict(lists(client))
    assert len(found) >= 10
    assert {url for url, files in found.items() if set(files) != {"csv", "xlsx"}} == set()
    for url, files in found.items():
        assert client.get(url + files["csv"]).content.startswith("\ufeff".encode()), url
        book = load_workbook(io.BytesIO(client.get(url + files["xlsx"]).content))
        about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
        assert about["List"], url
        assert about["As at"], url
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f"], url


def test_a_formula_in_a_list_of_money_is_text(client):
    url = reverse("payments", args=[QUARTER])
    assert "'=2+2" in client.get(url + "?format=csv").content.decode()
    book = load_workbook(io.BytesIO(client.get(url + "?format=xlsx").content))
    cells = {cell.value: cell.data_type for row in book.worksheets[0].iter_rows() for cell in row}
    assert (cells["=2+2"], cells[100]) == ("s", "n")
