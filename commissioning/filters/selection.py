"""What every page of a quarter can be narrowed by. What is set up is answered from the portfolio, without a query."""

import operator
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from commissioning.choices import AwardKind, Rag, Stage, Status
from commissioning.figures.portfolio import Portfolio
from commissioning.models import Area, AreaScheme, Award, Service
from tracker.filters import Choice, ListFilter, Named, SceneFilter

NONE = "none"
UNSENT = [Status.LATE, Status.IN_PROGRESS, Status.NOT_STARTED]
RECEIVED = [Status.SUBMITTED, Status.QUERIED, Status.APPROVED]
GROUPS = {"received": ("In", RECEIVED), "missing": ("Not in", UNSENT)}
Test = Callable[[Portfolio, Service, str], bool]


class PlanFilter(SceneFilter):
    """A choice that keeps the services for which `test(portfolio, service, value)` holds."""

    def __init__(self, *, test: Test, **kwargs: Any) -> None:
        self.test = test
        super().__init__(**kwargs)


def of_portfolio(choices_of: Callable[[Any], Iterable[Choice]]) -> Callable[[Any], list[Choice]]:
    """These choices depend on what is set up alone: they are worked out once for each state of it."""
    return wraps(choices_of)(lambda scene: scene.portfolio.once(choices_of, lambda: list(choices_of(scene))))


@of_portfolio
def objectives(scene: Any) -> Iterator[Choice]:
    return ((each.code, each.name) for each in scene.portfolio.objectives)


@of_portfolio
def themes(scene: Any) -> Iterator[Choice]:
    for objective in scene.portfolio.objectives:
        yield from ((theme.code, theme.name) for theme in objective.themes.all())


@of_portfolio
def funders(scene: Any) -> list[Choice]:
    paying = set().union(*scene.portfolio.funders_of.values())
    return [(each.code, each.name) for each in scene.portfolio.funders if each.pk in paying]


@of_portfolio
def streams(scene: Any) -> list[Choice]:
    return [(each.code, each.name) for each in scene.portfolio.streams]


@of_portfolio
def providers(scene: Any) -> list[Choice]:
    delivering = scene.portfolio.providers_for(scene.portfolio.services)
    found = (each for each in scene.portfolio.providers.values() if each.pk in delivering)
    return [(each.code, each.name) for each in sorted(found, key=lambda each: each.name)]


@of_portfolio
def areas(scene: Any) -> list[Choice]:
    worked_in = set().union(*scene.portfolio.areas_of.values())
    return [(each.code, area_name(each)) for each in scene.portfolio.areas if each.pk in worked_in]


def area_name(area: Area) -> str:
    return area.name if area.scheme == AreaScheme.FORCE else f"{area.name} ({area.get_scheme_display()})"


def officers(scene: Any) -> Named:
    portfolio = scene.portfolio
    return portfolio.once("leads", lambda: Named(_leads(portfolio), lambda: _named_leads(portfolio)))


def _leads(portfolio: Portfolio) -> frozenset[str]:
    return frozenset(str(each.lead_officer_id or NONE) for each in portfolio.services.values())


def _named_leads(portfolio: Portfolio) -> list[Choice]:
    def named() -> list[Choice]:
        leads = sorted(portfolio.officers(), key=lambda each: (each.name, each.pk))
        people = [(str(each.pk), each.name) for each in leads]
        return [*people, *([(NONE, "Not known yet")] if NONE in _leads(portfolio) else [])]

    return portfolio.once("names of leads", named)


@of_portfolio
def kinds(scene: Any) -> list[Choice]:
    found: set[str] = set().union(*(scene.portfolio.kinds_of(key) for key in scene.portfolio.services))
    none = any(not scene.portfolio.kinds_of(key) for key in scene.portfolio.services)
    return [choice for choice in AwardKind.choices if choice[0] in found] + [(NONE, "no award held")] * none


@of_portfolio
def stages(scene: Any) -> list[Choice]:
    found = {each.stage for each in scene.portfolio.services.values()}
    return [choice for choice in Stage.choices if choice[0] in found]


def _of_code(rows: Iterable[Any], keys: Iterable[int], code: str) -> bool:
    return any(each.code == code and each.pk in keys for each in rows)


def delivered_by() -> PlanFilter:
    """A choice of the providers that deliver a service."""
    return PlanFilter(
        label="Provider",
        choices_of=providers,
        test=lambda found, service, value: any(each.code == value for each in found.providers_of[service.pk]),
    )


