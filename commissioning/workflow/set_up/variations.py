"""Changes to an award: from which day, of what kind, why, what they do to its money, its posts and its last day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db import transaction

from commissioning.models import Award, Variation
from commissioning.ratings.splits import check_carried, check_change
from commissioning.workflow.set_up.faults import Gathered
from commissioning.workflow.set_up.funders import MONEY
from commissioning.workflow.set_up.splits import (
    MONEY_BOX,
    Cells,
    Held,
    changes_of,
    check_all_parts,
    check_correction,
    check_years,
    merged_cells,
    write_cells,
)
from tracker.audit import record as record_event
from tracker.merging import Base
from tracker.models import User
from tracker.periods import london_date
from tracker.records import Kept, Values, check_permission, keep, keep_held, kept_before, locked, values_of, words_of
from tracker.refusals import NeedsReason


@transaction.atomic
def save_variation(
    *,
    variation: Variation,
    values: Values,
    by: User | None,
    at: datetime,
    cells: Cells | None = None,
    reason: str = "",
    base: Base | None = None,
    chosen: Mapping[str, str] | None = None,
    key: str = "",
) -> Kept:
    """Make a change to an award (`Variation(award=award)`) or put one right: `kind`, `effective_on`, `reason`, `posts`
    or `posts_created` and `posts_kept`, `ends_on` (the award's new last day), `announced_in`.

    `cells` are what it adds (or, below nought, takes) by stream and year; those not named stay, None takes one out.
    An uplift adds, a cut or clawback takes, a reprofile or carry-forward leaves the total; a carry-forward moves
    into a later year. `reason` here says why amounts that were stated are put right; why the award was changed is the
    value of that name.
    """
    check_permission(by, MONEY)
    award: Award = locked(variation.award)
    stands: Variation = locked(variation)
    done = kept_before(record=stands, by=by, key=key)
    if done is not None:
        return done
    wanted = {**values_of(stands, FIELDS), **values}
    held = Held(award)
    standing = held.cells(stands)
    amounts = merged_cells(cells or {}, standing, base, chosen or {})
    gathered = Gathered()
    with gathered.also():
        check_years(amounts)
        check_correction(amounts, standing, reason=reason, on=london_date(at))
        gathered.unlike(MONEY_BOX, check_change, wanted["kind"], [each.pounds for each in amounts.values()])
        moved = [(year, each.pounds) for (_, year), each in amounts.items()]
        gathered.unlike(MONEY_BOX, check_carried, wanted["kind"], moved)
        gathered.unlike(MONEY_BOX, check_all_parts, held, stands, amounts, wanted["effective_on"])
    gathered.by_box |= dict(_faults(award, wanted))
    first_end = first_end_of(award)
    with gathered.also():
        kept = keep_held(
            held=stands, values=values, by=by, at=at, base=base, chosen=chosen, key=key,
            reason=reason, told=changes_of(held, standing, amounts),
        )  # fmt: skip
    gathered.check()
    write_cells(award, kept.record, standing, amounts)
    _settle_end(award, first_end, by, at)
    return kept


FIELDS = ("kind", "effective_on", "posts", "posts_created", "posts_kept", "ends_on")


def _faults(award: Award, said: Values) -> Iterator[tuple[str, str]]:
    posts, parts = said["posts"], [said["posts_created"], said["posts_kept"]]
    if posts is not None and None not in parts and posts != sum(parts):
        yield "posts", f"Created and kept come to {sum(parts)}. Leave this empty, or make it the same."
    if said["ends_on"] and award.starts_on and said["ends_on"] < award.starts_on:
        yield "ends_on", "The award’s last day can’t be before its first."


def first_end_of(award: Award) -> date | None:
    """The award's last day as it was first decided, before any change moved it."""
    moved = award.variations.exclude(ends_on=None).order_by("effective_on", "pk").first()
    return moved.ended_before if moved else award.ends_on


def _settle_end(award: Award, first_end: date | None, by: User | None, at: datetime) -> None:
    """The award's last day is that of the latest change which moved it; each of them knows what it was before."""
    end = first_end
    for each in award.variations.exclude(ends_on=None).order_by("effective_on", "pk"):
        if each.ended_before != end:
            award.variations.filter(pk=each.pk).update(ended_before=end)
        end = each.ends_on
    award.variations.filter(ends_on=None).update(ended_before=None)
    keep(record=award, values={"ends_on": end}, by=by, at=at, permission=MONEY, act="move-end")


@transaction.atomic
def take_back_variation(*, variation: Variation, by: User | None, at: datetime, reason: str) -> Award:
    """Take out a change that was entered by mistake, with its money, for a reason; the award's history keeps it."""
    check_permission(by, MONEY)
    award: Award = locked(variation.award)
    stands: Variation = locked(variation)
    if not reason.strip():
        raise NeedsReason("Say why it is taken back: it stays in the history with the reason.")
    first_end = first_end_of(award)
    said = values_of(stands, (*FIELDS, "reason"))
    changes = {name: (words, "") for name, value in said.items() if (words := words_of(stands, name, value))}
    held = Held(award)
    standing = held.cells(stands)
    changes |= changes_of(held, standing, {})
    write_cells(award, stands, standing, {})
    gathered = Gathered()
    gathered.unlike(MONEY_BOX, check_all_parts, held, stands, {}, stands.effective_on)
    gathered.check()
    record_event(act="take-back", record=award, by=by, at=at, reason=reason, changes=changes)
    stands.delete()
    _settle_end(award, first_end, by, at)
    return award
