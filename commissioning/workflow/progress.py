"""How far each page of a record is, in one query whatever it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from commissioning.choices import ObservationState, Prompt, RecordKind
from commissioning.models import (
    Attachment,
    CaseStudy,
    Category,
    Commitment,
    Narrative,
    NewsItem,
    Observation,
    RiskReview,
    SpendLine,
    StaffingLine,
    WaitingListLine,
)
from commissioning.workflow.life import MODELS, Record, kind_of
from commissioning.workflow.sections.earlier import OWNERS

FIGURES, ANSWERED, WORDS, PARAGRAPH = "figures_all", "figures_answered", "words_written", "paragraph_written"
TEXTS = [Prompt.WENT_WELL, Prompt.CHALLENGES, Prompt.NEXT_QUARTER]
LINES: dict[str, tuple[tuple[type, str], ...]] = {
    "waiting-list": ((WaitingListLine, "list"),),
    "risks-and-promises": ((RiskReview, "risk"), (Commitment, "promise")),
    "news": ((NewsItem, "news item"),),
    "cases": ((CaseStudy, "case study"),),
    "files": ((Attachment, "file"),),
}
PACK_LINES: dict[str, tuple[tuple[type, str], ...]] = {
    "money": ((SpendLine, "award"),),
    "people": ((StaffingLine, "role"),),
}
MANY = {"case study": "case studies"}


@dataclass(frozen=True, slots=True)
class Filled:
    """How far a page is: whether anything is there, whether it is all there, and words for it."""

    some: bool
    whole: bool
    words: str


EMPTY = Filled(False, False, "Nothing entered")


def progress_of(record: Record) -> dict[str, Filled]:
    """The pages of a record by name. A page that is not in it has nothing that could be counted."""
    rows: QuerySet[Any] = MODELS[kind_of(record)].objects.filter(pk=record.pk)
    return _pages(kind_of(record), rows.values(**_counts(kind_of(record))).get())


def with_progress(rows: QuerySet[Any], kind: RecordKind) -> QuerySet[Any]:
    """Records of one kind with how far each is, to be read by `progress_in`: no further query, however many."""
    return rows.annotate(**_counts(kind))


def progress_in(record: Any) -> dict[str, Filled]:
    """The pages of a record that was read `with_progress`."""
    kind = kind_of(record)
    return _pages(kind, {name: getattr(record, name) for name in _counts(kind)})


def _counts(kind: RecordKind) -> dict[str, Coalesce]:
    lines, owner = (PACK_LINES if kind == RecordKind.PACK else LINES), OWNERS[kind]
    wanted = {one: _count(model, owner) for parts in lines.values() for model, one in parts}
    return _keys(wanted) | _own(kind, owner)


def _pages(kind: RecordKind, counts: Mapping[str, int]) -> dict[str, Filled]:
    lines = PACK_LINES if kind == RecordKind.PACK else LINES
    found = {slug: _filled([(counts[_key(one)], one) for _, one in parts]) for slug, parts in lines.items()}
    return found if kind == RecordKind.PACK else found | _written(kind, counts)


def _key(one: str) -> str:
    return f"n_{one.replace(' ', '_')}"


def _keys(wanted: dict[str, Coalesce]) -> dict[str, Coalesce]:
    return {_key(one): count for one, count in wanted.items()}


def _count(model: Any, owner: str, *conditions: Q) -> Coalesce:
    rows: QuerySet[Any] = model.objects.filter(*conditions, **{owner: OuterRef("pk")}).order_by().values(owner)
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def _own(kind: RecordKind, owner: str) -> dict[str, Coalesce]:
    if kind == RecordKind.PACK:
        return {}
    counts = {
        WORDS: _count(Narrative, owner, Q(prompt__in=TEXTS)),
        PARAGRAPH: _count(Narrative, owner, Q(prompt=Prompt.UPDATE_WORDS)),
    }
    if kind == RecordKind.RETURN:
        answered = ~Q(latest__state=ObservationState.NOT_ANSWERED) | ~Q(latest__reason="")
        whole = Q(category__code=Category.ALL)  # what is in no category is no blank
        counts[FIGURES] = _count(Observation, owner, whole)
        counts[ANSWERED] = _count(Observation, owner, whole, Q(latest__isnull=False) & answered)
    return counts


def _filled(counted: list[tuple[int, str]]) -> Filled:
    parts = [f"{number} {one if number == 1 else MANY.get(one, f'{one}s')}" for number, one in counted if number]
    return Filled(True, True, ", ".join(parts)) if parts else EMPTY


def _written(kind: RecordKind, counts: Mapping[str, int]) -> dict[str, Filled]:
    texts, paragraph = counts[WORDS], counts[PARAGRAPH]
    words = Filled(True, texts == len(TEXTS), f"{texts} of {len(TEXTS)}") if texts else EMPTY
    found = {"words": Filled(True, True, "Written") if paragraph else EMPTY, "text": words}
    if kind == RecordKind.RETURN:
        total, answered = counts[FIGURES], counts[ANSWERED]
        figures = Filled(bool(answered), answered == total, f"{answered} of {total}")
        found["figures"] = figures if total else Filled(False, True, "No figures asked")
    return found
