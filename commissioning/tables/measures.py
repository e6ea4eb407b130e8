"""Measures as lists: the library, and the services that count one of them."""

from collections.abc import Mapping

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import Basis
from commissioning.figures.reference import Reference
from commissioning.models import Measure, ReportingPeriod, ServiceMeasure
from commissioning.tables.cells import LINK, LINK_WITH_SUB, by_name
from commissioning.tables.services import FigureTable
from tracker.tables import NUMERIC, Table
from tracker.templatetags.tracker_tags import or_nil


class MeasureTable(Table):
    """The measures that services of a quarter count. What stands in a row is kept with the reference data."""

    row_header = "name"

    name = tables.Column("Measure")
    unit = tables.Column("Unit", orderable=False, empty_values=())
    basis = tables.Column("How it is counted", orderable=False, empty_values=())
    services = tables.Column("Services", orderable=False, empty_values=(), attrs=NUMERIC)

    class Meta(Table.Meta):
        model = Measure
        fields: tuple[str, ...] = ()
        attrs = {"caption": "Measures"}
        order_by = "name"

    def prepare(self, reference: Reference, quarter: ReportingPeriod, services: Mapping[int, int]) -> None:
        self.reference, self.quarter, self.services = reference, quarter, services

    def order_name(self, queryset: QuerySet, is_descending: bool) -> tuple[QuerySet, bool]:
        return by_name(queryset, "name", is_descending)

    def render_name(self, record: Measure) -> SafeString:
        url = reverse("measure", args=[self.quarter.slug, record.pk])
        text = self.reference.newest[record.pk].text
        return format_html(LINK_WITH_SUB, url, record.name, text or or_nil(None, "definition not known yet"))

    def render_unit(self, record: Measure) -> str:
        return self.reference.newest[record.pk].unit

    def render_basis(self, record: Measure) -> str:
        return str(Basis(self.reference.newest[record.pk].definition.basis).label)

    def render_services(self, record: Measure) -> int:
        return self.services[record.pk]


class CountedByTable(FigureTable):
    """The services that count one measure, each with how it words it."""

    row_header = "service"

    class Meta(FigureTable.Meta):
        exclude = ("label",)
        attrs = {"caption": "Services that count it", "class": "ct-table--tight"}
        order_by = "service"

    def render_service(self, record: ServiceMeasure) -> SafeString:
        service = self.portfolio.services[record.service_id]
        url = f"{reverse('service-tab', args=[self.quarter.slug, service.pk, 'figures'])}#m{record.pk}"
        areas = ", ".join(area.name for area in service.areas.all())
        named = "" if record.label == record.measure.name else f"as “{record.label}”"
        sub = "; ".join(filter(None, [areas, named]))
        return format_html(LINK_WITH_SUB, url, service.name, sub) if sub else format_html(LINK, url, service.name)
