"""The dashboard's headline figures: six as cards, all as a table."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import Rag
from commissioning.figures.gists import Gist
from commissioning.tables import WITH_SUB
from commissioning.views import cards
from commissioning.views.dashboard.found import Dashboard
from commissioning.views.dashboard.links import service_url
from tracker.templatetags.tracker_tags import or_nil, rag

Row = dict[str, Any]
CARDS = 6
ROWS = 60
ROW = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
    '<a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a><span class="ct-table__sub">{}</span></th>'
    '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="Figure">{}</td>'
    '<td class="govuk-table__cell" data-label="Compared with">{}</td>'
    '<td class="govuk-table__cell" data-label="Rating">{}</td>'
    '<td class="govuk-table__cell" data-label="Standing">{}</td></tr>'
)
PRESSING = {Rag.RED: 0, Rag.AMBER: 1}


def cards_of(found: Dashboard) -> list[Row]:
    """The six that say most, one a service: rated red or amber, then with something to compare, then by the plan."""
    return found.once("figures", "cards", lambda: made(found))


def made(found: Dashboard) -> list[Row]:
    chosen = telling(found.gists)
    drawn = zip(chosen, found.figures_of(chosen), strict=True)
    return [cards.card(each, url=gist_url(found, gist), who=name_of(found, gist)) for gist, each in drawn]


def telling(gists: Iterable[Gist]) -> list[Gist]:
    known = [each for each in gists if each.is_number and each.is_current]
    first: dict[int, Gist] = {}
    for gist in sorted(known, key=rank):
        first.setdefault(gist.service, gist)
    return list(first.values())[:CARDS]


def rank(gist: Gist) -> tuple[int, bool]:
    return PRESSING.get(Rag(gist.rag), 2), not (gist.is_compared or gist.has_target)


def name_of(found: Dashboard, gist: Gist) -> str:
    return found.services[gist.service].name


def gist_url(found: Dashboard, gist: Gist) -> str:
    return f"{service_url(found, gist.service, 'figures')}#m{gist.measure}"


def table(found: Dashboard) -> list[SafeString]:
    """The first headline figures as rows of the table, in the plan's order; made here, for there are many."""
    return found.once("figures", "table", lambda: [row(found, each) for each in found.gists[:ROWS]])


def row(found: Dashboard, gist: Gist) -> SafeString:
    compared = gist.compared if gist.is_compared else or_nil(None, gist.compared)
    return format_html(
        ROW,
        gist_url(found, gist),
        name_of(found, gist),
        gist.label,
        gist.words if gist.is_number else or_nil(None, gist.words),
        format_html(WITH_SUB, compared, gist.notes) if gist.notes else compared,
        rag(gist.rag, "cell"),
        gist.evidence or "–",
    )
