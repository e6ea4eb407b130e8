"""The outline of an update while it is composed: its sections, its paragraphs, and how far each of them is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from commissioning.choices import RecordKind
from commissioning.figures import MeasureFigure, Reference
from commissioning.figures.portfolio import Portfolio
from commissioning.models import Question, ReportingPeriod
from commissioning.parsing.prose import word_count
from commissioning.parsing.references import PATTERN
from reports.builder.resting import AWARD, FIGURE, Change, Sources, changes
from reports.builder.said import read_sources
from reports.models import Entry, EntrySource, EntryStage, Section, Update
from tracker.models import User
from tracker.together import Rows, together


@dataclass(frozen=True, slots=True)
class Badge:
    """The state of a paragraph: a shape (see `_notices.scss`) and a word."""

    shape: str
    words: str


LEFT_OUT = Badge("written", "Left out")
TO_WRITE = Badge("todo", "To write")
BEGUN = Badge("todo", "Not finished")
WRITTEN = Badge("written", "Written")
AGREED = Badge("done", "Agreed")
CHANGED = Badge("changed", "Figure changed")
CHANGED_AWARD = Badge("changed", "Award changed")
CHANGED_TEXT = Badge("changed", "Source changed")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with its sources, what they gave for the update, what changed since, and what is asked about it."""

    entry: Entry
    sources: tuple[EntrySource, ...]
    given: tuple[str, ...]
    changed: tuple[Change, ...] = ()
    questions: tuple[Question, ...] = ()
    figures: tuple[MeasureFigure, ...] = field(default=(), repr=False)

    @property
    def texts(self) -> tuple[str, ...]:
        """What prints: its own words, else those that its sources gave."""
        return (self.entry.words,) if self.entry.words else self.given

    @property
    def words(self) -> int:
        return sum(count_words(text) for text in self.texts)

    @property
    def rests_on_award(self) -> bool:
        return any(source.award_id for source in self.sources)

    @property
    def is_in(self) -> bool:
        return not self.entry.left_out_why

    @property
    def is_to_write(self) -> bool:
        return self.is_in and not self.is_composed and (not self.texts or self.is_begun)

    @property
    def is_composed(self) -> bool:
        """New funding without a source composes itself from what is stored as new."""
        return not self.entry.words and not self.sources

    @property
    def is_begun(self) -> bool:
        return bool(self.entry.words) and self.entry.stage == EntryStage.TO_WRITE

    @property
    def badge(self) -> Badge:
        if not self.is_in:
            return LEFT_OUT
        if self.is_to_write:
            return BEGUN if self.is_begun else TO_WRITE
        if self.changed:
            kinds = {each.kind for each in self.changed}
            return CHANGED if FIGURE in kinds else CHANGED_AWARD if AWARD in kinds else CHANGED_TEXT
        if self.questions:
            return Badge("ask", f"Question {len(self.questions)}")
        return AGREED if self.entry.stage == EntryStage.AGREED else WRITTEN


@dataclass(frozen=True, slots=True)
class Heading:
    """Paragraphs that stand together under a theme; without a name where they stand under none."""

    name: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Part:
    section: Section
    headings: tuple[Heading, ...]


@dataclass(frozen=True)
class Outline:
    """All of an update's paragraphs, those left out apart."""

    update: Update
    parts: tuple[Part, ...]
    left_out: tuple[Paragraph, ...]
    rows: Rows = field(repr=False)
    sources: Sources = field(repr=False)

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [each for part in self.parts for heading in part.headings for each in heading.paragraphs]

    @property
    def words(self) -> int:
        return sum(each.words for each in self.paragraphs)

    @property
    def to_write(self) -> list[Paragraph]:
        return [each for each in self.paragraphs if each.is_to_write]

    @property
    def changed(self) -> list[Paragraph]:
        return [each for each in self.paragraphs if each.changed]

    def paragraph(self, pk: int) -> Paragraph | None:
        return next((each for each in [*self.paragraphs, *self.left_out] if each.entry.pk == pk), None)


