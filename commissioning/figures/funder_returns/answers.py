"""What the office answers in words, and what returns and the office's own items say to a question."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from commissioning.choices import FunderColumnKind as Kind
from commissioning.choices import State
from commissioning.claims import Facts, exposures_in
from commissioning.figures.funder_returns.told import Line, Missing, Told
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.figures.references import LiveFacts
from commissioning.models import FunderAnswer, FunderQuestion, FunderTemplate, FundingStream, Narrative, ReportingPeriod
from commissioning.parsing.prose import word_count
from tracker import formats

QUESTION = "Question"
NOT_ANSWERED = "not answered"


@dataclass(frozen=True, slots=True)
class Passage:
    """What an approved return, or an approved item of the office, says: from whom, when, to which prompt."""

    key: int
    of: str
    prompt: str
    text: str

    @property
    def quoted(self) -> str:
        """As it is put into an answer, with where it is from."""
        return f"{self.of}: {self.text}"


def questions_of(template: FunderTemplate) -> list[FunderQuestion]:
    return [question for section in template.sections.all() for question in section.questions.all()]


def answers_of(
    questions: Iterable[FunderQuestion], stream: FundingStream, quarter: ReportingPeriod, portfolio: Portfolio
) -> dict[int, list[FunderAnswer]]:
    """All that was answered, by question, the newest first. Read once and kept as set-up is."""
    keys = [each.pk for each in questions]
    found = portfolio.once(("funder answers", stream.pk, quarter.pk), lambda: _answers(stream, quarter)) if keys else {}
    return {key: found[key] for key in keys if key in found}


def _answers(stream: FundingStream, quarter: ReportingPeriod) -> dict[int, list[FunderAnswer]]:
    rows = FunderAnswer.objects.filter(stream=stream, period=quarter).order_by("-number").select_related("written_by")
    found: dict[int, list[FunderAnswer]] = {}
    for row in rows:
        found.setdefault(row.question_id, []).append(row)
    return found


def in_force(answers: Iterable[FunderAnswer]) -> FunderAnswer | None:
    """The newest, unless it takes the answer back."""
    newest = next(iter(answers), None)
    return newest if newest and newest.text else None


def exposed_in(text: str, quarter: ReportingPeriod, *, small_below: int) -> list[str]:
    """What in an answer should not leave the office, by the rules of the update's words: a sentence for each.

    It leads to a person, is a remark about somebody else or of talks that are not over, or is a small number of people.
    """
    facts = Facts(quarter.start, quarter.end, small_below=small_below)
    return list(dict.fromkeys(each.sentence for each in exposures_in(text, facts)))


def answer_line(question: FunderQuestion, answer: FunderAnswer | None) -> Line:
    if answer is None:
        return Line(str(question), {Kind.ANSWER: Told(NOT_ANSWERED)}, question=question.pk)
    count = Decimal(word_count(answer.text))
    cells = {Kind.ANSWER: Told(answer.text), Kind.LENGTH: Told(formats.number(count), count)}
    return Line(str(question), cells, question=question.pk)


def answers_missing(questions: Iterable[FunderQuestion], answers: Mapping[int, FunderAnswer]) -> Iterator[Missing]:
    """What is not answered, and what is longer than the funder takes."""
    for question in questions:
        answer, most = answers.get(question.pk), question.most_words
        if answer is None:
            yield Missing(f"Not answered: {question}", question=question.pk)
        elif most is not None and word_count(answer.text) > most:
            over = f"{word_count(answer.text)} words, the funder takes {most} at most"
            yield Missing(f"Too long: {question} ({over})", question=question.pk)


def passages_for(
    question: FunderQuestion, services: Iterable[int], quarters: Iterable[ReportingPeriod], reference: Reference
) -> list[Passage]:
    """What was said of these services in these quarters, in approved returns and items, the newest first.

    References in it read as they stand at the end of its own quarter.
    """
    keys, facts = list(services), [LiveFacts(each, reference=reference) for each in quarters]
    said = Narrative.objects.filter(_approved("quarterly_return", keys, facts) | _approved("office_item", keys, facts))
    if question.prompt:
        said = said.filter(prompt=question.prompt)
    rows = said.exclude(text="").select_related(
        "quarterly_return__service", "quarterly_return__provider", "quarterly_return__period", "office_item__period"
    )
    ordered = sorted(rows, key=lambda row: (-row.parent.period.end.toordinal(), _whose(row), row.pk))
    return [
        Passage(row.pk, f"{_whose(row)}, {row.parent.period.label}", row.get_prompt_display(), _read(row, facts))
        for row in ordered
    ]


def _approved(under: str, services: list[int], facts: Sequence[LiveFacts]) -> Q:
    quarters = [each.quarter for each in facts]
    ends = (min(each.start for each in quarters), max(each.end for each in quarters))
    return Q(
        **{
            f"{under}__service__in": services,
            f"{under}__state": State.APPROVED,
            f"{under}__period__end__range": ends,
        }
    )


def _whose(row: Narrative) -> str:
    said = row.quarterly_return
    return f"{said.service} ({said.provider})" if said else row.parent.title


def _read(row: Narrative, facts: Iterable[LiveFacts]) -> str:
    end = row.parent.period.end
    return next(each.text(row.text) for each in facts if each.quarter.start <= end <= each.quarter.end)
