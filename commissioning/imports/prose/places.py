"""Where the passages of a text may go: the returns that it is about, their figures, and what stands there now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commissioning.imports.prose.suggest import Spot
from commissioning.models import Pack, QuarterlyReturn
from commissioning.workflow.answers import Answer, answers_of_all
from commissioning.workflow.life import may_enter
from commissioning.workflow.sections.figure_values import typed_boxes
from commissioning.workflow.sections.figures import Row
from tracker.models import User

PARTS = ("state", "numerator", "denominator", "value")


@dataclass(frozen=True, slots=True)
class Places:
    """The returns that may be written in, by key; their figures, and the raw strings that the boxes hold now."""

    returns: Mapping[str, QuarterlyReturn]
    spots: Sequence[Spot]
    owners: Mapping[str, str]
    now: Mapping[str, str]
    held: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def only(self) -> str:
        """The key of the return, where there is one."""
        return next(iter(self.returns)) if len(self.returns) == 1 else ""

    @property
    def first(self) -> QuarterlyReturn | None:
        return next(iter(self.returns.values()), None)

    def spot(self, key: str) -> Spot | None:
        return next((spot for spot in self.spots if spot.key == key), None)

    def spots_of(self, key: str) -> list[Spot]:
        """The figures of one return; of all where none is meant."""
        return [spot for spot in self.spots if not key or self.owners[spot.key] == key]

    def by_name(self, names: Sequence[str]) -> str:
        """The key of the one return whose service has one of these names; empty where there are several or none."""
        found = {self.names[name] for name in names if name in self.names}
        return found.pop() if len(found) == 1 else ""


def places_for(record: QuarterlyReturn | Pack, user: User) -> Places:
    """The return itself, or those of the pack that are open to this person. Two queries, however many there are."""
    returns = [each for each in returns_of(record) if may_enter(user, each)]
    spots: list[Spot] = []
    owners: dict[str, str] = {}
    now: dict[str, str] = {}
    held: dict[str, str] = {}
    services = {each.pk: each.service.name for each in returns}
    for key, answers in answers_of_all(returns).items():
        for answer in answers:
            row = Row(answer, ())
            spots.append(Spot(row.prefix, services[key], row.place, answer.observation.version.unit))
            owners[row.prefix], now[row.prefix] = str(key), _words(answer)
            typed = typed_boxes(answer.said)
            held |= {f"{row.prefix}-{part}": typed[part] for part in PARTS}
    named = {each.service.name: str(each.pk) for each in returns}
    return Places({str(each.pk): each for each in returns}, spots, owners, now, held, named)


def returns_of(record: QuarterlyReturn | Pack) -> list[QuarterlyReturn]:
    if isinstance(record, QuarterlyReturn):
        return [record]
    related = ("service__objective", "service__theme", "provider", "pack__period", "pack__provider", "period__calendar")
    return list(record.returns.select_related(*related).order_by("service__name", "pk"))


def _words(answer: Answer) -> str:
    return answer.words if answer.said is not None else ""
