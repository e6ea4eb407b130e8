"""Risks at the end of a period and of the one before: how each moved, and how many stand where."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from commissioning.choices import Movement
from commissioning.models import ReportingPeriod
from commissioning.ratings.risks import Told, grade, movement
from tracker import formats

STEPS = range(1, 6)
SAID = ("told", "likelihood", "impact", "level")
READ = ("closed_on", "as_at", *(f"{what}_{when}" for what in SAID for when in ("then", "now")))
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


def moved_words(now: int | None, last: int | None) -> str:
    """How a risk's level moved since it was told before: "up from 9"; where one of the two is not stated, that."""
    if now is None:
        return "level not stated"
    if last is None:
        return "told for the first time"
    if now == last:
        return "unchanged"
    return f"{'up' if now > last else 'down'} from {last}"


def closed_by_then(risk: Any) -> date | None:
    """The day on which it was closed, if it was by the end of the period. `risk` is a row of `Risk.objects.as_at()`."""
    closed: date | None = risk.closed_on
    return closed if closed and closed <= risk.as_at else None


def movement_of(risk: Any) -> Movement:
    """What became of one risk. `risk` is a row of `Risk.objects.as_at()`."""
    then = Told(risk.told_then, risk.level_then) if risk.told_then else None
    now = Told(risk.told_now, risk.level_now) if risk.told_now else None
    return movement(then, now, closed=closed_by_then(risk) is not None)


def movement_words(risk: Any) -> str:
    """ "Up from 9", "Closed 12 Sep 2022", "Not told of again"."""
    found = movement_of(risk)
    if found in (Movement.UP, Movement.DOWN):
        return f"{found.label} from {risk.level_then}"
    closed = closed_by_then(risk)
    return f"{found.label} {formats.short_day(closed)}" if closed else str(found.label)


def moved(risks: QuerySet, period: ReportingPeriod) -> Moved:
    """How these risks stand. `risks` are rows of `Risk.objects.as_at(period)`. One query."""
    listed = list(risks.order_by().values_list(*READ, named=True))
    moves = Counter(movement_of(each) for each in listed)
    open_then = (each for each in listed if each.closed_on is None or each.closed_on >= period.start)
    then = _counted((each.likelihood_then, each.impact_then) for each in open_then)
    now = _counted((each.likelihood_now, each.impact_now) for each in listed if closed_by_then(each) is None)
    stated = bool(then or now)
    return Moved(
        then=_rows(then) if stated else (),
        now=_rows(now) if stated else (),
        moves={kind: moves[kind] for kind in Movement if moves[kind]},
    )


def _counted(pairs: Iterable[tuple[int | None, int | None]]) -> Counter[Pair]:
    return Counter((likely, bad) for likely, bad in pairs if likely and bad)


def _rows(counts: Counter[Pair]) -> Rows:
    return tuple(
        tuple(MatrixCell(likelihood, bad, counts[likelihood, bad], grade(likelihood * bad)) for bad in STEPS)
        for likelihood in reversed(STEPS)
    )
