"""What takes longer to make than anybody waits for a page: the worker makes it before it is asked for."""

from collections.abc import Callable, Iterable

from django.urls import get_resolver
from django_tasks import task
from django_tasks_db.models import DBTaskResult

LAST = -10  # whatever else waits for the worker goes before
Make = Callable[[str, int], object]
_makers: dict[str, Make] = {}


def made_ahead(*makes: Make) -> None:
    """Have these called, by their names, of a period and for a person. Each keeps what it makes where pages find it."""
    _makers.update({make.__name__: make for make in makes})


def ask(looks: Iterable[tuple[str, int]]) -> int:
    """Have everything made of these periods, each for a person; answers how many pieces of work that are. None while
    the worker has not done those of before.
    """
    if DBTaskResult.objects.ready().filter(task_path=make_ahead.module_path).exists():
        return 0
    pieces = [(name, period, person) for period, person in looks for name in _known()]
    for piece in pieces:
        make_ahead.enqueue(*piece)
    return len(pieces)


@task(priority=LAST)
def make_ahead(name: str, period: str, person: int) -> None:
    """One piece, which no other waits for: in between the worker does what somebody asked for."""
    _known()[name](period, person)


def _known() -> dict[str, Make]:
    """They stand beside the pages, and are known when these are."""
    _ = get_resolver().url_patterns
    return _makers
