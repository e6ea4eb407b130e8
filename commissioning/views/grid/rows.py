"""What the grid of a group shows: each row formatted, how it stands, and the totals they are tied to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from commissioning.choices import ObservationState, ReportsFor, State
from commissioning.forms.sections import SectionForm
from commissioning.ratings.pace import Pace, PaceState, pace
from commissioning.ratings.totals import check_total, total
from commissioning.views.owed import address
from commissioning.views.parts import Attempt
from commissioning.views.quarters import Scene
from commissioning.workflow.grid import COLUMNS, NOTE, Grid, GridRow, Key, Shared, grid_of
from tracker import formats
from tracker.models import User

SAID = {
    PaceState.AHEAD: "Ahead",
    PaceState.BEHIND: "Behind",
    PaceState.ALL_USED: "All used",
    PaceState.OVER: "Over the award",
}
SHARE_WORDS, WORDS = ("", "of", "or"), ("",)
Attempts = dict[Key, Attempt]


def grid_for(scene: Scene, group: str, user: User, *, figures: bool = True) -> Grid:
    points = scene.office.pace_points
    return grid_of(scene.portfolio, scene.quarter, group, user, points=points, figures=figures)


def group_of(scene: Scene, service: int) -> str:
    """The grid in which a service's awards stand together; empty where there is none."""
    awards = scene.portfolio.awards_at(scene.quarter, [service])
    if len({award.provider_id for award in awards}) < 2:
        return ""
    groups = {award.group for award in awards}
    if len(groups) == 1 and "" not in groups:
        return str(groups.pop())
    found = scene.portfolio.services.get(service)
    return str(found.code) if found and found.reports_for == ReportsFor.EACH else ""


def pace_of(row: GridRow) -> Pace | None:
    return pace(row.line.to_date if row.line else None, row.awarded, row.gone, points=row.points)


def read_as(row: GridRow) -> str:
    """How an amount was read that was not typed plainly: "read as £135,640"."""
    amount, raw = (row.line.to_date, row.line.raw.get("to_date", "")) if row.line else (None, "")
    if amount is None or raw.replace(",", "").removeprefix("£") in ("", f"{amount:f}", f"{amount:.0f}"):
        return ""
    return f"read as {formats.money(amount)}"


def line_of(row: GridRow, grid: Grid, form: SectionForm, attempts: Attempts) -> dict[str, Any]:
    """One row, everything formatted."""
    found = pace_of(row)
    state = found.state if found else None
    names = [box.name for box in row.boxes]
    tried = [attempts[held.key] for held in row.held if held.key in attempts]
    clashes = [(held.record, attempts[held.key].clashes) for held in row.held if held.key in attempts]
    off = found is not None and (found.off_pace or state in (PaceState.ALL_USED, PaceState.OVER))
    start = f"award{row.award.pk}-"
    return {
        "id": f"award{row.award.pk}",
        "name": row.name,
        "states": [State(held.record.state) for held in row.held if held is row.money or not held.writes],
        "awarded": formats.money(row.awarded) if row.awarded is not None else "",
        "used": formats.share(found.used) if found and found.used is not None else "",
        "gone": formats.share(row.gone * 100),
        "amounts": [{"label": label, "field": form[start + part]} for part, label in COLUMNS.items()],
        "figures": [figure_cell(row, shared, form) for shared in grid.shared],
        "note": form[start + NOTE],
        "errors": [error for name in names for error in form.errors.get(name, [])],
        "refused": list(dict.fromkeys(each.refused for each in tried if each.refused)),
        "clashes": [(record, own[name]) for record, own in clashes for name in names if name in own],
        "others": list(dict.fromkeys(name for each in tried for name in each.others)),
        "read_as": read_as(row),
        "last": row.last,
        "said": SAID.get(state, "") if state and off else "",
        "writes": row.money.writes,
    }


def figure_cell(row: GridRow, shared: Shared, form: SectionForm) -> dict[str, Any]:
    """A figure's boxes with the words between them; one answered with words says so, and leads to where they stand."""
    answer = row.answer_in(shared)
    if row.figures is None or answer is None:
        return {"label": shared.label, "wide": shared.share}
    boxes = zip(SHARE_WORDS if shared.share else WORDS, row.names_of(shared), strict=True)
    return {
        "label": shared.label,
        "wide": shared.share,
        "boxes": [{"word": word, "field": form[name]} for word, name in boxes],
        "words": "" if answer.state == ObservationState.NOT_ANSWERED else answer.words,
        "apart": answer.state not in (ObservationState.REPORTED, ObservationState.NOT_ANSWERED),
        "url": address(row.figures.record, "section", row.figures.section),
        "writes": row.figures.writes,
    }


def totals(rows: Sequence[GridRow]) -> dict[str, str]:
    """The computed totals, and whether they tie to the total that the office stated."""
    awarded = total([(row.name, row.awarded) for row in rows])
    spent = total([(row.name, row.line.to_date if row.line else None) for row in rows])
    stated = {row.award.stated_group_total for row in rows if row.award.stated_group_total is not None}
    found = {
        "awarded": formats.money(awarded.amount) if awarded.amount is not None else "",
        "spent": formats.money(spent.amount) if spent.amount is not None else "",
        "known": f"{formats.money(spent.known)} known" if spent.amount is None and spent.known else "",
        "stated": f"The total {check_total(awarded, stated.pop()).sentence}." if len(stated) == 1 else "",
    }
    if spent.amount is not None and awarded.amount:
        found["used"] = formats.share(spent.amount * 100 / awarded.amount)
        found["left"] = formats.money(awarded.amount - spent.amount)
    return found


def twins_in(rows: Sequence[GridRow]) -> list[list[GridRow]]:
    """Rows with the same award: asked about once, as it may be a slip in copying."""
    by_amount: dict[Decimal, list[GridRow]] = {}
    for row in rows:
        if row.awarded is not None:
            by_amount.setdefault(row.awarded, []).append(row)
    return [twins for twins in by_amount.values() if len(twins) > 1]


def typed_by_record(grid: Grid, typed: Mapping[str, str]) -> dict[Key, dict[str, str]]:
    """What was typed, by the record that it belongs to."""
    return {
        key: {name: typed[name] for held in every for name in held.current if name in typed}
        for key, every in grid.held.items()
    }


def current_of(grid: Grid, key: Key) -> dict[str, str]:
    """What the boxes of a record in this grid hold now."""
    return {name: text for held in grid.held[key] for name, text in held.current.items()}
