"""What belongs to the services of the portfolio that is kept: as the database has it, without a query."""

from django.db import connection
from django.db.models import prefetch_related_objects
from django.test.utils import CaptureQueriesContext

from commissioning.figures import reference_for
from commissioning.figures.portfolio import portfolio_for
from commissioning.models import Service, ServiceMeasure
from tracker.models import Office

NAMES = ("areas", "parts", "service_providers")


def test_areas_parts_and_deliveries_are_those_of_the_database(demo):
    portfolio = portfolio_for(reference_for(Office.objects.get()))
    stored = {
        (each.pk, name): list(getattr(each, name).all())
        for each in Service.objects.prefetch_related(*NAMES)
        for name in NAMES
    }
    with CaptureQueriesContext(connection) as queries:
        found = {
            (key, name): list(getattr(each, name).all()) for key, each in portfolio.services.items() for name in NAMES
        }
    assert found == stored
    assert len(queries) == 0
    assert all(any(rows for (_, of), rows in stored.items() if of == name) for name in NAMES)  # control


def test_whatever_else_belongs_to_a_service_is_asked_of_the_database(demo):
    portfolio = portfolio_for(reference_for(Office.objects.get()))
    service = portfolio.services[ServiceMeasure.objects.filter(service__areas__isnull=False)[0].service_id]
    assert list(service.measures.all()) == list(Service.objects.get(pk=service.pk).measures.all())
    assert service.measures.exists()
    assert set(service.areas.filter(pk__gt=0)) == set(service.areas.all())
    prefetch_related_objects([service], "areas")
    assert list(service.areas.all()) == list(Service.objects.get(pk=service.pk).areas.all())
