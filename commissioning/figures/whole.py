"""What a quarter of the whole portfolio comes to, kept in the process and followed by the audit trail.

To read a large portfolio takes long, and from one look to the next little of it is touched. So what was read is kept,
and only what an event since tells of is read anew, by the same functions that read the whole. What is kept is of one
state of what is set up (`Reference`), and never older than the newest event that the page was asked under. Of a large
portfolio a process that begins finds it as another one kept it (`kept`), and follows the trail from there.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from commissioning.figures import kept
from commissioning.figures.gists import Gist, gists_of
from commissioning.figures.measures import QUARTERS, MeasureFigure, measure_figures
from commissioning.figures.money import AwardPosition, award_positions
from commissioning.figures.owed import About, Owed, Owing, late_on, owed_in
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.ratings import Folded, HeatRow, Rated, Ratings, heat, rated_in
from commissioning.figures.reference import Reference
from commissioning.figures.told import Told, told_anew, told_in
from commissioning.figures.trail import Touched, since
from commissioning.models import Award, ReportingPeriod

KEPT = 4
AT_ONCE = 250  # services whose figures are read together: what they are made of is let go before the next
Made = TypeVar("Made")
Parts = dict[str, dict[str, Any]]
LIST = "list"
MOVED = 20  # changes: what others would have to follow before it is kept anew
EYES = ("with_submitted", "states", "audiences", "tolerance", "points")
PARTS = ("figures", "positions", "ratings", "owed", "told", "set-up")
_recent: kept.Recent["Whole"] = kept.Recent(KEPT)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about, and for whose eyes: `on`, today, says what is late."""

    quarter: ReportingPeriod
    on: date
    with_submitted: bool
    states: tuple[str, ...]
    audiences: tuple[str, ...]
    tolerance: Decimal
    points: Decimal


class Content(NamedTuple):
    """A whole as it is kept: all of it but the records that it tells of, and money award by award."""

    head: str
    on: Any
    gists: dict[int, list[Gist]]
    ratings: Ratings
    owed: Owed
    told: Told
    made: dict[str, dict[str, Any]]
    single: dict[int, dict[tuple[str, int], Any]]


@dataclass(frozen=True, slots=True)
class Whole:
    """What was read by the event `head`. `gists` are the headline figures by service, `made` what was worked out of
    each part, `single` of single services. `stored` is the event at which it was put where other processes find it,
    empty if it never was; `moved` how often it was followed since, `known` what of `made` stands there.
    """

    head: str
    reading: "Reading"
    services: Mapping[int, Any]
    gists: Mapping[int, list[Gist]]
    ratings: Folded
    owed: Owed
    told: Told
    stored: str = ""
    moved: int = 0
    known: frozenset[tuple[str, str]] = frozenset()
    made: Parts = field(default_factory=lambda: {part: {} for part in PARTS}, repr=False)
    single: dict[int, dict[tuple[str, int], Any]] = field(default_factory=dict, repr=False)
    _lots: dict[int, dict[str, Any]] = field(default_factory=dict, repr=False)
    _money: dict[int, AwardPosition] = field(default_factory=dict, repr=False)
    _own: dict[int, list[AwardPosition]] = field(default_factory=dict, repr=False)
    _figures: dict[int, list[MeasureFigure]] = field(default_factory=dict, repr=False)

    def once(self, part: str, name: str, make: Callable[[], Made]) -> Made:
        """What is worked out of one part alone, under this name: made when it is first asked for, and kept with it."""
        made = self.made[part]
        if name not in made:
            made[name] = make()
        found: Made = made[name]
        return found

    def of_services(
        self, name: str, asked: Mapping[int, int], make: Callable[[list[int]], dict[int, Made]]
    ) -> dict[int, Made]:
        """What is worked out of the figures of single services, under this name: `asked` are the keys of what it is of,
        each with its service. It goes when the service is touched.
        """
        held: dict[int, dict[tuple[str, int], Made]] = self.single
        unknown = [key for key, service in asked.items() if (name, key) not in held.get(service, {})]
        for key, made in make(unknown).items() if unknown else ():
            held.setdefault(asked[key], {})[name, key] = made
        return {key: held[service][name, key] for key, service in asked.items()}

    def by_provider(self, name: str, make: Callable[[list[AwardPosition]], Made]) -> list[Made]:
        """What is worked out of the money of one provider alone, under this name, of each; it goes when the provider's
        money is touched.
        """
        if not self._own:
            for each in self.positions.values():
                self._own.setdefault(each.award.provider_id, []).append(each)
        for key, own in self._own.items():
            lot = self._lots.setdefault(key, {})
            if name not in lot:
                lot[name] = make(own)
        return [self._lots[key][name] for key in self._own]

    @property
    def every_gist(self) -> list[Gist]:
        """In the plan's order and that of the return; not to be changed."""
        return self.once("figures", LIST, lambda: [each for key in self.services for each in self.gists[key]])

    @property
    def positions(self) -> Mapping[int, AwardPosition]:
        """All that there are, by award, whoever may see them: read when they are first asked for."""
        if not self._money:
            self._money.update(self.reading.positions(self.reading.awards))
        return self._money

    def figures_of(self, services: Iterable[int]) -> dict[int, list[MeasureFigure]]:
        """The headline figures of a few services, read when they are first asked for."""
        keys = list(dict.fromkeys(services))
        unknown = [key for key in keys if key not in self._figures]
        if unknown:
            self._figures.update(self.reading.by_service(unknown))
        return {key: self._figures[key] for key in keys}

    @property
    def has_positions(self) -> bool:
        return bool(self._money)

    @property
    def worked_out(self) -> frozenset[tuple[str, str]]:
        """What was worked out of which part, by name."""
        return frozenset((part, name) for part, made in self.made.items() for name in made if name != LIST)

    @property
    def is_news(self) -> bool:
        """Whether others would have to read, to follow or to work out much that this one holds."""
        return not self.stored or self.moved >= MOVED or bool(self.worked_out - self.known)


