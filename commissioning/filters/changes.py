"""The filter of changes to awards: of what kind, in which year, to whose award, paid from which funder's money."""

from typing import Any

from django.db.models import QuerySet

from commissioning.choices import VariationKind
from commissioning.filters.awards import receivers
from commissioning.filters.payments import awards
from commissioning.filters.selection import funders
from commissioning.models import FundingSplit, Variation
from tracker.filters import SceneFilter, YearFilter
from tracker.periods import financial_year_bounds, financial_year_of

QUARTER, ALL = "quarter", "all"


class ChangeFilter(YearFilter):
    """Changes that begin in the quarter's financial year unless others are asked for."""

    kind = SceneFilter(label="Kind", choices_of=lambda _: VariationKind.choices)
    when = SceneFilter(
        label="When",
        choices_of=lambda _: [(QUARTER, "This quarter"), (ALL, "All years")],
        empty_label="This financial year",
        method="by_day",
    )
    award = SceneFilter(label="Award", choices_of=awards, field_name="award__code")
    provider = SceneFilter(label="Provider", choices_of=receivers, field_name="award__provider__code")
    funder = SceneFilter(label="Funder", choices_of=funders, method="paid_by")

    class Meta:
        model = Variation
        fields: list[str] = []

    def by_day(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset

    def paid_by(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        paid = FundingSplit.objects.filter(stream__funder__code=value)
        return queryset.filter(award__in=paid.values("award"))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = super().filter_queryset(queryset)
        when, quarter = self.form.cleaned_data.get("when"), self.scene.quarter
        if when == ALL:
            return found
        span: tuple[Any, Any] = financial_year_bounds(financial_year_of(quarter.end))
        return found.filter(effective_on__range=(quarter.start, quarter.end) if when == QUARTER else span)
