"""The Police and Crime Plan and the places it is about."""

from django.db import models
from django.db.models import F, Q


class Plan(models.Model):
    """The Police and Crime Plan."""

    name = models.CharField(max_length=160, unique=True, help_text="Title of the plan.")
    starts_on = models.DateField("first day", null=True, blank=True, help_text="First day; empty: not known yet.")
    ends_on = models.DateField("last day", null=True, blank=True, help_text="Last day; empty: not known yet.")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_ends_after_start",
                violation_error_message="The last day has to be on or after the first day: change one of them.",
            ),
        ]

    def __str__(self):
        return self.name


class Objective(models.Model):
    """A priority of the plan; the top level of the update."""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="objectives", help_text="Whose priority it is."
    )
    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=160, help_text="As the plan words it.")
    place = models.PositiveSmallIntegerField("order", help_text="Order in the plan and in the update.")
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "place"],
                name="objective_place_once",
                violation_error_message="Another objective has this place in the plan: give this one another.",
            ),
        ]

    def __str__(self):
        return self.name


class ThemeQuerySet(models.QuerySet["Theme"]):
    def with_names(self):
        return self.select_related("objective")


class Theme(models.Model):
    """A group of services under one objective."""

    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="themes", help_text="The objective it stands under."
    )
    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    name = models.CharField(max_length=160, help_text="Heading in the update.")
    place = models.PositiveSmallIntegerField("order", help_text="Order under its objective.")
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["objective__place", "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "place"],
                name="theme_place_once",
                violation_error_message="Another theme has this place under the objective: give this one another.",
            ),
        ]

    def __str__(self):
        return self.name


class AreaScheme(models.TextChoices):
    FORCE = "force", "force area"
    COUNTY = "county", "county"
    LOCAL_AUTHORITY = "local_authority", "local authority"
    POLICING_AREA = "policing_area", "policing area"
    CSP = "csp", "community safety partnership"
    PLACE = "place", "town or place"


class Area(models.Model):
    """A place in one scheme of areas; several schemes stand side by side."""

    code = models.SlugField(unique=True, help_text="Stable short name, never changed.")
    scheme = models.CharField(
        max_length=16, choices=AreaScheme.choices, help_text="Which division of the map it is part of."
    )
    name = models.CharField(max_length=100, help_text="Name of the place.")
    ons_code = models.CharField(
        "ONS code", max_length=9, blank=True, help_text="Code of the Office for National Statistics; may be empty."
    )
    aliases = models.JSONField(
        "other names", default=list, blank=True, help_text="Other names for it, as people write them."
    )
    within = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="holds", help_text="Larger areas that hold it."
    )
    ended_on = models.DateField(null=True, blank=True, help_text="From this day it is offered in no list.")

    class Meta:
        ordering = ["scheme", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "name"],
                name="area_name_once_in_scheme",
                violation_error_message="This scheme already has an area of that name: give this one another.",
            ),
        ]

    def __str__(self):
        return self.name
