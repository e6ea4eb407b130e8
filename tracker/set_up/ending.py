"""A set-up record's end, its deletion where nothing uses it, and its history."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from tracker import records
from tracker.refusals import Refusal
from tracker.set_up.forms import EndForm, WhyForm, capital
from tracker.set_up.found import address, back_to, found_record, person
from tracker.set_up.history import history_of
from tracker.set_up.kinds import Kind, Kinds

END = (
    "It stays wherever it was used, with its history, and is offered no more. Leave the day empty to take it up again."
)
DELETE = "Only what was never used can be deleted. It can’t be undone; the audit trail keeps what it was."
DELETE_WHY = (
    "Delete only what was entered by mistake. It can’t be undone; the history keeps what it was, and why it went."
)


def end(request: HttpRequest, kinds: Kinds, kind: Kind, pk: int) -> HttpResponse:
    """From which day the record has ended; an empty day takes it up again."""
    found = found_record(request, kind, pk)
    if not kind.ends:
        raise Http404
    form = EndForm(request.POST if request.method == "POST" else None, initial={"on": found.ended_on})

    def act() -> str:
        on = form.cleaned_data["on"]
        kept = records.end(record=found, on=on, by=person(request), at=timezone.now(), permission=kind.permission)
        return f"{kept.record} {'has ended' if on else 'is in use again'}."

    page = {"title": f"End {found}", "button": "Save", "form": form, "says": END}
    return _answer(request, kind, found, page, act if form.is_valid() else None, address(kind, found))


def delete(request: HttpRequest, kinds: Kinds, kind: Kind, pk: int) -> HttpResponse:
    """Deleting a record that was never used."""
    found = found_record(request, kind, pk)
    if not kind.deletes:
        raise Http404
    sent = request.method == "POST"
    form = WhyForm(request.POST if sent else None) if kind.asks_why else None

    def act() -> str:
        name = str(found)
        owner = getattr(found, kind.belongs_to) if kind.belongs_to else None
        why = {"reason": form.cleaned_data["reason"]} if form else {"of": owner}
        kind.remove(record=found, by=person(request), at=timezone.now(), permission=kind.permission, **why)
        return f"{capital(kind.one)} deleted: {name}."

    page = {
        "title": f"Delete {found}",
        "button": "Delete",
        "form": form,
        "says": DELETE if form is None else DELETE_WHY,
    }
    after = back_to(kinds, kind, found)["url"]
    return _answer(request, kind, found, page, act if sent and (form is None or form.is_valid()) else None, after)


def _answer(
    request: HttpRequest, kind: Kind, found: Any, page: dict[str, Any], act: Callable[[], str] | None, after: str
) -> HttpResponse:
    """The act and the way on, or the page that asks, with why it was refused."""
    refused = ""
    if act is not None:
        try:
            messages.success(request, act())
            return redirect(after)
        except Refusal as refusal:
            refused = refusal.sentence
    status = 409 if refused else 422 if request.method == "POST" else 200
    back = {"url": address(kind, found), "label": str(found)}
    return render(request, "set_up/confirm.html", page | {"back": back, "refused": refused}, status=status)


def history(request: HttpRequest, kinds: Kinds, kind: Kind, pk: int) -> HttpResponse:
    """Everything that was done to the record and its parts, field by field, newest first."""
    found = found_record(request, kind, pk)
    name = kind.called(found)
    context = {"title": f"History of {name}", "back": {"url": address(kind, found), "label": name}}
    return render(request, "set_up/history.html", context | history_of(kind, found))
