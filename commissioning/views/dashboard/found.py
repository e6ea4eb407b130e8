"""What the pages about a whole quarter find: read once, for all of their parts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, overload

from commissioning.figures import AwardPosition, HeatRow, MeasureFigure, award_positions, heat
from commissioning.figures.gists import Gist, gists_of
from commissioning.figures.owed import About, Owed, owed_in
from commissioning.figures.ratings import Rated, rated_in
from commissioning.figures.told import Told, told_and_rated
from commissioning.figures.whole import Asked, Whole, headline_figures, keep, whole_of
from commissioning.filters import PortfolioFilter
from commissioning.models import Award, Service
from commissioning.models.seeing import audiences, states, with_submitted
from commissioning.views.quarters import Scene
from commissioning.views.service.money import for_eyes

Made = TypeVar("Made")
Item = TypeVar("Item", covariant=True)
Several = Callable[[list[int]], dict[int, Made]]
SPARE = 6


@dataclass(frozen=True)
class Found:
    """What the pages about a whole quarter read. `query` is the chosen filter as it stands in addresses.

    `unseen` are services that are rated by something which this person may not see: what a rating rests on says it.
    """

    scene: Scene
    services: dict[int, Service]
    query: dict[str, str]
    owed: Owed
    figures: Sequence[MeasureFigure]
    positions: Sequence[AwardPosition]
    unseen: frozenset[int]
    made: dict[tuple[str, str], Any] = field(default_factory=dict, kw_only=True, compare=False, repr=False)

    @property
    def awards(self) -> list[Award]:
        """Whose positions these are, in the order of all."""
        return [each.award for each in self.positions]

    @cached_property
    def gists(self) -> Mapping[int, Sequence[Gist]]:
        """The headline figures of each service, in the plan's order and that of the return."""
        found: dict[int, list[Gist]] = {key: [] for key in self.services}
        for each in gists_of(self.figures):
            found[each.service].append(each)
        return found

    def first_gist(self, service: int) -> Gist | None:
        return next(iter(self.gists.get(service, ())), None)

    def of_gists(self, name: str, make: Callable[[list[Gist]], Made]) -> list[Made]:
        """What is worked out of the headline figures alone, under this name: of those of some services at a time, in
        their order. Of everything it is kept until one of these is touched.
        """
        return self.by_services("figures", name, lambda keys: make([gist for key in keys for gist in self.gists[key]]))

    def by_services(self, part: str, name: str, make: Callable[[Sequence[int]], Made]) -> list[Made]:
        """The same of figures or of "ratings", by the keys of the services."""
        return self.once(part, f"{name}, by services", lambda: [make(list(self.services))])

    @cached_property
    def heat(self) -> Mapping[int, HeatRow]:
        """The ratings of this quarter and of those before."""
        _, rated = self.told_and_rated
        return heat(self.services, self.scene.quarter, reference=self.scene.reference, rows=rated)

    @cached_property
    def told(self) -> Told:
        """What was told beside figures."""
        told, _ = self.told_and_rated
        return told

    @cached_property
    def told_and_rated(self) -> tuple[Told, list[Rated]]:
        scene = self.scene
        return told_and_rated(
            scene.quarter,
            self.services,
            rated=rated_in(scene.quarter, scene.reference),
            reference=scene.reference,
            states=states(scene.user),
            audiences=audiences(scene.user),
            everything=not self.query,
        )

    def figures_of(self, gists: Iterable[Gist]) -> list[MeasureFigure]:
        """The figures themselves, in this order."""
        known = {each.measure.pk: each for each in self.figures}
        return [known[each.measure] for each in gists]

    def by_provider(self, name: str, make: Callable[[Sequence[AwardPosition]], Made]) -> list[Made]:
        """What is worked out of the money of one provider alone, under this name, of each; it may be asked of several
        together. Of everything it is kept until the provider's money is touched.
        """
        return [make(self.positions)]

    def once(self, part: str, name: str, make: Callable[[], Made]) -> Made:
        """What is worked out of one part alone ("figures", "positions"), under this name: once for the page, and of
        everything it is kept with that part.
        """
        if (part, name) not in self.made:
            self.made[part, name] = make()
        found: Made = self.made[part, name]
        return found

    @property
    def spare(self) -> int:
        """How many of what is made for single services are made besides those that are shown."""
        return 0

    def of_services(self, name: str, asked: Mapping[int, int], make: Several[Made]) -> Mapping[int, Made]:
        """What is worked out of one service's figures, by key of what it is of, of each the service. `make` answers for
        several; of everything it is kept until the service is touched.
        """
        return make(list(asked))


