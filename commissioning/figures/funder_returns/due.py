"""Which returns the funders are owed: by their templates, for the years in which a stream has money."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.figures.streams import HELD, with_allocations
from commissioning.models import FunderReturn, FunderTemplate, FundingSplit, FundingStream, ReportingPeriod
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


def templates(portfolio: Portfolio) -> Mapping[int, FunderTemplate]:
    """All templates with their sections, rows and columns, by key. Set-up data: read once and kept as long as those."""
    return portfolio.once("funder templates", _templates)


def _templates() -> dict[int, FunderTemplate]:
    rows = FunderTemplate.objects.prefetch_related(
        "sections__rows__measure", "sections__rows__breakdown", "sections__columns", "sections__questions"
    )
    return {row.pk: row for row in rows}


def template_of(stream: FundingStream, portfolio: Portfolio) -> FunderTemplate:
    """What is asked for of a stream whose funder asks."""
    return templates(portfolio)[stream.funder_template_id or 0]


def reporting_streams(portfolio: Portfolio) -> list[FundingStream]:
    """The streams of which a funder wants to be told, with what they hold."""
    found = portfolio.once("reporting streams", lambda: list(with_allocations().exclude(funder_template=None)))
    return list(found)


def stream_held(key: int, portfolio: Portfolio) -> FundingStream | None:
    """A stream with what it holds: one whose funder asks for returns is read already."""
    known = (each for each in reporting_streams(portfolio) if each.pk == key)
    return next(known, None) or with_allocations().filter(pk=key).first()


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
        template = template_of(each, portfolio)
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
    listed = dues(portfolio, reference.quarters(), FunderReturn.objects.all())
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
    return holds or (stream.pk, year) in taken_from(portfolio)


def taken_from(portfolio: Portfolio) -> frozenset[tuple[int, str]]:
    """The streams from which awards take, each with the year."""
    splits = FundingSplit.objects.order_by().distinct().values_list("stream_id", "year_label")
    return portfolio.once("streams and years", lambda: frozenset(splits))
