"""How sums of money read: a total, or what is known of it with how much is missing; and what each amount means."""

from decimal import Decimal
from typing import Any

from django.urls import reverse

from commissioning.figures.payments import in_advance
from commissioning.figures.streams import StreamSums
from commissioning.ratings.totals import Total
from commissioning.ratings.values import Precision
from commissioning.views.quarters import Scene
from commissioning.workflow.funder_returns import MAKES
from tracker import formats

Row = dict[str, Any]
MEANINGS = [
    ("Allocated", "What a funder offered or confirmed to us for the year. A bid is not an allocation."),
    ("Awarded", "What we decided to give providers, with every change in force at the quarter’s end."),
    ("Committed", "Awarded, with the changes that are decided and begin later: what we are bound to for the year."),
    ("Not yet awarded", "Allocated less awarded. Below nought, more is awarded than the stream holds."),
    ("Paid", "What our ledger says that we paid for it since 1 April. Not what providers have used."),
    ("Spent", "What providers told us that they have used since 1 April. Not what we paid them."),
    ("Forecast", "What providers expect to have spent by 31 March."),
    ("In advance", "Paid and not spent yet. Not an overspend: the two stand in columns of their own."),
    ("Over or under", "At the year’s end: forecast, or what was spent, less awarded."),
    ("Not held", "Nobody has given us it. £0 means that they told us nothing was spent."),
]
TABS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("money", "Overview", ()),
    ("awards", "Awards", ()),
    ("money-by", "Broken down", ("objective",)),
    ("money-changes", "Changes", ()),
    ("payments", "Payments", ()),
    ("grants", "Open data", ()),
    ("contracts-register", "Contracts", ()),
    ("funder-returns", "Funder returns", ()),
)
GUARDED = {"funder-returns": MAKES}


def money_tabs(scene: Scene, current: str) -> list[Row]:
    """The sub-navigation of Money; `current` is the name of the page that is open."""
    slug = scene.quarter.slug
    return [
        {"label": label, "url": reverse(page, args=[slug, *more]), "current": page == current}
        for page, label, more in TABS
        if page not in GUARDED or scene.user.has_perm(GUARDED[page])
    ]


def total_cell(found: Total, *, precision: str = Precision.EXACT, nil: str = "not held") -> Row:
    """A total as a cell; without one, what the known parts come to and how many are missing."""
    if found.amount is not None:
        return {"text": formats.money(found.amount, precision)}
    if not found.missing or found.known == 0:
        return {"text": "", "nil": nil}
    return {"text": formats.money(found.known), "sub": f"and {formats.in_words(len(found.missing))} {nil}"}


def amount_cell(
    pounds: Decimal | None, *, nil: str = "not held", sub: str = "", precision: str = Precision.EXACT
) -> Row:
    return {"text": "" if pounds is None else formats.money(pounds, precision), "nil": nil, "sub": sub}


def allocated_cell(line: StreamSums) -> Row:
    """What the year holds, as exactly as it was stated, and how sure that is."""
    counted = line.counted
    if not counted:
        return {"text": "", "nil": "none held"}
    one = counted[0] if len(counted) == 1 else None
    precision = one.precision if one else _precision(line)
    stages = formats.listing(sorted({each.get_stage_display() for each in counted}))
    return total_cell(line.allocated, precision=precision, nil="not stated") | {"sub": stages}


def _precision(line: StreamSums) -> str:
    exact = all(each.precision == Precision.EXACT for each in line.counted)
    return Precision.EXACT if exact else Precision.ABOUT


def left_cell(line: StreamSums) -> Row:
    """What is not yet awarded, and by how much a stream is over-committed."""
    left = line.not_awarded
    if left is None:
        return {"text": "", "nil": "can’t be said"}
    return {"text": formats.money(left), "sub": "over-committed" if left < 0 else ""}


def paid_cell(paid: Total, spent: Total) -> Row:
    """What was paid, and what of it is paid in advance: never in one column with what is spent."""
    cell = total_cell(paid)
    ahead = in_advance(paid.amount, spent.amount)
    return cell if ahead is None else cell | {"sub": f"{formats.money(ahead)} in advance"}
