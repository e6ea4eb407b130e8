"""A portfolio file taken in: all that its plan says or nothing, once, by the changes that the screens call."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from commissioning.choices import CalendarKind
from commissioning.imports.portfolio.figures import financial
from commissioning.imports.portfolio.making import LOADS, Making, make
from commissioning.imports.portfolio.reading import Portfolio, TakenOver, read_portfolio
from commissioning.imports.portfolio.records import RecordChange, Ref
from commissioning.models import (
    Allocation,
    Area,
    Award,
    FundedProject,
    Funder,
    FundingStream,
    Measure,
    Objective,
    Plan,
    ReportingCalendar,
    ReportingPeriod,
    ReportingRoute,
    Service,
    ServiceMeasure,
    Target,
    Theme,
    Variation,
)
from commissioning.workflow import Earlier, Taking, add_earlier_figures
from commissioning.workflow.set_up.calendars import add_year, keep_calendar
from providers.models import Contact, Provider
from tracker.models import ImportRun, Office, User
from tracker.periods import financial_year_of, london_date
from tracker.records import check_permission
from tracker.refusals import Faults, NotNow, Refusal
from tracker.uploads.cells import Workbook
from tracker.uploads.faults import Fault, fault_at
from tracker.uploads.runs import ANSWERS, applying, forget_shown

SPOKEN = {
    "plan": "plan",
    "objective": "plan",
    "theme": "plan",
    "area": "areas",
    "provider": "providers",
    "contact": "contacts",
    "service": "services",
    "funder": "funding streams",
    "stream": "funding streams",
    "allocation": "funding streams",
    "award": "awards",
    "variation": "awards",
    "project": "projects",
    "measure": "measures",
    "service_measure": "measures",
    "target": "targets",
}


SET_UP: tuple[Any, ...] = (
    *(Plan, Objective, Theme, Area, Provider, Contact, Service, ReportingRoute),
    *(Funder, FundingStream, Allocation, Award, Variation, FundedProject, Measure, ServiceMeasure, Target),
)


class NotLoaded(Refusal):
    """Something in the file can't be kept. Nothing was; the faults say what and where."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("Nothing was loaded: something in the file can’t be kept.")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load made and changed: numbers of records by kind, and figures taken over and asked about."""

    new: Mapping[str, int]
    changed: Mapping[str, int]
    figures: int
    asked: int


def load_portfolio(
    *, run: ImportRun, file: Workbook, answers: Mapping[str, str], digest: str, by: User, at: datetime
) -> Loaded:
    """Take the file in, as it was shown: `digest` is that of the plan on the page.

    Raises Moved where the plan is another by now, NotNow where it can't be loaded (faults, questions, taken in before),
    NotLoaded where a record can't be kept. Then nothing is saved.
    """
    check_permission(by, LOADS)
    with applying(run=run, by=by, at=at) as told:
        _lock()
        portfolio = read_portfolio(file, name=run.name, answers=answers, by=by, on=london_date(at))
        portfolio.plan.check(digest)
        _check_ready(portfolio)
        loaded = _load(portfolio, run, by, at)
        told.summary.update({**_summary(loaded), ANSWERS: dict(answers)})
        forget_shown(run)
    return loaded


def _lock() -> None:
    """Whoever else changes what is set up waits until this is done: rows first, then the office's, as everywhere."""
    for model in SET_UP:
        list(model.objects.select_for_update().order_by("pk").values_list("pk"))
    Office.objects.reference_changed()


def _check_ready(portfolio: Portfolio) -> None:
    if portfolio.plan.blocked:
        raise NotNow("The file still has faults: correct them in the file, and choose it again.")
    if portfolio.plan.open_questions:
        raise NotNow("Answer the questions first.")


def _load(portfolio: Portfolio, run: ImportRun, by: User, at: datetime) -> Loaded:
    making = Making(by, at, f"Portfolio file {run.name}"[:200], _found(portfolio))
    for change in _in_order(portfolio.records):
        try:
            making.found[change.ref] = make(change, making)
        except Faults as faults:
            raise NotLoaded([_fault(change, name, said) for name, said in faults.by_box.items()]) from faults
        except Refusal as refusal:
            raise NotLoaded([_fault(change, "", refusal.sentence)]) from refusal
    _make_periods(portfolio, making)
    figures = [each for each in portfolio.new_figures if each.taking != Taking.KEPT]
    add_earlier_figures(figures=[_earlier(each, making, run) for each in figures], by=by, at=at, note=making.reason)
    new, changed = Counter[str](), Counter[str]()
    for change in portfolio.changes:
        (new if change.is_new else changed)[SPOKEN[change.kind]] += 1
    return Loaded(new, changed, len(figures), sum(each.taking == Taking.DIFFERS for each in figures))


