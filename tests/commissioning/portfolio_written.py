"""Random portfolios, stored as the screens store them: for the workbook that is written and read back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from hypothesis import strategies as st

from commissioning.choices import (
    AllocationStage,
    AwardKind,
    Basis,
    DeliveryRole,
    NumberKind,
    Polarity,
    Precision,
    ReportsFor,
    Route,
    Stage,
    Standing,
    Template,
    VariationKind,
)
from commissioning.models import (
    Allocation,
    Area,
    AreaScheme,
    Award,
    AwardService,
    Category,
    Funder,
    FundingSplit,
    FundingStream,
    Measure,
    MeasureVersion,
    Objective,
    Observation,
    Plan,
    ReportingCalendar,
    ReportingPeriod,
    ReportingRoute,
    Service,
    ServiceCalendar,
    ServiceMeasure,
    ServiceProvider,
    Target,
    Theme,
    Variation,
)
from commissioning.parsing.dates import NOT_KNOWN
from commissioning.parsing.numbers import clean
from providers.models import Contact, Provider, ProviderAlias, ProviderKind
from tracker.models import Office, User
from tracker.periods import contract_quarters, financial_quarters

SIGNS = st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cc", "Cf", "Zl", "Zp"))
NASTY = st.sampled_from(
    [
        "TBC",
        "n/a",
        "-",
        "=1+1",
        "A; B",
        "A, B",
        "A / B",
        "Fund (60%)",
        "not stated",
        "Total",
        "O'Neill’s",
        "100%",
        "1/4/22",
    ]
)
WORDS = (
    st.one_of(NASTY, st.text(SIGNS, min_size=1, max_size=24))
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and clean(text) not in NOT_KNOWN)  # what says that nothing is known is no name
)
YEARS = st.sampled_from(["2021/22", "2022/23", "2023/24"])
AMOUNTS = st.one_of(
    st.none(), st.integers(-10_000_000, 100_000_000).map(lambda pence: Decimal(pence) / 100).filter(lambda x: x >= 0)
)
CONTRACT = "Contract year from October"


def unique(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Names that are told apart whatever their capitals."""
    return st.lists(WORDS, min_size=least, max_size=most, unique_by=lambda text: text.lower())


@dataclass(frozen=True)
class Drawn:
    """What a random portfolio is made of: names, and a source of choices."""

    providers: list[str]
    services: list[str]
    measures: list[str]
    awards: list[str]
    streams: list[str]
    areas: list[str]
    objectives: list[str]
    data: Any

    def one(self, of: Any) -> Any:
        return self.data.draw(st.sampled_from(list(of)))

    def some(self, of: Any, most: int = 3) -> list[Any]:
        return self.data.draw(st.lists(st.sampled_from(list(of)), max_size=most, unique=True)) if of else []

    def maybe(self, strategy: Any) -> Any:
        return self.data.draw(st.one_of(st.none(), strategy))

    def draw(self, strategy: Any) -> Any:
        return self.data.draw(strategy)


def drawn(data: Any) -> Drawn:
    names = [data.draw(unique(*size)) for size in ((1, 4), (1, 4), (1, 3), (0, 3), (1, 3), (0, 3), (1, 2))]
    return Drawn(*names, data=data)


def store(told: Drawn) -> None:
    """Everything, with the constraints of the models and the rules of the screens kept."""
    Office.objects.create(name="An office", short_name="Office", area_name="Here")
    officer = User.objects.create_user("zoe@example.org", name="Zoe", role="officer")
    places = _plan(told)
    areas = _areas(told)
    providers = _providers(told)
    periods = _calendars()
    services = [_service(told, n, places, areas, providers, periods, officer) for n in range(len(told.services))]
    _money(told, services, providers)
    _counted(told, services, providers, periods)


def _code(kind: str, number: int, name: str) -> str:
    return (slugify(name)[:30] or kind) + f"-{kind}-{number}"


def _plan(told: Drawn) -> list[tuple[Objective, Theme | None]]:
    plan = Plan.objects.create(name="A plan")
    places: list[tuple[Objective, Theme | None]] = []
    for number, name in enumerate(told.objectives, 1):
        objective = Objective.objects.create(plan=plan, code=_code("o", number, name), name=name, place=number)
        places.append((objective, None))
        for place, theme in enumerate(told.draw(unique(0, 2)), 1):
            code = _code(f"t-{number}", place, theme)
            places.append((objective, Theme.objects.create(objective=objective, code=code, name=theme, place=place)))
    return places


