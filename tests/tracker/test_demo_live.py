"""The fixture that brings the demonstration back for every test that sees committed data."""

import pytest

from providers.models import Provider
from tracker.models import Office


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_changed_the_next_does_not_see(demo_live: None, turn: str) -> None:
    office = Office.objects.get()
    assert office.demo
    assert office.name != "Changed"
    assert Provider.objects.count() > 10
    Office.objects.update(name="Changed")
