"""The annex of all figures: a row for each value, with where it came from and how far it has been checked."""

from collections.abc import Iterator
from decimal import Decimal

from commissioning import figures
from commissioning.choices import ValueSource
from commissioning.models import Observation
from commissioning.ratings.comparators import Comparator, comparator_words
from reports.builder.counts import keys_beside, keys_of, keys_of_part, keys_stored
from reports.builder.findings import Place
from reports.builder.material import Material
from reports.document import Audience, FigureRow
from tracker import formats


def figure_rows(material: Material, places: dict[int, Place]) -> Iterator[FigureRow]:
    """Every figure of the services in this update that says anything, and each earlier value taken over for them."""
    returns = {owed.pk: owed for rows in material.owed.values() for owed in rows}
    for key, service in material.services.items():
        place = places.get(key)
        for figure in material.measured.get(key, ()):
            for held in figure.held:
                yield _figure_row(figure, held, returns.get(held.quarterly_return or 0), service, place)
    yield from _taken_over(material, places)


def exact(number: Decimal | None) -> str | None:
    """A number as text that anything can read: "490", and never "4.9E+2"."""
    return None if number is None else f"{number.normalize():f}"


def _figure_row(figure: figures.MeasureFigure, held: figures.Held, owed, service, place) -> FigureRow:
    alone = len(figure.held) == 1
    value = held.value
    return FigureRow(
        code=figure.measure.code,
        service=service.name,
        service_code=service.code,
        provider=held.provider_name,
        label=figure.measure.label,
        definition=figure.version.text,
        unit=figure.version.unit,
        basis=str(figure.definition.basis),
        period=figure.period.label,
        state=str(value.state),
        value=exact(value.number),
        numerator=exact(value.numerator),
        denominator=exact(value.denominator),
        words=figure.words if alone else _held_words(figure, held),
        comparators=tuple(_comparators(figure)) if alone else (),
        notes=tuple(_figure_notes(figure, held)),
        standing=str(value.standing),
        observation=held.key,
        quarterly_return=held.quarterly_return,
        source=str(ValueSource(held.source).label),
        received=formats.day(owed.submitted_at) if owed and owed.submitted_at else "",
        approved=formats.day(owed.approved_at) if owed and owed.approved_at else "",
        about_people=figure.version.about_people,
        anchor=place.anchor if place else "",
        audience=Audience(figure.measure.audience),
        source_detail=held.source_detail,
        counts=keys_of_part(figure, held) + (keys_of(figure) if alone else ()),
        beside=keys_beside(figure, *_earlier(figure)) if alone else (),
    )


def _held_words(figure: figures.MeasureFigure, held: figures.Held) -> str:
    if held.value.number is None:
        return formats.state_words(held.value.state)
    return formats.value(figure.definition.kind, held.value.number, held.value.precision)


def _comparators(figure: figures.MeasureFigure) -> Iterator[str]:
    for comparator in _earlier(figure):
        if comparator.shown or comparator.series_break:
            yield comparator_words(figure.definition, comparator)


def _earlier(figure: figures.MeasureFigure) -> tuple[Comparator, ...]:
    return (figure.same_last_year, figure.previous, figure.year_to_date_last_year)


def _figure_notes(figure: figures.MeasureFigure, held: figures.Held) -> Iterator[str]:
    if held.value.unverified:
        yield "as reported; parts not given"
    if held.value.sample_size:
        yield f"sample of {formats.count(held.value.sample_size)}"
    if held.value.provisional:
        yield "provisional"
    if figure.scope_words:
        yield figure.scope_words
    if held.reason:
        yield held.reason


def _taken_over(material: Material, places: dict[int, Place]) -> Iterator[FigureRow]:
    """Earlier figures of the last eight quarters that were taken over, not approved: what comparators rest on."""
    quarters = [each.pk for each in material.reference.last(material.quarter, 8) if each.pk != material.quarter.pk]
    rows = (
        Observation.objects.whole()
        .filter(service_measure__service__in=material.services, period__in=quarters, standing="taken_over")
        .select_related("service_measure__service", "provider", "period", "version")
    )
    for row in rows.order_by("service_measure__service__name", "service_measure__place", "period__sequence", "pk"):
        service = row.service_measure.service
        place = places.get(service.pk)
        words = (
            formats.state_words(row.state)
            if row.value is None
            else formats.value(row.version.number_kind, row.value, row.precision)
        )
        yield FigureRow(
            code=row.service_measure.code,
            service=service.name,
            service_code=service.code,
            provider=row.provider.brief_name,
            label=row.service_measure.label,
            definition=row.version.definition,
            unit=row.version.unit,
            basis=row.version.basis,
            period=row.period.label,
            state=row.state,
            value=exact(row.value),
            numerator=exact(row.numerator),
            denominator=exact(row.denominator),
            words=words,
            comparators=(),
            notes=(row.reason,) if row.reason else (),
            standing=row.standing,
            observation=row.pk,
            quarterly_return=None,
            source=row.get_source_display(),
            received="",
            approved="",
            about_people=row.version.about_people,
            anchor=place.anchor if place else "",
            audience=Audience(row.service_measure.audience),
            source_detail=row.source_detail,
            counts=keys_stored(row),
        )
