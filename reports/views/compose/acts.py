"""What is pressed beside a paragraph: one press, one change."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from reports.forms import source_chosen
from reports.models import Entry
from reports.views.compose.change import show_change
from reports.views.compose.editor import show
from reports.views.compose.place import entry_of, entry_url
from reports.views.update import needed_update
from reports.workflow import composing
from reports.workflow.composing.held import PERMISSION
from tracker.refusals import NotNow, Refusal

PRESSED = re.compile(r"(section|theme)-([0-9]{1,12})-([0-9]{1,5})-(up|down)")
Done = tuple[str, Entry]
Act = Callable[[Entry, QueryDict, Any], Done]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _numbers(posted: QueryDict, name: str) -> list[int]:
    return [int(text) for text in posted.getlist(name) if text.isascii() and text.isdigit()]


def _up(entry: Entry, posted: QueryDict, who: Any) -> Done:
    return "Moved up.", composing.move(entry=entry, down=False, **who)


def _down(entry: Entry, posted: QueryDict, who: Any) -> Done:
    return "Moved down.", composing.move(entry=entry, down=True, **who)


def _agree(entry: Entry, posted: QueryDict, who: Any) -> Done:
    return "Agreed.", composing.agree(entry=entry, **who)


def _use(entry: Entry, posted: QueryDict, who: Any) -> Done:
    done = composing.take_now(entry=entry, key=posted.get("fact", ""), **who)
    return "The paragraph goes by what is stored now.", done


def _keep(entry: Entry, posted: QueryDict, who: Any) -> Done:
    done = composing.keep_words(entry=entry, key=posted.get("fact", ""), reason=posted.get("reason", ""), **who)
    return "The words stay as they are.", done


def _leave_out(entry: Entry, posted: QueryDict, who: Any) -> Done:
    return "It is left out.", composing.leave_out(entry=entry, reason=posted.get("reason", ""), **who)


def _take_back(entry: Entry, posted: QueryDict, who: Any) -> Done:
    return "It stands in the update again.", composing.take_back(entry=entry, **who)


def _add_source(entry: Entry, posted: QueryDict, who: Any) -> Done:
    source = source_chosen(posted.get("source", ""), entry.section.update)
    if source is None:
        raise NotNow("Choose a source of the list.")
    return "It rests on one source more.", composing.add_source(entry=entry, source=source, **who)


def _remove_source(entry: Entry, posted: QueryDict, who: Any) -> Done:
    done = composing.remove_source(entry=entry, source=_number(posted.get("source", "")), **who)
    return "It no longer rests on this.", done


def _merge(entry: Entry, posted: QueryDict, who: Any) -> Done:
    rows = Entry.objects.select_related("section__update__period")
    into = rows.filter(pk=_number(posted.get("into", "")), section__update=entry.section.update).first()
    if into is None:
        raise NotNow("Choose the paragraph within which it is told.")
    done = composing.merge(entry=entry, into=into, **who)
    return f"It is told within “{into.heading}”. Read that through.", done


def _split(entry: Entry, posted: QueryDict, who: Any) -> Done:
    done = composing.split(
        entry=entry,
        heading=posted.get("heading", ""),
        parts=_numbers(posted, "part"),
        sources=_numbers(posted, "going"),
        **who,
    )
    return "A new paragraph stands below it.", done


@require_POST
@with_quarter(PERMISSION)
def move(request: HttpRequest, scene: Scene) -> HttpResponse:
    """A whole section or theme one place up or down; what is pressed says which, and where it stood."""
    update, pressed = needed_update(scene), PRESSED.fullmatch(request.POST.get("move", ""))
    outline = reverse("compose", args=[scene.quarter.slug])
    try:
        if pressed is None:
            raise NotNow("Press one of the buttons of the outline.")
        kind, key, seen, way = pressed.groups()
        said: dict[str, Any] = {"seen": int(seen), "down": way == "down", "by": person(request), "at": timezone.now()}
        if kind == "section":
            composing.move_section(update=update, section=int(key), **said)
        else:
            composing.move_theme(update=update, first=int(key), **said)
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
        return redirect(outline)
    messages.success(request, f"Moved {way}.")
    return redirect(f"{outline}#{kind}-{key}")


ACTS: Mapping[str, Act] = {
    "up": _up,
    "down": _down,
    "agree": _agree,
    "use": _use,
    "keep": _keep,
    "leave-out": _leave_out,
    "take-back": _take_back,
    "add-source": _add_source,
    "remove-source": _remove_source,
    "merge": _merge,
    "split": _split,
}
STAYS = {"add-source", "remove-source"}  # one goes on where one was
ON_CHANGE_PAGE = STAYS | {"merge", "split", "leave-out"}


@require_POST
@with_quarter(PERMISSION)
def act(request: HttpRequest, scene: Scene, pk: int, act: str) -> HttpResponse:
    """Do it, and go on to the paragraph; a refusal is shown on the page on which it was pressed."""
    entry = entry_of(scene, pk)
    if act not in ACTS:
        raise Http404
    try:
        said, done = ACTS[act](entry, request.POST, {"by": person(request), "at": timezone.now()})
    except Refusal as refusal:
        return _refused(request, scene, entry, act, refusal)
    messages.success(request, said)
    return redirect("compose-change", scene.quarter.slug, pk) if act in STAYS else redirect(entry_url(scene, done.pk))


def _refused(request: HttpRequest, scene: Scene, entry: Entry, act: str, refusal: Refusal) -> HttpResponse:
    if act in ON_CHANGE_PAGE:
        return show_change(request, scene, entry, refused=refusal.sentence)
    return show(request, scene, entry.pk, refused=refusal.sentence, status=409)
