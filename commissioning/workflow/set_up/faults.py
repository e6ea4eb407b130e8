"""What is wrong with several parts of one form, found before any of it is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from commissioning.ratings.shares import Unlike
from tracker.refusals import Faults


class Gathered:
    """Faults from several checks by box, raised together."""

    def __init__(self) -> None:
        self.by_box: dict[str, str] = {}

    def unlike(self, box: str, check: Callable[..., None], *values: Any) -> None:
        """Ask a pure rule; what it finds is a fault of the box, unless one is known already."""
        try:
            check(*values)
        except Unlike as fault:
            self.by_box.setdefault(box, str(fault))

    @contextmanager
    def also(self) -> Iterator[None]:
        """Gather the faults that are raised inside."""
        try:
            yield
        except Faults as faults:
            self.by_box |= faults.by_box

    def check(self) -> None:
        if self.by_box:
            raise Faults(self.by_box)
