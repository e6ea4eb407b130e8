"""Filters of documents: those kept, and those that are asked for."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from commissioning.choices import DocumentState
from commissioning.figures.documents import SOON, Wanted, holder_name
from commissioning.filters.registers import ALL, RegisterFilter
from commissioning.models import Document, DocumentKind
from commissioning.models.documents import HOLDERS
from tracker.filters import Choice, ListFilter, SceneFilter
from tracker.set_up.offered import rows_of

OF = [(name, f"{name.capitalize()}s") for name in HOLDERS]


def kinds(scene: Any) -> Iterable[Choice]:
    return ((str(each.pk), each.name) for each in rows_of(DocumentKind, scene.office))


class DocumentFilter(RegisterFilter):
    """Documents that still count, unless others are asked for."""

    about = ("service", "award__services", "provider__service_providers__service")
    state = SceneFilter(
        label="State",
        choices_of=lambda _: [
            ("expired", "Expired"),
            ("soon", "Expires within three months"),
            ("ended", "No longer counts"),
            (ALL, "All"),
        ],
        empty_label="In use",
        method="by_state",
    )
    kind = SceneFilter(label="Kind", choices_of=kinds)
    of = SceneFilter(label="Of", choices_of=lambda _: OF, method="by_holder")

    class Meta:
        model = Document
        fields: list[str] = []

    first = ("state", "kind", "of")

    def unasked(self, queryset: QuerySet, asked: dict[str, Any]) -> QuerySet:
        return queryset.current() if asked.get("state") not in ("ended", ALL) else queryset  # type: ignore[attr-defined]

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        on = self.scene.on
        if value == "expired":
            return queryset.filter(expires_on__lt=on)
        if value == "soon":
            return queryset.filter(expires_on__gte=on, expires_on__lte=on + SOON)
        return queryset.exclude(ended_on=None) if value == "ended" else queryset

    def by_holder(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(**{f"{value}__isnull": False})


class WantedFilter(ListFilter):
    """Its rows are no queryset: it says which of those that are wanted to keep."""

    state = SceneFilter(
        label="How it stands",
        choices_of=lambda _: [(each.value, each.label) for each in DocumentState if each != DocumentState.HELD],
        method="by_nothing",
    )
    kind = SceneFilter(label="Kind", choices_of=kinds, method="by_nothing")
    of = SceneFilter(label="Of", choices_of=lambda _: OF, method="by_nothing")

    class Meta:
        model = Document
        fields: list[str] = []

    def by_nothing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset

    def keeps(self, each: Wanted) -> bool:
        """Whether what is wanted is among what is asked for."""
        self.form.is_valid()
        said = {"state": each.state.value, "kind": str(each.kind.pk), "of": holder_name(each.holder)}
        return all(self.form.cleaned_data.get(name) in ("", None, own) for name, own in said.items())
