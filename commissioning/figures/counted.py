"""One measure over all services that count it: kept, and followed by the audit trail.

To read what thousands of services count takes long, and each page, order and filter of the measure asks what they come
to. So services are cut into runs, and what a run comes to is kept, not its figures: after a change the runs that it
touched are read anew, by the functions that read them all. Of a large portfolio a process that begins finds them as
another one kept them (`kept`), and follows the trail from there.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Self

from commissioning.figures import kept
from commissioning.figures.across import AcrossTime, Lot, lot_of, lots_together, within
from commissioning.figures.across_categories import (
    SplitAcross,
    SplitLot,
    split_across,
    split_lot_of,
    split_lots_together,
)
from commissioning.figures.categories import BrokenDown, figures_by_category
from commissioning.figures.measures import QUARTERS, MeasureFigure
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.reference import Reference
from commissioning.figures.runs import Run, Runs
from commissioning.figures.trail import Touched, between, spread
from commissioning.models import Measure, ReportingPeriod, ServiceMeasure
from tracker.collecting import collecting_later

KEPT = 8
LENGTH = 25  # services of a run: what a change of one of them has to be read
AT_ONCE = 250  # services that are read together
COMES_TO = "comes to"
Unread = tuple["Reading", Run[int], "Held"]
Held = Mapping[int | None, frozenset[int]]  # services that are within others: by breakdown, None of the measure itself


@dataclass(frozen=True, slots=True)
class Asked:
    """At which quarter figures are asked for, and for whose eyes."""

    quarter: ReportingPeriod
    with_submitted: bool
    audiences: tuple[str, ...]
    tolerance: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """What some of the services come to: how many `rows` there are, and how many of these have a figure; what the
    figures add up to, and by each breakdown. `breaks` says where a series can't be compared across, in words.
    """

    rows: int = 0
    figures: int = 0
    whole: Lot | None = None
    splits: tuple[SplitLot, ...] = ()
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """Figures, and each of them by its own breakdowns, by service's measure."""

    figures: list[MeasureFigure]
    split: Mapping[int, Sequence[BrokenDown]]


@dataclass(frozen=True)
class Together:
    """What the services of a quarter that count a measure come to, as it was by the event `head`, of what was set up at
    that `version`. `stored` is the event at which it was put where other processes find it, and `moved` how often it
    was followed since.
    """

    head: str
    version: int
    reading: "Reading" = field(repr=False)
    runs: Runs[int] = field(repr=False)
    within: Held = field(repr=False)
    stored: str = ""
    moved: int = 0

    @property
    def unread(self) -> Iterator[Unread]:
        """The runs of which it is not known what they come to."""
        return ((self.reading, run, self.within) for run in self.runs.runs if COMES_TO not in run.made)

    def read(self) -> Self:
        _read(self.unread)
        return self

    @cached_property
    def share(self) -> Share:
        """What they come to; each run is read."""
        return together(self.runs.joined(COMES_TO, _unread, together))

    def figures_of(self, services: Iterable[int]) -> Broken:
        """The figures of a few of these services, with their categories. One query."""
        reading = self.reading
        return broken(reading.asked, reading.rows(services), reading.reference)

    @property
    def measure(self) -> Measure:
        return self.reading.measure

    @property
    def breaks(self) -> Sequence[str]:
        return self.share.breaks

    @cached_property
    def total(self) -> AcrossTime | None:
        """All of them together; None where there is none."""
        reading, whole = self.reading, self.share.whole
        return AcrossTime(self.measure.name, reading.quarters, whole, reading.reference) if whole else None

    @cached_property
    def by_category(self) -> list[SplitAcross]:
        """By each breakdown that one of them takes."""
        name, quarter, reference = self.measure.name, self.reading.asked.quarter, self.reading.reference
        counting = self.share.figures
        found = (
            split_across(name, each, quarter, counting=counting, reference=reference) for each in self.share.splits
        )
        return sorted(filter(None, found), key=lambda each: each.split.name)

    @cached_property
    def not_added(self) -> list[str]:
        """The names of services that their programme holds already."""
        portfolio = self.reading.portfolio
        return [portfolio.services[key].name for key in self.runs if key in self.within[None]]


