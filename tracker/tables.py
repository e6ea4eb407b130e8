"""Lists: what every table has in common, and the columns that several have."""

from typing import Any

import django_tables2 as tables

from tracker import formats

NUMERIC = {"td": {"class": "govuk-table__cell--numeric"}, "th": {"class": "govuk-table__header--numeric"}}


class Table(tables.Table):
    """A list in the site's look. The address says how it is sorted and which page is shown, and nothing else."""

    row_header = ""

    class Meta:
        per_page_field = "-"  # how many rows a page has is ours to say
        orderable = True
        empty_text = ""


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
