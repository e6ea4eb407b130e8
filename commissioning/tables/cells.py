"""What a cell of a list shows: links with a second line, states, the order of the alphabet."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import Movement, Status
from commissioning.models.seeing import READS_HISTORY
from tracker import formats
from tracker.templatetags.tracker_tags import tag

LINK = '<a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a>'
LINK_WITH_SUB = LINK + '<span class="ct-table__sub">{}</span>'
LINK_AND_SUB = f"<span>{LINK_WITH_SUB}</span>"  # in a cell that stands beside its label on a telephone
SIDE_BY_SIDE = "<span>{} {}</span>"  # the same, of words with a link after them
WITH_SUB = '<span>{}<span class="ct-table__sub">{}</span></span>'
SPARK = "components/charts/spark.svg.html"
MARKED = '<span class="ct-move"><span class="ct-move__mark ct-move__mark--{}" aria-hidden="true"></span>{}</span>'
WIDE = {"td": {"class": "ct-wide"}}
UNBROKEN = {"td": {"class": "ct-nowrap"}}

HISTORY = (
    '{}<span class="ct-table__sub"><a class="govuk-link govuk-link--no-visited-state" href="{}">'
    'History<span class="govuk-visually-hidden"> of {}</span></a></span>'
)


def nowrap(text: str) -> SafeString:
    """A day, or another short saying that is not broken over lines."""
    return format_html('<span class="ct-nowrap">{}</span>', text)


def with_history(cell: SafeString, scene: Any, kind: str, pk: int, name: str) -> SafeString:
    """A cell and, for those who may read it, under it the way to the history of its record (`views.records`)."""
    if not scene.user.has_perm(READS_HISTORY):
        return cell
    return format_html(HISTORY, cell, reverse("history", args=[scene.quarter.slug, kind, pk]), name)


def status_tag(status: Status, late: int = 0) -> SafeString:
    """The status as a tag; late with its days."""
    return tag(status, formats.late(late) if status == Status.LATE and late else "")


def with_mark(moved: Movement, words: str) -> SafeString:
    """How something moved, in words, with the mark of its kind before them."""
    return format_html(MARKED, moved.value, words)


def by_name(queryset: QuerySet, name: str, is_descending: bool) -> tuple[QuerySet, bool]:
    """In the order of the alphabet, whatever the capitals; the key makes it the same each time."""
    first = Lower(name).desc() if is_descending else Lower(name).asc()
    return queryset.order_by(first, "pk"), True
