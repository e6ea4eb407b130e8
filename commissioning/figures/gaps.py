"""The lists of what is to be published, line by line: what each award of them lacks, and what else its line shows.

To say what an award lacks all of it is read, and all of them to say how many are complete. It follows from what is set
up alone, so it is found once for each state of that; what is held of an award is no more than its line.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from commissioning.choices import Withheld
from commissioning.figures.contracts import Contract, contracts_by, contracts_of
from commissioning.figures.grants import Grant, grants_by, grants_of
from commissioning.figures.reference import Reference
from commissioning.figures.set_up_kept import once_for_all


class Named(NamedTuple):
    """What a line says of its award. `recipient` is empty where nobody has stated one; `receives` is its code."""

    pk: int
    code: str
    title: str
    recipient: str
    receives: str
    decided_on: date | None
    withheld: Withheld | str


@dataclass(frozen=True, slots=True)
class Line:
    """A grant or contract in its list. `copied`: a contract of which a copy is to be published."""

    award: Named
    amount: Decimal | None
    needed: tuple[str, ...]
    useful: tuple[str, ...]
    complete: bool
    copied: bool


def grant_lines(reference: Reference, on: date) -> list[Line]:
    """Of each grant by the day, by title; not to be changed."""
    return _lines(reference, "grants", on, lambda: grants_of(grants_by(on), on=on))


def contract_lines(reference: Reference, on: date) -> list[Line]:
    """Of each contract by the day, by title; not to be changed."""
    return _lines(reference, "contracts", on, lambda: contracts_of(contracts_by(on), on=on))


def _lines(reference: Reference, name: str, on: date, read: Callable[[], Iterable[Grant]]) -> list[Line]:
    def found() -> list[Line]:
        return sorted(map(_line, read()), key=lambda each: (each.award.title, each.award.pk))

    return once_for_all(reference, (name, on), found)


def _line(grant: Grant) -> Line:
    award, provider = grant.award, grant.award.provider
    recipient = provider.name if provider.stated else ""
    return Line(
        award=Named(award.pk, award.code, award.title, recipient, provider.code, award.decided_on, award.withheld),
        amount=grant.amount,
        needed=tuple(grant.needed),
        useful=tuple(grant.useful),
        complete=grant.complete,
        copied=isinstance(grant, Contract) and grant.copied,
    )
