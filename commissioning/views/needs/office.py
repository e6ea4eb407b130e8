"""What needs an officer (own services first) or a manager (all services)."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.urls import reverse

from commissioning.choices import State, Status
from commissioning.figures import MeasureFigure, measure_figures
from commissioning.figures.owed import Owed, Owing
from commissioning.figures.owing import owed_by_all
from commissioning.views.dashboard.listed import Listed
from commissioning.views.needs import matters, rows
from commissioning.views.quarters import Scene
from tracker import formats
from tracker.roles import Role

Row = dict[str, Any]
MOST = 25  # rows of a list whose figures are read: as many as the page shows
NEAR = 100  # days: further away, today says nothing beside a quarter's dates


def needs(scene: Scene) -> Row:
    """Everything on the page, in four queries at most; a row is made when the page comes to it."""
    told, reference = scene.office.told or "", scene.reference
    owed = owed_by_all(scene.quarter, on=scene.on, head=told, reference=reference)
    mine = own_services(scene)
    covers = scene.portfolio.away(scene.on)
    for_whom = covers.all_for(scene.user.pk)
    returns = [each for each in owed.returns if each.service in mine]
    packs = packs_of(scene, owed, mine)
    waiting = matters.matters(scene, owed, packs, mine)
    check, others = to_check(scene, owed, mine)
    figures = first_figures(scene, [*check[:MOST], *others[:MOST]])
    unwritten = (each for each in owed.items if not each.received and each.expected)
    items = [each for each in unwritten if each.writer is None or each.writer in for_whom]
    found = {
        "late": Listed.of(partial(rows.late, scene), rows.longest_late_first(scene, [*returns, *packs])),
        "to_check": Listed.of(lambda each: check_row(scene, each, figures), check),
        "others": Listed.of(lambda each: check_row(scene, each, figures), others),
        "asked": Listed.of(partial(matters.question_row, scene, matters.known_in(owed)), waiting.questions),
        "promises": Listed.of(partial(matters.promise_row, scene), waiting.promises),
        "items": Listed.of(lambda each: rows.row(scene, each, verb="Write", fact=rows.due_words(each)), items),
        "drafts": matters.drafts(scene, owed, waiting.typed),
    }
    busy = {each.service for each in [*returns, *check] if each.late or each.state == State.SUBMITTED or each.questions}
    busy |= {each.service_id for each in waiting.promises}
    fine = [each for key, each in mine.items() if key not in busy]
    quarter, listed = scene.quarter.slug, reverse("returns", args=[scene.quarter.slug])
    return found | {
        "ask_about": {"url": f"{reverse('promises', args=[quarter])}?mine=1", "label": "Ask about them"},
        "all_sent": {"url": f"{listed}?status={Status.SUBMITTED}", "label": "All that is to check"},
        "all_asked": {"url": reverse("questions", args=[quarter]), "label": "All questions"},
        "all_items": {"url": f"{listed}?part=items&status=missing", "label": "All items that are not written"},
        "all_services": {"url": reverse("services", args=[quarter]), "label": "All services"},
        "mine": len(mine),
        "owns": any(service.lead_officer_id in for_whom for service in mine.values()),
        "stands_in": [f"{each.person} to {formats.day(each.ends_on)}" for each in covers.away_for(scene.user.pk)],
        "leave": leave(scene),
        "busy": len(busy & set(mine)),
        "fine": Listed.of(partial(service_link, scene), fine),
        "nothing": not any(found.values()),
        "tally": tally(scene, returns),
        "key_dates": key_dates(scene),
    }


def own_services(scene: Scene) -> dict[int, Any]:
    """The officer's own services of the quarter, with those of whom the officer stands in for; all of them for a
    manager and for whoever leads none.
    """
    current = scene.portfolio.services_in(scene.quarter)
    leads = scene.portfolio.away(scene.on).all_for(scene.user.pk)
    own = {key: each for key, each in current.items() if each.lead_officer_id in leads}
    return own if own and scene.user.role == Role.OFFICER else current


def packs_of(scene: Scene, owed: Owed, mine: Iterable[int]) -> list[Owing]:
    providers = scene.portfolio.providers_for(mine)
    return [each for each in owed.packs if each.provider in providers]


def to_check(scene: Scene, owed: Owed, mine: dict[int, Any]) -> tuple[list[Owing], list[Owing]]:
    """What somebody else has sent: about one's own services, and the rest."""
    waiting = [each for each in owed.to_approve if scene.user.pk not in (each.entered, each.sent)]
    providers = scene.portfolio.providers_for(mine)
    own = [each for each in waiting if each.service in mine or (each.service is None and each.provider in providers)]
    taken = {(each.kind, each.key) for each in own}
    return own, [each for each in waiting if (each.kind, each.key) not in taken]


