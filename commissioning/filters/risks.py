"""The filter of risks: how they stand at the end of the page's quarter, and how they moved in it."""

from collections.abc import Callable
from typing import Any

from django import forms

from commissioning.choices import Movement
from commissioning.figures.risks import Standing, movement_of
from commissioning.filters.registers import ALL, RegisterFilter
from commissioning.models import Risk, Service
from commissioning.models.events import RiskQuerySet
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


class RiskFilter(RegisterFilter):
    """Rows of `Risk.objects.standing()`: which are listed follows from where they stand."""

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

    def narrow(self, queryset: Any, services: list[Service]) -> RiskQuerySet:
        keys = {each.pk for each in services}
        return kept(queryset, lambda each: each.service in keys)

    def unasked(self, queryset: Any, asked: dict[str, Any]) -> RiskQuerySet:
        return queryset if asked.get("state") else kept(queryset, self.open_then)

    def open_then(self, each: Standing) -> bool:
        """Open at the end of the quarter before: what was closed in this one was so too."""
        return each.was_open(self.scene.quarter.start)

    def by_state(self, queryset: RiskQuerySet, name: str, value: str) -> RiskQuerySet:
        if value == ALL:
            return queryset
        return kept(queryset, lambda each: (each.closed is None) == (value == "open"))

    def by_movement(self, queryset: RiskQuerySet, name: str, value: str) -> RiskQuerySet:
        return kept(queryset, lambda each: movement_of(each) == value)

    def by_level(self, queryset: RiskQuerySet, name: str, value: str) -> RiskQuerySet:
        if value == "unstated":
            return kept(queryset, lambda each: each.level_now is None)
        lowest, highest = SPANS[value]
        return kept(queryset, lambda each: each.level_now is not None and lowest <= each.level_now <= highest)

    def by_cell(self, queryset: RiskQuerySet, name: str, value: str) -> RiskQuerySet:
        """What stands in one cell of the matrix of now, or of that of the quarter before."""
        cell = tuple(map(int, value.split("-")))

        def stands_there(each: Standing) -> bool:
            said, still = (each.now, each.closed is None) if name == "now" else (each.then, self.open_then(each))
            return still and said is not None and (said.likelihood, said.impact) == cell

        return kept(queryset, stands_there)


def kept(queryset: RiskQuerySet, holds: Callable[[Standing], bool]) -> RiskQuerySet:
    """Those for which it holds."""
    found = {key: each for key, each in queryset.standings.items() if holds(each)}
    return Risk.objects.standing(found)
