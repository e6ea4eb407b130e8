"""The projects that a recipient funded with an award, on the award's page."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from commissioning.choices import AwardKind
from commissioning.figures.awards import Standing
from commissioning.figures.projects import Projects, projects_of
from commissioning.models import Award, FundedProject
from commissioning.views.money.wording import total_cell
from commissioning.views.quarters import Scene
from commissioning.workflow.set_up.funders import MONEY
from tracker import formats

Row = dict[str, Any]
COLUMNS = ({"label": "Project"}, {"label": "Area"}, {"label": "Amount", "numeric": True})
LOADS = "commissioning.load_portfolio"


def projects_in(award: Award) -> QuerySet[FundedProject]:
    """What `projects` is told, to be read together with what else the page shows."""
    return FundedProject.objects.filter(award=award).select_related("area").order_by("name", "pk")


def projects(scene: Scene, award: Award, standing: Standing, rows: Iterable[FundedProject]) -> Row:
    """Nothing for an award that is not given on and has none."""
    found = projects_of(rows, standing.whole.amount)
    if award.kind != AwardKind.TRANSFER and not found.rows:
        return {}
    last = [{"text": "Come to"}, {"text": "", "nil": "–"}, total_cell(found.funded, nil="not stated")]
    return {
        "columns": COLUMNS,
        "rows": [project_row(each) for each in found.rows],
        "totals": {"cells": last} if found.rows else None,
        "rest": rest(found),
        "add_url": f"{reverse('set-up-add', args=['projects'])}?award={award.pk}" if scene.user.has_perm(MONEY) else "",
        "upload_url": reverse("portfolio-load") if scene.user.has_perm(LOADS) else "",
    }


def project_row(row: FundedProject) -> Row:
    amount = formats.money(row.amount, row.precision) if row.amount is not None else ""
    area = str(row.area) if row.area else ""
    return {
        "cells": [
            {"text": row.name, "sub": row.purpose},
            {"text": area, "nil": "not stated"},
            {"text": amount, "nil": "not stated"},
        ]
    }


def rest(found: Projects) -> str:
    """How the projects stand against the award, where both are stated."""
    if found.rest is None or not found.rows:
        return ""
    if found.rest == 0:
        return "They come to the whole award."
    off = formats.money(abs(found.rest))
    return f"{off} of the award is in no project." if found.rest > 0 else f"They come to {off} more than the award."
