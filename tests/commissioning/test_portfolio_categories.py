"""Past figures of categories in a portfolio file: taken over beside their whole, held against what is stored."""

from decimal import Decimal

import pytest

from commissioning.imports.portfolio.present import present_workbook
from commissioning.imports.portfolio.reading import read_portfolio
from commissioning.models import Breakdown, Category, Observation, Question, ServiceMeasure
from tests.commissioning.factories import OfficeFactory
from tests.commissioning.test_portfolio_loading import DAY, SHEETS, load, look
from tracker.models import Office, User
from tracker.uploads.xlsx import read_xlsx


@pytest.fixture
def office() -> Office:
    return OfficeFactory()


@pytest.fixture
def alice(officer: User, office: Office) -> User:
    """The officer of an office whose portfolio is loaded, with referrals broken down by area and by age."""
    load(SHEETS, officer)
    own = ServiceMeasure.objects.get(label="Referrals")
    for by, names in (("Area", ("Shropshire", "Telford", "Not known")), ("Age", ("Under 18", "Not known"))):
        breakdown = Breakdown.objects.create(code=by.lower(), name=by)
        for place, name in enumerate(names, start=1):
            Category.objects.create(code=f"{by}-{place}".lower(), name=name, breakdown=breakdown, place=place)
        own.breakdowns.add(breakdown)
    Office.objects.reference_changed()
    return officer


def past(*rows: list[object]) -> dict[str, list[list[object]]]:
    heads = ["Service", "KPI", "Category", "Q2 2021/22"]
    return {"Past_figures": [heads, *(["Counselling", "Referrals", *row] for row in rows)]}


def parts() -> dict[str, Decimal | None]:
    rows = Observation.objects.exclude(category__code=Category.ALL).select_related("category__breakdown")
    return {f"{row.category.breakdown}: {row.category}": row.value for row in rows}


def test_categories_are_taken_over_beside_their_whole(alice):
    load(past([None, 465], ["Shropshire", 200], ["telford", 0], ["Area: Not known", "not counted"]), alice)
    assert parts() == {"Area: Shropshire": 200, "Area: Telford": 0, "Area: Not known": None}
    shropshire = Observation.objects.get(category__name="Shropshire")
    assert (shropshire.standing, shropshire.latest.source) == ("taken_over", "earlier_sheet")
    assert shropshire.latest.source_detail.endswith("Past figures!D3")
    assert Observation.objects.whole().get(period=shropshire.period).value == 465


def test_the_same_file_twice_changes_nothing(alice):
    sheets = past(["Shropshire", 200], ["Telford", 0])
    load(sheets, alice)
    assert load(sheets, alice, name="Again.xlsx").figures == 0
    assert parts() == {"Area: Shropshire": 200, "Area: Telford": 0}


def test_a_value_unlike_the_stored_one_makes_a_question_that_names_the_category(alice):
    load(past(["Shropshire", 200]), alice)
    load(past(["Shropshire", 210]), alice, name="Other.xlsx")
    assert parts() == {"Area: Shropshire": 200}
    assert "Referrals, Shropshire in Q2 2021/22: 200" in Question.objects.get().text


@pytest.mark.parametrize(
    ("category", "sentence", "cure"),
    [
        ("Wales", "has no category “Wales”", "Area: Shropshire"),
        ("Not known", "is a category of several breakdowns", "“Age: Not known” or “Area: Not known”"),
    ],
)
def test_a_category_that_is_not_known_or_not_one_is_a_fault_with_its_cure(alice, category, sentence, cure):
    (fault,) = look(past([category, 5]), alice).plan.faults
    assert sentence in fault.sentence
    assert cure in fault.cure
    assert fault.blocking


@pytest.mark.parametrize(
    ("before", "rows"),
    [
        ([], [[None, 465], ["Shropshire", 445], ["Telford", 21], ["Age: Under 18", 465]]),
        ([[None, 465], ["Shropshire", 445]], [["Telford", 21]]),  # the others are stored
        ([["Shropshire", 445], ["Telford", 21]], [[None, 465]]),
    ],
)
def test_categories_that_come_to_more_than_their_whole_are_warned_of_and_taken_over(alice, before, rows):
    if before:
        load(past(*before), alice)
    assert not look(past([None, 466], ["Shropshire", 445], ["Telford", 21]), alice).plan.faults
    (fault,) = look(past(*rows), alice).plan.faults
    assert fault.sentence == "Referrals by area comes to 466, which is more than 465 in all."
    assert (fault.cure, fault.blocking) == ("Correct one of them.", False)
    load(past(*rows), alice, name="Other.xlsx")
    assert parts()["Area: Telford"] == 21


def test_a_figure_that_is_not_broken_down_takes_no_category(alice):
    ServiceMeasure.objects.get(label="Referrals").breakdowns.clear()
    (fault,) = look(past(["Shropshire", 5]), alice).plan.faults
    assert "Break the figure down under Set up first" in fault.cure


def test_the_workbook_has_them_and_read_back_it_changes_nothing(alice):
    load(past(["Shropshire", 200], ["Age: Not known", 3]), alice)
    book = read_xlsx(present_workbook("Portfolio", on=DAY))
    portfolio = read_portfolio(book, name="Portfolio.xlsx", answers={}, by=alice, on=DAY)
    assert {each.change.name for each in portfolio.figures} >= {
        "Counselling: Referrals, Area: Shropshire, Q2 2021/22",
        "Counselling: Referrals, Age: Not known, Q2 2021/22",
    }
    assert not portfolio.new_figures
    assert not portfolio.plan.faults
