"""The services of the portfolio: where they stand in the plan, who delivers, how they report, what they count."""

from datetime import date
from typing import Any

from django.utils.text import slugify

from commissioning.choices import DeliveryRole, ReportsFor
from commissioning.models import (
    Area,
    Breakdown,
    Category,
    Measure,
    MeasureVersion,
    Objective,
    ReportingCalendar,
    ReportingPeriod,
    ReportingRoute,
    ScopeAnswer,
    ScopeNote,
    Service,
    ServiceCalendar,
    ServiceMeasure,
    ServiceProvider,
    Target,
    Theme,
)
from providers.models import Provider
from reports.management.demo.source import read
from tracker.models import Office, User

FROM = date(2021, 4, 1)


def load_services(calendar: ReportingCalendar) -> None:
    officers = {row["code"]: User.objects.get(email=row["email"]) for row in read("people")["people"]}
    for place, row in enumerate(read("services"), start=1):
        service = _service(row, place, officers[row["officer"]])
        _delivery(service, row)
        ServiceCalendar.objects.create(service=service, calendar=calendar, starts_on=FROM)


def _service(row: dict[str, Any], place: int, officer: User) -> Service:
    theme = Theme.objects.get(code=row["theme"]) if "theme" in row else None
    objective = theme.objective if theme else Objective.objects.get(code=row["objective"])
    service = Service.objects.create(
        code=row["code"],
        name=row["name"],
        summary=row["summary"],
        objective=objective,
        theme=theme,
        part_of=Service.objects.get(code=row["part_of"]) if "part_of" in row else None,
        place=place,
        lead_officer=officer,
        template=row["template"],
        reports_for=ReportsFor.EACH if len(row["leads"]) > 1 else ReportsFor.LEAD,
    )
    service.areas.set(Area.objects.filter(code__in=row["areas"]))
    return service


def _delivery(service: Service, row: dict[str, Any]) -> None:
    providers = Provider.objects.in_bulk(field_name="code")
    roles = [(code, DeliveryRole.LEAD) for code in row["leads"]]
    roles += [(code, DeliveryRole.PARTNER) for code in row.get("partners", [])]
    ServiceProvider.objects.bulk_create(
        ServiceProvider(service=service, provider=providers[code], role=role) for code, role in roles
    )
    if row["reports"]:
        ReportingRoute.objects.bulk_create(
            ReportingRoute(service=service, provider=providers[code], route=row["reports"]) for code in row["leads"]
        )


def load_measures() -> None:
    Category.objects.create(code=Category.ALL, name="All")
    rows = read("measures")
    labels = [row["label"] for row in rows]
    for place, row in enumerate(rows, start=1):
        _measure(row, place, shared_name=labels.count(row["label"]) > 1)


def _measure(row: dict[str, Any], place: int, *, shared_name: bool) -> None:
    service = Service.objects.get(code=row["service"])
    name = f"{row['label']}: {service.name}" if shared_name else row["label"]
    measure = Measure.objects.create(code=row["code"], name=name)
    MeasureVersion.objects.create(
        measure=measure,
        definition=row["definition"],
        unit=row["unit"],
        number_kind=row["number"],
        basis=row["basis"],
        polarity=row["polarity"],
        about_people=row["about_people"],
    )
    service_measure = ServiceMeasure.objects.create(
        code=row["code"],
        service=service,
        measure=measure,
        label=row["label"],
        headline=row.get("headline", False),
        place=place,
        family=row.get("family", ""),
        whole=ServiceMeasure.objects.get(code=row["whole"]) if "whole" in row else None,
    )
    _targets_and_scope(service_measure, row)


def _targets_and_scope(service_measure: ServiceMeasure, row: dict[str, Any]) -> None:
    for target in row.get("targets", []):
        Target.objects.create(
            service_measure=service_measure,
            year_label=target["year"],
            value=target["value"],
            condition=target["condition"],
        )
    for note_row in row.get("scope_notes", []):
        note = ScopeNote.objects.create(service_measure=service_measure, text=note_row["text"])
        for answer in note_row["answers"]:
            period = ReportingPeriod.objects.get(slug=answer["period"])
            ScopeAnswer.objects.create(note=note, period=period, held=answer["answer"])


def load_breakdowns() -> None:
    """An example of what figures are broken down by. Only quarters that are opened afterwards ask for it."""
    for row in read("breakdowns")["breakdowns"]:
        breakdown = Breakdown.objects.create(code=row["code"], name=row["name"])
        Category.objects.bulk_create(
            Category(code=f"{row['code']}-{slugify(name)}", name=name, breakdown=breakdown, place=place)
            for place, name in enumerate(row["categories"], start=1)
        )
        for measure in ServiceMeasure.objects.filter(code__in=row["measures"]):
            measure.breakdowns.add(breakdown)
    Office.objects.reference_changed()
