"""Suggested sentences: a table of patterns by how a figure is counted and how it moved, and what is never said."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.parsing.references import PATTERN, references_in
from commissioning.ratings.comparators import Comparator, ComparatorKind, MissingReason, compare
from commissioning.ratings.pace import pace
from commissioning.ratings.values import Basis, Definition, NumberKind, Polarity, State, Value
from reports.builder.suggestions import (
    MONEY,
    MOST,
    PATTERNS,
    VACANT,
    Move,
    Pot,
    move_of,
    of_money,
    of_vacancies,
    pot_of,
    suggestion,
    suggestions,
)

VERDICTS = ("improved", "worse")
NEVER_COMPARED = (Basis.PROGRAMME_TO_DATE, Basis.CHANGE_ONLY)


@dataclass(frozen=True)
class Figure:
    definition: Definition
    value: Value
    previous: Comparator
    same_last_year: Comparator
    label: str = "Referrals"


def made(basis, polarity, now, last_year=None, before=None) -> Figure:
    definition = Definition(kind=NumberKind.COUNT, basis=basis, polarity=polarity)

    def beside(then, kind):
        value = None if then is None else Value(number=Decimal(then))
        return compare(definition, number(now), value, kind=kind, period="Q2 2021/22")

    return Figure(
        definition,
        number(now),
        beside(before, ComparatorKind.PREVIOUS_PERIOD),
        beside(last_year, ComparatorKind.SAME_LAST_YEAR),
    )


def number(value) -> Value:
    return Value(state=State.NOT_HELD) if value is None else Value(number=Decimal(value))


CASES = [
    # basis, polarity, now, last year, quarter before, what is suggested
    ("in_period", "higher", 9, 5, 4, "Referrals improved this quarter, to [[figure ref | same-quarter-last-year]]."),
    ("in_period", "higher", 5, 9, 4, "Referrals got worse this quarter: [[figure ref | same-quarter-last-year]]."),
    ("in_period", "lower", 5, 9, 4, "Referrals improved this quarter, to [[figure ref | same-quarter-last-year]]."),
    ("in_period", "lower", 9, 5, 4, "Referrals got worse this quarter: [[figure ref | same-quarter-last-year]]."),
    ("in_period", "context", 9, 5, 4, "Referrals this quarter: [[figure ref | same-quarter-last-year]]."),
    ("in_period", "context", 5, 9, 4, "Referrals this quarter: [[figure ref | same-quarter-last-year]]."),
    ("in_period", "higher", 5, 5, 4, "Referrals did not change this quarter: [[figure ref | same-quarter-last-year]]."),
    ("in_period", "higher", 9, None, 4, "Referrals improved this quarter, to [[figure ref | previous-quarter]]."),
    ("in_period", "higher", 9, None, None, "Referrals this quarter: [[figure ref]]."),
    ("in_period", "higher", None, 5, 4, None),
    ("year_to_date", "higher", 9, 5, 4, "Referrals since April improved, to [[figure ref | same-quarter-last-year]]."),
    (
        "snapshot",
        "lower",
        9,
        None,
        4,
        "Referrals got worse by the end of the quarter: [[figure ref | previous-quarter]].",
    ),
    ("snapshot", "context", 9, None, 4, "Referrals at the end of the quarter: [[figure ref | previous-quarter]]."),
    ("programme_to_date", "higher", 9, 5, 4, "Referrals since the start: [[figure ref]]."),
    ("change_only", "higher", 9, 5, 4, "Referrals: [[figure ref]], as a change; the number itself was not given."),
]


@pytest.mark.parametrize(("basis", "polarity", "now", "last_year", "before", "said"), CASES)
def test_the_table(basis, polarity, now, last_year, before, said):
    found = suggestion(made(Basis(basis), Polarity(polarity), now, last_year, before), "ref")
    assert (found.text if found else None) == said


def test_every_basis_has_a_pattern_for_every_move_that_it_can_make():
    compared = {(basis, move) for basis in Basis if basis not in NEVER_COMPARED for move in Move}
    assert set(PATTERNS) == compared | {(basis, Move.ALONE) for basis in NEVER_COMPARED}


@given(
    st.sampled_from(list(Basis)),
    st.sampled_from(list(Polarity)),
    st.none() | st.integers(0, 9999),
    st.none() | st.integers(0, 9999),
    st.none() | st.integers(0, 9999),
)
def test_no_number_is_typed_and_every_reference_can_be_read(basis, polarity, now, last_year, before):
    found = suggestion(made(basis, polarity, now, last_year, before), "ref")
    if now is None:
        assert found is None
        return
    assert not any(sign.isdigit() for sign in PATTERN.sub("", found.text))
    assert all(reference for _, reference in references_in(found.text))
    if polarity == Polarity.CONTEXT or (last_year is None and before is None) or basis in NEVER_COMPARED:
        assert not any(word in found.text for word in VERDICTS)


def test_control_without_its_polarity_context_would_be_judged():
    context = made(Basis.IN_PERIOD, Polarity.CONTEXT, 9, 5)
    judged = made(Basis.IN_PERIOD, Polarity.HIGHER, 9, 5)
    assert move_of(context.definition, context.same_last_year) == Move.MOVED
    assert move_of(context.definition, judged.same_last_year) == Move.MOVED
    assert move_of(judged.definition, judged.same_last_year) == Move.BETTER


def test_across_a_break_nothing_is_compared():
    figure = made(Basis.IN_PERIOD, Polarity.HIGHER, 9, 5)
    broken = Comparator(ComparatorKind.SAME_LAST_YEAR, "Q2 2021/22", missing=MissingReason.SERIES_BREAK)
    assert move_of(figure.definition, broken) == Move.ALONE


def test_headlines_come_first_and_there_are_few():
    figure = made(Basis.IN_PERIOD, Polarity.HIGHER, 9)
    found = suggestions([(figure, f"m-{number}", number == 8) for number in range(9)])
    assert len(found) == MOST
    assert found[0].code == "m-8"


POTS = [
    # awarded, spent, share of the year gone, what is said
    (100, 120, 50, Pot.OVER),
    (100, 120, 100, Pot.OVER),
    (100, 100, 50, Pot.IN_ADVANCE),
    (100, 100, 100, Pot.ALL_USED),
    (100, 60, 100, Pot.UNDER),
    (100, 60, 50, Pot.SO_FAR),
    (100, 0, 50, Pot.SO_FAR),
]


@pytest.mark.parametrize(("awarded", "spent", "gone", "said"), POTS)
def test_the_table_of_money(awarded, spent, gone, said):
    measured = pace(Decimal(spent), Decimal(awarded), Decimal(gone) / 100)
    assert pot_of(measured) == said
    text = of_money("The grant", "grant", measured).text
    assert "[[award grant]]" in text
    assert_says_no_number_and_judges_nothing(text)


def assert_says_no_number_and_judges_nothing(text: str) -> None:
    assert not any(sign.isdigit() for sign in PATTERN.sub("", text))
    assert all(reference for _, reference in references_in(text))
    assert not any(word in text for word in VERDICTS)


def test_of_money_that_nobody_stated_nothing_is_said():
    assert of_money("The grant", "grant", None) is None
    assert of_money("The grant", "grant", pace(None, Decimal(100), Decimal("0.5"))) is None


@pytest.mark.parametrize(("number", "said"), [(2, "Posts vacant in Advisers"), (0, "No post was vacant"), (None, None)])
def test_the_table_of_vacant_posts(number, said):
    found = of_vacancies("Advisers", "advisers", None if number is None else Decimal(number))
    assert (found is None) == (said is None)
    if found:
        assert found.text.startswith(said)
        assert_says_no_number_and_judges_nothing(found.text)


def test_each_pattern_of_money_and_posts_is_used():
    assert {said for *_, said in POTS} == set(MONEY)
    assert set(VACANT) == {True, False}
