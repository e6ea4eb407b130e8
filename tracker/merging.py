"""Two people in one form: their boxes are merged one by one against what both began from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from tracker.refusals import Clash


def mark(text: str) -> str:
    """A short stand-in for a box's text: enough to see whether it was changed."""
    return blake2b(text.encode(), digest_size=6).hexdigest()


def marks(boxes: Mapping[str, str]) -> dict[str, str]:
    return {name: mark(text) for name, text in boxes.items()}


@dataclass(frozen=True, slots=True)
class Base:
    """What a person began from: the record's version, the marks of its boxes, and boxes that wait for a choice."""

    version: int = 0
    marks: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()

    @classmethod
    def of(cls, version: int, boxes: Mapping[str, str], asked: Iterable[str] = ()) -> "Base":
        return cls(version, marks(boxes), frozenset(asked))

    @property
    def kept_marks(self) -> dict[str, str]:
        """The marks as a draft keeps them: a box that waits for a choice fits nothing, so that it is asked again."""
        return {name: "?" if name in self.asked else each for name, each in self.marks.items()}


MINE, THEIRS = "mine", "theirs"


def merge(
    typed: Mapping[str, str], base: Base, current: Mapping[str, str], chosen: Mapping[str, str]
) -> tuple[dict[str, str], list[Clash]]:
    """The boxes as they are to be saved, and those that both changed.

    A box that this person left as it was takes what is saved now; one that nobody else touched takes what was typed.
    Changed by both: a clash, unless both typed the same. A box that was asked about follows the choice, and clashes
    again while none is made. Boxes that the form did not hold stay as they are. One whose row somebody took away
    meanwhile clashes if it was changed; one that was never there is left out.
    """
    merged, clashes = dict(current), []
    for name, mine in typed.items():
        began = base.marks.get(name, mark(""))
        if name not in current:
            clashes += [Clash(name, mine, "", gone=True)] if name in base.marks and mark(mine) != began else []
            continue
        if mine == current[name]:
            continue
        theirs = current[name]
        if name in base.asked and name not in chosen:
            clashes.append(Clash(name, mine, theirs))
        elif chosen.get(name) == THEIRS or mark(mine) == began:
            continue
        elif mark(theirs) == began:
            merged[name] = mine
        else:
            clashes.append(Clash(name, mine, theirs))
    return merged, clashes