def _areas(told: Drawn) -> list[Area]:
    made = []
    for number, name in enumerate(told.areas):
        area = Area.objects.create(
            code=_code("a", number, name),
            scheme=told.one(AreaScheme.values),
            name=name,
            aliases=told.draw(unique(0, 1)),
        )
        area.within.set(told.some(made, 1))
        made.append(area)
    return made


def _providers(told: Drawn) -> list[Provider]:
    made = [Provider.objects.create(code="not-stated", name="Provider not stated", kind=ProviderKind.NOT_STATED)]
    for number, name in enumerate(told.providers):
        provider = Provider.objects.create(
            code=_code("p", number, name),
            name=name,
            short_name=told.draw(st.sampled_from(["", f"Short {number}"])),
            kind=told.one(ProviderKind.values),
            company_number=told.draw(st.sampled_from(["", "00123456"])),
            address_confidential=told.draw(st.booleans()),
            ended_on=told.maybe(st.dates(date(2015, 1, 1), date(2022, 1, 1))),
        )
        if told.draw(st.booleans()):
            ProviderAlias.objects.create(provider=provider, name=f"Known as {number}; {name}"[:100])
        if told.draw(st.booleans()):
            Contact.objects.create(
                provider=provider, name=told.draw(WORDS), job=told.draw(WORDS), email="a@example.org"
            )
        made.append(provider)
    return made


def _calendars() -> dict[str, list[ReportingPeriod]]:
    kinds = (
        ("Financial quarters", "financial_quarters", financial_quarters(2020, 3)),
        (CONTRACT, "contract_quarters", contract_quarters(10, 2019, 3)),
    )
    made = {}
    for name, kind, spans in kinds:
        calendar = ReportingCalendar.objects.create(code=slugify(name), name=name, kind=kind, periods_per_year=4)
        names = ("sequence", "year_label", "place_in_year", "start", "end", "label", "slug")
        made[name] = ReportingPeriod.objects.bulk_create(
            ReportingPeriod(calendar=calendar, **{each: getattr(span, each) for each in names}) for span in spans
        )
    return made


def _service(
    told: Drawn,
    number: int,
    places: list[tuple[Objective, Theme | None]],
    areas: list[Area],
    providers: list[Provider],
    periods: dict[str, list[ReportingPeriod]],
    officer: User,
) -> Service:
    objective, theme = told.one(places)
    service = Service.objects.create(
        code=_code("s", number, told.services[number]),
        name=told.services[number],
        summary=told.draw(st.sampled_from(["", "What it is for."])),
        objective=objective,
        theme=theme,
        part_of=told.maybe(st.sampled_from(list(Service.objects.all()))) if number else None,
        place=number,
        lead_officer=told.draw(st.sampled_from([None, officer])),
        template=told.one(Template.values),
        stage=told.one(Stage.values),
        reports_for=told.one(ReportsFor.values),
        address_confidential=told.draw(st.booleans()),
    )
    service.areas.set(told.some(areas))
    for provider in told.some(providers):
        ServiceProvider.objects.create(service=service, provider=provider, role=told.one(DeliveryRole.values))
    for provider in told.some(providers, 2):
        starts = told.maybe(st.dates(date(2020, 4, 1), date(2022, 4, 1)))
        ReportingRoute.objects.create(
            service=service, provider=provider, route=told.one(Route.values), starts_on=starts
        )
    calendar = told.maybe(st.sampled_from(list(periods)))
    if calendar:
        ServiceCalendar.objects.create(
            service=service, calendar=periods[calendar][0].calendar, starts_on=date(2019, 10, 1)
        )
    return service


def _money(told: Drawn, services: list[Service], providers: list[Provider]) -> None:
    funder = Funder.objects.create(code="funder", name=told.draw(WORDS))
    streams = [
        FundingStream.objects.create(funder=funder, code=_code("f", number, name), name=name)
        for number, name in enumerate(told.streams)
    ]
    for number, stream in enumerate(told.some(streams)):
        amount = told.draw(AMOUNTS)
        Allocation.objects.create(
            stream=stream,
            code=f"allocation-{number}",
            year_label=told.draw(st.sampled_from(["2022/23", "2023/24 and 2024/25"])),
            stage=told.one(AllocationStage.values),
            amount=amount,
            precision=told.one(Precision.values) if amount is not None else Precision.EXACT,
            purpose=told.draw(st.sampled_from(["", "For services"])),
        )
    for number, title in enumerate(told.awards):
        _award(told, number, title, services, providers, streams)


