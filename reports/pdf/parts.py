"""A long page is laid out as two parts by two processes; each is told how far the other goes.

The second part is what the page says stands apart: it begins on a page of its own, so neither part moves the other.
Before it is printed, its first page is taken away: the cover, which is kept in it for its words.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from reports.pdf.places import Places

APART, COVER = "apart", "cover"


@dataclass(frozen=True, slots=True)
class Whole:
    """Where a part stands: the pages before it, all pages, and the page on which each place of the whole begins."""

    before: int
    pages: int
    begin: dict[str, int]


@dataclass(frozen=True, slots=True)
class Printed:
    """The PDF of a part, and its own places."""

    pdf: bytes
    own: Places


Exchange = Callable[[Places], Whole]  # a part tells its own places, and learns where it stands
Made = Callable[[Exchange], Printed]


def alone(own: Places) -> Whole:
    return Whole(0, own.pages, own.begin)


def together(first: Places, second: Places, *, before: int) -> Whole:
    later = {name: first.pages + page for name, page in second.begin.items()}
    return Whole(before, first.pages + second.pages, {**later, **first.begin})


def stands_apart(body: Any) -> Any | None:
    """The element that begins the second part; None where there is one part."""
    return next((element for element in body.iter() if is_marked(element, APART)), None)


def is_marked(element: Any, name: str) -> bool:
    return name in element.get("class", "").split()


def keep_before(node: Any, place: Any) -> bool:
    """Take out a place and all that follows it; whether it was found below the node."""
    for number, child in enumerate(node):
        if child is place:
            del node[number:]
            return True
        if keep_before(child, place):
            del node[number + 1 :]
            return True
    return False


def keep_after(node: Any, place: Any) -> bool:
    """Take out all that stands before a place, but for the cover: running heads and feet take their words from it."""
    for number, child in enumerate(node):
        if child is place or keep_after(child, place):
            node[:number] = [before for before in node[:number] if is_marked(before, COVER)]
            return True
    return False


def beside_each_other(first: Made, second: Made) -> tuple[Printed, Printed]:
    """What both make, the second in a process of its own. What fails there fails here, by the same error or signal."""
    ours, theirs = Pipe()
    child = os.fork()
    if child == 0:
        ours.close()
        _live(second, theirs)
    theirs.close()

    def exchange(own: Places) -> Whole:
        return together(own, _told(ours, own), before=0)

    try:
        made = first(exchange), _heard(ours)
        os.waitpid(child, 0)  # what it took counts as this one's
        return made
    except (EOFError, ConnectionError):
        _end_as(child)
        raise
    finally:
        ours.close()  # nobody hears the second one any more: it ends


def _live(second: Made, line: Connection) -> NoReturn:
    """The second process. It lets go of what the first was handed: who waits for that waits for the first alone."""

    def exchange(own: Places) -> Whole:
        other = _told(line, own)
        return together(other, own, before=other.pages)

    for handed in range(3):
        os.close(handed)
    try:
        answer: object = second(exchange)
    except BaseException as error:  # a refused file is no Exception
        answer = error
    try:
        line.send(answer)
    finally:
        os._exit(0)


def _told(line: Connection, own: Places) -> Places:
    with suppress(BrokenPipeError):  # who is gone already may have said why
        line.send(own)
    return _heard(line)


def _heard(line: Connection) -> Any:
    answer = line.recv()
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _end_as(child: int) -> None:
    """A process over its limits is ended without a word; whoever began this one knows what that means."""
    _, status = os.waitpid(child, 0)
    os.kill(os.getpid(), os.WTERMSIG(status))
