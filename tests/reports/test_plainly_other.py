"""Which numbers in a text plainly count no people, so that one decision may be given for many such texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.parsing.numerals import in_number_words
from reports.document import plainly_other
from reports.document.hiding import numbers_in


@pytest.mark.parametrize(
    ("text", "numbers", "other"),
    [
        ("They met 3 of the 5 aims.", {3}, ("3 of the 5 aims",)),
        ("They met three of the five aims.", {3}, ("three of the five aims",)),
        ("They met 3 of the 5 aims.", {3, 5}, ("3 of the 5 aims", "5 aims")),
        ("Two posts stay vacant.", {2}, ("Two posts",)),
        ("Two new posts stay vacant for 2 weeks.", {2}, ("Two new posts", "2 weeks")),
        ("A three-week course ended.", {3}, ("three-week",)),
        ("Phase 2 has begun.", {2}, ("Phase 2",)),
        ("Objective number 3 stands.", {3}, ("Objective number 3",)),
        ("1. Begin again.\n2. Go on.", {2}, ("2.",)),
        ("It opens at 3 pm.", {3}, ("3 pm",)),
        ("Both counties: 2 counties.", {2}, ("2 counties",)),
        ("Two people came.", {2}, ()),
        ("Two women's sessions were held.", {2}, ()),
        ("One of them declined.", {1}, ()),
        ("Two posts are vacant and two declined.", {2}, ()),
        ("We saw 3.", {3}, ()),
        ("Of 12 referred 3 stayed.", {3}, ()),
        ("Two posts stay vacant.", {4}, ()),
    ],
)
def test_what_a_number_stands_for(text: str, numbers: set[int], other: tuple[str, ...]) -> None:
    assert plainly_other(text, numbers) == other


@given(
    st.integers(1, 40), st.sampled_from(["people", "women", "of them", "clients", "referrals", "children", "victims"])
)
def test_a_count_of_people_is_never_taken_for_something_else(number: int, who: str) -> None:
    for text in (f"We met {number} {who} there.", f"We met {in_number_words(number)} {who} there."):
        assert number in numbers_in(text)
        assert plainly_other(text, [number]) == ()
