"""What a process that serves pages makes before its first answer, so that nobody waits for it."""

from collections.abc import Callable
from typing import TypeVar

Make = TypeVar("Make", bound=Callable[[], object])
_makers: list[Callable[[], object]] = []


def made_first(make: Make) -> Make:
    """Have this called when a process begins to serve. It keeps what it answers, as long as that is true."""
    _makers.append(make)
    return make


def begin() -> None:
    for make in _makers:
        make()
