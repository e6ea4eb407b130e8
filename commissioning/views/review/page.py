"""The review of a quarter: exceptions first, what waits for approval, and the rest folded away."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import State, Status
from commissioning.figures.owed import Owing, counts
from commissioning.models import Service
from commissioning.views.dashboard.found import Found, keep_whole
from commissioning.views.dashboard.links import causes_url, returns_url, service_url, services_url
from commissioning.views.dashboard.listed import Listed
from commissioning.views.dashboard.page import chosen_in, filter_box
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
DONE = (State.APPROVED, State.NOT_REQUIRED)
MOST = 60  # services of a list that is folded away


@with_quarter(APPROVES)
def review(request: HttpRequest, scene: Scene) -> HttpResponse:
    """The whole portfolio, or what the filter in the address leaves of it."""
    chosen = chosen_in(request, scene)
    found = read(scene, chosen)
    query = request.GET.urlencode()
    context = sections(found) | {
        "filter": chosen,
        "filter_box": filter_box(request, scene, chosen),
        "chosen": bool(chosen.chosen),
        "bulk_url": reverse("approve-clean", args=[scene.quarter.slug]) + (f"?{query}" if query else ""),
        "key_dates": key_dates(scene),
        "funders": funders.lines(scene),
        "tabs": returns_tabs(scene, "review"),
    }
    response = render(request, "commissioning/review/page.html", context)
    keep_whole(found.quarter)
    return response


def sections(found: Review) -> Row:
    """What the page says of what was found."""
    sent = waiting(found)
    return {
        "tally": tally(found.quarter, sent),
        "matters": matters.rows(found),
        "to_approve": to_approve(found, sent),
        "fine": fine(found.quarter),
        "without": without_figure(found.quarter),
        "causes": causes(found.quarter),
        "drafts": drafts(found),
    }


def tally(found: Found, sent: Waiting) -> list[Row]:
    """The strip of counts, each a link to what it counts."""
    returns, written = counts(found.owed.returns), counts(found.owed.items)
    late, excused = returns.states[Status.LATE], returns.excused
    return [
        count(returns.received, "in", returns_url(found, status="received"), of=returns.expected),
        count(late, "late", returns_url(found, status=Status.LATE)),
        count(excused, "not asked", returns_url(found, status=Status.NOT_REQUIRED)),
        count(
            written.received,
            "written by us",
            returns_url(found, part="items", status="received"),
            of=written.expected,
        ),
        count(sent.total, "to approve", "#to-approve"),
    ]


def to_approve(found: Review, sent: Waiting) -> Row:
    """Rows of what is to be read by itself and what nobody checked, and how many can be approved at once."""

    def listed(waiting: Sequence[Owing], verb: str) -> Listed:
        return Listed.of(partial(waiting_row, found, verb=verb), waiting)

    return {
        "total": sent.total,
        "limit": formats.money(found.scene.office.manager_above),
        "read": listed(sent.read, "Read"),
        "unchecked": listed(sent.unchecked, "Check"),
        "own": listed(sent.own, "Open"),
        "clean": len(sent.clean),
        "all": returns_url(found.quarter, status=Status.SUBMITTED),
    }


def waiting_row(found: Review, owing: Owing, *, verb: str) -> Row:
    """What was sent, led by its first figure where it has one of this quarter."""
    figure, when = found.first_figure(owing), needs_rows.sent_words(owing)
    if figure is None:
        return needs_rows.row(found.scene, owing, verb=verb, fact=when)
    return needs_rows.row(found.scene, owing, verb=verb, fact=f"{figure.label.lower()}. {when}", strong=figure.words)


def fine(found: Found) -> Row:
    """Services whose returns are all approved or excused, with nothing asked, by objective: how many, and the first."""
    sound = settled(found)
    services = [service for key, service in found.services.items() if key in sound]
    groups: dict[str, list[Row]] = {}
    for service in services[:MOST]:
        groups.setdefault(service.objective.name, []).append(link(found, service))
    return {
        "total": len(services),
        "groups": list(groups.items()),
        "shown": MOST,
        "all": returns_url(found, status=Status.APPROVED),
    }


def settled(found: Found) -> set[int]:
    """Services whose returns are all approved or excused, with nothing asked."""
    returning: set[int] = set()
    open_: set[int] = set()
    for services, unsettled in found.owed.returns.each("settled", settled_in):
        returning |= services
        open_ |= unsettled
    return returning - open_


def settled_in(rows: Iterable[Owing]) -> tuple[set[int], set[int]]:
    """The services that these returns are of, and those of returns that still ask for something."""
    open_ = (each for each in rows if each.state not in DONE or each.questions or each.answers)
    return {each.service or 0 for each in rows}, {each.service or 0 for each in open_}


def without_figure(found: Found) -> Row:
    """Services of which no figure of this quarter is held: how many, and the first."""

    def without(keys: Iterable[int]) -> list[int]:
        firsts = ((key, found.first_gist(key)) for key in keys)
        return [key for key, first in firsts if not (first and first.is_number and first.is_current)]

    keys = list(chain.from_iterable(found.by_services("figures", "without", without)))
    listed = [link(found, found.services[key]) for key in keys[:MOST]]
    return {"total": len(keys), "services": listed, "shown": MOST, "all": services_url(found)}


def link(found: Found, service: Service) -> Row:
    return {"label": service.name, "url": service_url(found, service.pk)}


def causes(found: Found) -> list[Row]:
    """What came up in the challenges of how many services, most often first; each leads to the passages."""
    often = sorted(found.told.causes.items(), key=lambda pair: (-len(pair[1]), pair[0].value))
    return [
        {
            "label": cause.label.capitalize(),
            "when": f"{len(services)} service{'' if len(services) == 1 else 's'}",
            "url": causes_url(found, cause),
        }
        for cause, services in often
    ]


def drafts(found: Review) -> list[Row]:
    """What this person typed in records of this quarter and has not saved."""
    owed = found.quarter.owed
    everything = chain(owed.returns, owed.packs, owed.items) if found.drafts else ()
    known = {(str(each.kind), each.key): each for each in everything}
    return [
        needs_rows.row(found.scene, known[key], verb="Go on", fact="Typed, not saved.")
        for key in found.drafts
        if key in known
    ]


def key_dates(scene: Scene) -> list[Row]:
    found = scene.portfolio.key_dates.get(scene.quarter.pk, ())
    return [{"label": each.name, "when": formats.short_day(each.on)} for each in found]
