"""Lists whose keys are known in order: page by page the rows that the database finds and sorts."""

from typing import Any

import pytest
from django.core.cache import caches
from django.urls import reverse

from commissioning.figures import forget, kept
from commissioning.models import Award, QuarterlyReturn, Service
from commissioning.views.awards.listed import AwardList
from commissioning.views.measures import Figures
from commissioning.views.owed_lists import OwedList
from commissioning.views.registers import RegisterList
from tracker.models import Office
from tracker.roles import Role
from tracker.tables import KnownPages

QUARTER = "2022-23-q2"
LISTS = {"returns": "", "returns ": "?part=packs", "awards": "", "register": ""}


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration is looked up as a large portfolio is."""
    monkeypatch.setattr(kept, "LARGE", 0)
    monkeypatch.setattr("tracker.views.PER_PAGE", 5)
    for view in (AwardList, Figures, OwedList, RegisterList):
        monkeypatch.setattr(view, "table_pagination", {"per_page": 5})
    forget()


def table_of(client: Any, address: str) -> Any:
    """The list as it is made, not as a page that was kept."""
    caches["fragments"].clear()
    return client.get(address).context["table"]


def pages(client: Any, address: str) -> list[list[int]]:
    found, number = [], 1
    while True:
        join = "&" if "?" in address else "?"
        table = table_of(client, f"{address}{join}page={number}")
        found.append([row.record.pk for row in table.paginated_rows])
        assert len(table.data) == table.paginator.count
        if number >= table.paginator.num_pages:
            assert len(table.data) == sum(map(len, found))
            return found
        number += 1


@pytest.mark.parametrize("name", LISTS)
def test_the_pages_are_those_that_the_database_finds(demo, person, client_of, monkeypatch, name):
    for number, key in enumerate(Service.objects.order_by("pk").values_list("pk", flat=True)[:3]):
        Service.objects.filter(pk=key).update(name=f"{'ÄäZ'[number]} service (moved)")
    last = Award.objects.order_by("-pk").values_list("pk", flat=True)[:3]
    Award.objects.filter(pk__in=list(last)).update(title="Ä grant")
    Office.objects.reference_changed()
    client = client_of(person(Role.OFFICER))
    kind = ["risks"] if name == "register" else []
    address = reverse(name.strip(), args=[QUARTER, *kind]) + LISTS[name]
    known = pages(client, address)
    assert isinstance(table_of(client, address).paginator, KnownPages)
    for view in (AwardList, OwedList, RegisterList):
        monkeypatch.setattr(view, "in_order", lambda self: None)
    asked = pages(client, address)
    assert not isinstance(table_of(client, address).paginator, KnownPages), "control"
    assert known == asked
    assert len(known) > 1


def test_what_is_filtered_or_sorted_otherwise_is_asked_of_the_database(demo, person, client_of):
    client, address = client_of(person(Role.OFFICER)), reverse("returns", args=[QUARTER])
    for query in ("?status=approved", "?sort=-service", "?sort=status"):
        assert not isinstance(table_of(client, address + query).paginator, KnownPages)
    names = [row.record.service.name.lower() for row in table_of(client, f"{address}?sort=-service").rows]
    assert names == sorted(names, reverse=True)


def test_what_changes_is_counted_anew(demo, person, client_of):
    client, address = client_of(person(Role.OFFICER)), reverse("figures", args=[QUARTER])
    before = len(table_of(client, address).data)
    held = QuarterlyReturn.objects.filter(period__slug=QUARTER).order_by("pk")[0].service
    assert held.measures.filter(ends_on=None).exists()
    held.measures.update(ends_on="2000-01-01", starts_on=None)
    Office.objects.reference_changed()
    assert len(table_of(client, address).data) < before
