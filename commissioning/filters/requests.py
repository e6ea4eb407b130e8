"""The filter of information requests."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict

from commissioning.models import InformationRequest
from tracker.filters import ListFilter, SceneFilter


class RequestFilter(ListFilter):
    """Requests are about the office as a whole: nothing of the plan narrows them."""

    state = SceneFilter(
        label="State",
        choices_of=lambda _: [
            ("open", "Open"),
            ("late", "Was due"),
            ("answered", "Answered"),
            ("after", "Answered after the day"),
        ],
        method="by_state",
    )
    listed = SceneFilter(label="List given", choices_of=lambda _: [("yes", "With a list")], method="by_list")

    class Meta:
        model = InformationRequest
        fields: list[str] = []

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "after":
            return queryset.filter(answered_on__gt=F("due_on"))
        if value == "answered":
            return queryset.exclude(answered_on=None)
        waiting = queryset.filter(answered_on=None)
        return waiting.filter(due_on__lt=self.scene.on) if value == "late" else waiting

    def by_list(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.exclude(page="")
