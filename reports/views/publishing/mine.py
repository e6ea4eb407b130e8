"""The updates that wait for this person's agreement, for the page that they begin with."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from commissioning.views.quarters import Scene
from reports.models import Agreement, UpdateState
from reports.workflow.publishing.agreements import AGREES


def panel(scene: Scene) -> dict[str, Any] | None:
    """Of whatever quarter, in one query; None where nobody waits for them. An agreement that was given to an earlier
    state is asked for anew on the page itself.
    """
    if not scene.user.has_perm(AGREES):
        return None
    standing = Agreement.objects.filter(voided_at=None, state=Agreement.State.WAITING)
    before = standing.filter(update=OuterRef("update"), version=OuterRef("version"), place__lt=OuterRef("place"))
    own = standing.filter(~Exists(before), person=scene.user, update__state=UpdateState.IN_REVIEW)
    lines = [
        {"label": f"Update for {row.update.period.label}", "when": "", "url": reverse("sign-off", args=[slug])}
        for row in own.select_related("update__period__calendar").order_by("pk")
        if (slug := row.update.period.slug)
    ]
    return {"title": "Waits for your agreement", "lines": lines} if lines else None
