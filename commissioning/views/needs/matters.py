"""What else waits for a person: questions that are not closed, promises that fall due, what was typed and not saved."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from commissioning.choices import Asker, CommitmentBy, QuestionState, RecordKind, Status
from commissioning.figures.owed import Owed, Owing
from commissioning.models import Commitment, Draft, Question, Service
from commissioning.views.addresses import address
from commissioning.views.needs import rows
from commissioning.views.quarters import Scene
from commissioning.workflow.life import MODELS
from commissioning.workflow.subjects import OTHERS
from tracker import formats
from tracker.periods import london_date
from tracker.together import together

Row = dict[str, Any]
Known = Mapping[tuple[str, int], Owing]


def about(scene: Scene, mine: Collection[int]) -> Q:
    """Whatever is about one's own services; all that run in the quarter are asked for without their keys."""
    running = scene.portfolio.in_quarter(scene.quarter)
    everything = len(mine) == len(running)
    return Q(service__in=Service.objects.running_in(scene.quarter) if everything else list(mine))


@dataclass(frozen=True, slots=True)
class Matters:
    """Questions that are not closed, promises that fall due, and what this person has typed and not saved."""

    questions: list[Question]
    promises: list[Commitment]
    typed: list[Draft]


def matters(scene: Scene, owed: Owed, packs: list[Owing], mine: dict[int, Any]) -> Matters:
    """What waits besides returns, in one query; of questions first those that wait for us, answered or a provider's."""
    asked = _questions(scene, [*owed.returns, *owed.items], packs, mine)
    typed = Draft.objects.filter(user=scene.user).order_by("-saved_at", "pk")
    found = together(asked, _promises(scene, mine), typed)
    questions = sorted(found[Question], key=lambda each: (not waits_for_us(each), each.pk))
    return Matters(questions, found[Commitment], found[Draft])


def _questions(scene: Scene, owing: list[Owing], packs: list[Owing], mine: dict[int, Any]) -> QuerySet[Question]:
    """Those about one's own services, and what their providers ask of us."""
    asked = [each for each in owing if (each.questions or each.answers) and concerns(each, mine, scene)]
    ours = about(scene, mine)
    wanted = ours & Q(record_kind__in=list(OTHERS))
    for kind in MODELS:
        wanted |= Q(record_kind=kind, record_id__in=[each.key for each in asked if each.kind == kind])
    asked_of_us = {"record_kind": RecordKind.PACK, "asker": Asker.PROVIDER, "state": QuestionState.OPEN}
    wanted |= Q(**asked_of_us, record_id__in=[each.key for each in packs])
    corrections = asked_of_us | {"record_kind": RecordKind.RETURN}
    wanted |= ours & Q(**corrections)
    found: QuerySet[Question] = Question.objects.open().filter(wanted)
    return found.order_by("pk")


def waits_for_us(question: Question) -> bool:
    return question.asker == Asker.PROVIDER or question.state == QuestionState.ANSWERED


def concerns(owing: Owing, mine: dict[int, Any], scene: Scene) -> bool:
    return owing.service in mine or owing.writer == scene.user.pk


def known_in(owed: Owed) -> Known:
    """All that is owed, by kind and key."""
    return {(str(each.kind), each.key): each for each in (*owed.returns, *owed.packs, *owed.items)}


def question_row(scene: Scene, known: Known, question: Question) -> Row:
    owing = known.get((question.record_kind, question.record_id))
    service = scene.portfolio.services.get(question.service_id or 0)
    asked = formats.ago((scene.on - london_date(question.asked_at)).days)
    answered = question.state == QuestionState.ANSWERED
    name = rows.name_of(scene, owing) if owing else str(service)
    url = rows.page_of(owing) if owing else address("question", question.pk)
    return {
        "name": name,
        "by": rows.provider_of(scene, owing) if owing else "",
        "fact": f"{question.text} Asked {asked}.",
        "tone": QuestionState(question.state).tone,
        "state_label": QuestionState(question.state).label,
        "acts": [{"label": "Read the answer" if answered else "Open", "about": name, "url": url}],
    }


def _promises(scene: Scene, mine: dict[int, Any]) -> QuerySet[Commitment]:
    """Open promises due by the end of the quarter, about one's own services or owed by the office alone."""
    ours = about(scene, mine) | Q(service=None, by_whom=CommitmentBy.OFFICE)
    due = Commitment.objects.due_by(max(scene.quarter.end, scene.on)).filter(ours)
    return due.order_by("due_on", "pk")


def promise_row(scene: Scene, promise: Commitment) -> Row:
    service = scene.portfolio.services.get(promise.service_id or 0)
    late = promise.due_on is not None and promise.due_on < scene.on
    url = promise_url(scene, promise)
    return {
        "name": service.name if service else "The office",
        "by": f"Owed by {promise.get_by_whom_display()}",
        "fact": promise.text,
        "tone": Status.LATE.tone if late else "act",
        "state_label": due_label(promise, late=late),
        "acts": [{"label": "Open", "about": promise.text, "url": url}],
    }


def promise_url(scene: Scene, promise: Commitment) -> str:
    """The service's promises; one about no service stands in the item or return that made it."""
    if promise.service_id:
        return reverse("service-tab", args=[scene.quarter.slug, promise.service_id, "risks-and-promises"])
    if promise.office_item_id:
        return reverse("item", args=[promise.office_item_id])
    return reverse("return", args=[promise.quarterly_return_id])


def due_label(promise: Commitment, *, late: bool) -> str:
    if promise.due_on is None:
        return "Due"
    return f"{'Was due' if late else 'Due'} {formats.short_day(promise.due_on)}"


def drafts(scene: Scene, owed: Owed, kept: Iterable[Draft]) -> list[Row]:
    """What this person has typed and not saved, if it belongs to this quarter."""
    typed = list(kept)
    known = known_in(owed) if typed else {}
    found = [(known.get((draft.record_kind, draft.record_id)), draft) for draft in typed]
    return [
        rows.row(scene, owing, verb="Go on", fact=f"Typed {formats.moment(draft.saved_at)}, not saved.")
        for owing, draft in found
        if owing is not None
    ]