_recent: kept.Recent[Together] = kept.Recent(KEPT)


def counted(
    asked: Asked, measure: Measure, head: str, reference: Reference, *, of: Collection[int] | None = None
) -> Together:
    """A measure over all services of the quarter, or over those `of` a selection, as it stands now, or stood at the
    event `head`, the newest when it was asked for, or later. Nothing is kept where nothing was recorded yet.
    """
    return Reading(asked, measure, reference, None if of is None else frozenset(of)).at(head)


def counted_by_each(asked: Asked, measures: Iterable[Measure], reference: Reference) -> list[Together]:
    """Each of these measures over all services of the quarter, read together for a file: nothing is kept."""
    found = [Reading(asked, each, reference, None).begun("") for each in measures]
    _read(chain.from_iterable(each.unread for each in found))
    return found


def together(shares: Sequence[Share]) -> Share:
    """The share of all their services, in their order."""
    whole = [each.whole for each in shares if each.whole]
    splits: dict[int, list[SplitLot]] = {}
    for each in shares:
        for split in each.splits:
            splits.setdefault(split.split, []).append(split)
    return Share(
        rows=sum(each.rows for each in shares),
        figures=sum(each.figures for each in shares),
        whole=lots_together(whole) if whole else None,
        splits=tuple(map(split_lots_together, splits.values())),
        breaks=tuple(words for each in shares for words in each.breaks),
    )


