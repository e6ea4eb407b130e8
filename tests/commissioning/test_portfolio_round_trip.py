"""The portfolio as a workbook: written and read back it changes nothing, whatever its names and amounts."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commissioning.imports.portfolio.present import present_workbook
from commissioning.imports.portfolio.reading import Portfolio, read_portfolio
from commissioning.models import Service
from tests.commissioning.portfolio_written import drawn, store
from tracker.models import User
from tracker.uploads.xlsx import read_xlsx

pytestmark = pytest.mark.django_db
ON = date(2022, 11, 25)


def read_back(by: User, on: date = ON) -> Portfolio:
    book = read_xlsx(present_workbook("Portfolio", on=on))
    return read_portfolio(book, name="Portfolio.xlsx", answers={}, by=by, on=on)


def told(portfolio: Portfolio) -> list[object]:
    """Everything that a plan says, for the message of a failed test."""
    changes = [
        (each.kind, each.name, each.is_new, [field.label for field in each.fields]) for each in portfolio.changes
    ]
    faults = [(fault.where, fault.words) for fault in portfolio.plan.faults]
    figures = [(each.change.name, each.taking) for each in portfolio.new_figures]
    return [*changes, *faults, *portfolio.plan.questions, *figures, *(cell.text for cell in portfolio.left)]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_portfolio_written_and_read_back_changes_nothing(data):
    with transaction.atomic():
        store(drawn(data))
        assert told(read_back(User.objects.get())) == []
        transaction.set_rollback(True)


def test_the_demonstration_written_and_read_back_changes_nothing(demo):
    officer = User.objects.filter(role="officer").first()
    assert told(read_back(officer, date(2026, 11, 25))) == []


def test_a_name_changed_in_the_workbook_is_a_change_of_that_name(demo):
    """The control: what is read back is compared, field by field."""
    officer = User.objects.filter(role="officer").first()
    service = Service.objects.order_by("pk")[0]
    book = read_xlsx(present_workbook("Portfolio", on=ON))
    Service.objects.filter(pk=service.pk).update(summary="Changed meanwhile", stage="ending")
    portfolio = read_portfolio(book, name="Portfolio.xlsx", answers={}, by=officer, on=ON)
    assert [(each.stored, [field.name for field in each.fields]) for each in portfolio.changes] == [
        (service, ["summary", "stage"])
    ]
