"""Views that people keep of pages with filters."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from commissioning.workflow.refusals import Faults
from tracker.audit import record
from tracker.models import SavedFilter, User

NAME_LIMIT = 80
QUERY_LIMIT = 1000


@transaction.atomic
def save_view(
    *, by: User, at: datetime, name: str, page: str, parts: Mapping[str, object], query: str, shared: bool, starts: bool
) -> SavedFilter:
    """Keep a page with its filters under a name; saved again under the same name, it takes the old one's place.

    `starts` makes it the page that the person lands on, and no other. A provider's own people share with nobody.
    """
    name = name.strip()
    if not name:
        raise Faults({"name": "Enter a name for this view."})
    if len(name) > NAME_LIMIT:
        raise Faults({"name": f"This is {len(name)} characters long, and {NAME_LIMIT} can be kept. Shorten it."})
    if len(query) > QUERY_LIMIT:
        raise Faults({"name": "More filters are on than a view can keep. Take some away."})
    if starts:
        SavedFilter.objects.filter(owner=by, starts=True).exclude(name=name).update(starts=False)
    kept, _ = SavedFilter.objects.update_or_create(
        owner=by,
        name=name,
        defaults={
            "page": page,
            "parts": dict(parts),
            "query": query,
            "shared": shared and not by.is_provider,
            "starts": starts,
            "saved_at": at,
        },
    )
    record(act="save-view", record=kept, by=by, at=at, changes={"page": ("", page), "query": ("", query)})
    return kept


@transaction.atomic
def drop_view(*, view: SavedFilter, by: User, at: datetime) -> None:
    """Take one's own view away; nothing rests on it."""
    record(act="drop-view", record=view, by=by, at=at, changes={"name": (view.name, "")})
    view.delete()
