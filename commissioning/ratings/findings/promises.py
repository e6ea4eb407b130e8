"""What became of a promise."""

from commissioning.ratings.findings.finding import Finding, Promise

KEPT, LATE = "promise-kept", "promise-late"
DONE, SLIPPED = "done", "slipped"


def promise_kept(promise: Promise) -> Finding | None:
    return _told(KEPT, promise, "kept") if promise.state == DONE else None


def promise_late(promise: Promise) -> Finding | None:
    """Silent about one that is open and was never said to be late, and about one that was dropped."""
    return _told(LATE, promise, "late") if promise.state == SLIPPED else None


def _told(rule: str, promise: Promise, word: str) -> Finding:
    text = f"promise {word}: {promise.text}"
    return Finding(rule, promise.service, text, promise.audience, about=("promise", promise.key))
