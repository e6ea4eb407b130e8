"""The dashboard's counts: what is in of what is expected, what is missing by name, ratings, what is to approve."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

from commissioning.choices import Rag, Status
from commissioning.figures import AwardPosition
from commissioning.figures.owed import Owing, counts, to_approve
from commissioning.tables import status_tag
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import returns_url, services_url
from commissioning.views.dashboard.listed import Listed, Merged, ranked
from commissioning.views.dashboard.ratings import told_by_ratings
from commissioning.views.needs.rows import late_first, name_of, page_of, provider_of
from tracker import formats

Row = dict[str, Any]
MONEY = " on money and people"


def items(found: Found) -> list[Row]:
    """The strip of counts, each a link to the rows that it counts."""
    returns, packs, written = (counts(each) for each in (found.owed.returns, found.owed.packs, found.owed.items))
    states, received = returns.states, returns.received
    are_in = "return is in" if received == 1 else "returns are in"
    sent, all_packs = {"part": "packs", "status": "received"}, packs.expected
    missing = {"part": "items", "status": "missing"}
    return [
        count(received, are_in, returns_url(found, status="received"), of=returns.expected),
        count(states[Status.LATE], "late", returns_url(found, status=Status.LATE)),
        count(states[Status.SUBMITTED], "to check", returns_url(found, status=Status.SUBMITTED)),
        count(states[Status.QUERIED], "waiting for an answer", returns_url(found, status=Status.QUERIED)),
        count(packs.received, "money and people in", returns_url(found, **sent), of=all_packs),
        count(written.expected - written.received, "items to write", returns_url(found, **missing)),
    ]


def count(value: int, label: str, url: str, *, of: int | None = None) -> Row:
    return {"value": formats.number(value), "of": of and formats.number(of), "label": label, "url": url}


def missing(found: Found) -> Listed:
    """Returns that are not in, by name, the longest late first."""
    rank = late_first(found.scene)
    lots = found.owed.returns.each(
        "missing", lambda rows: ranked(rank, (each for each in rows if each.expected and not each.received))
    )
    return Listed.of(partial(missing_row, found), Merged(lots))


def missing_row(found: Found, owing: Owing) -> Row:
    return {
        "name": name_of(found.scene, owing),
        "by": provider_of(found.scene, owing),
        "url": page_of(owing),
        "status": status_tag(owing.status, owing.late),
    }


def ratings(found: Found) -> list[Row]:
    """How many services have which rating, worst first; "not held" where no approved return rates one."""
    counted: Counter[Rag | None] = Counter()
    for own in told_by_ratings(found):
        counted.update(own.now)
    return [
        {"rag": rag or "not_held", "count": counted[rag], "url": services_url(found, rag=rag or "not_held")}
        for rag in [*Rag, None]
    ]


def waiting(found: Found) -> Row:
    """What waits for a second person, and how much of it is above the value that a manager approves."""
    owed = found.owed
    sent, packs, written = (counts(each).states[Status.SUBMITTED] for each in (owed.returns, owed.packs, owed.items))
    limit = found.scene.office.manager_above
    large = large_pairs(found)
    waiting = {"status": str(Status.SUBMITTED)}
    lines = [
        (sent, "return", "returns", returns_url(found, **waiting)),
        (packs, f"part{MONEY}", f"parts{MONEY}", returns_url(found, part="packs", **waiting)),
        (written, "item", "items", returns_url(found, part="items", **waiting)),
    ]
    return {
        "total": sent + packs + written,
        "lines": [{"label": f"{n} {one if n == 1 else many}", "url": url} for n, one, many, url in lines if n],
        "large": sum((each.service, each.provider) in large for each in to_approve(owed.returns)),
        "limit": formats.money(limit),
    }


def large_pairs(found: Found) -> set[tuple[int, int]]:
    """Service and provider of each award above the value that a manager approves."""
    name = f"above {found.scene.office.manager_above}"

    def made() -> set[tuple[int, int]]:
        return set().union(*found.by_provider(name, lambda positions: large_in(found, positions)))

    return found.once("positions", name, made)


def large_in(found: Found, positions: Iterable[AwardPosition]) -> set[tuple[int, int]]:
    covered = found.scene.portfolio.services_of_award
    return {
        (row.service_id, each.award.provider_id)
        for each in positions
        if each.awarded is not None and each.awarded > found.scene.office.manager_above
        for row in covered.get(each.award.pk, ())
    }
