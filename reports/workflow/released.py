"""What a publication told the public of each count is kept with it, for later ones to be held against."""

from collections.abc import Iterable

from django.db import transaction

from reports.builder.public import releases_of
from reports.builder.released import Release
from reports.models import ReleasedCell, Update
from tracker.models import Office
from tracker.refusals import NotNow

AT_ONCE = 500


@transaction.atomic
def keep_released(update: Update, *, office: Office) -> int:
    """Keep every count of the version as the update stands now; answers how many rows were written."""
    return keep_releases(update, releases_of(update, office=office))


@transaction.atomic
def keep_releases(update: Update, releases: Iterable[Release]) -> int:
    """Keep these counts of the version that is being signed off; answers how many rows were written.

    Called in the transaction of the sign-off. What is published in the very same way already is not written again.
    """
    ReleasedCell.objects.filter(update=update, version=update.version).delete()
    known = {_told(row) for row in ReleasedCell.objects.of_others(update).final()}
    rows = [_row(update, each) for each in releases]
    new = [row for row in rows if _told(row) not in known]
    ReleasedCell.objects.bulk_create(new, batch_size=AT_ONCE)
    return len(new)


@transaction.atomic
def forget_released(update: Update) -> None:
    """A sign-off was taken back: nobody has been told anything. What is published is never forgotten."""
    rows = ReleasedCell.objects.filter(update=update, version=update.version)
    if rows.final().exists():
        raise NotNow("What is published has been told: it can’t be taken back.")
    rows.delete()


def _row(update: Update, each: Release) -> ReleasedCell:
    return ReleasedCell(
        update=update,
        version=update.version,
        key=each.key,
        value=each.value,
        told=each.told,
        hidden=each.hidden,
        about_people=each.about_people,
        sums=[[list(part) for part in parts] for parts in each.sums],
    )


def _told(row: ReleasedCell) -> tuple[object, ...]:
    sums = tuple(tuple(tuple(part) for part in parts) for parts in row.sums)
    return (row.key, row.value, row.told, row.hidden, row.about_people, sums)
