"""What is worked out of what is set up alone: once for each state of it, of a large portfolio for all processes.

It is held in the process as long as the portfolio, and a process that begins finds it where another put it (`kept`).
"""

from collections.abc import Callable
from typing import TypeVar

from commissioning.figures import kept
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.reference import Reference

Made = TypeVar("Made")


def once_for_all(reference: Reference, name: tuple[str, object], make: Callable[[], Made]) -> Made:
    """What `make` answers: plain values alone, which depend on nothing but the name and what is set up."""
    portfolio = portfolio_for(reference)
    if not portfolio.is_large:
        return portfolio.once(name, make)
    return portfolio.once(name, lambda: _found(repr((*name, reference.version)), make))


def _found(name: str, make: Callable[[], Made]) -> Made:
    found: Made | None = kept.find(name)
    if found is None:
        found = make()
        kept.put(name, found)
    return found
