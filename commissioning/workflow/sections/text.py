"""The words of a return or an item: one box for each prompt, and the causes of a challenge."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from django.db.models import Q, QuerySet

from commissioning.choices import Audience, Cause, Prompt
from commissioning.models import Narrative, OfficeItem, ReportingPeriod
from commissioning.models.lines import PARAGRAPH_LIMIT, PARAGRAPH_WORDS, TEXT_LIMIT
from commissioning.workflow.live_references import reference_fault
from commissioning.workflow.sections.boxes import Box, BoxKind, Changes, Reader, Section, joined, show_to
from commissioning.workflow.sections.earlier import one_period_earlier, period_of, since
from commissioning.workflow.sections.fresh import Fresh
from commissioning.workflow.sections.lines import under
from tracker.models import User
from tracker.periods import london_date

CAUSES = [(each.value, each.label.capitalize()) for each in Cause]
CAUSES_BOX = "causes"
SEEN = "-seen"  # behind a prompt: the box that says who may see its text
SEEN_BY = [(each.value, f"{each.label[:1].upper()}{each.label[1:]}") for each in Audience]
AUDIENCES = {Prompt.UPDATE_WORDS: Audience.PUBLIC}
HINTS = {
    Prompt.OUR_NOTE: "For the office alone. The provider never sees it.",
    Prompt.UPDATE_WORDS: (
        f"At most {PARAGRAPH_WORDS} words. Don’t write names, initials, dates of birth or anything that could point to "
        "one person."
    ),
}


class Words(Section):
    """Boxes for the prompts that this page asks."""

    prompts: tuple[Prompt, ...] = ()

    def make_boxes(self) -> list[Box]:
        self.fresh = Fresh()
        self.narratives = self._said_here()
        boxes = []
        for prompt in self.asked:
            boxes.append(self._box(prompt))
            if self.chooses(prompt):
                hint = f"{prompt.label}: usually {usual_for(prompt).label}"
                boxes.append(
                    Box(f"{prompt}{SEEN}", "Who may see it", self.seen_by(prompt), BoxKind.CHOICE, SEEN_BY, hint)
                )
            if prompt == Prompt.CHALLENGES:
                causes = self.narratives[prompt].causes if prompt in self.narratives else []
                boxes.append(Box(CAUSES_BOX, "Causes of the challenges", joined(causes), BoxKind.MANY, CAUSES))
        return boxes

    def _said_here(self) -> dict[str, Narrative]:
        """What the record says to each prompt; read with what was said one period earlier, unless it is there."""
        if self.kept is not None:
            before = self.kept.before(self.record)
            if before is not None:
                self.earlier = {row.prompt: row for row in before if row.prompt in self.asked}
            return {row.prompt: row for row in self.kept.of(Narrative, self.record) if row.prompt in self.asked}
        found = list(self._rows(self._own() | Q(**one_period_earlier(self.record))))
        self.earlier = {row.prompt: row for row in found if row.parent != self.record}
        return {row.prompt: row for row in found if row.parent == self.record}

    @cached_property
    def earlier(self) -> dict[str, Narrative]:
        """What was said to each prompt one period earlier."""
        return {row.prompt: row for row in self._rows(Q(**one_period_earlier(self.record)))}

    def _rows(self, which: Q) -> QuerySet[Narrative]:
        rows = Narrative.objects.filter(which, prompt__in=self.asked)
        return rows.select_related("quarterly_return__period", "office_item__period", "unchanged_from")

    @property
    def asked(self) -> list[Prompt]:
        """The office's note isn't a provider's to see."""
        return [prompt for prompt in self.prompts if not (self.user.is_provider and prompt == Prompt.OUR_NOTE)]

    def chooses(self, prompt: Prompt) -> bool:
        """Whether this person says who may see the text: the office does, and its own note is nobody else's."""
        return not self.user.is_provider and prompt != Prompt.OUR_NOTE

    def seen_by(self, prompt: str) -> Audience:
        """Who may see what is said to a prompt; as is usual for it, while nothing is."""
        row = self.narratives.get(prompt)
        return Audience(row.audience) if row else usual_for(prompt)

    def _own(self) -> Q:
        return Q(**under(self.record))

    def last_words(self, prompt: str) -> tuple[str, str] | None:
        """What was said to this prompt one period earlier, and when; None where nothing was, or it was not sent."""
        row = self.said_before.get(prompt)
        return (period_of(row).label, row.text) if row else None

    @property
    def said_before(self) -> dict[str, Narrative]:
        """What a provider or the office said one period earlier; the office's own note is of its quarter alone."""
        return {prompt: row for prompt, row in self.earlier.items() if prompt != Prompt.OUR_NOTE}

    def unchanged_since(self, prompt: str) -> str:
        """The period since which this is said word for word; empty where it was written now."""
        row = self.narratives.get(prompt)
        return row.unchanged_from.label if row and row.unchanged_from else ""

    @property
    def can_carry(self) -> ReportingPeriod | None:
        written = self.narratives.keys() - {Prompt.OUR_NOTE}
        return next((period_of(row) for row in self.said_before.values()), None) if not written else None

    def carry(self) -> Changes:
        for prompt, row in self.said_before.items():
            self._keep(Prompt(prompt), row.text, row.causes)
        self.fresh.write()
        return {Prompt(prompt).label: ("", row.text) for prompt, row in self.said_before.items()}

    def _box(self, prompt: Prompt) -> Box:
        narrative = self.narratives.get(prompt)
        update = prompt == Prompt.UPDATE_WORDS
        return Box(
            prompt.value,
            prompt.label,
            narrative.text if narrative else "",
            BoxKind.AREA,
            hint=HINTS.get(prompt, ""),
            limit=PARAGRAPH_LIMIT if update else TEXT_LIMIT,
            words=PARAGRAPH_WORDS if update else 0,
        )

    def read_boxes(self, raw: Mapping[str, str], changed: frozenset[str]) -> list[tuple[Prompt, str, list[str], str]]:
        """Prompt, text, causes and audience of each text that was changed."""
        reader, said = Reader(raw), []
        for prompt in self.asked:
            causes = {CAUSES_BOX} if prompt == Prompt.CHALLENGES else set()
            if {prompt.value, f"{prompt}{SEEN}", *causes} & changed:
                said.append((prompt, *self._read(reader, prompt)))
        reader.check()
        return said

    def write(self, raw: Mapping[str, str], changed: frozenset[str], *, by: User, at: datetime) -> Changes:
        changes: Changes = {}
        for prompt, text, causes, audience in self.read_boxes(raw, changed):
            changes |= self._write(prompt, text, causes, audience)
        self.fresh.write()
        return changes

    def _read(self, reader: Reader, prompt: Prompt) -> tuple[str, list[str], str]:
        text = reader.text(prompt, self._box(prompt).limit)
        causes = self._causes(reader, text) if prompt == Prompt.CHALLENGES else []
        unknown = reference_fault(text, self.user)
        if unknown:
            reader.faults.setdefault(prompt.value, unknown)
        seen = reader.choice(f"{prompt}{SEEN}", SEEN_BY) if self.chooses(prompt) else ""
        return text, causes, seen or self.seen_by(prompt)

    def _write(self, prompt: Prompt, text: str, causes: list[str], seen: str) -> Changes:
        changes: Changes = {prompt.label: (self.narratives[prompt].text if prompt in self.narratives else "", text)}
        if text:
            row = self.made[prompt] = self._keep(prompt, text, causes)
            audience = self.audiences.get(prompt, seen)
            if audience != row.audience or prompt in self.audiences:
                changes |= show_to(row, audience, prompt.label)
        else:
            Narrative.objects.filter(self._own(), prompt=prompt).delete()
        return changes

    def _causes(self, reader: Reader, text: str) -> list[str]:
        causes = [cause for cause in reader.raw.get(CAUSES_BOX, "").split(",") if cause]
        if set(causes) - {cause.value for cause in Cause}:
            reader.faults[CAUSES_BOX] = "Choose from the list."
        if causes and not text:
            reader.faults[Prompt.CHALLENGES.value] = "Causes are chosen: say in a sentence what the challenge is."
        return causes

    def _keep(self, prompt: Prompt, text: str, causes: list[str]) -> Narrative:
        narrative = self.narratives.get(prompt)
        if narrative is None:
            narrative = Narrative(prompt=prompt, audience=usual_for(prompt), **under(self.record))
        earlier = self.earlier.get(prompt)
        narrative.unchanged_from = since(earlier) if earlier and earlier.text == text else None
        narrative.text, narrative.causes = text, causes
        if prompt in self.narratives:
            narrative.save()
        else:
            self.fresh.add(narrative)
        return narrative