def count_words(text: str) -> int:
    """Words between spaces; a live reference is one."""
    return word_count(PATTERN.sub("1", text))


def outline_of(
    quarter: ReportingPeriod,
    *,
    reference: Reference,
    portfolio: Portfolio,
    extra: Iterable[QuerySet] = (),
    in_hand: int | None = None,
) -> Outline | None:
    """The outline of the quarter's update as it stands; None without one. Three queries, whatever its length.

    `extra` rows are read on the way; of the paragraph `in_hand` also what was said last quarter (`Sources.before`).
    """
    entries = Entry.objects.filter(section__update__period=quarter)
    asked = Question.objects.open().filter(record_kind=RecordKind.ENTRY, record_id__in=entries.order_by().values("pk"))
    rows = together(
        Update.objects.filter(period=quarter),
        Section.objects.filter(update__period=quarter).select_related("objective"),
        entries.select_related("theme", "writer", "written_by", "agreed_by").order_by("section__place", "place", "pk"),
        EntrySource.objects.filter(entry__section__update__period=quarter).select_related(
            "service", "office_item", "award"
        ),
        asked.select_related("asked_by"),
        *extra,
    )
    if not rows[Update]:
        return None
    update = rows[Update][0]
    update.period = quarter
    sources = read_sources(
        rows[EntrySource],
        quarter,
        reference=reference,
        portfolio=portfolio,
        words=[each.words for each in rows[Entry]],
        in_hand=in_hand,
    )
    paragraphs = _paragraphs(update, rows, sources)
    return Outline(
        update=update,
        parts=tuple(_parts(rows[Section], [each for each in paragraphs if each.is_in])),
        left_out=tuple(each for each in paragraphs if not each.is_in),
        rows=rows,
        sources=sources,
    )


def _paragraphs(update: Update, rows: Rows, sources: Sources) -> list[Paragraph]:
    sections = {each.pk: each for each in rows[Section]}
    resting, asked = defaultdict(list), defaultdict(list)
    for source in rows[EntrySource]:
        resting[source.entry_id].append(source)
    for question in rows[Question]:
        asked[question.record_id].append(question)
    for each in sections.values():
        each.update = update
    found = []
    for entry in sorted(rows[Entry], key=lambda each: (sections[each.section_id].place, each.place, each.pk)):
        entry.section = sections[entry.section_id]
        own = resting[entry.pk]
        found.append(
            Paragraph(
                entry=entry,
                sources=tuple(own),
                given=tuple(text for source in own for text in sources.words_for_update(source)),
                changed=tuple(c for source in own for c in changes(source.pk, source.rested_on, sources.of(source))),
                questions=tuple(asked[entry.pk]),
                figures=tuple(f for source in own for f in sources.figures.get(source.service_id or 0, ())),
            )
        )
    return found


def _parts(sections: Iterable[Section], paragraphs: list[Paragraph]) -> Iterator[Part]:
    for section in sorted(sections, key=lambda each: each.place):
        own = [each for each in paragraphs if each.entry.section_id == section.pk]
        yield Part(section, tuple(_headings(own)))


def _headings(paragraphs: list[Paragraph]) -> Iterator[Heading]:
    """Consecutive paragraphs of one theme, as the update prints them."""
    found: list[Paragraph] = []
    for each in paragraphs:
        if found and found[-1].entry.theme_id != each.entry.theme_id:
            yield _heading(found)
            found = []
        found.append(each)
    if found:
        yield _heading(found)


def _heading(found: list[Paragraph]) -> Heading:
    theme = found[0].entry.theme
    return Heading(theme.name if theme else "", tuple(found))


def written_by(outline: Outline, user: User) -> tuple[int, int]:
    """Of the paragraphs that this person writes: how many are written, and how many are to write."""
    own = [each for each in outline.paragraphs if each.entry.writer_id == user.pk and not each.is_composed]
    waiting = sum(each.is_to_write for each in own)
    return len(own) - waiting, waiting
