"""The filter of payments: matched or not, in which year, for which award."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from commissioning.filters.selection import streams
from commissioning.models import FundingSplit, Payment
from tracker.filters import Choice, SceneFilter, YearFilter
from tracker.periods import financial_year_bounds, financial_year_of

UNMATCHED, MATCHED, ASIDE = "unmatched", "matched", "aside"
STATES = [(UNMATCHED, "Not matched"), (MATCHED, "Matched to an award"), (ASIDE, "For no award")]


def awards(scene: Any) -> Iterable[Choice]:
    return [(each.code, each.title) for each in scene.portfolio.awards]


class PaymentFilter(YearFilter):
    """Payments of the quarter's financial year unless all years are asked for."""

    state = SceneFilter(label="State", choices_of=lambda _: STATES, method="by_state")
    years = SceneFilter(
        label="When", choices_of=lambda _: [("all", "All years")], empty_label="This financial year", method="by_year"
    )
    award = SceneFilter(label="Award", choices_of=awards, field_name="award__code")
    stream = SceneFilter(label="Stream of the award", choices_of=streams, method="from_stream")

    class Meta:
        model = Payment
        fields: list[str] = []

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == UNMATCHED:
            return queryset.filter(award=None, aside=False)
        return queryset.filter(award__isnull=False) if value == MATCHED else queryset.filter(aside=True)

    def from_stream(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Payments for awards that take from the stream, each whole."""
        taking = FundingSplit.objects.filter(stream__code=value)
        return queryset.filter(award__in=taking.values("award"))

    def by_year(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        found = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("years"):
            return found
        first, last = financial_year_bounds(financial_year_of(self.scene.quarter.end))
        return found.filter(paid_on__gte=first, paid_on__lte=last)
