"""Funders, their streams and what these hold in a year: stages in order, amounts as stated."""

from datetime import date
from decimal import Decimal

import pytest

from commissioning.choices import AllocationStage, Precision
from commissioning.models import Allocation, Funder, FundingStream
from commissioning.workflow.set_up.funders import is_span, save_allocation, save_funder, save_stream
from tests.commissioning.factories import NOON, AllocationFactory, FunderFactory, OfficeFactory, StreamFactory
from tracker import records
from tracker.models import Office, User
from tracker.refusals import Faults, NotNow, NotYours
from tracker.roles import Role

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = date(2022, 3, 1), date(2022, 4, 1), date(2022, 5, 1)


@pytest.fixture(autouse=True)
def office() -> Office:
    return OfficeFactory()


def test_funder_stream_and_allocation_are_made_one_below_the_other(officer: User):
    funder = save_funder(funder=Funder(), values={"name": "Home Office"}, by=officer, at=NOON).record
    said = {"name": "Safer Streets round 4", "funder": funder}
    stream = save_stream(stream=FundingStream(), values=said, by=officer, at=NOON).record
    values = {"stream": stream, "year_label": "2022/23", "stage": AllocationStage.OFFERED, "offered_on": APRIL}
    made = save_allocation(allocation=Allocation(), values=values, by=officer, at=NOON).record
    assert (funder.code, stream.code, made.stage_on) == ("home-office", "safer-streets-round-4", APRIL)
    assert made.amount is None
    about = {"amount": Decimal(850_000), "precision": Precision.JUST_OVER}
    assert save_allocation(allocation=made, values=about, by=officer, at=NOON).changed


def test_a_stream_has_its_name_once_with_its_funder(officer: User):
    held = StreamFactory(name="CSP grant")
    with pytest.raises(Faults, match="read") as refused:
        save_stream(stream=FundingStream(), values={"name": "csp grant", "funder": held.funder}, by=officer, at=NOON)
    assert "already has a stream" in refused.value.by_box["name"]
    save_stream(stream=FundingStream(), values={"name": "CSP grant", "funder": FunderFactory()}, by=officer, at=NOON)


@pytest.mark.parametrize(
    ("label", "is_one"),
    [
        ("2022/23", True),
        ("2023/24 and 2024/25", True),
        ("2022/23 to 2024/25", True),
        ("2022/23, 2023/24 and 2024/25", True),
        ("2022", False),
        ("2022/24", False),
        ("2024/25 and 2023/24", False),
        ("2022/23 and 2022/23", False),
        ("not stated", False),
        ("", False),
    ],
)
def test_the_year_of_an_allocation(label, is_one):
    assert is_span(label) is is_one


@pytest.mark.parametrize(
    ("stage", "dates", "wrong"),
    [
        ("bid", {"bid_on": MARCH}, []),
        ("bid", {"bid_on": MARCH, "confirmed_on": MAY}, ["confirmed_on"]),
        ("confirmed", {"bid_on": MARCH, "offered_on": APRIL, "confirmed_on": MAY}, []),
        ("confirmed", {"confirmed_on": MAY}, []),
        ("confirmed", {"offered_on": MAY, "confirmed_on": APRIL}, ["confirmed_on"]),
        ("confirmed", {"refused_on": MAY}, ["refused_on"]),
        ("refused", {"bid_on": MARCH, "refused_on": MAY}, []),
        ("refused", {"bid_on": MAY, "refused_on": MARCH}, ["refused_on"]),
        ("refused", {"confirmed_on": MAY}, ["confirmed_on"]),
    ],
)
def test_stages_follow_one_another(officer, stage, dates, wrong):
    allocation = AllocationFactory()
    said = {"stage": stage, "bid_on": None, "offered_on": None, "confirmed_on": None, "refused_on": None} | dates
    try:
        save_allocation(allocation=allocation, values=said, by=officer, at=NOON)
        found: list[str] = []
    except Faults as faults:
        found = list(faults.by_box)
    assert found == wrong


def test_a_stream_that_holds_money_is_ended_and_not_deleted(officer: User):
    stream = AllocationFactory().stream
    rest = {"by": officer, "at": NOON, "permission": "commissioning.set_up_money"}
    with pytest.raises(NotNow, match="1 allocation"):
        records.delete(record=stream, **rest)
    assert records.end(record=stream, on=APRIL, **rest).record.ended_on == APRIL


def test_a_viewer_sets_up_nothing(person):
    with pytest.raises(NotYours):
        save_funder(funder=Funder(), values={"name": "Home Office"}, by=person(Role.VIEWER), at=NOON)
