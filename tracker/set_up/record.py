"""The page of one set-up record: its form, what is not known of it, its parts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from tracker import records
from tracker.context import office_of
from tracker.forms import new_key
from tracker.merging import Base
from tracker.models import AuditEvent, User
from tracker.refusals import Clash, Collision, Faults, NotNow, Refusal
from tracker.set_up.forms import OneOf, RecordForm, capital
from tracker.set_up.found import address, back_to, found_record, new_record, person
from tracker.set_up.gaps import gaps_of, where
from tracker.set_up.kinds import Caution, Kind, Kinds
from tracker.set_up.lists import table_for
from tracker.set_up.token import base_of, digest_of, token_for
from tracker.together import together

Context = dict[str, Any]
CHOICE = "choose:"


@dataclass(slots=True)
class Attempt:
    """A form as it stands: what it began from, and what stood in the way of saving it."""

    form: RecordForm
    base: Base
    clashes: dict[str, Clash] = field(default_factory=dict)
    cautions: Sequence[Caution] = ()
    refused: str = ""
    status: int = 200


def add(request: HttpRequest, kinds: Kinds, kind: Kind) -> HttpResponse:
    """A new record."""
    if not kind.adds:
        raise Http404
    return _form_page(request, kinds, kind, new_record(request, kinds, kind))


def record(request: HttpRequest, kinds: Kinds, kind: Kind, pk: int) -> HttpResponse:
    """One record: shown (GET) or changed (POST)."""
    return _form_page(request, kinds, kind, found_record(request, kind, pk))


def _form_page(request: HttpRequest, kinds: Kinds, kind: Kind, record: Any) -> HttpResponse:
    if request.method == "POST":
        return _save(request, kinds, kind, record)
    form = kind.form_for(record)(instance=record, office=office_of(request))
    return _show(request, kinds, kind, record, Attempt(form, form.begins_from()))


def _save(request: HttpRequest, kinds: Kinds, kind: Kind, record: Any) -> HttpResponse:
    """Save, or show the page again with everything that was typed and what stands in the way."""
    user = person(request)
    form = kind.form_for(record)(request.POST, instance=record, office=office_of(request))
    base = base_of(request.POST.get("began", ""), user, kind.slug, record.pk) or Base()
    attempt = Attempt(form, base, status=422)
    if not form.is_valid() or _warned(request, kind, record, attempt):
        return _show(request, kinds, kind, record, attempt)
    try:
        kept = kind.keep(
            record=record,
            values=form.values,
            by=user,
            at=timezone.now(),
            permission=kind.permission,
            base=base,
            chosen=_chosen(request),
            key=request.POST.get("key", ""),
        )
    except Refusal as refusal:
        return _show(request, kinds, kind, record, _after(attempt, refusal))
    done = f"{capital(kind.one)} {'added' if kept.made else 'saved'}: {kept.record}."
    messages.success(request, f"{done} {kind.told(kept)}".strip())
    return redirect(_next(request, kinds, kind, kept))


def _warned(request: HttpRequest, kind: Kind, record: Any, attempt: Attempt) -> bool:
    """Whether there is something to look at first, which this person has not been shown."""
    cautions = kind.cautions(record, attempt.form.values)
    if cautions and request.POST.get("sure") != digest_of(cautions):
        attempt.cautions = cautions
    return bool(attempt.cautions)


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name.removeprefix(CHOICE): str(request.POST[name]) for name in request.POST if name.startswith(CHOICE)}


def _after(attempt: Attempt, refusal: Refusal) -> Attempt:
    """The form with what stood in the way: faults at their boxes, both texts where two people changed one."""
    if isinstance(refusal, Faults):
        for name, sentence in refusal.by_box.items():
            attempt.form.add_error(name if name in attempt.form.fields else None, sentence)
    elif isinstance(refusal, Collision):
        attempt.clashes, attempt.base = refusal.clashes, records.asked(attempt.base, refusal)
        attempt.status = 409
    else:
        attempt.refused = refusal.sentence
        attempt.status = 409 if isinstance(refusal, NotNow) else 422
    return attempt


def _next(request: HttpRequest, kinds: Kinds, kind: Kind, kept: records.Kept) -> str:
    """Where to go after saving: another new one, what a part belongs to, a record with parts itself, else the list.

    What there is one of is set up on the first day: the way then goes on from home.
    """
    if request.POST.get("do") == "another":
        return request.get_full_path()
    if kind.single and kept.made:
        return reverse("home")
    return address(kind, kept.record) if kind.parts else back_to(kinds, kind, kept.record)["url"]


def _show(request: HttpRequest, kinds: Kinds, kind: Kind, record: Any, attempt: Attempt) -> HttpResponse:
    user, new = person(request), record.pk is None
    context = {
        "kind": kind,
        "record": record,
        "new": new,
        "another": new and not kind.single,
        "title": _title(kind, record),
        "back": back_to(kinds, kind, record),
        "attempt": attempt,
        "boxes": [(box, attempt.clashes.get(box.name)) for box in attempt.form],
        "links": _links(attempt),
        "began": token_for(user, kind.slug, record.pk, attempt.base),
        "sure": digest_of(attempt.cautions) if attempt.cautions else "",
        "key": new_key(),
        "changed_by": _last_to_change(record) if attempt.clashes else "",
        "unknown": [
            {"label": gap.label, "url": where(kind, gap, record.pk)}
            for gap in gaps_of(kind, record, office_of(request))
        ],
        "needed": _needed_first(kinds, attempt.form, user),
        "sub": str(getattr(record, kind.belongs_to)) if new and kind.belongs_to else "",
        "more": [] if new else kind.links(request, record),
        "parts": [] if new else _parts(request, kind, record),
    }
    context |= kind.shows(record, attempt)
    return render(request, kind.template, context, status=attempt.status)


def _needed_first(kinds: Kinds, form: RecordForm, user: User) -> list[Context]:
    """Kinds of which there is none yet, though one has to be chosen; each with its list for whoever may add to it."""
    boxes = [box for box in form.fields.values() if isinstance(box, OneOf) and not box.rows]
    asked = {box.model for box in boxes if not getattr(box, "marked_optional", False)}
    needed = [each for each in kinds if each.model in asked]
    may = {each.slug: user.has_perm(each.permission) for each in needed}
    return [{"kind": each, "url": _where_added(kinds, each) if may[each.slug] else ""} for each in needed]


def _where_added(kinds: Kinds, kind: Kind) -> str:
    """The list to which a record of this kind, or what it is a part of, is added."""
    while (parent := kinds.parent_of(kind)) is not None:
        kind = parent
    return reverse("set-up-list", args=[kind.slug])


def _title(kind: Kind, record: Any) -> str:
    if record.pk is not None:
        return kind.called(record)
    return f"Set up the {kind.one}" if kind.single else f"Add {kind.article} {kind.one}"


def _links(attempt: Attempt) -> list[Any]:
    """The lines of the error summary: faults first, then boxes that two people changed."""
    labels = {name: str(box.label) for name, box in attempt.form.fields.items()}
    clashing = [
        (f"#clash-{name}", f"{labels.get(name, name)}: somebody else changed this too. Choose which is to stand.")
        for name in attempt.clashes
    ]
    return [attempt.form, *clashing]


def _last_to_change(record: Any) -> str:
    event = AuditEvent.objects.about(record).select_related("by").newest_first().first()
    return event.by.name if event and event.by else "Somebody else"


def _parts(request: HttpRequest, kind: Kind, record: Any) -> list[Context]:
    """Tables of the record's parts. One query for all."""
    if not kind.parts:
        return []
    user, office = person(request), office_of(request)
    own = [part.rows(user).filter(**{part.belongs_to: record}).select_related(*part.related) for part in kind.parts]
    found = together(*own)
    tables = [(part, table_for(part)(found[part.model], office=office)) for part in kind.parts]
    return [_part(part, record, table) for part, table in tables if table.rows or part.fits(record)]


def _part(part: Kind, record: Any, table: Any) -> Context:
    columns = list(table.columns)
    adds = part.adds and not (part.single and table.rows)
    add_url = f"{reverse('set-up-add', args=[part.slug])}?{part.belongs_to}={record.pk}"
    return {
        "id": part.slug,
        "heading": capital(part.many),
        "about": part.about,
        "add": {"url": add_url, "label": f"Add {part.article} {part.one}"} if adds else None,
        "columns": [{"label": column.header} for column in columns],
        "rows": [{"cells": [{"text": shown(row.get_cell(column.name))} for column in columns]} for row in table.rows],
    }


def shown(cell: Any) -> Any:
    """A cell as it is printed: nought is a value, and no gap."""
    return str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell
