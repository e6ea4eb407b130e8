"""What takes longer to make than anybody waits for a page: the worker makes it before it is asked for."""

from collections.abc import Callable, Iterable

from django.db.models import Q
from django.urls import get_resolver
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

LAST = -10  # whatever else waits for the worker goes before
Make = Callable[[str, int], object]
_makers: dict[str, Make] = {}


def made_ahead(*makes: Make) -> None:
    """Have these called, by their names, of a period and for a person. Each keeps what it makes where pages find it."""
    _makers.update({make.__name__: make for make in makes})


def is_asked(stand: str) -> bool:
    """Whether it was asked for where the site stands like this, or the worker has not done what was asked for before.
    The queue knows it: a schedule that a timer calls keeps nothing.
    """
    pieces = DBTaskResult.objects.filter(task_path=make_ahead.module_path)
    return pieces.filter(Q(args_kwargs__args__0=stand) | Q(status=TaskResultStatus.READY)).exists()


def ask(stand: str, looks: Iterable[tuple[str, int]]) -> None:
    """Have everything made of these periods, each for a person."""
    for period, person in looks:
        for name in _known():
            make_ahead.enqueue(stand, name, period, person)


@task(priority=LAST)
def make_ahead(stand: str, name: str, period: str, person: int) -> None:
    """One piece, which no other waits for: in between the worker does what somebody asked for. `stand` says where the
    site stood when it was asked for.
    """
    _known()[name](period, person)


def _known() -> dict[str, Make]:
    """They stand beside the pages, and are known when these are."""
    _ = get_resolver().url_patterns
    return _makers
