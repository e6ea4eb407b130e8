"""Which numbers a text names: what a hidden count is looked for in."""

import pytest

from reports.document.hiding import numbers_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("only 1 person", {1}),
        ("Only one man came", {1}),
        ("twenty-one of 1,204 people", {21, 1204}),
        ("up 3, 20.0%", {3}),
        ("in Q2 2021/22, on 4 October 2022", set()),
        ("£3 and £1,204.50, 3% and 3.5", set()),
        ("since March 2022 two left", {2}),
        ("nobody", set()),
        ("3. The third", {3}),
    ],
)
def test_numbers_in_a_text(text, numbers):
    assert numbers_in(text) == numbers
