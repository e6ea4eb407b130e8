"""A service's Money: its awards with splits, spend and pace. What nobody has given us is "not held", never nought."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from commissioning import charts
from commissioning.figures import AwardPosition, award_positions, summary
from commissioning.figures.registers import extension_words
from commissioning.figures.unit_costs import UnitCost, unit_costs
from commissioning.figures.wording import awarded_words
from commissioning.models import Award, SpendLine, Variation
from commissioning.models.seeing import audiences, states, with_submitted
from commissioning.ratings.pace import PaceState, pace_words
from commissioning.views.figures import file_url
from commissioning.views.grid.rows import group_of
from commissioning.views.quarters import Scene
from commissioning.views.service.page import ServicePage
from commissioning.workflow.same_awards import CONFIRMS
from tracker import formats
from tracker.models import User

Context = dict[str, Any]
STATES = {
    PaceState.ALL_USED: "all used",
    PaceState.OVER: "over the award",
    PaceState.AHEAD: "ahead of the year",
    PaceState.BEHIND: "behind the year",
    PaceState.ON_PACE: "in step with the year",
    PaceState.NOT_HELD: "spend not held",
}


def money(page: ServicePage) -> Context:
    """The service's awards in the quarter's financial year, and their total where there are several."""
    scene = page.scene
    awards = scene.portfolio.awards_at(scene.quarter, [page.service.pk])
    positions = positions_for(page, awards)
    changes, lines = changes_of(awards, page), lines_of(positions, page.user)
    total = summary(positions, points=scene.office.pace_points) if len(positions) > 1 else None
    return {
        "year": positions[0].year_label if positions else "",
        "awards": [award_block(page, each, changes, lines) for each in positions],
        "lines": [pace_line(each, name=each.award.title, url=f"#{anchor(each)}") for each in positions],
        "total": total and total_line(total),
        "gone": gone(positions),
        "costs": [cost_line(each) for each in costs_of(page, awards, positions)],
        "grid": grid_url(scene, page.service.pk),
    }


def costs_of(page: ServicePage, awards: list[Award], positions: list[AwardPosition]) -> list[UnitCost]:
    """What each of its headline counts cost in the quarter; nothing where some of the spend may not be seen."""
    if not positions or len(positions) < len(awards):
        return []
    return unit_costs(page.figures(), positions, page.scene.quarter, portfolio=page.scene.portfolio)


def cost_line(cost: UnitCost) -> Context:
    """ "Referrals: £123.41 each", and what that is."""
    figure = cost.figure
    spent, each = formats.money(cost.spent), formats.money(formats.rounded(cost.amount, 2))
    made = f"{spent} spent in {figure.period.label} over {figure.words} {figure.version.unit}"
    return {"key": figure.label, "value": f"{each} each", "sub": made}


def grid_url(scene: Scene, service: int) -> str:
    """The grid in which the service's awards are typed side by side, for those who may."""
    group = group_of(scene, service) if scene.user.has_perm(CONFIRMS) else ""
    return reverse("grid", args=[scene.quarter.slug, group]) if group else ""


def positions_for(page: ServicePage, awards: list[Award]) -> list[AwardPosition]:
    points, submitted = page.scene.office.pace_points, with_submitted(page.user)
    found = award_positions(awards, page.scene.quarter, with_submitted=submitted, points=points)
    return for_eyes(found, page.user)


def for_eyes(positions: Iterable[AwardPosition], user: User) -> list[AwardPosition]:
    """Only positions whose spend this person may see."""
    seen = audiences(user)
    return [each for each in positions if each.audience in seen]


def changes_of(awards: list[Award], page: ServicePage) -> dict[int, list[Variation]]:
    found: dict[int, list[Variation]] = {}
    rows = Variation.objects.filter(award__in=[each.pk for each in awards], effective_on__lte=page.scene.quarter.end)
    for row in rows:
        found.setdefault(row.award_id, []).append(row)
    return found


def lines_of(positions: list[AwardPosition], user: User) -> dict[int, list[SpendLine]]:
    """What each pack said that is not open: what is being written in a reopened one is nobody else's to read."""
    found: dict[int, list[SpendLine]] = {}
    rows = SpendLine.objects.filter(
        pk__in=[key for each in positions for key in each.lines],
        pack__state__in=states(user),
        audience__in=audiences(user),
    )
    for row in rows.select_related("pack__period").order_by("pack__period__sequence", "pk"):
        found.setdefault(row.award_id, []).append(row)
    return found


def award_block(
    page: ServicePage, position: AwardPosition, changes: dict[int, list[Variation]], lines: dict[int, list[SpendLine]]
) -> Context:
    """One award: what it is, what it comes to, who pays, what was said to be spent, how it was changed."""
    award = position.award
    return {
        "anchor": anchor(position),
        "pk": award.pk,
        "title": award.title,
        "url": reverse("award", args=[page.scene.quarter.slug, award.pk]),
        "lead": without_bar(position) if position.pace is None or position.pace.used is None else pace_lead(position),
        "provider": page.provider_link(award.provider),
        "rows": award_rows(page, position),
        "splits": [
            {"text": f"{each.stream} ({each.funder})", "amount": amount(each.amount, each.precision)}
            for each in position.splits
        ],
        "spend": [spend_row(row, page.user, page.scene.quarter.slug) for row in lines.get(award.pk, ())],
        "changes": [change_row(row) for row in changes.get(award.pk, ())],
    }


def anchor(position: AwardPosition) -> str:
    return f"award-{position.award.pk}"


