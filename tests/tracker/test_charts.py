"""Geometry of the charts: tables of cases, and what must hold whatever the numbers are."""

import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.charts import FOOT, SPARK_FOOT, SPARK_WIDTH, TOP, Point, bars, pace, reach, spark
from tracker.templatetags.drawing import spark_shapes

NUMBER = st.decimals(min_value=0, max_value=10_000_000, places=2)


def points(*values: int | Decimal | None) -> list[Point]:
    return [
        Point(
            f"Q{i % 4 + 1}",
            f"{20 + i // 4}/{21 + i // 4}",
            value,
            "not held" if value is None else str(value),
            i == len(values) - 1,
        )
        for i, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("value", "highest", "step"),
    [
        ("492", "500", "250"),
        ("55", "60", "20"),
        ("28", "30", "10"),
        ("3834", "4000", "2000"),
        ("3", "3", "1"),
        ("100", "100", "50"),
        ("7", "7.5", "2.5"),
        ("0.5", "0.5", "0.25"),
        ("0", "1", "0.5"),
        ("98.7", "100", "50"),
    ],
)
def test_ticks_are_round_and_reach_just_beyond_the_highest_value(value: str, highest: str, step: str) -> None:
    assert reach([Decimal(value)]) == (0, Decimal(highest), Decimal(step))


def test_ticks_go_below_nought_where_values_do() -> None:
    assert reach([Decimal(-20), Decimal(30)]) == (-25, 50, 25)


@pytest.mark.parametrize("values", [(), (5,), (5, 7), (None, 5, None, 7), (None, None, None, None)])
def test_fewer_than_three_known_values_make_no_chart(values: tuple[int | None, ...]) -> None:
    assert bars(points(*values)) is None
    assert spark(points(*values)) is None


def test_the_prototypes_chart() -> None:
    chart = bars(points(None, None, None, 465, None, 0, None, 492))
    assert chart is not None
    assert [bar.is_gap for bar in chart.bars] == [True, True, True, False, True, False, True, False]
    assert (chart.bars[3].y, chart.bars[3].height) == (42.82, 117.18)
    assert (chart.bars[7].y, chart.bars[7].height, chart.bars[7].is_current) == (36.02, 123.98, True)
    assert [str(tick.value.normalize()) for tick in chart.ticks] == ["2.5E+2", "5E+2"]
    assert chart.zero_y == FOOT
    assert [bar.is_year_again for bar in chart.bars] == [False, True, True, True] * 2


def test_nought_is_a_thin_line_and_a_gap_is_a_band() -> None:
    chart = bars(points(5, 0, None, 5))
    assert chart is not None
    nought, gap = chart.bars[1], chart.bars[2]
    assert (nought.is_gap, nought.height, nought.words) == (False, 1.5, "0")
    assert (gap.is_gap, gap.height, [line.text for line in gap.lines]) == (True, FOOT - TOP, ["not", "held"])
    small = spark(points(5, 0, None, 5))
    assert small is not None
    assert [(bar.is_gap, bar.height) for bar in small.bars[1:3]] == [(False, 1.5), (True, 0.0)]


def test_values_below_nought_hang_from_its_line() -> None:
    chart = bars(points(-20, 30, 10))
    assert chart is not None
    below, above, _ = chart.bars
    assert below.y == chart.zero_y
    assert above.y + above.height == pytest.approx(chart.zero_y)
    assert spark(points(-20, 30, 10)) is None


def test_a_target_beyond_all_values_still_lies_in_the_chart() -> None:
    chart = bars([replace(point, target=60) for point in points(5, 6, 7)])
    assert chart is not None
    assert [level.y for level in chart.levels] == [TOP] * 3
    assert chart.levels[0].x_end == chart.levels[1].x
    assert bars(points(5, 6, 7)).levels == ()  # type: ignore[union-attr]


def test_a_target_that_moves_has_a_line_for_each_period_that_has_one() -> None:
    aims: list[int | None] = [2, None, 8]
    chart = bars([replace(point, target=aim) for point, aim in zip(points(5, 6, 7), aims, strict=True)])
    assert chart is not None
    first, last = chart.levels
    assert first.y > last.y
    assert first.x_end < last.x


