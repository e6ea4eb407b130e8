"""Lists what is owed for a quarter, with its due date and its empty boxes."""

from datetime import datetime

from commissioning.choices import ItemBy, Route
from commissioning.models import (
    Category,
    Observation,
    OfficeItem,
    Pack,
    QuarterlyReturn,
    ReportingPeriod,
    ReportingRoute,
    ServiceMeasure,
)
from tracker.models import Office
from tracker.periods import add_working_days


def open_quarter(period: ReportingPeriod, *, at: datetime) -> None:
    office = Office.objects.get()
    period.due_on = add_working_days(period.end, office.due_working_days)
    period.opened_at = at
    period.save(update_fields=["due_on", "opened_at"])
    for route in ReportingRoute.objects.in_force(period.end).select_related("service", "provider"):
        if route.route != Route.NONE:
            _owe_return(period, route)


def _owe_return(period: ReportingPeriod, route: ReportingRoute) -> None:
    pack, _ = Pack.objects.get_or_create(provider=route.provider, period=period, defaults={"due_on": period.due_on})
    quarterly_return = QuarterlyReturn.objects.create(
        pack=pack, service=route.service, provider=route.provider, period=period, due_on=period.due_on
    )
    whole = Category.objects.get(code=Category.ALL)
    Observation.objects.bulk_create(
        Observation(
            service_measure=measure,
            provider=route.provider,
            period=period,
            category=whole,
            version=measure.measure.versions.latest("number"),
            quarterly_return=quarterly_return,
        )
        for measure in ServiceMeasure.objects.filter(service=route.service).select_related("measure")
    )
