"""What a quarter of the whole portfolio comes to, kept in the process and followed by the audit trail.

To read a large portfolio takes long, and from one look to the next little of it is touched. So what was read is kept,
and only what an event since tells of is read anew, by the same functions that read the whole: a change of what is set
up moves what the trail can tell that it moves, and else everything. What is kept is never older than the newest event
that the page was asked under. Of a large portfolio a process that begins finds it as another one kept it (`kept`), and
follows the trail from there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from commissioning.figures import kept
from commissioning.figures.gists import Gist, gists_of
from commissioning.figures.measures import QUARTERS, MeasureFigure, measure_figures
from commissioning.figures.money import AwardPosition, award_positions
from commissioning.figures.owed import Owed, Owing, late_on, owed_in
from commissioning.figures.owing import owed_anew
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.figures.ratings import Folded, HeatRow, Rated, Ratings, heat, rated_in
from commissioning.figures.reference import Reference, lists
from commissioning.figures.runs import OWNERS, Runs
from commissioning.figures.told import Told, told_anew, told_in
from commissioning.figures.trail import Touched, between, spread
from commissioning.models import (
    Award,
    ReportingPeriod,
)
from tracker.collecting import collecting_later

KEPT = 4
MANY = 500  # services: of more it is quicker to read everything
PROVIDERS = 50  # whose money is worked out together
AT_ONCE = 250  # services whose figures are read together: what they are made of is let go before the next
Made = TypeVar("Made")
Parts = dict[str, dict[str, Any]]
EYES = ("with_submitted", "states", "audiences", "tolerance", "points")
IN_RUNS = ("figures", "ratings")
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
    version: int
    on: Any
    gists: dict[int, list[Gist]]
    ratings: Ratings
    owed: tuple[tuple[Owing, ...], ...]
    told: Told
    unseen: frozenset[int]
    made: dict[str, dict[str, Any]]
    single: dict[int, dict[tuple[str, int], Any]]
    answers: dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Whole:
    """What was read by the event `head`, of what was set up at that `version`. `gists` are the headline figures by
    service, `made` what was worked out of each part, `single` of single services, and with the `runs` of services what
    was of each run's figures or ratings. `unseen` are services that are rated by a figure which these eyes may not see.
    `stored` is the event at which it was put where other processes find it, empty if it never was; `moved` how often it
    was followed since, `known` what was worked out of it that stands there.
    """

    head: str
    version: int
    reading: "Reading"
    services: Mapping[int, Any]
    gists: Mapping[int, list[Gist]]
    ratings: Folded
    owed: Owed
    told: Told
    unseen: frozenset[int]
    runs: Mapping[str, Runs[int]]
    stored: str = ""
    moved: int = 0
    known: frozenset[tuple[str, str]] = frozenset()
    made: Parts = field(default_factory=lambda: {part: {} for part in PARTS}, repr=False)
    single: dict[int, dict[tuple[str, int], Any]] = field(default_factory=dict, repr=False)
    _lots: list[Runs[int]] = field(default_factory=list, repr=False)
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
        """What is worked out of the money of some providers alone, under this name, of so many at a time; it goes when
        the money of one of them is touched.
        """
        own = self.own
        providers = sorted(own)
        if not self._lots or list(self._lots[0]) != providers:
            self._lots[:] = [Runs.of(providers, int, length=PROVIDERS)]
        return self._lots[0].each(name, lambda keys: make([each for key in keys for each in own[key]]))

    @property
    def own(self) -> Mapping[int, list[AwardPosition]]:
        """The positions of each provider."""
        if not self._own:
            self._own.update(lists((each.award.provider_id, each) for each in self.positions.values()))
        return self._own

    def by_services(self, part: str, name: str, make: Callable[[Sequence[int]], Made]) -> list[Made]:
        """What is worked out of the figures, or the ratings, of some services alone, under this name: of a run of them
        at a time, in the plan's order. It goes when one of the run is touched.
        """
        return self.runs[part].each(name, make)

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
        parts = [*self.made.items(), *((part, run.made) for part, runs in self.runs.items() for run in runs.runs[:1])]
        return frozenset((part, name) for part, made in parts for name in made if name != OWNERS)

    @property
    def as_known(self) -> "Whole":
        """As it stands where other processes find it."""
        return replace(self, known=self.worked_out)

    @property
    def is_news(self) -> bool:
        """Whether others would have to read, to follow or to work out much that this one holds."""
        return not self.stored or self.moved >= kept.MOVED or bool(self.worked_out - self.known)


def whole_of(asked: Asked, head: str, reference: Reference) -> Whole:
    """The quarter as it stands now, or stood at the event `head`, the newest when the page was asked for, or later.

    Five queries when it is first read, one while nothing was touched since, and else as many as are touched.
    """
    reading = Reading(asked, reference, portfolio_for(reference))
    held = _recent.find(kept.EVERY, reading.name_today)
    if held is not None and (held.head, held.version) == (head, reference.version):
        return held
    found = reading.followed(held or reading.found(), head)
    _recent.put(kept.EVERY, reading.name_today, found)
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads parts of a quarter: all of them, or what belongs to some services and providers."""

    asked: Asked
    reference: Reference
    portfolio: Portfolio

    @property
    def services(self) -> dict[int, Any]:
        return self.portfolio.services_in(self.asked.quarter)

    @property
    def quarters(self) -> list[ReportingPeriod]:
        return self.reference.last(self.asked.quarter, QUARTERS)

    @property
    def awards(self) -> list[Award]:
        return self.portfolio.awards_at(self.asked.quarter)

    @property
    def name(self) -> str:
        """All that the whole depends on but the day, which only says what is late."""
        asked, office = self.asked, self.reference.office
        eyes = (getattr(asked, each) for each in EYES)
        return repr(("whole", office.pk, office.untold_version, asked.quarter.pk, *eyes))

    @property
    def name_today(self) -> tuple[str, date]:
        return self.name, self.asked.on

    def found(self) -> Whole | None:
        """What another process kept of it."""
        held = kept.find(self.name) if self.portfolio.is_large else None
        if held is None:
            return None
        content = Content._make(held)
        owed = Owed.of(*content.owed)
        return Whole(
            head=content.head,
            version=content.version,
            reading=self,
            services=self.services,
            gists=content.gists,
            ratings=Folded(content.ratings, self.quarters),
            owed=owed if content.on == self.asked.on else late_on(owed, self.asked.on),
            told=content.told,
            unseen=content.unseen,
            runs={part: runs_of(content.gists).answered(made) for part, made in content.answers.items()},
            stored=content.head,
            made=content.made,
            single=content.single,
        ).as_known

    def followed(self, held: Whole | None, head: str) -> Whole:
        """What is held with what was touched since, or all of it where nobody knows what was."""
        version = self.reference.version
        if held is None or held.version > version:
            return self.all(head)
        if held.head == head and held.version == version:
            return held
        touched = between(held.head, head)
        if touched is None:  # somebody else's page was asked later, and is newer
            return held if held.version == version else self.all(head)
        touched = spread(touched)
        wanted, many = self.services, len(touched.services) > MANY
        unread = held.version != version and not wanted.keys() <= held.gists.keys() | touched.services
        if touched.everything or many or unread:
            return self.all(head)
        return self.anew(held, touched, wanted)

    @collecting_later()
    def all(self, head: str) -> Whole:
        services = self.services
        return Whole(
            head=head,
            version=self.reference.version,
            reading=self,
            services=services,
            gists=self.gists(services),
            ratings=Folded.of(self.ratings(services), self.quarters),
            owed=owed_in(self.asked.quarter, on=self.asked.on, user=None),
            told=self.told(services),
            unseen=self.unseen(services),
            runs={part: runs_of(services) for part in IN_RUNS},
        )

    def anew(self, held: Whole, touched: Touched, wanted: Mapping[int, Any]) -> Whole:
        """What is held, with what was touched since read in its place; `wanted` are the services that there are now."""
        services = [key for key in wanted if key in touched.services]
        made: Parts = {part: {} if self.moved(part, touched) else held.made[part] for part in PARTS}
        told, ratings = self.told_anew(held, touched, wanted)
        if told is not held.told:
            made["told"] = {}
        version, moved = self.reference.version, held.moved + 1
        found = replace(held, head=touched.head, version=version, moved=moved, reading=self, told=told, made=made)
        if version != held.version:
            found = self.set_up_anew(found, touched, wanted)
        if services:
            figures = self.by_service(services)
            found = replace(
                found,
                _figures={**found._figures, **{key: figures[key] for key in held._figures if key in figures}},
                gists={**found.gists, **{key: gists_of(own) for key, own in figures.items()}},
                ratings=found.ratings.having(self.ratings(services, ratings)),
                unseen=(held.unseen - touched.services) | self.unseen(services),
                single={key: made for key, made in held.single.items() if key not in figures},
                runs={part: runs.without_answers(services) for part, runs in found.runs.items()},
            )
        if (touched.providers or touched.awarding) and not held.has_positions:
            found = replace(found, moved=found.moved + kept.MOVED)  # all money is read: nobody else is to do it again
        elif touched.providers or touched.awarding:
            found = self.money_anew(found, touched.providers | touched.awarding)
        return replace(found, owed=owed_anew(found.owed, touched, self.asked.quarter, on=self.asked.on))

    def set_up_anew(self, found: Whole, touched: Touched, wanted: Mapping[int, Any]) -> Whole:
        """The same of another state of what is set up: nothing stays that holds its records, but money that did not
        move. Where much was touched others find it at once, for they would have to read as much.
        """
        money = {} if touched.money or touched.plan else found._money
        lots = [*found._lots] if money else []
        gone = found.gists.keys() - wanted.keys()
        same = not touched.plan and list(wanted) == list(found.gists)
        return replace(
            found,
            services=wanted,
            gists={key: found.gists.get(key, []) for key in wanted},
            ratings=found.ratings.only(wanted),
            runs=found.runs if same else {part: runs_of(wanted) for part in IN_RUNS},
            owed=found.owed.afresh(),
            single={key: made for key, made in found.single.items() if key not in gone},
            unseen=found.unseen - gone,
            moved=found.moved
            + (kept.MOVED if len(touched.services) > kept.MOVED or touched.money or touched.plan else 0),
            _figures={},
            _money=money,
            _lots=lots,
            _own={},
        )

    def money_anew(self, found: Whole, providers: frozenset[int]) -> Whole:
        """The same with the money of these providers read anew, each award in its place."""
        if not found.has_positions:
            return found
        now = self.positions(self.portfolio.awards_to(providers, self.asked.quarter))
        was = {each.award.pk for provider in providers for each in found.own.get(provider, ())}
        others = {provider: own for provider, own in found.own.items() if provider not in providers}
        own = others | lists((each.award.provider_id, each) for each in now.values())
        lots = [each.without_answers(providers) for each in found._lots]
        if now.keys() == was:
            money = {**found._money, **now}
        else:
            order = self.portfolio.award_order
            left = {key: each for key, each in found._money.items() if key not in was}
            money = dict(sorted({**left, **now}.items(), key=lambda pair: order.get(pair[0], 0)))
        return replace(found, _money=money, _own=own, _lots=lots)

    def moved(self, part: str, touched: Touched) -> bool:
        money = bool(touched.money or touched.plan or touched.awarding)
        if part in ("figures", "ratings"):
            return bool(touched.services or touched.plan)
        return (
            bool(money or touched.providers) if part == "positions" else part == "owed" or (part == "set-up" and money)
        )

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
        self.portfolio.measures.need(keys)  # of all services one query for both is slower: its rows are as wide as both
        self.reference.need(keys)
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

    def unseen(self, services: Iterable[int]) -> frozenset[int]:
        """Those of these services that are rated by a figure which these eyes may not see."""
        seen, keys = self.asked.audiences, list(services)
        self.portfolio.measures.need(keys)
        measures = ((key, each) for key in keys for each in self.portfolio.measures.get(key, ()))
        return frozenset(key for key, each in measures if each.headline and each.audience not in seen)

    def positions(self, awards: Iterable[Award]) -> dict[int, AwardPosition]:
        asked = self.asked
        found = award_positions(awards, asked.quarter, with_submitted=asked.with_submitted, points=asked.points)
        return {each.award.pk: each for each in found}

    def ratings(self, services: Iterable[int], rows: Iterable[Rated] | None = None) -> dict[int, HeatRow]:
        return heat(services, self.asked.quarter, reference=self.reference, rows=rows)

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

    def told_anew(self, held: Whole, touched: Touched, wanted: Mapping[int, Any]) -> tuple[Told, list[Rated] | None]:
        """What is told by now, and how the services touched are rated where that was read with it.

        All that is told is read where an item about no service may tell something else.
        """
        telling = touched.services | touched.telling
        if touched.unowned:
            return self.told(wanted), None
        if not telling and not touched.providers:
            return held.told, None
        asked = self.asked
        return told_anew(
            held.told,
            asked.quarter,
            wanted,
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
        version=whole.version,
        on=reading.asked.on,
        gists=dict(whole.gists),
        ratings=whole.ratings.ratings,
        owed=tuple(map(tuple, (whole.owed.returns, whole.owed.packs, whole.owed.items))),
        told=whole.told,
        unseen=whole.unseen,
        made=whole.made,
        single=whole.single,
        answers={part: runs.answers for part, runs in whole.runs.items()},
    )
    kept.put(reading.name, tuple(content))
    if _recent.find(kept.EVERY, reading.name_today) is whole:
        _recent.put(kept.EVERY, reading.name_today, replace(whole, stored=whole.head, moved=0).as_known)


def runs_of(services: Iterable[int]) -> Runs[int]:
    """A service is its own."""
    return Runs.of(services, int)


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
    portfolio.need(keys)
    measures = (each for key in keys for each in portfolio.measures_of(key, quarter.end))
    return measure_figures(
        [each for each in measures if each.headline and each.audience in seen],
        quarter,
        reference=reference,
        with_submitted=with_submitted,
        tolerance=tolerance,
    )