def test_a_mark_stands_over_its_bar_and_a_break_before_it() -> None:
    drawn = points(5, 6, 7)
    chart = bars([drawn[0], replace(drawn[1], mark="1", cut="A"), drawn[2]])
    assert chart is not None
    assert [(sign.text, sign.x) for sign in chart.marks] == [("1", chart.bars[1].middle)]
    assert [sign.text for sign in chart.cuts] == ["A"]
    assert chart.bars[0].x_end < chart.cuts[0].x < chart.bars[1].x


def test_of_many_periods_the_highest_and_the_last_are_told() -> None:
    chart = bars(points(*range(10, 30), 9, None, 40, *range(30, 40), None))
    assert chart is not None
    assert chart.is_long
    assert [bar.words for bar in chart.bars if bar.is_told] == ["40", "39"]
    few = bars(points(5, 6, None, 7))
    assert few is not None
    assert not few.is_long
    assert all(bar.is_told for bar in few.bars)


@given(st.lists(st.one_of(st.none(), NUMBER), min_size=13, max_size=44))
def test_bars_of_any_number_of_periods_stand_side_by_side(values: list[Decimal | None]) -> None:
    chart = bars(points(*values))
    if chart is None:
        assert sum(value is not None for value in values) < 3
        return
    assert len(chart.bars) == len(values)
    assert all(one.x_end < other.x for one, other in itertools.pairwise(chart.bars))
    assert chart.bars[-1].x_end <= 100


@pytest.mark.parametrize(
    ("used", "gone", "drawn"),
    [
        (Decimal("81.0"), 50, (81.0, 50.0, 100.0, False)),
        (0, 50, (0.0, 50.0, 100.0, False)),
        (100, 50, (100.0, 50.0, 100.0, False)),
        (125, 50, (100.0, 40.0, 80.0, True)),
    ],
)
def test_pace_is_not_capped(used: Decimal | int, gone: int, drawn: tuple[float, float, float, bool]) -> None:
    chart = pace(used, gone)
    assert chart is not None
    assert (chart.used, chart.gone, chart.award, chart.is_over) == drawn


@pytest.mark.parametrize("used", [None, -1])
def test_pace_without_a_share_is_no_bar(used: int | None) -> None:
    assert pace(used, 50) is None


@given(st.lists(st.one_of(st.none(), NUMBER), min_size=3, max_size=20))
def test_every_bar_lies_in_the_chart_and_only_gaps_are_bands(values: list[Decimal | None]) -> None:
    chart = bars(points(*values))
    if chart is None:
        assert len([value for value in values if value is not None]) < 3
        return
    assert [bar.is_gap for bar in chart.bars] == [value is None for value in values]
    for bar in chart.bars:
        assert 0 <= bar.x < bar.x_end <= 100
        assert bar.y >= TOP - 2
        assert bar.y + bar.height <= FOOT + 2
    assert 2 <= len(chart.ticks) <= 5


@given(st.lists(NUMBER, min_size=3, max_size=12))
def test_a_higher_value_never_has_a_lower_bar(values: list[Decimal]) -> None:
    chart, small = bars(points(*values)), spark(points(*values))
    assert chart is not None
    assert small is not None
    for drawn in (chart.bars, small.bars):
        by_value = [bar.height for _, bar in sorted(zip(values, drawn, strict=True), key=lambda pair: pair[0])]
        assert by_value == sorted(by_value)
    assert all(bar.x_end <= SPARK_WIDTH and bar.y + bar.height <= SPARK_FOOT + 0.01 for bar in small.bars)


def test_the_shapes_of_a_small_chart_are_its_bars_gaps_targets_and_breaks() -> None:
    told = [replace(each, target=8) for each in points(5, 0, None, 5)]
    drawn = spark([*told[:3], replace(told[3], cut="a", is_current=True)])
    shapes = spark_shapes(drawn)
    assert [shapes.count(each) for each in ("<rect", "<line", "#12436d", "#d4500f", "#17222c")] == [3, 6, 1, 4, 1]
    assert f'<rect x="{drawn.bars[0].x}" y="{drawn.bars[0].y}"' in shapes
