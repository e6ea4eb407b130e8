"""Values of figures: every one is kept, and one is in force by the rule of standing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, QuerySet

from commissioning.choices import ObservationState, Precision, Standing, ValueSource
from commissioning.models import Observation, ObservationValue, QuarterlyReturn
from tracker.models import ImportRun, User

STRENGTH = [Standing.DRAFT, Standing.SUBMITTED, Standing.TAKEN_OVER, Standing.APPROVED]
VALUE_FIELDS = (
    "state",
    "value",
    "numerator",
    "denominator",
    "decimals",
    "precision",
    "sample_size",
    "provisional",
    "reason",
    "source",
    "source_detail",
)


@dataclass(frozen=True, slots=True)
class NewValue:
    """A value as it was typed or read, before it has a standing. Percentages in per cent units, money in pounds."""

    state: str = ObservationState.REPORTED
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    decimals: int = 0
    precision: str = Precision.EXACT
    sample_size: int | None = None
    provisional: bool = False
    reason: str = ""
    source: str = ValueSource.RETURN
    source_detail: str = ""
    import_run: ImportRun | None = None
    raw: Mapping[str, str] = field(default_factory=dict)

    @property
    def stored(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in VALUE_FIELDS}


def gives_way(old: str, new: str) -> bool:
    """Whether a value in force makes room for a new one: only for the same or a higher standing."""
    return STRENGTH.index(Standing(new)) >= STRENGTH.index(Standing(old))


@transaction.atomic
def write_value(
    *,
    observation: Observation,
    value: NewValue,
    by: User | None,
    at: datetime,
    quarterly_return: QuarterlyReturn | None = None,
    standing: str = Standing.DRAFT,
    **why: str,
) -> ObservationValue:
    """Keep one more value of a figure: see `write_values`."""
    new = [(observation, value)]
    return write_values(values=new, by=by, at=at, quarterly_return=quarterly_return, standing=standing, **why)[0]


@transaction.atomic
def write_values(
    *,
    values: Sequence[tuple[Observation, NewValue]],
    by: User | None,
    at: datetime,
    quarterly_return: QuarterlyReturn | None = None,
    standing: str = Standing.DRAFT,
    **why: str,
) -> list[ObservationValue]:
    """Keep one more value of each figure, and put it in force where what is in force gives way to it.

    `why` and `evidence` belong to a correction.

    Three statements, however many figures. The event is the caller's: values are written by saving a section, taking
    over an earlier figure, or a correction.
    """
    rows = ObservationValue.objects.filter(observation__in=[row.pk for row, _ in values]).order_by()
    last = dict(rows.values("observation").annotate(last=Max("number")).values_list("observation", "last"))
    kept = ObservationValue.objects.bulk_create(
        value_row(
            observation=row,
            number=last.get(row.pk, 0) + 1,
            value=value,
            by=by,
            at=at,
            quarterly_return=quarterly_return,
            standing=standing,
            **why,
        )
        for row, value in values
    )
    for new in kept:
        new.observation.latest = new
        put_value(new.observation, new)
    Observation.objects.bulk_update([new.observation for new in kept], ["latest", "standing", *VALUE_FIELDS])
    return kept


def value_row(
    *,
    observation: Observation,
    number: int,
    value: NewValue,
    by: User | None,
    at: datetime,
    standing: str,
    quarterly_return: QuarterlyReturn | None = None,
    why: str = "",
    evidence: str = "",
) -> ObservationValue:
    """The row of one more value, not stored yet."""
    return ObservationValue(
        observation=observation,
        number=number,
        standing=standing,
        raw=dict(value.raw),
        import_run=value.import_run,
        quarterly_return=quarterly_return,
        by=by,
        at=at,
        why=why,
        evidence=evidence,
        **value.stored,
    )


def put_value(observation: Observation, value: ObservationValue) -> None:
    """Put a value in force where what is in force gives way to it."""
    if gives_way(observation.standing, value.standing):
        _put_in_force(observation, value, value.standing)


def _put_in_force(observation: Observation, value: ObservationValue, standing: str) -> None:
    for name in VALUE_FIELDS:
        setattr(observation, name, getattr(value, name))
    observation.standing = standing


def newest_values(quarterly_return: QuarterlyReturn) -> dict[int, ObservationValue]:
    """The newest value typed in this return, by observation. One query."""
    return newest_of(values_typed(quarterly_return))


def newest_of(values: Iterable[ObservationValue]) -> dict[int, ObservationValue]:
    """The last of these values, by observation."""
    return {row.observation_id: row for row in values}


def values_typed(*returns: QuarterlyReturn) -> QuerySet[ObservationValue]:
    """All values that were typed in these returns, the oldest of each figure first."""
    return ObservationValue.objects.filter(quarterly_return__in=returns).order_by("observation", "number")


def put_return_in_force(quarterly_return: QuarterlyReturn, standing: str) -> None:
    """What a return says takes effect as submitted or approved, where nothing of higher standing holds.

    A figure that the return leaves open keeps a value that was taken over; else the open answer gets the standing.
    """
    newest = newest_values(quarterly_return)
    rows = list(Observation.objects.filter(quarterly_return=quarterly_return))
    for row in rows:
        if not gives_way(row.standing, standing):
            continue
        if row.pk in newest:
            _put_in_force(row, newest[row.pk], standing)
        elif row.standing != Standing.TAKEN_OVER:
            row.standing = standing
    Observation.objects.bulk_update(rows, ["standing", *VALUE_FIELDS])
