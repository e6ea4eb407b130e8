"""Who may read what hangs under returns, packs and items: by audience and, for viewers, only what is approved."""

from typing import Any

from django.db.models import Q

from commissioning.choices import Audience, State
from tracker.models import User
from tracker.roles import Role

READS_HISTORY = "commissioning.read_history"
ALL = list(Audience)
BOARD = [Audience.BOARD, Audience.PUBLIC]


def audiences(user: User) -> list[Audience]:
    """What may be seen: a viewer (Commissioner, chief officers) sees what is for the board, others see all."""
    return BOARD if user.role == Role.VIEWER else ALL


def states(user: User) -> list[State]:
    """What stands in returns and items of these states may be read: sent ones, of viewers approved ones alone."""
    return [State.APPROVED] if user.role == Role.VIEWER else [State.SUBMITTED, State.QUERIED, State.APPROVED]


def with_submitted(user: User) -> bool:
    """Whether figures that are sent and not yet approved are shown, marked: not to viewers."""
    return user.role != Role.VIEWER


def why_rated(owed: Any, user: User) -> str:
    """Why a return is rated so: an officer's reason, else the rule's. The rule's may quote a figure or spend that is
    internal: a viewer reads it on the dashboard alone, where that is looked at.
    """
    return owed.rag_reason or ("" if user.role == Role.VIEWER else owed.rag_why)


def told(user: User) -> Q:
    """Lines that hang under a return or item (`UnderSomethingOwed`) and may be read: a viewer's are approved."""
    if user.role != Role.VIEWER:
        return Q()
    return Q(quarterly_return__state=State.APPROVED) | Q(office_item__state=State.APPROVED)
