"""Money that is all used, over the award, or too far ahead of or behind the year."""

from collections.abc import Iterable
from decimal import Decimal

from commissioning.ratings.findings.finding import Finding, Used
from commissioning.ratings.pace import Pace, PaceState
from tracker import formats

RULE = "money-off-pace"
STEP = Decimal(10_000)
ORDER = [PaceState.OVER, PaceState.ALL_USED, PaceState.AHEAD, PaceState.BEHIND]


def is_off(pace: Pace | None) -> bool:
    """Whether this much used at this time wants a word; spend that is not held does not."""
    return pace is not None and pace.used is not None and bool(pace.over or pace.off_pace)


def money_off_pace(service: int | None, awards: Iterable[Used]) -> Finding | None:
    """One sentence for the awards of a service. Silent where all of them are in step, or amount or spend isn't held."""
    found = [(each, each.pace) for each in awards if each.pace is not None and is_off(each.pace)]
    if not found:
        return None
    found.sort(key=lambda pair: ORDER.index(pair[1].state))
    said = "; ".join(f"{each.name} {formats.share(pace.used or 0)}" for each, pace in found)
    gone = formats.share(found[0][1].gone)
    text = f"share of the award used, with {gone} of the year gone: {said}."
    return Finding(RULE, service, text, "public", gravity(found[0][1]), ("money", service))


def gravity(pace: Pace) -> Decimal:
    """First by how it stands, over the award before all the others, then by how far from the year."""
    return STEP * (len(ORDER) - ORDER.index(pace.state)) + abs(pace.points or Decimal(0))
