"""What the words of a paragraph rest on, kept with its sources when they are saved."""

from collections.abc import Iterable

from commissioning.figures import reference_for
from commissioning.figures.portfolio import portfolio_for
from reports.builder.resting import Change, Sources, changes, rested
from reports.builder.said import read_sources
from reports.models import Entry, EntrySource
from tracker.models import Office


def sources_now(entry: Entry) -> tuple[list[EntrySource], Sources]:
    """The paragraph's sources, and what they say now."""
    rows = list(entry.sources.select_related("service", "office_item", "award"))
    reference = reference_for(Office.objects.get())
    return rows, read_sources(rows, entry.of_quarter, reference=reference, portfolio=portfolio_for(reference))


def remember(entry: Entry, keys: Iterable[str] | None = None) -> list[Change]:
    """Keep what the sources say now; with `keys`, of these facts alone. Answers what changed since it was last kept."""
    rows, said = sources_now(entry)
    found: list[Change] = []
    for row in rows:
        now = rested(said.of(row))
        found += changes(row.pk, row.rested_on, said.of(row))
        wanted = now if keys is None else {**row.rested_on, **{key: now[key] for key in keys if key in now}}
        if wanted != row.rested_on:
            row.rested_on = wanted
            row.save(update_fields=["rested_on"])
    return found
