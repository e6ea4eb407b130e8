"""Warnings that ask and let through (rule 8)."""

from decimal import Decimal

import pytest

from commissioning.ratings.plausibility import warnings_for_money, warnings_for_return, warnings_for_value
from commissioning.ratings.values import (
    NO_RETURN,
    NOT_ANSWERED,
    Basis,
    Definition,
    NumberKind,
    Point,
    State,
    Value,
    missing,
    reported,
)

COUNT = Definition()
PERCENTAGE = Definition(kind=NumberKind.PERCENTAGE)


def n(number):
    return Value(number=Decimal(number))


def before(*numbers):
    return [
        Point(f"Q{place} 2021/22", f"Q{place}", place, NO_RETURN if number is None else n(number))
        for place, number in enumerate(numbers, start=1)
    ]


def codes(warnings):
    return [warning.code for warning in warnings]


@pytest.mark.parametrize(
    ("definition", "now", "history", "expected"),
    [
        (COUNT, 492, (465,), []),
        (COUNT, 492, (), []),
        (COUNT, 4920, (465,), ["big_change"]),
        (COUNT, 46, (465,), ["big_change"]),
        (COUNT, 9, (3,), []),
        (COUNT, 0, (465,), ["drop_to_nought"]),
        (COUNT, 0, (0,), []),
        (COUNT, 465, (465,), ["repeat"]),
        (COUNT, 3, (3,), []),
        (COUNT, 465, (465, None), []),
        (COUNT, 100, (20, 100, 20, 100, 20, 100), ["repeat"]),
        (COUNT, 130, (100, 101, 99, 100), []),
        (COUNT, 160, (100, 101, 99, 100), ["big_change"]),
        (COUNT, 160, (40, 180, 60, 200), []),
        (PERCENTAGE, 60, (95,), ["big_change"]),
        (PERCENTAGE, 85, (95,), []),
        (PERCENTAGE, 100, (100,), []),
        (PERCENTAGE, 95, (95,), ["repeat"]),
        (Definition(basis=Basis.CHANGE_ONLY), 0, (14,), []),
        (Definition(basis=Basis.CHANGE_ONLY), 400, (14,), []),
    ],
)
def test_a_figure_against_its_own_history(definition, now, history, expected):
    assert codes(warnings_for_value(definition, "Referrals", n(now), before(*history))) == expected


def test_the_sentences():
    sentences = [
        warning.sentence
        for now, history in ((0, (465,)), (465, (465,)), (4920, (465,)), (4920, (460, 465, 470, 465)))
        for warning in warnings_for_value(COUNT, "Referrals", n(now), before(*history))
    ]
    assert sentences == [
        "Referrals is 0, after 465 in Q1 2021/22.",
        "Referrals is 465, exactly as in Q1 2021/22.",
        "Referrals is 4,920; it was 465.",
        "Referrals is 4,920; it is usually about 465.",
    ]


@pytest.mark.parametrize(
    ("value", "reason", "expected"),
    [
        (NOT_ANSWERED, "", ["blank"]),
        (NOT_ANSWERED, "  ", ["blank"]),
        (NOT_ANSWERED, "system down", []),
        (missing(State.NOT_COUNTED), "", []),
        (missing(State.DOES_NOT_APPLY), "", []),
    ],
)
def test_a_blank_needs_a_reason(value, reason, expected):
    assert codes(warnings_for_value(COUNT, "Referrals", value, before(465), reason=reason)) == expected


def test_a_percentage_without_its_parts_is_kept_and_warned_about():
    typed = reported(PERCENTAGE, Decimal("95.83"))
    (warning,) = warnings_for_value(PERCENTAGE, "Contacted in 48 hours", typed, [])
    assert warning.sentence == "Contacted in 48 hours: 95.83% is given without its two parts."


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (
            [("Referrals", COUNT, n(55)), ("Victims", COUNT, n(55))],
            ["Referrals and Victims are both 55: is that right?"],
        ),
        (
            [("A", COUNT, n(55)), ("B", COUNT, n(55)), ("C", COUNT, n(55))],
            ["A, B and C are all 55: is that right?"],
        ),
        ([("Referrals", COUNT, n(55)), ("Children", COUNT, n(109))], []),
        ([("Referrals", COUNT, n(2)), ("Victims", COUNT, n(2))], []),
        ([("Referrals", COUNT, n(55)), ("Contacted", PERCENTAGE, n(55))], []),
        ([("Contacted", PERCENTAGE, n(100)), ("Content", PERCENTAGE, n(100))], []),
        ([("Referrals", COUNT, NO_RETURN), ("Victims", COUNT, NO_RETURN)], []),
    ],
)
def test_two_measures_that_share_a_value(figures, expected):
    assert [warning.sentence for warning in warnings_for_return(figures)] == expected


@pytest.mark.parametrize(
    ("spent", "award", "last", "quarters", "expected"),
    [
        (139_250, 139_250, False, None, ["all_spent_early"]),
        (139_250, 139_250, True, None, []),
        (140_000, 139_250, True, None, ["spend_over_award"]),
        (101_789, 139_250, False, None, []),
        (101_789, 139_250, False, 101_789, []),
        (101_789, 139_250, False, 100_000, ["spend_unlike_quarters"]),
        (101_789, None, False, None, []),
        (None, 139_250, False, None, []),
        (0, 0, False, None, []),
    ],
)
def test_an_awards_money(spent, award, last, quarters, expected):
    amounts = [None if amount is None else Decimal(amount) for amount in (spent, award, quarters)]
    warnings = warnings_for_money(
        "South Worcestershire", spent=amounts[0], award=amounts[1], last_quarter=last, sum_of_quarters=amounts[2]
    )
    assert codes(warnings) == expected


def test_an_acknowledgement_lasts_until_the_facts_change():
    def digest(now, *history):
        (warning,) = warnings_for_value(COUNT, "Referrals", n(now), before(*history))
        return warning.digest

    assert digest(4920, 465) == digest(4920, 465)
    assert digest(4920, 465) != digest(4921, 465)
    assert digest(4920, 465) != digest(4920, 466)
    assert len(digest(4920, 465)) == 64
