"""Suggested sentences: a table of patterns by how a figure is counted and how it moved, and what is never said."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.parsing.references import PATTERN, references_in
from commissioning.ratings.comparators import Comparator, ComparatorKind, MissingReason, compare
from commissioning.ratings.values import Basis, Definition, NumberKind, Polarity, State, Value
from reports.builder.suggestions import MOST, PATTERNS, Move, move_of, suggestion, suggestions

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
