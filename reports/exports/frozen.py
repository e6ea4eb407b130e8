"""The documents of a sign-off as they are stored: JSON, each with its digest, and one digest of them all."""

import json
from dataclasses import dataclass
from functools import cached_property

from reports.builder.freezing import Frozen, freeze
from reports.document import Document, from_json
from reports.exports import json_text
from reports.models import Publication, PublishedFile, Update
from tracker.kept_files import sha256
from tracker.models import Office

AUDIENCES = ("internal", "board", "public")


@dataclass(frozen=True)
class Texts:
    """The three documents as JSON."""

    internal: str
    board: str
    public: str

    @property
    def digests(self) -> dict[str, str]:
        return {audience: sha256(getattr(self, audience)) for audience in AUDIENCES}

    @cached_property
    def digest(self) -> str:
        """What somebody agrees to: all that the documents say, to the office, the board and the public."""
        return sha256(json.dumps(self.digests, sort_keys=True))


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was made and kept, as a row of it will tell."""

    kind: str
    audience: str
    sha256: str
    file: str
    name: str
    size: int
    media_type: str


def texts_now(update: Update) -> Texts:
    """What would be signed off now. Raises what the builder raises."""
    return texts_of(freeze(update, office=Office.objects.get()))


def texts_of(frozen: Frozen) -> Texts:
    return Texts(*(json_text(getattr(frozen, audience)) for audience in AUDIENCES))


def stored_texts(publication: Publication) -> Texts:
    return Texts(publication.internal, publication.board, publication.public)


def stored_document(publication: Publication, audience: str) -> Document:
    """A document as it was signed off, read by the schema it was written in."""
    return from_json(json.loads(getattr(publication, audience)))


def erratum_digest(publication: Publication) -> str:
    """Why it corrects the version before, and what it changes: the event of its sign-off holds it."""
    return sha256(json.dumps([publication.why, publication.erratum], sort_keys=True, ensure_ascii=False))


def file_digest(file: PublishedFile | MadeFile) -> str:
    """All that is kept of a file: the event of the publication holds it."""
    return sha256(json.dumps([file.sha256, file.file, file.name, file.size, file.media_type], ensure_ascii=False))
