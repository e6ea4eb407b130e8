"""The dashboard's findings: each sentence under the service that it is about, with the way to what it tells."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from commissioning.figures.findings import Placed, of_money, of_told, used_of
from commissioning.ratings.findings import Finding
from commissioning.ratings.findings.ranking import GOOD, HOW, WATCHING, Ranked, chosen, foremost, is_good
from commissioning.views.dashboard.found import Found
from commissioning.views.dashboard.links import causes_url, service_url
from commissioning.views.dashboard.recurring import named

Row = dict[str, Any]
TABS = {"money": "money", "promise": "risks-and-promises", "service": ""}


def section(found: Found) -> Row:
    """What needs watching and what went well, and how these are chosen."""
    money, told = money_said(found), told_said(found)
    others = (
        found.once("positions", "rules", lambda: by_service(money)),
        found.once("told", "rules", lambda: by_service(told)),
    )
    lots = [*figures_said(found), money, told]
    rows = [row(found, each) for each in chosen(lots, partial(rules_of, found, others))]
    return {
        "watching": [each for each in rows if not each["good"]],
        "good": [each for each in rows if each["good"]],
        "how": HOW,
        "kinds": [("What needs watching", list(WATCHING.values())), ("What went well", list(GOOD.values()))],
    }


def figures_said(found: Found) -> list[Ranked]:
    return found.of_gists("said", lambda gists: foremost(said for each in gists for said in each.says))


def money_said(found: Found) -> Ranked:
    return found.once("positions", "said", lambda: foremost(filter(None, of_money(used(found)))))


def told_said(found: Found) -> Ranked:
    return found.once("told", "said", lambda: foremost(filter(None, of_told(found.told))))


Rules = dict[int, list[str]]  # by service


def rules_of(found: Found, others: Iterable[Rules], service: int) -> Iterator[str]:
    """By which rules something is said of the service; besides figures by what comes first alone."""
    yield from (said.rule for each in found.gists.get(service, ()) for said in each.says)
    for rules in others:
        yield from rules.get(service, ())


def by_service(said: Ranked) -> Rules:
    found: Rules = {}
    for rule, findings in said.items():
        for each in findings:
            if each.service is not None:
                found.setdefault(each.service, []).append(rule)
    return found


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
        "note": "not yet approved" if is_new(found, finding) else "",
    }


def address_of(found: Found, finding: Finding) -> str:
    kind, key = finding.about
    if kind == "cause":
        return causes_url(found, key)
    if kind == "measure":
        return f"{service_url(found, finding.service or 0, 'figures')}#m{key}"
    return service_url(found, finding.service or 0, TABS[kind])


def is_new(found: Found, finding: Finding) -> bool:
    """Whether it tells of a figure that was sent and that nobody has approved yet."""
    kind, key = finding.about
    figures = found.gists.get(finding.service or 0, ()) if kind == "measure" else ()
    return any(each.measure == key and each.is_submitted for each in figures)
