"""What is owed for a quarter as lists: returns, money and people, items to write, for those who may see them."""

import csv
import io

import pytest
from django.test import Client

from commissioning.models import OfficeItem, Pack, QuarterlyReturn, ReportingPeriod
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, rows_counted, words
from tracker.models import User
from tracker.roles import Role

Q3 = "/quarters/2022-23-q3/returns/"
PARTS = {"returns": QuarterlyReturn, "packs": Pack, "items": OfficeItem}


def logged_in(role: Role) -> Client:
    client = Client()
    client.force_login(User.objects.filter(role=role).earliest("pk"))
    return client


@pytest.fixture
def alice(demo) -> Client:
    return logged_in(Role.OFFICER)


@pytest.mark.parametrize("part", PARTS)
def test_everything_owed_is_listed(alice, part):
    expected = PARTS[part].objects.filter(period__slug="2022-23-q3").count()
    answer = alice.get(f"{Q3}?part={part}")
    assert rows_counted(answer) == expected
    light(answer)


@pytest.mark.parametrize("status", ["in_progress", "submitted", "queried", "approved", "not_required"])
def test_each_state_has_its_rows(alice, status):
    expected = QuarterlyReturn.objects.filter(period__slug="2022-23-q3", state=status).count()
    found = rows_counted(alice.get(f"{Q3}?status={status}"))
    assert found == (expected if status != "in_progress" else 0)  # what is begun and past its day is late


def test_late_with_days_and_the_groups(alice):
    late = alice.get(f"{Q3}?status=late")
    assert any(how in words(late) for how in ("days late", "Over a year late"))
    received, missing = (rows_counted(alice.get(f"{Q3}?status={group}")) for group in ("received", "missing"))
    expected = QuarterlyReturn.objects.filter(period__slug="2022-23-q3").expected().count()
    assert received + missing == expected
    assert rows_counted(late) == missing


def test_filters_combine(alice):
    answer = alice.get(f"{Q3}?status=late&provider=wmrasac&objective=victims")
    assert rows_counted(answer) == 2


@pytest.mark.parametrize("query", ["part=nothing", "status=never", "provider=%00", "part=items&provider=x"])
def test_nonsense_shows_a_list(alice, query):
    assert rows_counted(alice.get(f"{Q3}?{query}")) > 0


def test_rows_lead_to_the_return(alice):
    links = [href for href, _ in read(alice.get(Q3)).links if href.startswith("/returns/")]
    assert len(links) == 25


def test_the_spreadsheet(alice):
    text = alice.get(f"{Q3}?part=packs&format=csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == Pack.objects.filter(period__slug="2022-23-q3").count()
    assert {row["What"] for row in rows} == {"Money and people"}


@pytest.mark.parametrize("part", PARTS)
def test_a_provider_sees_its_own_alone(demo, part):
    client, user = logged_in(Role.PROVIDER), User.objects.filter(role=Role.PROVIDER).earliest("pk")
    answer = client.get(f"{Q3}?part={part}")
    shown = PARTS[part] if part != "items" else QuarterlyReturn
    rows = shown.objects.visible_to(user).filter(period__slug="2022-23-q3")
    assert rows_counted(answer) == rows.count()
    assert "Victim Support" not in words(answer)
    assert "Items to write" not in [text for _, text in read(answer).links]


@pytest.mark.parametrize("query", ["", "?format=csv", "?part=packs&format=csv", "?objective=victims"])
def test_a_provider_is_not_told_other_names(demo, query):
    html = logged_in(Role.PROVIDER).get(Q3 + query).content.decode()
    assert "Cranstoun" not in html
    assert "Asha Bennett" not in html


def test_an_unopened_quarter_says_so(alice):
    answer = alice.get("/quarters/2022-23-q4/returns/")
    assert "has not been opened" in words(answer)
    assert ("/quarters/2022-23-q4/open/", "Open Q4 2022/23") in read(answer).links


@pytest.mark.parametrize("part", PARTS)
def test_few_queries_however_many_rows(db, client_of, officer, part):
    make.OfficeFactory()
    make.quarters()

    def grow():
        quarter = ReportingPeriod.objects.get(slug="2022-23-q2")
        for _ in range(6):
            make.ReturnFactory(service=make.reporting_service(), period=quarter)
            make.OfficeItemFactory(period=quarter)
        make.Office.objects.reference_changed()

    flat(client_of(officer), f"/quarters/2022-23-q2/returns/?part={part}", grow)
