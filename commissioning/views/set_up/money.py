"""Money as it is set up: funders, streams with what they hold, awards with the changes to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import AwardKind
from commissioning.figures.awards import Standing, standing_from
from commissioning.forms.set_up.awards import AwardForm, VariationForm
from commissioning.forms.set_up.funders import AllocationForm, FunderForm, StreamForm
from commissioning.forms.set_up.projects import ProjectForm
from commissioning.models import Allocation, Award, FundedProject, Funder, FundingStream, Variation
from commissioning.ratings.splits import sum_words
from commissioning.views.set_up.contracts import DECISION_NOTICES, SUBSIDY_ASSESSMENTS
from commissioning.views.set_up.parts import faults_at, grouped
from commissioning.views.set_up.reviews import ANNUAL_REVIEWS
from commissioning.workflow.set_up.awards import SERVICES, save_award
from commissioning.workflow.set_up.funders import MONEY, save_allocation, save_funder, save_stream
from commissioning.workflow.set_up.splits import MONEY_BOX
from commissioning.workflow.set_up.variations import save_variation, take_back_variation
from providers.models import Provider
from tracker import formats
from tracker.models import User
from tracker.periods import london_date
from tracker.records import Kept
from tracker.set_up.kinds import Gap, Group, Kind, Link
from tracker.set_up.namesakes import namesakes
from tracker.tables import NUMERIC, DayColumn

TOGETHER = {SERVICES: "service_new1", MONEY_BOX: "stream_new1"}
AWARD_GROUPS = {
    "What it is": ("title", "provider", "kind", "reference"),
    "When": ("starts_on", "ends_on", "length_years", "extension_years", "extension_state"),
    "Before it ends": ("review_by", "notice_on"),
}
AWARD_DECISION = {
    "Decision and publication": ("decision", "decided_on", "purpose", "reasons", "conditions", "withheld")
}
STATED = ("stated_total", "stated_total_precision", "group", "stated_group_total")
CHANGE = {
    "What changed": ("kind", "effective_on", "reason", "ends_on"),
    "Posts": ("posts_created", "posts_kept", "posts"),
    "Telling of it": ("announced_in",),
}


class PoundsColumn(tables.Column):
    """An amount as stated, with its precision; empty is not stated."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(default="not stated", attrs=NUMERIC, **rest)

    def render(self, value: Any, record: Any) -> str:
        return formats.money(value, record.precision)


def keep_funder(*, record: Funder, permission: str, **said: Any) -> Kept:
    return save_funder(funder=record, **said)


def keep_stream(*, record: FundingStream, permission: str, **said: Any) -> Kept:
    return save_stream(stream=record, **said)


def keep_allocation(*, record: Allocation, permission: str, **said: Any) -> Kept:
    return save_allocation(allocation=record, **said)


@faults_at(TOGETHER)
def keep_award(*, record: Award, values: Mapping[str, Any], permission: str, **said: Any) -> Kept:
    own = dict(values)
    parts = {"shares": own.pop("shares"), "cells": own.pop("cells"), "reason": own.pop("correction")}
    return save_award(award=record, values=own, **parts, **said)


@faults_at(TOGETHER)
def keep_variation(*, record: Variation, values: Mapping[str, Any], permission: str, **said: Any) -> Kept:
    own = dict(values)
    parts = {"cells": own.pop("cells"), "reason": own.pop("correction")}
    return save_variation(variation=record, values=own, **parts, **said)


def take_back(*, record: Variation, by: User, at: datetime, permission: str, reason: str) -> None:
    take_back_variation(variation=record, by=by, at=at, reason=reason)


def award_page(record: Award, attempt: Any) -> dict[str, Any]:
    """The boxes of an award in their groups, and what it comes to today."""
    standing = standing_from(record, attempt.form.rows, on=london_date(timezone.now())) if record.pk else None
    return {
        "groups": grouped(attempt, AWARD_GROUPS),
        "decision": grouped(attempt, AWARD_DECISION),
        "stated": grouped(attempt, {"": STATED})[0]["boxes"],
        "services": attempt.form.service_rows(),
        **money_boxes(attempt),
        "standing": standing and standing_rows(standing),
    }


def standing_rows(standing: Standing) -> list[dict[str, Any]]:
    """What the award comes to, year by year, and whether a stated total ties."""
    rows = [(year, sum_words(parts)) for year, parts in standing.years.items()]
    rows += [("In all", sum_words(standing.in_force))] if len(standing.years) > 1 else []
    rows += [("Total", standing.stated.sentence)] if standing.stated else []
    return [{"key": key, "value": words, "nil": "not stated"} for key, words in rows]


def variation_page(record: Variation, attempt: Any) -> dict[str, Any]:
    return {"groups": grouped(attempt, CHANGE), **money_boxes(attempt)}


