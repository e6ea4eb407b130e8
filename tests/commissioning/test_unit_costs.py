"""Unit cost: only of counts of the quarter, over spend that is held whole and pays for nothing else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning import models
from commissioning.figures import award_positions, measure_figures, reference_for
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.unit_costs import UnitCost, unit_costs
from commissioning.ratings.unit_cost import has_unit_cost, unit_cost
from commissioning.ratings.values import NOT_HELD, Basis, Definition, NumberKind, Precision, Value
from commissioning.workflow import ACTS
from tests.commissioning import factories as make
from tests.commissioning.idva import LATER, NOON, Idva, award_of, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of, words
from tests.commissioning.return_forms import client_of
from tracker.models import Office

MONEY = st.none() | st.decimals(0, 1_000_000, places=2)


def number(value: int, precision: Precision = Precision.EXACT) -> Value:
    return Value(number=Decimal(value), precision=precision)


@pytest.mark.parametrize(
    ("spent", "counted", "expected"),
    [
        (["1000"], number(8), "125"),
        (["1000", "600"], number(8), "200"),
        (["0"], number(8), "0"),
        (["1000", None], number(8), None),
        ([None], number(8), None),
        ([], number(8), None),
        (["1000"], number(0), None),
        (["1000"], NOT_HELD, None),
        (["1000"], number(8, Precision.AT_LEAST), None),
    ],
)
def test_a_cost_for_each(spent, counted, expected):
    found = unit_cost([None if each is None else Decimal(each) for each in spent], counted)
    assert found == (None if expected is None else Decimal(expected))


@given(st.lists(MONEY, max_size=4), st.integers(0, 500))
def test_a_cost_times_the_count_is_the_spend_and_a_gap_is_no_nought(spent, counted):
    found = unit_cost(spent, number(counted))
    if not spent or None in spent or counted == 0:
        assert found is None
    else:
        assert abs(found * counted - sum(spent)) < Decimal("0.0001")


@pytest.mark.parametrize(
    ("kind", "basis", "has"),
    [
        (NumberKind.COUNT, Basis.IN_PERIOD, True),
        (NumberKind.COUNT, Basis.SNAPSHOT, False),
        (NumberKind.COUNT, Basis.YEAR_TO_DATE, False),
        (NumberKind.MONEY, Basis.IN_PERIOD, False),
        (NumberKind.PERCENTAGE, Basis.IN_PERIOD, False),
        (NumberKind.COUNT, Basis.CHANGE_ONLY, False),
    ],
)
def test_what_has_one(kind, basis, has):
    assert has_unit_cost(Definition(kind, basis)) is has


@pytest.fixture
def found(db) -> Idva:
    found = idva()
    award = award_of(found)
    found.fill()
    ACTS["submit"](record=found.now(), by=found.alice, at=NOON)
    ACTS["approve"](record=found.now(), by=found.bob, at=LATER)
    pack = found.quarterly_return.pack
    models.Pack.objects.filter(pk=pack.pk).update(**make.approved(found.alice, found.bob))
    make.SpendLineFactory(pack=pack, award=award, in_quarter=Decimal("49200"))
    return found


def costs(found: Idva) -> list[UnitCost]:
    Office.objects.reference_changed()
    known = reference_for(Office.objects.get())
    portfolio = portfolio_for(known)
    rows = portfolio.measures_of(found.service.pk, found.quarter.end)
    figures = measure_figures(rows, found.quarter, reference=known)
    positions = award_positions(portfolio.awards_at(found.quarter, [found.service.pk]), found.quarter)
    return unit_costs(figures, positions, found.quarter, portfolio=portfolio)


def test_headline_counts_have_one(found):
    assert [(each.figure.label, each.amount, each.spent) for each in costs(found)] == [
        ("Referrals received", Decimal(100), Decimal(49200))
    ]


def test_none_where_the_award_pays_for_another_service_too(found):
    make.AwardServiceFactory(award=models.Award.objects.get(), service=make.ServiceFactory())
    assert costs(found) == []


def test_none_where_the_spend_of_another_award_is_not_held(found):
    award_of(found)
    assert costs(found) == []


def test_none_where_somebody_counts_whom_the_award_does_not_pay(found):
    other = make.ProviderFactory()
    make.ReportingRouteFactory(service=found.service, provider=other)
    referrals = models.ServiceMeasure.objects.get(code="referrals")
    make.ObservationFactory(
        service_measure=referrals,
        provider=other,
        period=found.quarter,
        version=referrals.measure.versions.get(),
        value=8,
    )
    assert costs(found) == []


def test_the_money_of_a_service_says_what_it_is(found):
    bob = client_of(found.bob)
    page = f"/quarters/{found.quarter.slug}/services/{found.service.pk}/money/"
    said = words(bob.get(page))
    assert "£100 each" in said
    assert "£49,200 spent in Q2 2022/23 over 492 referrals" in said
    assert "It is not what one more would cost" in said
    assert queries_of(bob, page) <= MOST_QUERIES
