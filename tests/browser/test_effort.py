"""How many presses a job takes in a real browser, against the budgets that were set for it."""

import pytest
from playwright.sync_api import expect

from commissioning.choices import State, Template
from commissioning.models import Narrative, Observation, ObservationValue
from tests.browser.person import Person
from tests.commissioning.idva import Idva, idva

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_FOR_A_LIGHT_RETURN = 12
SEVENTY_WORDS = " ".join(
    ["Demand went on growing, and the team met families at home, in schools and in hospitals."] * 4
    + ["A new worker begins in May."]
)


@pytest.fixture
def light(live_server) -> Idva:
    """A light return that asks three figures and a paragraph."""
    found = idva(Template.LIGHT)
    Observation.objects.filter(service_measure__code="within-72").delete()
    return found


def test_a_light_return_goes_from_home_to_sent_on_one_page_within_twelve_presses(light, page_of):
    assert len(SEVENTY_WORDS.split()) == 70
    page = page_of(light.alice)
    page.goto("/")
    alice = Person(page)
    alice.clicks(page.get_by_role("link", name="Enter IDVA service", exact=True))
    form = page.url
    alice.clicks(page.locator(f"[name='{light.box('referrals')}']"))
    alice.writes("492")
    alice.keys("Enter")
    alice.writes("101")
    alice.keys("Enter")
    alice.writes("471")
    alice.keys("Tab")
    alice.writes("492")
    alice.clicks(page.get_by_label("Paragraph for the update"))
    alice.writes(SEVENTY_WORDS)
    assert page.url == form
    alice.clicks(page.get_by_role("button", name="Save and check"))
    alice.clicks(page.get_by_role("button", name="Send", exact=True))
    expect(page.locator(".ct-head__sub")).to_contain_text("To check")
    assert light.now().state == State.SUBMITTED
    assert ObservationValue.objects.count() == 3
    assert Narrative.objects.get().text == SEVENTY_WORDS
    assert len(alice.presses) <= MOST_FOR_A_LIGHT_RETURN, alice.presses
