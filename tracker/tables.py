"""Lists: what every table has in common, and the columns that several have."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from django.core.paginator import Page, Paginator
from django.db.models import IntegerField, QuerySet, Subquery, Value
from django_tables2.data import TableListData

from tracker import formats

FAR = 1_000_000  # pages: no list has so many, and further on a database can't count
NUMERIC = {"td": {"class": "govuk-table__cell--numeric"}, "th": {"class": "govuk-table__header--numeric"}}


class Table(tables.Table):
    """A list in the site's look. The address says how it is sorted and which page is shown, and nothing else."""

    row_header = ""

    class Meta:
        per_page_field = "-"  # how many rows a page has is ours to say
        orderable = True
        empty_text = ""


class Counted(Subquery):
    """How many rows a query finds, said with the rows of another."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class InOrder(TableListData):
    """Rows that stand in the order in which the table shows them, until another is asked for."""

    def order_by(self, aliases: Any) -> None:
        if tuple(aliases) != tuple(self.table._meta.order_by):
            super().order_by(aliases)


class CountedPages(Paginator):
    """Pages of a list of which one is read: how many rows there are is said with its rows, in one query. What rows are
    shown with is read of these alone. `number`: how many there are, where that is known.
    """

    def __init__(self, *args: Any, number: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = number

    def page(self, number: Any) -> Page:
        if not 0 < number < FAR:
            return super().page(number)
        rows: Any = self.object_list
        start = (number - 1) * self.per_page
        shown, in_all = self._narrowed(rows.data.data, start, start + self.per_page)
        if in_all is None and number > 1:  # no row says it: there are none so far on
            return super().page(number)
        rows.data.data, self.count = shown, in_all or 0
        rows.data._length = self.count
        return Page(rows[: self.per_page], number, self)

    def _narrowed(self, rows: QuerySet[Any], start: int, stop: int) -> tuple[QuerySet[Any], int | None]:
        """The rows from one place to another, and how many there are in all; None where there are none there."""
        counted = self._counting(rows)
        shown = counted.filter(pk__in=counted.values("pk")[start:stop])
        first = next(iter(shown), None)
        return shown, first.in_all if first else None

    def _counting(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        in_all = Counted(rows.order_by().values("pk")) if self.known is None else Value(self.known)
        return rows.annotate(in_all=in_all)


class KeyedPages(CountedPages):
    """The same in two queries, the first for the keys of the page: where a row is shown with records of more tables
    than PostgreSQL puts in order, it would join them all to every row before it looked which the page shows.
    """

    def _narrowed(self, rows: QuerySet[Any], start: int, stop: int) -> tuple[QuerySet[Any], int | None]:
        found = list(self._counting(rows).values_list("pk", "in_all")[start:stop])
        return rows.filter(pk__in=[key for key, _ in found]), found[0][1] if found else None


class KnownPages(CountedPages):
    """Pages of a list whose keys are known in their order: nothing is read but the rows that a page shows."""

    def __init__(self, *args: Any, keys: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, number=len(keys), **kwargs)
        self.keys = keys

    def _narrowed(self, rows: QuerySet[Any], start: int, stop: int) -> tuple[QuerySet[Any], int | None]:
        shown = self.keys[start:stop]
        return rows.filter(pk__in=shown), len(self.keys) if shown else None


class YesNoColumn(tables.Column):
    """Whether something is so, in a word."""

    def render(self, value: Any) -> str:
        return "yes" if value else "no"


class DayColumn(tables.Column):
    """A day as "21 Oct 2022"; where there is none, the words for that."""

    def __init__(self, *args: Any, nil: str = "no date", **kwargs: Any) -> None:
        super().__init__(*args, default=nil, attrs={"td": {"class": "ct-nowrap"}}, **kwargs)

    def render(self, value: Any) -> str:
        return formats.short_day(value)
