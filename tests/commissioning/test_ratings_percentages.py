"""Percentages, parts and families (rules 2, 7 and 8)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.ratings import percentages
from commissioning.ratings.values import Definition, NumberKind, reported
from tracker import formats

D = Decimal
PERCENTAGE = Definition(kind=NumberKind.PERCENTAGE)


@pytest.mark.parametrize(
    ("stated", "decimals", "part", "whole", "says"),
    [
        ("98.7", 1, "296", "300", None),
        ("98.67", 2, "296", "300", None),
        ("98.66", 2, "296", "300", "296 of 300 is 98.67%, not 98.66%."),
        ("95.83", 2, "471", "492", "471 of 492 is 95.73%, not 95.83%."),
        ("95.73", 2, "471", "492", None),
        ("95.7", 1, "471", "492", None),
        ("96", 0, "471", "492", None),
        ("12.5", 1, "1", "8", None),
        ("13", 0, "1", "8", None),
        ("12", 0, "1", "8", "1 of 8 is 12.50%, not 12%."),
        ("0", 0, "0", "12", None),
        ("100", 0, "12", "12", None),
        ("50", 0, "0", "0", "There is no percentage of 0, so it can\u2019t be 50%."),
    ],
)
def test_a_stated_percentage_must_be_what_its_parts_give(stated, decimals, part, whole, says):
    fault = percentages.check_percentage(D(stated), decimals, D(part), D(whole))
    assert (fault.sentence if fault else None) == says


def test_the_two_percentages_of_the_real_quarter_fit_no_whole_number_of_492():
    assert not percentages.possible(D("95.83"), 2, 492)
    assert not percentages.possible(D("97.23"), 2, 492)
    assert not any(
        percentages.possible(D("95.83"), 2, whole) and percentages.possible(D("97.23"), 2, whole)
        for whole in range(1, 700)
    )
    assert percentages.possible(D("98.7"), 1, 300)


@given(st.integers(1, 2000), st.integers(0, 4), st.data())
def test_what_parts_give_always_fits_them(whole, decimals, data):
    part = data.draw(st.integers(0, whole))
    given_by_parts = percentages.percentage_of(D(part), D(whole))
    assert given_by_parts is not None
    stated = formats.rounded(given_by_parts, decimals)
    assert percentages.check_percentage(stated, decimals, D(part), D(whole)) is None
    assert percentages.possible(stated, decimals, whole)


def test_a_share_without_its_parts_is_unverified_and_one_of_nothing_has_no_number():
    assert reported(PERCENTAGE, D("95.83")).unverified
    with_parts = reported(PERCENTAGE, numerator=D(471), denominator=D(492))
    assert not with_parts.unverified
    assert formats.percentage(with_parts.number) == "95.7%"
    assert reported(PERCENTAGE, numerator=D(0), denominator=D(0)).number is None
    with pytest.raises(ValueError, match="needs a number"):
        reported(PERCENTAGE)


def test_a_part_may_not_be_larger_than_its_whole():
    assert percentages.check_part(D(12), D(12), part_name="returned", whole_name="sent") is None
    fault = percentages.check_part(D(13), D(12), part_name="returned", whole_name="sent")
    assert fault is not None
    assert (fault.code, fault.sentence) == ("part_over_whole", "“returned” (13) is more than “sent” (12).")


@pytest.mark.parametrize(
    ("same_day", "in_48", "in_72", "falls"),
    [
        (10, 12, 15, None),
        (10, 10, 10, None),
        (12, 10, 15, "48 hours"),
        (10, None, 9, "72 hours"),
        (None, None, None, None),
    ],
)
def test_a_family_may_not_fall_as_its_limit_grows(same_day, in_48, in_72, falls):
    members = [("same day", same_day), ("48 hours", in_48), ("72 hours", in_72)]
    fault = percentages.check_family([percentages.Member(name, D(n), str(n)) for name, n in members if n is not None])
    assert (fault is None) == (falls is None)
    assert fault is None or fault.sentence.startswith(f"“{falls}”")


@pytest.mark.parametrize(
    ("wider", "decimals", "falls"),
    [
        ("95.8", 1, False),
        ("95.7", 1, True),
        ("96", 0, False),
        ("95.8", None, True),
    ],
)
def test_a_percentage_that_was_typed_rounded_is_compared_as_rounded(wider, decimals, falls):
    exact = percentages.Member("48 hours", D(480) / D(501) * 100, "480 of 501, 95.8%")
    typed = percentages.Member("72 hours", D(wider), f"{wider}%", decimals)
    fault = percentages.check_family([exact, typed])
    assert (fault is not None) == falls
    assert fault is None or "(480 of 501, 95.8%)" in fault.sentence


def test_a_funnel_leaves_a_labelled_remainder():
    split = percentages.funnel(D(26), [("engaged", D(17)), ("declined", D(1))])
    assert (split.remainder, split.fault) == (D(8), None)
    assert percentages.remainder_words(split) == "26 = 17 engaged + 1 declined + 8 not stated"
    whole = percentages.funnel(D(18), [("engaged", D(17)), ("declined", D(1))])
    assert percentages.remainder_words(whole) == "18 = 17 engaged + 1 declined"


def test_a_funnel_may_not_pass_its_whole_and_has_no_remainder_with_a_part_missing():
    over = percentages.funnel(D(26), [("engaged", D(27))], whole_name="referrals")
    assert over.remainder is None
    assert over.fault is not None
    assert over.fault.sentence == "The parts add up to 27, more than referrals (26)."
    assert percentages.funnel(D(26), [("engaged", D(17)), ("declined", None)]).remainder is None
