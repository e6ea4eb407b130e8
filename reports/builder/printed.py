"""How a service's figures and waiting lists print beside a paragraph: value, comparator, note, small chart."""

from collections.abc import Iterator

from commissioning import figures
from commissioning.models import Service
from commissioning.ratings.findings import change_words
from commissioning.ratings.projections import of_target_words, projection_words
from reports.builder.counts import keys_beside, keys_of, keys_so_far
from reports.builder.material import Material
from reports.document import Audience, Chart, ChartPoint, PrintedFigure, described
from tracker import formats

CHART_FROM = 3


def headline(services: list[Service], material: Material) -> list[figures.MeasureFigure]:
    """Headline figures of these services that say something this quarter, in their order."""
    rows = [each for service in services for each in material.measured.get(service.pk, [])]
    return [each for each in rows if each.measure.headline and (says(each) or material.statements.get(each.measure.pk))]


def says(figure: figures.MeasureFigure) -> bool:
    """Whether there is something to print: a value, a part of one, or an answer other than an empty box."""
    return figure.value.state not in ("not_held", "no_return", "not_answered") or figure.now.known is not None


def figures_of(services: list[Service], material: Material) -> list[PrintedFigure]:
    return [printed(each, material) for each in headline(services, material)]


def printed(figure: figures.MeasureFigure, material: Material) -> PrintedFigure:
    """A headline figure with its comparator, or what stands for one: a projection, a statement, or none held."""
    said = said_openly(figure, material)
    number = figure.value.is_number or figure.now.known is not None
    change_only = figure.definition.basis == "change_only"
    sure = "unverified" if figure.unverified or figure.value.provisional else "held"
    beside = figure.comparator_words if figure.comparator.shown else _instead(figure, said, change_only)
    notes = [figure.scope_words, _period_note(figure), _standing_note(figure), _unverified_note(figure)]
    if figure.comparator.shown:
        notes += [*said, _course(figure)]
    return PrintedFigure(
        code=figure.measure.code,
        label=figure.measure.label,
        value=change_words(figure) if change_only and number else figure.words,
        sure=sure if number else "text",
        comparator=beside,
        note="; ".join(note for note in notes if note),
        audience=Audience(figure.measure.audience),
        counts=keys_of(figure),
        beside=keys_beside(figure, figure.comparator) + (keys_so_far(figure) if _course(figure) else ()),
    )


def said_openly(figure: figures.MeasureFigure, material: Material) -> list[str]:
    """What was only said of the figure and may be read by whoever reads the figure; the rest stands in the annex."""
    own = Audience(figure.measure.audience)
    return [each.words for each in material.statements.get(figure.measure.pk, ()) if own.may_see(each.audience)]


def _instead(figure: figures.MeasureFigure, said: list[str], change_only: bool) -> str:
    if change_only:
        return "change only; the level is not held"
    course = _course(figure)
    if said or course:
        return "; ".join([*said, *([course] if course else [])])
    if figure.comparator.series_break:
        return figure.comparator_words
    return "no earlier figure held"


def _course(figure: figures.MeasureFigure) -> str:
    """What the year comes to at this rate, where there is a target to set beside it."""
    if figure.target is None:
        return ""
    target = f"target {formats.value(figure.definition.kind, figure.target)} for {figure.year_label}"
    if figure.projection is None or figure.target_condition:
        return f"{target}, {figure.target_condition}" if figure.target_condition else target
    return f"{target}: {projection_words(figure.definition, figure.projection)} ({of_target_words(figure.projection)})"


def _period_note(figure: figures.MeasureFigure) -> str:
    return "" if figure.is_current else f"for {figure.period.label}"


def _standing_note(figure: figures.MeasureFigure) -> str:
    return "not yet approved" if figure.standing == "submitted" else ""


def _unverified_note(figure: figures.MeasureFigure) -> str:
    notes = ["as reported; parts not given"] if figure.unverified else []
    if figure.value.sample_size:
        notes.append(f"sample of {formats.count(figure.value.sample_size)}")
    return ", ".join(notes + (["provisional"] if figure.value.provisional else []))


def chart_for(services, material) -> Chart | None:
    """A small chart of the first headline figure with at least three known values."""
    for figure in headline(services, material):
        if sum(1 for point in figure.points if point.value.is_number) >= CHART_FROM:
            return chart_of(figure)
    return None


def chart_of(figure: figures.MeasureFigure) -> Chart:
    points = tuple(_chart_points(figure))
    return Chart(
        code=figure.measure.code,
        title=figure.measure.label,
        description=described(figure.measure.label, points),
        unit=figure.version.unit,
        points=points,
        audience=Audience(figure.measure.audience),
    )


def _chart_points(figure: figures.MeasureFigure) -> Iterator[ChartPoint]:
    for period, point in zip(figure.series.periods(), figure.points, strict=True):
        number, counts = point.value.number, keys_of(figure, period)
        if number is None:
            yield ChartPoint(point.label, None, formats.state_words(point.value.state), counts)
        else:
            words = formats.value(figure.definition.kind, number, point.value.precision)
            yield ChartPoint(point.label, str(number), words, counts)
