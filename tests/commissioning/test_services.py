"""The portfolio: filters that combine and are never dead, sorting, pages, shared addresses, the spreadsheet."""

import csv
import io
import re
from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client
from openpyxl import load_workbook

from commissioning.figures import reference_for
from commissioning.figures.portfolio import portfolio_for
from commissioning.filters import ServiceFilter
from commissioning.models import ReportingPeriod, Service
from commissioning.views.quarters import Scene
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, rows_counted, words
from tracker.models import Office, User
from tracker.roles import Role

SERVICES = "/quarters/2022-23-q2/services/"


@pytest.fixture
def alice(demo) -> Client:
    client = Client()
    client.force_login(User.objects.filter(role=Role.OFFICER).earliest("pk"))
    return client


@pytest.fixture
def scene(demo) -> Scene:
    office = Office.objects.current()
    reference = reference_for(office)
    quarter = reference.quarter("2022-23-q2")
    return Scene(office, reference, portfolio_for(reference), quarter, User.objects.first(), date(2022, 12, 1))


def kept(scene: Scene, query: str) -> set[str]:
    rows = Service.objects.with_quarter(scene.reference.ending_in(scene.quarter), scene.on)
    found = ServiceFilter(QueryDict(query), queryset=rows, scene=scene)
    assert not found.form.errors, found.form.errors
    return set(found.qs.values_list("code", flat=True))


def test_every_choice_of_every_filter_but_states_that_nobody_is_in_finds_something(scene):
    """None is dead: each choice that is read from what is set up leaves at least one service, and not always all."""
    found = ServiceFilter(QueryDict(""), queryset=Service.objects.none(), scene=scene)
    for name in ("objective", "theme", "funder", "provider", "area", "officer", "kind", "stage"):
        choices = [value for value, _ in found.form.fields[name].choices if value]
        assert choices, name
        for value in choices:
            assert kept(scene, f"{name}={value}"), (name, value)


@pytest.mark.parametrize(
    ("query", "some", "without"),
    [
        ("objective=victims", {"idva", "isva"}, {"csp-grant"}),
        ("theme=domestic-abuse", {"idva", "hidva"}, {"isva"}),
        ("provider=wmrasac", {"isva", "branch"}, {"idva"}),
        ("funder=pcc", {"csp-grant"}, {"idva"}),
        ("area=county-herefordshire", {"purple-leaf", "idva"}, {"sarc-telford"}),
        ("kind=transfer", {"csp-grant"}, {"idva"}),
        ("rag=amber", {"csp-grant"}, {"idva"}),
        ("rag=not_held", {"sarc-telford"}, {"idva"}),
        ("status=approved", {"idva"}, {"sarc-telford"}),
        ("status=none", {"sarc-telford"}, {"idva"}),
        ("q=idva", {"idva", "hidva"}, {"isva"}),
        ("q=wmrsasc", {"isva", "branch"}, {"idva"}),
        ("objective=victims&provider=west-mercia-womens-aid&status=approved", {"idva"}, {"isva", "csp-grant"}),
    ],
)
def test_filters_keep_what_they_say_and_combine(scene, query, some, without):
    found = kept(scene, query)
    assert some <= found
    assert not without & found


def test_two_ratings_are_either_of_them(scene):
    assert kept(scene, "rag=amber&rag=not_rated") == kept(scene, "rag=amber") | kept(scene, "rag=not_rated")


@pytest.mark.parametrize(
    "query", ["objective=%00", "rag=purple", "status=late&status=never", "officer=Robert'); --", "q=%00"]
)
def test_nonsense_gives_a_message_and_the_list(alice, query):
    answer = alice.get(f"{SERVICES}?{query}")
    said = words(answer)
    assert "There is a problem" in said
    assert rows_counted(answer) == 42


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=9999999999999999999999", "sort=nothing", "-=0", "per_page=0"]
)
def test_nonsense_in_page_and_order_shows_the_list(alice, query):
    assert rows_counted(alice.get(f"{SERVICES}?{query}")) == 42


def names(answer) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]+)</a>', answer.content.decode())


@pytest.mark.parametrize("column", ["name", "theme", "rag", "status"])
def test_each_order_runs_both_ways_and_says_so(alice, column):
    up, down = alice.get(f"{SERVICES}?sort={column}"), alice.get(f"{SERVICES}?sort=-{column}")
    assert 'aria-sort="ascending"' in up.content.decode()
    assert 'aria-sort="descending"' in down.content.decode()
    assert names(up) != names(down)
    assert names(alice.get(f"{SERVICES}?sort={column}")) == names(up)


def test_pages_of_25_keep_the_filter(alice):
    first, second = alice.get(SERVICES), alice.get(f"{SERVICES}?page=2")
    assert len(names(first)) == 25
    assert len(names(second)) == 17
    assert not set(names(first)) & set(names(second))
    pages = [href for href, _ in read(alice.get(f"{SERVICES}?status=approved")).links if "page=" in href]
    assert pages
    assert all("status=approved" in href for href in pages)


