"""The portfolio and its figures as lists. What a cell shows of a figure is formatted here, before the template."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.charts import spark, spark_words, title
from commissioning.choices import Rag, Standing, Status
from commissioning.exports.lists import statement_words
from commissioning.figures import MeasureFigure, Stated
from commissioning.figures.courses import course_of
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.wording import so_far_words, target_lines, unit_of
from commissioning.models import ReportingPeriod, Service, ServiceMeasure
from commissioning.ratings.comparators import comparator_words
from commissioning.tables.cells import LINK, LINK_WITH_SUB, SPARK, WIDE, WITH_SUB, by_name, status_tag
from tracker.tables import NUMERIC, Table
from tracker.templatetags.tracker_tags import or_nil, rag, tag


class ServiceTable(Table):
    """The portfolio. `figures` and `said` are those of the rows that are shown, by service and by measure."""

    row_header = "name"

    name = tables.Column("Service")
    theme = tables.Column("Theme", order_by=("objective__place", "theme__place", "name"), empty_values=(), attrs=WIDE)
    figure = tables.Column("Headline figure", orderable=False, empty_values=(), attrs=NUMERIC)
    compared = tables.Column("Compared with", orderable=False, empty_values=())
    rag = tables.Column("Rating", order_by=("rag_place", "name"), empty_values=())
    status = tables.Column("Return", order_by=("status_place", "late_since", "name"), empty_values=())

    class Meta(Table.Meta):
        model = Service
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Services"}
        order_by = "name"

    def prepare(self, portfolio: Portfolio, quarter: ReportingPeriod, on: date) -> None:
        self.portfolio, self.quarter, self.on = portfolio, quarter, on
        self.figures: dict[int, MeasureFigure] = {}
        self.said: dict[int, list[Stated]] = {}

    def render_name(self, record: Service) -> SafeString:
        names = [each.brief_name if each.stated else "Provider not stated" for each in self._providers(record)]
        url = reverse("service", args=[self.quarter.slug, record.pk])
        return format_html(LINK_WITH_SUB, url, record.name, ", ".join(names) or "Provider not known yet")

    def order_name(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        return by_name(queryset, "name", is_descending)

    def render_theme(self, record: Service) -> str:
        return record.theme.name if record.theme else record.objective.name

    def render_figure(self, record: Service) -> str | SafeString:
        figure = self.figures.get(record.pk)
        if figure is None:
            return or_nil(None, "no headline figure")
        unit = unit_of(figure) or figure.measure.label
        unit = unit if figure.is_current else f"{unit}, {figure.period.label}"
        words = figure.words if figure.value.is_number else or_nil(None, figure.words)
        return format_html(WITH_SUB, words, unit)

    def render_compared(self, record: Service) -> str | SafeString:
        figure = self.figures.get(record.pk)
        said = statement_words(self.said, figure)
        notes = "; ".join(filter(None, [figure.scope_words, *target_lines(figure)])) if figure else ""
        if figure is None or not (said or notes or figure.comparator.shown or figure.value.is_number):
            return or_nil(None, "nothing to compare")
        words = said or (figure.comparator_words if figure.comparator.shown else or_nil(None, figure.comparator_words))
        return format_html(WITH_SUB, words, notes) if notes else words

    def render_rag(self, record: Any) -> SafeString:
        return rag(None if record.rag_place is None else list(Rag)[record.rag_place], "cell")

    def render_status(self, record: Any) -> SafeString:
        if record.status_place is None:
            return tag("none", "No return owed")
        late = (self.on - record.late_since).days if record.late_since else 0
        return status_tag(list(Status)[record.status_place], late)

    def _providers(self, service: Service) -> list[Any]:
        return self.portfolio.providers_of.get(service.pk, [])


class FigureTable(Table):
    """Figures of the portfolio. `figures` are those of the rows that are shown, by measure."""

    row_header = "label"

    label = tables.Column("Figure", order_by=("label", "service__name", "pk"))
    service = tables.Column("Service", accessor="service_id", order_by=("service__name", "place", "pk"))
    value = tables.Column("Value", orderable=False, empty_values=(), attrs=NUMERIC)
    compared = tables.Column("Compared with", orderable=False, empty_values=())
    so_far = tables.Column("Year so far and target", orderable=False, empty_values=())
    rag = tables.Column("Rating", orderable=False, empty_values=())
    trend = tables.Column("Trend", orderable=False, empty_values=())

    class Meta(Table.Meta):
        model = ServiceMeasure
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Figures", "class": "ct-table--tight"}
        order_by = "service"

    def prepare(self, portfolio: Portfolio, quarter: ReportingPeriod) -> None:
        self.portfolio, self.quarter = portfolio, quarter
        self.figures: dict[int, MeasureFigure] = {}
        self.said: dict[int, list[Stated]] = {}

    def order_label(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        return by_name(queryset, "label", is_descending)

    def render_label(self, record: ServiceMeasure) -> SafeString:
        url = reverse("service-tab", args=[self.quarter.slug, record.service_id, "figures"])
        measure = reverse("measure", args=[self.quarter.slug, record.measure_id])
        own = record.measure.name == record.label
        named = format_html(LINK, measure, "in all services" if own else record.measure.name)
        return format_html(LINK_WITH_SUB, f"{url}#m{record.pk}", record.label, named)

    def render_service(self, record: ServiceMeasure) -> str:
        return self.portfolio.services[record.service_id].name

    def render_value(self, record: ServiceMeasure) -> str | SafeString:
        figure = self.figures.get(record.pk)
        if figure is None:
            return or_nil(None, "no period yet")
        own = "" if figure.is_current else figure.period.label
        notes = [unit_of(figure), own, "not yet approved" if figure.standing == Standing.SUBMITTED else ""]
        words = figure.words if figure.value.is_number else or_nil(None, figure.words)
        return format_html(WITH_SUB, words, ", ".join(filter(None, notes)))

    def render_compared(self, record: ServiceMeasure) -> str | SafeString:
        figure = self.figures.get(record.pk)
        if figure is None:
            return or_nil(None, "–")
        said = statement_words(self.said, figure)
        shown = [each for each in (figure.same_last_year, figure.previous) if each.shown]
        words = [comparator_words(figure.definition, each) for each in shown] or [said or figure.comparator_words]
        first = words[0] if shown or said else or_nil(None, words[0])
        return format_html(WITH_SUB, first, "; ".join(filter(None, [*words[1:], figure.scope_words])))

    def render_so_far(self, record: ServiceMeasure) -> str | SafeString:
        figure = self.figures.get(record.pk)
        if figure is None:
            return or_nil(None, "–")
        return format_html(WITH_SUB, so_far_words(figure) or or_nil(None, "–"), "; ".join(target_lines(figure)))

    def render_rag(self, record: ServiceMeasure) -> SafeString:
        figure = self.figures.get(record.pk)
        return rag(figure.rating.rag if figure else None, "cell")

    def render_trend(self, record: ServiceMeasure) -> str | SafeString:
        figure = self.figures.get(record.pk)
        course = course_of(figure) if figure else None
        drawn = spark(course) if course else None
        if course is None or drawn is None:
            return or_nil(None, "too few values")
        told = {"id": f"trend-{record.pk}", "title": title(course), "desc": spark_words(course)}
        return render_to_string(SPARK, {"chart": drawn, **told})
