"""Rows for `components/row.html` of what is owed: its name, its fact, its state, its act."""

from collections.abc import Callable
from typing import Any

from commissioning.choices import RecordKind, State, Status
from commissioning.figures.owed import Owing
from commissioning.views.addresses import address
from commissioning.views.quarters import Scene
from tracker import formats
from tracker.periods import london_date

CHASES = "commissioning.chase_returns"
Row = dict[str, Any]
PAGES = {RecordKind.RETURN: "return", RecordKind.PACK: "pack", RecordKind.ITEM: "item"}


def name_of(scene: Scene, owing: Owing) -> str:
    """The service of a return, the provider of a pack, the title of an item."""
    if owing.kind == RecordKind.ITEM:
        return owing.title
    if owing.kind == RecordKind.PACK:
        return provider_of(scene, owing)
    return str(scene.portfolio.services[owing.service or 0].name)


def provider_of(scene: Scene, owing: Owing) -> str:
    if owing.provider is None:
        return ""
    provider = scene.portfolio.providers[owing.provider]
    return provider.name if provider.stated else "Provider not stated"


def page_of(owing: Owing) -> str:
    return address(PAGES[owing.kind], owing.key)


def next_page_of(owing: Owing) -> str:
    """Where one goes on with it: what is sent is read and decided on, anything else is written in."""
    return address(f"{PAGES[owing.kind]}-check", owing.key) if owing.state == State.SUBMITTED else page_of(owing)


def row(scene: Scene, owing: Owing, *, verb: str, fact: str, strong: str = "") -> Row:
    """One thing owed with one act, a link that begins with a verb."""
    name = name_of(scene, owing)
    by = {RecordKind.RETURN: provider_of(scene, owing), RecordKind.PACK: "Money and people"}.get(owing.kind, "")
    status = owing.status
    return {
        "name": name,
        "by": by,
        "strong": strong,
        "fact": fact,
        "tone": status.tone,
        "state_label": formats.late(owing.late) if owing.late else status.label,
        "acts": [{"label": verb, "about": name, "url": next_page_of(owing)}],
    }


def late(scene: Scene, owing: Owing, *, verb: str = "Enter") -> Row:
    """What is late says whether anything was begun, and when it was due."""
    begun = begun_words(owing, nothing="nothing received").capitalize()
    moved = f", agreed after {formats.day(owing.first_due)}" if owing.first_due and owing.first_due != owing.due else ""
    found = row(scene, owing, verb=verb, fact=f"{begun}. Due {formats.day(owing.due)}{moved}." if owing.due else begun)
    if may_chase(scene, owing):
        found["acts"].append({"label": "Chase", "about": found["name"], "url": chase_url(scene, owing.provider)})
    return found


def begun_words(owing: Owing, nothing: str = "nothing entered yet") -> str:
    """Whether anything is there of what has not been sent."""
    return "begun, not sent" if owing.state == Status.IN_PROGRESS else nothing


def may_chase(scene: Scene, owing: Owing) -> bool:
    """Whether this person may remind the provider, and the provider is to send it."""
    portfolio, end = scene.portfolio, scene.quarter.end
    if owing.kind == RecordKind.PACK:
        sends = owing.provider in portfolio.senders(end)
    else:
        sends = portfolio.sends(owing.provider, [owing.service or 0], end)
    return sends and scene.user.has_perm(CHASES)


def chase_url(scene: Scene, provider: int | None) -> str:
    return f"{address('chase', scene.quarter.slug)}?provider={provider}"


def due_words(owing: Owing) -> str:
    return f"Due {formats.day(owing.due)}." if owing.due else "No day set."


def sent_words(owing: Owing) -> str:
    return f"Sent {formats.day(london_date(owing.sent_at))}." if owing.sent_at else ""


def late_first(scene: Scene) -> Callable[[Owing], tuple[int, str]]:
    """The longest late first, then by name."""
    return lambda owing: (-owing.late, name_of(scene, owing))


def longest_late_first(scene: Scene, owing: list[Owing]) -> list[Owing]:
    return sorted((each for each in owing if each.late), key=late_first(scene))
