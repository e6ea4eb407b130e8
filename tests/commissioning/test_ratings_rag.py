"""Pace, and red, amber and green (rule 12)."""

from datetime import date
from decimal import Decimal

import pytest

from commissioning.ratings.pace import PaceState, pace, pace_words
from commissioning.ratings.rag import Rating, rate_measure, rate_pace, service_rating
from commissioning.ratings.values import (
    NO_RETURN,
    Definition,
    NumberKind,
    Polarity,
    Precision,
    Rag,
    Value,
    reported,
)
from tracker.periods import financial_year_bounds, share_of_year_gone

HALF = share_of_year_gone(*financial_year_bounds("2022/23"), date(2022, 9, 30))
HIGHER, LOWER = Definition(), Definition(polarity=Polarity.LOWER)


def n(number, **rest):
    return Value(number=Decimal(number), **rest)


CSPS = [
    ("Shropshire", 98_441, 50_200, "51.0% used, 50.0% of the year gone", PaceState.ON_PACE, Rag.GREEN),
    ("Herefordshire", 100_666, 88_700, "88.1% used, 50.0% of the year gone", PaceState.AHEAD, Rag.AMBER),
    ("Telford & Wrekin", 158_934, 135_640, "85.3% used, 50.0% of the year gone", PaceState.AHEAD, Rag.AMBER),
    ("South Worcestershire", 139_250, 139_250, "100.0% used, 50.0% of the year gone", PaceState.ALL_USED, Rag.AMBER),
    ("North Worcestershire", 139_250, 101_789, "73.1% used, 50.0% of the year gone", PaceState.AHEAD, Rag.AMBER),
    ("all five", 636_541, 515_579, "81.0% used, 50.0% of the year gone", PaceState.AHEAD, Rag.AMBER),
]


@pytest.mark.parametrize(("name", "award", "spent", "words", "state", "rag"), CSPS)
def test_the_community_safety_partnerships(name, award, spent, words, state, rag):
    measured = pace(Decimal(spent), Decimal(award), HALF)
    assert measured is not None
    assert (pace_words(measured), measured.state) == (words, state)
    assert measured.left == award - spent
    assert rate_pace(measured, name=name) == Rating(rag, words, name)


@pytest.mark.parametrize(
    ("spent", "gone", "state", "rag"),
    [
        (70, "0.5", PaceState.AHEAD, Rag.AMBER),
        ("69.99", "0.5", PaceState.ON_PACE, Rag.GREEN),
        (30, "0.5", PaceState.BEHIND, Rag.AMBER),
        ("30.01", "0.5", PaceState.ON_PACE, Rag.GREEN),
        (0, "0.5", PaceState.BEHIND, Rag.AMBER),
        (0, "0", PaceState.ON_PACE, Rag.GREEN),
        (100, "1", PaceState.ALL_USED, Rag.GREEN),
        (80, "1", PaceState.BEHIND, Rag.AMBER),
        ("100.01", "1", PaceState.OVER, Rag.RED),
        (101, "0.5", PaceState.OVER, Rag.RED),
    ],
)
def test_pace_at_its_edges(spent, gone, state, rag):
    measured = pace(Decimal(spent), Decimal(100), Decimal(gone))
    assert measured is not None
    assert measured.state == state
    assert rate_pace(measured).rag == rag


def test_twenty_points_are_twenty_points_also_of_a_third_of_the_year():
    measured = pace(Decimal(32_000), Decimal(60_000), Decimal(1) / Decimal(3))
    assert measured is not None
    assert measured.points == 20
    assert measured.off_pace


def test_over_the_award_says_by_how_much():
    rating = rate_pace(pace(Decimal(104_000), Decimal(100_000), HALF))
    assert rating.reason == "104.0% used, 50.0% of the year gone: £4,000 over the award"


def test_without_an_award_there_is_no_pace_and_a_spend_not_held_is_not_nought():
    assert pace(Decimal(5), None, HALF) is None
    assert pace(Decimal(5), Decimal(0), HALF) is None
    assert rate_pace(None) == Rating(Rag.NOT_RATED, "the award\u2019s amount is not stated")
    unknown = pace(None, Decimal(100), HALF)
    assert unknown is not None
    assert (unknown.used, unknown.points, unknown.left, unknown.over) == (None, None, None, 0)
    assert rate_pace(unknown) == Rating(Rag.NOT_RATED, "spend not held, 50.0% of the year gone")


