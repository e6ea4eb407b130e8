"""Running text: its sentences, its numbers in words, its dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.claims import sentences_in
from commissioning.parsing.mentions import dates_in
from commissioning.parsing.numerals import MOST, NUMBER_IN_WORDS, in_number_words, read_number_words
from commissioning.parsing.prose import blocks_of, sentences_of, without_bullet
from tests.commissioning.claims_facts import facts

AUGUST = date(2022, 8, 15)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two? Three! Four", ["One.", "Two?", "Three!", "Four"]),
        ("At Dr. Lee's, e.g. on Mondays, it is 3.5 of 10.", ["At Dr. Lee's, e.g. on Mondays, it is 3.5 of 10."]),
        (
            "It opens at 5 p.m. on Mondays. It shuts at 9 p.m. Nobody minds.",
            ["It opens at 5 p.m. on Mondays.", "It shuts at 9 p.m.", "Nobody minds."],
        ),
        ("See no. 7 (p. 3). J. Bloggs wrote it.", ["See no. 7 (p. 3).", "J. Bloggs wrote it."]),
        ("98.7% agreed. 7 people did not.", ["98.7% agreed.", "7 people did not."]),
        ("He said “Yes.” She left.", ["He said “Yes.”", "She left."]),
        ("Etc. goes on. The end.", ["Etc. goes on.", "The end."]),
        (
            "Done:\n• one thing\n• another. And more.\n1. first",
            ["Done:", "• one thing", "• another.", "And more.", "1. first"],
        ),
        ("A heading\nAnd a line", ["A heading", "And a line"]),
    ],
)
def test_sentences(text, sentences):
    assert [each.text for each in sentences_of(text)] == sentences


def test_a_line_that_an_e_mail_broke_goes_on_in_the_next():
    text = "This line was broken by the program that sent it at about here, in\nthe middle. And a second one."
    assert [each.text.replace("\n", " ") for each in sentences_of(text)] == [
        "This line was broken by the program that sent it at about here, in the middle.",
        "And a second one.",
    ]


def test_an_empty_line_ends_a_block():
    assert [each.text for each in blocks_of("One\ntwo\n\n\nthree\n")] == ["One", "two", "three"]
    assert [without_bullet(each.text) for each in blocks_of("- one\n(b) two\n3) three")] == ["one", "two", "three"]


@given(st.text("ab .?!\n•-1A", max_size=80))
def test_every_word_is_in_one_sentence_and_where_it_says(text):
    found = sentences_of(text)
    assert "".join("".join(each.text.split()) for each in found) == "".join(text.split())
    assert all(text[each.start : each.end] == each.text for each in found)


@given(st.integers(0, MOST - 1))
def test_a_number_in_words_is_read_back(number):
    words = in_number_words(number)
    assert read_number_words(words) == number
    assert read_number_words(words.upper()) == number
    assert read_number_words(words.replace("-", " ")) == number
    assert NUMBER_IN_WORDS.fullmatch(words)


@given(st.text("abdeghilmnorstuvwy -", max_size=40))
def test_what_is_no_number_in_words_is_none(text):
    number = read_number_words(text)
    assert number is None or 0 <= number < MOST * 1000


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("two hundred and ten", 210),
        ("two hundred ten", 210),
        ("a hundred", 100),
        ("a thousand and one", 1001),
        ("half a dozen", 6),
        ("three dozen", 36),
        ("Twentyone", 21),
        ("twelve hundred", 1200),
        ("two thousand and", None),
        ("second", None),
        ("tennis", None),
        ("", None),
    ],
)
def test_written_numbers(text, number):
    assert read_number_words(text) == number


def test_a_number_beyond_what_is_written_out_is_refused():
    with pytest.raises(ValueError, match="not written out"):
        in_number_words(MOST)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on 30 September 2022", [(date(2022, 9, 30), date(2022, 9, 30))]),
        ("on the 1st of August", [(date(2022, 8, 1), date(2022, 8, 1))]),
        ("on October 4th", [(date(2022, 10, 4), date(2022, 10, 4))]),
        (
            "on 21/10/2022 or 2022-10-22",
            [(date(2022, 10, 21), date(2022, 10, 21)), (date(2022, 10, 22), date(2022, 10, 22))],
        ),
        ("during November", [(date(2022, 11, 1), date(2022, 11, 30))]),
        ("by February 2024", [(date(2024, 2, 1), date(2024, 2, 29))]),
        ("in May we may march on", [(date(2022, 5, 1), date(2022, 5, 31))]),
        ("in Q3", [(date(2022, 10, 1), date(2022, 12, 31))]),
        ("in Q4 2021/22", [(date(2022, 1, 1), date(2022, 3, 31))]),
        ("for 2022/23", [(date(2022, 4, 1), date(2023, 3, 31))]),
        ("open 24/7, for 14-17 year olds, split 50/50, in 13/20 cases", []),
    ],
)
def test_dates(text, dates):
    assert [(each.first, each.last) for each in dates_in(text, AUGUST)] == dates


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("31 September 2022", "September 2022 has 30 days"),
        ("29 February 2023", "February 2023 has 28 days"),
        ("30/14/2022", "there is no month 14"),
        ("Monday 21 October 2022", "was a Friday"),
        ("for 22/22", "the one that begins in 2022 is 2022/23"),
        ("Friday 21 October 2022", ""),
        ("29 February 2024", ""),
    ],
)
def test_impossible_dates_say_why(text, fault):
    (found,) = dates_in(text, AUGUST)
    assert fault in found.fault
    assert bool(fault) == bool(found.fault)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("We had 1,204 calls and £3.5k.", [("count", "1204"), ("money", "3500")]),
        ("Two of the 12 were 14-17 years old.", [("count", "2"), ("count", "12")]),
        ("Call 101, 24/7, under section 9 at level 3.", []),
        ("In 2021 it took 48 hours and 12 weeks.", []),
        ("12.5% of 96 per cent.", [("percent", "12.5"), ("percent", "96")]),
        ("Safer Streets 4 was the 2nd for 3-year-olds aged 3.", []),
        ("It cost £135, 640.", [("money", "135640")]),
    ],
)
def test_numbers_of_a_sentence(text, numbers):
    (sentence,) = sentences_in(text, facts({}))
    told = [(each.role.value, each.value) for each in sentence.quantities if each.role in ("count", "money", "percent")]
    assert [(role, str(value)) for role, value in told] == numbers
