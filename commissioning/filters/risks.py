"""The filter of risks: how they stand at the end of the page's quarter, and how they moved in it."""

from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet

from commissioning.choices import Movement
from commissioning.filters.registers import ALL, RegisterFilter
from commissioning.models import ReportingPeriod, Risk
from commissioning.ratings.risks import HIGH, MEDIUM
from tracker.filters import SceneFilter

LEVELS = [
    ("high", f"High: {HIGH} to 25"),
    ("medium", f"Medium: {MEDIUM} to {HIGH - 1}"),
    ("low", f"Low: 1 to {MEDIUM - 1}"),
    ("unstated", "Not stated"),
]
SPANS = {"high": (HIGH, 25), "medium": (MEDIUM, HIGH - 1), "low": (1, MEDIUM - 1)}
CELLS = [(f"{likely}-{bad}", f"likelihood {likely}, impact {bad}") for likely in range(1, 6) for bad in range(1, 6)]


def moved_so(kind: str, period: ReportingPeriod) -> Q:
    """The condition on rows of `Risk.objects.as_at(period)` for which `figures.risks.movement_of` answers this kind."""
    closed = Q(closed_on__isnull=False, closed_on__lte=period.end)
    again = Q(told_now__gte=period.start, told_then__isnull=False)
    unstated = Q(told_now=None) | again & (Q(level_now=None) | Q(level_then=None))
    return {
        Movement.CLOSED: closed,
        Movement.NEW: ~closed & Q(told_now__isnull=False, told_then=None),
        Movement.SILENT: ~closed & Q(told_now__lt=period.start),
        Movement.UNSTATED: ~closed & unstated,
        Movement.UP: ~closed & again & Q(level_now__gt=F("level_then")),
        Movement.DOWN: ~closed & again & Q(level_now__lt=F("level_then")),
        Movement.SAME: ~closed & again & Q(level_now=F("level_then")),
    }[Movement(kind)]


class RiskFilter(RegisterFilter):
    state = SceneFilter(
        label="State",
        choices_of=lambda _: [("open", "Open"), ("closed", "Closed"), (ALL, "Open and closed")],
        empty_label="Open, or just closed",
        method="by_state",
    )
    moved = SceneFilter(label="Since the quarter before", choices_of=lambda _: Movement.choices, method="by_movement")
    level = SceneFilter(label="Level now", choices_of=lambda _: LEVELS, method="by_level")
    now = SceneFilter(label="Now at", choices_of=lambda _: CELLS, method="by_cell", widget=forms.HiddenInput)
    then = SceneFilter(
        label="The quarter before at", choices_of=lambda _: CELLS, method="by_cell", widget=forms.HiddenInput
    )

    class Meta:
        model = Risk
        fields: list[str] = []

    first = ("state", "moved", "level")

    def unasked(self, queryset: QuerySet, asked: dict[str, Any]) -> QuerySet:
        return queryset if asked.get("state") else queryset.filter(self.open_then)

    @property
    def open_then(self) -> Q:
        """Open at the end of the quarter before: what was closed in this one was so too."""
        return Q(closed_on=None) | Q(closed_on__gte=self.scene.quarter.start)

    @property
    def open_now(self) -> Q:
        return Q(closed_on=None) | Q(closed_on__gt=self.scene.quarter.end)

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return {"open": queryset.filter(self.open_now), "closed": queryset.exclude(self.open_now)}.get(value, queryset)

    def by_movement(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(moved_so(value, self.scene.quarter))

    def by_level(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "unstated":
            return queryset.filter(level_now=None)
        lowest, highest = SPANS[value]
        return queryset.filter(level_now__gte=lowest, level_now__lte=highest)

    def by_cell(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """What stands in one cell of the matrix of now, or of that of the quarter before."""
        likelihood, impact = value.split("-")
        still = self.open_now if name == "now" else self.open_then
        return queryset.filter(still, **{f"likelihood_{name}": likelihood, f"impact_{name}": impact})
