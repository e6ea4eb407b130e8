"""A measure by category across services: its tables on the measure's page, and its lines for files and programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from commissioning.exports.figures import across_words, category_lines
from commissioning.figures import MeasureFigure
from commissioning.figures.across import Across
from commissioning.figures.across_categories import SplitAcross
from commissioning.figures.categories import BrokenDown
from commissioning.figures.counted import Asked, Broken, counted_by_each
from commissioning.models import Measure
from commissioning.models.seeing import audiences, with_submitted
from commissioning.ratings.comparators import Comparator, comparator_words, written
from commissioning.views.quarters import Scene
from tracker import formats
from tracker.exports import Cell

Context = dict[str, Any]
ROWS = 25  # services on one page of a table


def eyes(scene: Scene) -> Asked:
    """Figures of the quarter, as this person may see them."""
    user = scene.user
    return Asked(scene.quarter, with_submitted(user), tuple(sorted(audiences(user))), scene.office.tolerance)


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
    for found in counted_by_each(eyes(scene), measures, scene.reference):
        for each in found.by_category:
            yield from category_lines(found.measure, each)


def pages_of(found: Sequence[SplitAcross], asked: QueryDict) -> dict[int, Page]:
    """Of each breakdown the page of services that is shown: all of them where they are few, else the page that somebody
    asked for, and none where nobody did.
    """
    told = ((each, Paginator(each.services, ROWS).get_page(asked.get(name_of(each)))) for each in found if each.is_told)
    return {each.split.key: page for each, page in told if name_of(each) in asked or not page.has_other_pages()}


def name_of(found: SplitAcross) -> str:
    """In the address: which page is shown of its services."""
    return f"by-{found.split.key}"


def tables(
    scene: Scene, found: Sequence[SplitAcross], pages: Mapping[int, Page], shown: Broken, asked: QueryDict
) -> list[Context]:
    """Each breakdown with its totals over all services, and the services on its page, whose figures are `shown`. Their
    list is open where somebody asked for it, or nothing else is told.
    """
    listed: list[Context] = []
    for each in found:
        if not each.is_told:
            continue
        page, name = pages.get(each.split.key), name_of(each)
        listed.append(
            {
                "heading": f"By {each.split.name.lower()}",
                "why_none": each.whole.why_none,
                "total": total_table(each),
                "counted": counted_words(each),
                "services": services_table(scene, each, on_page(shown, each, page)) if page else None,
                "number": f"{len(each.services):,}",
                "page": page,
                "name": name,
                "is_open": name in asked or bool(each.whole.why_none),
            }
        )
    return listed


def on_page(shown: Broken, found: SplitAcross, page: Page) -> list[BrokenDown]:
    """The services of the page by the breakdown."""
    split = {
        each.whole.measure.service_id: each for of in shown.split.values() for each in of if each.split == found.split
    }
    return [split[key] for key in page]


def counted_words(found: SplitAcross) -> str:
    """How many services are counted, and what is no nought."""
    count = found.whole.services
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
    return [{"text": name}, now, *before, {"text": f"{total.told} of {total.services}"}]


def then(total: Across, compared: Comparator) -> Context:
    """The other period's total, and how it moved; in words where nothing may be compared."""
    value = compared.value
    if value is None or not value.is_number:
        return {"nil": "not held"}
    words = comparator_words(total.definition, compared)
    moved = words.partition(", ")[2] if compared.shown else compared.series_break
    return {"text": written(total.definition, value), "sub": moved}


def services_table(scene: Scene, found: SplitAcross, services: Iterable[BrokenDown]) -> Context:
    """Each service's own categories; a number leads to where it comes from."""
    return {
        "caption": f"{found.whole.name} by {found.split.name.lower()}, each service",
        "columns": [{"label": "Service"}, *({"label": part.name, "numeric": True} for part in found.split.parts)],
        "rows": [{"cells": list(service_cells(scene, each))} for each in services],
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
