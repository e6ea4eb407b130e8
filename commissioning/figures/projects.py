"""The projects that a recipient funded with an award, and whether they come to more than it was given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from commissioning.models import FundedProject
from commissioning.ratings.totals import Total, total


@dataclass(frozen=True, slots=True)
class Projects:
    """All projects of one award. `rest` is the award less what they come to: below nought they come to more. None while
    the award or a project's amount is not stated.
    """

    rows: tuple[FundedProject, ...]
    funded: Total
    rest: Decimal | None


def projects_of(rows: Iterable[FundedProject], awarded: Decimal | None) -> Projects:
    listed: Sequence[FundedProject] = tuple(rows)
    funded = total([(row.name, row.amount) for row in listed])
    rest = None if awarded is None or funded.amount is None else awarded - funded.amount
    return Projects(tuple(listed), funded, rest)
