"""Addresses of the lists behind the dashboard's numbers, with the same filter as the dashboard."""

from urllib.parse import urlencode

from commissioning.views.addresses import address
from commissioning.views.dashboard.found import Found


def returns_url(found: Found, **query: str) -> str:
    return _list("returns", found, query)


def services_url(found: Found, **query: str) -> str:
    return _list("services", found, query)


def awards_url(found: Found, **query: str) -> str:
    return _list("awards", found, query)


def service_url(found: Found, service: int, tab: str = "") -> str:
    parts = (found.scene.quarter.slug, service)
    return address("service-tab", *parts, tab) if tab else address("service", *parts)


def causes_url(found: Found, cause: str) -> str:
    """The passages in which services name the cause."""
    return f"{_list('causes', found, {})}#{cause}"


def _list(name: str, found: Found, query: dict[str, str]) -> str:
    chosen = found.query | query
    listed = address(name, found.scene.quarter.slug)
    return f"{listed}?{urlencode(chosen)}" if chosen else listed
