"""Totals against stated totals, shares that add up, variances (rules 5 and 7)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.ratings.totals import apportion, check_total, divide, total, variance, variance_words
from commissioning.ratings.values import NumberKind, Polarity, Precision

D = Decimal
AWARDS = [
    ("Shropshire", D(98_441)),
    ("Herefordshire", D(100_666)),
    ("Telford & Wrekin", D(158_934)),
    ("South Worcestershire", D(139_250)),
    ("North Worcestershire", D(139_250)),
]
SPENT = [50_200, 88_700, 135_640, 139_250, 101_789]


def test_the_five_awards_tie_to_their_stated_total():
    awarded = total(AWARDS)
    spent = total([(name, D(amount)) for (name, _), amount in zip(AWARDS, SPENT, strict=True)])
    assert (awarded.amount, spent.amount) == (D(636_541), D(515_579))
    assert awarded.amount is not None
    assert spent.amount is not None
    assert awarded.amount - spent.amount == D(120_962)
    checked = check_total(awarded, D(636_541))
    assert (checked.ties, checked.difference, checked.sentence) == (True, 0, "ties to the stated £636,541")


@pytest.mark.parametrize(
    ("stated", "precision", "ties", "sentence"),
    [
        (636_542, Precision.EXACT, False, "stated £636,542, £1 more than its parts (£636,541)"),
        (636_000, Precision.EXACT, False, "stated £636,000, £541 less than its parts (£636,541)"),
        (636_000, Precision.ABOUT, None, "stated about £636,000, £541 less than its parts (£636,541)"),
    ],
)
def test_a_stated_total_unlike_its_parts_shows_the_difference(stated, precision, ties, sentence):
    checked = check_total(total(AWARDS), D(stated), precision)
    assert (checked.ties, checked.sentence) == (ties, sentence)


def test_with_a_part_missing_there_is_no_total_to_check():
    incomplete = total([*AWARDS, ("Sixth", None)])
    assert (incomplete.amount, incomplete.known, incomplete.missing) == (None, D(636_541), ("Sixth",))
    checked = check_total(incomplete, D(700_000))
    assert (checked.ties, checked.difference) == (None, None)
    assert checked.sentence == "stated £700,000; can\u2019t be checked without Sixth"
    assert total([]).amount is None


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        ("100", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("0.05", [1, 1, 1], ["0.02", "0.02", "0.01"]),
        ("-100", [1, 1, 1], ["-33.33", "-33.33", "-33.34"]),
        ("10", [0, 1], ["0.00", "10.00"]),
        ("0", [1, 2], ["0.00", "0.00"]),
        ("636541", [98441, 100666, 158934, 139250, 139250], ["98441", "100666", "158934", "139250", "139250"]),
    ],
)
def test_parts_by_largest_remainder(amount, weights, parts):
    assert apportion(D(amount), [D(weight) for weight in weights]) == tuple(D(part) for part in parts)


def test_there_is_nothing_to_go_by_without_weights():
    assert apportion(D(10), []) is None
    assert apportion(D(10), [D(0), D(0)]) is None
    with pytest.raises(ValueError, match="below nought"):
        apportion(D(10), [D(-1), D(2)])
    with pytest.raises(ValueError, match="divided"):
        apportion(D("0.001"), [D(1)])


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6).map(D), min_size=1, max_size=12))
def test_parts_add_up_to_the_penny_and_lie_within_a_penny_of_their_share(pence, weights):
    amount = D(pence).scaleb(-2)
    parts = apportion(amount, weights)
    if parts is None:
        assert sum(weights) == 0
        return
    assert sum(parts) == amount
    assert all(
        abs(part - amount * weight / sum(weights)) < D("0.01") for part, weight in zip(parts, weights, strict=True)
    )


@pytest.mark.parametrize(
    ("shares", "parts", "shared", "shared_by"),
    [
        (["60", "40"], ["60", "40"], "0", 0),
        (["60", None, None], ["60", None, None], "40", 2),
        ([None, None], [None, None], "100", 2),
        (["33.3333", "33.3333", "33.3333"], ["33.34", "33.33", "33.33"], "0", 0),
        (["100", None], ["100", None], "0", 1),
    ],
)
def test_stored_shares_divide_an_award_and_the_rest_stays_together(shares, parts, shared, shared_by):
    division = divide(D(100), [None if share is None else D(share) for share in shares])
    assert division.parts == tuple(None if part is None else D(part) for part in parts)
    assert (division.shared, division.shared_by) == (D(shared), shared_by)


def test_shares_of_more_than_all_are_refused():
    with pytest.raises(ValueError, match="100 per cent"):
        divide(D(100), [D(60), D(50)])


@given(st.integers(0, 10**9), st.lists(st.none() | st.integers(0, 20).map(D), max_size=5))
def test_what_is_divided_and_what_is_shared_is_the_award(pence, shares):
    amount = D(pence).scaleb(-2)
    division = divide(amount, shares)
    assert sum((part for part in division.parts if part is not None), division.shared) == amount


@pytest.mark.parametrize(
    ("actual", "plan", "polarity", "amount", "good", "words"),
    [
        (88_000, 100_000, Polarity.LOWER, -12_000, True, "£12,000 under"),
        (88_000, 100_000, Polarity.HIGHER, -12_000, False, "£12,000 under"),
        (103_000, 100_000, Polarity.LOWER, 3_000, False, "£3,000 over"),
        (103_000, 100_000, Polarity.CONTEXT, 3_000, None, "£3,000 over"),
        (100_000, 100_000, Polarity.LOWER, 0, None, "as planned"),
    ],
)
def test_variance_has_one_sign_and_its_worth_depends_on_the_polarity(actual, plan, polarity, amount, good, words):
    off = variance(D(actual), D(plan), polarity)
    assert (off.amount, off.good) == (amount, good)
    assert variance_words(NumberKind.MONEY, off) == words
