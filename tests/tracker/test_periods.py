"""Calendars: labels, places, what came before, and how much of a year has gone."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import periods
from tracker.periods import financial_quarter


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 31, 23, 0, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 3, 31, 22, 59, tzinfo=UTC), date(2026, 3, 31)),
        (datetime(2022, 12, 31, 23, 30, tzinfo=UTC), date(2022, 12, 31)),
        (datetime(2022, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=5))), date(2022, 6, 30)),
    ],
)
def test_a_day_is_the_london_day(instant, day):
    assert periods.london_date(instant) == day


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        periods.london_date(datetime(2026, 4, 1))


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2022, 10, 21), datetime(2022, 10, 21, 22, 59, 59, tzinfo=UTC)),
        (date(2022, 12, 21), datetime(2022, 12, 21, 23, 59, 59, tzinfo=UTC)),
        (date(2022, 10, 30), datetime(2022, 10, 30, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_deadline_ends_with_the_london_day(day, end):
    assert periods.end_of_day_london(day) == end


@pytest.mark.parametrize(
    ("day", "label"),
    [(date(2022, 3, 31), "2021/22"), (date(2022, 4, 1), "2022/23"), (date(1999, 12, 31), "1999/00")],
)
def test_financial_year(day, label):
    assert periods.financial_year_of(day) == label
    first, last = periods.financial_year_bounds(label)
    assert first <= day <= last
    assert (first.month, first.day, last.month, last.day) == (4, 1, 3, 31)


@pytest.mark.parametrize("label", ["22/22", "2022/22", "2022", "", "22/23", "2022/2023", "x022/23"])
def test_what_is_no_financial_year_is_refused(label):
    with pytest.raises(ValueError, match="no financial year"):
        periods.financial_year_bounds(label)


def test_financial_quarters():
    quarter = financial_quarter(2022, 2)
    assert (quarter.label, quarter.slug, quarter.short) == ("Q2 2022/23", "2022-23-q2", "Q2")
    assert (quarter.start, quarter.end, quarter.span) == (
        date(2022, 7, 1),
        date(2022, 9, 30),
        "July to September 2022",
    )
    assert (quarter.place_in_year, quarter.periods_per_year, quarter.year_label) == (2, 4, "2022/23")
    assert financial_quarter(2022, 4).end == date(2023, 3, 31)


def test_contract_quarters_from_october_never_pass_for_financial_ones():
    first, *_, last = periods.contract_quarters(10, 2022)
    assert (first.label, first.slug) == ("Q1 2022/23 (from October)", "2022-23-from-october-q1")
    assert (first.start, last.end, first.short) == (date(2022, 10, 1), date(2023, 9, 30), "Q1")
    assert periods.contract_quarters(1, 2023)[0].label == "Q1 2023 (from January)"
    with pytest.raises(ValueError, match="financial year"):
        periods.contract_quarters(4, 2022)


def test_half_years():
    first, second = periods.half_years(2022)
    assert (first.label, first.slug, first.short) == ("H1 2022/23", "2022-23-h1", "H1")
    assert (first.end, second.end) == (date(2022, 9, 30), date(2023, 3, 31))


def test_programme_quarters_never_reset():
    quarters = periods.programme_quarters(date(2021, 10, 1), slug="drive")
    assert [quarter.sequence for quarter in quarters] == list(range(1, 21))
    seventh = quarters[6]
    assert (seventh.label, seventh.short, seventh.slug) == ("Programme quarter 7",) * 2 + ("drive-quarter-7",)
    assert (seventh.year_label, seventh.place_in_year, seventh.start) == ("Year 2", 3, date(2023, 4, 1))
    assert periods.same_last_year(seventh, quarters) is quarters[2]
    assert [quarter.sequence for quarter in periods.year_so_far(seventh, quarters)] == [5, 6, 7]


CALENDARS = [
    periods.financial_quarters(2020, 3),
    periods.contract_quarters(10, 2020, 3),
    periods.contract_quarters(1, 2020, 3),
    periods.half_years(2020, 3),
    periods.programme_quarters(date(2020, 10, 1), 12),
]


@pytest.mark.parametrize("calendar", CALENDARS)
def test_a_calendar_has_no_gap_and_no_slug_twice(calendar):
    for one, other in pairwise(calendar):
        assert other.sequence == one.sequence + 1
        assert other.start == one.end + timedelta(days=1)
        assert periods.previous(other, calendar) is one
    assert len({period.slug for period in calendar}) == len(calendar)


@pytest.mark.parametrize("calendar", CALENDARS)
def test_the_same_period_last_year_begins_a_year_before(calendar):
    for period in calendar[calendar[0].periods_per_year :]:
        then = periods.same_last_year(period, calendar)
        assert then is not None
        assert then.start.replace(year=then.start.year + 1) == period.start
        assert then.place_in_year == period.place_in_year


def test_what_is_not_there_is_none():
    calendar = periods.financial_quarters(2022)
    assert periods.previous(calendar[0], calendar) is None
    assert periods.same_last_year(calendar[0], calendar) is None
    assert periods.year_so_far_last_year(calendar[1], calendar) == []


def test_periods_of_unlike_length_are_not_compared():
    calendar = periods.financial_quarters(2022)
    both = periods.Period(
        calendar[0].calendar,
        calendar[1].sequence,
        "2022/23",
        2,
        4,
        date(2022, 4, 1),
        date(2022, 9, 30),
        "Q1 and Q2",
        "x",
    )
    assert periods.previous(calendar[2], [both, calendar[2]]) is None


def test_year_so_far_and_last_years():
    calendar = periods.financial_quarters(2021, 2)
    now = calendar[6]
    assert [period.label for period in periods.year_so_far(now, reversed(calendar))] == [
        "Q1 2022/23",
        "Q2 2022/23",
        "Q3 2022/23",
    ]
    assert [period.label for period in periods.year_so_far_last_year(now, calendar)][-1] == "Q3 2021/22"


def test_period_containing():
    calendar = periods.financial_quarters(2022)
    assert periods.period_containing(date(2022, 9, 30), calendar) is calendar[1]
    assert periods.period_containing(date(2021, 9, 30), calendar) is None


YEAR = periods.financial_year_bounds("2022/23")


@pytest.mark.parametrize(
    ("start", "end", "on", "share"),
    [
        (*YEAR, date(2022, 9, 30), "0.5"),
        (*YEAR, date(2022, 6, 30), "0.25"),
        (*YEAR, date(2022, 12, 31), "0.75"),
        (*YEAR, date(2023, 3, 31), "1"),
        (*YEAR, date(2024, 1, 1), "1"),
        (*YEAR, date(2022, 3, 31), "0"),
        (date(2022, 7, 1), YEAR[1], date(2022, 9, 30), str(Decimal(1) / Decimal(3))),
        (date(2022, 10, 1), date(2023, 9, 30), date(2022, 12, 31), "0.25"),
        (date(2022, 9, 16), date(2022, 10, 15), date(2022, 9, 30), "0.5"),
    ],
)
def test_share_of_year_gone(start, end, on, share):
    assert periods.share_of_year_gone(start, end, on) == Decimal(share)


DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@given(DAYS, st.integers(0, 800), st.integers(0, 800))
def test_the_share_gone_never_falls_and_ends_at_one(start, length, after):
    end = start + timedelta(days=length)
    on = start + timedelta(days=min(after, length))
    share = periods.share_of_year_gone(start, end, on)
    assert 0 < share <= 1
    assert share <= periods.share_of_year_gone(start, end, on + timedelta(days=1))
    assert periods.share_of_year_gone(start, end, end) == 1


@given(DAYS, DAYS)
def test_months_in_counts_as_a_calendar_does(start, end):
    months = periods.months_in(start, end)
    assert (months == 0) == (end < start)
    if months:
        assert abs(float(months) - ((end - start).days + 1) / 30.436875) < 0.15


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2022, 9, 30), 15, date(2022, 10, 21)),
        (date(2022, 12, 23), 1, date(2022, 12, 28)),
        (date(2022, 9, 16), 1, date(2022, 9, 20)),
        (date(2023, 4, 6), 2, date(2023, 4, 12)),
        (date(2022, 9, 30), 0, date(2022, 9, 30)),
    ],
)
def test_working_days_pass_over_week_ends_and_bank_holidays(start, days, due):
    assert periods.add_working_days(start, days) == due


def test_an_office_may_have_its_own_holidays():
    assert periods.add_working_days(date(2022, 12, 23), 1, holidays=[]) == date(2022, 12, 26)
    assert periods.add_working_days(date(2022, 9, 30), 1, holidays=[date(2022, 10, 3)]) == date(2022, 10, 4)
