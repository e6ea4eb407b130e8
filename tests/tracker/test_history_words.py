"""What the history of a set-up record tells of a value, in words."""

import pytest

from tracker.models import Office
from tracker.set_up.history import value_words


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("manager_above", "100000", "£100,000"),
        ("manager_above", "", ""),
        ("due_working_days", "15", "15"),
        ("self_approval", "True", "yes"),
    ],
)
def test_what_the_office_has_set_is_read_as_it_is_meant(name, text, words):
    assert value_words(Office, name, text) == words
