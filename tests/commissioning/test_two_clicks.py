"""From any number to where it comes from, in at most two clicks: value, past, return, people and day."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from commissioning.choices import State
from commissioning.models import FundingStream, Observation, SpendLine
from tests.commissioning.pages import read, words
from tracker.models import User

pytestmark = pytest.mark.pages

Q2 = "2022-23-q2"
ASIDE = ("/returns/", "/registers/", "/views/", "/search/", "format=")  # they lead to no amount or figure
PAST = {"figure": "Every value that it had", "spend": "Every amount that was sent"}


@pytest.fixture
def client(demo: None, officer: User, client_of) -> Client:
    return client_of(officer)


def places(client: Client, url: str) -> Iterator[str]:
    """Where a page leads to in this quarter, each address once."""
    response = client.get(url)
    if not response["Content-Type"].startswith("text/html"):
        return iter(())  # a file leads nowhere
    found = (href.partition("#")[0] for href, _ in read(response).links)
    return iter(dict.fromkeys(href for href in found if href.startswith(f"/quarters/{Q2}/") and href != url))


def clicks(client: Client, start: str, goal: str) -> int | None:
    """After how many clicks one is there: one, two, or None for more."""
    first = list(places(client, start))
    if goal in first:
        return 1
    likely = [url for url in first if not any(each in url for each in ASIDE)]
    return 2 if any(goal in places(client, url) for url in likely) else None


def tells(client: Client, goal: str, kind: str) -> None:
    """The page at the end says all that is asked of it."""
    shown = words(client.get(goal))
    for said in (PAST[kind], "Entered by", "Sent by", "Approved by", "Source", "Helen Marsh"):
        assert said in shown, said


@pytest.fixture
def figure(demo: None) -> Observation:
    """The headline figure of a service, approved."""
    rows = Observation.objects.filter(quarterly_return__state=State.APPROVED, period__slug=Q2, state="reported")
    found = rows.filter(service_measure__headline=True).order_by("service_measure__service__name").first()
    assert found is not None
    return found


def starts_of(figure: Observation) -> dict[str, str]:
    service, measure = figure.service_measure.service, figure.service_measure.measure_id
    return {
        "dashboard": reverse("dashboard", args=[Q2]),
        "figures": reverse("figures", args=[Q2]) + f"?q={figure.service_measure.code}",
        "service": reverse("service", args=[Q2, service.pk]),
        "measure": reverse("measure", args=[Q2, measure]),
        "update": reverse("update", args=[Q2]),
    }


@pytest.mark.parametrize("page", ["dashboard", "service", "measure", "update"])
def test_from_a_figure(client, figure, page):
    goal = reverse("figure", args=[Q2, figure.pk])
    assert clicks(client, starts_of(figure)[page], goal) in (1, 2)
    tells(client, goal, "figure")


@pytest.mark.parametrize("page", ["dashboard", "money", "awards", "stream", "provider", "service", "award"])
def test_from_an_amount(client, page):
    line = SpendLine.objects.get(award__code="csp-2022-shropshire", pack__period__slug=Q2)
    stream, service = FundingStream.objects.get(code="pcc-csp"), line.award.services.get()
    starts = {
        "dashboard": reverse("dashboard", args=[Q2]),
        "money": reverse("money", args=[Q2]),
        "awards": reverse("awards", args=[Q2]),
        "stream": reverse("stream", args=[Q2, stream.pk]),
        "provider": reverse("money-by", args=[Q2, "provider"]),
        "service": reverse("service-tab", args=[Q2, service.pk, "money"]),
        "award": reverse("award", args=[Q2, line.award_id]),
    }
    goal = reverse("spend", args=[Q2, line.pk])
    assert clicks(client, starts[page], goal) in (1, 2)
    tells(client, goal, "spend")


def test_control_what_is_not_led_to_is_not_found(client):
    assert clicks(client, reverse("money", args=[Q2]), f"/quarters/{Q2}/spend/999999/") is None