def test_nothing_matches(alice):
    said = words(alice.get(f"{SERVICES}?q=zzz"))
    assert "Nothing matches these filters" in said
    assert "Clear the filters" in said


def table_of(answer) -> list[dict[str, str]]:
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_spreadsheet_holds_what_is_shown_with_all_columns(alice):
    rows = table_of(alice.get(f"{SERVICES}?format=csv"))
    assert len(rows) == 42
    idva = next(row for row in rows if row["Code"] == "idva")
    assert idva["Value"] == "492"
    assert idva["Compared with"] == "465 in Q2 2021/22, up 27, 5.8%"
    assert (idva["Value then"], idva["Change"], idva["Change in per cent"]) == ("465", "27", "5.8")
    assert idva["Note on what is counted"] == "includes hospital referrals; not known for Q2 2021/22"
    road = next(row for row in rows if row["Value"] == "30" and row["Target for the year"] == "60")
    assert road["Projection"] == "120 if every quarter were like Q2; Q1 not stated"
    assert road["Projection of target"] == "200% of target"
    divert = next(row for row in rows if row["Code"] == "divert")
    assert divert["Compared with"] == "higher than Q1 2022/23, number not given"
    assert divert["Value then"] == ""


def test_the_spreadsheet_is_filtered_and_sorted_as_the_page_is(alice):
    rows = table_of(alice.get(f"{SERVICES}?provider=wmrasac&sort=-name&format=csv"))
    assert [row["Code"] for row in rows] == ["isva", "branch"]


def test_the_page_links_to_its_own_spreadsheet(alice):
    links = [href for href, text in read(alice.get(f"{SERVICES}?rag=amber")).links if "CSV" in text]
    assert len(table_of(alice.get(SERVICES + links[0]))) == rows_counted(alice.get(f"{SERVICES}?rag=amber"))


def test_the_workbook_holds_the_same_as_the_csv_and_says_how_it_was_filtered(alice):
    query = "?provider=wmrasac&sort=-name"
    book = load_workbook(io.BytesIO(alice.get(f"{SERVICES}{query}&format=xlsx").content))
    head, *lines = book["Services"].iter_rows(values_only=True)
    plain = table_of(alice.get(f"{SERVICES}{query}&format=csv"))
    assert [dict(zip(head, line, strict=True))["Code"] for line in lines] == [row["Code"] for row in plain]
    value = dict(zip(head, lines[0], strict=True))["Value"]
    assert str(value or "") == plain[0]["Value"]
    said = dict(book["About this list"].iter_rows(values_only=True))
    assert said["Quarter"] == "Q2 2022/23, July to September 2022"
    assert said["Provider"] == "West Mercia Rape and Sexual Abuse Support Centre"


def test_what_was_only_said_stands_as_a_statement(alice):
    said = words(alice.get(f"{SERVICES}?q=divert"))
    assert "154" in said
    assert "higher than Q1 2022/23, number not given" in said


def test_few_queries_however_many_rows(db, client_of, officer):
    make.OfficeFactory()
    make.quarters()

    def grow():
        quarter = ReportingPeriod.objects.get(slug="2022-23-q2")
        for _ in range(6):
            service = make.reporting_service()
            provider = service.service_providers.get().provider
            make.ReturnFactory(service=service, provider=provider, period=quarter, due_on=date(2022, 10, 21))
            measure = make.ServiceMeasureFactory(service=service)
            make.ObservationFactory(service_measure=measure, provider=provider, period=quarter)
        Office.objects.reference_changed()

    flat(client_of(officer), SERVICES, grow)


def test_the_page_is_light(alice):
    light(alice.get(SERVICES))


def test_an_empty_portfolio_says_what_to_do_first(db, client_of, officer):
    make.OfficeFactory()
    make.quarters()
    assert "No services are set up yet" in words(client_of(officer).get(SERVICES))


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ADMINISTRATOR])
def test_not_for_providers_or_administrators(db, person, client_of, role):
    make.OfficeFactory()
    make.quarters()
    assert client_of(person(role)).get(SERVICES).status_code == 403


def rows_of(client: Client, query: str) -> dict[str, str]:
    """Each row of the table as it is written, by the page of its service."""
    written = client.get(f"{SERVICES}?{query}").content.decode()
    body = written[written.index("<tbody") : written.index("</tbody>")]
    rows = (re.sub("row (odd|even)", "row", each) for each in body.replace("</tr>", "").split("<tr")[1:])
    return {re.findall(r'href="([^"]+)"', each)[0]: each for each in rows}


def test_a_service_stands_where_it_stands_however_the_list_is_sorted_and_filtered(alice):
    by_name = rows_of(alice, "")
    assert len(set(by_name.values())) == len(by_name) > 5
    for query in ("sort=status", "sort=-rag", "status=received&status=missing&status=none", "rag=green&rag=amber"):
        other = rows_of(alice, query)
        both = by_name.keys() & other.keys()
        assert both, query
        assert {key: other[key] for key in both} == {key: by_name[key] for key in both}, query
    assert alice.get(f"{SERVICES}?sort=rag").status_code == 200
