"""Values put together over periods and providers (rules 1, 3 and 11)."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.ratings.combining import (
    NAMED,
    combined,
    combined_words,
    over_periods,
    over_providers,
    precision_of,
    tallied,
    tally,
)
from commissioning.ratings.values import (
    COUNTED,
    DOES_NOT_APPLY,
    NO_RETURN,
    NOT_HELD,
    WITH_SUBMITTED,
    Basis,
    Definition,
    NumberKind,
    Part,
    Point,
    Precision,
    Standing,
    State,
    Value,
    missing,
    reported,
    standing_as,
    weakest,
)

COUNT = Definition()
PERCENTAGE = Definition(kind=NumberKind.PERCENTAGE)


def n(number, **rest):
    return Value(number=Decimal(number), **rest)


def share(numerator, denominator):
    return reported(PERCENTAGE, numerator=Decimal(numerator), denominator=Decimal(denominator))


def year(*values):
    return [Point(f"Q{place} 2022/23", f"Q{place}", place, value) for place, value in enumerate(values, start=1)]


def providers(*values):
    return [Part(name, value) for name, value in zip(("WMRSASC", "AXIS", "Branch"), values, strict=False)]


@pytest.mark.parametrize(
    ("basis", "values", "number", "gaps"),
    [
        (Basis.IN_PERIOD, (n(20), n(30)), 50, []),
        (Basis.IN_PERIOD, (n(0), n(30)), 30, []),
        (Basis.IN_PERIOD, (NO_RETURN, n(30)), None, ["Q1 2022/23"]),
        (Basis.IN_PERIOD, (DOES_NOT_APPLY, n(30)), 30, []),
        (Basis.IN_PERIOD, (missing(State.UNCOUNTED), n(30)), None, ["Q1 2022/23"]),
        (Basis.YEAR_TO_DATE, (n(900), n(1883)), 1883, []),
        (Basis.YEAR_TO_DATE, (NO_RETURN, n(1883)), 1883, []),
        (Basis.YEAR_TO_DATE, (n(900), NO_RETURN), None, ["Q2 2022/23"]),
        (Basis.SNAPSHOT, (n(21), n(28)), 28, []),
        (Basis.PROGRAMME_TO_DATE, (n(5), n(7)), 7, []),
        (Basis.CHANGE_ONLY, (n(14), n(3)), None, []),
        (Basis.CHANGE_ONLY, (n(14),), 14, []),
        (Basis.IN_PERIOD, (), None, []),
    ],
)
def test_over_periods_by_basis(basis, values, number, gaps):
    combined = over_periods(Definition(basis=basis), year(*values))
    assert combined.value.number == number
    assert [gap.name for gap in combined.gaps] == gaps


def test_what_is_missing_is_never_nought_and_what_is_known_is_at_least_so_much():
    combined = over_periods(COUNT, year(NO_RETURN, n(30)))
    assert combined.value.state == State.NO_RETURN
    assert not combined.complete
    assert combined.known == n(30, precision=Precision.AT_LEAST)
    assert combined_words(COUNT, combined) == "at least 30, Q1 2022/23 not received"


def test_a_latest_value_that_is_missing_keeps_the_last_one_held_with_its_period():
    combined = over_periods(Definition(basis=Basis.SNAPSHOT), year(n(21), NO_RETURN))
    assert (combined.known, combined.as_of) == (n(21), "Q1 2022/23")


def test_a_share_over_periods_sums_its_parts_and_is_never_averaged():
    combined = over_periods(PERCENTAGE, year(share(1, 2), share(9, 10)))
    assert combined.value.number == Decimal(10) * 100 / Decimal(12)
    assert (combined.value.numerator, combined.value.denominator) == (10, 12)


def test_a_share_without_its_parts_leaves_the_whole_unmade():
    combined = over_periods(PERCENTAGE, year(reported(PERCENTAGE, Decimal("95.83")), share(9, 10)))
    assert combined.value == NOT_HELD
    assert combined_words(PERCENTAGE, combined) == "Q1 2022/23 without its parts"


def test_a_share_of_nothing_adds_nothing():
    assert over_periods(PERCENTAGE, year(share(0, 0), share(9, 10))).value.number == 90
    nothing = over_periods(PERCENTAGE, year(share(0, 0), share(0, 0)))
    assert (nothing.complete, nothing.value.number) == (True, None)


@pytest.mark.parametrize("basis", [Basis.IN_PERIOD, Basis.YEAR_TO_DATE, Basis.SNAPSHOT, Basis.PROGRAMME_TO_DATE])
def test_counts_of_providers_add_whatever_their_basis(basis):
    assert over_providers(Definition(basis=basis), providers(n(400), n(30))).value.number == 430


def test_with_a_provider_missing_there_is_no_total():
    combined = over_providers(COUNT, providers(n(400), NO_RETURN, n(30)))
    assert combined.value.state == State.NO_RETURN
    assert combined_words(COUNT, combined) == "at least 430, AXIS not received"


def test_several_providers_missing_are_all_named():
    combined = over_providers(COUNT, providers(n(430), NO_RETURN, missing(State.NOT_COUNTED)))
    assert combined_words(COUNT, combined) == "at least 430, AXIS not received and Branch not counted"


@pytest.mark.parametrize(
    "definition",
    [
        Definition(kind=NumberKind.AVERAGE),
        Definition(kind=NumberKind.DURATION),
        Definition(basis=Basis.CHANGE_ONLY),
        Definition(kind=NumberKind.PERCENTAGE, basis=Basis.CHANGE_ONLY),
    ],
)
def test_averages_and_change_only_stand_side_by_side(definition):
    parts = providers(n(2), n(3))
    combined = over_providers(definition, parts)
    assert combined.value == NOT_HELD
    assert combined.side_by_side == tuple(parts)


def test_one_provider_alone_is_its_own_answer():
    assert over_providers(Definition(kind=NumberKind.AVERAGE), providers(n(2))).value == n(2)
    unverified = reported(PERCENTAGE, Decimal("95.83"))
    assert over_providers(PERCENTAGE, providers(unverified)).value == unverified
    assert over_providers(COUNT, providers(DOES_NOT_APPLY, n(3))).value == n(3)
    assert over_providers(COUNT, providers(DOES_NOT_APPLY)).value == DOES_NOT_APPLY


def test_the_weakest_part_gives_the_standing_and_provisional_spreads():
    combined = over_providers(
        COUNT, providers(n(1, standing=Standing.SUBMITTED), n(2, provisional=True), n(3, standing=Standing.TAKEN_OVER))
    )
    assert combined.value.standing == Standing.SUBMITTED
    assert combined.value.provisional
    assert weakest([]) == Standing.APPROVED


def test_sample_sizes_add_only_when_all_are_held():
    assert over_providers(COUNT, providers(n(1, sample_size=5), n(2, sample_size=7))).value.sample_size == 12
    assert over_providers(COUNT, providers(n(1, sample_size=5), n(2))).value.sample_size is None


@pytest.mark.parametrize(
    ("standing", "allowed", "seen"),
    [
        (Standing.APPROVED, COUNTED, True),
        (Standing.TAKEN_OVER, COUNTED, True),
        (Standing.SUBMITTED, COUNTED, False),
        (Standing.SUBMITTED, WITH_SUBMITTED, True),
        (Standing.DRAFT, WITH_SUBMITTED, False),
    ],
)
def test_a_figure_counts_by_its_standing(standing, allowed, seen):
    value = standing_as(n(5, standing=standing), allowed)
    assert value.is_number == seen
    assert seen or value.state == State.NO_RETURN


@pytest.mark.parametrize(
    ("precisions", "of_the_sum"),
    [
        (("exact", "exact"), "exact"),
        (("exact", "about"), "about"),
        (("about", "at_least"), "about"),
        (("just_over", "at_least"), "at_least"),
        (("just_under", "at_most", "exact"), "at_most"),
        (("just_over", "just_under"), "about"),
        (("rounded", "exact"), "rounded"),
    ],
)
def test_the_precision_of_a_sum(precisions, of_the_sum):
    assert precision_of([Precision(precision) for precision in precisions]) == of_the_sum


numbers = st.decimals(0, 10_000, places=2)
values = st.one_of(
    st.builds(Value, number=numbers, precision=st.sampled_from(Precision), standing=st.sampled_from(Standing)),
    st.builds(share, st.integers(0, 99), st.integers(0, 99)),
    st.builds(Value, number=numbers, sample_size=st.none() | st.integers(0, 99), provisional=st.booleans()),
    st.sampled_from([DOES_NOT_APPLY, NO_RETURN, NOT_HELD]),
)
parts = st.lists(st.builds(Part, st.text("abc", min_size=1, max_size=3), values), max_size=2 * NAMED)
definitions = st.builds(Definition, kind=st.sampled_from(NumberKind), basis=st.sampled_from(Basis))


@given(definitions, parts, st.lists(st.integers(0, 2 * NAMED)))
def test_however_parts_are_tallied_they_come_to_the_same(definition, listed, cuts):
    edges = [0, *sorted(cuts), len(listed)]
    lots = [listed[first:last] for first, last in pairwise(edges)]
    found = combined(definition, tallied(definition, [tally(definition, lot) for lot in lots]))
    whole = over_providers(definition, listed)
    assert (found.value, found.known, found.as_of) == (whole.value, whole.known, whole.as_of)
    assert found.gaps == whole.gaps[:NAMED]
    assert len(found.gaps) + found.unnamed == len(whole.gaps)
    assert found.side_by_side == whole.side_by_side[:NAMED]


def test_of_many_that_are_missing_the_first_are_named_and_the_others_counted():
    lots = [[Part(f"Service {place}", NO_RETURN), Part("Told", n(5))] for place in range(NAMED + 2)]
    found = combined(COUNT, tallied(COUNT, [tally(COUNT, lot) for lot in lots]))
    words = combined_words(COUNT, found)
    assert words.startswith("at least 35, Service 0 not received, ")
    assert words.endswith("Service 4 not received and 2 more")
