"""The dashboard's counts: what is in of what is expected, what is missing by name, ratings, what is to approve."""

from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

from commissioning.choices import Rag, State, Status
from commissioning.figures import AwardPosition
from commissioning.figures.owed import Owing
from commissioning.tables import status_tag
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import returns_url, services_url
from commissioning.views.dashboard.listed import Listed
from commissioning.views.needs.rows import name_of, page_of, provider_of
from tracker import formats

Row = dict[str, Any]
MONEY = " on money and people"


def items(found: Found) -> list[Row]:
    """The strip of counts, each a link to the rows that it counts."""
    returns = [each for each in found.owed.returns if each.expected]
    packs = [each for each in found.owed.packs if each.expected]
    states = Counter(each.status for each in returns)
    received = sum(each.received for each in returns)
    unwritten = sum(not each.received for each in found.owed.items if each.expected)
    sent = sum(each.received for each in packs)
    are_in = "return is in" if received == 1 else "returns are in"
    return [
        count(received, are_in, returns_url(found, status="received"), of=len(returns)),
        count(states[Status.LATE], "late", returns_url(found, status=Status.LATE)),
        count(states[Status.SUBMITTED], "to check", returns_url(found, status=Status.SUBMITTED)),
        count(states[Status.QUERIED], "waiting for an answer", returns_url(found, status=Status.QUERIED)),
        count(sent, "money and people in", returns_url(found, part="packs", status="received"), of=len(packs)),
        count(unwritten, "items to write", returns_url(found, part="items", status="missing")),
    ]


def count(value: int, label: str, url: str, *, of: int | None = None) -> Row:
    return {"value": formats.number(value), "of": of and formats.number(of), "label": label, "url": url}


def missing(found: Found) -> Listed:
    """Returns that are not in, by name, the longest late first."""
    open_ = [each for each in found.owed.returns if each.expected and not each.received]
    in_order = sorted(open_, key=lambda each: (-each.late, name_of(found.scene, each)))
    return Listed(partial(missing_row, found, each) for each in in_order)


def missing_row(found: Found, owing: Owing) -> Row:
    return {
        "name": name_of(found.scene, owing),
        "by": provider_of(found.scene, owing),
        "url": page_of(owing),
        "status": status_tag(owing.status, owing.late),
    }


def ratings(found: Found) -> list[Row]:
    """How many services have which rating, worst first; "not held" where no approved return rates one."""
    counted = found.once("ratings", "counted", lambda: Counter(found.heat[key].now.rag for key in found.services))
    return [
        {"rag": rag or "not_held", "count": counted[rag], "url": services_url(found, rag=rag or "not_held")}
        for rag in [*Rag, None]
    ]


def to_approve(found: Found) -> Row:
    """What waits for a second person, and how much of it is above the value that a manager approves."""
    sent = [each for each in found.owed.returns if each.state == State.SUBMITTED]
    packs = [each for each in found.owed.packs if each.state == State.SUBMITTED]
    written = [each for each in found.owed.items if each.state == State.SUBMITTED]
    limit = found.scene.office.manager_above
    large = large_pairs(found)
    waiting = {"status": str(Status.SUBMITTED)}
    lines = [
        (len(sent), "return", "returns", returns_url(found, **waiting)),
        (len(packs), f"part{MONEY}", f"parts{MONEY}", returns_url(found, part="packs", **waiting)),
        (len(written), "item", "items", returns_url(found, part="items", **waiting)),
    ]
    return {
        "total": len(sent) + len(packs) + len(written),
        "lines": [{"label": f"{n} {one if n == 1 else many}", "url": url} for n, one, many, url in lines if n],
        "large": sum((each.service, each.provider) in large for each in sent),
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
