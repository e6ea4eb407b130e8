"""Lists: what every table has in common, and the columns that several have."""

from typing import Any

import django_tables2 as tables
from django.core.paginator import Page, Paginator
from django.db.models import IntegerField, QuerySet, Subquery

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


def counting(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row says besides how many there are: for a list of which one page is read."""
    return rows.annotate(in_all=Counted(rows.order_by().values("pk")))


class CountedPages(Paginator):
    """Pages of rows that are `counting`: a page is read with how many rows there are, in one query instead of two."""

    def page(self, number: Any) -> Page:
        if not 0 < number < FAR:
            return super().page(number)
        rows: Any = self.object_list
        start = (number - 1) * self.per_page
        shown = rows[start : start + self.per_page]
        first = next(iter(shown), None)
        if first is None and number > 1:  # no row says it: there are none so far on
            return super().page(number)
        self.count = rows.data._length = first.record.in_all if first else 0
        return Page(shown, number, self)


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
