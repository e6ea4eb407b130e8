"""Small counts are hidden in public, and no one is worked out from what is shown: an attacker tries every number."""

from collections.abc import Iterator
from itertools import product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.suppression import Cell, Total, Why, hide

BELOW = 5


def people(**values: int) -> list[Cell]:
    return [Cell(key, value, about_people=True) for key, value in values.items()]


def worked_out(cells: list[Cell], totals: list[Total], hidden: set[str], *, most: int = 14) -> set[str]:
    """Small counts that an attacker finds who knows all that is shown, which counts are small, and the rule.

    Slow and plain: every combination of values of the hidden cells is tried.
    """
    known = {cell.key: cell.value for cell in cells if cell.printed and cell.key not in hidden}
    unknown = [cell for cell in cells if cell.key not in known]
    small = {cell.key for cell in unknown if cell.about_people and 1 <= cell.value < BELOW}
    ranges = [range(1, BELOW) if cell.key in small else range(most) for cell in unknown]
    found: dict[str, set[int]] = {key: set() for key in small}
    for values in product(*ranges):
        tried = known | {cell.key: value for cell, value in zip(unknown, values, strict=True)}
        if all(tried[total.whole] == sum(tried[part] for part in total.parts) for total in totals):
            for key in small:
                found[key].add(tried[key])
    return {key for key, fits in found.items() if len(fits) == 1}


@pytest.mark.parametrize(
    ("cells", "totals", "hidden"),
    [
        (people(a=0), [], {}),
        (people(a=1), [], {"a": Why.SMALL}),
        (people(a=4), [], {"a": Why.SMALL}),
        (people(a=5), [], {}),
        ([Cell("courses", 3, about_people=False)], [], {}),
        # one small part of a shown total takes the smallest other part with it
        (
            people(all=60, a=3, b=20, c=37),
            [Total("all", ("a", "b", "c"))],
            {"a": Why.SMALL, "b": Why.GIVES_AWAY},
        ),
        # two small parts that are not each other's measure are enough
        (people(all=45, a=2, b=3, c=40), [Total("all", ("a", "b", "c"))], {"a": Why.SMALL, "b": Why.SMALL}),
        # two ones make two, and two fours make eight: a third part goes
        (
            people(all=32, a=1, b=1, c=30),
            [Total("all", ("a", "b", "c"))],
            {"a": Why.SMALL, "b": Why.SMALL, "c": Why.GIVES_AWAY},
        ),
        (
            people(all=8, a=4, b=4),
            [Total("all", ("a", "b"))],
            {"a": Why.SMALL, "b": Why.SMALL, "all": Why.GIVES_AWAY},
        ),
        # nought is hidden only where nothing else is left
        (
            people(all=43, a=3, nought=0, c=40),
            [Total("all", ("a", "nought", "c"))],
            {"a": Why.SMALL, "c": Why.GIVES_AWAY},
        ),
        # the rest of a whole is printed nowhere and follows all the same
        (
            [*people(all=12, part=9), Cell("rest", 3, about_people=True, printed=False)],
            [Total("all", ("part", "rest"))],
            {"part": Why.GIVES_AWAY},
        ),
        # a total that lacks a cell says nothing
        (people(all=60, a=3), [Total("all", ("a", "unheard-of"))], {"a": Why.SMALL}),
    ],
)
def test_what_is_hidden(cells, totals, hidden):
    assert hide(cells, totals, below=BELOW) == hidden


@st.composite
def quarters_by_provider(draw: st.DrawFn) -> tuple[list[Cell], list[Total]]:
    """A grid of counts by quarter and provider, with its totals both ways and a part of one of them."""
    quarters, providers = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    counts = [[draw(st.integers(0, 9)) for _ in range(providers)] for _ in range(quarters)]
    cells, totals = [], []
    for q, row in enumerate(counts):
        cells += [Cell(f"q{q}p{p}", value, about_people=True) for p, value in enumerate(row)]
        cells.append(Cell(f"q{q}", sum(row), about_people=True))
        totals.append(Total(f"q{q}", tuple(f"q{q}p{p}" for p in range(providers))))
    cells.append(Cell("year", sum(map(sum, counts)), about_people=True, printed=draw(st.booleans())))
    totals.append(Total("year", tuple(f"q{q}" for q in range(quarters))))
    part = draw(st.integers(0, counts[0][0]))
    cells += [Cell("part", part, about_people=True), Cell("rest", counts[0][0] - part, True, printed=False)]
    totals.append(Total("q0p0", ("part", "rest")))
    return cells, totals


def tries(cells: list[Cell], hidden: set[str], most: int) -> int:
    unknown = [cell for cell in cells if not cell.printed or cell.key in hidden]
    return prod(BELOW - 1 if 1 <= cell.value < BELOW else most for cell in unknown)


@given(quarters_by_provider())
def test_an_attacker_who_tries_everything_finds_no_small_count(portfolio):
    cells, totals = portfolio
    hidden = set(hide(cells, totals, below=BELOW))
    if tries(cells, hidden, most=24) < 20_000:  # with more the attacker is busy for minutes
        assert worked_out(cells, totals, hidden, most=24) == set()


def test_the_attacker_finds_small_counts_where_only_they_are_hidden():
    """The control: without the second step three quarters of these are found out."""
    found = 0
    for a, b in _parts():
        cells, totals = people(all=a + b, a=a, b=b), [Total("all", ("a", "b"))]
        first_step = {key for key, why in hide(cells, totals, below=BELOW).items() if why is Why.SMALL}
        found += bool(worked_out(cells, totals, first_step))
        assert not worked_out(cells, totals, set(hide(cells, totals, below=BELOW)))
    assert found


def _parts() -> Iterator[tuple[int, int]]:
    return ((a, b) for a in range(1, BELOW) for b in range(8))
