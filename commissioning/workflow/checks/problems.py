"""Errors that block sending (rule 8): what no reason lets through."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from commissioning.choices import NumberKind, ObservationState, Prompt
from commissioning.models import Narrative, OfficeItem, QuarterlyReturn
from commissioning.ratings.categories import place, too_many
from commissioning.ratings.percentages import Member, check_family, check_part, check_percentage
from commissioning.workflow.answers import Answer
from commissioning.workflow.life import Record
from commissioning.workflow.material import Material
from commissioning.workflow.refusals import Problem


def problems_of(record: Record, material: Material | None = None) -> list[Problem]:
    """Everything that blocks sending, in the order of the form. `material`: what is read of the record already.

    What can't be read, a date outside its range and a wrong file never get this far: they are refused where they are
    typed or chosen.
    """
    material = material or Material(record)
    if isinstance(record, QuarterlyReturn):
        return _figure_problems(material.answers)
    if isinstance(record, OfficeItem):
        return _item_problems(material.rows[Narrative])
    return []


def _item_problems(narratives: Sequence[Narrative]) -> list[Problem]:
    if any(narrative.prompt != Prompt.OUR_NOTE for narrative in narratives):
        return []
    return [Problem("Nothing is written yet.", "words", Prompt.UPDATE_WORDS.value)]


def _figure_problems(answers: Sequence[Answer]) -> list[Problem]:
    found = [
        _problem(
            answer, f"{answer.measure.label} has no answer: give the figure, or say why there is none.", blank=True
        )
        for answer in unanswered(answers)
    ]
    return found + _percentages(answers) + _wholes(answers) + _families(answers) + _breakdowns(answers)


def unanswered(answers: Sequence[Answer]) -> list[Answer]:
    """Headline figures without an answer and without a reason; other blanks are only warned about."""
    return [
        answer
        for answer in answers
        if answer.is_whole
        and answer.measure.headline
        and answer.state == ObservationState.NOT_ANSWERED
        and not answer.reason
    ]


def _problem(answer: Answer, sentence: str, *, blank: bool = False) -> Problem:
    return Problem(sentence, "figures", f"o{answer.observation.pk}-value", blank)


def _percentages(answers: Sequence[Answer]) -> list[Problem]:
    """A stored percentage that its stored parts can't give: whatever wrote it, it isn't sent."""
    found = []
    for answer in answers:
        said = answer.said
        if answer.definition.kind != NumberKind.PERCENTAGE or said is None or None in (said.value, said.denominator):
            continue
        fault = check_percentage(said.value, said.decimals, said.numerator, said.denominator)  # type: ignore[arg-type]
        found += [_problem(answer, f"{answer.measure.label}: {fault.sentence}")] if fault else []
    return found


def _wholes(answers: Sequence[Answer]) -> list[Problem]:
    by_measure = {answer.measure.pk: answer for answer in answers if answer.is_whole}
    found = []
    for part in by_measure.values():
        whole = by_measure.get(part.measure.whole_id or 0)
        if whole is None or part.value.number is None or whole.value.number is None or part.definition.is_share:
            continue
        fault = check_part(
            part.value.number, whole.value.number, part_name=part.measure.label, whole_name=whole.measure.label
        )
        found += [_problem(part, fault.sentence)] if fault else []
    return found


def _families(answers: Sequence[Answer]) -> list[Problem]:
    families: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.measure.family and answer.is_whole:
            families[answer.measure.family].append(answer)
    found = []
    for members in families.values():
        fault = check_family([_member(answer) for answer in members if answer.value.is_number])
        found += [_problem(members[-1], fault.sentence)] if fault else []
    return found


def _member(answer: Answer) -> Member:
    number, said = answer.value.number or Decimal(0), answer.said
    rounded = said.decimals if said is not None and answer.definition.is_share and not answer.value.has_parts else None
    return Member(answer.measure.label, number, answer.words, rounded)


def _breakdowns(answers: Sequence[Answer]) -> list[Problem]:
    """Categories that come to more than their whole; what is in none of them is no error."""
    wholes = {answer.measure.pk: answer for answer in answers if answer.is_whole}
    split: dict[tuple[int, int], list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.observation.category.breakdown_id is not None:
            split[answer.measure.pk, answer.observation.category.breakdown_id].append(answer)
    found = []
    for (measure, _), parts in split.items():
        whole, breakdown = wholes[measure].value.number, parts[0].observation.category.breakdown
        sentence = too_many(
            parts[0].definition.kind,
            whole,
            place(whole, [part.value.number for part in parts]),
            name=parts[0].measure.label,
            by=breakdown.name.lower() if breakdown else "",
        )
        found += [_problem(parts[0], sentence)] if sentence else []
    return found
