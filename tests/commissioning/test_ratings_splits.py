"""What an award comes to on a day, by stream and year, and what a change to it may be."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.ratings.shares import Unlike
from commissioning.ratings.splits import (
    Part,
    by_year,
    check_carried,
    check_change,
    check_not_below,
    position,
    sum_words,
    together,
)

APRIL, JULY, OCTOBER = date(2022, 4, 1), date(2022, 7, 1), date(2022, 10, 1)
FIRST, SECOND = "2022/23", "2023/24"


def part(amount: int | None, year: str = FIRST, on: date | None = None, stream: str = "CSP grant") -> Part:
    return Part(stream, year, None if amount is None else Decimal(amount), on)


AWARD = [part(100), part(50, SECOND), part(20, on=JULY), part(-30, on=OCTOBER), part(30, SECOND, OCTOBER)]


@pytest.mark.parametrize(
    ("on", "first", "second"),
    [(APRIL, 100, 50), (JULY - timedelta(1), 100, 50), (JULY, 120, 50), (OCTOBER, 90, 80), (date.max, 90, 80)],
)
def test_a_change_counts_from_its_day(on, first, second):
    years = by_year(AWARD, on)
    assert (together(years[FIRST]).amount, together(years[SECOND]).amount) == (first, second)
    assert position(AWARD, on).amount == first + second


def test_what_is_not_stated_is_not_nought():
    found = position([part(100), part(None, SECOND)], APRIL)
    assert (found.amount, found.known, found.missing) == (None, 100, ("CSP grant in 2023/24",))


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ([], ""),
        ([part(100), part(20)], "£120"),
        ([part(100), part(None)], "not stated"),
        ([Part("Core", FIRST, Decimal(850_000), None, "just_over")], "just over £850,000"),
        ([part(100), Part("Core", FIRST, Decimal(50), None, "at_least")], "about £150"),
    ],
)
def test_a_sum_in_words(held, words):
    assert sum_words(held) == words


parts = st.builds(
    part,
    st.integers(-1_000_000, 1_000_000),
    st.sampled_from([FIRST, SECOND]),
    st.none() | st.dates(APRIL, OCTOBER),
    st.sampled_from(["CSP grant", "Core grant"]),
)


@given(st.lists(parts, min_size=1), st.dates(APRIL, OCTOBER))
def test_the_years_always_add_up_to_the_award(found, on):
    assert sum(together(each).known for each in by_year(found, on).values()) == position(found, on).known
    own = [each.amount for each in found if each.effective_on is None or each.effective_on <= on]
    assert position(found, on).known == sum(own)


@pytest.mark.parametrize(
    ("kind", "amounts"),
    [
        ("uplift", [5]),
        ("uplift", [10, -4]),
        ("cut", [-5]),
        ("extension", [5]),
        ("extension", []),
        ("reprofile", [-5, 5]),
        ("carry_forward", [-5, 5]),
        ("reprofile", [None, 5]),
        ("uplift", [None]),
        ("uplift", []),
        ("clawback", [-5]),
    ],
)
def test_a_change_that_does_what_it_says(kind, amounts):
    check_change(kind, [None if each is None else Decimal(each) for each in amounts])


@pytest.mark.parametrize(
    ("kind", "amounts", "said"),
    [
        ("uplift", [-5], "An uplift adds"),
        ("uplift", [0], "An uplift adds"),
        ("cut", [5], "A cut takes"),
        ("clawback", [5], "gives back"),
        ("reprofile", [5], "come to £5"),
        ("carry_forward", [-5, 4], "come to −£1"),
    ],
)
def test_a_change_that_does_not(kind, amounts, said):
    with pytest.raises(Unlike, match=said):
        check_change(kind, [Decimal(each) for each in amounts])


@pytest.mark.parametrize(
    ("kind", "moved", "said"),
    [
        ("carry_forward", [(FIRST, -5), (SECOND, 5)], ""),
        ("carry_forward", [(FIRST, 5), (SECOND, -5)], "takes from 2023/24 and adds to 2022/23"),
        ("carry_forward", [(FIRST, -5), (FIRST, 5)], "later year"),
        ("carry_forward", [(FIRST, None), (SECOND, -5)], ""),
        ("carry_forward", [], ""),
        ("reprofile", [(FIRST, 5), (SECOND, -5)], ""),
    ],
)
def test_a_carry_forward_moves_into_a_later_year(kind, moved, said):
    listed = [(year, None if amount is None else Decimal(amount)) for year, amount in moved]
    if not said:
        check_carried(kind, listed)
        return
    with pytest.raises(Unlike, match=said):
        check_carried(kind, listed)


@pytest.mark.parametrize("held", [AWARD, [part(None), part(-5, on=JULY)], [part(100), part(-100, on=JULY)], []])
def test_money_that_is_there_may_be_moved(held):
    check_not_below(held)


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ([part(-1)], "CSP grant in 2022/23 would stand at −£1. "),
        ([part(100), part(-101, on=JULY)], "−£1 from 1 July 2022"),
        ([part(100), part(-101, on=JULY), part(50, on=OCTOBER)], "−£1 from 1 July 2022"),
        ([part(100, SECOND), part(-1, on=JULY)], "2022/23 would stand at −£1"),
    ],
)
def test_money_that_is_not_there_is_not_taken(held, said):
    with pytest.raises(Unlike, match=said):
        check_not_below(held)
