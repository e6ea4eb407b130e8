"""Administration of the reference data of commissioning: plan, places, calendars, services, measures, funders."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from commissioning import models
from tracker.admin import ReferenceAdmin, Rows


class ThemeRows(Rows):
    model = models.Theme


class ObjectiveRows(Rows):
    model = models.Objective


@admin.register(models.Plan)
class PlanAdmin(ReferenceAdmin):
    inlines = [ObjectiveRows]


@admin.register(models.Objective)
class ObjectiveAdmin(ReferenceAdmin):
    list_display = ["name", "plan", "place"]
    inlines = [ThemeRows]


@admin.register(models.Area)
class AreaAdmin(ReferenceAdmin):
    list_display = ["name", "scheme", "ons_code"]
    list_filter = ["scheme"]
    search_fields = ["name", "code", "ons_code"]
    autocomplete_fields = ["within"]


@admin.register(models.ReportingCalendar)
class ReportingCalendarAdmin(ReferenceAdmin):
    list_display = ["name", "kind", "periods_per_year"]


class PeriodNoteRows(Rows):
    model = models.PeriodNote
    autocomplete_fields = ["services", "areas"]


class KeyDateRows(Rows):
    model = models.KeyDate


@admin.register(models.ReportingPeriod)
class ReportingPeriodAdmin(ReferenceAdmin):
    """A period's dates and notes; opening it is done on its own page, which lists what is owed."""

    list_display = ["label", "calendar", "start", "end", "due_on", "opened_at"]
    list_filter = ["calendar"]
    search_fields = ["label", "slug"]
    readonly_fields = ["due_on", "opened_at", "closed_by", "closed_at"]
    ordering = ["calendar", "-sequence"]
    inlines = [KeyDateRows, PeriodNoteRows]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Once returns are listed for it, a period's place and dates stay as they are."""
        used = isinstance(obj, models.ReportingPeriod) and obj.is_open
        dates = ["calendar", "sequence", "year_label", "place_in_year", "start", "end", "slug"]
        return [*self.readonly_fields, *(dates if used else [])]


class ServiceProviderRows(Rows):
    model = models.ServiceProvider
    autocomplete_fields = ["provider"]


class ReportingRouteRows(Rows):
    model = models.ReportingRoute
    autocomplete_fields = ["provider"]


class ServiceCalendarRows(Rows):
    model = models.ServiceCalendar


@admin.register(models.Service)
class ServiceAdmin(ReferenceAdmin):
    list_display = ["name", "objective", "theme", "lead_officer", "stage"]
    list_filter = ["objective", "stage", "template"]
    search_fields = ["name", "code"]
    autocomplete_fields = ["part_of", "lead_officer", "areas"]
    inlines = [ServiceProviderRows, ReportingRouteRows, ServiceCalendarRows]


class NextVersionRows(Rows):
    """A wording is added; one that is there is changed on its own page, and only while nothing uses it."""

    model = models.MeasureVersion
    show_change_link = True

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(models.Measure)
class MeasureAdmin(ReferenceAdmin):
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    inlines = [NextVersionRows]


@admin.register(models.MeasureVersion)
class MeasureVersionAdmin(ReferenceAdmin):
    list_display = ["measure", "number", "number_kind", "basis", "polarity"]
    search_fields = ["measure__name", "definition"]
    autocomplete_fields = ["measure"]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A wording that a figure uses is never edited: an edit makes the next."""
        used = isinstance(obj, models.MeasureVersion) and obj.observations.exists()
        return super().has_change_permission(request, obj) and not used


class TargetRows(Rows):
    model = models.Target


class SeriesBreakRows(Rows):
    model = models.SeriesBreak
    autocomplete_fields = ["period"]


class ScopeNoteRows(Rows):
    model = models.ScopeNote
    show_change_link = True


@admin.register(models.ServiceMeasure)
class ServiceMeasureAdmin(ReferenceAdmin):
    list_display = ["label", "service", "measure", "headline"]
    list_filter = ["headline"]
    list_select_related = ["service", "measure"]
    search_fields = ["code", "label", "service__name"]
    autocomplete_fields = ["service", "measure", "whole"]
    inlines = [TargetRows, SeriesBreakRows, ScopeNoteRows]


class ScopeAnswerRows(Rows):
    model = models.ScopeAnswer
    autocomplete_fields = ["period"]


@admin.register(models.ScopeNote)
class ScopeNoteAdmin(ReferenceAdmin):
    list_display = ["text", "service_measure"]
    list_select_related = ["service_measure__service"]
    search_fields = ["text", "service_measure__label"]
    autocomplete_fields = ["service_measure"]
    inlines = [ScopeAnswerRows]


class FundingStreamRows(Rows):
    model = models.FundingStream


@admin.register(models.Funder)
class FunderAdmin(ReferenceAdmin):
    inlines = [FundingStreamRows]
