"""Findings in words about a quarter: the rules asked about its figures, its money and what was told, and ranked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from commissioning.choices import Audience
from commissioning.figures.measures import MeasureFigure
from commissioning.figures.money import AwardPosition
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.told import Told
from commissioning.ratings import findings as rules
from commissioning.ratings.findings.ranking import chosen


def findings(
    figures: Sequence[MeasureFigure],
    positions: Iterable[AwardPosition],
    told: Told,
    portfolio: Portfolio,
) -> list[rules.Finding]:
    """The few that a page prints of everything that the rules say of these."""
    found = [*of_figures(figures), *of_money(positions, portfolio), *of_told(told)]
    return chosen(each for each in found if each is not None)


def of_figures(figures: Sequence[MeasureFigure]) -> Iterator[rules.Finding | None]:
    known = {each.measure.pk: each for each in figures if rules.has_number(each)}
    for figure in known.values():
        yield rules.short_of_target(figure)
        yield rules.figure_worse(figure)
        yield rules.most_of_whole(figure, known.get(figure.measure.whole_id or 0))
        yield rules.figure_better(figure)
        yield rules.change_better(figure)
        yield rules.on_course(figure)


def of_money(positions: Iterable[AwardPosition], portfolio: Portfolio) -> Iterator[rules.Finding | None]:
    """One sentence for the awards that stand at the same service."""
    used: dict[int, list[rules.Used]] = defaultdict(list)
    for each in positions:
        covered = portfolio.services_of_award.get(each.award.pk, [])
        if covered:
            used[covered[0].service_id].append(rules.Used(each.award.provider.brief_name, each.pace, each.audience))
    return (rules.money_off_pace(service, awards) for service, awards in used.items())


def of_told(told: Told) -> Iterator[rules.Finding | None]:
    yield from map(rules.waiting_list, told.waiting)
    for posts in told.posts:
        yield rules.posts_vacant(posts)
        yield rules.posts_filled(posts)
    for promise in told.promises:
        yield rules.promise_late(promise)
        yield rules.promise_kept(promise)
    for cause, services in told.causes.items():
        yield rules.recurring(rules.Recurring(cause, cause.label, sorted(services), Audience.BOARD))
