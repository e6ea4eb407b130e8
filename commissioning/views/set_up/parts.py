"""Groups of boxes on the page of a set-up record, and faults put at the box where they are mended."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from tracker.records import Kept
from tracker.refusals import Faults

Groups = Mapping[str, tuple[str, ...]]


def grouped(attempt: Any, groups: Groups) -> list[dict[str, Any]]:
    """The boxes of a form under headings, each with what two people made of it."""
    return [
        {"heading": heading, "boxes": [(attempt.form[name], attempt.clashes.get(name)) for name in names]}
        for heading, names in groups.items()
    ]


def faults_at(boxes: Mapping[str, str]) -> Callable[[Callable[..., Kept]], Callable[..., Kept]]:
    """A fault that lies in several boxes together stands at one of them."""

    def placed(keep: Callable[..., Kept]) -> Callable[..., Kept]:
        @wraps(keep)
        def kept(**said: Any) -> Kept:
            try:
                return keep(**said)
            except Faults as faults:
                raise Faults({boxes.get(name, name): text for name, text in faults.by_box.items()}) from faults

        return kept

    return placed
