"""Python's collector of garbage: put off while very many objects are made that all stay, and asked for when many go."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished


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


def let_go() -> None:
    """So much is not needed any more that the collector is to look for it, once whoever waits has their answer: by
    itself it would look much later, and in the middle of somebody's page.
    """
    request_finished.connect(_collect)


def _collect(**kwargs: Any) -> None:
    request_finished.disconnect(_collect)
    gc.collect()
