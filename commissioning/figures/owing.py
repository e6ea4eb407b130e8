"""What everybody owes for a quarter, kept in the process and followed by the audit trail, as the whole is (`whole`)."""

from dataclasses import dataclass, replace
from datetime import date

from commissioning.figures import kept
from commissioning.figures.owed import About, Owed, late_on, owed_in
from commissioning.figures.reference import Reference
from commissioning.figures.trail import Touched, since
from commissioning.models import ReportingPeriod

KEPT = 4


@dataclass(frozen=True, slots=True)
class Held:
    """What was owed by the event `head`, and what of it was late on a day."""

    head: str
    on: date
    owed: Owed


_recent: kept.Recent[Held] = kept.Recent(KEPT)


def owed_by_all(quarter: ReportingPeriod, *, on: date, head: str, reference: Reference) -> Owed:
    """What is owed for the quarter, whoever owes it, as it stands now, or stood at the event `head`, the newest when it
    was asked for, or later. One query when it is first read; then two after something was changed.
    """
    if not head:
        return owed_in(quarter, on=on, user=None)
    held = _recent.find(reference, quarter.pk)
    found = _followed(held, head, quarter, on) if held else Held(head, on, owed_in(quarter, on=on, user=None))
    if found.on != on:
        found = replace(found, on=on, owed=late_on(found.owed, on))
    _recent.put(reference, quarter.pk, found)
    return found.owed


def _followed(held: Held, head: str, quarter: ReportingPeriod, on: date) -> Held:
    if held.head == head:
        return held
    touched = since(held.head)
    if touched.everything:
        return Held(head, on, owed_in(quarter, on=on, user=None))
    return replace(held, head=touched.head, owed=owed_anew(held.owed, touched, quarter, on=held.on))


def owed_anew(held: Owed, touched: Touched, quarter: ReportingPeriod, *, on: date) -> Owed:
    """What is owed by those touched as it is read now, and by others as it was held; all of it, once an item about no
    service was touched. At most one query.
    """
    if touched.unowned:
        return owed_in(quarter, on=on, user=None)
    services, providers = touched.services, touched.providers
    if not services and not providers:
        return held
    anew = owed_in(quarter, on=on, user=None, about=About(tuple(sorted(services)), providers))
    return held.having(anew, services, providers)