def pace_lead(position: AwardPosition) -> str:
    """An award in a line: "£88,700 of £100,666: 88.1% used, 50.0% of the year gone, ahead of the year"."""
    pace = position.pace
    return f"{of_award(position)}: {pace_words(pace)}, {STATES[pace.state]}." if pace else ""


def award_rows(page: ServicePage, position: AwardPosition) -> list[Context]:
    award, pace = position.award, position.pace
    used = pace is not None and pace.used is not None
    rows = [
        ("Kind", f"{award.get_kind_display()}{f', {award.reference}' if award.reference else ''}", ""),
        ("Runs", runs(award), "dates not held"),
        ("Covers", covers(page, award), ""),
        (f"Awarded for {position.year_label}", awarded_words(position), "not held"),
        ("Spent so far", amount(position.spent), not_held(position)),
        ("Spent in the quarter", amount(position.in_quarter), "not held"),
        ("Left", amount(position.left), "not held"),
        ("Forecast for the year", forecast(position), "not held"),
        ("Pace", f"{pace_words(pace)}: {STATES[pace.state]}" if pace and used else "", "no award and spend to compare"),
        ("Check", differs(position), ""),
        ("Extension", extension(award), ""),
        ("Purpose", award.purpose, ""),
    ]
    return [{"key": key, "value": value, "nil": nil} for key, value, nil in rows if value or nil]


def runs(award: Award) -> str:
    if award.starts_on and award.ends_on:
        return formats.date_range(award.starts_on, award.ends_on)
    begun = f"from {formats.day(award.starts_on)}" if award.starts_on else ""
    return begun or (f"until {formats.day(award.ends_on)}" if award.ends_on else "")


def covers(page: ServicePage, award: Award) -> str:
    """What else the award covers: its money is counted once, here and there together."""
    rows = page.scene.portfolio.services_of_award.get(award.pk, [])
    own = next((row.share for row in rows if row.service_id == page.service.pk), None)
    if len(rows) < 2:
        return "this service alone"
    names = formats.listing(row.service.name for row in rows)
    if own is not None:
        return f"{names}: {formats.share(own)} of it is this service's"
    return f"{names}: shared by {formats.in_words(len(rows))} services, counted once"


def not_held(position: AwardPosition) -> str:
    return f"not held: {formats.listing(position.missing)} not given" if position.missing else "not held"


def forecast(position: AwardPosition) -> str:
    if position.forecast is None:
        return ""
    off = "" if position.variance is None else f", {formats.variance('money', position.variance)}"
    return f"{formats.money(position.forecast)}{off}"


def differs(position: AwardPosition) -> str:
    if not position.differs or position.summed is None:
        return ""
    return f"The quarters given add up to {formats.money(position.summed)}, not to what was given as spent so far."


def extension(award: Award) -> str:
    parts = (extension_words(award), award.extension_state)
    return ". ".join(part[:1].upper() + part[1:].rstrip(".") for part in parts if part)


def spend_row(row: SpendLine, user: User, quarter: str) -> Context:
    """What one pack said of the award, with a link to that pack, and the cells of the file that it was read from."""
    return {
        "source": row.source_detail,
        "source_url": file_url(user, row) if row.source_detail else "",
        "period": row.pack.period.label,
        "url": reverse("pack", args=[row.pack_id]),
        "past": reverse("spend", args=[quarter, row.pk]),
        "in_quarter": amount(row.in_quarter),
        "to_date": amount(row.to_date),
        "forecast": amount(row.forecast),
        "note": row.note,
    }


def change_row(row: Variation) -> Context:
    posts = f" Posts created or kept: {row.posts}." if row.posts else ""
    return {"kind": row.get_kind_display(), "on": formats.day(row.effective_on), "reason": f"{row.reason}{posts}"}


def amount(pounds: Any, precision: str = "exact") -> str:
    return "" if pounds is None else formats.money(pounds, precision)


def pace_line(position: AwardPosition, *, name: str, url: str | None = None, part: bool = False) -> Context:
    """One line of `components/pace.html`."""
    pace = position.pace
    used = pace.used if pace else None
    return {
        "id": f"pace-{position.award.pk}",
        "name": name,
        "url": url,
        "part": part,
        "chart": charts.award_bar(position),
        "used": "" if used is None else formats.share(used),
        "gone": formats.share(pace.gone) if pace else "",
        "sum": of_award(position),
        "words": without_bar(position),
        "state": STATES[pace.state] if pace else "",
    }


def of_award(position: AwardPosition) -> str:
    if position.awarded is None or position.spent is None:
        return ""
    return f"{formats.money(position.spent)} of {awarded_words(position)}"


def without_bar(position: AwardPosition) -> str:
    """What is known where no bar can be drawn."""
    if position.awarded is None and position.spent is None:
        return "Amount and spend not held"
    if position.awarded is None:
        return f"{amount(position.spent)} spent; amount of the award not held"
    return f"{awarded_words(position)} awarded; spend {not_held(position)}"


def total_line(total: Any) -> Context:
    known = total.pace and total.pace.used is not None
    return {
        "awarded": amount(total.awarded.amount),
        "spent": amount(total.spent.amount),
        "used": formats.share(total.pace.used) if known else "",
        "left": amount(total.pace.left) if known else "",
        "stated": total.stated.sentence if total.stated else "",
    }


def gone(positions: list[AwardPosition]) -> str:
    """The share of the year gone, where it is the same for all."""
    found = {each.pace.gone for each in positions if each.pace}
    return formats.share(found.pop()) if len(found) == 1 else ""
