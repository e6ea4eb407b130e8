"""The public's copy of an update, with what is hidden in it and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import Any

from reports.builder.build import build_from
from reports.builder.categories import counts_by_category
from reports.builder.checks import CheckKind
from reports.builder.contacts import contacts_of, is_confidential
from reports.builder.counts import counts_of
from reports.builder.material import Material, gather
from reports.builder.released import Release, releases, with_released
from reports.builder.releasing import Counts, with_releases
from reports.document import Audience, Document, FigureRow, Hidden, Withheld, for_the_public, marked_for
from reports.models import CheckAct, CheckAnswer, Update
from reports.suppression import Cell, Total, Why
from tracker.models import Office

BY_CELL = ("by_cell", "total_by_cell")


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


@dataclass(frozen=True, slots=True)
class Safety:
    """What the public's copy is held against: every count behind the update, and which of them are hidden.

    `asked` are those that a manager decides of: hidden ones, and released ones; `lapsed` those whose release holds no
    more, for it would hide others by now. `services` says by key whose each count is.
    """

    counts: Counts
    why: dict[str, Why]
    asked: dict[str, Why]
    lapsed: frozenset[str]
    hidden: Hidden
    releases: tuple[Release, ...]
    services: dict[str, str]

    def hidden_of(self, services: Iterable[str], number: int) -> list[str]:
        """The hidden counts of these services that are this number, by key."""
        of = frozenset(services)
        return [key for key in self.why if self.services.get(key) in of and self.counts.cells[key].value == number]


def build_public(update: Update, *, office: Office) -> PublicCopy:
    """The update as anybody may read it: approved alone, with small counts of people hidden (publishing rule 2).

    Raises what the builder raises.
    """
    material = gather(update, office=office, draft=False)
    return public_copy_of(material, build_from(material))


def public_copy_of(material: Material, full: Document) -> PublicCopy:
    """The same, from what has been read and built."""
    public = marked_for(full, Audience.PUBLIC)
    printed = frozenset(keys_in(public))
    safety = safety_of(material, printed)
    why, hidden = safety.why, safety.hidden
    document, withheld = for_the_public(full, hidden)
    rows = [row for row in rows_of(public) if hidden.holds(row.counts)]
    figures = tuple(HiddenFigure(row, _why(row, why)) for row in rows)
    told = {key for row in rows for key in row.counts}
    return PublicCopy(document, figures, withheld, len(printed & why.keys() - told))


def releases_of(update: Update, *, office: Office) -> tuple[Release, ...]:
    """What a publication of the update as it stands now is to be remembered by."""
    return releases_from(gather(update, office=office, draft=False))


def releases_from(material: Material) -> tuple[Release, ...]:
    """The same, from what has been read."""
    public = marked_for(build_from(material), Audience.PUBLIC)
    return safety_of(material, frozenset(keys_in(public))).releases


def safety_of(material: Material, printed: frozenset[str]) -> Safety:
    """What is hidden where these counts are printed, and what no text may name."""
    return material.once(("safety", printed), lambda: _solved(material, printed))


def _solved(material: Material, printed: frozenset[str]) -> Safety:
    now, sums, services = _followed(material, printed)
    cells, totals = with_released(now, sums, material.released)
    found = with_releases(Counts(cells, tuple(totals), material.office.small_number_below), material.decisions)
    counts, why = found.counts, found.counts.solved.why
    told = (printed & cells.keys()) - why.keys()
    hidden = Hidden(
        frozenset(why),
        frozenset(cells),
        _numbers(why, cells, services),
        counts.below,
        contacts=contacts_of(_providers(material)),
        confidential=frozenset(each.code for each in material.services.values() if is_confidential(each)),
        allowed={each.about: each.digest for each in overrides(material) if each.kind == CheckKind.NUMBER},
    )
    return Safety(
        counts,
        why,
        {**dict.fromkeys(found.keys & printed, Why.SMALL), **why},
        found.lapsed,
        hidden,
        tuple(releases(now, sums, told=told, hidden=frozenset(why))),
        services,
    )


def rows_of(document: Document) -> Iterator[FigureRow]:
    """Every figure of the annexes, then every one by category."""
    yield from (row for annex in document.annexes for row in annex.figures)
    yield from (row for annex in document.annexes for row in annex.broken_down)


def overrides(material: Material) -> list[CheckAnswer]:
    return [each for each in material.decisions if each.act == CheckAct.OVERRIDE]


def keys_in(thing: Any) -> Iterator[str]:
    """The keys of all counts that the parts of a document tell."""
    if isinstance(thing, tuple):
        for item in thing:
            yield from keys_in(item)
    elif hasattr(thing, "__dataclass_fields__"):
        for each in fields(thing):
            value = getattr(thing, each.name)
            if each.name in BY_CELL:
                yield from (key for counts in value for key in counts)
            else:
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


def _providers(material: Material) -> set[int]:
    """Who delivers or is paid for what the update tells of."""
    delivering = {d.provider_id for service in material.services.values() for d in service.service_providers.all()}
    return delivering | {each.award.provider_id for each in material.positions}


def _by_service(material: Material) -> Iterator[tuple[str, Iterable[Cell | Total]]]:
    for key, service in material.services.items():
        lines = [line for record in material.records(key) for line in material.waiting.get(record, ())]
        figures = material.measured.get(key, ())
        split = [broken for each in figures for broken in material.split.get(each.measure.pk, ())]
        yield service.code, chain(counts_of(figures, lines), counts_by_category(split))
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
