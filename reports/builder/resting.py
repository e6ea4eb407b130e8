"""What the sources of a paragraph say now, each fact by a key, and what of it changed since the words were written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from commissioning.choices import Prompt, Rag, State
from commissioning.figures import MeasureFigure
from commissioning.figures.money import splits_in_force, total_of
from commissioning.figures.references import last_day
from commissioning.models import Award, Narrative, OfficeItem, QuarterlyReturn, ReportingPeriod
from commissioning.ratings.combining import precision_of
from commissioning.ratings.values import Precision
from tracker import formats
from tracker.periods import financial_year_of

TEXTS = (Prompt.UPDATE_WORDS, Prompt.WENT_WELL, Prompt.CHALLENGES, Prompt.NEXT_QUARTER, Prompt.CONTEXT)
TOLD = frozenset({State.SUBMITTED, State.QUERIED, State.APPROVED})
FIGURE, AWARD = "figure", "award"
NOT_STATED = "not stated"
SHORT = 60

Rested = Mapping[str, Mapping[str, str]]  # what is kept with a source: each fact's label and words, by its key


@dataclass(frozen=True, slots=True)
class Said:
    """One fact of a source in words. `code`: of a figure or of an award's amount, by which a text can point at it."""

    key: str
    label: str
    words: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that the words rest on, as it was when they were written and as it is now; `was` is empty for a new one.

    `code`: of a figure or of an award's amount.
    """

    source: int
    key: str
    label: str
    was: str
    now: str
    code: str = ""

    @property
    def kind(self) -> str:
        """What changed: a figure, an award or another source."""
        first = self.key.partition(":")[0]
        return first if first in (FIGURE, AWARD) else "source"

    @property
    def is_short(self) -> bool:
        """Whether both stand in one sentence."""
        return max(len(self.was), len(self.now)) <= SHORT


@dataclass(frozen=True, slots=True)
class Sources:
    """What has been read of the sources: figures, returns and awards by service, texts by the record they stand in."""

    figures: Mapping[int, list[MeasureFigure]]
    returns: Mapping[int, list[QuarterlyReturn]]
    texts: Mapping[tuple[str, int], list[Narrative]]
    awards: Mapping[int, list[Award]] = field(default_factory=dict)  # by service, those that run in the quarter
    quarter: ReportingPeriod | None = None
    before: tuple[str, ...] = ()  # last quarter's words of the paragraph in hand: its own, else those of its services

    @property
    def every_figure(self) -> list[MeasureFigure]:
        return [each for figures in self.figures.values() for each in figures]

    def of_service(self, service: int) -> list[Said]:
        """Its figures, then of each of its returns the rating and the texts; what is still being written says none."""
        found = [
            Said(f"{FIGURE}:{each.measure.code}", each.label, each.words, each.measure.code)
            for each in self.figures.get(service, ())
            if each.is_current
        ]
        for owed in self.told(service):
            if owed.state == State.APPROVED and owed.rag:
                found.append(Said(f"rating:{owed.pk}", "Rating", Rag(owed.rag).label))
            found += _texts(owed.pk, "return", self.texts.get(("return", owed.pk), ()))
        return found + [said for each in self.awards.get(service, ()) for said in self.of_award(each)]

    def of_award(self, award: Award) -> list[Said]:
        """What it comes to in the year of the quarter, when it runs, and who receives it. It holds its splits."""
        if self.quarter is None:
            return []
        year, first, last = financial_year_of(self.quarter.end), award.starts_on, last_day(award)
        amount = total_of(award, year, self.quarter.end)
        stated = [row for row in splits_in_force(award, year, self.quarter.end) if row.amount is not None]
        exact = precision_of([Precision(row.precision) for row in stated])
        runs = formats.date_range(first, last) if first and last else formats.day(first) if first else NOT_STATED
        key = f"{AWARD}:{award.pk}"
        money = NOT_STATED if amount is None else formats.money(amount, exact)
        return [
            Said(f"{key}:amount", f"{award.title}, awarded for {year}", money, award.code),
            Said(f"{key}:dates", f"{award.title}, runs", runs),
            Said(f"{key}:provider", f"{award.title}, who receives it", str(award.provider)),
        ]

    def of_item(self, item: OfficeItem) -> list[Said]:
        return _texts(item.pk, "item", self.texts.get(("item", item.pk), ())) if item.state in TOLD else []

    def told(self, service: int) -> list[QuarterlyReturn]:
        """The service's returns that were sent, or approved."""
        return [each for each in self.returns.get(service, ()) if each.state in TOLD]

    def of(self, source: Any) -> list[Said]:
        """What a source of a paragraph says."""
        if source.service_id:
            return self.of_service(source.service_id)
        if source.award_id:
            return self.of_award(source.award)
        return self.of_item(source.office_item) if source.office_item_id else []

    def words_for_update(self, source: Any) -> list[str]:
        """The paragraphs that a source gave for the update."""
        keys = [("return", each.pk) for each in self.told(source.service_id or 0)]
        if source.office_item_id and source.office_item.state in TOLD:
            keys = [("item", source.office_item_id)]
        return [row.text for key in keys for row in self.texts.get(key, ()) if row.prompt == Prompt.UPDATE_WORDS]


def _texts(pk: int, kind: str, rows: Iterable[Narrative]) -> list[Said]:
    return [Said(f"text:{kind}:{pk}:{row.prompt}", Prompt(row.prompt).label, row.text) for row in rows]


def rested(said: Iterable[Said]) -> dict[str, dict[str, str]]:
    """What is kept with a source when words are saved."""
    return {each.key: {"label": each.label, "words": each.words} for each in said}


def changes(source: int, then: Rested, now: Iterable[Said]) -> list[Change]:
    """What differs from what was kept, and what is new; nothing where nothing was kept.

    What is no longer said is no change: a return that was opened again says nothing until it is sent. Awards are
    compared where something of one was kept: words saved before that was watched rest on none.
    """
    if not then:
        return []
    found, watched = [], any(key.startswith(f"{AWARD}:") for key in then)
    for each in now:
        if each.key.startswith(f"{AWARD}:") and not watched:
            continue
        was = then.get(each.key, {}).get("words", "")
        if was != each.words:
            found.append(Change(source, each.key, each.label, was, each.words, each.code))
    return found
