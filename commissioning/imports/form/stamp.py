"""What a form says of itself, signed: which records at which version, and which labels and answers it began with."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.core import signing

from commissioning.exports.forms import STAMP
from tracker.uploads.cells import Workbook

LAYOUT = 1
SALT = "form-to-be-filled-in"


@dataclass(frozen=True, slots=True)
class Stamp:
    """`kind` and `record`: what it was made for. Marks of what its boxes and labels held, by key of page and row."""

    kind: str
    record: int
    made_at: str
    versions: Mapping[str, int] = field(default_factory=dict)
    boxes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    layout: int = LAYOUT

    @property
    def made(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def text(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)


class NotOurs(Exception):
    """There is a stamp, and it isn't as we made it."""


def stamp_in(book: Workbook) -> Stamp | None:
    """The form's stamp; None for a workbook that isn't our form at all. Raises NotOurs for an altered one."""
    sheet = book.sheet(STAMP)
    if sheet is None:
        return None
    text = "".join(cell.text for place, cell in sorted(sheet.cells.items()) if place[1] == 1)
    try:
        said = signing.loads(text, salt=SALT)
        return Stamp(**said)
    except (signing.BadSignature, TypeError, ValueError) as error:
        raise NotOurs from error
