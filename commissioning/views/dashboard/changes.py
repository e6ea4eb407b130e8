"""What changed since the quarter before: ratings that moved, returns newly late, new risks, what became of promises."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.urls import reverse

from commissioning.choices import CommitmentState, Rag
from commissioning.figures.owed import Owing
from commissioning.figures.told import NewRisk
from commissioning.ratings.findings import Promise
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import service_url
from commissioning.views.dashboard.listed import Listed, Make
from commissioning.views.needs.rows import name_of, page_of

Row = dict[str, Any]
RATED = [Rag.RED, Rag.AMBER, Rag.GREEN]
SHOWN = 3
QUARTERS = 2  # this one and the one before


def section(found: Found) -> Row:
    """The kinds of change that there are, each with its count and the first few by name."""
    before = found.scene.reference.previous(found.scene.quarter)
    lines = [
        line("Rating worse", moved(found, worse=True)),
        line("Rating better", moved(found, worse=False)),
        line("Newly late", newly_late(found)),
        line("New risks", new_risks(found), url=register(found, "risks")),
        *(line(label, promised(found, wanted), url=register(found, "promises")) for label, wanted in PROMISES.items()),
    ]
    return {"since": before.label if before else "", "lines": [each for each in lines if each["count"]]}


def line(label: str, items: Iterable[Make], url: str = "") -> Row:
    listed = Listed(items)
    return {"label": label, "count": len(listed), "items": listed[:SHOWN], "more": listed[SHOWN:], "url": url}


def register(found: Found, name: str) -> str:
    return reverse("register", args=[found.scene.quarter.slug, name])


def moved(found: Found, *, worse: bool) -> Iterator[Make]:
    """Services rated in both quarters, and not alike: "green to amber"."""
    for key, rated in found.once("ratings", "moved", lambda: list(all_moved(found))):
        if is_worse(*rated) is worse:
            yield partial(moved_row, found, key, rated)


def all_moved(found: Found) -> Iterator[tuple[int, list[Rag]]]:
    for key in found.services:
        rated = [each.rag for each in found.heat[key].cells[-QUARTERS:] if each.rag in RATED]
        if len(rated) == QUARTERS and rated[0] != rated[1]:
            yield key, rated


def moved_row(found: Found, key: int, rated: list[Rag]) -> Row:
    then, now = (str(each.label).lower() for each in rated)
    return {"name": found.services[key].name, "url": service_url(found, key), "words": f"{then} to {now}"}


def is_worse(then: Rag, now: Rag) -> bool:
    return RATED.index(now) < RATED.index(then)


def newly_late(found: Found) -> Iterator[Make]:
    """Returns that are late, where the same provider's for the same service was in time the quarter before."""
    for each in found.owed.returns:
        if each.late and (each.service, each.provider) not in found.told.was_late:
            yield partial(late_row, found, each)


def late_row(found: Found, owing: Owing) -> Row:
    sender = found.scene.portfolio.providers[owing.provider].name if owing.provider else ""
    return {"name": name_of(found.scene, owing), "url": page_of(owing), "words": sender}


def new_risks(found: Found) -> Iterator[Make]:
    return (partial(risk_row, found, risk) for risk in found.told.risks)


def risk_row(found: Found, risk: NewRisk) -> Row:
    url = service_url(found, risk.service, "risks-and-promises")
    return {"name": risk.title, "url": url, "words": found.services[risk.service].name}


PROMISES = {
    "Promises late": lambda found, each: each.state == CommitmentState.SLIPPED,
    "Promises dropped": lambda found, each: each.state == CommitmentState.DROPPED,
    "Promises kept": lambda found, each: each.state == CommitmentState.DONE,
    "Promises given": lambda found, each: each.state == CommitmentState.OPEN and each.key in found.told.made,
}


def promised(found: Found, wanted: Any) -> Iterator[Make]:
    return (partial(promise_row, found, each) for each in found.told.promises if wanted(found, each))


def promise_row(found: Found, promise: Promise) -> Row:
    url = service_url(found, promise.service, "risks-and-promises")
    return {"name": promise.text, "url": url, "words": found.services[promise.service].name}
