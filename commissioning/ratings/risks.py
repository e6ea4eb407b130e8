"""How grave a risk is, and how it moved. Pure."""

from dataclasses import dataclass
from datetime import date

from commissioning.choices import Movement

HIGH, MEDIUM = 15, 6  # likelihood times impact, from which on a risk is high or medium


@dataclass(frozen=True, slots=True)
class Told:
    """What was said of a risk last: for the period that ended on a day, and at which level, None where not stated."""

    on: date
    level: int | None


def grade(level: int) -> str:
    return "high" if level >= HIGH else "medium" if level >= MEDIUM else "low"


def movement(then: Told | None, now: Told | None, *, closed: bool) -> Movement:
    """What became of a risk since the end of the period before.

    What was said last by the end of the period stands in `now`, and by the end of the one before in `then`. That a
    risk was closed says more than its level. One of which nobody told in the period is not called unchanged.
    """
    if closed:
        return Movement.CLOSED
    if now is None:
        return Movement.UNSTATED
    if then is None:
        return Movement.NEW
    if then.on == now.on:
        return Movement.SILENT
    if then.level is None or now.level is None:
        return Movement.UNSTATED
    if then.level == now.level:
        return Movement.SAME
    return Movement.UP if now.level > then.level else Movement.DOWN
