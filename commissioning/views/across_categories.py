"""A measure by category across services: its tables on the measure's page, and its lines for files and programs."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from commissioning.exports.figures import across_words, category_lines
from commissioning.figures import MeasureFigure, measure_figures
from commissioning.figures.across import Across
from commissioning.figures.across_categories import SplitAcross, by_category
from commissioning.figures.categories import BrokenDown, broken_down, wholes_in
from commissioning.figures.observations import rows_by_category
from commissioning.models import Measure, Service, ServiceMeasure
from commissioning.models.seeing import audiences, with_submitted
from commissioning.ratings.comparators import Comparator, comparator_words, written
from commissioning.views.quarters import Scene
from tracker import formats
from tracker.exports import Cell

Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """Figures, and each of them by its own breakdowns."""

    figures: tuple[MeasureFigure, ...]
    split: Mapping[int, Sequence[BrokenDown]]

    def across(self, scene: Scene, measure: Measure) -> list[SplitAcross]:
        """One measure of these by each breakdown that a service takes."""
        own = [each for each in self.figures if each.measure.measure_id == measure.pk]
        known, split = scene.reference, self.split
        return by_category(measure.name, own, split, scene.quarter, reference=known, portfolio=scene.portfolio)


def broken(scene: Scene, measures: Sequence[ServiceMeasure]) -> Broken:
    """The figures of these at the quarter, with their categories. One query."""
    known = scene.reference
    known.need((each.service_id for each in measures), (each.pk for each in measures))
    periods = {known.own_period(each.service_id, scene.quarter) for each in measures}
    rows = rows_by_category(measures, filter(None, periods), reference=known)
    figures = measure_figures(
        measures,
        scene.quarter,
        reference=known,
        with_submitted=with_submitted(scene.user),
        tolerance=scene.office.tolerance,
        rows=wholes_in(rows, measures, known),
    )
    return Broken(tuple(figures), broken_down(figures, reference=known, rows=rows))


def counted_in(scene: Scene, services: Iterable[Service], measures: Collection[int]) -> list[ServiceMeasure]:
    """What these services count of these measures at the quarter, as far as this person may see it."""
    seen = audiences(scene.user)
    return [
        row
        for service in services
        for row in scene.portfolio.measures_of(service.pk, scene.quarter.end)
        if row.measure_id in measures and row.audience in seen
    ]


def broken_measures(scene: Scene) -> set[int]:
    """The measures that a service of the quarter takes by category, as far as this person may see it."""
    seen, split = audiences(scene.user), scene.reference.split_by
    return {
        row.measure_id
        for service in scene.portfolio.in_quarter(scene.quarter)
        for row in scene.portfolio.measures_of(service.pk, scene.quarter.end)
        if row.audience in seen and split.get(row.pk)
    }


def every_category(scene: Scene, measures: Iterable[Measure]) -> Iterator[Sequence[Cell]]:
    """These measures by category, as far as a service of the quarter breaks them down."""
    listed = list(measures)
    services = scene.portfolio.in_quarter(scene.quarter)
    found = broken(scene, counted_in(scene, services, {each.pk for each in listed}))
    for measure in listed:
        for each in found.across(scene, measure):
            yield from category_lines(measure, each)


def tables(scene: Scene, found: Sequence[SplitAcross]) -> list[Context]:
    return [
        {
            "heading": f"By {each.split.name.lower()}",
            "why_none": each.whole.why_none,
            "total": total_table(each),
            "counted": counted_words(each),
            "services": services_table(scene, each),
        }
        for each in found
        if each.is_told
    ]


def counted_words(found: SplitAcross) -> str:
    """How many services are counted, and what is no nought."""
    count = len(found.whole.added)
    takes = f"{count} service{' is' if count == 1 else 's are'} counted by {found.split.name.lower()}"
    others = f", {found.without} {'is' if found.without == 1 else 'are'} not" if found.without else ""
    return (
        f"{takes}{others}. A category has a total where every one of them gave it; one that is not given is not nought."
    )


def total_table(found: SplitAcross) -> Context:
    """Each category at the quarter, the same quarter last year and the one before; what is in none; and all of it."""
    whole, placed = found.whole, found.placed
    rows = [{"cells": total_cells(each.part.name, each.total)} for each in found.parts]
    if placed and placed.left:
        words = formats.value(whole.definition.kind, abs(placed.left))
        label = "More than in all" if placed.is_over else "Not placed"
        rows.append({"cells": [{"text": label}, {"text": words}, *({"nil": "–"} for _ in range(3))]})
    return {
        "caption": f"{whole.name} by {found.split.name.lower()}, all services that take it",
        "columns": [
            {"label": found.split.name},
            *(
                {"label": label, "numeric": True}
                for label in (whole.quarter.label, whole.same_last_year.period, whole.previous.period, "Services")
            ),
        ],
        "rows": rows,
        "totals": {"cells": total_cells("In all", whole)},
    }


def total_cells(name: str, total: Across) -> list[Context]:
    """A total, what it was, and how many of the services gave a number: "2 of 3"."""
    words = across_words(total)
    now = {"text": words} if total.now.value.is_number else {"nil": words}
    before = (then(total, each) for each in (total.same_last_year, total.previous))
    return [{"text": name}, now, *before, {"text": f"{total.told} of {len(total.added)}"}]


def then(total: Across, compared: Comparator) -> Context:
    """The other period's total, and how it moved; in words where nothing may be compared."""
    value = compared.value
    if value is None or not value.is_number:
        return {"nil": "not held"}
    words = comparator_words(total.definition, compared)
    moved = words.partition(", ")[2] if compared.shown else compared.series_break
    return {"text": written(total.definition, value), "sub": moved}


def services_table(scene: Scene, found: SplitAcross) -> Context:
    """Each service's own categories; a number leads to where it comes from."""
    return {
        "caption": f"{found.whole.name} by {found.split.name.lower()}, each service",
        "columns": [{"label": "Service"}, *({"label": part.name, "numeric": True} for part in found.split.parts)],
        "rows": [{"cells": list(service_cells(scene, each))} for each in found.services],
    }


def service_cells(scene: Scene, split: BrokenDown) -> Iterator[Context]:
    row = split.whole.measure
    url = f"{reverse('service-tab', args=[scene.quarter.slug, row.service_id, 'figures'])}#m{row.pk}"
    yield {"text": row.service.name, "url": url}
    for each in split.parts:
        yield category_cell(scene, each.figure, url)


def category_cell(scene: Scene, figure: MeasureFigure, several: str = "") -> Context:
    """A category's figure; the number leads to its observation, or to where several providers' are told apart."""
    if not figure.value.is_number:
        return {"nil": figure.words}
    alone = len(figure.held) == 1
    url = reverse("figure", args=[scene.quarter.slug, figure.held[0].key]) if alone else several
    return {"text": figure.words, "url": url}
