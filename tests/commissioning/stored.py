"""Random portfolios of the slow second opinion, stored in the database as the product stores them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random
from typing import Any

from commissioning.choices import CalendarKind, Route
from commissioning.models import (
    Measure,
    MeasureVersion,
    Observation,
    ReportingCalendar,
    ReportingPeriod,
    ReportingRoute,
    SeriesBreak,
    Service,
    ServiceCalendar,
    ServiceMeasure,
    Target,
)
from providers.models import Provider
from tests.commissioning import reference
from tests.commissioning.factories import CategoryFactory, ObjectiveFactory, OfficeFactory, ProviderFactory
from tests.commissioning.test_ratings_reference import LAST, PROFILES, random_portfolio
from tracker.periods import financial_quarters, half_years

Portfolio = dict[str, Any]


@dataclass
class Stored:
    """Portfolios with their service measures; `periods` by how many make a year, numbered on from 1."""

    periods: dict[int, list[ReportingPeriod]]
    measures: list[ServiceMeasure] = field(default_factory=list)
    portfolios: list[Portfolio] = field(default_factory=list)

    def of(self, per_year: int) -> list[tuple[ServiceMeasure, Portfolio]]:
        pairs = zip(self.measures, self.portfolios, strict=True)
        return [(measure, told) for measure, told in pairs if told["periods_per_year"] == per_year]


def portfolio_of(seed: int) -> Portfolio:
    """As the judgements are tried with, and beside it late providers, breaks and targets by year."""
    portfolio = random_portfolio(seed)
    chance = Random(f"stored {seed}")
    late = {name: chance.choice([1, 1, 1, 2, 4, 6]) for name in portfolio["providers"]}
    told = {(row["provider"], row["period"]) for row in portfolio["rows"]}
    for name, first in late.items():
        portfolio["rows"] += [
            _not_yet(name, period) for period in range(1, first) if (name, period) not in told
        ]  # to the second opinion it doesn't apply before; the product knows from the reporting route
    profiles = PROFILES[portfolio["periods_per_year"]]
    years = -(-LAST // portfolio["periods_per_year"])
    return portfolio | {
        "late": late,
        "break": chance.choice([None, None, None, chance.randint(2, LAST)]),
        "targets": {
            year: (chance.randint(0, 120), chance.choice(profiles)) for year in range(years) if chance.random() < 0.6
        },
    }


def _not_yet(provider: str, period: int) -> dict[str, Any]:
    numbers = {"number": None, "numerator": None, "denominator": None}
    return {
        "provider": provider,
        "period": period,
        "state": "does_not_apply",
        "precision": "exact",
        "standing": "approved",
        "derived": True,
        **numbers,
    }


def store(seeds: range) -> Stored:
    """All these portfolios, each one measure of one service, in calendars of quarters and of half-years."""
    OfficeFactory()
    calendars = {4: _calendar("quarters", CalendarKind.FINANCIAL_QUARTERS, 4), 2: _calendar("halves", "half_years", 2)}
    periods = {4: _periods(calendars[4], financial_quarters(2020, 3)), 2: _periods(calendars[2], half_years(2018, 5))}
    stored = Stored(periods, portfolios=[portfolio_of(seed) for seed in seeds])
    versions = {key: _version(*key) for key in sorted({_definition(told) for told in stored.portfolios})}
    services = _services(stored, calendars)
    stored.measures = ServiceMeasure.objects.bulk_create(
        ServiceMeasure(
            code=service.code,
            service=service,
            measure=versions[_definition(told)].measure,
            label="Figure",
            tolerance=told["tolerance"],
        )
        for service, told in zip(services, stored.portfolios, strict=True)
    )
    _held_against(stored)
    _observations(stored, versions)
    return stored


def _definition(told: Portfolio) -> tuple[str, str, str]:
    return told["kind"], told["basis"], told["polarity"]


def _calendar(code: str, kind: str, per_year: int) -> ReportingCalendar:
    return ReportingCalendar.objects.create(code=code, name=code, kind=kind, periods_per_year=per_year)


def _periods(calendar: ReportingCalendar, spans: list) -> list[ReportingPeriod]:
    names = ("sequence", "year_label", "place_in_year", "start", "end", "label", "slug")
    return ReportingPeriod.objects.bulk_create(
        ReportingPeriod(
            calendar=calendar,
            due_on=span.end,
            opened_at=datetime.combine(span.end, time(9), tzinfo=UTC),
            **{name: getattr(span, name) for name in names},
        )
        for span in spans
    )


def _version(kind: str, basis: str, polarity: str) -> MeasureVersion:
    code = f"{kind}-{basis}-{polarity}"
    measure = Measure.objects.create(code=code, name=code)
    return MeasureVersion.objects.create(
        measure=measure, unit="people", number_kind=kind, basis=basis, polarity=polarity, about_people=True
    )


def _services(stored: Stored, calendars: dict[int, ReportingCalendar]) -> list[Service]:
    objective = ObjectiveFactory()
    providers = {name: ProviderFactory(name=name) for name in ("AXIS", "Branch", "Cranstoun")}
    services = Service.objects.bulk_create(
        Service(code=f"stored-{number}", name=f"Stored {number}", objective=objective)
        for number in range(len(stored.portfolios))
    )
    pairs = list(zip(services, stored.portfolios, strict=True))
    ServiceCalendar.objects.bulk_create(
        ServiceCalendar(service=service, calendar=calendars[told["periods_per_year"]], starts_on=date(2015, 4, 1))
        for service, told in pairs
    )
    ReportingRoute.objects.bulk_create(
        ReportingRoute(
            service=service,
            provider=providers[name],
            route=Route.PROVIDER,
            starts_on=stored.periods[told["periods_per_year"]][told["late"][name] - 1].start,
        )
        for service, told in pairs
        for name in told["providers"]
    )
    return services


def _held_against(stored: Stored) -> None:
    targets, breaks = [], []
    for measure, told in zip(stored.measures, stored.portfolios, strict=True):
        per_year = told["periods_per_year"]
        periods = stored.periods[per_year]
        for year, (value, profile) in told["targets"].items():
            label = periods[year * per_year].year_label
            shares = [str(share) for share in profile]
            targets.append(Target(service_measure=measure, year_label=label, value=value, profile=shares))
        if told["break"]:
            period = periods[told["break"] - 1]
            breaks.append(SeriesBreak(service_measure=measure, period=period, kind="method", text="Counted anew"))
    Target.objects.bulk_create(targets)
    SeriesBreak.objects.bulk_create(breaks)


def _observations(stored: Stored, versions: dict[tuple[str, str, str], MeasureVersion]) -> None:
    providers = {provider.name: provider for provider in Provider.objects.all()}
    whole = CategoryFactory()
    rows = []
    for measure, told in zip(stored.measures, stored.portfolios, strict=True):
        for row in told["rows"]:
            if "derived" not in row:
                rows.append(
                    Observation(
                        service_measure=measure,
                        provider=providers[row["provider"]],
                        period=stored.periods[told["periods_per_year"]][row["period"] - 1],
                        category=whole,
                        version=versions[_definition(told)],
                        state=row["state"],
                        value=_stored_value(told, row),
                        numerator=row["numerator"],
                        denominator=row["denominator"],
                        precision=row["precision"],
                        standing=row["standing"],
                    )
                )
    Observation.objects.bulk_create(rows)


def _stored_value(told: Portfolio, row: dict[str, Any]) -> Decimal | None:
    """As a return stores it: the number, for a share the one that its parts give, rounded; of nothing none."""
    number = reference.number_of(told, row) if row["state"] == "reported" else None
    if number is None:
        return None
    whole = Fraction(number)
    return (Decimal(whole.numerator) / Decimal(whole.denominator)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
