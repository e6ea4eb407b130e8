"""What a return says at this moment, figure by figure, whatever counts elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from commissioning.choices import ObservationState, Standing
from commissioning.models import Category, Observation, ObservationValue, QuarterlyReturn, ServiceMeasure
from commissioning.ratings.values import (
    Basis,
    Definition,
    NumberKind,
    Polarity,
    Precision,
    State,
    Value,
    missing,
    reported,
)
from commissioning.ratings.values import Standing as Stands
from commissioning.workflow.standing import newest_of, newest_values
from tracker import formats


@dataclass(frozen=True, slots=True)
class Answer:
    """One figure of a return as it was last answered there: `said` is the newest value typed in the return.

    `said` is the observation itself where the return's own value is in force without a kept row, None while it is open.
    """

    observation: Observation
    said: ObservationValue | Observation | None

    @property
    def measure(self) -> ServiceMeasure:
        return self.observation.service_measure

    @property
    def is_whole(self) -> bool:
        """Whether it is the figure itself, and no category of a breakdown."""
        return self.observation.category.code == Category.ALL

    @property
    def label(self) -> str:
        return label_of(self.observation)

    @property
    def definition(self) -> Definition:
        version = self.observation.version
        return Definition(NumberKind(version.number_kind), Basis(version.basis), Polarity(version.polarity))

    @property
    def state(self) -> str:
        return self.said.state if self.said else ObservationState.NOT_ANSWERED

    @property
    def reason(self) -> str:
        return self.said.reason if self.said else ""

    @property
    def value(self) -> Value:
        """As the judgements take it."""
        if self.said is None or self.said.state != ObservationState.REPORTED:
            return missing(State(self.state), Stands.DRAFT)
        return reported(
            self.definition,
            self.said.value,
            numerator=self.said.numerator,
            denominator=self.said.denominator,
            precision=Precision(self.said.precision),
            provisional=self.said.provisional,
            sample_size=self.said.sample_size,
            standing=Stands.DRAFT,
        )

    @property
    def counted(self) -> Value:
        """As if it counted: inside its own return a draft is compared."""
        return replace(self.value, standing=Stands.APPROVED)

    @property
    def words(self) -> str:
        """As it is shown: "492", "471 of 492, 95.73%", "not counted"."""
        if self.said is None or self.said.state != ObservationState.REPORTED or self.said.value is None:
            return formats.state_words(self.state)
        kind = self.observation.version.number_kind
        decimals = self.said.decimals if self.said.decimals or self.said.numerator is None else None
        text = formats.value(kind, self.said.value, self.said.precision, decimals)
        if self.said.numerator is None or self.said.denominator is None:
            return text
        return f"{formats.number(self.said.numerator)} of {formats.number(self.said.denominator)}, {text}"


def answers_of(quarterly_return: QuarterlyReturn) -> list[Answer]:
    """The figures of a return in their order. One query; two where a figure's newest value came from elsewhere."""
    return said_in(quarterly_return, figures_of(quarterly_return))


def answers_of_all(returns: Iterable[QuarterlyReturn]) -> dict[int, list[Answer]]:
    """The figures of several returns, by return: one query, and one for each whose newest value came from elsewhere."""
    listed = {each.pk: each for each in returns}
    rows: dict[int, list[Observation]] = {key: [] for key in listed}
    for row in figures_of(*listed.values()):
        if row.quarterly_return_id is not None:
            rows[row.quarterly_return_id].append(row)
    return {key: said_in(listed[key], found) for key, found in rows.items()}


def answers_by_return(observations: QuerySet[Observation]) -> list[tuple[QuarterlyReturn, list[Answer]]]:
    """Those of these figures that stand in a return, with their returns. Queries as for `answers_of_all`."""
    related = (f"quarterly_return__{name}" for name in ("service", "provider", "period__calendar"))
    rows: dict[QuarterlyReturn, list[Observation]] = {}
    for row in _figures(observations).select_related(
        "service_measure__measure", "version", "category__breakdown", "latest", *related
    ):
        if row.quarterly_return is not None:
            rows.setdefault(row.quarterly_return, []).append(row)
    return [(each, said_in(each, found)) for each, found in rows.items()]


def said_in(
    quarterly_return: QuarterlyReturn,
    rows: Iterable[Observation],
    typed: Iterable[ObservationValue] | None = None,
) -> list[Answer]:
    """What the return says of these figures, which have their newest value with them.

    `typed`: all values typed in the return, where they are read already; else they are read if they are needed.
    """
    found = sorted(rows, key=_place)
    elsewhere = any(row.latest and row.latest.quarterly_return_id != quarterly_return.pk for row in found)
    own = {row.pk: row.latest for row in found if row.latest}
    if elsewhere:
        own = newest_values(quarterly_return) if typed is None else newest_of(typed)
    return [Answer(row, own.get(row.pk) or _own(row)) for row in found]


def label_of(observation: Observation) -> str:
    """What a figure is called: "Referrals", and of a category "Referrals, Shropshire"."""
    label = observation.service_measure.label
    return label if observation.category.code == Category.ALL else f"{label}, {observation.category.name}"


def _place(row: Observation) -> tuple[int, int, int, int, str]:
    """In the order of the return; after each figure its categories, a breakdown at a time."""
    measure, category = row.service_measure, row.category
    return (measure.place, measure.pk, category.breakdown_id or 0, category.place, category.name)


def figures_of(*returns: QuarterlyReturn) -> QuerySet[Observation]:
    return _figures(Observation.objects.filter(quarterly_return__in=returns))


def _figures(rows: QuerySet[Observation]) -> QuerySet[Observation]:
    return rows.select_related("service_measure__measure", "version", "category__breakdown", "latest").order_by(
        "service_measure__place", "service_measure__pk", "category__place"
    )


def _own(row: Observation) -> Observation | None:
    taken_over = row.standing == Standing.TAKEN_OVER
    return None if taken_over or row.state == ObservationState.NOT_ANSWERED else row
