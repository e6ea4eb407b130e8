"""Services, with who delivers them, how they report and in which calendar."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from commissioning.choices import Stage
from commissioning.forms.set_up.services import (
    NewServiceForm,
    RouteForm,
    ServiceCalendarForm,
    ServiceForm,
    ServiceProviderForm,
)
from commissioning.models import ReportingRoute, Service, ServiceCalendar, ServiceProvider
from commissioning.views.set_up.measures import SERVICE_MEASURES
from commissioning.workflow.set_up.services import SET_UP, keep_route, keep_service
from tracker.set_up.kinds import Gap, Group, Kind, Link
from tracker.set_up.namesakes import namesakes
from tracker.tables import DayColumn

RUNNING = [Stage.MOBILISING, Stage.LIVE, Stage.EXTENSION, Stage.ENDING]

DELIVERY = Kind(
    slug="service-providers",
    model=ServiceProvider,
    one="provider",
    many="who delivers it",
    about="The lead, and the partners that deliver with it.",
    permission=SET_UP,
    group=Group.DELIVERY,
    form=ServiceProviderForm,
    columns={"provider": "Provider", "role": "As"},
    search=("provider__name",),
    related=("provider",),
    belongs_to="service",
)
ROUTES = Kind(
    slug="routes",
    model=ReportingRoute,
    one="reporting route",
    many="who reports",
    about="How the service reports for each provider. A new route takes over from its first day.",
    permission=SET_UP,
    group=Group.DELIVERY,
    form=RouteForm,
    columns={
        "provider": "Of whom",
        "route": "How",
        "starts_on": DayColumn(verbose_name="From", nil="the start"),
        "ends_on": DayColumn(verbose_name="To", nil="goes on"),
    },
    search=("provider__name",),
    related=("provider",),
    belongs_to="service",
    keep=keep_route,
)
SERVICE_CALENDARS = Kind(
    slug="service-calendars",
    model=ServiceCalendar,
    one="calendar",
    many="in which calendar",
    about="Without one the service reports by financial quarter.",
    permission=SET_UP,
    group=Group.DELIVERY,
    form=ServiceCalendarForm,
    columns={"calendar": "Calendar", "starts_on": DayColumn(verbose_name="From")},
    search=("calendar__name",),
    related=("calendar",),
    belongs_to="service",
)


def to_service(request: HttpRequest, record: Service) -> Sequence[Link]:
    """The page on which everybody reads it, and that on which its figures are put in order."""
    quarter: Any = getattr(request, "quarter_in_hand", None)
    order = Link("Order of its figures", reverse("order-figures", args=[record.pk]))
    return [Link("See the service", reverse("service", args=[quarter.slug, record.pk])), order] if quarter else [order]


SERVICES = Kind(
    slug="services",
    model=Service,
    one="service",
    many="services",
    about="What is delivered, and what is to come. A service needs only a name and a place in the plan.",
    permission=SET_UP,
    group=Group.DELIVERY,
    form=ServiceForm,
    add_form=NewServiceForm,
    cautions=namesakes("services"),
    columns={
        "name": "Service",
        "objective": "Objective",
        "theme": "Theme",
        "lead_officer": "Lead officer",
        "stage": "Stage",
    },
    search=("name", "code", "service_providers__provider__name"),
    related=("objective", "theme", "lead_officer", "part_of"),
    parts=(DELIVERY, ROUTES, SERVICE_CALENDARS, SERVICE_MEASURES),
    links=to_service,
    keep=keep_service,
    gaps=(
        Gap("lead officer", Q(lead_officer=None), "lead_officer"),
        Gap("provider", Q(service_providers=None), "service-providers"),
        Gap("reporting route", Q(routes=None, stage__in=RUNNING) & ~Q(parts__routes__isnull=False), "routes"),
        Gap("area", Q(areas=None), "areas"),
        Gap(
            "award",
            Q(awards=None, stage__in=RUNNING)
            & (Q(part_of=None) | Q(part_of__awards=None))
            & ~Q(parts__awards__isnull=False),
            "award",
            kind="awards",
        ),
        Gap("figures that it reports", Q(measures=None, stage__in=RUNNING), "service-measures"),
    ),
)
