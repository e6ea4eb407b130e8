"""The index by council area: which services, with their awards and paragraphs, concern each.

A service concerns the councils that it names, those that hold a smaller place that it names, and those within a larger
one. What works in the whole force area stands once, before all of them; councils that would read alike stand together.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from commissioning.models import Area, AreaScheme, Service
from reports.builder.contacts import is_confidential
from reports.builder.material import Material
from reports.document import AREA_INDEX, Annex, Audience, Column, Row, Table, narrowest
from reports.models import Entry
from tracker import formats

COLUMNS = (Column("Paragraph"), Column("Service"), Column("Awards"), Column("Works in"))
INTRO = (
    "Which paragraphs concern each council’s area, with the services and awards behind them. What the office did "
    "itself is about no one area. In public no place is named of a service whose address is confidential."
)
WHOLE, UNKNOWN = "Every council’s area", "Area not stated"
NOTHING = "none named"


@dataclass(frozen=True, slots=True)
class Told:
    """A service in a paragraph that tells of it."""

    entry: Entry
    service: Service


Line = tuple[int, str]  # which of what is told, and where in the area it works


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the index. `names_a_place`: whoever reads that a service stands here knows a place of it."""

    code: str
    name: str
    lines: tuple[Line, ...]
    names_a_place: bool


def area_index(material: Material) -> Annex:
    told = list(_told(material))
    tables = (
        Table(part.code, part.name, COLUMNS, tuple(_all_rows(part, told, material)))
        for part in _parts([each.service for each in told], material.areas)
    )
    return Annex(AREA_INDEX, "Index by council area", INTRO, tuple(tables))


def _told(material: Material) -> Iterator[Told]:
    """Every paragraph with each service that it tells of, in the update's order."""
    for section in material.sections:
        for entry in material.entries.get(section.pk, ()):
            sources = material.sources.get(entry.pk, ())
            items = (material.items.get(source.office_item_id or 0) for source in sources)
            keys = [source.service_id for source in sources] + [item.service_id for item in items if item]
            for key in dict.fromkeys(keys):
                if key in material.services:
                    yield Told(entry, material.services[key])


def _parts(services: list[Service], areas: Mapping[int, Area]) -> Iterator[Part]:
    """The parts of the index: the whole force area, the councils by name, and what has no place."""
    whole: list[Line] = []
    unknown: list[Line] = []
    found: dict[int, list[Line]] = defaultdict(list)
    for place, service in enumerate(services):
        named = list(service.areas.all())
        if not named:
            unknown.append((place, "not stated"))
        elif force := [area.name for area in named if area.scheme == AreaScheme.FORCE]:
            whole.append((place, formats.listing(force)))
        else:
            concerned = {area.pk: councils(area.pk, areas) for area in named}
            for key in dict.fromkeys(key for keys in concerned.values() for key in keys):
                where = formats.listing(area.name for area in named if key in concerned[area.pk])
                found[key].append((place, where))
    if whole:
        yield Part("area-whole", WHOLE, tuple(whole), names_a_place=False)
    for keys, lines in _alike(found, areas):
        name = formats.listing(areas[key].name for key in keys)
        yield Part(f"area-{areas[keys[0]].code}", name, lines, names_a_place=True)
    if unknown:
        yield Part("area-unknown", UNKNOWN, tuple(unknown), names_a_place=False)


def _alike(found: Mapping[int, list[Line]], areas: Mapping[int, Area]) -> Iterator[tuple[list[int], tuple[Line, ...]]]:
    """Areas by name, those of which the same is said together, under the first of them."""
    together: dict[tuple[Line, ...], list[int]] = defaultdict(list)
    for key in sorted(found, key=lambda key: (areas[key].name.casefold(), key)):
        together[tuple(found[key])].append(key)
    for lines, keys in together.items():
        yield keys, lines


def councils(area: int, areas: Mapping[int, Area]) -> tuple[int, ...]:
    """The councils' areas that something in this area concerns: itself, else those that hold it, else those within it,
    else those within a county or the like that holds it.

    An area that has to do with no council stands for itself.
    """
    larger, smaller = _reached([area], areas, _above), _reached([area], areas, _below)
    for keys in ([area], larger, smaller, _reached(larger, areas, _below)):
        if known := tuple(key for key in keys if _is_council(areas[key])):
            return known
    return (area,)


def _above(area: Area) -> list[int]:
    """The areas that hold it, but for the whole force area, which holds all."""
    return [each.pk for each in area.within.all() if each.scheme != AreaScheme.FORCE]


def _below(area: Area) -> list[int]:
    return [each.pk for each in area.holds.all()]


def _reached(start: list[int], areas: Mapping[int, Area], way: Callable[[Area], list[int]]) -> list[int]:
    """Everything that is reached from here, each once, however the areas are joined."""
    found: dict[int, None] = {}
    waiting = list(start)
    while waiting:
        for key in way(areas[waiting.pop()]):
            if key not in found:
                found[key] = None
                waiting.append(key)
    return list(found)


def _is_council(area: Area) -> bool:
    return area.scheme == AreaScheme.LOCAL_AUTHORITY


def _all_rows(part: Part, told: list[Told], material: Material) -> Iterator[Row]:
    for key, where in part.lines:
        secret = part.names_a_place and is_confidential(told[key].service)
        yield from _rows(told[key], where, material, open_to=Audience.BOARD if secret else Audience.PUBLIC)


def _rows(told: Told, where: str, material: Material, *, open_to: Audience) -> Iterator[Row]:
    """The service with the awards that all who read of it may see; then each award that fewer may."""
    audience = narrowest(open_to, told.entry.audience)
    positions = material.awards_of(told.service.pk)
    shown = [each.award.title for each in positions if audience.may_see(each.audience)]
    yield _row(told, formats.listing(shown) or NOTHING, where, audience)
    for each in positions:
        if not audience.may_see(each.audience):
            yield _row(told, each.award.title, where, narrowest(audience, each.audience))


def _row(told: Told, awards: str, where: str, audience: Audience) -> Row:
    cells = (told.entry.heading, told.service.name, awards, where)
    return Row(cells, anchor=told.entry.code, service=told.service.code, audience=audience)
