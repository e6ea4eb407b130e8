"""Days, financial years and quarters as people write them: tables of written forms, cells, and what holds for any."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.parsing.dates import Day, parse_day
from commissioning.parsing.outcomes import Ambiguous, Missing
from commissioning.parsing.quarters import PeriodName, find_period, parse_period
from commissioning.parsing.years import Year, parse_year
from tests.commissioning.data.day_forms import DAYS, PERIODS, YEARS
from tracker import formats
from tracker.periods import contract_quarters, financial_quarters, half_years, programme_quarters, year_label


def outcome_words(read):
    if isinstance(read, Day):
        return f"= {read.day}"
    if isinstance(read, Year):
        return f"= {read.label}"
    if isinstance(read, PeriodName):
        return f"= {read.label} [{read.start}, {read.end}]" if read.start else f"= {read.label}"
    if isinstance(read, Ambiguous):
        return f"ask {' | '.join(read.readings)}"
    return "empty" if isinstance(read, Missing) else f"wrong {read.sentence}"


@pytest.mark.parametrize(
    ("parse", "written", "expected"),
    [(parse_day, *row) for row in DAYS]
    + [(parse_year, *row) for row in YEARS]
    + [(parse_period, *row) for row in PERIODS],
)
def test_written_forms(parse, written, expected):
    read = parse(written)
    said = outcome_words(read)
    assert said.startswith("wrong") == expected.startswith("wrong")
    assert expected.removeprefix("wrong ") in said if expected.startswith("wrong") else said == expected
    assert read.raw == written
    assert bool(read.message) == (expected.split()[0] in ("ask", "wrong"))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, "empty"),
        (datetime(2022, 4, 1), "= 2022-04-01"),
        (datetime(2022, 4, 1, 9, 30), "= 2022-04-01"),
        (date(2022, 4, 1), "= 2022-04-01"),
        (date(1900, 1, 1), "wrong The year 1900 can’t be right. Write the day, such as 1 April 2022."),
        (44652, "wrong This cell holds the number 44652, not a day. Write the day, such as 1 April 2022."),
        (time(9, 30), "wrong This cell holds 09:30:00, not a day. Write the day, such as 1 April 2022."),
        (True, "wrong This cell holds True, not a day. Write the day, such as 1 April 2022."),
    ],
)
def test_cells_with_days(cell, expected):
    assert outcome_words(parse_day(cell)) == expected


@pytest.mark.parametrize(
    ("written", "calendar", "expected"),
    [
        ("Q2 2022/23", "financial", "Q2 2022/23"),
        ("Q2 2022/23", "contract", None),  # which year it is of isn’t said: its own label is needed, or the months
        ("Q2 2022/23 (from Oct)", "contract", "Q2 2022/23 (from October)"),
        ("Jan-Mar 2023", "contract", "Q2 2022/23 (from October)"),
        ("Jan-Mar 2023", "financial", "Q4 2022/23"),
        ("Q2 2022/23 (Jan-Mar 2023)", "contract", "Q2 2022/23 (from October)"),
        ("Q2 2022/23 (Jan-Mar 2023)", "financial", None),  # name and months contradict each other there
        ("Q1 2021/22 (Apr-Jun 2022)", "financial", None),
        ("Apr-Jun 2022", "halves", None),
        ("Apr-Sep 2022", "halves", "H1 2022/23"),
        ("programme quarter 3", "programme", "Programme quarter 3"),
        ("Q2 2032/33", "financial", None),
    ],
)
def test_a_name_is_looked_up_in_the_services_own_calendar(written, calendar, expected):
    calendars = {
        "financial": financial_quarters(2021, 3),
        "contract": contract_quarters(10, 2021, 3),
        "halves": half_years(2021, 3),
        "programme": programme_quarters(date(2022, 5, 1)),
    }
    found = find_period(parse_period(written), calendars[calendar])
    assert (found and found.label) == expected


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_any_day_is_read_back_from_every_form_we_write(day):
    for written in (formats.day(day), formats.short_day(day), day.isoformat(), f"{day:%d/%m/%Y}", day):
        read = parse_day(written)
        assert isinstance(read, Day)
        assert read.day == day


@given(st.integers(1990, 2098))
def test_any_period_is_read_back_by_its_label_and_by_its_months(year):
    among = financial_quarters(year)
    assert parse_year(year_label(year)).label == year_label(year)
    for period in among:
        assert find_period(parse_period(period.label), among) == period
        assert find_period(parse_period(period.span), among) == period
        assert find_period(parse_period(f"{period.label} ({period.span})"), among) == period


@given(st.text(max_size=60))
def test_no_text_makes_a_parser_fall_over(text):
    for parse in (parse_day, parse_year, parse_period):
        assert parse(text).raw == text
