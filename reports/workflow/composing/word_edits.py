"""Words of the update that were edited in Word: the file kept and read, and of it what somebody takes in.

Nothing is changed by sending a file. Each paragraph is saved as if it had been typed here, by whoever takes it in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from commissioning.figures import LiveFacts, reference_for
from commissioning.figures.portfolio import portfolio_for
from commissioning.parsing.references import references_in
from commissioning.workflow.questions import LIMIT, ask
from reports.builder.editable import canonical, editable
from reports.builder.outline import Outline, outline_of
from reports.models import Entry, Update
from reports.word.returned import Edit, Returned, returned
from reports.workflow.composing.held import may_write
from reports.workflow.composing.words import WORDS, save_words
from reports.workflow.publishing.life import needs_draft
from tracker.merging import Base
from tracker.models import ImportKind, ImportRun, Office, User
from tracker.refusals import Faults, NotNow, NotYours
from tracker.uploads.keeping import take
from tracker.uploads.kinds import WrongFile, kind_of_file
from tracker.uploads.reading import read_edited
from tracker.uploads.runs import answers_of, applying, begin_run, drop_run, keep_answers

ONLY_WORD = "Only a Word document (.docx) can be brought back. Save the edited file as one."
NOTHING_OF_OURS = (
    "None of the update’s paragraphs was found in this file, neither by its marks nor by its headings. Take the file "
    "under “Word file to edit”, and bring that one back."
)
CHANGED = "“{}” is not as you saw it any more, here or in the file. Look at it again."
SAID = "{} wrote in Word: {}"


@dataclass(frozen=True, slots=True)
class Beside:
    """A file's words beside those that stand."""

    outline: Outline
    found: Returned


def receive_edits(*, update: Update, name: str, file: BinaryIO, size: int, by: User, at: datetime) -> ImportRun:
    """Keep an edited file, and answer its run. Refused, with a sentence, where it can't be read or is none of ours."""
    upload = take(name, file, size, _kind)
    content = upload.content
    with transaction.atomic():
        held = needs_draft(update)
        if not _beside_now(held, content).found.found:
            raise WrongFile(NOTHING_OF_OURS)
        return begin_run(kind=ImportKind.EDITS, about=held, upload=upload, by=by, at=at)


def _kind(name: str, content: bytes) -> str:
    if not name.lower().endswith(".docx"):
        raise WrongFile(ONLY_WORD)
    return kind_of_file(name, content)


def beside(outline: Outline, content: bytes, facts: LiveFacts) -> Beside:
    """What the file says, beside the words of the outline."""
    edited = read_edited(content)
    kept = [reference for _, text in edited.kept for _, reference in references_in(text) if reference is not None]
    return Beside(outline, returned(edited, editable(outline, facts, also=kept), facts.text))


def _beside_now(update: Update, content: bytes) -> Beside:
    """The same beside the words as they stand now."""
    reference = reference_for(Office.objects.get())
    outline = outline_of(update.period, reference=reference, portfolio=portfolio_for(reference))
    if outline is None:
        raise NotNow("This update is not there any more.")
    facts = LiveFacts(update.period, reference=reference, with_submitted=True)
    return beside(outline, content, facts)


@transaction.atomic
def take_edits(*, run: ImportRun, update: Update, chosen: Mapping[int, str], by: User, at: datetime) -> int:
    """Save these paragraphs as the file has them: by key, what stands for both wordings as they were looked at.

    All of them or none. Refused where one is not as it was seen, or is not the person's to write.
    """
    if not chosen:
        raise NotNow("Choose at least one paragraph.")
    held = needs_draft(update)
    keep_answers(run=run, answers={str(key): "taken" for key in chosen})
    with run.file.open() as file:
        now = _beside_now(held, file.read())
    edits = {each.key: each for each in now.found.edits if each.can}
    for key, seen in chosen.items():
        paragraph, edit = now.outline.paragraph(key), edits.get(key)
        if paragraph is None or edit is None or edit.seen != seen:
            raise NotNow(CHANGED.format(paragraph.entry.heading if paragraph else "A paragraph"))
        _take(paragraph.entry, edit, finished=not paragraph.is_begun, by=by, at=at)
    return len(chosen)


def _take(entry: Entry, edit: Edit, *, finished: bool, by: User, at: datetime) -> None:
    if not may_write(by, entry):
        raise NotYours(f"“{entry.heading}” is not yours to write. An officer or a manager can give it to you.")
    text, base = _as_kept(entry.words, edit.theirs), Base.of(entry.version, {WORDS: entry.words})
    try:
        save_words(entry=entry, typed={WORDS: text}, base=base, by=by, at=at, finished=finished)
    except Faults as faults:
        raise NotNow(f"“{entry.heading}”: {faults.by_box[WORDS]}") from faults


def _as_kept(ours: str, theirs: str) -> str:
    """Parts of the words that are the same stay as they were typed here, with their own line ends."""
    kept = {canonical(part): part for part in ours.split("\n\n")}
    return "\n\n".join(kept.get(part, part) for part in theirs.split("\n\n"))


@transaction.atomic
def take_comments(*, run: ImportRun, update: Update, chosen: Iterable[str], by: User, at: datetime) -> int:
    """Ask what these comments say as questions about their paragraphs."""
    wanted = set(chosen)
    if not wanted:
        raise NotNow("Choose at least one comment.")
    held = needs_draft(update)
    keep_answers(run=run, answers={f"comment:{each}": "asked" for each in wanted})
    with run.file.open() as file:
        now = _beside_now(held, file.read())
    asked = [each for each in now.found.comments if each.entry and each.seen in wanted]
    for each in asked:
        paragraph = now.outline.paragraph(each.entry.key) if each.entry else None
        if paragraph is not None:
            text = SAID.format(each.comment.author or "Somebody", each.comment.text)
            ask(record=paragraph.entry, by=by, at=at, text=text[:LIMIT])
    return len(asked)


def finish_edits(*, run: ImportRun, by: User, at: datetime) -> ImportRun:
    """Nothing more of this file is wanted: taken in, if anything of it was, else dropped."""
    answers = answers_of(run)
    if not answers:
        return drop_run(run=run, by=by, at=at)
    with applying(run=run, by=by, at=at) as told:
        comments = sum(key.startswith("comment:") for key in answers)
        told.summary |= {**run.summary, "paragraphs": len(answers) - comments, "comments": comments}
    run.refresh_from_db()
    return run