@pytest.mark.parametrize(
    ("definition", "value", "due", "tolerance", "rag"),
    [
        (HIGHER, n(60), 60, 10, Rag.GREEN),
        (HIGHER, n(120), 60, 10, Rag.GREEN),
        (HIGHER, n(59), 60, 10, Rag.AMBER),
        (HIGHER, n(54), 60, 10, Rag.AMBER),
        (HIGHER, n("53.99"), 60, 10, Rag.RED),
        (HIGHER, n(59), 60, 0, Rag.RED),
        (HIGHER, n(45), 60, 25, Rag.AMBER),
        (HIGHER, n(0), 0, 10, Rag.GREEN),
        (LOWER, n(60), 60, 10, Rag.GREEN),
        (LOWER, n(0), 60, 10, Rag.GREEN),
        (LOWER, n(66), 60, 10, Rag.AMBER),
        (LOWER, n(67), 60, 10, Rag.RED),
        (LOWER, n(1), 0, 10, Rag.RED),
        (HIGHER, n(60, precision=Precision.JUST_UNDER), 60, 10, Rag.AMBER),
        (HIGHER, n(54, precision=Precision.JUST_UNDER), 60, 10, Rag.RED),
        (HIGHER, n(60, precision=Precision.JUST_OVER), 60, 10, Rag.GREEN),
        (LOWER, n(60, precision=Precision.JUST_OVER), 60, 10, Rag.AMBER),
        (HIGHER, n(60, precision=Precision.AT_LEAST), 60, 10, Rag.GREEN),
        (HIGHER, n(59, precision=Precision.AT_LEAST), 60, 10, Rag.NOT_RATED),
        (HIGHER, n(40, precision=Precision.AT_MOST), 60, 10, Rag.RED),
        (HIGHER, n(70, precision=Precision.AT_MOST), 60, 10, Rag.NOT_RATED),
        (LOWER, n(70, precision=Precision.AT_LEAST), 60, 10, Rag.RED),
        (LOWER, n(50, precision=Precision.AT_MOST), 60, 10, Rag.GREEN),
        (LOWER, n(50, precision=Precision.AT_LEAST), 60, 10, Rag.NOT_RATED),
    ],
)
def test_a_measure_against_its_target(definition, value, due, tolerance, rag):
    assert rate_measure(definition, value, Decimal(due), tolerance=Decimal(tolerance)).rag == rag


@pytest.mark.parametrize(
    ("definition", "value", "due", "reason"),
    [
        (HIGHER, n(60), Decimal(60), "60 against a target of 60"),
        (HIGHER, n(57), Decimal(60), "57 against a target of 60, within 10% of it"),
        (LOWER, n(90), Decimal(60), "90 against a target of 60, beyond 10% of it"),
        (Definition(polarity=Polarity.CONTEXT), n(60), Decimal(60), "for context only"),
        (HIGHER, n(60), None, "no target due"),
        (HIGHER, NO_RETURN, Decimal(60), "no return"),
        (HIGHER, n(50, precision=Precision.AT_LEAST), Decimal(60), "only at least 50 is known"),
        (
            Definition(kind=NumberKind.PERCENTAGE),
            reported(Definition(kind=NumberKind.PERCENTAGE), numerator=Decimal(471), denominator=Decimal(492)),
            Decimal(95),
            "95.7% against a target of 95%",
        ),
    ],
)
def test_a_rating_gives_its_reason(definition, value, due, reason):
    rating = rate_measure(definition, value, due, name="Referrals")
    assert (rating.reason, rating.name) == (reason, "Referrals")


def test_a_service_is_as_good_as_its_worst_part():
    green, amber = Rating(Rag.GREEN, "met", "Referrals"), Rating(Rag.AMBER, "ahead", "CSP grant")
    red, unrated = Rating(Rag.RED, "far off", "Contacts"), Rating(Rag.NOT_RATED, "no target due", "Calls")
    assert service_rating([green, amber, unrated]) == Rating(Rag.AMBER, "CSP grant: ahead")
    assert service_rating([green, red, red, amber]).reason == "Contacts: far off; Contacts: far off"
    assert service_rating([green, unrated]).rag == Rag.GREEN
    assert service_rating([unrated]).rag == service_rating([]).rag == Rag.NOT_RATED
