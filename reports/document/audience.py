"""Who a document is for."""

from enum import StrEnum


class Audience(StrEnum):
    """Who a document is for, from the narrowest to the widest."""

    INTERNAL = "internal"
    BOARD = "board"
    PUBLIC = "public"

    def may_see(self, audience: str) -> bool:
        """Whether something marked for `audience` may stand in a document for this one."""
        order = list(Audience)
        return order.index(Audience(audience)) >= order.index(self)


def narrowest(*audiences: str) -> Audience:
    """For whom something is that holds things for each of these."""
    return min((Audience(each) for each in audiences), key=list(Audience).index)
