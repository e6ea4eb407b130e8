"""The dashboard's headline figures: six as cards, all as a table."""

from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import Rag
from commissioning.figures import MeasureFigure
from commissioning.figures.gists import Gist
from commissioning.tables import WITH_SUB
from commissioning.views import cards
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import service_url
from tracker.templatetags.tracker_tags import or_nil, rag

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
PRESSING = {Rag.RED.value: 0, Rag.AMBER.value: 1}


class Card(NamedTuple):
    """A card as it is printed, and whether a chart stands in it."""

    html: SafeString
    has_spark: bool


def cards_of(found: Found) -> list[Card]:
    """The six that say most, one a service: rated red or amber, then with something to compare, then by the plan.

    The next few are made with them, where all of them are kept: of these one may take the place of another.
    """
    chosen = telling(chain.from_iterable(found.of_gists("telling", telling)))
    asked = {each.measure: each.service for each in chosen[: CARDS + found.spare]}
    cards = found.of_services("cards", asked, lambda measures: made(found, asked, measures))
    return [cards[each.measure] for each in chosen[:CARDS]]


def made(found: Found, asked: Mapping[int, int], measures: Iterable[int]) -> dict[int, Card]:
    gists = [each for key in measures for each in found.gists[asked[key]] if each.measure == key]
    return {gist.measure: drawn(found, gist, each) for gist, each in zip(gists, found.figures_of(gists), strict=True)}


def drawn(found: Found, gist: Gist, figure: MeasureFigure) -> Card:
    card = cards.card(figure, url=gist_url(found, gist), who=name_of(found, gist))
    html = render_to_string("components/figure.html", {"card": card, "level": 3})
    return Card(html, bool(card["spark"]))


def telling(gists: Iterable[Gist]) -> list[Gist]:
    """The first of each service, those that say most before others."""
    known = [each for each in gists if each.is_number and each.is_current]
    first: dict[int, Gist] = {}
    for gist in sorted(known, key=rank):
        first.setdefault(gist.service, gist)
    return list(first.values())[: 2 * CARDS]


def rank(gist: Gist) -> tuple[int, bool]:
    return PRESSING.get(gist.rag, 2), not (gist.is_compared or gist.has_target)


def name_of(found: Found, gist: Gist) -> str:
    return found.services[gist.service].name


def gist_url(found: Found, gist: Gist) -> str:
    return f"{service_url(found, gist.service, 'figures')}#m{gist.measure}"


def table(found: Found) -> list[SafeString]:
    """The first headline figures as rows of the table, in the plan's order; made here, for there are many."""
    first = {each.measure: each for each in islice(chain.from_iterable(found.gists.values()), ROWS)}
    asked = {key: each.service for key, each in first.items()}
    rows = found.of_services("headline", asked, lambda measures: {key: row(found, first[key]) for key in measures})
    return [rows[key] for key in first]


def number(found: Found) -> int:
    """How many headline figures there are."""
    return sum(found.of_gists("number", len))


def row(found: Found, gist: Gist) -> SafeString:
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
