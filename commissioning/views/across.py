"""Measures: the library of what is counted, and a page for each, across the services and areas that count it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse

from commissioning import charts
from commissioning.choices import Basis, NumberKind, Polarity
from commissioning.exports.figures import CATEGORIES, MEASURES, across_words, category_lines, measure_line
from commissioning.figures import MeasureFigure
from commissioning.figures.across import AcrossTime
from commissioning.figures.counted import Broken, Together, counted
from commissioning.filters.services import CountedByFilter, MeasureFilter
from commissioning.models import Measure, ServiceMeasure
from commissioning.models.seeing import audiences
from commissioning.ratings.combining import NAMED, combined_words
from commissioning.ratings.comparators import written
from commissioning.tables.measures import CountedByTable, MeasureTable
from commissioning.views import cards
from commissioning.views.across_categories import broken_measures, every_category, eyes, pages_of, tables
from commissioning.views.measures import Figures, lists_of
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.records import history_url
from commissioning.views.set_up.measures import VERSION_COLUMNS, wording_row
from tracker import formats
from tracker.exports import About, Cell
from tracker.remembered import remembered
from tracker.views import TidyTableView, list_file

Context = dict[str, Any]
BY_CATEGORY = "categories"  # in the address: the file of the measure's categories


def counting(scene: Scene) -> Counter[int]:
    """How many services of the quarter count each measure, as far as this person may see their figures; not to be
    changed. It follows from what is set up.
    """
    seen, portfolio, quarter = tuple(audiences(scene.user)), scene.portfolio, scene.quarter

    def counted() -> Counter[int]:
        services = portfolio.services_in(quarter)
        portfolio.measures.need(services)
        measures = (each for key in services for each in portfolio.measures_of(key, quarter.end))
        return Counter(each.measure_id for each in measures if each.audience in seen)

    return portfolio.once(("counting", quarter.pk, seen), counted)


class Measures(TidyTableView):
    """All measures that a service of the quarter counts. `?shape=long` exports a line a category of a breakdown."""

    filterset_class = MeasureFilter
    table_class = MeasureTable
    template_name = "commissioning/figures/measures.html"
    columns, tidy_columns = MEASURES, CATEGORIES

    @cached_property
    def services(self) -> Counter[int]:
        return counting(self.scene)

    def get_queryset(self) -> QuerySet[Measure]:
        keys = broken_measures(self.scene) if self.is_long else self.services
        return Measure.objects.filter(pk__in=list(keys))

    def get_table(self, **kwargs: Any) -> MeasureTable:
        table: MeasureTable = super().get_table(**kwargs)
        table.prepare(self.scene.reference, self.scene.quarter, self.services)
        return table

    def get_context_data(self, **kwargs: Any) -> Context:
        more = {"tabs": lists_of(self.scene, "measures"), "clear": reverse("measures", args=[self.scene.quarter.slug])}
        return super().get_context_data(**kwargs) | more

    def export_name(self) -> str:
        return f"measures-{'by-category-' if self.is_long else ''}{self.scene.quarter.slug}"

    def export_title(self) -> str:
        return "Measures by category" if self.is_long else "Measures"

    def export_rows(self, rows: QuerySet[Measure]) -> Iterator[Sequence[Cell]]:
        if self.is_long:
            return every_category(self.scene, rows)
        newest = self.scene.reference.newest
        return (measure_line(each, newest[each.pk], self.services[each.pk]) for each in rows)


class CountedBy(Figures):
    """One measure: what it means, every service that counts it, and what these come to together."""

    filterset_class = CountedByFilter
    table_class = CountedByTable
    template_name = "commissioning/figures/measure.html"
    shown: Broken  # the figures of the page, read with those of the lists by category

    @cached_property
    def measure(self) -> Measure:
        """404 where no service that this person may see ever counted it."""
        seen, counted = audiences(self.scene.user), self.scene.portfolio.counted
        found = next((each for each in counted if each.pk == self.kwargs["pk"]), None)
        if found is None or counted[found].isdisjoint(seen):
            raise Http404
        return found

    def get_queryset(self) -> QuerySet[ServiceMeasure]:
        return super().get_queryset().filter(measure=self.measure)

    def number(self) -> int:
        return self.found.share.rows

    def figures(self, measures: Iterable[ServiceMeasure]) -> dict[int, MeasureFigure]:
        """Of those on the page; of all for a file."""
        if self.exports:
            return super().figures(measures)
        others = [key for page in self.pages_by_category.values() for key in page]
        self.shown = self.found.figures_of(dict.fromkeys([*(each.service_id for each in measures), *others]))
        return {each.measure.pk: each for each in self.shown.figures}

    @cached_property
    def pages_by_category(self) -> dict[int, Page]:
        """Of the lists by category."""
        return pages_of(self.found.by_category, self.request.GET)

    @cached_property
    def found(self) -> Together:
        """What the services come to that the filter leaves, with their categories."""
        scene, chosen = self.scene, self.filterset
        left = {each.pk for each in chosen.selection} if chosen.chosen else None
        return counted(eyes(scene), self.measure, scene.office.told or "", scene.reference, of=left)

    def render_to_response(self, context: Context, **kwargs: Any) -> HttpResponse:
        """The list, or its file; `?shape=categories` takes the measure away by category."""
        if not self.exports or self.request.GET.get("shape") != BY_CATEGORY:
            return super().render_to_response(context, **kwargs)
        lines = (line for each in self.found.by_category for line in category_lines(self.measure, each))
        name = f"{self.measure.code}-categories-{self.scene.quarter.slug}"
        about = About(f"{self.measure.name} by category", self.export_notes(context["filter"]))
        return list_file(self.exports, name, CATEGORIES, lines, about)

    def get_context_data(self, **kwargs: Any) -> Context:
        scene, context = self.scene, super().get_context_data(**kwargs)
        if self.exports:
            return context
        found = self.found
        return context | {
            "measure": self.measure,
            "crumbs": [{"label": "Measures", "url": reverse("measures", args=[scene.quarter.slug])}],
            "facts": self.facts(),
            "wording_columns": [{"label": label} for label in VERSION_COLUMNS],
            "wordings": self.wordings(),
            "total": total(found) if found.total else None,
            "history_url": history_url(scene, "measures", self.measure.pk),
            "splits": tables(scene, found.by_category, self.pages_by_category, self.shown, self.request.GET),
            "by_category": [{**each, "url": f"{each['url']}&shape={BY_CATEGORY}"} for each in context["downloads"]],
            "breaks": found.breaks[:NAMED],
            "more_breaks": len(found.breaks[NAMED:]),
            "clear": reverse("measure", args=[scene.quarter.slug, self.measure.pk]),
        }

    def wordings(self) -> list[Context]:
        """All of them, newest first, where there was more than one."""
        if self.scene.reference.newest[self.measure.pk].number == 1:
            return []
        return [wording_row(each) for each in self.measure.versions.order_by("-number")]

    def facts(self) -> list[Context]:
        version = self.scene.reference.newest[self.measure.pk]
        definition = version.definition
        rows = [
            ("What is counted", version.text, "not known yet"),
            ("Unit", version.unit, ""),
            ("Kind of number", NumberKind(definition.kind).label, ""),
            ("How it is counted", Basis(definition.basis).label, ""),
            ("Good is", Polarity(definition.polarity).label, ""),
            ("Counts people", "yes: small numbers are hidden in public" if version.about_people else "no", ""),
        ]
        return [{"key": key, "value": value, "nil": nil} for key, value, nil in rows]

    def export_name(self) -> str:
        return f"{self.measure.code}-{super().export_name()}"

    def export_title(self) -> str:
        return self.measure.name


def total(services: Together) -> Context:
    """What the services come to together, with its course; or why nothing is added up."""
    found = services.total
    assert found is not None
    definition, now, course, inside = found.definition, found.now, found.course, services.not_added
    drawn = {
        "id": "chart-total",
        "heading": found.name,
        "bars": charts.bars(course),
        "signs": charts.signs(course),
        "title": charts.title(course),
        "finding": charts.finding(course),
        "desc": charts.every_value(course),
        "counted": f"All {found.services:,} services together; {charts.basis_words(definition)}.",
        "table": {
            "caption": charts.title(course),
            "columns": [{"label": "Quarter"}, {"label": "All together", "numeric": True}],
            "rows": [quarter_row(found, place) for place in reversed(range(len(course.points)))],
        },
    }
    return {
        "why_none": found.why_none,
        "value": across_words(found),
        "is_number": now.value.is_number,
        "unit": found.unit,
        "services": found.services,
        "not_added": formats.listing(inside[:NAMED], more=len(inside[NAMED:])) if inside else "",
        "about_people": found.about_people,
        "comparators": [cards.compared(found, each) for each in (found.same_last_year, found.previous)],
        "chart": drawn,
    }


def quarter_row(found: AcrossTime, place: int) -> Context:
    """A quarter's total; where a part is missing, what is known and what is missing."""
    quarter = found.quarters[place]
    combined = found.at(quarter)
    words = combined_words(found.definition, combined) or written(found.definition, combined.value)
    number = {"text": words} if combined.value.is_number else {"nil": words}
    return {"cells": [{"text": quarter.label}, number]}


measures = with_quarter("commissioning.view_portfolio")(remembered(Measures.as_view()))
measure = with_quarter("commissioning.view_portfolio")(remembered(CountedBy.as_view()))
