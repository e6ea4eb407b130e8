"""The filter of grants as open data: what is missing of them, and to whom they went."""

from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from commissioning.figures.grants import Grant
from commissioning.filters.awards import receivers
from commissioning.models import Award
from tracker.filters import SceneFilter, YearFilter

NEEDED, USEFUL, COMPLETE = "needed", "useful", "complete"
MISSING = {NEEDED: "What is needed", USEFUL: "What would help", COMPLETE: "Nothing that is needed"}


class GrantFilter(YearFilter):
    missing = SceneFilter(label="Missing", choices_of=lambda _: MISSING.items(), method="by_missing")
    provider = SceneFilter(label="Recipient", choices_of=receivers, field_name="provider__code")

    class Meta:
        model = Award
        fields: list[str] = []

    def by_missing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """What is missing is told of a grant, not of its row: see `kept`."""
        return queryset

    def kept(self, grants: list[Grant]) -> list[Grant]:
        """Those of which this is missing."""
        asked: dict[str, Any] = self.form.cleaned_data if self.form.is_valid() else {}
        wanted = asked.get("missing") or ""
        lacks = {NEEDED: attrgetter("needed"), USEFUL: attrgetter("useful"), COMPLETE: attrgetter("complete")}
        return [each for each in grants if not wanted or lacks[wanted](each)]
