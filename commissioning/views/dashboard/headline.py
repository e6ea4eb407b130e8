"""The dashboard's headline figures: six as cards, all as a table."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from commissioning.choices import Rag
from commissioning.figures import MeasureFigure
from commissioning.figures.wording import target_lines
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
    chosen = found.once("figures", "cards", lambda: telling(found.figures))
    return [cards.card(each, url=figure_url(found, each), who=each.measure.service.name) for each in chosen]


def telling(figures: Iterable[MeasureFigure]) -> list[MeasureFigure]:
    known = [each for each in figures if each.value.is_number and each.is_current]
    first: dict[int, MeasureFigure] = {}
    for figure in sorted(known, key=rank):
        first.setdefault(figure.measure.service_id, figure)
    return list(first.values())[:CARDS]


def rank(figure: MeasureFigure) -> tuple[int, bool]:
    says_much = figure.comparator.shown or figure.target is not None
    return PRESSING.get(Rag(figure.rating.rag), 2), not says_much


def figure_url(found: Dashboard, figure: MeasureFigure) -> str:
    return f"{service_url(found, figure.measure.service_id, 'figures')}#m{figure.measure.pk}"


def table(found: Dashboard) -> list[SafeString]:
    """The first headline figures as rows of the table, in the plan's order; made here, for there are many."""
    return [row(found, each) for each in found.figures[:ROWS]]


def row(found: Dashboard, figure: MeasureFigure) -> SafeString:
    notes = "; ".join(filter(None, [figure.scope_words, *target_lines(figure)]))
    compared = figure.comparator_words if figure.comparator.shown else or_nil(None, figure.comparator_words)
    return format_html(
        ROW,
        figure_url(found, figure),
        figure.measure.service.name,
        figure.measure.label,
        figure.words if figure.value.is_number else or_nil(None, figure.words),
        format_html(WITH_SUB, compared, notes) if notes else compared,
        rag(figure.rating.rag, "cell"),
        cards.evidence(figure) or "–",
    )