def whole_of(asked: Asked, head: str, reference: Reference) -> Whole:
    """The quarter as it stands now, or stood at the event `head`, the newest when the page was asked for, or later.

    Five queries when it is first read, one while nothing was touched since, and else as many as are touched.
    """
    held = _recent.find(reference, asked)
    if held is not None and held.head == head:
        return held
    reading = Reading(asked, reference, portfolio_for(reference))
    found = reading.followed(held or reading.found(), head)
    _recent.put(reference, asked, found)
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads parts of a quarter: all of them, or what belongs to some services and providers."""

    asked: Asked
    reference: Reference
    portfolio: Portfolio

    @property
    def services(self) -> dict[int, Any]:
        return {each.pk: each for each in self.portfolio.in_quarter(self.asked.quarter)}

    @property
    def quarters(self) -> list[ReportingPeriod]:
        return self.reference.last(self.asked.quarter, QUARTERS)

    @property
    def awards(self) -> list[Award]:
        return self.portfolio.awards_at(self.asked.quarter)

    @property
    def name(self) -> str:
        """All that the whole depends on but the day, which only says what is late."""
        asked, version = self.asked, self.reference.version
        return repr(("whole", version, asked.quarter.pk, *(getattr(asked, each) for each in EYES)))

    def found(self) -> Whole | None:
        """What another process kept of it."""
        held = kept.find(self.name) if self.portfolio.is_large else None
        if held is None:
            return None
        content = Content._make(held)
        return Whole(
            head=content.head,
            reading=self,
            services=self.services,
            gists=content.gists,
            ratings=Folded(content.ratings, self.quarters),
            owed=content.owed if content.on == self.asked.on else late_on(content.owed, self.asked.on),
            told=content.told,
            stored=content.head,
            known=frozenset((part, name) for part, made in content.made.items() for name in made),
            made=content.made,
            single=content.single,
        )

    def followed(self, held: Whole | None, head: str) -> Whole:
        """What is held with what was touched since, or all of it where nobody knows what was."""
        if held is None:
            return self.all(head)
        if held.head == head:
            return held
        touched = since(held.head)
        return self.all(head) if touched.everything else self.anew(held, touched)

    def all(self, head: str) -> Whole:
        services = self.services
        return Whole(
            head=head,
            reading=self,
            services=services,
            gists=self.gists(services),
            ratings=Folded.of(self.ratings(services), self.quarters),
            owed=self.owed(None),
            told=self.told(services),
        )

    def anew(self, held: Whole, touched: Touched) -> Whole:
        """What is held, with what was touched since read in its place."""
        services = [key for key in held.services if key in touched.services]
        made: Parts = {part: {} if self.moved(part, touched) else held.made[part] for part in PARTS}
        told, ratings = self.told_anew(held, touched)
        if told is not held.told:
            made["told"] = {}
        found = replace(held, head=touched.head, moved=held.moved + 1, reading=self, told=told, made=made)
        if services:
            figures = self.by_service(services)
            found = replace(
                found,
                _figures={**held._figures, **{key: figures[key] for key in held._figures if key in figures}},
                gists={**held.gists, **{key: gists_of(own) for key, own in figures.items()}},
                ratings=held.ratings.having(self.ratings(services, ratings)),
                single={key: made for key, made in held.single.items() if key not in figures},
            )
        if touched.providers and not held.has_positions:
            found = replace(found, moved=found.moved + MOVED)  # all money is read: nobody else is to do it again
        elif touched.providers:
            own = self.positions(each for each in self.awards if each.provider_id in touched.providers)
            lots = {key: lot for key, lot in held._lots.items() if key not in touched.providers}
            found = replace(found, _money={**held.positions, **own}, _own={}, _lots=lots)
        if touched.unowned:
            return replace(found, owed=self.owed(None))
        if touched.services or touched.providers:
            return replace(found, owed=_with_owed(held.owed, self.owed(touched), touched))
        return found

    def moved(self, part: str, touched: Touched) -> bool:
        if part in ("figures", "ratings"):
            return bool(touched.services)
        return bool(touched.providers) if part == "positions" else part == "owed"

    def figures(self, services: Iterable[int]) -> list[MeasureFigure]:
        asked = self.asked
        return headline_figures(
            services,
            asked.quarter,
            reference=self.reference,
            audiences=asked.audiences,
            with_submitted=asked.with_submitted,
            tolerance=asked.tolerance,
        )

    def gists(self, services: Iterable[int]) -> dict[int, list[Gist]]:
        keys = list(services)
        self.portfolio.measures.need(keys)
        self.reference.need(keys, (each.pk for key in keys for each in self.portfolio.measures.get(key, ())))
        found: dict[int, list[Gist]] = {}
        for first in range(0, len(keys), AT_ONCE):
            figures = self.by_service(keys[first : first + AT_ONCE])
            found |= {key: gists_of(own) for key, own in figures.items()}
        return found

    def by_service(self, services: Iterable[int]) -> dict[int, list[MeasureFigure]]:
        found: dict[int, list[MeasureFigure]] = {key: [] for key in services}
        for each in self.figures(found):
            found[each.measure.service_id].append(each)
        return found

    def positions(self, awards: Iterable[Award]) -> dict[int, AwardPosition]:
        asked = self.asked
        found = award_positions(awards, asked.quarter, with_submitted=asked.with_submitted, points=asked.points)
        return {each.award.pk: each for each in found}

    def ratings(self, services: Iterable[int], rows: Iterable[Rated] | None = None) -> dict[int, HeatRow]:
        return heat(services, self.asked.quarter, reference=self.reference, rows=rows)

    def owed(self, touched: Touched | None) -> Owed:
        about = About(tuple(sorted(touched.services)), touched.providers) if touched else None
        return owed_in(self.asked.quarter, on=self.asked.on, user=None, about=about)

    def told(self, services: Mapping[int, Any]) -> Told:
        asked = self.asked
        return told_in(
            asked.quarter,
            services,
            reference=self.reference,
            states=asked.states,
            audiences=asked.audiences,
            everything=True,
        )

    def told_anew(self, held: Whole, touched: Touched) -> tuple[Told, list[Rated] | None]:
        """What is told by now, and how the services touched are rated where that was read with it.

        All that is told is read where an item about no service may tell something else.
        """
        telling = touched.services | touched.telling
        if touched.unowned:
            return self.told(held.services), None
        if not telling and not touched.providers:
            return held.told, None
        asked = self.asked
        return told_anew(
            held.told,
            asked.quarter,
            held.services,
            touched=telling,
            senders=touched.providers,
            rated=rated_in(asked.quarter, self.reference),
            reference=self.reference,
            states=asked.states,
            audiences=asked.audiences,
        )


def keep(whole: Whole) -> None:
    """Put it where a process that begins will find it: once it was read whole, when it has moved on since, and when
    another page has worked out more of it.
    """
    reading = whole.reading
    if not (reading.portfolio.is_large and whole.is_news):
        return
    content = Content(
        head=whole.head,
        on=reading.asked.on,
        gists=dict(whole.gists),
        ratings=whole.ratings.ratings,
        owed=whole.owed,
        told=whole.told,
        made={part: {name: made for name, made in whole.made[part].items() if name != LIST} for part in PARTS},
        single=whole.single,
    )
    kept.put(reading.name, tuple(content))
    if _recent.find(reading.reference, reading.asked) is whole:
        done = replace(whole, stored=whole.head, moved=0, known=whole.worked_out)
        _recent.put(reading.reference, reading.asked, done)


def headline_figures(
    services: Iterable[int],
    quarter: ReportingPeriod,
    *,
    reference: Reference,
    audiences: Iterable[str],
    with_submitted: bool,
    tolerance: Decimal,
) -> list[MeasureFigure]:
    """The headline figures of each of these services for these eyes, in their order and that of the return."""
    portfolio, seen, keys = portfolio_for(reference), frozenset(audiences), list(services)
    portfolio.measures.need(keys)
    measures = (each for key in keys for each in portfolio.measures_of(key, quarter.end))
    return measure_figures(
        [each for each in measures if each.headline and each.audience in seen],
        quarter,
        reference=reference,
        with_submitted=with_submitted,
        tolerance=tolerance,
    )


def _with_owed(held: Owed, anew: Owed, touched: Touched) -> Owed:
    """What is owed of others as it was held, of those touched as it was read."""
    services, providers = touched.services, touched.providers

    def joined(old: Iterable[Owing], new: Iterable[Owing], gone: Callable[[Owing], bool]) -> tuple[Owing, ...]:
        return tuple(sorted([*(each for each in old if not gone(each)), *new], key=lambda each: each.key))

    def of_service(each: Owing) -> bool:
        return each.service in services

    return Owed(
        returns=joined(held.returns, anew.returns, of_service),
        packs=joined(held.packs, anew.packs, lambda each: each.provider in providers),
        items=joined(held.items, anew.items, of_service),
    )
