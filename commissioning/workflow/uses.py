"""What a publication tells its sources: a return, a pack or an item then says that it stands in a published update.

The product that publishes calls this; nothing here asks it. The event is all that is kept.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from django.db import transaction

from commissioning.models import OfficeItem, Pack, QuarterlyReturn
from tracker.audit import Told, record_all
from tracker.models import User

USE = "use"
UPDATE, AS_OF = "published in", "as of event"
CHANGES = ("reopen", "approve", "correct")


@transaction.atomic
def record_use(
    *,
    returns: Iterable[int] = (),
    packs: Iterable[int] = (),
    items: Iterable[int] = (),
    published: str,
    as_of: int,
    by: User,
    at: datetime,
) -> int:
    """Tell these returns, packs and items that `published` (an update and its version, in words) rests on them as they
    stood at the audit event `as_of`, that of the sign-off. Answers how many were told.
    """
    rows = chain(
        QuarterlyReturn.objects.filter(pk__in=set(returns)).order_by("pk"),
        Pack.objects.filter(pk__in=set(packs)).order_by("pk"),
        OfficeItem.objects.filter(pk__in=set(items)).order_by("pk"),
    )
    changes = {UPDATE: ("", published), AS_OF: ("", as_of)}
    return len(record_all([Told(USE, row, changes=changes) for row in rows], by=by, at=at))
