"""Which returns the funders are owed: by their templates, for the years in which a stream has money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.figures.streams import HELD
from commissioning.models import FunderReturn, FunderTemplate, FundingStream, ReportingPeriod
from tracker.periods import financial_year_of

HALF_YEAR, YEAR_END = 2, 4  # the places in the financial year of the quarters with which they end


@dataclass(frozen=True, slots=True)
class Due:
    """A return that a funder is owed of a stream. `made` are the files that were made of it, the newest first."""

    stream: FundingStream
    template: FunderTemplate
    quarter: ReportingPeriod
    due_on: date
    made: tuple[FunderReturn, ...]

    @property
    def part(self) -> str:
        """ "Half-year 2022/23", "Year 2022/23"."""
        word = "Half-year" if self.quarter.place_in_year == HALF_YEAR else "Year"
        return f"{word} {financial_year_of(self.quarter.end)}"

    @property
    def sent(self) -> FunderReturn | None:
        """The newest file that went to the funder."""
        return next((each for each in self.made if each.sent_on), None)

    def is_late(self, on: date) -> bool:
        return self.sent is None and on > self.due_on


def in_full(template: FunderTemplate, portfolio: Portfolio) -> FunderTemplate:
    """A template with its sections, rows and columns: all of them are read once and kept as long as set-up data are."""
    return portfolio.once("funder templates in full", _in_full)[template.pk]


def _in_full() -> dict[int, FunderTemplate]:
    rows = FunderTemplate.objects.prefetch_related(
        "sections__rows__measure", "sections__rows__breakdown", "sections__columns", "sections__questions"
    )
    return {row.pk: row for row in rows}


def reporting_streams(portfolio: Portfolio) -> list[FundingStream]:
    """The streams of which a funder wants to be told, with what they hold."""
    return [each for each in portfolio.all_streams if each.funder_template_id is not None]


def stream_held(key: int, portfolio: Portfolio) -> FundingStream | None:
    """A stream with what it holds."""
    return next((each for each in portfolio.all_streams if each.pk == key), None)


def dues(
    portfolio: Portfolio,
    quarters: Iterable[ReportingPeriod],
    made: Iterable[FunderReturn],
    *,
    stream: int | None = None,
) -> list[Due]:
    """What is owed with the end of any of these quarters, the first due first. `stream` narrows to one."""
    kept: dict[tuple[int, int], list[FunderReturn]] = {}
    for row in sorted(made, key=lambda each: -each.number):
        kept.setdefault((row.stream_id, row.period_id), []).append(row)
    listed, found = list(quarters), list[Due]()
    for each in reporting_streams(portfolio):
        template = portfolio.templates[each.funder_template_id or 0]
        for quarter in listed if stream in (None, each.pk) else ():
            files = tuple(kept.get((each.pk, quarter.pk), ()))
            if owes_at(template, quarter) and (files or has_money(each, quarter, portfolio)):
                found.append(Due(each, template, quarter, due_on(template, quarter), files))
    return sorted(found, key=lambda due: (due.due_on, due.stream.name, due.stream.pk))


def unsent(reference: Reference, portfolio: Portfolio) -> list[Due]:
    """All that is owed and was not told to have been sent, the first due first. Read once and kept as set-up is."""
    found = portfolio.once("unsent to funders", lambda: _unsent(reference, portfolio))
    return list(found)


def _unsent(reference: Reference, portfolio: Portfolio) -> list[Due]:
    if not reporting_streams(portfolio):
        return []
    listed = dues(portfolio, reference.quarters(), portfolio.to_funders)
    return [each for each in listed if each.sent is None]


def owes_at(template: FunderTemplate, quarter: ReportingPeriod) -> bool:
    """Whether the template asks for a return that ends with the quarter."""
    asked = {HALF_YEAR: template.half_year, YEAR_END: template.year_end}
    return asked.get(quarter.place_in_year, False)


def due_on(template: FunderTemplate, quarter: ReportingPeriod) -> date:
    return quarter.end + timedelta(days=template.due_days)


def has_money(stream: FundingStream, quarter: ReportingPeriod, portfolio: Portfolio) -> bool:
    """Whether the stream holds anything in the quarter's year, or an award takes from it."""
    year = financial_year_of(quarter.end)
    holds = any(row.year_label == year and row.stage in HELD for row in stream.allocations.all())
    return holds or (stream.pk, year) in portfolio.taken
