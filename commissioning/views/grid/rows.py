"""What the grid of a group shows: a row for each award, its boxes, how it stands, and the totals they are tied to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from commissioning.choices import ReportsFor, State
from commissioning.figures import total_of
from commissioning.figures.money import year_gone
from commissioning.models import Award, Pack, ReportingPeriod, SpendLine
from commissioning.parsing import Kind
from commissioning.parsing.columns import Place
from commissioning.ratings.pace import Pace, PaceState, pace
from commissioning.ratings.totals import check_total, total
from commissioning.views.parts import Attempt
from commissioning.views.quarters import Scene
from commissioning.workflow.sections.boxes import Box, BoxKind
from commissioning.workflow.sections.money import typed_amount
from tracker import formats
from tracker.models import User
from tracker.periods import financial_year_of

COLUMNS = {"to_date": "Spent so far", "forecast": "Expected by the end of March"}
NOTE = "note"
SAID = {
    PaceState.AHEAD: "Ahead",
    PaceState.BEHIND: "Behind",
    PaceState.ALL_USED: "All used",
    PaceState.OVER: "Over the award",
}


@dataclass(slots=True)
class GridRow:
    """One award with its provider's pack, what is stated of it, and what somebody is typing over it."""

    award: Award
    pack: Pack
    line: SpendLine | None
    last: str
    awarded: Decimal | None
    gone: Decimal
    points: Decimal
    attempt: Attempt = field(default_factory=Attempt)

    @property
    def name(self) -> str:
        return self.award.title.split(": ", 1)[-1]

    @property
    def boxes(self) -> list[Box]:
        start = f"award{self.award.pk}-"
        amounts = [
            Box(start + part, f"{self.name}: {label}", typed_amount(self.line, part), BoxKind.NUMBER, width=10)
            for part, label in COLUMNS.items()
        ]
        note = self.line.note if self.line else ""
        return [*amounts, Box(start + NOTE, f"{self.name}: why it differs", note, limit=300, width=20)]

    @property
    def current(self) -> dict[str, str]:
        return {box.name: box.value for box in self.boxes}

    @property
    def place(self) -> Place:
        """Where a pasted line may go."""
        provider = self.award.provider
        names = (self.name, self.award.title, provider.name, provider.short_name)
        boxes = tuple((f"award{self.award.pk}-{part}", Kind.MONEY) for part in COLUMNS)
        return Place(str(self.award.pk), tuple(filter(None, names)), boxes)

    @property
    def pace(self) -> Pace | None:
        return pace(self.line.to_date if self.line else None, self.awarded, self.gone, points=self.points)

    @property
    def read_as(self) -> str:
        """How an amount was read that was not typed plainly: "read as £135,640"."""
        amount, raw = (self.line.to_date, self.line.raw.get("to_date", "")) if self.line else (None, "")
        if amount is None or raw.replace(",", "").removeprefix("£") in ("", f"{amount:f}", f"{amount:.0f}"):
            return ""
        return f"read as {formats.money(amount)}"


def rows_of(scene: Scene, group: str, user: User) -> list[GridRow]:
    """The rows of a group of like awards, or of a service that each of several providers reports on. Two queries."""
    awards = awards_in(scene, group)
    providers = [award.provider_id for award in awards]
    packs = {
        pack.provider_id: pack
        for pack in Pack.objects.visible_to(user)
        .filter(period=scene.quarter, provider__in=providers)
        .select_related("provider", "period__calendar", "entered_by")
    }
    stated = SpendLine.objects.filter(award__in=[award.pk for award in awards]).select_related("pack__period")
    lines = sorted(stated, key=lambda line: line.pack.period.sequence)
    now = {line.award_id: line for line in lines if line.pack.period_id == scene.quarter.pk}
    year = financial_year_of(scene.quarter.end)
    return [
        GridRow(
            award=award,
            pack=packs[award.provider_id],
            line=now.get(award.pk),
            last=last_entered(award, lines, scene.quarter),
            awarded=total_of(award, year, scene.quarter.end),
            gone=year_gone(award, year, scene.quarter),
            points=scene.office.pace_points,
        )
        for award in awards
        if award.provider_id in packs
    ]


def awards_in(scene: Scene, group: str) -> list[Award]:
    """Awards of this group that run in the quarter; else those of the service of this name, where each reports."""
    running = scene.portfolio.awards_at(scene.quarter)
    found = [award for award in running if award.group == group]
    if found:
        return found
    service = next((each for each in scene.portfolio.services.values() if each.code == group), None)
    if service is None or service.reports_for != ReportsFor.EACH:
        return []
    return scene.portfolio.awards_at(scene.quarter, [service.pk])


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


def last_entered(award: Award, lines: Sequence[SpendLine], quarter: ReportingPeriod) -> str:
    own = [line for line in lines if line.award_id == award.pk and line.pack.period.sequence <= quarter.sequence]
    return own[-1].pack.period.short if own else ""


def line_of(row: GridRow, form: Any) -> dict[str, Any]:
    """One row, everything formatted."""
    found = row.pace
    state = found.state if found else None
    names = [box.name for box in row.boxes]
    off = found is not None and (found.off_pace or state in (PaceState.ALL_USED, PaceState.OVER))
    return {
        "id": f"award{row.award.pk}",
        "name": row.name,
        "pack": row.pack,
        "state": State(row.pack.state),
        "awarded": formats.money(row.awarded) if row.awarded is not None else "",
        "used": formats.share(found.used) if found and found.used is not None else "",
        "gone": formats.share(row.gone * 100),
        "fields": [form[name] for name in names],
        "errors": [error for name in names for error in form.errors.get(name, [])],
        "refused": row.attempt.refused,
        "clashes": [row.attempt.clashes[name] for name in names if name in row.attempt.clashes],
        "others": row.attempt.others,
        "read_as": row.read_as,
        "last": row.last,
        "said": SAID.get(state, "") if state and off else "",
        "writes": row.pack.is_open and not row.pack.is_shut,
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


def typed_by_pack(rows: Sequence[GridRow], typed: Mapping[str, str]) -> dict[int, dict[str, str]]:
    """What was typed, by the pack that it belongs to."""
    found: dict[int, dict[str, str]] = {}
    for row in rows:
        own = {name: typed[name] for name in row.current if name in typed}
        found.setdefault(row.pack.pk, {}).update(own)
    return found
