"""How many paragraphs of the update somebody has written, and how many are still to write, for the home page."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from commissioning.choices import Prompt
from commissioning.models import Narrative
from commissioning.views.quarters import Scene
from reports.builder.resting import TOLD
from reports.models import Entry, EntrySource, EntryStage
from reports.workflow.composing.held import PERMISSION


def panel(scene: Scene) -> dict[str, Any] | None:
    """The person's own paragraphs of the quarter's update, in one query; None for who writes none."""
    if not scene.user.has_perm(PERMISSION):
        return None
    states = [stage != EntryStage.TO_WRITE if words else given for words, stage, given in own_paragraphs(scene)]
    if not states:
        return None
    written = sum(map(bool, states))
    url = reverse("compose", args=[scene.quarter.slug])
    lines = [{"label": "Written", "when": str(written)}]
    lines.append({"label": "To write", "when": str(len(states) - written), "url": url})
    return {"title": "Paragraphs for the update", "lines": lines}


def own_paragraphs(scene: Scene) -> QuerySet[Any, Any]:
    """Words and stage of those that the person writes, and whether a source gave words for the update this quarter."""
    given = Narrative.objects.filter(
        Q(quarterly_return__service=OuterRef("service"), quarterly_return__period__end__gte=scene.quarter.start)
        & Q(quarterly_return__period__end__lte=scene.quarter.end, quarterly_return__state__in=TOLD)
        | Q(office_item=OuterRef("office_item"), office_item__state__in=TOLD),
        prompt=Prompt.UPDATE_WORDS,
    )
    sources = EntrySource.objects.filter(Exists(given), entry=OuterRef("pk"))
    own = Entry.objects.filter(section__update__period=scene.quarter, writer=scene.user, left_out_why="")
    return own.annotate(given=Exists(sources)).order_by("pk").values_list("words", "stage", "given")
