"""Filters of contract reviews, of their actions and of annual reviews."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from commissioning.choices import AnnualOutcome
from commissioning.filters.registers import ALL, RegisterFilter
from commissioning.models import AnnualReview, ContractReview, ReviewAction
from tracker.filters import Choice, SceneFilter


class ReviewFilter(RegisterFilter):
    about = ("service", "award__services")
    upcoming = SceneFilter(
        label="Next meeting",
        choices_of=lambda _: [("ahead", "To come"), ("past", "Its day is past"), ("unset", "Not set")],
        method="by_next",
    )
    actions = SceneFilter(label="Actions", choices_of=lambda _: [("open", "With open actions")], method="by_actions")

    class Meta:
        model = ContractReview
        fields: list[str] = []

    first = ("upcoming", "actions")

    def by_next(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "unset":
            return queryset.filter(next_on=None)
        on = self.scene.ahead_from
        return queryset.filter(next_on__gte=on) if value == "ahead" else queryset.filter(next_on__lt=on)

    def by_actions(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(open_actions__gt=0)


class ActionFilter(RegisterFilter):
    """Actions that are open, unless others are asked for."""

    about = ("review__service", "review__award__services")
    state = SceneFilter(
        label="State",
        choices_of=lambda _: [("late", "Was due"), ("done", "Done"), (ALL, "Open and done")],
        empty_label="Open",
        method="by_state",
    )

    class Meta:
        model = ReviewAction
        fields: list[str] = []

    first = ("state",)

    def unasked(self, queryset: QuerySet, asked: dict[str, Any]) -> QuerySet:
        return queryset if asked.get("state") else queryset.filter(done_on=None)

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "late":
            return queryset.filter(done_on=None, due_on__lt=self.scene.on)
        return queryset.exclude(done_on=None) if value == "done" else queryset


def years(scene: Any) -> Iterable[Choice]:
    """The financial years of the quarters, newest first."""
    found = dict.fromkeys(each.year_label for each in scene.reference.quarters())
    return ((label, label) for label in sorted(found, reverse=True))


class AnnualReviewFilter(RegisterFilter):
    about = ("award__services",)
    year = SceneFilter(label="Year", choices_of=years, field_name="year_label")
    outcome = SceneFilter(label="Outcome", choices_of=lambda _: AnnualOutcome.choices)

    class Meta:
        model = AnnualReview
        fields: list[str] = []

    first = ("year", "outcome")