@dataclass(frozen=True)
class FoundWhole(Found):
    """The whole quarter, of what is kept of it; figures and positions are read when they are asked for."""

    whole: Whole

    @property
    def awards(self) -> list[Award]:
        return self.whole.reading.awards

    @property
    def gists(self) -> Mapping[int, Sequence[Gist]]:
        return self.whole.gists

    def by_services(self, part: str, name: str, make: Callable[[Sequence[int]], Made]) -> list[Made]:
        return self.whole.by_services(part, name, make)

    @cached_property
    def heat(self) -> Mapping[int, HeatRow]:
        return self.whole.ratings

    @cached_property
    def told(self) -> Told:
        return self.whole.told

    def figures_of(self, gists: Iterable[Gist]) -> list[MeasureFigure]:
        listed = list(gists)
        figures = self.whole.figures_of(each.service for each in listed)
        return [next(own for own in figures[each.service] if own.measure.pk == each.measure) for each in listed]

    def once(self, part: str, name: str, make: Callable[[], Made]) -> Made:
        return self.whole.once(part, name, make)

    @property
    def spare(self) -> int:
        return SPARE

    def by_provider(self, name: str, make: Callable[[Sequence[AwardPosition]], Made]) -> list[Made]:
        return self.whole.by_provider(name, lambda positions: make(for_eyes(positions, self.scene.user)))

    def of_services(self, name: str, asked: Mapping[int, int], make: Several[Made]) -> Mapping[int, Made]:
        return self.whole.of_services(name, asked, make)


class Later(Sequence[Item]):
    """A list that is made when somebody looks into it."""

    def __init__(self, make: Callable[[], Sequence[Item]]) -> None:
        self.make = make

    @cached_property
    def made(self) -> Sequence[Item]:
        return self.make()

    def __len__(self) -> int:
        return len(self.made)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.made)

    @overload
    def __getitem__(self, place: int) -> Item: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...

    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        return self.made[place]


def read(scene: Scene, chosen: PortfolioFilter) -> Found:
    """Everything that the dashboard shows, in six queries; of everything, what was touched since it was last read."""
    if chosen.chosen or scene.user.is_provider or not scene.office.told:
        return Found(**facts_of(scene, chosen))
    return of_whole(scene, whole_of(asked_by(scene), scene.office.told, scene.reference))


def unfiltered(scene: Scene) -> PortfolioFilter:
    """Where nobody can choose: everything."""
    return PortfolioFilter(None, queryset=Service.objects.none(), scene=scene)


def keep_whole(found: Found) -> None:
    """When a page is made: put what it was made of where other processes find it."""
    if isinstance(found, FoundWhole):
        keep(found.whole)


def asked_by(scene: Scene) -> Asked:
    """The whole quarter, as far as this person may see it."""
    return Asked(
        quarter=scene.quarter,
        on=scene.on,
        with_submitted=with_submitted(scene.user),
        states=tuple(states(scene.user)),
        audiences=tuple(audiences(scene.user)),
        tolerance=scene.office.tolerance,
        points=scene.office.pace_points,
    )


def of_whole(scene: Scene, whole: Whole) -> Found:
    services = dict(whole.services)
    return FoundWhole(
        scene=scene,
        services=services,
        query={},
        owed=whole.owed,
        figures=Later(lambda: whole.reading.figures(services)),
        positions=Later(lambda: for_eyes(whole.positions.values(), scene.user)),
        unseen=whole.unseen
        | whole.once("positions", "unseen", lambda: frozenset().union(*unseen_by_provider(scene, whole))),
        whole=whole,
    )


def facts_of(scene: Scene, chosen: PortfolioFilter) -> dict[str, Any]:
    """The fields of `Found`, in four queries."""
    services = {each.pk: each for each in chosen.selection}
    scene.portfolio.need(services, awards=True, people=True)
    about = None
    if chosen.chosen:
        about = About(tuple(services), frozenset(scene.portfolio.providers_for(services)), chosen.sender)
    owed = owed_in(scene.quarter, on=scene.on, user=scene.user, about=about)
    points, submitted = scene.office.pace_points, with_submitted(scene.user)
    positions = award_positions(chosen.awards, scene.quarter, with_submitted=submitted, points=points)
    return {
        "scene": scene,
        "services": services,
        "query": chosen.chosen,
        "owed": owed,
        "figures": headline_figures(
            services,
            scene.quarter,
            reference=scene.reference,
            audiences=audiences(scene.user),
            with_submitted=submitted,
            tolerance=scene.office.tolerance,
        ),
        "positions": for_eyes(positions, scene.user),
        "unseen": unseen(scene, services, positions),
    }


def unseen(scene: Scene, services: dict[int, Service], positions: Iterable[AwardPosition]) -> frozenset[int]:
    return unseen_figures(scene, services) | unseen_money(scene, positions)


def unseen_figures(scene: Scene, services: dict[int, Service]) -> frozenset[int]:
    seen, portfolio = audiences(scene.user), scene.portfolio
    measures = ((key, each) for key in services for each in portfolio.measures.get(key, ()))
    return frozenset(key for key, each in measures if each.headline and each.audience not in seen)


def unseen_money(scene: Scene, positions: Iterable[AwardPosition]) -> frozenset[int]:
    seen = audiences(scene.user)
    kept = [each for each in positions if each.audience not in seen]
    covered = scene.portfolio.services_of_award
    return frozenset(row.service_id for each in kept for row in covered.get(each.award.pk, ()))


def unseen_by_provider(scene: Scene, whole: Whole) -> list[frozenset[int]]:
    return whole.by_provider("unseen", lambda positions: unseen_money(scene, positions))
