"""What the renderer is handed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paper:
    """A page for paper. `titles` says what each place in it is called.

    `shows`: state of all records (`tracker.remembered.stand_of`) at which it was built; empty where it is no matter.
    """

    html: str
    titles: Mapping[str, str] = field(default_factory=dict)
    shows: str = ""
