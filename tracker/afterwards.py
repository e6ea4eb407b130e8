"""What nobody has to wait for: it is done when the answer to a page has been sent."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished, request_started

log = logging.getLogger("tracker.afterwards")
Work = Callable[[], object]


class Waiting(threading.local):
    """What waits for the answer that this thread is making; None where it is making none."""

    works: list[Work] | None = None


_waiting = Waiting()


def once_answered(work: Work) -> None:
    """Do it once the answer is sent; at once where no page is being answered. What fails then only the log can tell."""
    if _waiting.works is None:
        work()
    else:
        _waiting.works.append(work)


def _begin(**kwargs: Any) -> None:
    _waiting.works = []


def _end(**kwargs: Any) -> None:
    works, _waiting.works = _waiting.works, None
    for work in works or ():
        try:
            work()
        except Exception:
            log.exception("What was left for after an answer failed.")


def watch() -> None:
    request_started.connect(_begin)
    request_finished.connect(_end)
