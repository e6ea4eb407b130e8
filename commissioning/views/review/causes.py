"""Causes that recur: what each service told of its challenges, cause by cause."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commissioning.choices import Cause, Standing, State
from commissioning.figures.challenges import WITHOUT, Challenge, Eyes, by_cause, challenges, of_services
from commissioning.models import Narrative
from commissioning.models.seeing import audiences, states
from commissioning.views.addresses import address
from commissioning.views.dashboard.page import chosen_in
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.returns_tabs import returns_tabs
from commissioning.views.review.page import APPROVES

Row = dict[str, Any]
FIRST = 10  # passages of each cause where all causes are listed
PER_PAGE = 25
LABELS = {cause.value: cause.label.capitalize() for cause in Cause} | {WITHOUT: "Without a cause from the list"}


@with_quarter("commissioning.view_portfolio")
def causes(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The passages behind each cause, of the services that the filter leaves, as far as this person may read them: the
    first few of each, or all of the one that is asked for, page by page.
    """
    chosen = chosen_in(request, scene)
    eyes = Eyes(tuple(audiences(scene.user)), tuple(states(scene.user)))
    told = challenges(scene.quarter, eyes=eyes, head=scene.office.told or "", reference=scene.reference)
    if chosen.chosen:
        told = of_services(told, {each.pk for each in chosen.selection})
    often = by_cause(told)
    asked = request.GET.get("cause", "")
    listed = {asked: often[asked]} if often.get(asked) else often
    page = Paginator(listed[asked], PER_PAGE).get_page(request.GET.get("page")) if asked in listed else None
    shown = {slug: list(page or passages[:FIRST]) for slug, passages in listed.items() if passages}
    texts = texts_of(each for passages in shown.values() for each in passages)
    reviews = scene.user.has_perm(APPROVES)
    context = {
        "filter": chosen,
        "chosen": bool(chosen.chosen),
        "causes": [
            {
                "slug": slug,
                "label": LABELS[slug],
                "count": len(listed[slug]),
                "passages": [described(scene, each, texts[each.key]) for each in passages],
                "rest": page is None and len(listed[slug]) > FIRST,
            }
            for slug, passages in shown.items()
        ],
        "page": page,
        "tabs": returns_tabs(scene, "review") if reviews else [],
        "back": {
            "url": address("review" if reviews else "dashboard", scene.quarter.slug),
            "label": "Review" if reviews else "Dashboard",
        },
    }
    return render(request, "commissioning/review/causes.html", context)


def texts_of(passages: Iterable[Challenge]) -> dict[int, str]:
    rows = Narrative.objects.filter(pk__in={each.key for each in passages})
    return dict(rows.order_by().values_list("pk", "text"))


def described(scene: Scene, challenge: Challenge, text: str) -> Row:
    provider = scene.portfolio.providers[challenge.provider]
    return {
        "service": scene.portfolio.services[challenge.service].name,
        "by": provider.name if provider.stated else "Provider not stated",
        "url": address("return", challenge.owner),
        "text": text,
        "standing": "" if challenge.state == State.APPROVED else Standing.SUBMITTED.label,
    }