def _award(
    told: Drawn,
    number: int,
    title: str,
    services: list[Service],
    providers: list[Provider],
    streams: list[FundingStream],
) -> None:
    starts = told.maybe(st.dates(date(2020, 1, 1), date(2022, 1, 1)))
    award = Award.objects.create(
        code=_code("w", number, title),
        title=title,
        provider=told.one(providers),
        kind=told.one(AwardKind.values),
        reference=told.draw(st.sampled_from(["", f"REF/{number}"])),
        starts_on=starts,
        ends_on=told.draw(st.sampled_from([None, date(2025, 3, 31)])),
        length_years=told.maybe(st.integers(1, 9)),
        purpose=told.draw(st.sampled_from(["", "A purpose; with a semicolon"])),
        group=told.draw(st.sampled_from(["", "csp-2022"])),
    )
    covered = told.some(services)
    shares = {2: [Decimal("66.6667"), Decimal("33.3333")]}.get(len(covered)) if told.draw(st.booleans()) else None
    for place, service in enumerate(covered):
        AwardService.objects.create(award=award, service=service, share=shares[place] if shares else None)
    _split(told, award, streams, None)
    if told.draw(st.booleans()):
        variation = Variation.objects.create(
            award=award,
            code=f"{award.code}-v",
            kind=told.one(VariationKind.values),
            effective_on=date(2022, 7, 1),
            reason="Posts were regraded",
        )
        _split(told, award, streams, variation)


def _split(told: Drawn, award: Award, streams: list[FundingStream], variation: Variation | None) -> None:
    for stream in told.some(streams, 2):
        amount = told.draw(AMOUNTS)
        FundingSplit.objects.create(
            award=award,
            stream=stream,
            year_label=told.draw(YEARS),
            amount=-amount if variation and amount else amount,
            precision=told.one(Precision.values) if amount is not None and not variation else Precision.EXACT,
            variation=variation,
        )


def _counted(
    told: Drawn, services: list[Service], providers: list[Provider], periods: dict[str, list[ReportingPeriod]]
) -> None:
    whole = Category.objects.create(code=Category.ALL, name="All")
    for number, name in enumerate(told.measures):
        kind = told.draw(
            st.sampled_from([NumberKind.COUNT, NumberKind.PERCENTAGE, NumberKind.MONEY, NumberKind.AVERAGE])
        )
        measure = Measure.objects.create(code=_code("m", number, name), name=name)
        version = MeasureVersion.objects.create(
            measure=measure,
            unit="people",
            definition=told.draw(st.sampled_from(["", "Everybody"])),
            number_kind=kind,
            basis=told.one(Basis.values),
            polarity=told.one(Polarity.values),
            about_people=told.draw(st.booleans()),
        )
        for service in told.some(services, 2):
            own = ServiceMeasure.objects.create(
                code=_code(service.code[:20], number, name),
                service=service,
                measure=measure,
                label=told.draw(st.sampled_from([name, f"Ours: {number}"])),
                tolerance=told.maybe(st.integers(0, 100).map(Decimal)),
            )
            if told.draw(st.booleans()):
                Target.objects.create(service_measure=own, year_label="2022/23", value=told.draw(st.integers(0, 100)))
            _figures(told, own, version, whole, providers, periods)


def _figures(
    told: Drawn,
    own: ServiceMeasure,
    version: MeasureVersion,
    whole: Category,
    providers: list[Provider],
    periods: dict[str, list[ReportingPeriod]],
) -> None:
    calendar = own.service.calendars.select_related("calendar").first()
    for period in told.some(periods[calendar.calendar.name if calendar else "Financial quarters"][:8]):
        state = told.draw(st.sampled_from(["reported", "reported", "not_counted", "uncounted", "does_not_apply"]))
        parts = told.draw(st.booleans()) and version.number_kind == NumberKind.PERCENTAGE
        value = told.draw(st.integers(0, 100))
        said: dict[str, Any] = {"value": value if state == "reported" else None}
        if parts and state == "reported":
            said = {"value": Decimal(value), "numerator": value, "denominator": 100}
        Observation.objects.create(
            service_measure=own,
            provider=told.one(providers),
            period=period,
            category=whole,
            version=version,
            state=state,
            standing=told.draw(st.sampled_from([Standing.APPROVED, Standing.TAKEN_OVER])),
            precision=told.one(Precision.values) if state == "reported" and not parts else Precision.EXACT,
            source="earlier_sheet",
            **said,
        )


NOON = datetime(2022, 11, 25, 12, tzinfo=UTC)
