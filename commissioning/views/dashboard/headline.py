"""The dashboard's headline figures: six as cards, all as a table."""

from typing import Any

from commissioning.choices import Rag
from commissioning.figures import MeasureFigure
from commissioning.figures.wording import target_lines
from commissioning.views import cards
from commissioning.views.dashboard.found import Dashboard
from commissioning.views.dashboard.links import service_url

Row = dict[str, Any]
CARDS = 6
PRESSING = {Rag.RED: 0, Rag.AMBER: 1}


def cards_of(found: Dashboard) -> list[Row]:
    """The six that say most: rated red or amber, then those with something to compare, in the plan's order."""
    known = [each for each in found.figures if each.value.is_number and each.is_current]
    chosen = sorted(known, key=rank)[:CARDS]
    return [cards.card(each, url=figure_url(found, each), who=each.measure.service.name) for each in chosen]


def rank(figure: MeasureFigure) -> tuple[int, bool]:
    says_much = figure.comparator.shown or figure.target is not None
    return PRESSING.get(Rag(figure.rating.rag), 2), not says_much


def figure_url(found: Dashboard, figure: MeasureFigure) -> str:
    return f"{service_url(found, figure.measure.service_id, 'figures')}#m{figure.measure.pk}"


def table(found: Dashboard) -> list[Row]:
    """Every first headline figure, in the plan's order."""
    return [
        {
            "service": each.measure.service.name,
            "label": each.measure.label,
            "url": figure_url(found, each),
            "value": each.words,
            "is_number": each.value.is_number,
            "compared": each.comparator_words,
            "shown": each.comparator.shown,
            "notes": "; ".join(filter(None, [each.scope_words, *target_lines(each)])),
            "evidence": cards.evidence(each),
            "rag": each.rating.rag,
        }
        for each in found.figures
    ]
