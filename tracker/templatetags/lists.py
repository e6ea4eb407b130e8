"""What the templates of lists ask: which order, which rows, which pages, which filters are chosen."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.utils.html import format_html

from tracker.filters import chosen

register = template.Library()

ALWAYS_SHOWN = 2  # up to so many pages lie on either side of the one that is open


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """Numbers of the pages to link: first, last and those around this one; None stands for those left out."""
    last = page.paginator.num_pages
    near = {n for n in range(page.number - ALWAYS_SHOWN, page.number + ALWAYS_SHOWN + 1) if 1 < n < last}
    numbers = sorted({1, last} | near)
    found: list[int | None] = []
    for number in numbers:
        before = next((n for n in reversed(found) if n), 0)
        if number - before == 2:
            found.append(number - 1)
        elif number - before > 2:
            found.append(None)
        found.append(number)
    return found


def direction(column: Any) -> str:
    """How a column of a table is sorted at present, in ARIA's words."""
    if not column.is_ordered:
        return "none"
    return "descending" if column.order_by_alias.is_descending else "ascending"


@register.simple_tag
def aria_sort(column: Any) -> str:
    """The attribute for the header of a column that can be sorted; nothing for others."""
    return format_html(' aria-sort="{}"', direction(column)) if column.orderable else ""


@register.simple_tag
def sorted_by(table: Any) -> str:
    """The end of a caption: ", sorted by name"."""
    names = [str(column.header).lower() for column in table.columns if column.orderable and column.is_ordered]
    return f", sorted by {' and '.join(names)}" if names else ""


@register.filter
def row_header(table: Any) -> str:
    """The name of the column that names each row: what the table says, else its first."""
    return getattr(table, "row_header", None) or next(iter(table.columns)).name


@register.simple_tag
def list_summary(table: Any) -> str:
    """Which rows of how many are shown: "15 rows" or "26 to 50 of 61"."""
    page, total = getattr(table, "page", None), len(table.rows)
    if page is None or page.paginator.num_pages < 2:
        return f"{total:,} {'row' if total == 1 else 'rows'}"
    return page_summary(page)


@register.filter
def page_summary(page: Page) -> str:
    """Which of how many lines a page shows: "26 to 50 of 61"; of a list of one page how many there are."""
    count = f"{page.paginator.count:,}"
    return f"{page.start_index():,} to {page.end_index():,} of {count}" if page.has_other_pages() else count


def without(query: QueryDict, name: str, value: str, *pages: str) -> str:
    """The address of the same list with one chosen value less, from its first page."""
    left = query.copy()
    left.setlist(name, [v for v in left.getlist(name) if v != value])
    for page in pages:
        left.pop(page, None)
    return f"?{left.urlencode()}"


@register.simple_tag(takes_context=True)
def chosen_filters(context: template.Context, filterset: Any) -> list[dict[str, Any]]:
    """The filters in use: for each its label and its values, with the address that takes that value away."""
    query: QueryDict = context["request"].GET
    return [
        {
            "label": group.label,
            "items": [{"text": text, "href": without(query, group.key, value, "page")} for value, text in group.items],
        }
        for group in chosen(filterset)
    ]


@register.filter
def beside(columns: Iterable[Any], cells: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a row with its column."""
    return list(zip(columns, cells, strict=True))
