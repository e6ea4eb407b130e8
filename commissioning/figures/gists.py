"""What a page over many services prints of a headline figure: its words, without its rows and all that is behind it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from commissioning.figures.findings import of_figures
from commissioning.figures.measures import MeasureFigure
from commissioning.figures.wording import evidence, target_lines, unit_of
from commissioning.ratings.findings import Finding
from commissioning.ratings.values import Standing


class Gist(NamedTuple):
    """One headline figure. `compared` are the words of its comparator, `is_compared` whether one is drawn.

    `says` is what the rules find in it. Whatever else is asked of the figure, it is read again.
    """

    measure: int
    service: int
    label: str
    words: str
    unit: str
    is_number: bool
    is_current: bool
    compared: str
    is_compared: bool
    notes: str
    has_target: bool
    rag: str
    reason: str
    evidence: str
    is_submitted: bool
    says: tuple[Finding, ...]


def gists_of(figures: Sequence[MeasureFigure]) -> list[Gist]:
    """One for each, in their order. A part and its whole are figures of one service: give them together."""
    said: dict[int, list[Finding]] = defaultdict(list)
    for finding in of_figures(figures):
        if finding is not None:
            said[finding.about[1]].append(finding)
    return [_gist(each, said.get(each.measure.pk, ())) for each in figures]


def _gist(figure: MeasureFigure, says: Iterable[Finding]) -> Gist:
    return Gist(
        measure=figure.measure.pk,
        service=figure.measure.service_id,
        label=figure.measure.label,
        words=figure.words,
        unit=unit_of(figure),
        is_number=figure.value.is_number,
        is_current=figure.is_current,
        compared=figure.comparator_words,
        is_compared=figure.comparator.shown,
        notes="; ".join(filter(None, [figure.scope_words, *target_lines(figure)])),
        has_target=figure.target is not None,
        rag=str(figure.rating.rag),
        reason=figure.rating.reason,
        evidence=evidence(figure),
        is_submitted=figure.standing == Standing.SUBMITTED,
        says=tuple(says),
    )
