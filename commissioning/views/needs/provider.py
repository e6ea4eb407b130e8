"""What needs a provider's own person: the provider's returns of the quarter, as a list of tasks."""

from typing import Any

from commissioning.choices import Status
from commissioning.figures.owed import Owing, owed_in
from commissioning.views.addresses import address
from commissioning.views.needs import rows
from commissioning.views.quarters import Scene
from commissioning.workflow.more_time import ASKS
from tracker import formats

Row = dict[str, Any]


def needs(scene: Scene) -> Row:
    owed = owed_in(scene.quarter, on=scene.on, user=scene.user)
    listed = [*owed.returns, *owed.packs]
    names = sorted({rows.provider_of(scene, each) for each in listed})
    due = sorted({each.due for each in listed if each.due})
    return {
        "tasks": [task(scene, each) for each in listed if each.expected],
        "not_asked": [rows.name_of(scene, each) for each in owed.returns if not each.expected],
        "provider": formats.listing(names),
        "due": formats.day(due[0]) if due else "",
        "left": sum(not each.received for each in listed if each.expected),
        "packs": [pack(scene, each, len(owed.packs)) for each in owed.packs],
    }


def pack(scene: Scene, owing: Owing, number: int) -> Row:
    """The ways of doing all of a provider's at once; its name is said where there are several."""
    pages = {"send": "pack-send", "upload": "pack-upload", "more_time": "pack-more-time"}
    found = {name: address(page, owing.key) for name, page in pages.items()}
    if not scene.user.has_perm(ASKS):
        found["more_time"] = ""
    return {"whose": rows.provider_of(scene, owing) if number > 1 else "", **found}


def task(scene: Scene, owing: Owing) -> Row:
    """One return, or the part on money and people, with what the office waits for."""
    is_pack = owing.service is None
    status = owing.status
    hints = [] if owing.received else [rows.begun_words(owing)]
    hints += ["entered once for all services"] if is_pack else []
    if owing.questions:
        number = formats.in_words(owing.questions)
        hints = [f"{number} question{'' if owing.questions == 1 else 's'} from the office"]
    return {
        "label": "Money and people" if is_pack else rows.name_of(scene, owing),
        "url": rows.page_of(owing),
        "hint": "; ".join(hints).capitalize(),
        "tone": "none" if status == Status.APPROVED else status.tone,
        "state_label": {Status.SUBMITTED: "Sent", Status.APPROVED: "Approved"}.get(status, status.label),
    }
