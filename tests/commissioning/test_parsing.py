"""The one parser of numbers: a table of written forms, spreadsheet cells, and what holds for any text."""

import datetime
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.parsing import Ambiguous, Kind, Missing, Parsed, StateProposed, Wrong, kind_for, parse, parse_cell
from tests.commissioning.data.number_forms import FORMS
from tracker import formats


def outcome_words(read):
    """An outcome in the words of the table."""
    if isinstance(read, Parsed):
        return f"= {read.value}" if read.precision == "exact" else f"= {read.value} {read.precision}"
    if isinstance(read, StateProposed):
        return f"state {read.state}" if read.value is None else f"state {read.state} {read.value}"
    if isinstance(read, Ambiguous):
        return f"ask {' | '.join(read.readings)}"
    return "empty" if isinstance(read, Missing) else f"wrong {read.sentence}"


@pytest.mark.parametrize(("box", "written", "expected"), FORMS)
def test_written_forms(box, written, expected):
    read = parse(written, Kind(box.lstrip("-")), negative=box.startswith("-"))
    if expected.startswith("wrong "):
        assert isinstance(read, Wrong)
        assert expected.removeprefix("wrong ") in read.sentence
    else:
        assert outcome_words(read) == expected
    assert read.raw == written


def test_the_table_is_long_enough_and_has_no_form_twice():
    assert len(FORMS) >= 120
    assert len({(box, written) for box, written, _ in FORMS}) == len(FORMS)


def test_every_outcome_but_a_number_and_an_empty_box_says_what_to_do():
    for box, written, _ in FORMS:
        read = parse(written, Kind(box.lstrip("-")))
        assert bool(read.message) != isinstance(read, Parsed | Missing)
        assert not read.message or read.message.endswith((".", "?"))


@pytest.mark.parametrize(
    ("written", "decimals"), [("95.83%", 2), ("98.7%", 1), ("98.70", 2), ("100%", 0), ("1,883", 0)]
)
def test_decimals_are_those_typed(written, decimals):
    read = parse(written)
    assert isinstance(read, Parsed)
    assert read.decimals == decimals


PENNY = "wrong There is a fraction of a penny here. Give pounds and whole pence, such as 1,234.50."


@pytest.mark.parametrize(
    ("cell", "kind", "number_format", "expected"),
    [
        (None, "count", "", "empty"),
        (492, "count", "General", "= 492"),
        (492.0, "count", "General", "= 492"),
        (12.5, "count", "General", "wrong This counts whole things. Type a whole number, such as 12 or 13."),
        (0.9583, "percentage", "0.00%", "= 95.83"),
        (471 / 492, "percentage", "0.00%", "= 95.7317 rounded"),
        (0.1 + 0.2, "number", "General", "= 0.3"),
        (98.7, "percentage", "General", "= 98.7"),
        (135640, "money", "£#,##0", "= 135640"),
        (1234.5, "money", "General", "= 1234.5"),
        (1234.567, "money", "General", PENNY),
        (Decimal("20.5"), "number", "", "= 20.5"),
        (1e20, "number", "", "wrong This number is too large to keep. Check how many noughts it has."),
        (float("nan"), "number", "", "wrong This cell holds no number that can be read. Type the number."),
        (float("inf"), "number", "", "wrong This cell holds no number that can be read. Type the number."),
        (True, "count", "", "wrong This cell holds True, not a number. Type the number."),
        (datetime.date(2022, 12, 13), "count", "", "wrong This cell holds a date or a time. Type a number here."),
        (datetime.time(10, 42), "count", "", "wrong This cell holds a date or a time. Type a number here."),
        ("£135, 640", "money", "", "= 135640"),
        ("n/a", "count", "", "state does_not_apply"),
    ],
)  # fmt: skip
def test_cells(cell, kind, number_format, expected):
    assert outcome_words(parse_cell(cell, Kind(kind), number_format=number_format)) == expected


@pytest.mark.parametrize(
    ("number_kind", "kind"),
    [
        ("count", Kind.COUNT),
        ("percentage", Kind.PERCENTAGE),
        ("money", Kind.MONEY),
        ("rate", Kind.NUMBER),
        ("duration", Kind.NUMBER),
    ],
)
def test_the_box_of_a_measure(number_kind, kind):
    assert kind_for(number_kind) == kind


COUNTS = st.integers(0, 10**12).map(Decimal)
POUNDS = st.integers(-(10**13), 10**13).map(lambda pence: Decimal(pence).scaleb(-2))
PERCENTS = st.integers(0, 10**4).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
PRECISIONS = st.sampled_from(sorted(formats.PRECISION))


@given(COUNTS, PRECISIONS)
def test_what_a_count_is_written_as_is_read_back(number, precision):
    read = parse(formats.count(number, precision), Kind.COUNT)
    assert isinstance(read, Parsed)
    assert (read.value, read.precision) == (number, precision)


@given(POUNDS, PRECISIONS)
def test_what_money_is_written_as_is_read_back(amount, precision):
    read = parse(formats.money(amount, precision), Kind.MONEY, negative=True)
    assert isinstance(read, Parsed)
    assert (read.value, read.precision, read.is_money) == (amount, precision, True)


@given(PERCENTS, st.integers(2, 4))
def test_what_a_percentage_is_written_as_is_read_back(percent, decimals):
    read = parse(formats.percentage(percent, decimals), Kind.PERCENTAGE)
    assert isinstance(read, Parsed)
    assert (read.value, read.decimals, read.is_percent) == (percent, decimals, True)


LIKE_NUMBERS = st.text(alphabet="0123456789.,-+£%()/ km\u00a0\u2009\u2013e_'abcdnortu<>=:", max_size=24)


@given(st.one_of(st.text(max_size=60), LIKE_NUMBERS), st.sampled_from(Kind), st.booleans())
def test_no_text_raises_and_each_gets_a_named_outcome_with_its_raw_text(text, kind, negative):
    read = parse(text, kind, negative=negative)
    assert isinstance(read, Parsed | Missing | StateProposed | Ambiguous | Wrong)
    assert read.raw == text


@given(LIKE_NUMBERS, st.sampled_from(Kind), st.booleans())
def test_no_value_leaves_a_figure_of_its_text_unread(text, kind, negative):
    """The figures of the text, in their order, are those of the value: £135, 640 is never 135."""
    read = parse(text, kind, negative=negative)
    if not isinstance(read, Parsed):
        return
    typed = re.sub(r"[a-z]+\.|[^0-9.]", "", text)  # "c." is no point
    scale = next((power for letter, power in (("bn", 9), ("m", 6), ("k", 3)) if re.search(rf"\d\s*{letter}", text)), 0)
    assert abs(read.value) == Decimal(typed).scaleb(scale)
    assert (read.value < 0) == (("-" in text or "(" in text) and read.value != 0)


@given(
    st.one_of(st.floats(), st.integers(), st.booleans(), st.none(), st.dates(), st.decimals()), st.sampled_from(Kind)
)
def test_no_cell_raises(cell, kind):
    assert isinstance(parse_cell(cell, kind, number_format="0%"), Parsed | Missing | StateProposed | Ambiguous | Wrong)
