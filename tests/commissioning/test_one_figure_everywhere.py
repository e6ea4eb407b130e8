"""The same figure on dashboard, list, service page, measure page, CSV, XLSX and API, and as the slow second opinion.

Hundreds of figures are picked at random from a made-up portfolio with holes, noughts, late providers and breaks.
FIGURES_SEED=7 in the environment picks others.
"""

import csv
import io
import os
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from commissioning import figures
from commissioning.models import ServiceMeasure
from commissioning.ratings.values import WITH_SUBMITTED
from tests.commissioning import factories as make
from tests.commissioning import reference
from tests.commissioning.stored import Portfolio, Stored, store
from tracker.api import make_token
from tracker.models import Office, User
from tracker.roles import Role

pytestmark = pytest.mark.django_db
SEED = int(os.environ.get("FIGURES_SEED", "1"))
PORTFOLIOS = 60
PAGES = 8  # services whose own page is asked
ALLOWED = tuple(standing.value for standing in WITH_SUBMITTED)
NUMBER = re.compile(r"-?£?-?\d[\d,]*(?:\.\d+)?")
Read = dict[str, tuple[Fraction, Fraction] | None]  # a number, and by how much it may be rounded
Told = dict[str, Fraction | None]


class Looked:
    """A made-up portfolio, somebody of the office who looks at it, and the quarter that is looked at."""

    def __init__(self) -> None:
        chance = Random(SEED)
        first = chance.randrange(10_000)
        self.stored: Stored = store(range(first, first + PORTFOLIOS))
        ServiceMeasure.objects.update(headline=True)
        self.place = chance.randint(5, 9)
        self.quarter = self.stored.periods[4][self.place - 1]
        self.asked = set(chance.sample([row.code for row in self.stored.measures], PAGES))
        self.alice: User = make.UserFactory(role=Role.OFFICER)
        self.client = Client()
        self.client.force_login(self.alice)
        figures.forget()

    def number(self, told: Portfolio) -> int:
        """The place of the portfolio's own period at the quarter: half-years have their own."""
        periods = self.stored.periods[told["periods_per_year"]]
        return max(place for place, each in enumerate(periods, start=1) if each.end <= self.quarter.end)

    def expected(self, of: Callable[[Portfolio, int], Fraction | None]) -> Told:
        pairs = zip(self.stored.measures, self.stored.portfolios, strict=True)
        return {measure.code: of(told, self.number(told)) for measure, told in pairs}

    def get(self, path: str) -> Any:
        answer = self.client.get(f"/quarters/{self.quarter.slug}/{path}")
        assert answer.status_code == 200
        return answer


@pytest.fixture
def office(db) -> Looked:
    return Looked()


def value(told: Portfolio, number: int) -> Fraction | None:
    return reference.at(told, number, ALLOWED)[0]["number"]


def so_far(told: Portfolio, number: int) -> Fraction | None:
    return reference.over(told, reference.year_so_far(told, number), ALLOWED)[0]["number"]


def change(told: Portfolio, number: int, back: int) -> Fraction | None:
    """The difference from so many periods before, where one may be drawn."""
    then = number - back
    if then < 1 or (told["break"] and then < told["break"] <= number):
        return None
    found = reference.comparison(told, reference.at(told, number, ALLOWED)[0], reference.at(told, then, ALLOWED)[0])
    return found[0] if found else None


