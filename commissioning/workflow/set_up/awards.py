"""Awards: what was decided, the services that they cover with their shares, their money by stream and year."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from commissioning.models import Award, AwardService, Service
from commissioning.ratings.shares import check_shares
from commissioning.workflow.set_up.faults import Gathered
from commissioning.workflow.set_up.funders import MONEY
from commissioning.workflow.set_up.splits import (
    MONEY_BOX,
    Cells,
    Changes,
    Held,
    changes_of,
    check_all_parts,
    check_correction,
    check_years,
    merged_cells,
    write_cells,
)
from tracker import formats
from tracker.merging import Base, merge
from tracker.models import User
from tracker.periods import london_date
from tracker.records import Kept, Values, check_permission, keep, keep_held, kept_before, locked
from tracker.refusals import Collision

SERVICES = "services"  # the box of a fault that lies in the services together
Shares = Mapping[int, Decimal | None]  # by the service's key; None: covered without a share of its own


@transaction.atomic
def save_award(
    *,
    award: Award,
    values: Values,
    by: User | None,
    at: datetime,
    shares: Shares | None = None,
    cells: Cells | None = None,
    reason: str = "",
    base: Base | None = None,
    chosen: Mapping[str, str] | None = None,
    key: str = "",
) -> Kept:
    """Make or change an award, in one go: its fields, all the services that it covers, some of its money.

    `shares` are all services covered (left out: they stay), whole or absent together. `cells` are the amounts of the
    award itself by stream and year; those not named stay, None takes one out. Money of a year that has begun is put
    right with a `reason` only: what changes an award is a variation. A stated total of the group is that of every award
    in it. The award's last day is not changed here while a variation has moved it.
    """
    check_permission(by, MONEY)
    stands: Award = locked(award)
    done = kept_before(record=stands, by=by, key=key)
    if done is not None:
        return done
    values = {**values, "group": slugify(values["group"])} if "group" in values else dict(values)
    parts = Parts(stands, shares, cells, base, chosen or {})
    gathered = parts.faults(reason=reason, at=at)
    gathered.by_box |= _end_fault(stands, values)
    before = (stands.group, stands.stated_group_total)
    told = parts.changes()
    with gathered.also():
        kept = keep_held(
            held=stands, values=values, by=by, at=at, base=base, chosen=chosen, key=key,
            reason=reason, told=told,
        )  # fmt: skip
    gathered.check()
    parts.write(kept.record)
    _settle_group(kept.record, before, by, at)
    return kept


class Parts:
    """The services and the money of an award as a form or a sheet would have them, merged with what stands."""

    def __init__(
        self, award: Award, shares: Shares | None, cells: Cells | None, base: Base | None, chosen: Mapping[str, str]
    ) -> None:
        self.award = award
        self.held = Held(award)
        self.standing = self.held.cells()
        self.covered = {} if shares is None else shares_of(award)
        self.shares = None if shares is None else merged_shares(self.covered, shares, base, chosen)
        self.cells = None if cells is None else merged_cells(cells, self.standing, base, chosen)

    def faults(self, *, reason: str, at: datetime) -> Gathered:
        gathered = Gathered()
        if self.shares is not None:
            gathered.unlike(SERVICES, check_shares, list(self.shares.values()))
        if self.cells is not None:
            with gathered.also():
                check_years(self.cells)
                check_correction(self.cells, self.standing, reason=reason, on=london_date(at))
                gathered.unlike(MONEY_BOX, check_all_parts, self.held, None, self.cells, None)
        return gathered

    def changes(self) -> Changes:
        """What differs, in words."""
        told = {} if self.shares is None else changed_shares(self.covered, self.shares)
        return told | ({} if self.cells is None else changes_of(self.held, self.standing, self.cells))

    def write(self, award: Award) -> None:
        if self.shares is not None:
            write_shares(award, self.covered, self.shares)
        if self.cells is not None:
            write_cells(award, None, self.standing, self.cells)


def share_box(service: int) -> str:
    """The name of a service's box in forms and faults."""
    return f"share-{service}"


