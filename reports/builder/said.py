"""What the sources of an update's paragraphs say now, and what was said last quarter."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from commissioning import figures
from commissioning.choices import Prompt
from commissioning.figures import MeasureFigure, Reference
from commissioning.figures.portfolio import Portfolio
from commissioning.models import Narrative, QuarterlyReturn, ReportingPeriod
from commissioning.parsing.references import OF_FIGURES, references_in
from reports.builder.resting import TEXTS, Sources
from reports.models import Entry, EntrySource
from tracker.together import together

LAST_QUARTER = timedelta(days=100)


def read_sources(
    rows: Iterable[EntrySource],
    quarter: ReportingPeriod,
    *,
    reference: Reference,
    portfolio: Portfolio,
    words: Iterable[str] = (),
    in_hand: int | None = None,
) -> Sources:
    """What these sources say now, sent or approved: figures, ratings, texts and awards, in two queries.

    A source that is an award is given the one that the portfolio holds, with its money. Figures that `words` or the
    texts point at are read as well, whose ever they are. `in_hand`: see `outline_of`.
    """
    listed = list(rows)
    services = {each.service_id for each in listed if each.service_id}
    items = {each.office_item_id for each in listed if each.office_item_id}
    periods = {key: reference.own_period(key, quarter) for key in services}
    wanted = {each.pk for each in periods.values() if each}
    owed = Q(quarterly_return__service__in=services, quarterly_return__period__in=wanted)
    before = _given_before({each.service_id for each in listed if each.entry_id == in_hand}, quarter)
    found = together(
        QuarterlyReturn.objects.filter(service__in=services, period__in=wanted).select_related("provider", "period"),
        Narrative.objects.filter(owed | Q(office_item__in=items) | before, prompt__in=TEXTS),
        _written_before(in_hand, quarter),
    )
    returns: dict[int, list[QuarterlyReturn]] = defaultdict(list)
    for each in found[QuarterlyReturn]:
        own = periods[each.service_id]
        if own and each.period_id == own.pk:
            returns[each.service_id].append(each)
    current = {each.pk for each in found[QuarterlyReturn]}
    given = [row.text for row in found[Narrative] if row.quarterly_return_id and row.quarterly_return_id not in current]
    texts: dict[tuple[str, int], list[Narrative]] = defaultdict(list)
    for row in sorted(found[Narrative], key=lambda each: (TEXTS.index(each.prompt), each.pk)):
        owner = ("return", row.quarterly_return_id) if row.quarterly_return_id else ("item", row.office_item_id)
        texts[owner].append(row)
    measured: dict[int, list[MeasureFigure]] = defaultdict(list)
    portfolio.measures.need(services)
    measures = [each for key in services for each in portfolio.measures_of(key, quarter.end)]
    pointed = portfolio.coded(_figures_in([*words, *(row.text for row in found[Narrative])]))
    measures += [each for each in pointed if each.service_id not in services]
    for figure in figures.measure_figures(measures, quarter, reference=reference, with_submitted=True):
        measured[figure.measure.service_id].append(figure)
    for each in listed:
        if each.award_id:
            each.award = next((award for award in portfolio.awards if award.pk == each.award_id), each.award)
        if each.office_item is not None and each.office_item.period_id == quarter.pk:
            each.office_item.period = quarter
    portfolio.awards_at(quarter, services)  # reads those of all together
    awards = {key: portfolio.awards_at(quarter, [key]) for key in services}
    said_before = [each.words for each in found[Entry] if each.words] or given
    return Sources(measured, returns, texts, awards, quarter, tuple(said_before))


def _figures_in(texts: Iterable[str]) -> set[str]:
    """The codes of the figures that texts point at."""
    pointed = (reference for text in texts for _, reference in references_in(text) if reference is not None)
    return {each.code for each in pointed if each.kind in OF_FIGURES}


def _written_before(in_hand: int | None, quarter: ReportingPeriod) -> QuerySet[Entry]:
    """The paragraph of the same name in the update of the quarter before."""
    same = Entry.objects.filter(pk__in=[] if in_hand is None else [in_hand]).order_by().values("code")
    return Entry.objects.filter(code__in=same, **_ended_before("section__update__period", quarter))


def _given_before(services: set[int | None], quarter: ReportingPeriod) -> Q:
    """Words that these services gave for the update of the quarter before."""
    told = Q(prompt=Prompt.UPDATE_WORDS, quarterly_return__service__in=services)
    return told & Q(**_ended_before("quarterly_return__period", quarter))


def _ended_before(period: str, quarter: ReportingPeriod) -> dict[str, date]:
    return {f"{period}__end__gte": quarter.start - LAST_QUARTER, f"{period}__end__lt": quarter.start}
