"""What recipients funded with their awards: projects added one by one or by a list, beside their award."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from commissioning.choices import AwardKind
from commissioning.figures.projects import projects_of
from commissioning.imports.portfolio.loading import load_portfolio
from commissioning.imports.portfolio.present import present_workbook
from commissioning.imports.portfolio.reading import Portfolio, read_portfolio
from commissioning.models import Award, FundedProject
from tests.commissioning.factories import AreaFactory, AwardFactory, FundingSplitFactory, OfficeFactory, quarters
from tests.commissioning.pages import flat, words
from tests.commissioning.portfolio_files import DAY, NOON, book_of, xlsx_of
from tracker.models import ImportKind, Office, User
from tracker.uploads.keeping import take
from tracker.uploads.runs import begin_run
from tracker.uploads.xlsx import read_xlsx

Q2 = "2022-23-q2"
LIST = {
    "Projects": [
        ["Grant", "Project", "Description", "Value", "Where"],
        ["CSP grant", "Safer evenings", "Wardens on two evenings a week", "£12,000", "Northtown"],
        ["CSP grant", "Sheds", None, "not stated", None],
    ]
}


@pytest.fixture
def award(db: None) -> Award:
    OfficeFactory()
    quarters()
    made = AwardFactory(title="CSP grant", kind=AwardKind.TRANSFER)
    FundingSplitFactory(award=made, amount=20_000)
    AreaFactory(name="Northtown")
    Office.objects.reference_changed()
    return made


def read(sheets: dict[str, Any], by: User) -> Portfolio:
    return read_portfolio(book_of(**sheets), name="Projects.xlsx", answers={}, by=by, on=DAY)


def loaded(sheets: dict[str, Any], by: User) -> None:
    content = xlsx_of(**sheets)
    upload = take("Projects.xlsx", io.BytesIO(content), len(content))
    run = begin_run(kind=ImportKind.PORTFOLIO, about=Office.objects.get(), upload=upload, by=by, at=NOON)
    digest = read(sheets, by).plan.digest
    load_portfolio(run=run, file=book_of(**sheets), answers={}, digest=digest, by=by, at=NOON)


def page(award: Award) -> str:
    return reverse("award", args=[Q2, award.pk])


def test_a_list_is_shown_before_it_is_taken_in_and_read_again_changes_nothing(award, officer, client_of):
    plan = read(LIST, officer)
    assert [each.words for each in plan.plan.faults] == []
    assert [(each.kind, each.name, each.is_new) for each in plan.changes if each.fields] == [
        ("project", "Safer evenings", True),
        ("project", "Sheds", True),
    ]
    assert not FundedProject.objects.exists()
    loaded(LIST, officer)
    found = {row.name: (row.amount, row.area and row.area.name, row.purpose) for row in FundedProject.objects.all()}
    assert found == {
        "Safer evenings": (Decimal(12_000), "Northtown", "Wardens on two evenings a week"),
        "Sheds": (None, None, ""),
    }
    assert [each.name for each in read(LIST, officer).changes if each.fields] == []
    back = read_portfolio(
        read_xlsx(present_workbook("Portfolio", on=DAY)), name="P.xlsx", answers={}, by=officer, on=DAY
    )
    assert [each.name for each in back.changes if each.fields] == []
    shown = words(client_of(officer).get(page(award)))
    assert "Safer eveningsWardens on two evenings a weekNorthtown£12,000" in shown
    assert "Come to–£12,000and one not stated" in shown


@pytest.mark.parametrize(
    ("row", "group"),
    [
        (["Nothing", "Sheds", None, "5", None], "Names of no award"),
        (["CSP grant", None, None, "5", None], "Rows that lack their name"),
        (["CSP grant", "Sheds", None, "lots", None], None),
    ],
)
def test_a_row_that_can_not_be_taken_in_says_why(award, officer, row, group):
    faults = read({"Projects": [LIST["Projects"][0], row]}, officer).plan.faults
    assert faults
    assert group is None or group in {each.group for each in faults}


@pytest.mark.parametrize(
    ("amounts", "awarded", "rest"),
    [([12_000, 8_000], 20_000, 0), ([12_000], 20_000, 8_000), ([12_000, None], 20_000, None), ([1], None, None)],
)
def test_projects_stand_against_the_award(amounts, awarded, rest):
    rows = [FundedProject(name=str(place), amount=amount) for place, amount in enumerate(amounts)]
    assert projects_of(rows, awarded).rest == rest


def test_an_award_that_is_not_given_on_asks_for_none(award, officer, client_of):
    client: Client = client_of(officer)
    assert "The Panel asks what the money was given on for." in words(client.get(page(award)))
    grant = AwardFactory(kind=AwardKind.GRANT, starts_on=date(2022, 4, 1), ends_on=date(2023, 3, 31))
    Office.objects.reference_changed()
    assert "Projects funded" not in words(client.get(page(grant)))


def test_the_page_asks_as_much_for_many_as_for_few(award, officer, client_of):
    def grow() -> None:
        for _ in range(3):
            number = FundedProject.objects.count()
            FundedProject.objects.create(award=award, code=f"p-{number}", name=f"Project {number}")

    flat(client_of(officer), page(award), grow)
