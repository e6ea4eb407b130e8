"""Figures by category: printed as tables whose parts sum to their whole, and what a reader can work out of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from commissioning.choices import Basis, ValueSource
from commissioning.figures import MeasureFigure
from commissioning.figures.categories import BrokenDown
from commissioning.models import Service
from commissioning.ratings.categories import Placed, place
from reports.builder.counts import Followed, as_known, is_counted, keys_of, of_figures, periods_of, rest_of, told_at
from reports.builder.figure_rows import exact
from reports.builder.findings import Place
from reports.builder.material import Material
from reports.document import Annex, Audience, Column, FigureRow, Row, Table
from tracker import formats

IN_NONE, ALL, NOT_HELD = "In none of these", "All", "not held"
INTRO = "What is in none of a table’s categories stands in its last line but one: the lines add up to all."
MOST = 4  # figures side by side


def broken_down_annex(material: Material, places: dict[int, Place]) -> Annex | None:
    """The figures of the quarter by area, age or whatever they are broken down by; None where no category is told."""
    tables: list[Table] = []
    rows: list[FigureRow] = []
    for key, service in material.services.items():
        told = [broken for broken in _of_service(material, key) if _is_told(broken)]
        for broken in told:
            rows += _rows(broken, service, places.get(key))
        told.sort(key=lambda each: (each.split.name, each.whole.measure.audience))
        for _, alike in groupby(told, key=lambda each: (each.split.key, each.whole.measure.audience)):
            found = list(alike)
            tables += [_table(found[at : at + MOST], service) for at in range(0, len(found), MOST)]
    return (
        Annex("annex-categories", "Figures by category", INTRO, tuple(tables), broken_down=tuple(rows))
        if rows
        else None
    )


def counts_by_category(broken: Iterable[BrokenDown]) -> Iterator[Followed]:
    """Every count by category, and every total that a reader knows of: the categories and who is in none make the
    whole, over the providers and of each; a part of a figure is one of it in every category.
    """
    found = [each for each in broken if is_counted(each.whole)]
    for each in found:
        yield from _of_whole(each)
    by_category: dict[int, list[MeasureFigure]] = {}
    for part in (part for each in found for part in each.parts):
        by_category.setdefault(part.part.key, []).append(part.figure)
    for figures in by_category.values():
        yield from of_figures(figures)


def _of_whole(broken: BrokenDown) -> Iterator[Followed]:
    for period in periods_of(broken.parts[0].figure) if broken.parts else ():
        parts = [told_at(each.figure, period) for each in broken.parts]
        for provider, (key, number) in told_at(broken.whole, period).items():
            own = dict(told[provider] for told in parts if provider in told)
            if own:
                yield from rest_of(_rest_key(broken, key), key, number, own)


def _rest_key(broken: BrokenDown, key: str) -> str:
    return f"{key} (in none by {broken.split.key})"


def _of_service(material: Material, service: int) -> Iterator[BrokenDown]:
    for figure in material.measured.get(service, ()):
        yield from material.split.get(figure.measure.pk, ())


def _is_told(broken: BrokenDown) -> bool:
    """Whether any category has a number this time. Changes alone don't add up to one."""
    adds_up = broken.whole.definition.basis != Basis.CHANGE_ONLY
    return adds_up and any(as_known(each.figure.now).is_number for each in broken.parts)


def _placed(broken: BrokenDown) -> Placed:
    return place(as_known(broken.whole.now).number, [as_known(each.figure.now).number for each in broken.parts])


def _table(broken: list[BrokenDown], service: Service) -> Table:
    """Figures of one service by one breakdown, side by side."""
    first = broken[0]
    parts = [
        Row(
            (each.part.name, *(of.parts[at].figure.words for of in broken)),
            by_cell=tuple(keys_of(of.parts[at].figure) for of in broken),
        )
        for at, each in enumerate(first.parts)
    ]
    rest = Row((IN_NONE, *map(_rest_words, broken)), by_cell=tuple(map(_rest_keys, broken)))
    return Table(
        f"by-{first.split.key}-{service.code}-{first.whole.measure.code}",
        f"{service.name} by {first.split.name.lower()}, {first.whole.period.label}",
        (Column(first.split.name), *(Column(of.whole.measure.label, numeric=True) for of in broken)),
        (*parts, rest),
        total=(ALL, *(of.whole.words for of in broken)),
        audience=Audience(first.whole.measure.audience),
        total_by_cell=tuple(keys_of(of.whole) for of in broken),
    )


def _rest_words(broken: BrokenDown) -> str:
    placed, kind = _placed(broken), broken.whole.definition.kind
    if placed.left is None or not broken.whole.value.is_number:
        return NOT_HELD
    return f"{formats.value(kind, -placed.left)} too many" if placed.is_over else formats.value(kind, placed.left)


def _rest_keys(broken: BrokenDown) -> tuple[str, ...]:
    """The count of who is in no category; where the categories come to more than all, every one that says so."""
    if not is_counted(broken.whole) or _rest_words(broken) == NOT_HELD:
        return ()
    if _placed(broken).is_over:
        return (*keys_of(broken.whole), *(key for each in broken.parts for key in keys_of(each.figure)))
    return tuple(_rest_key(broken, key) for key in keys_of(broken.whole))


def _rows(broken: BrokenDown, service: Service, place: Place | None) -> Iterator[FigureRow]:
    """The figures of a table one by one; who is in no category follows from them."""
    for each in broken.parts:
        value = as_known(each.figure.now)
        yield replace(
            _row(broken, each.figure, service, place),
            category=each.part.name,
            state=str(each.figure.value.state),
            value=exact(value.number),
            words=each.figure.words,
            counts=keys_of(each.figure),
        )
    placed, words = _placed(broken), _rest_words(broken)
    if placed.left is not None and not placed.is_over and words != NOT_HELD:
        rest = _row(broken, broken.whole, service, place)
        yield replace(rest, category=IN_NONE, value=exact(placed.left), words=words, counts=_rest_keys(broken))


def _row(broken: BrokenDown, figure: MeasureFigure, service: Service, place: Place | None) -> FigureRow:
    """What a figure of the table is of, and where it came from."""
    held, whole = figure.held, broken.whole
    return FigureRow(
        code=whole.measure.code,
        service=service.name,
        service_code=service.code,
        provider=formats.listing(each.provider_name for each in held),
        label=whole.measure.label,
        definition=whole.version.text,
        unit=whole.version.unit,
        basis=str(whole.definition.basis),
        period=whole.period.label,
        state=str(whole.value.state),
        value=None,
        numerator=None,
        denominator=None,
        words="",
        comparators=(),
        notes=(),
        standing=str(figure.value.standing),
        observation=held[0].key if held else 0,
        quarterly_return=held[0].quarterly_return if held else None,
        source=formats.listing(dict.fromkeys(str(ValueSource(each.source).label) for each in held)),
        received="",
        approved="",
        about_people=whole.version.about_people,
        anchor=place.anchor if place else "",
        audience=Audience(whole.measure.audience),
        by=broken.split.name,
    )
