"""The public's copy of an update, with what is hidden in it and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from reports import suppression
from reports.builder.build import build_from
from reports.builder.counts import counts_of
from reports.builder.material import Material, gather
from reports.document import Audience, Document, FigureRow, Hidden, Withheld, for_the_public, marked_for
from reports.models import Update
from reports.suppression import Cell, Total, Why
from tracker.models import Office


@dataclass(frozen=True, slots=True)
class HiddenFigure:
    """A figure of the annex that the public's copy doesn't show: as the office has it, and why."""

    row: FigureRow
    why: Why


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """The public's copy, the figures that it hides, and the texts that it leaves out until they are reworded.

    `earlier` counts the hidden values that stand in no row of the annex: bars of earlier quarters, waiting lists.
    """

    document: Document
    figures: tuple[HiddenFigure, ...]
    withheld: tuple[Withheld, ...]
    earlier: int


def build_public(update: Update, *, office: Office) -> PublicCopy:
    """The update as anybody may read it: approved alone, with small counts of people hidden (publishing rule 2).

    Raises what the builder raises.
    """
    material = gather(update, office=office, draft=False)
    full = build_from(material)
    public = marked_for(full, Audience.PUBLIC)
    printed = frozenset(keys_in(public))
    cells, totals, services = _followed(material, printed)
    why = suppression.hide(cells.values(), totals, below=office.small_number_below)
    hidden = Hidden(frozenset(why), frozenset(cells), _numbers(why, cells, services), office.small_number_below)
    document, withheld = for_the_public(full, hidden)
    rows = [row for annex in public.annexes for row in annex.figures if hidden.holds(row.counts)]
    figures = tuple(HiddenFigure(row, _why(row, why)) for row in rows)
    told = {key for row in rows for key in row.counts}
    return PublicCopy(document, figures, withheld, len(printed & why.keys() - told))


def keys_in(thing: Any) -> Iterator[str]:
    """The keys of all counts that the parts of a document tell."""
    if isinstance(thing, tuple):
        for item in thing:
            yield from keys_in(item)
    elif hasattr(thing, "__dataclass_fields__"):
        for each in fields(thing):
            value = getattr(thing, each.name)
            yield from value if each.name in ("counts", "beside") else keys_in(value)


def _followed(material: Material, printed: frozenset[str]) -> tuple[dict[str, Cell], list[Total], dict[str, str]]:
    """Every count behind the update by key, every total, and the service that each count is of."""
    cells: dict[str, Cell] = {}
    totals: list[Total] = []
    services: dict[str, str] = {}
    for service, followed in _by_service(material):
        for each in followed:
            if isinstance(each, Total):
                totals.append(each)
            else:
                cells[each.key] = replace(each, printed=each.key in printed)
                services[each.key] = service
    return cells, totals, services


def _by_service(material: Material) -> Iterator[tuple[str, Iterable[Cell | Total]]]:
    for key, service in material.services.items():
        lines = [line for record in material.records(key) for line in material.waiting.get(record, ())]
        yield service.code, counts_of(material.measured.get(key, ()), lines)
    loose = [("item", each.pk) for each in material.items.values() if each.service_id not in material.services]
    yield "", counts_of((), [line for record in loose for line in material.waiting.get(record, ())])


def _numbers(why: Iterable[str], cells: dict[str, Cell], services: dict[str, str]) -> dict[str, frozenset[int]]:
    """What is hidden of each service, as numbers that no text of it may name."""
    found: dict[str, set[int]] = defaultdict(set)
    for key in why:
        found[services[key]].add(cells[key].value)
    return {service: frozenset(numbers) for service, numbers in found.items()}


def _why(row: FigureRow, why: dict[str, Why]) -> Why:
    """Small where one of its counts is, or where nothing is known of them."""
    found = {why.get(key, Why.SMALL) for key in row.counts}
    return Why.SMALL if Why.SMALL in found else Why.GIVES_AWAY