def _in_order(records: tuple[RecordChange, ...]) -> list[RecordChange]:
    """Records after those that they point to: a project after its programme, a part after its whole."""
    waiting, ordered, made = list(records), list[RecordChange](), set[Ref]()
    new = {each.ref for each in records if each.is_new}
    while waiting:
        ready = [each for each in waiting if _needs(each, new) <= made]
        if not ready:
            raise NotLoaded([_fault(each, "", "It is part of something that is part of it.") for each in waiting])
        ordered += ready
        made |= {each.ref for each in ready}
        waiting = [each for each in waiting if each.ref not in made]
    return ordered


def _needs(change: RecordChange, new: set[Ref]) -> set[Ref]:
    return {ref for value in change.values.values() for ref in _refs(value) if ref in new and ref != change.ref}


def _refs(value: object) -> list[Ref]:
    if isinstance(value, Ref):
        return [value]
    if isinstance(value, tuple):
        return [ref for each in value for ref in _refs(each)]
    provider = getattr(value, "provider", None)
    return [provider] if isinstance(provider, Ref) else []


def _found(portfolio: Portfolio) -> dict[Ref, object]:
    entries = (entry for kind in portfolio.book.entries.values() for entry in kind.values())
    return {entry.ref: entry.stored for entry in entries if entry.stored is not None}


def _fault(change: RecordChange, name: str, sentence: str) -> Fault:
    cell = change.cell_of(name)
    said = f"{change.name}: {sentence}"
    if cell is None:
        return Fault("What can’t be kept", said, "Correct it in the file, and choose it again.")
    return fault_at(cell, "What can’t be kept", said, "Correct it in the file, and choose it again.")


def _make_periods(portfolio: Portfolio, making: Making) -> None:
    """The financial quarters that past figures need; the first time those of this year and the next, to be opened."""
    this_year = int(financial_year_of(london_date(making.at))[:4])
    named = [int(each.period.key[:4]) for each in portfolio.figures if _is_new(each, making)]
    calendar = financial(portfolio.book)
    if calendar is None:
        first = min([*named, this_year])
        _financial_calendar(date(first, 4, 1), this_year + 2 - first, making)
    elif named:
        _years_before(calendar.stored, min(named), making)
    _find_periods(portfolio, making)


def _is_new(figure: TakenOver, making: Making) -> bool:
    return figure.period not in making.found


def _financial_calendar(first_day: date, years: int, making: Making) -> None:
    kind = CalendarKind.FINANCIAL_QUARTERS
    values = {"name": "Financial quarters", "kind": kind.value, "first_day": first_day, "years": years}
    record = ReportingCalendar(code="financial-quarters")
    keep_calendar(record=record, values=values, by=making.by, at=making.at, permission=LOADS)


def _years_before(calendar: ReportingCalendar, year: int, making: Making) -> None:
    """Years are added before the first until the one that begins in this year is there."""
    while calendar.periods.filter(start__gte=date(year, 4, 1), start__lt=date(year + 1, 4, 1)).count() < 4:
        add_year(calendar=calendar, later=False, by=making.by, at=making.at, permission=LOADS)


def _find_periods(portfolio: Portfolio, making: Making) -> None:
    missing = {each.period for each in portfolio.figures if _is_new(each, making)}
    for row in ReportingPeriod.objects.filter(slug__in=[each.key for each in missing]).select_related("calendar"):
        making.found[Ref("period", row.slug)] = row


def _earlier(figure: TakenOver, making: Making, run: ImportRun) -> Earlier:
    return Earlier(
        making.found[figure.measure],
        making.found[figure.provider],
        making.found[figure.period],
        replace(figure.value, import_run=run),
        making.found[figure.category] if figure.category else None,
    )


def _summary(loaded: Loaded) -> dict[str, int]:
    """What is remembered with the run: "providers, new": 5."""
    new = {f"{kind}, new": number for kind, number in loaded.new.items()}
    changed = {f"{kind}, changed": number for kind, number in loaded.changed.items()}
    taken = {"past figures, taken over": loaded.figures - loaded.asked, "past figures, asked about": loaded.asked}
    return new | changed | taken
