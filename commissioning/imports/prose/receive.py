"""A text that somebody pastes or uploads: read whole, kept as evidence, and shown to be sorted."""

from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from commissioning.models import Pack, QuarterlyReturn, SourceText
from commissioning.parsing.passages import layout_of
from commissioning.workflow.life import check_open
from tracker import formats
from tracker.models import ImportKind, ImportRun, User
from tracker.periods import london_date
from tracker.uploads.keeping import Upload, take, upload_of
from tracker.uploads.kinds import WrongFile, kind_of_prose
from tracker.uploads.mail import tidy
from tracker.uploads.reading import read_words
from tracker.uploads.runs import begin_run
from tracker.uploads.words import ParagraphKind, Words

MOST_CHARACTERS = 40_000
MOST_PASSAGES = 150
TOO_LONG = (
    f"This text is longer than {MOST_CHARACTERS:,} characters, the most that can be sorted at once. Paste the part that"
    " matters."
)


def receive_pasted(*, record: QuarterlyReturn | Pack, text: str, by: User, at: datetime) -> ImportRun:
    """Keep a pasted text, and answer its run. Refused where it holds no words or far too many."""
    words = tidy(text.replace("\x00", ""))
    name = f"Pasted on {formats.day(london_date(at))}.txt"
    return _keep(record, upload_of(name, "txt", words.encode()), words, (), by, at)


def receive_file(
    *, record: QuarterlyReturn | Pack, name: str, file: BinaryIO, size: int, by: User, at: datetime
) -> ImportRun:
    """Keep a document, an e-mail or a text file, and answer its run. One that can’t be read is refused, with a cure."""
    upload = take(name, file, size, kind_of_prose)
    words = read_words(upload.kind, upload.content)
    return _keep(record, upload, text_of(words), words.left_out, by, at)


@transaction.atomic
def _keep(
    record: QuarterlyReturn | Pack, upload: Upload, text: str, left_out: tuple[str, ...], by: User, at: datetime
) -> ImportRun:
    if isinstance(record, QuarterlyReturn):
        check_open(record, by)
    if not text.strip():
        raise WrongFile("There are no words in it. Choose another file, or paste the words.")
    if len(text) > MOST_CHARACTERS:
        raise WrongFile(TOO_LONG)
    if len(layout_of(text).starts) > MOST_PASSAGES:
        raise WrongFile(f"This text has more than {MOST_PASSAGES} sentences. Paste the part that matters.")
    run = begin_run(kind=ImportKind.WORDS, about=record, upload=upload, by=by, at=at)
    SourceText.objects.get_or_create(run=run, defaults={"text": text, "left_out": list(left_out)})
    return run


def text_of(words: Words) -> str:
    """The paragraphs as one text: items of a list one a line, all else apart."""
    found, before = "", None
    for each in words.paragraphs:
        item = each.kind == ParagraphKind.ITEM
        if before is not None:
            found += "\n" if item and before == ParagraphKind.ITEM else "\n\n"
        found += f"• {each.text}" if item else each.text
        before = each.kind
    return tidy(found)
