"""One page with every component and every kind of field, filled with what is awkward, to look at and to test."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django_filters
from django import forms
from django.template import engines
from django.test import RequestFactory

from tracker.charts import Point, bars, pace, spark
from tracker.forms import DateBoxes
from tracker.models import User

PAGE = Path(__file__).with_name("specimen.html")
AT = datetime(2022, 10, 30, 14, 5, tzinfo=UTC)
LONG = "Children and young people’s independent domestic violence advisers (Herefordshire, Shropshire and Telford)"


class Fields(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="Service name", help_text="As people know it.")
    kind = forms.ChoiceField(label="Kind", choices=[("grant", "Grant"), ("contract", "Contract")])
    words = forms.CharField(
        label="What went well", widget=forms.Textarea(attrs={"rows": 3, "data-words": 5}), max_length=40, required=False
    )
    due = forms.DateField(label="When is it due?", widget=DateBoxes, help_text="For example, 27 3 2023")
    scope = forms.ChoiceField(label="Was it so?", widget=forms.RadioSelect, choices=[("y", "Yes"), ("n", "No")])
    areas = forms.MultipleChoiceField(label="Areas", widget=forms.CheckboxSelectMultiple, choices=[("h", "Hereford")])
    checked = forms.BooleanField(label="I have checked this", help_text="Said on the page.")
    file = forms.FileField(label="Workbook")


class People(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="name", label="Name or provider")
    role = django_filters.MultipleChoiceFilter(
        label="Return", choices=[("late", "Late"), ("check", "To check")], widget=forms.CheckboxSelectMultiple
    )


def act(label: str, about: str, *, post: bool = False) -> dict[str, Any]:
    return {"label": label, "about": about, "url": "#main", "post": post}


def lines(*labels: str) -> list[dict[str, Any]]:
    return [{"label": label, "url": "#main", "current": index == 0} for index, label in enumerate(labels)]


VALUES = [None, None, 300, 465, None, 0, 410, 492]
POINTS = [
    Point(f"Q{i % 4 + 1}", f"{20 + i // 4}/{21 + i // 4}", value, "not held" if value is None else str(value), i == 7)
    for i, value in enumerate(VALUES)
]
PAST = [
    {"label": "Q2 2021/22", "text": "465", "url": "#main", "act": "correct this earlier figure"},
    {"label": "Q1 2022/23", "url": "#main", "act": "add an earlier figure"},
    {"label": "Target", "nil": "not set"},
]


def box(name: str, value: str) -> dict[str, Any]:
    return {"kind": "input", "name": name, "id": name, "value": value, "label": f"{name}, this quarter", "width": 4}


def entry(row_id: str, name: str, *boxes: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {"id": row_id, "name": name, "hint": "People reached", "past": PAST, "boxes": boxes, **rest}


def entries() -> list[dict[str, Any]]:
    question = {
        "legend": "Did 465 include hospital referrals?",
        "name": "scope",
        "options": [{"value": "y", "label": "Yes", "id": "s1"}, {"value": "d", "label": "Don’t know", "id": "s2"}],
    }
    collision = {"says": "Somebody saved this box while you wrote.", "theirs": "480", "yours": "471"}
    of = {"kind": "words", "text": "of"}
    options = [{"value": "nc", "label": "Not counted", "selected": True}, {"value": "n", "label": "Number"}]
    state = {"kind": "select", "name": "state", "id": "state", "label": "Same day, this quarter", "options": options}
    why = {"kind": "why", "name": "why", "id": "why", "label": "same day", "value": ""}
    note = {"tone": "quiet", "tag": "Unverified", "text": "No parts given.", "url": "#main", "act": "Ask for them"}
    wrong = ["471 of 492 is 95.73%, not 95.83%"]
    return [
        entry(
            "ref",
            "Referrals received",
            box("referrals", "492"),
            said="up 27, 5.8%",
            question=question,
            definition="New",
        ),
        entry(
            "c48",
            "Contacted within 48 hours",
            box("people", "471"),
            of,
            box("all", "492"),
            errors=wrong,
            both=collision,
        ),
        entry("day", "Contacted on the same day", state, why, notes=[note], part=True),
        entry("last", "Closed", box("closed", "")),
    ]


def components() -> dict[str, Any]:
    row = {
        "name": LONG,
        "by": "Provider not stated",
        "fact": "Nothing received.",
        "tone": "late",
        "state_label": "Late",
    }
    rated = {"name": "DRIVE", "url": "#main", "strong": "55", "fact": "referrals", "rating": "amber", "acts": []}
    up = {"text": "465 in Q2 2021/22, up 27, 5.8%", "direction": "up"}
    card = {"label": "IDVA referrals", "url": "#main", "value": "492", "comparators": [up, {"text": "Q1 not held"}]}
    small = {"spark": spark(POINTS), "id": "spark", "spark_title": "Referrals", "spark_desc": "Five are known."}
    used = {"id": "p1", "name": LONG, "used": "120.0%", "gone": "50.0%", "sum": "£6 of £5", "chart": pace(120, 50)}
    return {
        "crumbs": lines("Services", "Domestic abuse"),
        "tabs": lines("Overview", "Figures", "Money", "Returns", "Risks and promises", "History"),
        "tally": [{"value": 28, "of": 45, "label": "returns are in", "url": "#main"}, {"value": 0, "label": "late"}],
        "rows": [{**row, "acts": [act("Chase", "them", post=True), act("Enter", "it")]}, rated],
        "cards": [{**card, **small}, {"label": LONG, "nil": "yes, not counted", "evidence": "Approved"}],
        "pace": [used, {"name": "Reassuring", "words": "Award not held"}],
        "chart": bars([replace(point, target=Decimal(300)) for point in POINTS]),
        "columns": [{"label": "Quarter"}, {"label": "Referrals", "numeric": True}],
        "cells": [{"cells": [{"text": "Q1"}, {}]}, {"cells": [{"text": "Q2"}, {"text": "465", "sub": "x"}]}],
        "heat_columns": [{"label": p.label, "year": p.year, "current": p.is_current} for p in POINTS],
        "groups": [
            {
                "name": "Victims",
                "rows": [{"name": LONG, "url": "#main", "cells": ["red", "amber", "green", "", *[None] * 4]}],
            }
        ],
        "thread": [
            {"by": "Alice", "ours": True, "at": AT, "text": "Which?"},
            {"by": "Bob", "at": AT, "text": "Q1.\n\nSorry."},
        ],
        "checks": [{"result": result, "text": result} for result in ("passed", "warning", "failed")],
        "tasks": [{"label": "Figures", "url": "#main", "hint": "4 of 6", "tone": "act", "state_label": "In progress"}],
        "facts": [{"key": "Award"}, {"key": "Officer", "value": "Alice", "acts": [act("Change", "officer")]}],
        "events": [{"title": "Question asked", "by": "Alice", "at": AT, "text": "About 95.83%"}],
        "heads": ["Figure", "Q2 2021/22", "Q1 2022/23", "Target", "This quarter", "So far this year"],
        "entries": entries(),
    }


def specimen() -> str:
    """The page as HTML, with nothing read from the database."""
    request = RequestFactory().get("/?q=ann&role=late")
    request.user = SimpleNamespace(pk=1, is_authenticated=True, name="Alice Hartley", has_perm=lambda permission: True)
    quarter = SimpleNamespace(slug="2022-23-q2", label="Q2 2022/23", words="July to September 2022")
    template = engines["django"].from_string(PAGE.read_text())
    return template.render(
        {
            **components(),
            "office": SimpleNamespace(name="Office of the Example Commissioner", short_name="Example OPCC"),
            "demo": True,
            "quarter": quarter,
            "quarters": [quarter],
            "navigation": lines("Home", "Returns", "Services", "Quarterly update"),
            "form": Fields({"name": "", "due_day": "31", "words": "one two three four five six"}),
            "filter": People(request.GET, queryset=User.objects.none()),
        },
        request,
    )