def share_words(shares: Shares, service: int) -> str:
    if service not in shares:
        return ""
    share = shares[service]
    return "covered" if share is None else formats.percentage(share)


def shares_of(award: Award) -> dict[int, Decimal | None]:
    """The services that the award covers, in their order, with their shares."""
    return dict(award.award_services.values_list("service_id", "share")) if award.pk else {}


def began_with_shares(shares: Shares) -> dict[str, str]:
    """The boxes of these services as strings: what a form begins from."""
    return {share_box(service): share_words(shares, service) for service in shares}


def merged_shares(
    standing: Shares, typed: Shares, base: Base | None, chosen: Mapping[str, str]
) -> dict[int, Decimal | None]:
    """The services that are to be covered; one that somebody else added meanwhile stays."""
    if base is None:
        return dict(typed)
    shown = {service for service in standing if share_box(service) in base.marks}
    mine = {share_box(service): share_words(typed, service) for service in typed.keys() | shown}
    theirs = {share_box(service): share_words(standing, service) for service in typed.keys() | standing.keys()}
    merged, clashes = merge(mine, base, theirs, chosen)
    if clashes:
        raise Collision(clashes, 0, theirs)
    found = {}
    for service in [*standing, *(each for each in typed if each not in standing)]:
        box = share_box(service)
        shares = typed if box in mine and merged[box] == mine[box] else standing
        if service in shares:
            found[service] = shares[service]
    return found


def changed_shares(standing: Shares, wanted: Shares) -> Changes:
    """What differs, in words."""
    words = {pk: (share_words(standing, pk), share_words(wanted, pk)) for pk in standing.keys() | wanted.keys()}
    differing = {pk: pair for pk, pair in words.items() if pair[0] != pair[1]}
    names = Service.objects.filter(pk__in=differing).order_by("name", "pk").values_list("pk", "name")
    return {name: differing[pk] for pk, name in names}


def write_shares(award: Award, standing: Shares, wanted: Shares) -> None:
    """Write what differs."""
    rows = AwardService.objects.filter(award=award)
    if standing.keys() - wanted.keys():
        rows.filter(service__in=standing.keys() - wanted.keys()).delete()
    for service in standing.keys() & wanted.keys():
        if standing[service] != wanted[service]:
            rows.filter(service=service).update(share=wanted[service])
    new = [AwardService(award=award, service_id=pk, share=wanted[pk]) for pk in wanted if pk not in standing]
    AwardService.objects.bulk_create(new)


def _end_fault(award: Award, values: Values) -> dict[str, str]:
    """Where a change has moved the last day, it is that change which is put right."""
    if award.pk is None or "ends_on" not in values or values["ends_on"] == award.ends_on:
        return {}
    moved = award.variations.exclude(ends_on=None).order_by("effective_on", "pk").last()
    if moved is None:
        return {}
    moves = f"{moved.get_kind_display()} of {formats.day(moved.effective_on)}"
    return {"ends_on": f"The {moves} moved the last day. Change it there."}


def _settle_group(award: Award, before: tuple[str, Decimal | None], by: User | None, at: datetime) -> None:
    """A stated total is the group's: an award that joins takes it over, one that changes it changes it for all."""
    if not award.group or (award.group, award.stated_group_total) == before:
        return
    others = list(Award.objects.filter(group=award.group).exclude(pk=award.pk).order_by("pk"))
    theirs = next((each.stated_group_total for each in others if each.stated_group_total is not None), None)
    joins = award.group != before[0] and award.stated_group_total is None
    total = theirs if joins else award.stated_group_total
    for each in [award, *others]:
        keep(record=each, values={"stated_group_total": total}, by=by, at=at, permission=MONEY)
    award.stated_group_total = total
