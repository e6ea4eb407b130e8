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


Placed = tuple[int, int, rules.Used]  # the place of an award in the order of all, the service that it stands at


def used_of(positions: Iterable[AwardPosition], portfolio: Portfolio) -> list[Placed]:
    """What of each award is used, at the first service that it covers; nothing of those that cover none, or of which
    nothing is said.
    """
    found: list[Placed] = []
    for each in positions:
        award = each.award
        covered = portfolio.services_of_award.get(award.pk, []) if rules.is_off(each.pace) else []
        if covered:
            used = rules.Used(award.provider.brief_name, each.pace, each.audience)
            found.append((portfolio.award_order.get(award.pk, 0), covered[0].service_id, used))
    return found


def of_money(lots: Iterable[Iterable[Placed]]) -> Iterator[rules.Finding | None]:
    """One sentence for the awards that stand at the same service, of all lots of awards (`used_of`) together."""
    used: dict[int, list[rules.Used]] = defaultdict(list)
    for _, service, each in sorted((each for lot in lots for each in lot), key=lambda each: each[0]):
        used[service].append(each)
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
