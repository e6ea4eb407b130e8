"""What stands outside a published document and vouches for it: nothing hashes itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """Something that a version says otherwise than the one before. An empty text: it did not stand there."""

    place: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is published with a page: what it is called, its address, its size in words."""

    label: str
    address: str
    size: str


@dataclass(frozen=True, slots=True)
class Seal:
    """Which version of which document this is, when it was signed off, and by what anybody can check it.

    `sha256` is that of the document as JSON, `event` and `event_hash` those of its sign-off in the audit trail;
    `address` is where its newest version is, `history` the path of what is told of this one.
    """

    version: int
    sha256: str
    event: int
    event_hash: str
    signed_off: str
    address: str
    history: str
    why: str = ""
    changes: tuple[Change, ...] = ()
    files: tuple[Download, ...] = ()

    @property
    def corrections(self) -> str:
        """What the list of changes is called; nothing in a first version, which corrects none."""
        return f"What changed in version {self.version}" if self.version > 1 else ""
