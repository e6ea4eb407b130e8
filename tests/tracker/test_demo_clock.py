"""The clock of a demonstration: set back for the whole process, going on from there, and said on every page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.commissioning.factories import OfficeFactory
from tests.commissioning.pages import words
from tracker.demo_clock import set_back

NEAR = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def now_again() -> Iterator[None]:
    yield
    set_back(0)


def test_all_who_ask_are_told_the_earlier_day_and_time_goes_on() -> None:
    set_back(1400)
    earlier = datetime.now(UTC) - timedelta(days=1400)
    assert abs(timezone.now() - earlier) < NEAR
    assert abs((timezone.localdate() - earlier.date()).days) <= 1  # what Django itself asks for is set back too
    assert timezone.now() < timezone.now() + timedelta(microseconds=1)


def test_set_back_twice_it_is_set_back_once_and_with_nought_it_is_now() -> None:
    set_back(1400)
    set_back(10)
    assert abs(timezone.now() - datetime.now(UTC) + timedelta(days=10)) < NEAR
    set_back(0)
    assert abs(timezone.now() - datetime.now(UTC)) < NEAR


def test_every_page_says_the_day_of_the_demonstration_and_a_real_site_says_none(db, client, settings) -> None:
    OfficeFactory(demo=True)
    assert "Today is" not in words(client.get("/accounts/login/"))
    settings.DEMO_DAYS_BACK = 1400
    set_back((datetime.now(UTC).date() - datetime(2023, 1, 27).date()).days)
    assert "people are invented. Today is 27 January 2023" in words(client.get("/accounts/login/"))
