"""The filters of the portfolio and of its figures."""

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from commissioning.choices import Rag, Status
from commissioning.figures import MeasureFigure, measure_figures
from commissioning.figures.portfolio import Portfolio
from commissioning.filters.selection import (
    NONE,
    PortfolioFilter,
    keep_rag_places,
    keep_status_places,
)
from commissioning.models import Measure, Service, ServiceMeasure
from commissioning.models.seeing import with_submitted
from tracker.filters import Choice, ListFilter, SceneFilter, SceneManyFilter


class ServiceFilter(PortfolioFilter):
    """The portfolio's filter. The queryset has `with_quarter`'s columns."""

    q = filters.CharFilter(label="Name or provider", max_length=100, method="search")
    status = SceneManyFilter(
        label="Return",
        choices_of=lambda scene: [*Status.choices, (NONE, "No return owed")],
        keep=keep_status_places,
    )
    rag = SceneManyFilter(
        label="Rating", choices_of=lambda _: [*Rag.choices, ("not_held", "Not held")], keep=keep_rag_places
    )

    class Meta:
        model = Service
        fields: list[str] = []

    first = ("q", "status", "rag", "objective", "theme", "funder", "provider", "area", "officer", "kind", "stage")

    def narrow(self, queryset: QuerySet, services: list[Service]) -> QuerySet:
        return queryset.filter(pk__in=[each.pk for each in services])

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Services whose name, or whose provider's name, short name or alias, has the words."""
        found = self.scene.portfolio
        keys = [key for key, service in found.services.items() if value.lower() in _names(found, service)]
        return queryset.filter(pk__in=keys)


def _names(portfolio: Portfolio, service: Service) -> str:
    known = [portfolio.providers[each.pk] for each in portfolio.providers_of[service.pk]]
    others = (alias.name for provider in known for alias in provider.aliases.all())
    return "\n".join([service.name, *(f"{each.name}\n{each.short_name}" for each in known), *others]).lower()


def counted(scene: Any) -> list[Choice]:
    """The measures that services of the portfolio report, by the alphabet."""
    return [(each.code, each.name) for each in sorted(scene.portfolio.counted, key=lambda each: each.name.lower())]


class FigureFilter(PortfolioFilter):
    """The filter of figures, whose rows are the measures of services. `figures` were worked out for it, by measure."""

    figures: Mapping[int, MeasureFigure] = {}

    q = filters.CharFilter(label="Figure", max_length=100, field_name="label", lookup_expr="icontains")
    headline = SceneFilter(
        label="Headline figures",
        choices_of=lambda _: [("yes", "Headline figures alone"), ("no", "The others")],
        method="keep_headline",
    )
    measure = SceneFilter(label="Measure", choices_of=counted, field_name="measure__code")
    rag = SceneManyFilter(label="Rating", choices_of=lambda _: Rag.choices, keep=lambda rows, _: rows)

    class Meta:
        model = ServiceMeasure
        fields: list[str] = []

    first = (
        "q",
        "rag",
        "headline",
        "measure",
        "objective",
        "theme",
        "funder",
        "provider",
        "area",
        "officer",
        "kind",
        "stage",
    )

    def keep_headline(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(headline=value == "yes") if value else queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """A figure's rating is worked out, not stored: of those that the other choices leave, which are kept."""
        left, wanted = super().filter_queryset(queryset), self.form.cleaned_data.get("rag")
        if not wanted:
            return left
        scene = self.scene
        found = measure_figures(
            left,
            scene.quarter,
            reference=scene.reference,
            with_submitted=with_submitted(scene.user),
            tolerance=scene.office.tolerance,
        )
        self.figures = {each.measure.pk: each for each in found if each.rating.rag in wanted}
        return left.filter(pk__in=self.figures)


class CountedByFilter(PortfolioFilter):
    """The filter of the services that count one measure."""

    class Meta:
        model = ServiceMeasure
        fields: list[str] = []

    figures: Mapping[int, MeasureFigure] = {}
    first = ("objective", "theme", "area", "funder", "provider", "officer", "kind", "stage")


class MeasureFilter(ListFilter):
    """The filter of measures: by name, and by the words of their definitions."""

    q = filters.CharFilter(label="Name or definition", max_length=100, method="search")

    class Meta:
        model = Measure
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        newest = self.scene.reference.newest
        defined = [key for key, version in newest.items() if value.lower() in version.text.lower()]
        return queryset.filter(Q(name__icontains=value) | Q(pk__in=defined))
