"""What was done to the update and to each of its paragraphs, every act in words."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.records import DONE, Past, history_page
from reports.models import Entry, Section, Update
from reports.views.compose.place import entry_of
from reports.views.update import needed_update
from reports.workflow.composing.held import PERMISSION
from reports.workflow.publishing.life import STEPS

ACTS = {
    **DONE,
    **{step.act: step.done[0].lower() + step.done[1:] for step in STEPS.values()},
    "outline": "outline made, or added to",
    "write-paragraph": "words saved",
    "agree-paragraph": "agreed to as it reads",
    "keep-words": "words kept though a source changed",
    "use-figure": "goes by what is stored now",
    "move-paragraph": "moved",
    "move-section": "moved with all that stands in it",
    "move-theme": "a theme of it moved with its paragraphs",
    "leave-out": "left out",
    "take-back": "taken back into the update",
    "merge": "another was told within it",
    "split": "split",
    "add-source": "rests on one source more",
    "remove-source": "rests on one source less",
    "choose-finding": "a finding of the front page chosen",
    "order-findings": "findings of the front page put in another order",
    "answer-check": "a check before sign-off answered",
    "withdraw-answer": "an answer to a check taken back",
    "set-chain": "who agrees to it changed",
    "ask-to-agree": "somebody asked by e-mail to agree",
    "agree": "agreed to",
    "record-agreement": "an agreement recorded",
    "withdraw": "withdrawn",
}
PARAGRAPH = Past(Entry, lambda quarter, entry: reverse("compose-entry", args=[quarter, entry.pk]))
WHOLE = Past(Update, lambda quarter, _: reverse("compose", args=[quarter]), ((Section, "update"),))


@require_GET
@with_quarter(PERMISSION)
def paragraph_history(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Of one paragraph."""
    return history_page(request, scene, PARAGRAPH, entry_of(scene, pk), "paragraph", ACTS)


@require_GET
@with_quarter(PERMISSION)
def update_history(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Of the update as a whole and its sections; each paragraph has its own."""
    return history_page(request, scene, WHOLE, needed_update(scene), "update", ACTS)
