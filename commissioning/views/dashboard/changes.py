"""What changed since the quarter before: ratings that moved, returns newly late, new risks, what became of promises."""

from functools import partial
from itertools import chain
from typing import Any

from django.urls import reverse

from commissioning.choices import CommitmentState, Rag
from commissioning.figures.owed import Owing
from commissioning.figures.told import NewRisk
from commissioning.ratings.findings import Promise
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import service_url
from commissioning.views.dashboard.listed import Listed
from commissioning.views.dashboard.ratings import COLOURS, told_by_ratings
from commissioning.views.needs.rows import name_of, page_of

Row = dict[str, Any]
SHOWN = 3


def section(found: Found) -> Row:
    """The kinds of change that there are, each with its count and the first few by name."""
    before = found.scene.reference.previous(found.scene.quarter)
    lines = [
        line("Rating worse", moved(found, worse=True)),
        line("Rating better", moved(found, worse=False)),
        line("Newly late", newly_late(found)),
        line("New risks", new_risks(found), url=register(found, "risks")),
        *(line(label, promised(found, label), url=register(found, "promises")) for label in PROMISES),
    ]
    return {"since": before.label if before else "", "lines": [each for each in lines if each["count"]]}


def line(label: str, listed: Listed, url: str = "") -> Row:
    return {"label": label, "count": len(listed), "items": listed[:SHOWN], "more": listed[SHOWN:], "url": url}


def register(found: Found, name: str) -> str:
    return reverse("register", args=[found.scene.quarter.slug, name])


def moved(found: Found, *, worse: bool) -> Listed:
    """Services rated in both quarters, and not alike: "green to amber"."""
    moves = (move for own in told_by_ratings(found) for move in own.moved)
    return Listed.of(partial(moved_row, found), [move for move in moves if is_worse(*move[1:]) is worse])


def moved_row(found: Found, move: tuple[int, Rag, Rag]) -> Row:
    key, *rated = move
    then, now = (str(each.label).lower() for each in rated)
    return {"name": found.services[key].name, "url": service_url(found, key), "words": f"{then} to {now}"}


def is_worse(then: Rag, now: Rag) -> bool:
    return COLOURS.index(now) < COLOURS.index(then)


def newly_late(found: Found) -> Listed:
    """Returns that are late, where the same provider's for the same service was in time the quarter before."""
    before = found.told.was_late
    late = chain.from_iterable(found.owed.returns.each("late", lambda rows: [each for each in rows if each.late]))
    return Listed.of(partial(late_row, found), [each for each in late if (each.service, each.provider) not in before])


def late_row(found: Found, owing: Owing) -> Row:
    sender = found.scene.portfolio.providers[owing.provider].name if owing.provider else ""
    return {"name": name_of(found.scene, owing), "url": page_of(owing), "words": sender}


def new_risks(found: Found) -> Listed:
    return Listed.of(partial(risk_row, found), found.told.risks)


def risk_row(found: Found, risk: NewRisk) -> Row:
    url = service_url(found, risk.service, "risks-and-promises")
    return {"name": risk.title, "url": url, "words": found.services[risk.service].name}


PROMISES = {
    "Promises late": CommitmentState.SLIPPED,
    "Promises dropped": CommitmentState.DROPPED,
    "Promises kept": CommitmentState.DONE,
    "Promises given": CommitmentState.OPEN,
}


def promised(found: Found, label: str) -> Listed:
    """What became of promises; of those that are open, the ones that this quarter gave."""

    def by_state() -> dict[str, list[Promise]]:
        states: dict[str, list[Promise]] = {}
        for each in found.told.promises:
            if each.state != CommitmentState.OPEN or each.key in found.told.made:
                states.setdefault(each.state, []).append(each)
        return states

    return Listed.of(partial(promise_row, found), found.once("told", "promises", by_state).get(PROMISES[label], []))


def promise_row(found: Found, promise: Promise) -> Row:
    url = service_url(found, promise.service, "risks-and-promises")
    return {"name": promise.text, "url": url, "words": found.services[promise.service].name}
