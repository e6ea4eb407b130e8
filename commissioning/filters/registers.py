"""Filters of the registers: what is open first, and what is about the services that are chosen."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from commissioning.choices import CommitmentBy, CommitmentState, NewsKind, ObservationState
from commissioning.filters.awards import kinds as award_kinds
from commissioning.filters.awards import receivers
from commissioning.filters.selection import SelectionFilter, delivered_by
from commissioning.models import Award, Commitment, NewsItem, Service, StaffingLine, WaitingListLine
from tracker.filters import SceneFilter
from tracker.periods import add_months, financial_year_of

ALL = "all"
NOT_OVER = [CommitmentState.OPEN, CommitmentState.SLIPPED]
OWNERS = ("quarterly_return", "office_item")
ENDS = [
    *((str(months), f"Within {months} months") for months in (3, 6, 9, 12)),
    ("ended", "Ended"),
    ("undated", "Last day not stated"),
    (ALL, "All awards"),
]
LACKS = {
    "decision": "Decision notice",
    "subsidy": "Subsidy assessment",
    "review": "A day for its review",
    "notice": "A day for notice",
    "annual": "Annual review of the quarter’s year",
}
NOTHING_IN = {
    "decision": "decision_notices",
    "subsidy": "subsidy_assessment",
    "review": "review_by",
    "notice": "notice_on",
}


class RegisterFilter(SelectionFilter):
    """What every register can be narrowed by. `about` are the paths to the services that a row is about.

    A register whose `state` says so shows what is open unless something else is asked for.
    """

    provider = delivered_by()

    about: tuple[str, ...] = ("service",)

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)  # nothing asked is asked too

    def narrow(self, queryset: QuerySet, services: list[Service]) -> QuerySet:
        keys, anywhere = [each.pk for each in services], Q()
        for path in self.about:
            anywhere |= Q(**{f"{path}__in": keys})
        return queryset.filter(pk__in=queryset.model._default_manager.filter(anywhere).values("pk"))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return self.unasked(super().filter_queryset(queryset), self.form.cleaned_data)

    def unasked(self, queryset: QuerySet, asked: dict[str, Any]) -> QuerySet:
        """What the register leaves out until it is asked for."""
        return queryset


class PromiseFilter(RegisterFilter):
    about = ("service", *(f"{owner}__service" for owner in OWNERS))
    state = SceneFilter(
        label="What became of it",
        choices_of=lambda _: [*CommitmentState.choices, (ALL, "All promises")],
        empty_label="Due or slipped",
        method="by_state",
    )
    by_whom = SceneFilter(label="Owed by", choices_of=lambda _: CommitmentBy.choices)
    due = SceneFilter(
        label="Due",
        choices_of=lambda _: [("late", "Was due"), ("quarter", "By the quarter’s end"), ("undated", "No day given")],
        method="by_due",
    )

    class Meta:
        model = Commitment
        fields: list[str] = []

    first = ("state", "by_whom", "due")

    def unasked(self, queryset: QuerySet, asked: dict[str, Any]) -> QuerySet:
        return queryset if asked.get("state") else queryset.filter(state__in=NOT_OVER)

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset if value == ALL else queryset.filter(state=value)

    def by_due(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "undated":
            return queryset.filter(due_on=None)
        if value == "late":
            return queryset.filter(due_on__lt=self.scene.on)
        return queryset.filter(due_on__lte=self.scene.quarter.end)


def told_by(model: Any, owner: str, periods: Iterable[int]) -> QuerySet:
    """Lines under the returns, packs or items of these periods, by the keys of these: of a choice between two owners a
    database would join every line that there is.
    """
    owners = model._meta.get_field(owner).related_model._default_manager.filter(period__in=periods).order_by()
    return model._default_manager.filter(**{f"{owner}__in": owners.values("pk")}).order_by().values("pk")


class OfQuarterFilter(RegisterFilter):
    """A register of what was said for a quarter: the chosen one, unless all are asked for."""

    about = tuple(f"{owner}__service" for owner in OWNERS)
    owners: tuple[str, ...] = OWNERS
    when = SceneFilter(
        label="Quarter", choices_of=lambda _: [(ALL, "All quarters")], empty_label="This quarter", method="by_quarter"
    )

    def unasked(self, queryset: QuerySet, asked: dict[str, Any]) -> QuerySet:
        if asked.get("when"):
            return queryset
        periods = [each.pk for each in self.scene.reference.ending_in(self.scene.quarter)]
        first, *others = (told_by(queryset.model, owner, periods) for owner in self.owners)
        return queryset.filter(pk__in=first.union(*others, all=True))

    def by_quarter(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset


class ContractFilter(RegisterFilter):
    """Awards that run on from the day from which the quarter looks ahead, unless others are asked for."""

    about = ("services",)
    provider = SceneFilter(label="Provider", choices_of=receivers, field_name="provider__code")
    kind = SceneFilter(label="Kind", choices_of=award_kinds)
    ends = SceneFilter(label="Ends", choices_of=lambda _: ENDS, empty_label="Not ended", method="by_end")
    lacks = SceneFilter(label="Without", choices_of=lambda _: LACKS.items(), empty_label="Any", method="by_lack")

    class Meta:
        model = Award
        fields: list[str] = []

    first = ("ends", "lacks", "kind", "provider")

    def unasked(self, queryset: QuerySet, asked: dict[str, Any]) -> QuerySet:
        return queryset if asked.get("ends") else queryset.exclude(ends_on__lt=self.scene.ahead_from)

    def by_end(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        on = self.scene.ahead_from
        if value == "ended":
            return queryset.filter(ends_on__lt=on)
        if value == "undated":
            return queryset.filter(ends_on=None)
        if value == ALL:
            return queryset
        return queryset.filter(ends_on__gte=on, ends_on__lt=add_months(on, int(value)))

    def by_lack(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "annual":
            reviewed = Award.objects.filter(annual_reviews__year_label=financial_year_of(self.scene.quarter.end))
            return queryset.exclude(pk__in=reviewed.values("pk"))
        return queryset.filter(**{NOTHING_IN[value]: None})


class StaffingFilter(OfQuarterFilter):
    about = ("services",)
    owners = ("pack", "office_item")
    vacancies = SceneFilter(label="Vacancies", choices_of=lambda _: [("yes", "With vacancies")], method="by_vacancies")

    class Meta:
        model = StaffingLine
        fields: list[str] = []

    first = ("when", "vacancies")

    def by_vacancies(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(vacant__gt=0)


class WaitingFilter(OfQuarterFilter):
    state = SceneFilter(label="Answer", choices_of=lambda _: ObservationState.choices)

    class Meta:
        model = WaitingListLine
        fields: list[str] = []

    first = ("when", "state")


class NewsFilter(OfQuarterFilter):
    about = ("service", *(f"{owner}__service" for owner in OWNERS))
    kind = SceneFilter(label="Kind", choices_of=lambda _: NewsKind.choices)
    by_whom = SceneFilter(label="By whom", choices_of=lambda _: CommitmentBy.choices)

    class Meta:
        model = NewsItem
        fields: list[str] = []

    first = ("when", "kind", "by_whom")