def first_figures(scene: Scene, waiting: list[Owing]) -> dict[int, MeasureFigure]:
    """The first headline figure of each service with something to check."""
    measures = scene.portfolio.headlines([each.service for each in waiting if each.service], scene.quarter.end)
    found = measure_figures(
        measures,
        scene.quarter,
        reference=scene.reference,
        with_submitted=True,
        tolerance=scene.office.tolerance,
    )
    return {each.measure.service_id: each for each in found if each.is_current}


def check_row(scene: Scene, owing: Owing, figures: dict[int, MeasureFigure]) -> Row:
    """What was sent, led by its first figure where there is one."""
    figure = figures.get(owing.service or 0)
    when = rows.sent_words(owing)
    if figure is None or not figure.value.is_number:
        return rows.row(scene, owing, verb="Check", fact=when)
    compared = f", {figure.comparator_words}" if figure.comparator.shown else ""
    words = f"{figure.measure.label.lower()}{compared}. {when}"
    return rows.row(scene, owing, verb="Check", fact=words, strong=figure.words)


def service_link(scene: Scene, service: Any) -> Row:
    return {"label": service.name, "url": reverse("service", args=[scene.quarter.slug, service.pk])}


def tally(scene: Scene, returns: list[Owing]) -> list[Row]:
    """The rail's counts of one's own returns, each a link to them."""
    own = f"officer={scene.user.pk}&" if scene.user.role == Role.OFFICER else ""
    address = reverse("returns", args=[scene.quarter.slug])
    expected = [each for each in returns if each.expected]
    counts = [
        ("In and approved", [each for each in expected if each.status == Status.APPROVED], Status.APPROVED),
        ("In, to check", [each for each in expected if each.status == Status.SUBMITTED], Status.SUBMITTED),
        ("Late", [each for each in expected if each.status == Status.LATE], Status.LATE),
    ]
    return [
        {"label": label, "when": f"{len(found)} of {len(expected)}", "url": f"{address}?{own}status={status}"}
        for label, found, status in counts
    ]


def leave(scene: Scene) -> list[Row]:
    """Who of the office is away today, until when, and who stands in; nobody else's business."""
    if not scene.user.has_perm("tracker.arrange_cover"):
        return []
    away = scene.portfolio.away(scene.on).listed
    return [
        {"label": f"{each.person} to {formats.short_day(each.ends_on)}", "when": f"cover: {each.cover}"}
        for each in away
    ]


def key_dates(scene: Scene) -> list[Row]:
    """The quarter's dates with today in its place among them."""
    dates = [(each.on, each.name) for each in scene.portfolio.key_dates.get(scene.quarter.pk, ())]
    if scene.quarter.due_on:
        dates.append((scene.quarter.due_on, "Returns due"))
    if not dates:
        return []
    near = any(abs((on - scene.on).days) <= NEAR for on, _ in dates)
    listed = sorted([*dates, (scene.on, "Today")] if near else dates)
    return [{"label": name, "when": formats.short_day(on), "current": name == "Today"} for on, name in listed]
