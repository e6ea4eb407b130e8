"""Worlds that differ in hidden counts alone have one public copy: no order, bar, note or sentence depends on them.

Page, PDF, Word and spreadsheet are made of that copy alone, so neither does anything in them.
"""

import json

import pytest

from commissioning.models import Category, Observation
from reports.builder import build, build_public
from reports.document import Audience, Hidden, for_audience, to_json
from reports.models import Update
from tests.reports.categories import by_area
from tracker.models import Office

pytestmark = [pytest.mark.pages, pytest.mark.usefixtures("demo")]
BOARD = Audience.BOARD


def text(*, public: bool = True) -> str:
    update, office = Update.objects.get(period__slug="2022-23-q2"), Office.objects.get()
    found = (
        build_public(update, office=office).document if public else for_audience(build(update, office=office), BOARD)
    )
    return json.dumps(to_json(found), indent=1)


def count(code: str, number: int, slug: str = "2022-23-q2") -> None:
    whole = Observation.objects.filter(service_measure__code=code, period__slug=slug, category__code=Category.ALL)
    assert whole.update(value=number)


def area(**numbers: int) -> None:
    for name, number in numbers.items():
        assert Observation.objects.filter(category__name=name.replace("_", " "), state="reported").update(value=number)


@pytest.fixture(autouse=True)
def texts_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a text with a hidden number waits to be reworded is another rule, with tests of its own."""
    monkeypatch.setattr(Hidden, "numbers_of", lambda self, services: frozenset())


def test_a_public_copy_is_the_same_whatever_the_hidden_counts_are() -> None:
    by_area()
    count("drive-referrals", 3)
    count("ypidva-declined", 1)
    first, board = text(), text(public=False)
    for declined, referred, herefordshire in ((2, 4, 1), (4, 1, 4)):
        count("ypidva-declined", declined)
        count("drive-referrals", referred)
        area(Herefordshire=herefordshire, Not_known=42 - herefordshire)
        assert text() == first
    assert text(public=False) != board  # the control: whom nothing is hidden from sees it


def test_a_hidden_quarter_of_a_chart_leaves_a_gap_that_says_nothing_of_its_height() -> None:
    count("drive-referrals", 4, "2022-23-q1")
    first, board = text(), text(public=False)
    count("drive-referrals", 1, "2022-23-q1")
    assert text() == first
    assert text(public=False) != board


def test_a_count_that_is_shown_changes_the_copy() -> None:
    """Else the two above would show nothing."""
    before = text()
    count("drive-referrals", 56)
    assert text() != before
