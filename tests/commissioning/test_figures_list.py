"""Every figure in one list: the same values as everywhere, filters, and both shapes of the file."""

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook

from commissioning.choices import Audience
from commissioning.models import ServiceMeasure
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, rows_counted, words
from tracker.models import Office, User
from tracker.roles import Role

FIGURES = "/quarters/2022-23-q2/figures/"


def client(role: Role) -> Client:
    found = Client()
    found.force_login(User.objects.filter(role=role).earliest("pk"))
    return found


@pytest.fixture
def alice(demo) -> Client:
    return client(Role.OFFICER)


def table_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))


def row(rows: list[dict[str, str]], code: str) -> dict[str, str]:
    return next(each for each in rows if each["Figure code"] == code)


def test_the_list_holds_every_measure_in_force(alice):
    assert rows_counted(alice.get(FIGURES)) == ServiceMeasure.objects.count()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("headline=yes", lambda each: each.headline),
        ("headline=no", lambda each: not each.headline),
        ("q=referrals", lambda each: "referrals" in each.label.lower()),
        ("provider=west-mercia-womens-aid&q=hospital", lambda each: each.code in {"idva-referrals", "hidva-referrals"}),
        ("objective=never", lambda each: True),
    ],
)
def test_it_is_filtered(alice, query, expected):
    wanted = {each.code for each in ServiceMeasure.objects.select_related("service") if expected(each)}
    if "provider" in query:
        wanted |= {
            each.code
            for each in ServiceMeasure.objects.filter(service__code="hospital-idva", label__icontains="hospital")
        }
    assert {each["Figure code"] for each in table_of(alice.get(f"{FIGURES}?{query}&format=csv"))} == wanted


def test_a_line_says_what_the_page_says(alice):
    rows = table_of(alice.get(f"{FIGURES}?format=csv"))
    referrals = row(rows, "idva-referrals")
    assert (referrals["Value"], referrals["In words"]) == ("492", "492")
    assert referrals["Compared with"] == "465 in Q2 2021/22, up 27, 5.8%"
    said = words(alice.get(f"{FIGURES}?q=total+referrals"))
    assert "465 in Q2 2021/22, up 27, 5.8%" in said
    assert "at least 492, Q1 2022/23 not stated" in said


def test_the_long_shape_has_a_line_for_each_period_and_says_why_there_is_no_value(alice):
    lines = [
        each
        for each in table_of(alice.get(f"{FIGURES}?format=csv&shape=long"))
        if (each["Figure code"], each["Category"]) == ("idva-referrals", "All")
    ]
    by_period = {each["Period"]: each for each in lines}
    assert by_period["Q2 2021/22"]["Value"] == "465"
    assert by_period["Q2 2021/22"]["Standing"] == "Taken over, not approved"
    assert (by_period["Q1 2022/23"]["Value"], by_period["Q1 2022/23"]["State"]) == ("", "not held")
    assert (by_period["Q2 2022/23"]["Period begins"], by_period["Q2 2022/23"]["Value"]) == ("2022-07-01", "492")
    assert [each["Period"] for each in lines][-1] == "Q2 2022/23"


def test_the_workbook_has_numbers_as_numbers(alice):
    book = load_workbook(io.BytesIO(alice.get(f"{FIGURES}?q=total+referrals&format=xlsx").content))
    head, line = book["Figures"].iter_rows(values_only=True)
    assert dict(zip(head, line, strict=True))["Value"] == Decimal(492)


def test_a_viewer_sees_no_internal_figure_and_none_that_waits(demo):
    measure = ServiceMeasure.objects.get(code="idva-referrals")
    measure.audience = Audience.INTERNAL
    measure.save()
    codes = {each["Figure code"] for each in table_of(client(Role.VIEWER).get(f"{FIGURES}?format=csv"))}
    assert "idva-referrals" not in codes
    assert codes


def test_nothing_matches_and_the_way_back(alice):
    answer = alice.get(f"{FIGURES}?q=never-counted")
    assert "Nothing matches these filters" in words(answer)
    assert (FIGURES, "Clear the filters") in read(answer).links


def test_it_reads_little_and_stays_light(alice):
    def grow() -> None:
        for _ in range(30):
            make.ServiceMeasureFactory()

    flat(alice, FIGURES, grow)
    light(alice.get(FIGURES))


def test_it_is_filtered_by_a_rating_that_is_worked_out(alice):
    for label, target in (("48 hours", 90), ("72 hours", 99)):
        measure = ServiceMeasure.objects.get(service__code="idva", label__contains=label)
        make.TargetFactory(service_measure=measure, year_label="2022/23", value=target)
    Office.objects.reference_changed()
    by_rating = {each["Figure code"]: each["Rating"] for each in table_of(alice.get(f"{FIGURES}?format=csv"))}
    green = {code for code, rating in by_rating.items() if rating == "Green"}
    assert len(green) == 1
    assert {each["Figure code"] for each in table_of(alice.get(f"{FIGURES}?rag=green&format=csv"))} == green
    two = table_of(alice.get(f"{FIGURES}?rag=green&rag=not_rated&format=csv"))
    assert {each["Rating"] for each in two} == {"Green", "Not rated"}
    none = alice.get(f"{FIGURES}?rag=red&q=never-counted")
    assert "Nothing matches these filters" in words(none)


def test_a_line_has_every_comparison_in_numbers(alice):
    referrals = row(table_of(alice.get(f"{FIGURES}?format=csv")), "idva-referrals")
    told = {name: referrals[name] for name in referrals if "last year" in name or "previous" in name}
    assert told["Value of same period last year"] == "465"
    assert told["Change since same period last year"] == "27"
    assert told["Per cent since same period last year"] == "5.8"
    assert told["Value of previous period"] == ""
    assert told["Compared with the previous period"] == "not held for Q1 2022/23"
    assert referrals["So far this year in words"] == "at least 492, Q1 2022/23 not stated"
    assert referrals["Trend"] == "465 in Q2 2021/22 and 492 in Q2 2022/23"


def test_the_filter_by_rating_reads_little_too(alice):
    def grow() -> None:
        for _ in range(30):
            make.ServiceMeasureFactory()
        Office.objects.reference_changed()

    flat(alice, f"{FIGURES}?rag=not_rated", grow)
