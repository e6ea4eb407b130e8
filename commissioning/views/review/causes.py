"""Causes that recur: what each service told of its challenges, cause by cause."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commissioning.choices import Cause, Standing, State
from commissioning.models import Narrative
from commissioning.views.addresses import address
from commissioning.views.dashboard.page import chosen_in
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.returns_tabs import returns_tabs
from commissioning.views.review.found import challenges
from commissioning.views.review.page import APPROVES

Row = dict[str, Any]
FIRST = 10  # passages of each cause where all causes are listed
PER_PAGE = 25
WITHOUT = "no-cause"
LABELS = {cause.value: cause.label.capitalize() for cause in Cause} | {WITHOUT: "Without a cause from the list"}


class Passage(NamedTuple):
    """What one return told of its challenges, without the words: of many few are shown."""

    key: int
    causes: list[str]
    owner: int
    service: int
    provider: int
    state: str


FIELDS = (
    "pk",
    "causes",
    "quarterly_return",
    "quarterly_return__service",
    "quarterly_return__provider",
    "quarterly_return__state",
)


@with_quarter("commissioning.view_portfolio")
def causes(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The passages behind each cause, of the services that the filter leaves, as far as this person may read them: the
    first few of each, or all of the one that is asked for, page by page.
    """
    chosen = chosen_in(request, scene)
    rows = challenges(scene, [each.pk for each in chosen.selection]).order_by("pk").values_list(*FIELDS)
    told = sorted((Passage._make(row) for row in rows), key=lambda each: whose(scene, each))
    found = {cause.value: [each for each in told if cause in each.causes] for cause in Cause}
    often = dict(sorted(found.items(), key=lambda pair: -len(pair[1])))
    often[WITHOUT] = [each for each in told if not each.causes]
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


def whose(scene: Scene, passage: Passage) -> tuple[str, str]:
    """The names of the service and of who reports on it."""
    provider = scene.portfolio.providers[passage.provider]
    return scene.portfolio.services[passage.service].name, provider.name if provider.stated else "Provider not stated"


def texts_of(passages: Iterable[Passage]) -> dict[int, str]:
    rows = Narrative.objects.filter(pk__in={each.key for each in passages})
    return dict(rows.order_by().values_list("pk", "text"))


def described(scene: Scene, passage: Passage, text: str) -> Row:
    service, by = whose(scene, passage)
    return {
        "service": service,
        "by": by,
        "url": address("return", passage.owner),
        "text": text,
        "standing": "" if passage.state == State.APPROVED else Standing.SUBMITTED.label,
    }
