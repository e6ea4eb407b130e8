"""Addresses of the lists behind the dashboard's numbers, with the same filter as the dashboard."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


def returns_url(found: Any, **query: str) -> str:
    return _list("returns", found, query)


def services_url(found: Any, **query: str) -> str:
    return _list("services", found, query)


def service_url(found: Any, service: int, tab: str = "") -> str:
    address = [found.scene.quarter.slug, service]
    return reverse("service-tab", args=[*address, tab]) if tab else reverse("service", args=address)


def _list(name: str, found: Any, query: dict[str, str]) -> str:
    chosen = found.query | query
    address = reverse(name, args=[found.scene.quarter.slug])
    return f"{address}?{urlencode(chosen)}" if chosen else address
