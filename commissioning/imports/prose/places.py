"""Where the passages of a text may go: the returns that it is about, their figures, and what stands there now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commissioning.figures import Reference
from commissioning.imports.prose.audience import PROMPTS
from commissioning.imports.prose.suggest import Spot
from commissioning.models import (
    Narrative,
    Observation,
    ObservationValue,
    Pack,
    QuarterlyReturn,
    ReportingPeriod,
    ServiceMeasure,
)
from commissioning.workflow.answers import Answer, said_in
from commissioning.workflow.earlier import TAKES_OVER
from commissioning.workflow.life import Record, may_enter
from commissioning.workflow.sections.figure_values import typed_boxes
from commissioning.workflow.sections.figures import Row
from commissioning.workflow.sections.kept import Kept
from commissioning.workflow.sections.several import kept_for_new
from tracker.models import User

PARTS = ("state", "numerator", "denominator", "value")


@dataclass(frozen=True, slots=True)
class Places:
    """The returns that may be written in, by key; their figures, and the raw strings that the boxes hold now.

    `earlier`: of each return the periods of which this person may take over figures that are quoted. `aimed`: the
    figures with a target in the year; None where that is not known. `seen`: who may see the texts that stand in each
    return, by prompt; None where it isn't this person who chooses that. `kept`: what was read of the returns, and of
    the packs that they stand in, to be written from.
    """

    returns: Mapping[str, QuarterlyReturn]
    spots: Sequence[Spot]
    owners: Mapping[str, str]
    now: Mapping[str, str]
    held: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, ServiceMeasure] = field(default_factory=dict)
    earlier: Mapping[str, Sequence[ReportingPeriod]] = field(default_factory=dict)
    aimed: frozenset[str] | None = None
    seen: Mapping[str, Mapping[str, str]] | None = None
    kept: Kept | None = None

    @property
    def only(self) -> str:
        """The key of the return, where there is one."""
        return next(iter(self.returns)) if len(self.returns) == 1 else ""

    def spot(self, key: str) -> Spot | None:
        return next((spot for spot in self.spots if spot.key == key), None)

    def spots_of(self, key: str) -> list[Spot]:
        """The figures of one return; of all where none is meant."""
        return [spot for spot in self.spots if not key or self.owners[spot.key] == key]

    def earlier_period(self, spot: str, key: str) -> ReportingPeriod | None:
        """One of the earlier periods of a figure's return."""
        return next((each for each in self.earlier.get(self.owners.get(spot, ""), ()) if str(each.pk) == key), None)

    def audience_of(self, key: str, prompt: str) -> str:
        """Who may see the text that stands in a return; empty where none stands."""
        return (self.seen or {}).get(key, {}).get(prompt, "")

    def by_name(self, names: Sequence[str]) -> str:
        """The key of the one return whose service has one of these names; empty where there are several or none."""
        found = {self.names[name] for name in names if name in self.names}
        return found.pop() if len(found) == 1 else ""


def places_for(
    record: QuarterlyReturn | Pack, user: User, reference: Reference | None = None, *, hold: bool = False
) -> Places:
    """The return itself, or those of the pack that are open to this person. One query, and one for a pack's returns.

    `hold`: other writers of a pack's returns wait until this transaction ends.
    """
    returns = [each for each in returns_of(record, hold=hold) if may_enter(user, each)]
    kept = kept_for_new(returns, [record if isinstance(record, Pack) else record.pack])
    spots: list[Spot] = []
    owners: dict[str, str] = {}
    now: dict[str, str] = {}
    held: dict[str, str] = {}
    measures: dict[str, ServiceMeasure] = {}
    services = {each.pk: each.service.name for each in returns}
    for each in returns:
        for answer in said_in(each, kept.of(Observation, each), kept.of(ObservationValue, each)):
            row = Row(answer, ())
            spots.append(Spot(row.prefix, services[each.pk], row.place, answer.observation.version.unit))
            measures[row.prefix] = answer.measure
            owners[row.prefix], now[row.prefix] = str(each.pk), _words(answer)
            typed = typed_boxes(answer.said)
            held |= {f"{row.prefix}-{part}": typed[part] for part in PARTS}
    named = {each.service.name: str(each.pk) for each in returns}
    earlier = _earlier(returns, reference) if reference and user.has_perm(TAKES_OVER) else {}
    return Places(
        {str(each.pk): each for each in returns},
        spots,
        owners,
        now,
        held,
        named,
        measures,
        earlier,
        aimed=_aimed(record, measures, reference) if reference else None,
        seen=None if user.is_provider else _seen(returns, kept),
        kept=kept,
    )


def _aimed(record: Record, measures: Mapping[str, ServiceMeasure], reference: Reference) -> frozenset[str]:
    """The figures of which a target is stored for the year told of."""
    year = record.period.year_label
    return frozenset(key for key, measure in measures.items() if reference.target(measure, year))


def _seen(returns: Sequence[QuarterlyReturn], kept: Kept) -> dict[str, dict[str, str]]:
    asked = set(PROMPTS.values())
    return {
        str(each.pk): {row.prompt: row.audience for row in kept.of(Narrative, each) if row.prompt in asked}
        for each in returns
    }


def _earlier(returns: Sequence[QuarterlyReturn], reference: Reference) -> dict[str, list[ReportingPeriod]]:
    """The period before, and the same one last year, where the calendar has them."""
    found: dict[str, list[ReportingPeriod]] = {}
    for each in returns:
        period = reference.periods.get(each.period_id)
        compared = [reference.previous(period), reference.same_last_year(period)] if period else []
        found[str(each.pk)] = [period for period in compared if period]
    return found


def returns_of(record: QuarterlyReturn | Pack, *, hold: bool = False) -> list[QuarterlyReturn]:
    if isinstance(record, QuarterlyReturn):
        return [record]
    related = ("service__objective", "service__theme", "provider", "pack__period", "pack__provider", "period__calendar")
    rows = record.returns.select_related(*related).order_by("service__name", "pk")
    return list(rows.select_for_update(of=("self",)) if hold else rows)


def _words(answer: Answer) -> str:
    return answer.words if answer.said is not None else ""
