"""What is checked before a record is sent: errors that block it, and warnings that ask (rule 8)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from commissioning.choices import ObservationState, Prompt, Standing
from commissioning.figures import MeasureFigure
from commissioning.models import (
    Acknowledgement,
    Category,
    Narrative,
    OfficeItem,
    Pack,
    QuarterlyReturn,
    SpendLine,
)
from commissioning.models.lines import PARAGRAPH_WORDS
from commissioning.ratings.percentages import check_family, check_part
from commissioning.ratings.plausibility import (
    PlausibilityWarning,
    warning_off_target,
    warnings_for_money,
    warnings_for_return,
    warnings_for_value,
)
from commissioning.workflow.answers import Answer
from commissioning.workflow.life import Record
from commissioning.workflow.material import Material
from commissioning.workflow.refusals import Problem
from commissioning.workflow.sections.money import awards_of
from tracker import formats

AT_ONCE = 5  # no more warnings than these are shown together


@dataclass(frozen=True, slots=True)
class OpenWarning:
    """A warning of a record; `reason` is why it may stay so, empty while nobody has said."""

    code: str
    digest: str
    sentence: str
    box: str = ""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return not self.reason


def problems_of(record: Record, material: Material | None = None) -> list[Problem]:
    """Everything that blocks sending, in the order of the form. `material`: what is read of the record already."""
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
        _problem(answer, f"{answer.measure.label} is neither answered nor explained.", blank=True)
        for answer in unanswered(answers)
    ]
    return found + _wholes(answers) + _families(answers)


def unanswered(answers: Sequence[Answer]) -> list[Answer]:
    """Headline figures without an answer and without a reason; other blanks are only warned about."""
    return [
        answer
        for answer in answers
        if answer.measure.headline and answer.state == ObservationState.NOT_ANSWERED and not answer.reason
    ]


def _problem(answer: Answer, sentence: str, *, blank: bool = False) -> Problem:
    return Problem(sentence, "figures", f"o{answer.observation.pk}-value", blank)


def _wholes(answers: Sequence[Answer]) -> list[Problem]:
    by_measure = {answer.measure.pk: answer for answer in answers if answer.observation.category.code == "all"}
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
        if answer.measure.family and answer.observation.category.code == "all":
            families[answer.measure.family].append(answer)
    found = []
    for members in families.values():
        fault = check_family([(answer.measure.label, answer.value.number) for answer in members])
        found += [_problem(members[-1], fault.sentence)] if fault else []
    return found


def warnings_of(record: Record, material: Material | None = None) -> list[OpenWarning]:
    """Every warning of the record with the reason given for it, those without one first.

    `material`: what is read of the record already.
    """
    material = material or Material(record)
    if isinstance(record, QuarterlyReturn):
        found = [] if record.nothing_to_report else _return_warnings(material)
        return _with_reasons(material.acknowledgements, found)
    if isinstance(record, Pack):
        return _money_warnings(record, material.rows[SpendLine])
    return []


def open_warnings(record: Record, material: Material | None = None) -> list[OpenWarning]:
    return [warning for warning in warnings_of(record, material) if warning.is_open]


def _with_reasons(rows: Sequence[Acknowledgement], found: list[tuple[str, PlausibilityWarning]]) -> list[OpenWarning]:
    reasons = {(row.code, row.digest): row.reason for row in rows}
    warnings = [
        OpenWarning(each.code, each.digest, each.sentence, box, reasons.get((each.code, each.digest), ""))
        for box, each in found
    ]
    return sorted(warnings, key=lambda warning: not warning.is_open)


def _return_warnings(material: Material) -> list[tuple[str, PlausibilityWarning]]:
    return _figure_warnings(material) + _paragraph_warnings(material.rows[Narrative])


def figure_warnings(record: QuarterlyReturn, material: Material) -> list[OpenWarning]:
    """The warnings about the figures of a return alone, as its page of figures shows them."""
    found = [] if record.nothing_to_report else _figure_warnings(material)
    return _with_reasons(material.acknowledgements, found)


def _figure_warnings(material: Material) -> list[tuple[str, PlausibilityWarning]]:
    answers, figures = material.answers, material.figures
    required = {answer.observation.pk for answer in unanswered(answers)}
    found: list[tuple[str, PlausibilityWarning]] = []
    for answer in answers:
        if answer.observation.pk not in required:  # else it blocks sending already
            own = _warnings_for(answer, figures.get(answer.measure.pk))
            found += [(f"o{answer.observation.pk}-value", warning) for warning in own]
    together = [(answer.measure.label, answer.definition, answer.value) for answer in answers]
    return found + [("", warning) for warning in warnings_for_return(together)]


def _warnings_for(answer: Answer, figure: MeasureFigure | None) -> list[PlausibilityWarning]:
    """What is asked of one figure: against its own history, its target, and what was taken over before."""
    label, past = answer.measure.label, figure.points[:-1] if figure else ()
    found = warnings_for_value(answer.definition, label, answer.value, past, reason=answer.reason)
    whole = answer.observation.category.code == Category.ALL
    if figure is not None and whole and answer.value.number is not None:
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


def _paragraph_warnings(narratives: Sequence[Narrative]) -> list[tuple[str, PlausibilityWarning]]:
    text = next((each.text for each in narratives if each.prompt == Prompt.UPDATE_WORDS), "")
    count = len(text.split())
    if count <= PARAGRAPH_WORDS:
        return []
    sentence = f"The paragraph for the update has {count} words; {PARAGRAPH_WORDS} are asked."
    return [(Prompt.UPDATE_WORDS.value, PlausibilityWarning("long_paragraph", sentence, (str(count),)))]


def _money_warnings(pack: Pack, lines: Sequence[SpendLine]) -> list[OpenWarning]:
    """Warnings about spend; the line's own note is the reason for which it may stay."""
    totals = {award.pk: award.total for award in awards_of(pack)}
    last_quarter = (pack.period.end + timedelta(days=1)).month == 4
    found = []
    for line in lines:
        spent: Decimal | None = line.to_date
        warnings = warnings_for_money(
            line.award.title, spent=spent, award=totals.get(line.award_id), last_quarter=last_quarter
        )
        found += [OpenWarning(w.code, w.digest, w.sentence, f"award{line.award_id}-note", line.note) for w in warnings]
    return sorted(found, key=lambda warning: not warning.is_open)
