"""Warnings about the figures of a return: its own history, its target, and what was taken over before."""

from commissioning.choices import Standing
from commissioning.figures import MeasureFigure
from commissioning.ratings.plausibility import (
    PlausibilityWarning,
    warning_off_target,
    warnings_for_return,
    warnings_for_value,
)
from commissioning.workflow.answers import Answer
from commissioning.workflow.checks.asked import Placed
from commissioning.workflow.checks.problems import unanswered
from commissioning.workflow.material import Material
from tracker import formats

FIGURES = "figures"


def figure_warnings(material: Material) -> list[Placed]:
    """What is asked of each figure, and of two that share a value. What blocks sending already is left out.

    Categories are held against their whole alone: several of one number are no surprise, and few have a history.
    """
    answers, figures = [answer for answer in material.answers if answer.is_whole], material.figures
    required = {answer.observation.pk for answer in unanswered(answers)}
    found = [
        Placed(warning, FIGURES, f"o{answer.observation.pk}-value")
        for answer in answers
        if answer.observation.pk not in required
        for warning in _warnings_for(answer, figures.get(answer.measure.pk))
    ]
    together = [(answer.measure.label, answer.definition, answer.value) for answer in answers]
    return found + [Placed(warning, FIGURES) for warning in warnings_for_return(together)]


def _warnings_for(answer: Answer, figure: MeasureFigure | None) -> list[PlausibilityWarning]:
    """What is asked of one figure: against its own history, its target, and what was taken over before."""
    label, past = answer.measure.label, figure.points[:-1] if figure else ()
    found = warnings_for_value(answer.definition, label, answer.value, past, reason=answer.reason)
    if figure is not None and answer.value.number is not None:
        held, due = figure.series.held_to_target(answer.counted)
        off = warning_off_target(answer.definition, label, held, due, so_far=answer.definition.projects)
        found += [off] if off else []
    return found + _against_taken_over(answer)


def _against_taken_over(answer: Answer) -> list[PlausibilityWarning]:
    """A figure that was taken over earlier and that the return now states otherwise."""
    held, said = answer.observation, answer.said
    taken_over = held.standing == Standing.TAKEN_OVER
    if not taken_over or held.value is None or said is None or said.value in (None, held.value):
        return []
    earlier = formats.value(held.version.number_kind, held.value, held.precision, held.decimals)
    sentence = (
        f"{answer.measure.label}: {earlier} was taken over before ({held.get_source_display()}); now {answer.words}."
    )
    return [
        PlausibilityWarning("unlike_taken_over", sentence, (answer.measure.label, str(held.value), str(said.value)))
    ]
