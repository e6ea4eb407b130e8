"""The made-up office around the services: people, plan, areas, calendars, funders, definitions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from commissioning.models import (
    Area,
    AreaScheme,
    Category,
    Funder,
    FundingStream,
    Measure,
    MeasureVersion,
    Objective,
    Plan,
    ReportingCalendar,
    ReportingPeriod,
    Theme,
)
from reports.management.portfolio import words
from reports.management.portfolio.breakdowns import MadeUp, make_breakdowns
from reports.management.portfolio.catalogue import KINDS
from tracker.models import Office, User
from tracker.periods import (
    CalendarKind,
    Period,
    add_working_days,
    contract_quarters,
    financial_quarters,
    half_years,
    programme_quarters,
)
from tracker.roles import Role

LAST_YEAR = 2025  # the newest financial year made is 2025/26, whatever the day: the same seed gives the same values
CALENDARS = {
    "financial": ("Financial quarters", CalendarKind.FINANCIAL_QUARTERS, 4),
    "contract": ("Contract year from October", CalendarKind.CONTRACT_QUARTERS, 4),
    "halves": ("Half-years", CalendarKind.HALF_YEARS, 2),
    "programme": ("Programme quarters", CalendarKind.PROGRAMME_QUARTERS, 4),
}


@dataclass(frozen=True, slots=True)
class Setting:
    office: Office
    manager: User
    finance: User
    officers: list[User]
    places: list[tuple[Objective, Theme | None]]
    areas: list[Area]
    calendars: dict[str, ReportingCalendar]
    periods: dict[str, list[ReportingPeriod]]
    versions: dict[str, list[MeasureVersion]]
    streams: list[FundingStream]
    not_stated: FundingStream
    whole: Category
    breakdowns: list[MadeUp]

    @property
    def quarters(self) -> list[ReportingPeriod]:
        """The financial quarters that have ended, oldest first; the last is the newest one open."""
        return self.periods["financial"]


def make_setting(*, services: int, years: int, password: str) -> Setting:
    """Everything that no service changes. The newest of its periods end on 31 March 2026."""
    first = LAST_YEAR - years + 1
    calendars = {key: _calendar(key) for key in CALENDARS}
    manager, finance, officers = _people(services, password)
    streams = _streams()
    return Setting(
        office=Office.objects.create(name=words.OFFICE, short_name=words.SHORT, area_name=words.PLACE),
        manager=manager,
        finance=finance,
        officers=officers,
        places=_plan(),
        areas=_areas(),
        calendars=calendars,
        periods={key: _periods(calendars[key], key, first, years) for key in CALENDARS},
        versions=_versions(),
        streams=streams[:-1],
        not_stated=streams[-1],
        whole=Category.objects.get_or_create(code=Category.ALL, defaults={"name": "All"})[0],
        breakdowns=make_breakdowns(),
    )


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def _people(services: int, password: str) -> tuple[User, User, list[User]]:
    """One officer for about fifteen services; manager, finance officer and the first officers can sign in."""
    known, unknown = make_password(password), make_password(None)
    roles = [("manager", Role.MANAGER), ("finance", Role.FINANCE), ("officer", Role.OFFICER)]
    roles += [("officer-2", Role.OFFICER), ("viewer", Role.VIEWER), ("administrator", Role.ADMINISTRATOR)]
    roles += [(f"officer-{number}", Role.OFFICER) for number in range(3, 3 + services // 15)]
    made = [
        User(
            email=f"{name}@fenmarch.example",
            name=words.person(number),
            role=role,
            password=known if number < 6 else unknown,
        )
        for number, (name, role) in enumerate(roles)
    ]
    User.objects.bulk_create(made)
    return made[0], made[1], [person for person in made if person.role == Role.OFFICER]


def _plan() -> list[tuple[Objective, Theme | None]]:
    plan = Plan.objects.create(name=words.PLAN)
    places: list[tuple[Objective, Theme | None]] = []
    for number, (name, themes) in enumerate(words.OBJECTIVES, start=1):
        objective = Objective.objects.create(plan=plan, code=f"objective-{number}", name=name, place=number)
        places.append((objective, None))
        for place, theme in enumerate(themes, start=1):
            code = f"theme-{number}-{place}"
            places.append((objective, Theme.objects.create(objective=objective, code=code, name=theme, place=place)))
    return places


def _areas() -> list[Area]:
    force = Area.objects.create(code="fenmarch", scheme=AreaScheme.FORCE, name=words.PLACE)
    found = [force]
    for number, name in enumerate(words.COUNTIES):
        county = Area.objects.create(code=f"county-{number + 1}", scheme=AreaScheme.COUNTY, name=name)
        county.within.add(force)
        towns = words.TOWNS[number::2]
        made = [Area(code=f"town-{t.lower().replace(' ', '-')}", scheme=AreaScheme.PLACE, name=t) for t in towns]
        for town in Area.objects.bulk_create(made):
            town.within.add(county)
        found += [county, *made]
    return found


def _calendar(key: str) -> ReportingCalendar:
    name, kind, each_year = CALENDARS[key]
    return ReportingCalendar.objects.create(code=key, name=name, kind=kind.value, periods_per_year=each_year)


def _periods(calendar: ReportingCalendar, key: str, first: int, years: int) -> list[ReportingPeriod]:
    """The calendar's periods, those of the next year not opened; gives those that have ended."""
    end = date(LAST_YEAR + 1, 3, 31)
    made = []
    for each in _spans(key, first, years):
        ended = each.end <= end
        made.append(
            ReportingPeriod(
                calendar=calendar,
                sequence=each.sequence,
                year_label=each.year_label,
                place_in_year=each.place_in_year,
                start=each.start,
                end=each.end,
                label=each.label,
                slug=each.slug,
                due_on=add_working_days(each.end, 15) if ended else None,
                opened_at=at(each.end + timedelta(days=1), 8) if ended else None,
            )
        )
    ReportingPeriod.objects.bulk_create(made)
    return [period for period in made if period.end <= end]


def _spans(key: str, first: int, years: int) -> list[Period]:
    if key == "financial":
        return financial_quarters(first, years + 1)
    if key == "contract":
        return contract_quarters(10, first, years + 1)
    if key == "halves":
        return half_years(first, years + 1)
    return programme_quarters(date(max(first, LAST_YEAR - 4), 7, 1))


def _versions() -> dict[str, list[MeasureVersion]]:
    found = {}
    for kind in KINDS:
        measure = Measure.objects.create(code=kind.code, name=kind.name)
        wordings = [f"{kind.name}, as each provider records it.", *([kind.redefined] if kind.redefined else [])]
        found[kind.code] = MeasureVersion.objects.bulk_create(
            MeasureVersion(
                measure=measure,
                number=number,
                definition=wording,
                unit=kind.unit,
                number_kind=kind.number,
                basis=kind.basis,
                polarity=kind.polarity,
                about_people=kind.people,
            )
            for number, wording in enumerate(wordings, start=1)
        )
    return found


def _streams() -> list[FundingStream]:
    """Every pot, the one that is not stated last."""
    found = []
    for number, (name, streams) in enumerate([*words.FUNDERS, ("Not stated", ["Not stated"])], start=1):
        funder = Funder.objects.create(code=f"funder-{number}", name=name)
        for place, stream in enumerate(streams, start=1):
            code = f"stream-{number}-{place}"
            found.append(FundingStream.objects.create(funder=funder, code=code, name=stream))
    return found
