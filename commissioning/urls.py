"""Addresses of this app's pages."""

from django.urls import URLPattern, path

from commissioning.views.quarters import choose_quarter
from commissioning.views.services import services

QUARTER = "quarters/<slug:quarter>"

# pages to read
urlpatterns: list[URLPattern] = [
    path("quarters/choose/", choose_quarter, name="choose-quarter"),
    path(f"{QUARTER}/services/", services, name="services"),
]
