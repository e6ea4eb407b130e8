"""Where a figure comes from: all its values, its return, who entered and who approved it."""

from decimal import Decimal

import pytest
from django.test import Client

from commissioning.choices import Standing
from commissioning.models import Observation
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, words
from tracker.models import User
from tracker.roles import Role

Q2 = "/quarters/2022-23-q2"


@pytest.fixture
def alice(demo) -> Client:
    client = Client()
    client.force_login(User.objects.filter(role=Role.OFFICER).earliest("pk"))
    return client


def url_of(code: str, period: str) -> str:
    found = Observation.objects.get(service_measure__code=code, period__slug=period)
    return f"{Q2}/figures/{found.pk}/"


def test_a_figure_of_a_return(alice):
    answer = alice.get(url_of("idva-referrals", "2022-23-q2"))
    said = words(answer)
    assert "492" in said
    assert "Ruth Calder, 21 October 2022, 15:00" in said
    assert "Helen Marsh, 3 November 2022, 11:00" in said
    assert any(href.startswith("/returns/") for href, _ in read(answer).links)
    light(answer)


def test_an_earlier_figure_has_no_return(alice):
    said = words(alice.get(url_of("idva-referrals", "2021-22-q2")))
    assert "465" in said
    assert "Taken over, not approved" in said
    assert "None: this is an earlier figure that was taken over" in said


def test_a_percentage_without_its_parts_is_unverified(alice):
    said = words(alice.get(url_of("idva-contact-48h", "2022-23-q2")))
    assert "95.83%" in said
    assert "Parts not given: unverified" in said or "parts not given: unverified" in said


@pytest.fixture
def corrected(db):
    """A figure with two values, 20 and then 22."""
    make.OfficeFactory()
    quarter = make.quarters()[5]
    found = make.ObservationFactory(period=quarter, value=Decimal(20))
    first = make.UserFactory(name="First Writer")
    make.ObservationValueFactory(observation=found, by=first, raw={"value": " 20 "})
    Observation.objects.filter(pk=found.pk).update(value=Decimal(22))
    found.refresh_from_db()
    told = {"source": "correction", "why": "Two came in late.", "evidence": "their data lead, 4 November 2022"}
    make.ObservationValueFactory(observation=found, by=make.UserFactory(name="Second Writer"), **told)
    return found


def test_every_value_newest_first(corrected, client_of, officer):
    said = words(client_of(officer).get(f"{Q2}/figures/{corrected.pk}/"))
    assert said.index("Second Writer") < said.index("First Writer")
    assert "Correction" in said
    assert "Two came in late." in said
    assert "Evidence: their data lead, 4 November 2022" in said


@pytest.mark.parametrize("standing", [Standing.SUBMITTED, Standing.DRAFT])
def test_a_viewer_sees_only_what_counts(corrected, person, client_of, standing):
    Observation.objects.filter(pk=corrected.pk).update(standing=standing)
    address = f"{Q2}/figures/{corrected.pk}/"
    assert client_of(person(Role.VIEWER)).get(address).status_code == 404
    assert client_of(person(Role.OFFICER)).get(address).status_code == 200


def test_few_queries_however_many_values(corrected, client_of, officer):
    def grow():
        for _ in range(5):
            make.ObservationValueFactory(observation=corrected, by=make.UserFactory())

    flat(client_of(officer), f"{Q2}/figures/{corrected.pk}/", grow)


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ADMINISTRATOR])
def test_not_for_providers_or_administrators(corrected, person, client_of, role):
    assert client_of(person(role)).get(f"{Q2}/figures/{corrected.pk}/").status_code == 403


def test_no_such_figure(alice):
    assert alice.get(f"{Q2}/figures/999999999999999999999/").status_code == 404
