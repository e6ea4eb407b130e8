"""Where an amount that was said to be spent comes from: each amount that was ever given, in which return, by whom."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import State
from commissioning.figures.spend import amount_of
from commissioning.models import SpendLine
from commissioning.models.seeing import audiences, states
from commissioning.views.figures import file_url, sent_facts
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.service.money import amount
from commissioning.workflow.content import submissions_of
from tracker import formats

Row = dict[str, Any]
AMOUNTS = {"in_quarter": "In the quarter", "to_date": "Since April", "forecast": "Forecast"}
RELATED = ("award__provider", "pack__period", "pack__provider", "pack__entered_by", "pack__submitted_by")


@with_quarter("commissioning.view_portfolio")
def spend(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """One line of a return's money with its past; 404 where this person may not see it."""
    rows = SpendLine.objects.filter(pack__state__in=states(scene.user), audience__in=audiences(scene.user))
    found = rows.select_related(*RELATED, "pack__approved_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    pack_url = reverse("pack", args=[found.pack_id])
    award_url = reverse("award", args=[scene.quarter.slug, found.award_id])
    context = {
        "line": found,
        "heading": f"Spent of {found.award}, {found.pack.period.label}",
        "facts": facts(scene, found),
        "return_facts": sent_facts(found.pack, f"{found.pack.period.label} money and people", pack_url),
        "columns": [
            {"label": "Sent"},
            *({"label": label, "numeric": True} for label in AMOUNTS.values()),
            {"label": "By"},
            {"label": "It was"},
        ],
        "rows": list(past(scene, found)),
        "crumbs": [
            {"label": "Awards", "url": reverse("awards", args=[scene.quarter.slug])},
            {"label": found.award.title, "url": award_url},
        ],
        "ask_url": reverse("pack-ask", args=[found.pack_id])
        if scene.user.has_perm("commissioning.ask_questions")
        else "",
    }
    return render(request, "commissioning/money/spent.html", context)


def facts(scene: Scene, found: SpendLine) -> list[Row]:
    provider = found.pack.provider
    whose = reverse("provider", args=[scene.quarter.slug, provider.pk]) if provider.stated else ""
    source = found.source_detail or "Typed into the return"
    rows = [
        ("Whose figure", provider.name if provider.stated else "", whose, "provider not stated"),
        ("Quarter", f"{found.pack.period.label}, {found.pack.period.words}", "", ""),
        *((label, amount(getattr(found, name)), "", "not held") for name, label in AMOUNTS.items()),
        ("Typed as", typed(found), "", ""),
        ("Standing", State(found.pack.state).label, "", ""),
        ("Source", source, file_url(scene.user, found) if found.source_detail else "", ""),
        ("Note", found.note, "", ""),
    ]
    return [{"key": key, "value": value, "url": url, "nil": nil} for key, value, url, nil in rows if value or nil]


def typed(found: SpendLine) -> str:
    """What was typed, where it reads otherwise than the amount that was taken from it."""
    raw = found.raw if isinstance(found.raw, dict) else {}
    return "; ".join(f"{label}: {raw[name]}" for name, label in AMOUNTS.items() if raw.get(name))


def past(scene: Scene, found: SpendLine) -> Iterator[Row]:
    """What each submission said of the award, newest first; of a viewer those that were approved."""
    for row in reversed(submissions_of(found.pack)):
        said = next((each for each in row.content.get("money", []) if each["award"] == found.award.code), None)
        if said is None or not (row.approved or State.SUBMITTED in states(scene.user)):
            continue
        if said["audience"] not in audiences(scene.user):
            continue
        yield {
            "cells": [
                {"text": formats.moment(row.at), "sub": f"No. {row.number}"},
                *({"text": amount(amount_of(said[name])), "nil": "not held"} for name in AMOUNTS),
                {"text": str(row.signed_by or "the system")},
                {"text": "approved" if row.approved else "sent"},
            ]
        }
