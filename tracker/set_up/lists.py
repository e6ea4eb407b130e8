"""The list of one kind of set-up record: searched, sorted, paged; ended ones on request."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import django_filters as filters
import django_tables2 as tables
from django.db.models import BooleanField, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from tracker.context import office_of
from tracker.exports import Cell
from tracker.filters import ListFilter, SceneFilter
from tracker.models import Office
from tracker.set_up.export import columns_of, line_of, with_all
from tracker.set_up.forms import capital
from tracker.set_up.found import address, person
from tracker.set_up.gaps import with_gap
from tracker.set_up.kinds import Kind
from tracker.tables import Table, YesNoColumn
from tracker.views import FilteredTableView, filter_notes

NONE, NOT_KNOWN = "none", "not known yet"


class SetUpTable(Table):
    """The table of a kind's records. A column of one's own may ask the office for its rules."""

    def __init__(self, *args: Any, office: Office | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.office = office


@cache
def table_for(kind: Kind) -> type[SetUpTable]:
    """The table of a kind, from its declared columns; the first leads to the record."""

    def to_record(record: Any) -> str:
        return reverse("set-up-record", args=[kind.slug, record.pk])

    first, unknown = next(iter(kind.columns)), {gap.box for gap in kind.gaps}
    stored = {field.name for field in kind.model._meta.get_fields()}  # what is worked out can't be sorted by
    columns = {
        name: _column_of(kind, name)(
            verbose_name=column,
            default=NOT_KNOWN if name in unknown else NONE,
            linkify=to_record if name == first else None,
            orderable=name in stored,
            attrs={"a": {"class": "govuk-link govuk-link--no-visited-state"}},
        )
        if isinstance(column, str)
        else column
        for name, column in kind.columns.items()
    }
    meta = type("Meta", (Table.Meta,), {"attrs": {"caption": capital(kind.many)}, "sequence": tuple(kind.columns)})
    return type("KindTable", (SetUpTable,), {**columns, "Meta": meta})


def _column_of(kind: Kind, name: str) -> type[tables.Column]:
    """How a field of the record is shown; a property is shown as it is."""
    fields = {each.name: each for each in kind.model._meta.get_fields()}
    return YesNoColumn if isinstance(fields.get(name), BooleanField) else tables.Column


class SetUpFilter(ListFilter):
    """Search, what is not known, and whether ended records are listed. The scene is the list's kind."""

    q = filters.CharFilter(label="Search", max_length=100, method="search")
    unknown = SceneFilter(
        label="Not known yet",
        choices_of=lambda kind: [(gap.box, gap.label.capitalize()) for gap in kind.gaps],
        method="missing",
    )
    ended = SceneFilter(
        label="Ended", choices_of=lambda _: [("also", "Also ended"), ("only", "Ended only")], empty_label="In use only"
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not self.scene.gaps:
            del self.filters["unknown"]
        if not self.scene.ends:
            del self.filters["ended"]

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        found = Q()
        for path in self.scene.search:
            found |= Q(**{f"{path}__icontains": value})
        return queryset.filter(pk__in=queryset.model._default_manager.filter(found).values("pk"))

    def missing(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        gap = next(gap for gap in self.scene.gaps if gap.box == value)
        return with_gap(self.scene, gap, queryset)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ended = self.form.cleaned_data.pop("ended", "")
        found = super().filter_queryset(queryset)
        if not self.scene.ends or ended == "also":
            return found
        return found.filter(ended_on__isnull=ended != "only")


class SetUpList(FilteredTableView):
    """All records of one kind that this person may see."""

    filterset_class = SetUpFilter
    template_name = "set_up/list.html"

    def get_table_class(self) -> type[SetUpTable]:
        return table_for(self.scene)

    def get_table_kwargs(self) -> dict[str, Any]:
        return {"office": office_of(self.request)}

    def get_queryset(self) -> QuerySet[Any]:
        user: Any = self.request.user
        rows = self.scene.listed(user).select_related(*self.scene.related)
        return with_all(self.scene, rows) if self.exports else rows

    @property
    def export_header(self) -> Sequence[str]:  # type: ignore[override]
        return list(columns_of(self.scene).values())

    def export_rows(self, rows: QuerySet[Any]) -> Iterator[Sequence[Cell]]:
        return (line_of(self.scene, row) for row in rows)

    def export_name(self) -> str:
        return str(self.scene.slug)

    def export_title(self) -> str:
        return capital(self.scene.many)

    def export_notes(self, filterset: Any) -> list[tuple[str, str]]:
        office = office_of(self.request)
        return [("Office", office.name if office else "not set up yet"), *filter_notes(filterset)]

    def get_filterset_kwargs(self, filterset_class: type) -> dict[str, Any]:
        """Filtered also where the address says nothing: what has ended is then left out."""
        return {**super().get_filterset_kwargs(filterset_class), "data": self.request.GET}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind, query = self.scene, self.request.GET
        add_url = "" if kind.belongs_to or not kind.adds else reverse("set-up-add", args=[kind.slug])
        return super().get_context_data(**kwargs) | {
            "kind": kind,
            "title": capital(kind.many),
            "more": kind.list_links(self.request),
            "narrowed": any(query.get(name) for name in ("q", "unknown", "ended")),
            "add_url": add_url,
            "first": {"url": add_url, "label": f"Add {kind.article} {kind.one}"},
        }


_listed = SetUpList.as_view()


def set_up_list(request: HttpRequest, kind: Kind) -> HttpResponseBase:
    """The list; of what there is one of, its page."""
    if not kind.single or request.GET:
        return _listed(request, kind)
    record = kind.rows(person(request)).first()
    return redirect(address(kind, record) if record else reverse("set-up-add", args=[kind.slug]))
