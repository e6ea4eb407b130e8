"""The review of a quarter: exceptions first, what waits for approval, and the rest folded away."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import Cause, State, Status
from commissioning.figures.owed import Owing
from commissioning.filters import PortfolioFilter
from commissioning.models import Service
from commissioning.views.dashboard.links import causes_url, returns_url, service_url
from commissioning.views.dashboard.tally import count
from commissioning.views.needs import funders
from commissioning.views.needs import rows as needs_rows
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.returns_tabs import returns_tabs
from commissioning.views.review import matters
from commissioning.views.review.found import Review, Waiting, read, waiting
from tracker import formats

Row = dict[str, Any]
APPROVES = "commissioning.approve_returns"


@with_quarter(APPROVES)
def review(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The whole portfolio, or what the filter in the address leaves of it."""
    chosen = PortfolioFilter(request.GET or None, queryset=Service.objects.none(), scene=scene)
    found = read(scene, chosen)
    sent = waiting(found)
    query = request.GET.urlencode()
    context = {
        "filter": chosen,
        "chosen": bool(chosen.chosen),
        "tally": tally(found, sent),
        "matters": matters.rows(found),
        "to_approve": to_approve(found, sent),
        "bulk_url": reverse("approve-clean", args=[scene.quarter.slug]) + (f"?{query}" if query else ""),
        "fine": fine(found),
        "without": without_figure(found),
        "causes": causes(found),
        "drafts": drafts(found),
        "key_dates": key_dates(scene),
        "funders": funders.lines(scene),
        "tabs": returns_tabs(scene, "review"),
    }
    return render(request, "commissioning/review/page.html", context)


def tally(found: Review, sent: Waiting) -> list[Row]:
    """The strip of counts, each a link to what it counts."""
    returns = found.owed.returns
    expected = [each for each in returns if each.expected]
    states = Counter(each.status for each in expected)
    written = [each for each in found.owed.items if each.expected]
    return [
        count(sum(each.received for each in expected), "in", returns_url(found, status="received"), of=len(expected)),
        count(states[Status.LATE], "late", returns_url(found, status=Status.LATE)),
        count(len(returns) - len(expected), "not asked", returns_url(found, status=Status.NOT_REQUIRED)),
        count(
            sum(each.received for each in written),
            "written by us",
            returns_url(found, part="items", status="received"),
            of=len(written),
        ),
        count(sent.total, "to approve", "#to-approve"),
    ]


def to_approve(found: Review, sent: Waiting) -> Row:
    """Rows of what is to be read by itself and what nobody checked, and how many can be approved at once."""
    return {
        "total": sent.total,
        "limit": formats.money(found.scene.office.manager_above),
        "read": [waiting_row(found, each, verb="Read") for each in sent.read],
        "unchecked": [waiting_row(found, each, verb="Check") for each in sent.unchecked],
        "own": [waiting_row(found, each, verb="Open") for each in sent.own],
        "clean": len(sent.clean),
    }


def waiting_row(found: Review, owing: Owing, *, verb: str) -> Row:
    """What was sent, led by its first figure where it has one of this quarter."""
    figure = found.by_service.get(owing.service or 0)
    when = needs_rows.sent_words(owing)
    if figure is None or not figure.value.is_number or not figure.is_current:
        return needs_rows.row(found.scene, owing, verb=verb, fact=when)
    fact = f"{figure.measure.label.lower()}. {when}"
    return needs_rows.row(found.scene, owing, verb=verb, fact=fact, strong=figure.words)


def fine(found: Review) -> Row:
    """Services whose returns are all approved or excused, with nothing asked, by objective."""
    owing: dict[int, list[Owing]] = {}
    for each in found.owed.returns:
        owing.setdefault(each.service or 0, []).append(each)
    done = (State.APPROVED, State.NOT_REQUIRED)
    groups: dict[str, list[Row]] = {}
    for key, service in found.services.items():
        returns = owing.get(key)
        if returns and all(each.state in done and not each.questions and not each.answers for each in returns):
            groups.setdefault(service.objective.name, []).append(link(found, service))
    return {"total": sum(map(len, groups.values())), "groups": list(groups.items())}


def without_figure(found: Review) -> list[Row]:
    """Services of which no figure of this quarter is held."""
    held = {key for key, figure in found.by_service.items() if figure.value.is_number and figure.is_current}
    return [link(found, service) for key, service in found.services.items() if key not in held]


def link(found: Review, service: Service) -> Row:
    return {"label": service.name, "url": service_url(found, service.pk)}


def causes(found: Review) -> list[Row]:
    """What came up in the challenges of how many services, most often first; each leads to the passages."""
    often = sorted(found.causes.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        {
            "label": Cause(cause).label.capitalize(),
            "when": f"{len(services)} service{'' if len(services) == 1 else 's'}",
            "url": causes_url(found, cause),
        }
        for cause, services in often
    ]


def drafts(found: Review) -> list[Row]:
    """What this person typed in records of this quarter and has not saved."""
    known = {(str(each.kind), each.key): each for each in found.everything}
    return [
        needs_rows.row(found.scene, known[key], verb="Go on", fact="Typed, not saved.")
        for key in found.drafts
        if key in known
    ]


def key_dates(scene: Scene) -> list[Row]:
    found = scene.portfolio.key_dates.get(scene.quarter.pk, ())
    return [{"label": each.name, "when": formats.short_day(each.on)} for each in found]
