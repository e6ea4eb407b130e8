"""The first look of a process at a page: all that it kept is forgotten, what is kept in the database is found, and what
is set up is read before the process serves.
"""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commissioning import figures
from commissioning.figures import kept
from commissioning.models import Award, Service, ServiceMeasure
from tests.commissioning.pages import MOST_QUERIES, queries_of
from tracker import beginning
from tracker.beginning import begin
from tracker.roles import Role

PAGES = {
    "awards/": Role.VIEWER,
    "awards/{award}/": Role.MANAGER,
    "money/streams/{stream}/": Role.FINANCE,
    "providers/{provider}/": Role.OFFICER,
    "registers/risks/": Role.VIEWER,
    "open/": Role.MANAGER,
    "reminders/": Role.OFFICER,
    "home/": Role.OFFICER,
    "?officer={officer}": Role.MANAGER,
    "services/": Role.VIEWER,
    "services/?officer={officer}": Role.MANAGER,
    "services/{service}/": Role.OFFICER,
    "figures/": Role.MANAGER,
    "figures/?officer={officer}": Role.OFFICER,
    "services/{service}/figures/": Role.VIEWER,
    "services/{service}/handover/": Role.OFFICER,
    "services/{service}/meeting/": Role.OFFICER,
    "measures/{measure}/": Role.MANAGER,
}


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration is looked up as a large portfolio is."""
    monkeypatch.setattr(kept, "LARGE", 0)


def address(page: str) -> str:
    award = Award.objects.filter(splits__stream__allocations__isnull=False).order_by("pk")[0]
    stream = award.splits.order_by("pk")[0].stream_id
    led = Service.objects.exclude(lead_officer=None).order_by("pk")[0]
    keys = {"award": award.pk, "stream": stream, "provider": award.provider_id}
    measure = ServiceMeasure.objects.order_by("pk")[0].measure_id
    return "/quarters/2022-23-q2/" + page.format(**keys, service=led.pk, officer=led.lead_officer_id, measure=measure)


def first_look(client: Client, url: str) -> int:
    figures.forget()
    begin()
    caches["fragments"].clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", PAGES)
def test_a_first_look_asks_for_no_more_than_any_page(demo, client_of, person, monkeypatch, page):
    client, url = client_of(person(PAGES[page])), address(page)
    first_look(client, url)
    assert queries_of(client, url) <= first_look(client, url) <= MOST_QUERIES
    with monkeypatch.context() as nothing:
        nothing.setattr(kept, "find", lambda name: None)
        nothing.setattr(beginning, "_makers", [])
        assert first_look(client, url) > 20  # control
