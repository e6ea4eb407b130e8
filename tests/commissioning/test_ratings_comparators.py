"""A value beside another period's (rules 1, 4 and 11)."""

from decimal import Decimal

import pytest

from commissioning.ratings.comparators import Answer, ComparatorKind, MissingReason, Scope, comparator_words, compare
from commissioning.ratings.values import (
    NO_RETURN,
    NOT_HELD,
    Basis,
    Definition,
    NumberKind,
    Polarity,
    Precision,
    Standing,
    State,
    Value,
    missing,
    reported,
)

COUNT = Definition()
PERCENTAGE = Definition(kind=NumberKind.PERCENTAGE)


def n(number, **rest):
    return Value(number=Decimal(number), **rest)


def against(now, then, definition=COUNT, **rest):
    return compare(definition, now, then, kind=ComparatorKind.SAME_LAST_YEAR, period="Q2 2021/22", **rest)


@pytest.mark.parametrize(
    ("definition", "now", "then", "words"),
    [
        (COUNT, 492, 465, "465 in Q2 2021/22, up 27, 5.8%"),
        (COUNT, 3834, 4441, "4,441 in Q2 2021/22, down 607, 13.7%"),
        (COUNT, 55, 37, "37 in Q2 2021/22, up 18, 48.6%"),
        (COUNT, 400, 388, "388 in Q2 2021/22, up 12, 3.1%"),
        (COUNT, 400, 425, "425 in Q2 2021/22, down 25, 5.9%"),
        (COUNT, 5, 5, "5 in Q2 2021/22, no change"),
        (COUNT, 5, 0, "0 in Q2 2021/22, up 5"),
        (COUNT, 0, 5, "5 in Q2 2021/22, down 5, 100.0%"),
        (PERCENTAGE, "98.7", "96.6", "96.6% in Q2 2021/22, up 2.1 percentage points"),
        (Definition(kind=NumberKind.MONEY), 1200, 1000, "£1,000 in Q2 2021/22, up £200, 20.0%"),
        (Definition(kind=NumberKind.AVERAGE), "1.5", 2, "2 in Q2 2021/22, down 0.5, 25.0%"),
    ],
)
def test_the_comparator_names_its_period(definition, now, then, words):
    assert comparator_words(definition, against(n(now), n(then), definition)) == words


@pytest.mark.parametrize(
    ("polarity", "now", "then", "better"),
    [
        (Polarity.HIGHER, 5, 4, True),
        (Polarity.HIGHER, 4, 5, False),
        (Polarity.LOWER, 4, 5, True),
        (Polarity.LOWER, 5, 4, False),
        (Polarity.CONTEXT, 5, 4, None),
        (Polarity.HIGHER, 5, 5, None),
    ],
)
def test_whether_it_is_better_depends_on_the_polarity(polarity, now, then, better):
    assert against(n(now), n(then), Definition(polarity=polarity)).better is better


@pytest.mark.parametrize(
    ("now", "then", "reason", "words"),
    [
        (n(5), None, MissingReason.NO_VALUE_THEN, "not held for Q2 2021/22"),
        (n(5), NOT_HELD, MissingReason.NO_VALUE_THEN, "not held for Q2 2021/22"),
        (n(5), NO_RETURN, MissingReason.NO_VALUE_THEN, "no return for Q2 2021/22"),
        (n(5), missing(State.NOT_COUNTED), MissingReason.NO_VALUE_THEN, "not counted for Q2 2021/22"),
        (NO_RETURN, n(5), MissingReason.NO_VALUE_NOW, "5 in Q2 2021/22"),
        (n(5), n(4, standing=Standing.SUBMITTED), MissingReason.NOT_APPROVED_THEN, "not yet approved for Q2 2021/22"),
        (
            n(430, precision=Precision.AT_LEAST),
            n(400),
            MissingReason.ONLY_A_BOUND,
            "400 in Q2 2021/22, not compared: only a bound is known",
        ),
    ],
)
def test_a_missing_comparator_says_so(now, then, reason, words):
    comparator = against(now, then)
    assert not comparator.shown
    assert comparator.missing == reason
    assert comparator.difference is comparator.percent is comparator.direction is None
    assert comparator_words(COUNT, comparator) == words


def test_none_is_drawn_across_a_break_which_is_named():
    comparator = against(n(492), n(465), series_break="referrals were counted anew from April 2022")
    assert (comparator.missing, comparator.value) == (MissingReason.SERIES_BREAK, None)
    assert comparator_words(COUNT, comparator) == (
        "not compared with Q2 2021/22: referrals were counted anew from April 2022"
    )


@pytest.mark.parametrize(("answer", "shown"), [(Answer.YES, True), (Answer.DONT_KNOW, True), (Answer.NO, False)])
def test_a_scope_note_says_whether_it_held_then(answer, shown):
    scope = Scope("includes hospital referrals", answer)
    comparator = against(n(492), n(465), scope=scope)
    assert comparator.shown is shown
    assert comparator.scope == scope
    assert (comparator.difference == 27) is shown


def test_a_change_without_a_level_is_not_compared():
    comparator = against(n(14), n(3), Definition(basis=Basis.CHANGE_ONLY))
    assert comparator.missing == MissingReason.CHANGE_ONLY


def test_an_earlier_figure_counts_and_says_that_nobody_approved_it():
    comparator = against(n(492), n(465, standing=Standing.TAKEN_OVER))
    assert comparator.shown
    assert comparator.taken_over


def test_a_difference_of_rough_figures_is_rough():
    comparator = against(n(30, precision=Precision.ABOUT), n(20))
    assert comparator.approximate
    assert comparator_words(COUNT, comparator) == "20 in Q2 2021/22, up about 10, 50.0%"


def test_a_computed_percentage_prints_to_one_decimal():
    now = reported(PERCENTAGE, numerator=Decimal(471), denominator=Decimal(492))
    then = reported(PERCENTAGE, numerator=Decimal(2), denominator=Decimal(3))
    assert comparator_words(PERCENTAGE, against(now, then, PERCENTAGE)) == (
        "66.7% in Q2 2021/22, up 29.1 percentage points"
    )
