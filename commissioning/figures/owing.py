"""What everybody owes for a quarter, kept in the process and followed by the audit trail, as the whole is (`whole`)."""

from dataclasses import dataclass, replace
from datetime import date

from commissioning.figures import kept
from commissioning.figures.owed import About, Owed, late_on, owed_in
from commissioning.figures.reference import Reference
from commissioning.figures.trail import Touched, between
from commissioning.models import ReportingPeriod

KEPT = 4


@dataclass(frozen=True, slots=True)
class Held:
    """What was owed by the event `head`, and what of it was late on a day. `version` is that of what was set up, which
    may name and place what is worked out of it.
    """

    head: str
    version: int
    on: date
    owed: Owed


_recent: kept.Recent[Held] = kept.Recent(KEPT)


def owed_by_all(quarter: ReportingPeriod, *, on: date, head: str, reference: Reference) -> Owed:
    """What is owed for the quarter, whoever owes it, as it stands now, or stood at the event `head`, the newest when it
    was asked for, or later. One query when it is first read; then two after something was changed.
    """
    if not head:
        return owed_in(quarter, on=on, user=None)
    name, version = (reference.office.untold_version, quarter.pk), reference.version
    held = _recent.find(kept.EVERY, name)
    found = held and _followed(held, head, quarter)
    if found is None:
        found = Held(head, version, on, owed_in(quarter, on=on, user=None))
    if found.on != on:
        found = replace(found, on=on, owed=late_on(found.owed, on))
    if found.version != version:
        found = replace(found, version=version, owed=found.owed.afresh())
    _recent.put(kept.EVERY, name, found)
    return found.owed


def _followed(held: Held, head: str, quarter: ReportingPeriod) -> Held | None:
    """With what was touched since; None where nobody knows what was."""
    if held.head == head:
        return held
    touched = between(held.head, head)
    if touched is None:  # somebody else's page was asked later, and is newer
        return held
    if touched.everything:
        return None
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
