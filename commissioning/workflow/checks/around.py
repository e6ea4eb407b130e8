"""The stored facts around a record's texts, as the claims checker takes them."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from commissioning.choices import ObservationState
from commissioning.claims import Facts, KnownAmount, KnownCount, KnownFigure
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.models import Area, Pack, StatedComparison, WaitingListLine
from commissioning.models.plan import AreaScheme
from commissioning.workflow.life import Record
from commissioning.workflow.material import Material
from commissioning.workflow.told import Told, told_of
from tracker.periods import london_date

SMALL_BELOW = 5  # before the office is set up
PLACES = {
    AreaScheme.COUNTY: ("county",),
    AreaScheme.LOCAL_AUTHORITY: ("council", "authority"),
    AreaScheme.CSP: ("csp", "partnership"),
}


def facts_around(record: Record, material: Material, *, public: bool) -> Facts:
    """The record's own figures as they are said now, its money, posts and lists, the names that are known.

    `public`: whether others than the office read the text, so that very small counts are asked about.
    """
    office, reference = material.office, material.reference
    portfolio = portfolio_for(reference) if reference else None
    return Facts(
        start=record.period.start,
        end=record.period.end,
        as_at=london_date(record.submitted_at) if record.submitted_at else None,
        figures=tuple(_figures(material)),
        amounts=tuple(_amounts(material)),
        counts=tuple(_counts(record, material)),
        names=_names(portfolio),
        areas=_areas(record, portfolio),
        small_below=office.small_number_below if office else SMALL_BELOW,
        public=public,
    )


def _figures(material: Material) -> Iterator[KnownFigure]:
    said: dict[int, list[str]] = {}
    for row in material.rows.get(StatedComparison, ()):
        said.setdefault(row.service_measure_id, []).append(row.direction)
    for told in told_of(material.answers, material.figures):
        yield known_figure(told, tuple(said.get(told.measure.pk, ())))


def known_figure(told: Told, said: tuple[str, ...] = ()) -> KnownFigure:
    """One figure as its own return says it now, with the year so far, target and projection that follow from it."""
    figure, series = told.figure, told.figure.series if told.figure else None
    held, due = series.held_to_target(told.value) if series else (told.value, None)
    return KnownFigure(
        name=told.measure.label,
        unit=told.answer.observation.version.unit,
        definition=told.definition,
        value=told.value,
        comparators=(told.same_last_year, told.previous),
        points=figure.points[:-1] if figure else (),
        year_to_date=series.year_to_date(told.value).value if series else held,
        target=figure.target if figure else None,
        due=due,
        projection=series.projection(told.value) if series else None,
        headline=told.measure.headline,
        said=said,
    )


def _amounts(material: Material) -> Iterator[KnownAmount]:
    for position in material.positions:
        named = {"award": position.awarded, "spent": position.spent, "forecast": position.forecast}
        for kind, amount in named.items():
            if amount is not None:
                yield KnownAmount(position.award.title, kind, amount)


def _counts(record: Record, material: Material) -> Iterator[KnownCount]:
    if isinstance(record, Pack):
        return
    for line in material.rows[WaitingListLine]:
        if line.state == ObservationState.REPORTED and line.waiting is not None:
            yield KnownCount(str(line), "waiting", Decimal(line.waiting))
    for position in material.positions:
        for share in (position.pace.used, position.pace.gone) if position.pace else ():
            if share is not None:
                yield KnownCount(position.award.title, "share", share)


def _names(portfolio: Portfolio | None) -> tuple[str, ...]:
    """Names and other names of providers and services."""
    if portfolio is None:
        return ()
    providers = portfolio.providers.values()
    found = {name for each in providers for name in (each.name, each.short_name, *(a.name for a in each.aliases.all()))}
    return tuple(sorted({*found, *(each.name for each in portfolio.services.values())} - {""}))


def _areas(record: Record, portfolio: Portfolio | None) -> tuple[tuple[str, int], ...]:
    """How many counties, councils and partnerships the service works in, by the words for them."""
    service = None if isinstance(record, Pack) or portfolio is None else portfolio.services.get(record.service_id or 0)
    if service is None:
        return ()
    areas: list[Area] = list(service.areas.all())
    counted = Counter(area.scheme for area in areas)
    return tuple((word, counted[scheme]) for scheme, words in PLACES.items() if counted[scheme] for word in words)