def usual_for(prompt: str) -> Audience:
    """Who sees what is said to a prompt where nobody chooses: what is written for the update is for the public."""
    return AUDIENCES.get(Prompt(prompt), Audience.INTERNAL)


class Text(Words):
    slug = "text"
    label = "Text"
    prompts = (Prompt.WENT_WELL, Prompt.CHALLENGES, Prompt.NEXT_QUARTER, Prompt.CONTEXT, Prompt.OUR_NOTE)


class Short(Words):
    """What a light return asks in words."""

    slug = "short"
    label = "Text"
    prompts = (Prompt.WENT_WELL, Prompt.CHALLENGES, Prompt.UPDATE_WORDS)


class Paragraph(Words):
    slug = "words"
    label = "Paragraph for the update"
    prompts = (Prompt.UPDATE_WORDS,)


class ItemWords(Words):
    slug = "words"
    label = "Words"
    prompts = (Prompt.UPDATE_WORDS, Prompt.CONTEXT, Prompt.OUR_NOTE)

    record: OfficeItem

    def write(self, raw: Mapping[str, str], changed: frozenset[str], *, by: User, at: datetime) -> Changes:
        """Whoever edits words that stand from quarter to quarter has reviewed them."""
        if self.record.standing_text:
            OfficeItem.objects.filter(pk=self.record.pk).update(reviewed_on=london_date(at), reviewed_by=by)
        return super().write(raw, changed, by=by, at=at)