def money_boxes(attempt: Any) -> dict[str, Any]:
    """The grid, the box for why an amount is put right, and what two people made of boxes in tables."""
    form = attempt.form
    return {
        "grid": form.grid(),
        "correction": form["correction"] if "correction" in form.fields else None,
        "clashes": [each for each in attempt.clashes.values() if each.box not in form.names],
    }


def to_award(request: HttpRequest, record: Award) -> Sequence[Link]:
    """The page on which everybody reads it."""
    quarter: Any = getattr(request, "quarter_in_hand", None)
    return [Link("See the award", reverse("award", args=[quarter.slug, record.pk]))] if quarter else []


FUNDERS = Kind(
    slug="funders",
    model=Funder,
    one="funder",
    many="funders",
    about="Who gives the office money: ministries, the Commissioner’s own budget, partners.",
    permission=MONEY,
    group=Group.MONEY,
    form=FunderForm,
    columns={"name": "Name"},
    cautions=namesakes("funders"),
    keep=keep_funder,
)
ALLOCATIONS = Kind(
    slug="allocations",
    model=Allocation,
    one="allocation",
    many="allocations",
    about="What it holds in a financial year, and how sure that is: bid, offered, confirmed or refused.",
    permission=MONEY,
    group=Group.MONEY,
    form=AllocationForm,
    columns={
        "year_label": "Financial year",
        "amount": PoundsColumn(verbose_name="Amount"),
        "stage": "Stage",
        "stage_on": DayColumn(verbose_name="Since", nil="not stated", orderable=False),
        "purpose": "Purpose",
    },
    search=("year_label", "purpose"),
    related=("stream__funder",),
    belongs_to="stream",
    keep=keep_allocation,
)
STREAMS = Kind(
    slug="streams",
    model=FundingStream,
    one="funding stream",
    many="funding streams",
    about="Named pots of the funders, and what each holds in a year.",
    permission=MONEY,
    group=Group.MONEY,
    form=StreamForm,
    columns={"name": "Name", "funder": "Funder"},
    search=("name", "funder__name"),
    related=("funder", "funder_template"),
    parts=(ALLOCATIONS,),
    gaps=(Gap("allocation", Q(allocations=None) & ~Q(code=FundingStream.NOT_STATED), "allocations"),),
    keep=keep_stream,
)
VARIATIONS = Kind(
    slug="award-changes",
    model=Variation,
    one="change",
    many="changes to it",
    about="Uplifts, cuts, extensions, carry-forwards, reprofiles and clawbacks, each from its day, with the reason.",
    permission=MONEY,
    group=Group.MONEY,
    form=VariationForm,
    columns={"effective_on": DayColumn(verbose_name="From"), "kind": "Kind", "reason": "Why"},
    search=("reason",),
    related=("award",),
    belongs_to="award",
    keep=keep_variation,
    template="set_up/award_change.html",
    shows=variation_page,
    remove=take_back,
    asks_why=True,
)
PROJECTS = Kind(
    slug="projects",
    model=FundedProject,
    one="project",
    many="projects funded",
    about="What the recipient funded with it, such as a Community Safety Partnership with its grant.",
    permission=MONEY,
    group=Group.MONEY,
    form=ProjectForm,
    columns={
        "name": "Project",
        "area": "Area",
        "amount": PoundsColumn(verbose_name="Amount"),
        "purpose": "Purpose",
    },
    search=("name", "purpose"),
    related=("award", "area"),
    belongs_to="award",
)
AWARDS = Kind(
    slug="awards",
    model=Award,
    one="award",
    many="awards",
    about="Grants, contracts, in-house budgets, transfers and contributions: to whom, for what, from which pot.",
    permission=MONEY,
    group=Group.MONEY,
    form=AwardForm,
    cautions=namesakes("awards", within="provider", box="title"),
    columns={
        "title": "Award",
        "provider": "Provider",
        "kind": "Kind",
        "reference": "Reference",
        "ends_on": DayColumn(verbose_name="Ends", nil="not stated"),
    },
    search=("title", "reference", "provider__name", "services__name"),
    related=("provider",),
    parts=(VARIATIONS, PROJECTS, DECISION_NOTICES, SUBSIDY_ASSESSMENTS, ANNUAL_REVIEWS),
    links=to_award,
    gaps=(
        Gap("provider", Q(provider__code=Provider.NOT_STATED), "provider"),
        Gap("first day", Q(starts_on=None), "starts_on"),
        Gap("last day", Q(ends_on=None), "ends_on"),
        Gap("services that it covers", Q(services=None), "service_new1"),
        Gap("amount", Q(splits=None) | Q(splits__amount=None), "stream_new1"),
        Gap("purpose", Q(purpose=""), "purpose"),
        Gap("reasons, which are published for grants", Q(kind=AwardKind.GRANT, reasons=""), "reasons"),
    ),
    keep=keep_award,
    template="set_up/award.html",
    shows=award_page,
)
