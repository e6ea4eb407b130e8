"""What is delivered, by whom, and how it reports."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, FilteredRelation, Min, Q, When
from django.db.models.functions import Coalesce

from commissioning.choices import DeliveryRole, Rag, ReportsFor, Route, Stage, Status, Template
from commissioning.models.calendars import ReportingCalendar
from commissioning.models.plan import Area, Objective, Theme
from providers.models import Provider


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, user):
        """Office people see every service; a provider's own people see those that the provider delivers."""
        return self.filter(service_providers__provider__memberships__user=user) if user.is_provider else self

    def in_plan_order(self):
        return self.order_by("objective__place", "theme__place", "place", "name", "pk")

    def running_in(self, quarter):
        """Those that had not ended before the quarter began."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=quarter.start))

    def with_plan(self):
        return self.select_related("objective", "theme", "part_of", "lead_officer")

    def with_quarter(self, periods, on):
        """Adds how each service stands in a quarter: `status_place` and `rag_place`, the places of the most pressing
        status and of the worst stored rating over its returns, and `late_since`, the earliest due day of a late one.

        `periods` are those that end in the quarter (`Reference.ending_in`). None: no return is owed, or none is rated.
        """
        due = Coalesce("owed__agreed_due_on", "owed__due_on")
        late = Q(owed__state__in=[Status.NOT_STARTED, Status.IN_PROGRESS], return_due__lt=on)
        states = [When(owed__state=status, then=place) for place, status in enumerate(Status)]
        rated = [When(owed__rag=rag, then=place) for place, rag in enumerate(Rag)]
        owed = FilteredRelation("returns", condition=Q(returns__period__in=periods))  # not those of other years
        return self.alias(owed=owed, return_due=due).annotate(
            status_place=Min(Case(When(late, then=0), *states)),
            late_since=Min("return_due", filter=late),
            rag_place=Min(Case(*rated), filter=Q(owed__state=Status.APPROVED)),
        )


class Service(models.Model):
    """Something delivered: not the provider, not the award. Needs only a name and a place in the plan."""

    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=160, unique=True, help_text="As the office calls it.")
    summary = models.CharField(max_length=300, blank=True, help_text="What it is for, in a sentence; may be empty.")
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="services", help_text="The priority that it serves."
    )
    theme = models.ForeignKey(
        Theme,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="services",
        help_text="Empty: directly under the objective.",
    )
    part_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
        help_text="The programme that it is a project of.",
    )
    place = models.PositiveSmallIntegerField(default=0, help_text="Order within its theme or objective.")
    lead_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="services",
        help_text="Empty: not known yet.",
    )
    areas = models.ManyToManyField(
        Area, blank=True, related_name="services", help_text="Where it works; empty: not known yet."
    )
    template = models.CharField(
        max_length=10, choices=Template.choices, default=Template.LIGHT, help_text="How much its return asks."
    )
    stage = models.CharField(max_length=14, choices=Stage.choices, default=Stage.LIVE, help_text="Where it stands.")
    reports_for = models.CharField(
        max_length=6,
        choices=ReportsFor.choices,
        default=ReportsFor.LEAD,
        help_text="Where several deliver: who sends returns.",
    )
    standing_text = models.TextField(
        blank=True,
        max_length=4000,
        help_text="What is said of it in every update, from quarter to quarter, until somebody edits it; may be empty.",
    )
    standing_reviewed_on = models.DateField(
        null=True, blank=True, help_text="When somebody last wrote the standing text, or found it still right."
    )
    standing_reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who did.",
    )
    address_confidential = models.BooleanField(
        default=False, help_text="A refuge, say: no address, telephone or contact of it leaves the office in any form."
    )
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part_of=None) | ~Q(part_of=models.F("pk")),
                name="service_not_part_of_itself",
                violation_error_message="A service can’t be part of itself: choose another service, or none.",
            ),
            models.CheckConstraint(
                condition=Q(standing_reviewed_on=None, standing_reviewed_by=None)
                | Q(standing_reviewed_on__isnull=False, standing_reviewed_by__isnull=False),
                name="service_standing_who_and_when",
                violation_error_message="Who reviewed the standing text and when go together.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """A theme that is chosen stands under the objective that is chosen."""
        if self.theme is not None and self.theme.objective_id != self.objective_id:
            sentence = f"This theme stands under “{self.theme.objective}”: choose that objective, or another theme."
            raise ValidationError({"theme": sentence})


class ServiceProvider(models.Model):
    """A provider that delivers a service, as its lead or as a partner."""

    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="service_providers", help_text="The service."
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="service_providers", help_text="Who delivers."
    )
    role = models.CharField(
        max_length=8, choices=DeliveryRole.choices, default=DeliveryRole.LEAD, help_text="Lead or partner."
    )

    class Meta:
        ordering = ["service", "role", "provider__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "provider"],
                name="service_provider_once",
                violation_error_message="This provider already delivers the service: choose another.",
            ),
        ]

    def __str__(self):
        return f"{self.provider}: {self.service}"


class ReportingRouteQuerySet(models.QuerySet["ReportingRoute"]):
    def in_force(self, on):
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on)).filter(Q(ends_on=None) | Q(ends_on__gte=on))


class ReportingRoute(models.Model):
    """Who reports on a service for a provider, from a day on. A route of "no return" makes an item to write."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="routes", help_text="The service.")
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="routes", help_text="Whose return it is."
    )
    route = models.CharField(max_length=10, choices=Route.choices, help_text="How the report comes.")
    starts_on = models.DateField(null=True, blank=True, help_text="First day; empty: from the start.")
    ends_on = models.DateField(null=True, blank=True, help_text="Last day; empty: goes on.")

    objects = ReportingRouteQuerySet.as_manager()

    class Meta:
        ordering = ["service", "provider__name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="route_ends_after_start",
                violation_error_message="The last day has to be on or after the first day: change one of them.",
            ),
        ]

    def __str__(self):
        return f"{self.service}: {self.get_route_display()}"

    def in_force(self, on):
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or self.ends_on >= on)


class ServiceCalendar(models.Model):
    """The calendar in which a service reports, from a day on."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="calendars", help_text="The service.")
    calendar = models.ForeignKey(
        ReportingCalendar, on_delete=models.PROTECT, related_name="services", help_text="Its calendar."
    )
    starts_on = models.DateField(help_text="First day on which this calendar applies.")

    class Meta:
        ordering = ["service", "-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "starts_on"],
                name="service_calendar_once",
                violation_error_message="The service already changes calendar on this day: choose another day.",
            ),
        ]

    def __str__(self):
        return f"{self.service}: {self.calendar}"
