"""How figures, money, dates and states are written."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import formats


def d(number):
    return Decimal(number)


@pytest.mark.parametrize(
    ("amount", "precision", "text"),
    [
        ("98441", "exact", "£98,441"),
        ("1234.5", "exact", "£1,234.50"),
        ("1234.00", "exact", "£1,234"),
        ("794000", "about", "about £794,000"),
        ("850000", "just_over", "just over £850,000"),
        ("850000", "just_under", "just under £850,000"),
        ("430", "at_least", "at least £430"),
        ("0", "exact", "£0"),
        ("-0.00", "exact", "£0"),
        ("-1200", "exact", "\u2212£1,200"),
        ("0.005", "exact", "£0.01"),
        ("2.5E+6", "exact", "£2,500,000"),
    ],
)
def test_money(amount, precision, text):
    assert formats.money(d(amount), precision) == text


@pytest.mark.parametrize(
    ("kind", "amount", "decimals", "unit", "text"),
    [
        ("count", "3834", None, "", "3,834"),
        ("count", "492.0000", None, "referrals", "492 referrals"),
        ("count", "0.5", None, "", "1"),
        ("percentage", "95.8300", None, "", "95.83%"),
        ("percentage", "95.83", 2, "", "95.83%"),
        ("percentage", "98.7000", None, "", "98.7%"),
        ("percentage", "96", 1, "", "96.0%"),
        ("percentage", "50.0000", None, "", "50%"),
        ("rate", "12.3456", None, "", "12.35"),
        ("average", "3.0000", None, "", "3"),
        ("duration", "1.5", None, "years", "1.5 years"),
        ("money", "21000", None, "", "£21,000"),
    ],
)
def test_a_value_by_its_kind(kind, amount, decimals, unit, text):
    assert formats.value(kind, d(amount), decimals=decimals, unit=unit) == text


def test_a_computed_percentage_is_written_to_one_decimal():
    assert formats.percentage(d(471) * 100 / d(492)) == "95.7%"


@pytest.mark.parametrize(
    ("percent", "text"), [("80.9970", "81.0%"), ("100", "100.0%"), ("0.05", "0.1%"), ("88.1126", "88.1%")]
)
def test_a_share_has_one_decimal_and_halves_go_up(percent, text):
    assert formats.share(d(percent)) == text


@pytest.mark.parametrize(
    ("kind", "difference", "percent", "text"),
    [
        ("count", "27", d(2700) / 465, "up 27, 5.8%"),
        ("count", "-607", d(-60700) / 4441, "down 607, 13.7%"),
        ("count", "0", "0", "no change"),
        ("count", "14", None, "up 14"),
        ("count", "3", "0.03", "up 3, less than 0.1%"),
        ("money", "1200", "3", "up £1,200, 3.0%"),
        ("percentage", "2.1", None, "up 2.1 percentage points"),
        ("percentage", "-1.04", None, "down 1 percentage point"),
        ("percentage", "0.03", None, "up less than 0.1 percentage points"),
        ("rate", "0.001", None, "up less than 0.01"),
    ],
)
def test_change(kind, difference, percent, text):
    assert formats.change(kind, d(difference), None if percent is None else d(percent)) == text


def test_the_comparator_and_its_running_form():
    sentence = formats.comparator("465", "Q2 2021/22", "up 27, 5.8%")
    assert sentence == "465 in Q2 2021/22, up 27, 5.8%"
    assert formats.running("492", sentence) == "492 (465 in Q2 2021/22, up 27, 5.8%)"
    assert formats.comparator("465", "Q2 2021/22", "") == "465 in Q2 2021/22"


@pytest.mark.parametrize(
    ("amount", "text"), [("-12000", "£12,000 under"), ("3000", "£3,000 over"), ("0", "as planned")]
)
def test_variance_in_words(amount, text):
    assert formats.variance("money", d(amount)) == text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("not_held", "not held"),
        ("no_return", "no return"),
        ("not_counted", "not counted"),
        ("uncounted", "yes, not counted"),
        ("does_not_apply", "doesn\u2019t apply"),
        ("not_answered", "not answered"),
    ],
)
def test_state_words(state, words):
    assert formats.state_words(state) == words


@pytest.mark.parametrize("number", [None, 0.1, True, "12", float("nan")])
def test_what_is_no_figure_is_never_formatted(number):
    with pytest.raises(TypeError):
        formats.count(number)


@pytest.mark.parametrize(
    ("number", "words"), [("0", "none"), ("7", "seven"), ("9", "nine"), ("10", "10"), ("2.5", "2.5")]
)
def test_in_words_below_ten(number, words):
    assert formats.in_words(d(number)) == words


def test_dates_and_times_are_londons():
    evening = datetime(2022, 7, 21, 23, 42, tzinfo=UTC)
    assert formats.day(date(2022, 10, 21)) == "21 October 2022"
    assert formats.day(evening) == "22 July 2022"
    assert formats.short_day(date(2022, 10, 21)) == "21 Oct 2022"
    assert formats.clock(datetime(2022, 10, 21, 9, 42, tzinfo=UTC)) == "10:42"
    assert formats.moment(evening) == "22 July 2022, 00:42"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2022, 9, 1), date(2022, 9, 30), "1–30 September 2022"),
        (date(2022, 7, 1), date(2022, 9, 30), "1 July – 30 September 2022"),
        (date(2022, 10, 1), date(2023, 9, 30), "1 October 2022 – 30 September 2023"),
        (date(2022, 9, 30), date(2022, 9, 30), "30 September 2022"),
    ],
)
def test_date_range(first, last, text):
    assert formats.date_range(first, last) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [(1, "1 day late"), (12, "12 days late"), (365, "365 days late"), (366, "Over a year late")],
)
def test_lateness_is_counted_up_to_a_year(days, text):
    assert formats.late(days) == text


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "today"), (1, "1 day ago"), (365, "365 days ago"), (366, "over a year ago")],
)
def test_waiting_is_counted_up_to_a_year(days, text):
    assert formats.ago(days) == text


def test_ranges_and_lists():
    assert formats.number_range(10, 20) == "10–20"
    assert formats.listing([]) == ""
    assert formats.listing(["Q1"]) == "Q1"
    assert formats.listing(["Q1", "Q2", "Q4"]) == "Q1, Q2 and Q4"


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=4))
def test_rounding_is_half_up_away_from_nought(number):
    rounded = formats.rounded(number, 1)
    assert abs(rounded - number) <= d("0.05")
    if abs(rounded - number) == d("0.05"):
        assert abs(rounded) > abs(number)


@given(st.integers(-(10**12), 10**12))
def test_grouping_loses_no_figure(number):
    assert int(formats.count(number).replace(",", "").replace("\u2212", "-")) == number
