"""Every fault of a portfolio file is named at once: where, what is wrong, and what to do."""

import pytest

from commissioning.imports.portfolio.reading import Portfolio, read_portfolio
from tests.commissioning.data.faulty_portfolios import FAULTY
from tests.commissioning.factories import OfficeFactory
from tests.commissioning.portfolio_files import DAY, book_of

pytestmark = [pytest.mark.pages, pytest.mark.django_db]


def plan_of(sheets, by, **answers) -> Portfolio:
    OfficeFactory()
    return read_portfolio(book_of(**sheets), name="Portfolio.xlsx", answers=answers, by=by, on=DAY)


@pytest.mark.parametrize(("sheets", "expected"), [row[1:] for row in FAULTY], ids=[row[0] for row in FAULTY])
def test_every_fault_is_named_where_it_is_and_nothing_else(officer, sheets, expected):
    faults = plan_of(sheets, officer).plan.faults
    said = [f"{'' if each.blocking else '?'}{each.where}: {each.words}" for each in faults]
    for each in expected:
        place, _, words = each.partition(": ")
        assert any(found.startswith(place) and words in found for found in said), (each, said)
    assert len(said) == len(expected), said


@pytest.mark.parametrize("sheets", [row[1] for row in FAULTY], ids=[row[0] for row in FAULTY])
def test_every_fault_says_what_to_do_and_gathers_with_its_like(officer, sheets):
    for fault in plan_of(sheets, officer).plan.faults:
        assert fault.group
        assert fault.sentence
        assert fault.cure or "?" in fault.sentence
        assert fault.value or not fault.cell


def test_a_plain_file_has_no_fault(officer):
    sheets = {"Plan": [["Objective"], ["Victims"]], "Services": [["Service", "Objective"], ["Counselling", "Victims"]]}
    plan = plan_of(sheets, officer).plan
    assert (plan.faults, plan.questions) == ((), ())
