"""A service's Overview: headline figures with the first one's chart, promises and risks, what it is."""

from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from commissioning.choices import CommitmentState, QuestionState, State
from commissioning.figures import MeasureFigure, Stated
from commissioning.figures.courses import course_of
from commissioning.figures.statements import stated_in
from commissioning.models import Commitment, PeriodNote, Question, Risk, StaffingLine, StatedComparison
from commissioning.models.seeing import audiences, states, told
from commissioning.views import cards
from commissioning.views.service.figures import drawn
from commissioning.views.service.page import ServicePage, read_by
from commissioning.views.set_up.services import SERVICES
from commissioning.workflow.questions import seen_by
from commissioning.workflow.standing_text import reviewed_words
from tracker import formats
from tracker.roles import Role
from tracker.set_up.gaps import gaps_of, where
from tracker.together import Rows, together

Context = dict[str, Any]
CARDS = 6


def overview(page: ServicePage) -> Context:
    """The headline figures with the first one's chart, promises and risks, and what the service is."""
    found = page.figures()
    beside = told_beside(page)
    said = read_by(page.user, beside[StatedComparison])
    shown = [each for each in found if each.measure.headline] or found[:3]
    return {
        "cards": [figure_card(page, each, said) for each in shown[:CARDS]],
        "more_figures": len(found) - len(shown[:CARDS]),
        "figures_url": page.url("figures"),
        "chart": drawn(page, shown[0], course_of(shown[0])) if shown else None,
        "matters": matters(page, beside),
        "promises_url": page.url("risks-and-promises"),
        "facts": facts(page),
        "staffing": [post(row) for row in beside[StaffingLine]],
        "notes": notes(page),
        "set_up": set_up(page),
        "standing_reviewed": reviewed_words(page.service.standing_reviewed_on, page.service.standing_reviewed_by),
    }


def set_up(page: ServicePage) -> Context | None:
    """Where the service is changed, and what is not known of it yet: for whoever may fill it in."""
    if not page.user.has_perm(SERVICES.permission):
        return None
    key = page.service.pk
    missing = [
        {"label": gap.label, "url": where(SERVICES, gap, key)}
        for gap in gaps_of(SERVICES, page.service, page.scene.office)
    ]
    return {"url": reverse("set-up-record", args=[SERVICES.slug, key]), "missing": missing}


def notes(page: ServicePage) -> list[PeriodNote]:
    """Seasonal notes on the quarter that bear on this service."""
    return page.scene.portfolio.notes_for(page.scene.quarter.pk, page.service.pk)


def figure_card(page: ServicePage, figure: MeasureFigure, said: dict[int, list[Stated]]) -> Context:
    words = tuple(each.words for each in said.get(figure.measure.pk, ()))
    return cards.card(figure, url=f"{page.url('figures')}#m{figure.measure.pk}", said=words)


def told_beside(page: ServicePage) -> Rows:
    """Open promises, risks and questions of the service, its posts and what was only said of its figures. One query."""
    service, seen = page.service, audiences(page.user)
    return together(
        Commitment.objects.open().filter(told(page.user), service=service, audience__in=seen).order_by("pk"),
        Risk.objects.open().filter(service=service, audience__in=seen).order_by("pk"),
        seen_by(Question.objects.open().filter(service=service), page.user).select_related("asked_by").order_by("pk"),
        staffing(page),
        stated_in(page.measures, page.scene.quarter, states=states(page.user)),
    )


def matters(page: ServicePage, beside: Rows) -> list[Context]:
    """Promises first, by their day, then questions, then risks."""
    promises = sorted(beside[Commitment], key=lambda each: (str(each.due_on or "9"), each.text))
    questions = sorted(beside[Question], key=lambda each: each.text)
    risks = sorted(beside[Risk], key=lambda each: each.title)
    return [
        *(promise(page, each) for each in promises),
        *(question(each) for each in questions),
        *(risk(each) for each in risks),
    ]


def promise(page: ServicePage, row: Commitment) -> Context:
    return {
        "text": row.text,
        "sub": "Promise",
        "by": row.get_by_whom_display(),
        "due": row.due_words or (row.due_on and formats.day(row.due_on)),
        "state": CommitmentState(row.state),
        "late": bool(row.due_on and row.due_on < page.scene.on),
    }


def question(row: Question) -> Context:
    return {
        "text": row.text,
        "url": reverse("question", args=[row.pk]),
        "sub": "Question",
        "by": row.asked_by and row.asked_by.name,
        "state": QuestionState(row.state),
    }


def risk(row: Risk) -> Context:
    sub = f"Risk{f'; {row.mitigation}' if row.mitigation else ''}"
    return {"text": row.title, "sub": sub, "by": row.owner, "due": ""}


def facts(page: ServicePage) -> list[Context]:
    """The box at the side: what is set up of the service. What isn't known yet says so."""
    service, scene = page.service, page.scene
    routes = scene.portfolio.routes_of.get(service.pk, [])
    awards = scene.portfolio.awards_of.get(service.pk, [])
    reporters = ", ".join(sorted({route.get_route_display() for route in routes}))
    rows = [
        ("Stage", service.get_stage_display(), "", None),
        ("Award", f"{len(awards)}" if awards else "", "not held", page.url("money") if awards else None),
        ("Who reports", reporters, "not known yet", None),
        ("Officer", service.lead_officer.name if service.lead_officer else "", "not known yet", None),
        ("Areas", ", ".join(area.name for area in service.areas.all()), "not known yet", None),
    ]
    if service.part_of:
        rows.append(("Part of", service.part_of.name, "", service_url(page, service.part_of.pk)))
    rows += [("Includes", part.name, "", service_url(page, part.pk)) for part in service.parts.all()]
    return [
        {"key": key, "value": value[:1].upper() + value[1:], "nil": nil, "url": url} for key, value, nil, url in rows
    ]


def service_url(page: ServicePage, key: int) -> str:
    return reverse("service", args=[page.scene.quarter.slug, key])


def staffing(page: ServicePage) -> QuerySet[StaffingLine]:
    """Posts of the quarter's packs and items that work for the service."""
    quarter, seen = page.scene.quarter, audiences(page.user)
    packs, items = Q(pack__period=quarter.pk), Q(office_item__period=quarter.pk)
    if page.user.role == Role.VIEWER:
        packs, items = packs & Q(pack__state=State.APPROVED), items & Q(office_item__state=State.APPROVED)
    return StaffingLine.objects.filter(packs | items, services=page.service, audience__in=seen)


def post(row: StaffingLine) -> Context:
    """Each part may be not stated."""
    return {
        "role": row.role,
        "rows": [
            {"key": "Funded", "value": posts(row.funded), "nil": "not stated"},
            {"key": "In post", "value": posts(row.in_post), "nil": "not stated"},
            {"key": "Vacant", "value": posts(row.vacant), "nil": "not stated"},
        ],
        "note": " ".join(filter(None, [row.note, row.expected and f"Expected: {row.expected}."])),
    }


def posts(amount: Decimal | None) -> str | None:
    return None if amount is None else formats.number(amount)
