"""Findings in words about a quarter: the rules asked about its figures, its money and what was told."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from commissioning.choices import Audience
from commissioning.figures.measures import MeasureFigure
from commissioning.figures.money import AwardPosition
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.told import Told
from commissioning.ratings import findings as rules


def of_figures(figures: Sequence[MeasureFigure]) -> Iterator[rules.Finding | None]:
    """What is said of each alone, and of those that are a part of another of these."""
    for figure in figures:
        yield from figure.says
    known = {each.measure.pk: each for each in figures if rules.has_number(each)}
    for figure in known.values():
        yield rules.most_of_whole(figure, known.get(figure.measure.whole_id or 0))


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