class SelectionFilter(ListFilter):
    """What every page of a quarter can be narrowed by. Choices that concern the plan answer with services' keys."""

    objective = PlanFilter(
        label="Objective", choices_of=objectives, test=lambda _, service, value: service.objective.code == value
    )
    funder = PlanFilter(
        label="Funder",
        choices_of=funders,
        test=lambda found, service, value: _of_code(found.funders, found.funders_of.get(service.pk, ()), value),
    )
    area = PlanFilter(
        label="Area",
        choices_of=areas,
        test=lambda found, service, value: _of_code(found.areas, found.areas_of.get(service.pk, ()), value),
    )
    officer = PlanFilter(
        label="Officer",
        choices_of=officers,
        test=lambda _, service, value: str(service.lead_officer_id or NONE) == value,
    )

    filters: OrderedDict[str, Any]
    first: tuple[str, ...] = ("status",)  # fields that stand before the others

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.scene.user.is_provider:  # who else delivers, pays or leads is none of a provider's business
            self.filters = OrderedDict((name, self.filters[name]) for name in ("status",) if name in self.filters)

    def get_form_class(self) -> type[forms.Form]:
        form: type[forms.Form] = super().get_form_class()
        form.field_order = self.first
        return form

    @property
    def chosen(self) -> dict[str, str]:
        """The choices that concern the plan, by name."""
        self.form.is_valid()  # fills in what is sound; the rest has its message
        values = self.form.cleaned_data if self.is_bound else {}
        return {name: value for name, value in values.items() if value and isinstance(self.filters[name], PlanFilter)}

    @property
    def selection(self) -> list[Service]:
        """The services of the quarter for which every choice holds, in the plan's order."""
        return self.services_for(self.chosen)

    def services_for(self, chosen: dict[str, str]) -> list[Service]:
        """Found once for each state of what is set up; not to be changed."""
        portfolio, quarter = self.scene.portfolio, self.scene.quarter
        name = (type(self), quarter.start, tuple(sorted(chosen.items())))
        return portfolio.once(name, lambda: self._found(portfolio, chosen))

    def _found(self, portfolio: Portfolio, chosen: dict[str, str]) -> list[Service]:
        tests = [(self.filters[name].test, value) for name, value in chosen.items()]
        return [
            service
            for service in portfolio.in_quarter(self.scene.quarter)
            if all(test(portfolio, service, value) for test, value in tests)
        ]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        for name, value in self.form.cleaned_data.items():
            if not isinstance(self.filters[name], PlanFilter):
                queryset = self.filters[name].filter(queryset, value)
        return self.narrow(queryset, self.selection) if self.chosen else queryset

    def narrow(self, queryset: QuerySet, services: list[Service]) -> QuerySet:
        return queryset.filter(service__in=[each.pk for each in services])


def statuses(scene: Any) -> list[Choice]:
    return [*((key, label) for key, (label, _) in GROUPS.items()), *Status.choices]


def spread(values: Iterable[str]) -> list[str]:
    """The statuses meant: "received" stands for all that are in."""
    return [status for value in values for status in (GROUPS[value][1] if value in GROUPS else [value])]


def keep_status_places(queryset: QuerySet, values: list[str]) -> QuerySet:
    places = [place for place, status in enumerate(Status) if status in spread(values)]
    return queryset.filter(Q(status_place__in=places) | (Q(status_place=None) if NONE in values else Q(pk__in=[])))


def keep_rag_places(queryset: QuerySet, values: list[str]) -> QuerySet:
    places = [place for place, rag in enumerate(Rag) if rag in values]
    return queryset.filter(Q(rag_place__in=places) | (Q(rag_place=None) if "not_held" in values else Q(pk__in=[])))


def _paid_by(award: Award, field: str, code: str) -> bool:
    return any(operator.attrgetter(field)(split) == code for split in award.splits.all())


OF_AWARDS: dict[str, Callable[[Award, str], bool]] = {
    "kind": lambda award, value: award.kind == value,
    "provider": lambda award, value: award.provider.code == value,
    "funder": lambda award, value: _paid_by(award, "stream.funder.code", value),
    "stream": lambda award, value: _paid_by(award, "stream.code", value),
}


class PortfolioFilter(SelectionFilter):
    """What the dashboard, and every list that its numbers lead to, can be narrowed by, whatever its rows are.

    Who pays, who delivers and by which kind of award are facts of an award as well: `awards` has them too.
    """

    theme = PlanFilter(
        label="Theme",
        choices_of=themes,
        test=lambda _, service, value: service.theme is not None and service.theme.code == value,
    )
    stream = PlanFilter(
        label="Funding stream",
        choices_of=streams,
        test=lambda found, service, value: _of_code(found.streams, found.streams_of.get(service.pk, ()), value),
    )
    provider = delivered_by()
    kind = PlanFilter(
        label="Kind of award",
        choices_of=kinds,
        test=lambda found, service, value: value in (found.kinds_of(service.pk) or {NONE}),
    )
    stage = PlanFilter(label="Stage", choices_of=stages, test=lambda _, service, value: service.stage == value)

    @property
    def sender(self) -> int | None:
        """The chosen provider's key."""
        code = self.chosen.get("provider")
        found = (each.pk for each in self.scene.portfolio.providers.values() if each.code == code)
        return next(found, None) if code else None

    @property
    def awards(self) -> list[Award]:
        """The awards of the quarter for which every choice holds: what is a fact of an award, of the award itself; the
        rest of a service that it covers.
        """
        portfolio = self.scene.portfolio
        own = {name: value for name, value in self.chosen.items() if name in OF_AWARDS}
        others = {name: value for name, value in self.chosen.items() if name not in own}
        services = [each.pk for each in self.services_for(others)] if others else None
        running = portfolio.awards_at(self.scene.quarter, services)
        return [each for each in running if all(OF_AWARDS[name](each, value) for name, value in own.items())]
