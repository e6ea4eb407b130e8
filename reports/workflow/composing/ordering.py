"""Whole sections and whole themes of the update moved up and down, with all that stands in them.

Each is asked for with the place at which it was seen: who presses on a page that is no longer true moves nothing.
"""

from datetime import datetime
from itertools import groupby

from django.db import transaction

from reports.models import Entry, Section, Update
from reports.workflow.composing.arranging import numbered
from reports.workflow.composing.held import hold_update
from tracker import audit
from tracker.models import User
from tracker.refusals import NotNow

MOVED = "The outline was changed since you looked at it. Nothing was moved; look again."
FAR = 1_000  # no update has as many sections: where they wait while they are numbered anew


@transaction.atomic
def move_section(*, update: Update, section: int, seen: int, down: bool, by: User, at: datetime) -> Section:
    """A section past the next one that has a paragraph in the update. Refused at the end, or where it moved already."""
    held = hold_update(update, by)
    rows = list(held.sections.select_related("objective").order_by("place", "pk"))
    shown = set(Entry.objects.filter(section__update=held, left_out_why="").values_list("section", flat=True))
    stands = next((row for row in rows if row.pk == section), None)
    if stands is None or stands.place != seen:
        raise NotNow(MOVED)
    others = [row for row in rows if row.pk in shown or row.pk == stands.pk]
    other = _neighbour(others, others.index(stands), down=down)
    place = rows.index(others[other])
    rows.remove(stands)
    rows.insert(place, stands)
    _number(rows)
    audit.record(act="move-section", record=stands, by=by, at=at, changes={"place": (seen, place + 1)})
    return stands


def _number(rows: list[Section]) -> None:
    """Places from one, in this order. No two may have one place at any time, so those that move wait far off."""
    moved = [(place, row) for place, row in enumerate(rows, start=1) if row.place != place]
    for shift in (FAR, 0):
        for place, row in moved:
            Section.objects.filter(pk=row.pk).update(place=shift + place)


@transaction.atomic
def move_theme(*, update: Update, first: int, seen: int, down: bool, by: User, at: datetime) -> Entry:
    """The paragraphs that stand together under a theme, past those of the next in their section; `first` of them."""
    held = hold_update(update, by)
    stands = Entry.objects.select_related("section", "theme").filter(pk=first, section__update=held).first()
    if stands is None or stands.place != seen or stands.left_out_why:
        raise NotNow(MOVED)
    rows = stands.section.entries.filter(left_out_why="").order_by("place", "pk")
    groups = [list(found) for _, found in groupby(rows, key=lambda row: row.theme_id)]
    here = next((number for number, group in enumerate(groups) if group[0].pk == stands.pk), None)
    if here is None:
        raise NotNow(MOVED)
    other = _neighbour(groups, here, down=down)
    groups[here], groups[other] = groups[other], groups[here]
    numbered(row for group in groups for row in group)
    name = str(stands.theme) if stands.theme else "without a theme"
    audit.record(act="move-theme", record=stands.section, by=by, at=at, changes={name: (here + 1, other + 1)})
    return stands


def _neighbour(rows: list, here: int, *, down: bool) -> int:
    other = here + 1 if down else here - 1
    if not 0 <= other < len(rows):
        raise NotNow(f"It stands {'last' if down else 'first'} already.")
    return other
