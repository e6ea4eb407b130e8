"""Data for programs: the rows of the pages, opened by a token with its owner's rights, and described as they are."""

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from commissioning.choices import Audience
from commissioning.models import ServiceMeasure
from commissioning.views.api import EVERY, LISTS
from commissioning.views.money.breakdown import WAYS
from commissioning.views.registers import REGISTERS
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tracker.api import end_token, key_of, make_token, plain
from tracker.audit import verify_chain
from tracker.models import ApiToken, User
from tracker.roles import Role

ROOT = "/api/v1/"
Q2 = f"{ROOT}quarters/2022-23-q2/"
PAGES = "/quarters/2022-23-q2/"
PAGE_OF = {
    "services": "services/?",
    "figures": "figures/?",
    "values": "figures/?shape=long&",
    "measures": "measures/?",
    "categories": "measures/?shape=long&",
    "returns": "returns/?",
    "packs": "returns/?part=packs&",
    "items": "returns/?part=items&",
    "awards": "awards/?",
    "money": "awards/?shape=long&",
    "changes": "money/changes/?",
    "payments": "money/payments/?",
    "streams": "money/?",
    **{f"money-by-{by}": f"money/by/{by}/?" for by in WAYS},
    **{name: f"registers/{name}/?" for name in REGISTERS},
}


def somebody(role: Role) -> User:
    return User.objects.filter(role=role).earliest("pk")


def program(role: Role) -> Client:
    _, text = make_token(by=somebody(role), at=timezone.now(), name="Power BI")
    return Client(headers={"authorization": f"Bearer {text}"})


@pytest.fixture
def program_of_alice(demo) -> Client:
    return program(Role.OFFICER)


# Lists with several rows an entry, and what names one.
ENTRY = {"values": "Figure code", "categories": "Measure code", "money": "Award code"}
NARROWED = {"measures": "q", "categories": "q", "requests": "state", "changes": "award", "payments": "award"}


@pytest.mark.parametrize("name", EVERY)
def test_a_list_has_the_rows_of_its_page(program_of_alice, name):
    alice = Client()
    alice.force_login(somebody(Role.OFFICER))
    text = alice.get(f"{PAGES}{PAGE_OF[name]}format=csv").content.decode().removeprefix("\ufeff")
    data = program_of_alice.get(f"{Q2}{name}/").json()
    rows = [{label: row[key_of(label)] for label in (c["label"] for c in data["columns"])} for row in data["rows"]]
    lines = list(csv.DictReader(io.StringIO(text)))
    entries = {line[ENTRY[name]] for line in lines} if name in ENTRY else lines
    assert data["count"] == len(entries)
    assert [{label: as_text(cell) for label, cell in row.items()} for row in rows] == [
        {label: cell.removeprefix("'") for label, cell in line.items()} for line in lines
    ]


def as_text(cell: object) -> str:
    return "" if cell is None else f"{Decimal(str(cell)).normalize():f}" if isinstance(cell, int | float) else str(cell)


def test_filters_and_order_are_those_of_the_page(program_of_alice):
    data = program_of_alice.get(f"{Q2}services/?provider=wmrasac&sort=-name").json()
    assert [row["code"] for row in data["rows"]] == ["isva", "branch"]
    assert data["about"]["provider"] == "West Mercia Rape and Sexual Abuse Support Centre"


def test_a_long_list_comes_in_pages(program_of_alice, monkeypatch):
    monkeypatch.setattr("tracker.api.PER_PAGE", 20)
    address, seen = f"{Q2}figures/?sort=label", []
    while address:
        data = program_of_alice.get(address).json()
        seen += [row["figure_code"] for row in data["rows"]]
        address = data["next"]
    assert len(seen) == len(set(seen)) == data["count"] == ServiceMeasure.objects.count()


