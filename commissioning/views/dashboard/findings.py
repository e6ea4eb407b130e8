"""The dashboard's findings: each sentence under the service that it is about, with the way to what it tells."""

from typing import Any

from commissioning.figures.findings import Placed, of_money, of_told, used_of
from commissioning.ratings.findings import Finding
from commissioning.ratings.findings.ranking import GOOD, HOW, WATCHING, chosen, foremost, is_good
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import causes_url, service_url
from commissioning.views.dashboard.recurring import named

Row = dict[str, Any]
TABS = {"money": "money", "promise": "risks-and-promises", "service": ""}


def section(found: Found) -> Row:
    """What needs watching and what went well, and how these are chosen."""
    rows = [row(found, each) for each in chosen(said(found))]
    return {
        "watching": [each for each in rows if not each["good"]],
        "good": [each for each in rows if each["good"]],
        "how": HOW,
        "kinds": [("What needs watching", list(WATCHING.values())), ("What went well", list(GOOD.values()))],
    }


def said(found: Found) -> list[Finding]:
    """What the rules say that may be chosen, in the order of figures, money, and what was told."""
    figures = found.once("figures", "said", lambda: foremost(said for each in found.gists for said in each.says))
    money = found.once("positions", "said", lambda: foremost(filter(None, of_money(used(found)))))
    told = found.once("told", "said", lambda: foremost(filter(None, of_told(found.told))))
    return [*figures, *money, *told]


def used(found: Found) -> list[list[Placed]]:
    return found.by_provider("used", lambda positions: used_of(positions, found.scene.portfolio))


def row(found: Found, finding: Finding) -> Row:
    kind, key = finding.about
    service = found.services.get(finding.service or 0)
    return {
        "lead": service.name if service else named(key) if kind == "cause" else "",
        "url": address_of(found, finding),
        "text": finding.text,
        "good": is_good(finding),
        "note": "not yet approved" if kind == "measure" and is_new(found, key) else "",
    }


def address_of(found: Found, finding: Finding) -> str:
    kind, key = finding.about
    if kind == "cause":
        return causes_url(found, key)
    if kind == "measure":
        return f"{service_url(found, finding.service or 0, 'figures')}#m{key}"
    return service_url(found, finding.service or 0, TABS[kind])


def is_new(found: Found, measure: int) -> bool:
    """Whether the figure was sent and nobody has approved it yet."""
    return measure in found.once("figures", "new", lambda: new_of(found))


def new_of(found: Found) -> frozenset[int]:
    return frozenset(each.measure for each in found.gists if each.is_submitted)
