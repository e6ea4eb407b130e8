"""A service's Overview: headline figures with the first one's chart, promises and risks, what it is."""

from decimal import Decimal
from typing import Any

from django.db.models import CharField, DateField, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse

from commissioning.choices import CommitmentBy, CommitmentState, QuestionState, State
from commissioning.figures import MeasureFigure, Stated
from commissioning.figures.courses import course_of
from commissioning.models import Commitment, PeriodNote, Question, Risk, StaffingLine
from commissioning.models.seeing import audiences, told
from commissioning.views import cards
from commissioning.views.service.figures import drawn
from commissioning.views.service.page import ServicePage, said_of
from commissioning.views.set_up.services import SERVICES
from commissioning.workflow.questions import seen_by
from commissioning.workflow.standing_text import reviewed_words
from tracker import formats
from tracker.roles import Role
from tracker.set_up.gaps import gaps_of, where

Context = dict[str, Any]
CARDS = 6


def overview(page: ServicePage) -> Context:
    """The headline figures with the first one's chart, promises and risks, and what the service is."""
    found = page.figures()
    said = said_of(page.measures, page.scene.quarter, page.user)
    shown = [each for each in found if each.measure.headline] or found[:3]
    return {
        "cards": [figure_card(page, each, said) for each in shown[:CARDS]],
        "more_figures": len(found) - len(shown[:CARDS]),
        "figures_url": page.url("figures"),
        "chart": drawn(page, shown[0], course_of(shown[0])) if shown else None,
        "matters": matters(page),
        "promises_url": page.url("risks-and-promises"),
        "facts": facts(page),
        "staffing": staffing(page),
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


def matters(page: ServicePage) -> list[Context]:
    """Open promises, risks and questions of the service, in one query, promises first by their day."""
    seen = audiences(page.user)
    empty, no_day = Value("", output_field=CharField()), Cast(Value(None), DateField())
    promises = Commitment.objects.open().filter(told(page.user), service=page.service, audience__in=seen).order_by()
    risks = Risk.objects.open().filter(service=page.service, audience__in=seen).order_by()
    questions = seen_by(Question.objects.open().filter(service=page.service), page.user).order_by()
    rows = promises.values_list(Value("promise"), "text", "by_whom", "due_on", "due_words", "state").union(
        risks.values_list(Value("risk"), "title", "owner", no_day, "mitigation", empty),
        questions.values_list(Value("question"), "text", "asked_by__name", no_day, Cast("pk", CharField()), "state"),
        all=True,
    )
    return [matter(page, *row) for row in sorted(rows, key=lambda row: (row[0], str(row[3] or "9"), row[1]))]


def matter(page: ServicePage, kind: str, text: str, by: str, due: Any, words: str, state: str) -> Context:
    if kind == "question":
        asked = {"text": text, "url": reverse("question", args=[int(words)]), "sub": "Question", "by": by}
        return asked | {"state": QuestionState(state)}
    promise = kind == "promise"
    return {
        "text": text,
        "sub": "Promise" if promise else f"Risk{f'; {words}' if words else ''}",
        "by": CommitmentBy(by).label if promise else by,
        "due": (words or (due and formats.day(due))) if promise else "",
        "state": CommitmentState(state) if promise else None,
        "late": bool(due and promise and due < page.scene.on),
    }


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


def staffing(page: ServicePage) -> list[Context]:
    """Posts of the quarter's packs and items that work for the service; each part may be not stated."""
    quarter, seen = page.scene.quarter, audiences(page.user)
    packs, items = Q(pack__period=quarter.pk), Q(office_item__period=quarter.pk)
    if page.user.role == Role.VIEWER:
        packs, items = packs & Q(pack__state=State.APPROVED), items & Q(office_item__state=State.APPROVED)
    rows = StaffingLine.objects.filter(packs | items, services=page.service, audience__in=seen)
    return [
        {
            "role": row.role,
            "rows": [
                {"key": "Funded", "value": posts(row.funded), "nil": "not stated"},
                {"key": "In post", "value": posts(row.in_post), "nil": "not stated"},
                {"key": "Vacant", "value": posts(row.vacant), "nil": "not stated"},
            ],
            "note": " ".join(filter(None, [row.note, row.expected and f"Expected: {row.expected}."])),
        }
        for row in rows
    ]


def posts(amount: Decimal | None) -> str | None:
    return None if amount is None else formats.number(amount)
