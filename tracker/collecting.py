"""Python's collector of garbage: put off while very many objects are made that all stay, and asked for when many go."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from tracker.afterwards import once_answered

EVERY = 4


@contextmanager
def collecting_later() -> Iterator[None]:
    """Where hundreds of thousands of objects are made and none is let go, the collector would look through all that the
    process holds, again and again, and find nothing: up to half of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_gone = count(1)


def let_go() -> None:
    """As much as the process holds of what is set up is not needed any more. After the fourth time the collector is to
    look for it, once whoever waits has their answer: by itself it would look much later, in the middle of somebody's
    page, and to look each time would keep whoever comes next.
    """
    if next(_gone) % EVERY == 0:
        once_answered(gc.collect)