def broken(asked: Asked, measures: Sequence[ServiceMeasure], reference: Reference) -> Broken:
    """The figures of these at the quarter, with their categories. One query."""
    return Broken(
        *figures_by_category(
            measures,
            asked.quarter,
            reference=reference,
            with_submitted=asked.with_submitted,
            tolerance=asked.tolerance,
        )
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads what services come to: all that count the measure, or some."""

    asked: Asked
    measure: Measure
    reference: Reference
    of: frozenset[int] | None

    @property
    def portfolio(self) -> Portfolio:
        return portfolio_for(self.reference)

    @property
    def quarters(self) -> list[ReportingPeriod]:
        """The last eight, oldest first."""
        return self.reference.last(self.asked.quarter, QUARTERS)

    @property
    def name(self) -> str:
        asked, office = self.asked, self.reference.office
        eyes = (asked.with_submitted, asked.audiences, asked.tolerance)
        return repr(("measure", office.pk, office.untold_version, asked.quarter.pk, *eyes, self.measure.pk))

    @property
    def is_stored(self) -> bool:
        """Whether other processes are to find it: of a large portfolio, without a filter."""
        return self.of is None and self.portfolio.is_large

    def at(self, head: str) -> Together:
        if not head:
            return self.all(head)
        name = (self.name, self.of)
        held = _recent.find(kept.EVERY, name) or self.found()
        found = self.keep(self.all(head) if held is None else self.followed(held, head))
        _recent.put(kept.EVERY, name, found)
        return found

    def keep(self, found: Together) -> Together:
        if not self.is_stored or (found.stored and found.moved < kept.MOVED):
            return found
        shares = tuple((tuple(run), run.made[COMES_TO]) for run in found.runs.runs)
        kept.put(self.name, (found.head, found.version, dict(found.within), shares))
        return replace(found, stored=found.head, moved=0)

    def found(self) -> Together | None:
        """What another process kept."""
        held = kept.find(self.name) if self.is_stored else None
        if held is None:
            return None
        head, version, inside, shares = held
        runs = Runs((Run(services) for services, _ in shares), int)
        runs.answered([{COMES_TO: share} for _, share in shares])
        return Together(head, version, self, runs, inside, stored=head)

    @collecting_later()
    def all(self, head: str) -> Together:
        return self.begun(head).read()

    def begun(self, head: str) -> Together:
        """Its runs, of which nothing is known."""
        runs = Runs.of(self.counting(), int, length=LENGTH)
        return Together(head, self.reference.version, self, runs, self.within())

    def followed(self, held: Together, head: str) -> Together:
        """What is held with what was touched since, or all of it where nobody knows what was."""
        version = self.reference.version
        if (held.head, held.version) == (head, version):
            return held
        if held.version > version:
            return self.all(head)
        touched = between(held.head, head)
        if touched is None:  # somebody else's page was asked later, and is newer
            return held if held.version == version else self.all(head)
        return self.all(head) if touched.everything else self.anew(held, spread(touched))

    def anew(self, held: Together, touched: Touched) -> Together:
        version, moved = self.reference.version, held.moved + 1
        runs, inside = held.runs.without_answers(touched.services), held.within
        if version != held.version:
            inside = self.within()
            keys = inside.keys() | held.within.keys()
            otherwise = [inside.get(key, frozenset()) ^ held.within.get(key, frozenset()) for key in keys]
            runs = runs.over(self.counting(), length=LENGTH).without_answers(frozenset.union(*otherwise))
        found = replace(held, head=touched.head, version=version, reading=self, runs=runs, within=inside, moved=moved)
        return found.read()

    def share(self, figures: Sequence[MeasureFigure], split: Mapping[int, Sequence[BrokenDown]], inside: Held) -> Share:
        """What these figures come to."""
        quarter, reference = self.asked.quarter, self.reference
        taken: dict[int, list[BrokenDown]] = {}
        for figure in figures:
            for each in split.get(figure.measure.pk, ()):
                taken.setdefault(each.split.key, []).append(each)
        added = [each for each in figures if each.measure.service_id not in inside[None]]
        return Share(
            figures=len(figures),
            whole=lot_of(added, self.quarters, reference) if added else None,
            splits=tuple(split_lot_of(own, inside[key], quarter, reference) for key, own in taken.items()),
            breaks=tuple(
                f"{each.measure.service.name}: {row.words}"
                for each in figures
                for row in reference.breaks_of(each.measure)
            ),
        )

    def rows(self, services: Iterable[int]) -> list[ServiceMeasure]:
        """What these services count of the measure at the quarter, as far as these eyes may see it."""
        asked, keys = self.asked, list(services)
        self.portfolio.need(keys)
        return [
            row
            for key in keys
            for row in self.portfolio.measures_of(key, asked.quarter.end)
            if row.measure_id == self.measure.pk and row.audience in asked.audiences
        ]

    @property
    def every_row(self) -> list[ServiceMeasure]:
        """Of all services that are asked about, in their order."""
        services = self.portfolio.services_in(self.asked.quarter)
        return self.rows(key for key in services if self.of is None or key in self.of)

    def counting(self) -> list[int]:
        """The services that count it."""
        return [row.service_id for row in self.every_row]

    def within(self) -> Held:
        """A service that has no period yet by the quarter has no figure, and holds none of another's."""
        known, split_by, listed = self.reference, self.reference.split_by, self.every_row
        known.need(row.service_id for row in listed)
        rows = [row for row in listed if known.own_period(row.service_id, self.asked.quarter)]
        counting: dict[int | None, set[int]] = {None: {row.service_id for row in rows}}
        for row in rows:
            for key in split_by.get(row.pk, ()):
                counting.setdefault(key, set()).add(row.service_id)
        return {key: within(services, self.portfolio) for key, services in counting.items()}


def _read(wanted: Iterable[Unread]) -> None:
    """What each of these runs comes to. One query for so many services as are read together."""
    lot: list[Unread] = []
    for each in wanted:
        if lot and sum(len(run) for _, run, _ in lot) + len(each[1]) > AT_ONCE:
            _read_together(lot)
            lot = []
        lot.append(each)
    if lot:
        _read_together(lot)


def _read_together(lot: Sequence[Unread]) -> None:
    first = lot[0][0]
    rows = [reading.rows(run) for reading, run, _ in lot]
    found = broken(first.asked, [row for own in rows for row in own], first.reference)
    figures = {each.measure.pk: each for each in found.figures}
    for (reading, run, inside), own in zip(lot, rows, strict=True):
        told = [figures[row.pk] for row in own if row.pk in figures]
        run.made[COMES_TO] = replace(reading.share(told, found.split, inside), rows=len(run))


def _unread(services: Sequence[int]) -> Share:
    raise ValueError("What a run comes to is read before it is asked for.")
