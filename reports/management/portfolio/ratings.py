"""Ratings as approval would have stored them, worked out by the figures engine quarter by quarter."""

from collections import defaultdict

from commissioning.choices import Rag, State
from commissioning.figures import Reference, award_positions, measure_figures
from commissioning.models import Award, AwardService, QuarterlyReturn, ReportingPeriod, ServiceMeasure
from commissioning.ratings.rag import Rating, service_rating
from reports.management.portfolio.chance import Chance
from reports.management.portfolio.setting import Setting

FIELDS = ["proposed_rag", "rag", "rag_why", "rag_reason", "rag_thresholds"]
Ratings = dict[tuple[int, int], list[Rating]]
"""By service and provider."""


def rate_all(setting: Setting, reference: Reference, *, seed: int) -> None:
    """Store proposed and final ratings of every approved return, with the thresholds in force."""
    measures = list(ServiceMeasure.objects.headline().select_related("measure", "service"))
    awards = list(Award.objects.all())
    covers: dict[int, list[int]] = defaultdict(list)
    for award, service in AwardService.objects.values_list("award_id", "service_id"):
        covers[award].append(service)
    alone, several = _by_reporters(measures, reference)
    for quarter in setting.quarters:
        returns = QuarterlyReturn.objects.ending_in(quarter).filter(state=State.APPROVED)
        rows = list(returns.select_related("service", "provider", "period"))
        found = _of_measures(quarter, reference, setting, alone, several)
        _add_money(found, quarter, setting, awards, covers)
        for row in rows:
            _rate(row, service_rating(found[row.service_id, row.provider_id]), setting, seed)
        QuarterlyReturn.objects.bulk_update(rows, FIELDS, batch_size=200)


def _by_reporters(
    measures: list[ServiceMeasure], reference: Reference
) -> tuple[dict[int, list[ServiceMeasure]], dict[int, list[ServiceMeasure]]]:
    """Measures by their provider, where it is the only one, and where it is one of several."""
    alone: dict[int, list[ServiceMeasure]] = defaultdict(list)
    several: dict[int, list[ServiceMeasure]] = defaultdict(list)
    for measure in measures:
        reporters = reference.reporters(measure.service_id)
        for reporter in reporters:
            (alone if len(reporters) == 1 else several)[reporter.provider].append(measure)
    return alone, several


def _of_measures(
    quarter: ReportingPeriod,
    reference: Reference,
    setting: Setting,
    alone: dict[int, list[ServiceMeasure]],
    several: dict[int, list[ServiceMeasure]],
) -> Ratings:
    """One call for all services of one provider alone, and one for each provider that shares services."""
    found: Ratings = defaultdict(list)
    owners = {measure.service_id: provider for provider, own in alone.items() for measure in own}
    calls = [(None, [measure for own in alone.values() for measure in own]), *several.items()]
    for provider, measures in calls:
        figures = measure_figures(
            measures,
            quarter,
            reference=reference,
            with_submitted=True,
            provider=provider,
            tolerance=setting.office.tolerance,
        )
        for figure in figures:
            service = figure.measure.service_id
            found[service, owners[service] if provider is None else provider].append(figure.rating)
    return found


def _add_money(
    found: Ratings, quarter: ReportingPeriod, setting: Setting, awards: list[Award], covers: dict[int, list[int]]
) -> None:
    for position in award_positions(awards, quarter, with_submitted=True, points=setting.office.pace_points):
        for service in covers[position.award.pk]:
            found[service, position.award.provider_id].append(position.rating)


def _rate(row: QuarterlyReturn, rating: Rating, setting: Setting, seed: int) -> None:
    """The proposed rating, now and then overridden with a reason."""
    chance = Chance(seed, "rag", row.service.code, row.provider.code, row.period.slug)
    row.proposed_rag = row.rag = Rag(rating.rag)
    row.rag_why = rating.reason[:200]
    row.rag_thresholds = {"tolerance": str(setting.office.tolerance), "pace_points": str(setting.office.pace_points)}
    if chance.of(0.04) and row.rag in (Rag.RED, Rag.AMBER):
        row.rag, row.rag_reason = Rag.GREEN, "The shortfall was agreed before the quarter began."
