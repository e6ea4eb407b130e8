"""Search: what is searched is kept in the index."""

from collections.abc import Iterator

from commissioning.search import KINDS, Narrowing
from commissioning.search.finding import source_of
from tracker.fulltext import is_indexed
from tracker.models import User
from tracker.roles import Role


def texts() -> Iterator[str]:
    """Each table that is searched keeps its text in the index."""
    for kind in KINDS:
        if not is_indexed(source_of(kind, User(role=Role.MANAGER), Narrowing())):
            yield f"{kind.label}: new text is not found. A migration lost its index (tracker/fulltext.py)."
