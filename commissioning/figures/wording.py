"""A figure's other words, the same on every list, card and file: its unit, its target and what the year comes to."""

from commissioning.choices import Standing
from commissioning.figures.measures import MeasureFigure
from commissioning.figures.money import AwardPosition
from commissioning.models import PeriodNote
from commissioning.ratings.combining import combined_words
from commissioning.ratings.comparators import Comparator, written
from commissioning.ratings.projections import of_target_words, projection_words
from commissioning.ratings.values import Standing as Stand
from commissioning.ratings.values import State
from tracker import formats

SIGNED = ("percentage", "money")


def unit_of(figure: MeasureFigure) -> str:
    """The unit behind a value; a percentage and money carry their own sign."""
    return "" if figure.definition.kind in SIGNED else figure.version.unit


def awarded_words(position: AwardPosition, *, nil: str = "") -> str:
    """What an award comes to, as exactly as it was stated: "just over £200,000"; `nil` where nobody has said."""
    return nil if position.awarded is None else formats.money(position.awarded, position.awarded_precision)


def no_number_words(comparator: Comparator) -> str:
    """Why no earlier number stands beside a box: a break, what was said instead of one, or that nobody gave any."""
    if comparator.series_break:
        return "not compared"
    value = comparator.value
    return "not held" if value is None or value.is_number else formats.state_words(value.state)


def so_far_words(figure: MeasureFigure) -> str:
    """The year so far, with what is missing of it, and the break that parts it; nothing for what doesn't add up over a
    year.
    """
    if not figure.definition.projects:
        return ""
    combined = figure.year_to_date
    if combined.value.is_number:
        return written(figure.definition, combined.value)
    words = combined_words(figure.definition, combined)
    if any(gap.state == State.COUNTED_OTHERWISE for gap in combined.gaps):
        return f"{words}; {figure.series.break_in_year()}"
    return words


def target_lines(figure: MeasureFigure) -> list[str]:
    """ "target 60 for 2022/23, 30 due by now", "120 if every quarter were like Q2; Q1 not stated", "200% of target"."""
    if figure.target is None:
        return []
    target = formats.value(figure.definition.kind, figure.target)
    due, projection = figure.target_due, figure.projection
    by_now = f", {formats.value(figure.definition.kind, due)} due by now" if due and due != figure.target else ""
    condition = f" ({figure.target_condition})" if figure.target_condition else ""
    lines = [f"target {target} for {figure.year_label}{by_now}{condition}"]
    if projection is None:
        return lines
    return [*lines, projection_words(figure.definition, projection), of_target_words(projection)]


def note_words(note: PeriodNote) -> str:
    """Something seasonal that explains figures: "Summer holidays: 6 of its weeks (schools' figures)"."""
    weeks = f": {note.weeks} of its weeks" if note.weeks is not None else ""
    return f"{note.text.rstrip('.')}{weeks}" + (f" ({note.applies_to})" if note.applies_to else "")


def evidence(figure: MeasureFigure) -> str:
    """What the value is worth: standing, whether it is unverified, provisional, a sample's or an older period's."""
    value = figure.value
    parts = [
        f"Last for {figure.period.label}" if not figure.is_current else "",
        standing_words(figure),
        "unverified: parts not given" if value.unverified else "",
        "provisional" if value.provisional else "",
        f"sample of {formats.number(value.sample_size)}" if value.sample_size else "",
    ]
    return sentence("; ".join(part for part in parts if part))


def standing_words(figure: MeasureFigure) -> str:
    """The standing where there is a value to have one: "Submitted, not yet approved"."""
    return str(Standing(figure.standing).label) if figure.held and figure.standing != Stand.DRAFT else ""


def sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
