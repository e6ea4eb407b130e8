"""The filter of dates. Its rows are no queryset: it says which kinds are asked for, and how far ahead."""

from datetime import date, timedelta

from commissioning.choices import DateKind
from commissioning.models import Commitment
from tracker.filters import ListFilter, SceneFilter, SceneManyFilter
from tracker.periods import add_months

USUAL = 12  # months


class DateFilter(ListFilter):
    kind = SceneManyFilter(
        label="Kind",
        choices_of=lambda _: [(each.value, each.label.capitalize()) for each in DateKind],
        keep=lambda rows, _: rows,
    )
    months = SceneFilter(
        label="How far ahead",
        choices_of=lambda _: [("3", "3 months"), ("6", "6 months"), ("9", "9 months"), ("36", "3 years")],
        empty_label="12 months",
        method="by_months",
    )

    class Meta:
        model = Commitment
        fields: list[str] = []

    def by_months(self, queryset, name, value):
        return queryset

    @property
    def kinds(self) -> frozenset[str]:
        self.form.is_valid()
        return frozenset(self.form.cleaned_data.get("kind") or [])

    def last(self, first: date) -> date:
        """The last day that is asked for: the one before the same day of the month, so many months on."""
        self.form.is_valid()
        return add_months(first, int(self.form.cleaned_data.get("months") or USUAL)) - timedelta(days=1)