def due(told: Portfolio, number: int) -> Fraction | None:
    per_year = told["periods_per_year"]
    target, profile = told["targets"].get((number - 1) // per_year, (None, ()))
    return None if target is None else reference.due(told, number, profile, target, ALLOWED)[0]


def fraction(cell: object) -> tuple[Fraction, Fraction] | None:
    """The number of a file's cell, which is not rounded: only a float ends somewhere."""
    if cell in (None, ""):
        return None
    number = Fraction(str(cell))
    return number, Fraction(1, 10**9) * max(1, abs(number))


def printed(cell: str) -> tuple[Fraction, Fraction] | None:
    """The number of a page's cell, rounded to its own decimals; what is no number is marked as such."""
    text = re.sub(r"<span class=\"ct-(?:table__sub|figure__unit)\">.*?</span>", "", cell)
    found = NUMBER.search(re.sub(r"<[^>]*>", " ", text))
    if "ct-nil" in cell or found is None:
        return None
    digits = found[0].replace(",", "").replace("£", "")
    return Fraction(digits), Fraction(1, 2 * 10 ** len(digits.partition(".")[2]))


def in_csv(office: Looked, column: str) -> Read:
    text = office.get("figures/?format=csv").content.decode().removeprefix("\ufeff")
    return {row["Figure code"]: fraction(row[column]) for row in csv.DictReader(io.StringIO(text))}


def in_xlsx(office: Looked, column: str) -> Read:
    book = load_workbook(io.BytesIO(office.get("figures/?format=xlsx").content))
    head, *lines = book["Figures"].iter_rows(values_only=True)
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    assert all(isinstance(row[column], int | float | Decimal | None) for row in rows)
    return {str(row["Figure code"]): fraction(row[column]) for row in rows}


def in_api(office: Looked, column: str) -> Read:
    _, text = make_token(by=office.alice, at=timezone.now(), name="A program")
    program = Client(headers={"authorization": f"Bearer {text}"})
    data = program.get(f"/api/v1/quarters/{office.quarter.slug}/figures/").json()
    assert data["count"] == PORTFOLIOS
    key = next(each["key"] for each in data["columns"] if each["label"] == column)
    return {row["figure_code"]: fraction(row[key]) for row in data["rows"]}


def in_long(office: Looked, column: str) -> Read:
    """The last line of each figure: that of its own period."""
    text = office.get("figures/?format=csv&shape=long").content.decode().removeprefix("\ufeff")
    return {row["Figure code"]: fraction(row[column]) for row in csv.DictReader(io.StringIO(text))}


def in_services(office: Looked, column: str) -> Read:
    """The list of services has the first headline figure of each."""
    text = office.get("services/?format=csv").content.decode().removeprefix("\ufeff")
    return {row["Code"]: fraction(row[column]) for row in csv.DictReader(io.StringIO(text))}


def on_dashboard(office: Looked, column: str) -> Read:
    page = office.get("").content.decode()
    rows = re.findall(r">(Stored \d+)</a>(?:(?!</tr>).)*?data-label=\"Figure\">(.*?)</td>", page, re.DOTALL)
    codes = {row.service.name: row.code for row in office.stored.measures}
    return {codes[name]: printed(cell) for name, cell in rows}


def on_list(office: Looked, column: str) -> Read:
    found: Read = {}
    codes = {f"#m{row.pk}": row.code for row in office.stored.measures}
    for number in (1, 2, 3):
        page = office.get(f"figures/?page={number}").content.decode()
        rows = re.findall(r"(#m\d+)\"(?:(?!</tr>).)*?data-label=\"Value\"[^>]*>(.*?)</td>", page, re.DOTALL)
        found |= {codes[anchor]: printed(cell) for anchor, cell in rows}
    return found


def on_service_pages(office: Looked, column: str) -> Read:
    found: Read = {}
    for row in office.stored.measures:
        if row.code in office.asked:
            page = office.get(f"services/{row.service_id}/figures/").content.decode()
            shown = re.search(r"<p class=\"(?:ct-figure__value|govuk-body ct-nil)\">.*?</p>", page, re.DOTALL)
            assert shown is not None
            found[row.code] = printed(shown[0])
    return found


def on_measure_pages(office: Looked, column: str) -> Read:
    found: Read = {}
    codes = {f"#m{row.pk}": row.code for row in office.stored.measures}
    for measure in {row.measure_id for row in office.stored.measures if row.code in office.asked}:
        page = office.get(f"measures/{measure}/").content.decode()
        rows = re.findall(r"(#m\d+)\"(?:(?!</tr>).)*?data-label=\"Value\"[^>]*>(.*?)</td>", page, re.DOTALL)
        found |= {codes[anchor]: printed(cell) for anchor, cell in rows}
    return found


FILES = {"csv": in_csv, "xlsx": in_xlsx, "api": in_api}
PLACES = FILES | {
    "long": in_long,
    "services": in_services,
    "dashboard": on_dashboard,
    "list": on_list,
    "service page": on_service_pages,
    "measure page": on_measure_pages,
}
COLUMNS: dict[str, Callable[[Portfolio, int], Fraction | None]] = {
    "So far this year": so_far,
    "Change since previous period": lambda told, number: change(told, number, 1),
    "Change since same period last year": lambda told, number: change(told, number, told["periods_per_year"]),
    "Target due by now": due,
}


def different(read: Read, expected: Told) -> set[str]:
    """The figures that are not as expected."""
    return {code for code, found in read.items() if not alike(found, expected[code])}


def alike(found: tuple[Fraction, Fraction] | None, expected: Fraction | None) -> bool:
    if found is None or expected is None:
        return found is expected
    number, room = found
    return abs(number - expected) <= room


def test_the_same_value_everywhere(office):
    expected, compared = office.expected(value), 0
    assert sum(number is not None for number in expected.values()) > PORTFOLIOS // 3
    for name, read in PLACES.items():
        found = read(office, "Value")
        assert not different(found, expected), name
        assert len(found) >= (PAGES if "page" in name else PORTFOLIOS), name
        compared += len(found)
    assert compared > 7 * PORTFOLIOS


@pytest.mark.parametrize("column", COLUMNS)
def test_the_same_comparison_in_every_file(office, column):
    expected = office.expected(COLUMNS[column])
    for name, read in FILES.items():
        found = read(office, column)
        assert len(found) == PORTFOLIOS
        assert not different(found, expected), name


def test_one_figure_that_is_another_is_noticed_in_every_place(office):
    """The control: of one figure another number is expected; each place is then said to differ, in that figure."""
    expected = office.expected(value)
    code = next(code for code in sorted(office.asked) if expected[code] is not None)
    expected[code] += 3
    for name, read in PLACES.items():
        assert different(read(office, "Value"), expected) == {code}, name


def test_one_stored_value_that_is_another_is_noticed_in_every_place(office):
    """The other control: what is stored of one figure is changed behind the second opinion's back."""
    expected = office.expected(value)
    row = next(
        found
        for measure in office.stored.measures
        if measure.code in office.asked and expected[measure.code] is not None
        for found in measure.observations.filter(state="reported", standing__in=ALLOWED, numerator=None)
        if found.period_id == figure_period(office, measure)
    )
    row.value += 7
    row.save()
    Office.objects.reference_changed()
    for name, read in PLACES.items():
        found = different(read(office, "Value"), expected)
        assert found == {row.service_measure.code}, name


def figure_period(office: Looked, measure: ServiceMeasure) -> int:
    told = next(
        told for row, told in zip(office.stored.measures, office.stored.portfolios, strict=True) if row == measure
    )
    return office.stored.periods[told["periods_per_year"]][office.number(told) - 1].pk
