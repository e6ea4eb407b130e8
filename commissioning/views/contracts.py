"""What an award rests on, on its page: decision notices, and whether it is a subsidy."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from commissioning.choices import SubsidyRoute
from commissioning.models import Award, DecisionNotice, SubsidyAssessment
from commissioning.views.quarters import Scene
from commissioning.workflow.set_up.funders import MONEY
from tracker import formats
from tracker.models import User
from tracker.together import Rows

Row = dict[str, Any]
NOTICES = ({"label": "Decision"}, {"label": "Taken"}, {"label": "Published"})


def decisions(award: Award, user: User) -> Sequence[QuerySet[Any]]:
    """What `rests_on` is told, as far as this person may see it, to be read together with what else the page shows."""
    return (
        DecisionNotice.objects.visible_to(user).filter(award=award),
        SubsidyAssessment.objects.visible_to(user).filter(award=award).select_related("assessed_by"),
    )


def rests_on(scene: Scene, award: Award, rows: Rows) -> Row:
    """Its decision notices and its subsidy assessment, with the ways to add them for those who may."""
    adds = scene.user.has_perm(MONEY)
    return {
        "columns": NOTICES,
        "notices": [notice(each) for each in rows[DecisionNotice]],
        "assessment": assessment(rows),
        "add_notice": add(award, "decision-notices") if adds else "",
        "add_assessment": add(award, "subsidy-assessments") if adds and not rows[SubsidyAssessment] else "",
    }


def add(award: Award, kind: str) -> str:
    return f"{reverse('set-up-add', args=[kind])}?award={award.pk}"


def notice(row: DecisionNotice) -> Row:
    published = {"text": row.published_on and formats.short_day(row.published_on), "nil": "not published"}
    return {
        "cells": [
            {"text": row.decision, "sub": row.number, "url": row.link},
            {"text": formats.short_day(row.decided_on)},
            published,
        ]
    }


def assessment(rows: Rows) -> list[Row]:
    """The assessment as a list of facts; empty where nobody has made one."""
    found: SubsidyAssessment | None = next(iter(rows[SubsidyAssessment]), None)
    if found is None:
        return []
    minimal = found.route == SubsidyRoute.MINIMAL
    facts = [
        ("Is it a subsidy?", "Yes" if found.is_subsidy else "No", ""),
        ("Route", capfirst(found.get_route_display()) if found.is_subsidy else "", ""),
        ("Why", found.reason, ""),
        ("Assessed", f"by {found.assessed_by}, {formats.day(found.assessed_on)}", ""),
        (
            "Confirmed by the recipient",
            found.confirmed_on and formats.day(found.confirmed_on),
            "not yet: needed before payment" if minimal else "",
        ),
        ("Entry in the subsidy database", found.database_reference, ""),
    ]
    return [{"key": key, "value": value, "nil": nil} for key, value, nil in facts if value or nil]
