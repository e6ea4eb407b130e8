"""The judgements against the slow second opinion, over random portfolios with holes, noughts and late starts."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from commissioning.ratings.combining import over_periods, over_providers
from commissioning.ratings.comparators import ComparatorKind, compare
from commissioning.ratings.pace import pace
from commissioning.ratings.projections import project, target_due
from commissioning.ratings.rag import Rating, rate_measure, rate_pace, service_rating
from commissioning.ratings.values import (
    COUNTED,
    NO_RETURN,
    WITH_SUBMITTED,
    Basis,
    Definition,
    NumberKind,
    Part,
    Point,
    Polarity,
    Precision,
    Rag,
    Standing,
    State,
    missing,
    reported,
    standing_as,
)
from tests.commissioning import reference

STORED = [State.NOT_ANSWERED, State.UNCOUNTED, State.NOT_COUNTED, State.DOES_NOT_APPLY]
LAST = 9
many = settings(max_examples=500)


def random_row(chance, kind, provider, period):
    state = chance.choice([State.REPORTED] * 40 + STORED)
    row = {
        "provider": provider,
        "period": period,
        "state": state.value,
        "number": None,
        "numerator": None,
        "denominator": None,
        "precision": chance.choice([Precision.EXACT] * 40 + list(Precision)).value,
        "standing": chance.choice([Standing.APPROVED] * 40 + list(Standing)).value,
    }
    if state == State.REPORTED and kind in ("percentage", "rate") and chance.random() < 0.9:
        row["denominator"] = chance.choice([0, *range(13)])
        row["numerator"] = chance.randint(0, row["denominator"])
    elif state == State.REPORTED:
        row["number"] = Decimal(chance.choice([0, *range(61)])) / chance.choice([1, 1, 4])
    return row


def random_portfolio(seed):
    """One measure with holes, nought denominators and providers that begin late; the same for the same seed."""
    chance = Random(seed)
    kind = chance.choice([NumberKind.COUNT, NumberKind.COUNT, *NumberKind]).value
    providers = ["AXIS", "Branch", "Cranstoun"][: chance.choice([1, 1, 2, 3])]
    starts = {provider: chance.choice([1, 1, 1, 3, 6]) for provider in providers}
    return {
        "kind": kind,
        "basis": chance.choice([Basis.IN_PERIOD, Basis.IN_PERIOD, *Basis]).value,
        "polarity": chance.choice(list(Polarity)).value,
        "tolerance": chance.choice([0, 10, 25]),
        "providers": providers,
        "periods_per_year": chance.choice([2, 4, 4]),
        "rows": [
            random_row(chance, kind, provider, period)
            for provider in providers
            for period in range(1, LAST + 1)
            if period >= starts[provider] and chance.random() < 0.95
        ],
    }


PORTFOLIOS = st.integers(0, 2**32).map(random_portfolio)
PROFILES = {2: [(1, 1), (1, 3), (0, 1)], 4: [(1, 1, 1, 1), (1, 2, 3, 1), (0, 0, 1, 1)]}
STANDINGS = st.sampled_from([COUNTED, WITH_SUBMITTED])


def definition_of(portfolio):
    return Definition(NumberKind(portfolio["kind"]), Basis(portfolio["basis"]), Polarity(portfolio["polarity"]))


def value_of(portfolio, provider, period, allowed):
    row = next((row for row in portfolio["rows"] if (row["provider"], row["period"]) == (provider, period)), None)
    if row is None:
        return NO_RETURN
    if row["state"] != "reported":
        return standing_as(missing(State(row["state"]), Standing(row["standing"])), allowed)
    value = reported(
        definition_of(portfolio),
        row["number"],
        numerator=None if row["numerator"] is None else Decimal(row["numerator"]),
        denominator=None if row["denominator"] is None else Decimal(row["denominator"]),
        precision=Precision(row["precision"]),
        standing=Standing(row["standing"]),
    )
    return standing_as(value, allowed)


def at(portfolio, period, allowed):
    parts = [Part(name, value_of(portfolio, name, period, allowed)) for name in portfolio["providers"]]
    return over_providers(definition_of(portfolio), parts)


def points(portfolio, periods, allowed):
    return [
        Point(str(each), str(each), reference.place(portfolio, each), at(portfolio, each, allowed).value)
        for each in periods
    ]


def same(ours, theirs):
    """Decimals carry 28 figures, fractions all of them."""
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return abs(Fraction(ours) - Fraction(theirs)) <= Fraction(1, 10**18) * max(1, abs(Fraction(theirs)))


def agrees(value, answer):
    assert value.state == answer["state"]
    assert same(value.number, answer["number"])
    if value.is_number:
        assert (value.precision, value.standing) == (answer["precision"], answer["standing"])


@many
@given(PORTFOLIOS, STANDINGS, st.integers(1, LAST))
def test_a_period_over_its_providers(portfolio, allowed, period):
    combined = at(portfolio, period, allowed)
    answer, absent, known = reference.at(portfolio, period, allowed)
    agrees(combined.value, answer)
    assert [gap.name for gap in combined.gaps] == absent
    if absent:
        assert same(combined.known and combined.known.number, known and known["number"])


@many
@given(PORTFOLIOS, STANDINGS, st.integers(1, LAST))
def test_the_year_so_far(portfolio, allowed, period):
    so_far = reference.year_so_far(portfolio, period)
    combined = over_periods(definition_of(portfolio), points(portfolio, so_far, allowed))
    answer, absent, known = reference.over(portfolio, so_far, allowed)
    agrees(combined.value, answer)
    assert [gap.name for gap in combined.gaps] == [str(each) for each in absent]
    if absent:
        assert same(combined.known and combined.known.number, known and known["number"])


@many
@given(PORTFOLIOS, STANDINGS, st.integers(1, LAST), st.integers(1, 4))
def test_comparators(portfolio, allowed, period, back):
    assume(period > back)
    definition = definition_of(portfolio)
    now, then = at(portfolio, period, allowed).value, at(portfolio, period - back, allowed).value
    comparator = compare(definition, now, then, kind=ComparatorKind.PREVIOUS_PERIOD, period="then")
    expected = reference.comparison(
        portfolio, reference.at(portfolio, period, allowed)[0], reference.at(portfolio, period - back, allowed)[0]
    )
    assert comparator.shown == (expected is not None)
    if expected is not None:
        assert same(comparator.difference, expected[0])
        assert same(comparator.percent, expected[1])
        assert comparator.better == reference.better(portfolio, expected[0])


@many
@given(PORTFOLIOS, STANDINGS, st.integers(1, LAST), st.data())
def test_projections_targets_and_ratings(portfolio, allowed, period, data):
    profile = data.draw(st.sampled_from(PROFILES[portfolio["periods_per_year"]]))
    target = data.draw(st.integers(0, 120))
    definition, weights = definition_of(portfolio), tuple(Decimal(weight) for weight in profile)
    so_far = points(portfolio, reference.year_so_far(portfolio, period), allowed)
    projection = project(definition, so_far, profile=weights, target=Decimal(target))
    expected = reference.projection(portfolio, period, profile, target, allowed)
    assert (projection is None) == (expected is None)
    if projection is not None and expected is not None:
        assert same(projection.projected, expected[0])
        assert same(projection.percent_of_target, expected[1])
        assert projection.outcome == expected[2]
        assert [gap.name for gap in projection.gaps] == [str(each) for each in expected[3]]
    out = {point.place for point in so_far if point.value.state == State.DOES_NOT_APPLY}
    place = reference.place(portfolio, period)
    due = target_due(definition, Decimal(target), profile=weights, place=place, not_applying=out)
    expected_due, answer = reference.due(portfolio, period, profile, target, allowed)
    assert same(due, expected_due)
    held = over_periods(definition, so_far).value if definition.projects else at(portfolio, period, allowed).value
    ours = rate_measure(definition, held, due, tolerance=Decimal(portfolio["tolerance"]))
    assert ours.rag == reference.rating(portfolio, answer, expected_due)
    assert ours.reason


MONEY = st.none() | st.integers(0, 400).map(lambda thousands: Decimal(thousands * 1000))


@given(MONEY, MONEY, st.integers(0, 12))
def test_pace(spent, award, months):
    ours = pace(spent, award, Decimal(months) / Decimal(12))
    expected = reference.pace(spent, award, months, 12)
    assert (ours is None) == (expected is None)
    rated = rate_pace(ours)
    assert rated.reason
    if ours is None or expected is None:
        assert rated.rag == Rag.NOT_RATED
        return
    assert same(ours.used, expected[0])
    assert same(ours.gone, expected[1])
    assert rated.rag == expected[2]


@given(st.lists(st.sampled_from(Rag), max_size=6))
def test_the_worst_rating_holds_for_the_service(colours):
    rating = service_rating([Rating(colour, "why") for colour in colours])
    assert rating.rag == reference.worst([colour.value for colour in colours])
    assert rating.reason


@settings(max_examples=30)
@given(PORTFOLIOS)
def test_the_second_opinion_would_notice(portfolio):
    """The control: with one count changed by one, the two opinions differ."""
    portfolio |= {"kind": "count", "basis": "in_period", "providers": portfolio["providers"][:1]}
    portfolio["rows"] = [
        {"provider": "AXIS", "period": 1, "state": "reported", "number": Decimal(7), "numerator": None,
         "denominator": None, "precision": "exact", "standing": "approved"}
    ]  # fmt: skip
    ours = at(portfolio, 1, COUNTED).value
    portfolio["rows"][0]["number"] += 1
    with pytest.raises(AssertionError):
        agrees(ours, reference.at(portfolio, 1)[0])
