"""The documents of a sign-off as they are stored: JSON, each with its digest, and one digest of them all."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from reports.builder.freezing import Frozen, freeze
from reports.document import Document, from_json
from reports.exports import json_text
from reports.models import Publication, Update
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


def sha256(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
