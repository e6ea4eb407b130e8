"""Who may see what a passage becomes: as is usual for its kind, unless the office chooses otherwise. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from commissioning.choices import Audience, PassageKind, Prompt
from commissioning.models import Commitment, Narrative, NewsItem, Risk, StaffingLine, WaitingListLine

AUDIENCE = "audience"
PROMPTS: Mapping[str, Prompt] = {
    PassageKind.WENT_WELL: Prompt.WENT_WELL,
    PassageKind.CHALLENGE: Prompt.CHALLENGES,
    PassageKind.OUR_NOTE: Prompt.OUR_NOTE,
}
HOLDS: Mapping[str, Any] = {  # kinds that become something with an audience of its own
    PassageKind.WENT_WELL: Narrative,
    PassageKind.CHALLENGE: Narrative,
    PassageKind.STAFFING: StaffingLine,
    PassageKind.WAITING: WaitingListLine,
    PassageKind.RISK: Risk,
    PassageKind.PROMISE: Commitment,
    PassageKind.NEWS: NewsItem,
    PassageKind.DECISION: NewsItem,
}


def usual_for(kind: str, held: Mapping[str, str]) -> Audience | None:
    """The audience of what this kind becomes where nobody chooses; None where it has none.

    `held`: the audiences of the texts that stand in the return, by prompt. A text that is added to keeps its own.
    """
    if kind not in HOLDS:
        return None
    usual = HOLDS[kind]._meta.get_field(AUDIENCE).get_default()
    return Audience(held.get(PROMPTS[kind], usual) if kind in PROMPTS else usual)


def narrowest(audiences: Iterable[Audience]) -> Audience:
    return min(audiences, key=lambda each: each.rank)
