"""What belongs to no app: the answers when something is wrong, and the list that is four declared names."""

import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from tracker import api, formats
from tracker.bucket import is_away
from tracker.exports import About, Cell, csv_file, xlsx_file
from tracker.filters import chosen
from tracker.middleware import REFERENCE
from tracker.tables import CountedPages, KeyedPages, KnownPages

PER_PAGE = 25
FORMATS = {"csv": "CSV", "xlsx": "Excel"}


def error_page(request: HttpRequest, status: int) -> HttpResponse:
    """The page of `templates/errors/` for this status. Its reference is in the log."""
    return render(request, f"errors/{status}.html", {"reference": request.META.get(REFERENCE, "")}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long or came from elsewhere."""
    return render(request, "errors/403_csrf.html", {"reference": request.META.get(REFERENCE, "")}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same bytes for what never was and for what is somebody else's: nothing of the request is printed."""
    return render(request, "errors/404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return error_page(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without database, session or context processors: any of them may be what broke."""
    context = {"reference": request.META.get(REFERENCE, "")}
    status = 503 if is_away(sys.exception()) else 500
    return HttpResponse(render_to_string(f"errors/{status}.html", context), status=status)


def asked_format(request: HttpRequest) -> str:
    """The format in which a list is to be taken away; empty: it is shown."""
    asked = request.GET.get("format", "")
    return asked if asked in FORMATS else ""


def downloads(request: HttpRequest) -> Iterable[dict[str, str]]:
    """The list as it is filtered and sorted, in each format: for `components/downloads.html`."""
    for name, label in FORMATS.items():
        address = request.GET.copy()
        address["format"] = name
        yield {"label": label, "url": f"?{address.urlencode()}"}


def export_notes(scene: Any, filterset: Any) -> list[tuple[str, str]]:
    """What a file says of itself: whose it is, of which quarter, how it was filtered, as at which moment."""
    return [
        ("Office", scene.office.name),
        ("Quarter", f"{scene.quarter.label}, {scene.quarter.words}"),
        *filter_notes(filterset),
    ]


def filter_notes(filterset: Any) -> list[tuple[str, str]]:
    """How a list was filtered, as at which moment."""
    filters = [(str(group.label), ", ".join(text for _, text in group.items)) for group in chosen(filterset)]
    return [*(filters or [("Filters", "none")]), ("As at", formats.moment(timezone.now()))]


def list_file(
    format_: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], about: About
) -> HttpResponse:
    """A list as a file of this format."""
    return csv_file(name, header, rows) if format_ == "csv" else xlsx_file(name, header, rows, about=about)


class FilteredTableView(SingleTableMixin, FilterView):
    """A list that can be filtered, sorted, paged, shared by its address and taken away as a spreadsheet.

    A subclass declares `queryset` (or `get_queryset`), `filterset_class`, `table_class`, `template_name`; its guard
    hands it a scene, which the filter's choices come from. Nonsense in the address leaves that part of the filter out,
    with a message; `?format=csv` or `?format=xlsx` is the whole list as filtered, with all columns that `export_header`
    names.
    """

    strict = False
    context_table_name = "table"
    table_pagination = {"per_page": PER_PAGE}
    export_header: Sequence[str] = ()
    pages: type[CountedPages] = KeyedPages
    asks_nothing = frozenset({"page"})  # parts of the address that neither filter nor sort
    for_programs = False  # set where the list is served as data

    @property
    def scene(self) -> Any:
        return self.args[0]

    def get_filterset_kwargs(self, filterset_class: type) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(filterset_class), "scene": self.scene}

    @property
    def exports(self) -> str:
        """The format in which the list is to be taken away, whole and without its page's cells; empty: it is shown."""
        if self.for_programs:
            return "json"
        return asked_format(self.request) if self.export_header else ""

    def in_order(self) -> Sequence[int] | None:
        """The keys of all rows in the order in which they are shown, where nothing is asked for and they are known
        without reading them.
        """
        return None

    def number(self) -> int | None:
        """How many rows there are where nothing is asked for, if that is known without counting them."""
        return None

    def get_table_pagination(self, table: Any) -> Any:
        if self.exports:
            return False
        pages = self._pages() if isinstance(table.data.data, QuerySet) else Paginator
        return {**super().get_table_pagination(table), "paginator_class": pages}

    @property
    def shows_all(self) -> bool:
        """Whether the list is neither filtered nor sorted otherwise."""
        return self.request.GET.keys() <= self.asks_nothing

    def _pages(self) -> Callable[..., Paginator]:
        keys = self.in_order() if self.shows_all else None
        if keys is not None:
            return partial(KnownPages, keys=keys)
        return partial(self.pages, number=self.number() if self.shows_all else None)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if not self.exports:
            return super().render_to_response(context, **kwargs)
        listed = context["table"].data.data
        about = About(self.export_title(), self.export_notes(context["filter"]))
        if self.for_programs:
            return self._json(listed, about)
        return list_file(self.exports, self.export_name(), self.export_header, self.export_rows(listed), about)

    def _json(self, listed: QuerySet, about: About) -> HttpResponse:
        asked = self.request.GET.get("page", "")
        page = int(asked) if asked.isdecimal() and int(asked[:6]) > 0 else 1
        rows = self.export_rows(listed[(page - 1) * api.PER_PAGE : page * api.PER_PAGE])
        return api.as_json(self.request, about, self.export_header, rows, page=page, count=listed.count())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = list(downloads(self.request)) if self.export_header else []
        return super().get_context_data(**kwargs) | {"downloads": files}

    def export_notes(self, filterset: Any) -> list[tuple[str, str]]:
        """What the file says of itself."""
        return export_notes(self.scene, filterset)

    def export_title(self) -> str:
        """The list's title, as a spreadsheet's sheet bears it."""
        raise NotImplementedError

    def export_name(self) -> str:
        """The file's name, without its ending."""
        raise NotImplementedError

    def export_rows(self, rows: QuerySet) -> Iterable[Sequence[Cell]]:
        """The file's lines for the filtered rows, in the order of the page."""
        raise NotImplementedError


class TidyTableView(FilteredTableView):
    """A list that is also taken away in tidy long format, a line a value: by `?shape=long`, or where `is_long` says so.

    A subclass declares the `columns` of the list as shown, and its `tidy_columns`.
    """

    is_long: bool | None = None
    columns: Sequence[str] = ()
    tidy_columns: Sequence[str] = ()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.is_long is None:
            self.is_long = request.GET.get("shape") == "long"

    @property
    def export_header(self) -> Sequence[str]:  # type: ignore[override]
        return self.tidy_columns if self.is_long else self.columns

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"long": [{**each, "url": f"{each['url']}&shape=long"} for each in context["downloads"]]}
