"""A measure's course over many periods: its values with the targets, breaks and notes that bear on each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from commissioning.figures.measures import MeasureFigure
from commissioning.figures.observations import QUARTERS
from commissioning.models import ReportingPeriod
from commissioning.ratings.projections import profile_of, target_due
from commissioning.ratings.values import Basis, Definition, Point, State

Notes = Mapping[int, Sequence[str]]
"""What bears on a service's figures, by the key of the period."""


@dataclass(frozen=True, slots=True)
class Course:
    """One measure over periods, oldest first. `targets`, `breaks` and `notes` go by the place among the points.

    A target is what one period should reach by itself, so that it can stand beside that period's value. A break lies
    before its period. A note explains, and changes nothing.
    """

    label: str
    definition: Definition
    points: tuple[Point, ...]
    is_current: bool = True
    targets: Mapping[int, Decimal] = field(default_factory=dict)
    breaks: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, Sequence[str]] = field(default_factory=dict)


def course_of(figure: MeasureFigure, *, count: int = QUARTERS, notes: Notes | None = None) -> Course:
    """The last `count` periods of a figure, whose rows must have been read as far back.

    Periods before the first one of which anything is told are left out, as far as eight remain.
    """
    series, bearing = figure.series, notes or {}
    periods = series.reference.last(figure.period, count)
    told = next((place for place, each in enumerate(periods) if each.pk in series.rows), len(periods))
    periods = periods[max(0, min(told, len(periods) - QUARTERS)) :]
    points = tuple(series.point(each) for each in periods)
    return Course(
        label=figure.label,
        definition=figure.definition,
        points=points,
        is_current=figure.is_current,
        targets=_targets(figure, periods, points),
        breaks=_breaks(figure, periods),
        notes={place: bearing[each.pk] for place, each in enumerate(periods) if bearing.get(each.pk)},
    )


def _targets(figure: MeasureFigure, periods: list[ReportingPeriod], points: Sequence[Point]) -> dict[int, Decimal]:
    found: dict[int, Decimal] = {}
    for place, period in enumerate(periods):
        target = figure.series.reference.target(figure.measure, period.year_label)
        if target is None or target.condition:
            continue
        out = {
            point.place
            for each, point in zip(periods, points, strict=True)
            if each.year_label == period.year_label and point.value.state == State.DOES_NOT_APPLY
        }
        profile = profile_of(target.profile, period.calendar.periods_per_year)
        share = _of_period(figure.definition, target.value, profile, period.place_in_year, out)
        if share is not None and period.place_in_year not in out:
            found[place] = share
    return found


def _of_period(
    definition: Definition, target: Decimal, profile: tuple[Decimal, ...], place: int, out: set[int]
) -> Decimal | None:
    """What a period should reach: of amounts counted in it its own share of the year, of others what is due by then."""
    due = target_due(definition, target, profile=profile, place=place, not_applying=out)
    if due is None or not definition.projects or definition.basis == Basis.YEAR_TO_DATE or place == 1:
        return due
    before = target_due(definition, target, profile=profile, place=place - 1, not_applying=out)
    return due - (before or Decimal(0))


def _breaks(figure: MeasureFigure, periods: list[ReportingPeriod]) -> dict[int, str]:
    """Where the series breaks, in words: what is recorded, else a wording whose figures don't compare with before."""
    series, reference = figure.series, figure.series.reference
    stored = {each.sequence: each.words for each in reference.breaks_of(figure.measure)}
    found: dict[int, str] = {}
    line = None
    for place, period in enumerate(periods):
        lines = {reference.versions[row.version_id].line for row in series.rows.get(period.pk, ())}
        changed = line is not None and bool(lines) and line not in lines
        if place and (period.sequence in stored or changed):
            found[place] = stored.get(period.sequence, f"the definition changed to version {max(lines, default=0)}")
        line = max(lines, default=line)
    return found
