"""Risks at the end of a period and of the one before: where each stands, how it moved, and how many stand where.

A list of risks is filtered and sorted by where they stand, so that is known of all of them while a page prints a few.
It is kept in the process and followed by the audit trail, as the whole is (`whole`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from commissioning.choices import Movement
from commissioning.figures import kept
from commissioning.figures.following import Held, followed
from commissioning.figures.reference import Reference
from commissioning.figures.trail import Touched
from commissioning.models import ReportingPeriod, Risk, RiskReview
from commissioning.ratings.risks import Told, grade, movement
from tracker import formats
from tracker.together import columns

STEPS = range(1, 6)
KEPT = 4
REVIEWED = ("likelihood", "impact", "likelihood_after", "impact_after")
Pair = tuple[int, int]
Rows = tuple[tuple["MatrixCell", ...], ...]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How many risks have this likelihood and impact, and how grave that is: "high", "medium" or "low"."""

    likelihood: int
    impact: int
    count: int
    grade: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Where risks stood at the end of the period before and stand at its own, and what became of how many.

    Rows run from likelihood 5 down, cells from impact 1 up. Risks whose likelihood or impact is not stated stand in no
    cell; where that is so of all, then and now, there are no rows.
    """

    then: Rows
    now: Rows
    moves: dict[Movement, int]


class Said(NamedTuple):
    """What was said of a risk last: for the period that ended on a day, after mitigation where that was stated.

    A level is likelihood times impact, `before` that before mitigation. None where not stated.
    """

    on: date
    likelihood: int | None
    impact: int | None
    before: int | None

    @property
    def level(self) -> int | None:
        return _level(self.likelihood, self.impact)


class Standing(NamedTuple):
    """A risk of a service at the end of a period, the day `as_at`: what was said of it last by then (`now`), and by the
    end of the period before (`then`). None where nothing was said.
    """

    service: int
    closed_on: date | None
    as_at: date
    now: Said | None
    then: Said | None

    @property
    def level_now(self) -> int | None:
        return self.now.level if self.now else None

    @property
    def level_then(self) -> int | None:
        return self.then.level if self.then else None

    @property
    def closed(self) -> date | None:
        """The day on which it was closed, if it was by the end of the period."""
        return self.closed_on if self.closed_on and self.closed_on <= self.as_at else None

    def was_open(self, start: date) -> bool:
        """Whether it was still open when the period began."""
        return self.closed_on is None or self.closed_on >= start


@dataclass(frozen=True, slots=True)
class Eyes:
    """What somebody may read: risks for these audiences, and reviews of which `told` holds."""

    audiences: tuple[str, ...]
    told: Q


_recent: kept.Recent[Held[dict[int, Standing]]] = kept.Recent(KEPT)


def standings(period: ReportingPeriod, *, eyes: Eyes, head: str, reference: Reference) -> Mapping[int, Standing]:
    """By key, the risks that were told of by the end of the period, and those never told of; not to be changed.

    As they stand now, or stood at the event `head`, the newest when the page was asked for, or later. One query when
    they are first read; then one after something was changed, and one more for the services that it touched.
    """

    def anew(held: dict[int, Standing], touched: Touched) -> dict[int, Standing] | None:
        services = touched.services | touched.telling
        if touched.unowned:
            return None
        if not services:
            return held
        others = {key: each for key, each in held.items() if each.service not in services}
        return others | read(period, eyes, reference, services)

    return followed(_recent, reference, (period.pk, eyes), head, read=lambda: read(period, eyes, reference), anew=anew)


def read(
    period: ReportingPeriod, eyes: Eyes, reference: Reference, services: Collection[int] | None = None
) -> dict[int, Standing]:
    """Where the risks of these services stand, or all there are. One query."""
    risks, reviews = Risk.objects.filter(audience__in=eyes.audiences), RiskReview.objects.filter(eyes.told)
    if services is not None:
        risks, reviews = risks.filter(service__in=services), reviews.filter(risk__service__in=services)
    ends = {key: each.end for key, each in reference.periods.items()}
    owners = ("quarterly_return__period", "office_item__period")
    rows, reviewed = columns((risks, ("pk", "service", "closed_on")), (reviews, ("risk", "pk", *owners, *REVIEWED)))
    said: dict[int, list[tuple[date, int, tuple[int | None, ...]]]] = {}
    for risk, key, of_return, of_item, *levels in reviewed:
        said.setdefault(risk, []).append((ends[of_return or of_item], key, tuple(levels)))
    found = {}
    for key, service, closed_on in rows:
        own = sorted(said.get(key, ()))
        told = [each for each in own if each[0] <= period.end]
        if told or not own:
            then = [each for each in told if each[0] < period.start]
            found[key] = Standing(service, closed_on, period.end, _last(told), _last(then))
    return found


def _last(told: list[tuple[date, int, tuple[int | None, ...]]]) -> Said | None:
    if not told:
        return None
    on, _, (likelihood, impact, likelihood_after, impact_after) = told[-1]
    likely = likelihood if likelihood_after is None else likelihood_after
    bad = impact if impact_after is None else impact_after
    return Said(on, likely, bad, before=_level(likelihood, impact))


def _level(likelihood: int | None, impact: int | None) -> int | None:
    return None if likelihood is None or impact is None else likelihood * impact


def highest_first(risks: Mapping[int, Standing]) -> list[int]:
    """The keys of these by their levels now, those without one last; of those that are level, the newest first."""
    return sorted(risks, key=lambda key: (-(risks[key].level_now or 0), -key))


def moved_words(now: int | None, last: int | None) -> str:
    """How a risk's level moved since it was told before: "up from 9"; where one of the two is not stated, that."""
    if now is None:
        return "level not stated"
    if last is None:
        return "told for the first time"
    if now == last:
        return "unchanged"
    return f"{'up' if now > last else 'down'} from {last}"


def movement_of(risk: Standing) -> Movement:
    """What became of one risk."""
    then, now = (Told(said.on, said.level) if said else None for said in (risk.then, risk.now))
    return movement(then, now, closed=risk.closed is not None)


def movement_words(risk: Standing) -> str:
    """ "Up from 9", "Closed 12 Sep 2022", "Not told of again"."""
    found = movement_of(risk)
    if found in (Movement.UP, Movement.DOWN):
        return f"{found.label} from {risk.level_then}"
    return f"{found.label} {formats.short_day(risk.closed)}" if risk.closed else str(found.label)


def moved(risks: Collection[Standing], period: ReportingPeriod) -> Moved:
    """How these risks stand at the end of the period."""
    moves = Counter(movement_of(each) for each in risks)
    then = _counted(each.then for each in risks if each.was_open(period.start))
    now = _counted(each.now for each in risks if each.closed is None)
    stated = bool(then or now)
    return Moved(
        then=_rows(then) if stated else (),
        now=_rows(now) if stated else (),
        moves={kind: moves[kind] for kind in Movement if moves[kind]},
    )


def _counted(said: Iterable[Said | None]) -> Counter[Pair]:
    return Counter((each.likelihood, each.impact) for each in said if each and each.likelihood and each.impact)


def _rows(counts: Counter[Pair]) -> Rows:
    return tuple(
        tuple(MatrixCell(likelihood, bad, counts[likelihood, bad], grade(likelihood * bad)) for bad in STEPS)
        for likelihood in reversed(STEPS)
    )
