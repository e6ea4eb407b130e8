"""What the renderer is handed."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paper:
    """A page for paper. `titles` says what each place in it is called."""

    html: str
    titles: Mapping[str, str] = field(default_factory=dict)
