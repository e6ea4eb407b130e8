"""Filters of the list of awards: what kind, to whom, from whose money, ending when, and for which services."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from commissioning.choices import AwardKind
from commissioning.filters.selection import OF_AWARDS, PlanFilter, PortfolioFilter, Test, of_portfolio
from commissioning.models import Award, Service
from tracker.filters import Choice, SceneFilter

ENDS = {"3": "Within 3 months of the quarter’s end", "6": "Within 6 months", "12": "Within 12 months"}
MONTH = timedelta(days=30.5)


@of_portfolio
def kinds(scene: Any) -> list[Choice]:
    return [choice for choice in AwardKind.choices if choice[0] in scene.portfolio.kinds_awarded]


@of_portfolio
def receivers(scene: Any) -> Iterator[Choice]:
    found = (scene.portfolio.providers[key] for key in scene.portfolio.received)
    return ((each.code, each.name) for each in sorted(found, key=lambda each: each.name))


def _covering(name: str) -> Test:
    """Whether one of a service's awards has this value."""
    own = OF_AWARDS[name]
    return lambda found, service, value: any(own(each, value) for each in found.awards_of.get(service.pk, ()))


class AwardFilter(PortfolioFilter):
    """The awards of a quarter. What concerns services keeps the awards that cover one of them."""

    kind = PlanFilter(label="Kind", choices_of=kinds, test=_covering("kind"))
    provider = PlanFilter(label="Provider", choices_of=receivers, test=_covering("provider"))
    ends = SceneFilter(label="Ends", choices_of=lambda _: ENDS.items(), method="ends_within")

    class Meta:
        model = Award
        fields: list[str] = []

    first = ("kind", "provider", "funder", "stream", "ends")

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)

    def ends_within(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        end = self.scene.quarter.end
        return queryset.filter(ends_on__range=(end, end + int(value) * MONTH))

    def narrow(self, queryset: QuerySet, services: list[Service]) -> QuerySet:
        return queryset.filter(pk__in=[each.pk for each in self.awards])