def test_a_token_sees_what_its_owner_may_see(demo):
    ServiceMeasure.objects.filter(code="idva-referrals").update(audience=Audience.INTERNAL)
    codes = {row["figure_code"] for row in program(Role.VIEWER).get(f"{Q2}figures/").json()["rows"]}
    assert "idva-referrals" not in codes
    assert {row["figure_code"] for row in program(Role.OFFICER).get(f"{Q2}figures/").json()["rows"]} > codes


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": "Basic abc"}, 401),
        ({"authorization": ""}, 401),
    ],
)
def test_without_a_token_nothing_is_told(demo, header, said):
    answer = Client(headers=header).get(f"{Q2}services/")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (said, "Bearer")
    assert set(answer.json()) == {"error"}


def test_an_ended_an_old_and_a_leavers_token_open_nothing(demo):
    owner = somebody(Role.OFFICER)
    token, text = make_token(by=owner, at=timezone.now(), name="Power BI")
    client = Client(headers={"authorization": f"Bearer {text}"})
    assert client.get(ROOT).status_code == 200
    ApiToken.objects.update(expires_on=timezone.now().date() - timedelta(days=1))
    assert client.get(ROOT).status_code == 401
    ApiToken.objects.update(expires_on=timezone.now().date() + timedelta(days=1))
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert client.get(ROOT).status_code == 401
    User.objects.filter(pk=owner.pk).update(is_active=True)
    assert client.get(ROOT).status_code == 200
    end_token(token=token, by=owner, at=timezone.now())
    assert client.get(ROOT).status_code == 401
    verify_chain()


def test_nothing_can_be_changed_and_refusals_are_data(program_of_alice):
    assert program_of_alice.post(f"{Q2}services/").status_code == 405
    assert program_of_alice.get(f"{Q2}never/").json() == {"error": "There is nothing at this address."}
    assert program_of_alice.get(f"{ROOT}quarters/1999-00-q1/services/").status_code == 404


def test_a_providers_person_is_refused(demo):
    client = Client()
    client.force_login(somebody(Role.PROVIDER))
    assert client.get(f"{Q2}services/").status_code == 403


def test_the_token_is_told_once_and_not_kept(demo):
    alice = Client()
    alice.force_login(somebody(Role.OFFICER))
    answer = alice.post("/tokens/", {"name": "Excel"})
    text = answer.context["told"]
    assert text in answer.content.decode()
    assert text not in alice.get("/tokens/").content.decode()
    assert not ApiToken.objects.filter(digest=text).exists()
    assert "Enter what the token is for" in words(alice.post("/tokens/", {"name": " "}))


def test_the_description_names_every_list_its_filters_and_its_columns(program_of_alice):
    told = program_of_alice.get(f"{ROOT}openapi.json").json()
    assert set(told["paths"]) == {f"/quarters/{{quarter}}/{name}/" for name in EVERY}
    for name in EVERY:
        asked = told["paths"][f"/quarters/{{quarter}}/{name}/"]["get"]
        schema = asked["responses"]["200"]["content"]["application/json"]["schema"]
        data = program_of_alice.get(f"{Q2}{name}/").json()
        assert list(schema["properties"]["rows"]["items"]["properties"]) == [each["key"] for each in data["columns"]]
        if name in LISTS:
            narrowed = NARROWED.get(name, "objective")
            assert {narrowed, "sort", "page"} <= {each["name"] for each in asked["parameters"]}


def test_the_index_leads_to_every_list(program_of_alice):
    index = program_of_alice.get(ROOT).json()
    quarter = next(each for each in index["quarters"] if each["quarter"] == "2022-23-q2")
    assert all(program_of_alice.get(address).status_code == 200 for address in quarter["lists"].values())


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (Decimal("492.0000"), "492"),
        (Decimal("95.8300"), "95.83"),
        (Decimal("99999999999.1234"), "99999999999.1234"),
        (Decimal("-0.5"), "-0.5"),
        (None, "null"),
        (0, "0"),
    ],
)
def test_numbers_are_numbers_to_the_last_decimal(cell, written):
    assert json.dumps(plain(cell)) == written


def test_it_reads_little(program_of_alice):
    assert queries_of(program_of_alice, f"{Q2}figures/") <= MOST_QUERIES
