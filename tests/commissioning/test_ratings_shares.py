"""Shares are whole or absent; a year's profile adds up to exactly 1, typed as amounts, shares or percentages."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.ratings.at_once import most_at_once
from commissioning.ratings.projections import profile_of, target_due
from commissioning.ratings.shares import Unlike, check_shares, profile_shares
from commissioning.ratings.values import Basis, Definition, NumberKind, Polarity

REFERRALS = Definition(NumberKind.COUNT, Basis.IN_PERIOD, Polarity.HIGHER)


def decimals(*numbers: str | None) -> list[Decimal | None]:
    return [None if number is None else Decimal(number) for number in numbers]


@pytest.mark.parametrize("shares", [[], [None], [None, None], ["100"], ["60", "40"], ["33.3333", "33.3333", "33.3334"]])
def test_shares_are_whole_or_absent(shares):
    check_shares(decimals(*shares))


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (["60", None], "every service its share"),
        (["60", "39.9"], "come to 99.9%, 0.1% short"),
        (["60", "41"], "come to 101%, 1% over"),
        (["100", "0"], "more than 0%"),
        (["120", "-20"], "more than 0%"),
        (["50"], "50% short"),
    ],
)
def test_shares_that_make_no_whole_are_refused(shares, said):
    with pytest.raises(Unlike, match=said):
        check_shares(decimals(*shares))


@pytest.mark.parametrize(
    ("typed", "percent", "target", "shares"),
    [
        (["25", "25", "25", "25"], True, 60, ["0.25"] * 4),
        (["15", "15", "20", "10"], False, 60, ["0.25", "0.25", "0.33333333333333333333", "0.16666666666666666667"]),
        (["0.1", "0.2", "0.3", "0.4"], False, 60, ["0.1", "0.2", "0.3", "0.4"]),
        (["0", "0", "60", "0"], False, 60, ["0", "0", "1", "0"]),
        (["10", "90"], True, 7, ["0.1", "0.9"]),
    ],
)
def test_a_profile_is_typed_in_three_ways(typed, percent, target, shares):
    found = profile_shares(decimals(*typed), percent=percent, target=Decimal(target))
    assert sorted(found) == sorted(decimals(*shares))
    assert sum(found) == 1


@pytest.mark.parametrize(
    ("typed", "percent", "said"),
    [
        (["25", "25", "25", "24"], True, "come to 99%, not to 100%"),
        (["15", "15", "15", "10"], False, "come to 55, and the target is 60"),
        (["25", "25", "25", "25"], False, "come to 100, and the target is 60"),
        (["70", "-10", "0", "0"], False, "can’t be below 0"),
    ],
)
def test_a_profile_that_makes_no_year_is_refused(typed, percent, said):
    with pytest.raises(Unlike, match=said):
        profile_shares(decimals(*typed), percent=percent, target=Decimal(60))


def test_a_profile_of_nothing_is_refused():
    with pytest.raises(Unlike, match="at least one period"):
        profile_shares(decimals("0", "0"), percent=False, target=Decimal(0))


@given(st.lists(st.integers(0, 50_000), min_size=1, max_size=12).filter(any))
def test_whatever_is_expected_of_each_period_is_what_is_due_by_its_end(expected):
    """The stored shares add up to 1, and give back what was typed to the unit: no target is missed by a rounding."""
    target = Decimal(sum(expected))
    shares = profile_shares([Decimal(each) for each in expected], percent=False, target=target)
    assert sum(shares) == 1
    profile = profile_of([f"{share.normalize():f}" for share in shares], len(expected))
    for place in range(1, len(expected) + 1):
        due = target_due(REFERRALS, target, profile=profile, place=place)
        assert (due or 0) == sum(expected[:place])


def test_control_shares_taken_as_they_are_stored_would_miss_the_unit():
    thirds = profile_shares(decimals("20", "20", "20"), percent=False, target=Decimal(60))
    assert 60 * thirds[0] != 20
    assert Fraction(profile_of([str(each) for each in thirds], 3)[0]) == 1


APRIL, JULY, OCTOBER = date(2022, 4, 1), date(2022, 7, 1), date(2022, 10, 1)


@pytest.mark.parametrize(
    ("spans", "most"),
    [
        ([], 0),
        ([(None, None)], 1),
        ([(None, JULY), (OCTOBER, None)], 1),
        ([(None, JULY), (JULY, None)], 2),
        ([(APRIL, None), (None, None), (OCTOBER, None), (APRIL, JULY)], 3),
    ],
)
def test_how_many_hold_at_the_same_time(spans, most):
    assert most_at_once(spans) == most
