"""The menu of pages that belong to no quarter leads to the quarter in hand, and so does Search."""

import pytest
from django.urls import reverse

from tests.commissioning.pages import words
from tracker.roles import Role

pytestmark = pytest.mark.pages


@pytest.mark.parametrize("page", ["tokens", "second-factor", "words", "set-up"])
def test_it_is_whole_on_every_page(demo, person, client_of, page):
    shown = client_of(person(Role.MANAGER)).get(reverse(page))
    labels = [entry["label"] for entry in shown.context["navigation"]]
    assert labels == ["Home", "Returns", "Services", "Money", "Registers", "Quarterly update"]
    in_hand = shown.context["menu_quarter"].slug
    assert all(in_hand in entry["url"] for entry in shown.context["navigation"][1:])
    assert f'href="{reverse("search", args=[in_hand])}"' in shown.content.decode()


def test_somebody_who_reads_no_returns_is_not_led_to_search(demo, person, client_of):
    assert "Search" not in words(client_of(person(Role.ADMINISTRATOR)).get(reverse("second-factor")))
