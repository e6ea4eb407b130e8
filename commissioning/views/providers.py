"""A provider: what it delivers, what it has sent, what it was awarded, what it is also called."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from commissioning.choices import DeliveryRole, Status
from commissioning.figures import award_positions
from commissioning.figures.wording import awarded_words
from commissioning.models import Pack, QuarterlyReturn, ReportingPeriod
from commissioning.models.seeing import with_submitted
from commissioning.tables import status_tag
from commissioning.views.documents import documents_of, papers
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.records import history_url
from commissioning.views.service.money import for_eyes, pace_line
from providers.models import Provider
from tracker import formats
from tracker.together import Rows, together

Row = dict[str, Any]
PERIODS = 4


@with_quarter("commissioning.view_portfolio")
def provider(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """One provider. One that was merged leads to the provider that took it over."""
    found = scene.portfolio.providers.get(pk)
    if found is None:
        raise Http404
    if found.merged_into:
        return redirect("provider", quarter=scene.quarter.slug, pk=found.merged_into.pk)
    quarters = list(reversed(scene.reference.last(scene.quarter, PERIODS)))
    beside = together(*sent(scene, found, quarters), *(papers([found]) if found.stated else ()))
    context = {
        "provider": found,
        "names": [alias.name for alias in found.aliases.all()],
        "facts": facts(found),
        "services": services(scene, found),
        "returns": returns(scene, quarters, beside),
        "awards": awards(scene, found),
        "documents": documents_of(scene, [found], beside) if found.stated else None,
        "history_url": history_url(scene, "providers", found.pk),
        "crumbs": [{"label": "Services", "url": reverse("services", args=[scene.quarter.slug])}],
        "services_url": f"{reverse('services', args=[scene.quarter.slug])}?provider={found.code}",
    }
    return render(request, "commissioning/provider/page.html", context)


def facts(found: Provider) -> list[Row]:
    rows = [
        ("Kind", found.get_kind_display().capitalize(), ""),
        ("Short name", found.short_name, "none"),
        ("Charity number", found.charity_number, "not known yet"),
        ("Company number", found.company_number, "not known yet"),
        ("Ended", found.ended_on and formats.day(found.ended_on), ""),
    ]
    return [{"key": key, "value": value, "nil": nil} for key, value, nil in rows if value or nil]


def services(scene: Scene, found: Provider) -> list[Row]:
    """What it delivers, in the plan's order, as lead or partner."""
    return [
        {
            "label": service.name,
            "url": reverse("service", args=[scene.quarter.slug, service.pk]),
            "when": DeliveryRole(row.role).label,
        }
        for service in scene.portfolio.services.values()
        for row in service.service_providers.all()
        if row.provider_id == found.pk
    ]


def sent(scene: Scene, found: Provider, quarters: Sequence[ReportingPeriod]) -> Sequence[QuerySet[Any]]:
    """What `returns` is told, to be read together with what else the page shows."""
    oldest = quarters[-1].start
    owed = QuarterlyReturn.objects.visible_to(scene.user).filter(provider=found)
    rows = owed.filter(period__end__gte=oldest, period__end__lte=scene.quarter.end)
    packs = Pack.objects.visible_to(scene.user).filter(provider=found, period__in=[each.pk for each in quarters])
    return rows.order_by("service__name", "pk"), packs


def returns(scene: Scene, quarters: Sequence[ReportingPeriod], rows: Rows) -> Row:
    """Its returns and packs of the last quarters: a row for each service, newest quarter first."""
    lines: dict[str, dict[int, Row]] = {}
    for row in rows[QuarterlyReturn]:
        end = scene.reference.periods[row.period_id].end
        quarter = next(each for each in quarters if each.start <= end <= each.end)
        name = scene.portfolio.services[row.service_id].name
        lines.setdefault(name, {})[quarter.pk] = cell(scene, row, "return")
    for pack in rows[Pack]:
        lines.setdefault("Money and people", {})[pack.period_id] = cell(scene, pack, "pack")
    return {
        "quarters": quarters,
        "lines": [
            {"name": name, "cells": [{"label": each.label, **found.get(each.pk, {})} for each in quarters]}
            for name, found in lines.items()
        ],
    }


def cell(scene: Scene, row: Any, page: str) -> Row:
    late = row.days_late(scene.on)
    return {"url": reverse(page, args=[row.pk]), "status": status_tag(Status.of(row.state, late), late)}


def awards(scene: Scene, found: Provider) -> list[Row]:
    """Its awards of the quarter's financial year, each with its line of pace."""
    own = scene.portfolio.awards_to(frozenset({found.pk}), scene.quarter)
    points, submitted = scene.office.pace_points, with_submitted(scene.user)
    positions = award_positions(own, scene.quarter, with_submitted=submitted, points=points)
    covered = scene.portfolio.services_of_award
    return [
        pace_line(each, name=each.award.title, url=money_url(scene, covered.get(each.award.pk, [])))
        | {"awarded": awarded_words(each)}
        for each in for_eyes(positions, scene.user)
    ]


def money_url(scene: Scene, covered: list[Any]) -> str | None:
    return reverse("service-tab", args=[scene.quarter.slug, covered[0].service_id, "money"]) if covered else None
