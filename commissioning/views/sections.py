"""One page of a form: shown with what is saved or typed, saved, kept as one types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commissioning.choices import RecordKind, State
from commissioning.forms.sections import SectionForm
from commissioning.forms.typed import chosen_of, typed_of
from commissioning.models import Draft, PeriodNote
from commissioning.views.figure_rows import FigureRows
from commissioning.views.hubs import hub_context
from commissioning.views.keeping import base_of, new_key, token_for
from commissioning.views.owed import address, back_to, person, record_of, scene_for, title_of, who_of
from commissioning.views.quarters import Scene
from commissioning.workflow import (
    Base,
    Clash,
    Collision,
    Faults,
    NotNow,
    Refusal,
    drafts_of,
    drop_draft,
    keep_draft,
    save_section,
)
from commissioning.workflow.entry import done_before, normalised
from commissioning.workflow.life import OPEN, Record, kind_of
from commissioning.workflow.merging import mark
from commissioning.workflow.sections import SECTIONS, Figures, Joined, Section, Words, pages_of, section_of
from tracker.periods import LONDON

HERE = timedelta(minutes=15)  # somebody whose draft is younger is writing here too
LIGHT = "page"
SAME = "same"


@dataclass(slots=True)
class Attempt:
    """What a page shows beyond what is saved: what was typed, what is wrong with it, where two people met."""

    typed: Mapping[str, str] = field(default_factory=dict)
    base: Base | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    clashes: dict[str, Clash] = field(default_factory=dict)
    refused: str = ""
    draft: Draft | None = None
    others: list[str] = field(default_factory=list)


def section_page(request: HttpRequest, kind: str, pk: int, slug: str) -> HttpResponse:
    """A page of the form (GET), or its saving (POST). 404 for a page that this kind of record doesn't have."""
    record = record_of(request, kind, pk)
    if slug not in _slugs(record):
        raise Http404
    if request.method == "POST":
        return save(request, record, slug)
    if record.state not in OPEN:
        messages.info(request, f"This is “{record.get_state_display()}”, so it is shown as it was sent.")
        return redirect(address(record))
    return show(request, record, slug, _begun(request, record, slug))


def _slugs(record: Record) -> set[str]:
    """The pages that this record has; the one page of a light return is a light return's alone."""
    return {page.slug for page in SECTIONS[kind_of(record)]} - {LIGHT} | {page.slug for page in pages_of(record)}


def _begun(request: HttpRequest, record: Record, slug: str) -> Attempt:
    """One's own draft to go on with, and who else is writing here."""
    rows = drafts_of(record, slug)
    now = timezone.now()
    own = next((draft for draft in rows if draft.user_id == person(request).pk), None)
    others = [draft.user.name for draft in rows if draft is not own and draft.saved_at > now - HERE]
    if own is None:
        return Attempt(others=others)
    base = Base(own.base_version, own.base_fields)
    return Attempt(typed=own.fields, base=base, draft=own, others=others)


def save(request: HttpRequest, record: Record, slug: str) -> HttpResponse:
    """Save, or show the page again with everything that was typed and what stands in the way."""
    typed = normalised(typed_of(request.POST) | said_before(request, record, slug))
    base, at = base_of(request, record, slug), timezone.now()
    try:
        saved = save_section(
            record=record,
            section=slug,
            typed=typed,
            base=base,
            by=person(request),
            at=at,
            chosen=chosen_of(request.POST),
            key=request.POST.get("key", ""),
        )
    except Refusal as refusal:
        return _again(request, record, slug, typed, base, refusal)
    messages.success(request, f"Saved {to_the_second(at)}. Version {saved.version}.")
    return redirect(_next(request, record, slug))


def said_before(request: HttpRequest, record: Record, slug: str) -> dict[str, str]:
    """The words of one period earlier for the box whose "same as before" was pressed."""
    asked, _, prompt = request.POST.get("do", "").partition(":")
    section = section_of(record, slug, person(request)) if asked == SAME else None
    parts = [part for part in _parts(section) if isinstance(part, Words)] if section else []
    found = next((words for part in parts if (words := part.last_words(prompt))), None)
    return {prompt: found[1]} if found else {}


def _again(
    request: HttpRequest, record: Record, slug: str, typed: Mapping[str, str], base: Base, refusal: Refusal
) -> HttpResponse:
    """Nothing was saved: what was typed is kept as a draft, and shown with what is wrong."""
    keep_draft(
        record_kind=kind_of(record),
        record_id=record.pk,
        section=slug,
        user_id=person(request).pk,
        fields=typed,
        base=base,
        at=timezone.now(),
    )
    attempt = Attempt(typed=typed, base=base)
    if isinstance(refusal, Faults):
        attempt.faults = refusal.by_box
    elif isinstance(refusal, Collision):
        asked = [clash.box for clash in refusal.clashes.values() if not clash.gone]
        attempt.base = Base.of(refusal.version, refusal.current, asked)
        attempt.typed = _with_theirs(typed, base, refusal)
        attempt.clashes = refusal.clashes
    else:
        attempt.refused = refusal.sentence
    status = 409 if isinstance(refusal, Collision | NotNow) else 422
    return show(request, record, slug, attempt, status=status)


def _with_theirs(typed: Mapping[str, str], base: Base, collision: Collision) -> dict[str, str]:
    """My words where I wrote, theirs where I did not: the boxes after a collision."""
    return {
        name: collision.current.get(name, text) if mark(text) == base.marks.get(name, mark("")) else text
        for name, text in typed.items()
    }


def _next(request: HttpRequest, record: Record, slug: str) -> str:
    """Where to go after saving: the page itself, the next one, the check, or the record."""
    do = request.POST.get("do", "")
    if do == "check":
        return address(record, "check")
    if do == "add" or do.startswith(SAME):
        return address(record, "section", slug)
    if do == "next":
        slugs = [page.slug for page in pages_of(record)]
        after = slugs[slugs.index(slug) + 1 :] if slug in slugs else []
        return address(record, "section", after[0]) if after else address(record, "check")
    return address(record)


def show(request: HttpRequest, record: Record, slug: str, attempt: Attempt, *, status: int = 200) -> HttpResponse:
    """The page; below a light return's one page stands what the hub of any other return holds."""
    scene = scene_for(request, record)
    section = section_of(record, slug, person(request))
    if section is None:
        raise Http404
    form = SectionForm(section.boxes, attempt.typed, attempt.faults)
    asks = person(request).has_perm("commissioning.ask_questions")
    base = attempt.base or Base.of(record.version, section.current)
    context = {
        **(hub_context(request, record) if slug == LIGHT else {}),
        "record": record,
        "state": State(record.state),
        "section": section,
        "form": form,
        "title": title_of(record),
        "who": who_of(record),
        "back": back_to(record, scene) if slug == LIGHT else {"url": address(record), "label": title_of(record)},
        "here": address(record, "section", slug),
        "draft_url": address(record, "draft", slug),
        "token": token_for(person(request), record, slug, base),
        "key": new_key(),
        "attempt": attempt,
        "links": _links(form, attempt),
        "tabs": tabs(record, slug),
        "parts": [_part(part, form, record, scene, attempt, asks) for part in _parts(section)],
        "next": _next_label(record, slug),
        "lost": _lost(section, attempt),
    }
    return render(request, "commissioning/returns/section.html", context, status=status)


def _parts(section: Section) -> list[Section]:
    return section.sections if isinstance(section, Joined) else [section]


def note_words(note: PeriodNote) -> str:
    """Something seasonal that explains figures: "Summer holidays: 6 of its weeks (schools' figures)"."""
    weeks = f": {note.weeks} of its weeks" if note.weeks is not None else ""
    return f"{note.text.rstrip('.')}{weeks}" + (f" ({note.applies_to})" if note.applies_to else "")


def _part(
    part: Section, form: SectionForm, record: Record, scene: Scene, attempt: Attempt, asks: bool
) -> dict[str, Any]:
    """One section of the page: rows of figures, lines of a list, or plain boxes."""
    found: dict[str, Any] = {"label": part.label, "slug": part.slug}
    if isinstance(part, Figures):
        found["rows"] = FigureRows(part.record, form, scene, attempt.clashes, asks).of(part)
        found["heads"] = heads(found["rows"])
        found["notes"] = [note_words(note) for note in scene.portfolio.notes.get(record.period_id, ())]
    elif hasattr(part, "lines"):
        found["lines"] = [
            {
                "key": line.key,
                "title": line.title,
                "fields": [with_clash(form, box.name, attempt) for box in line.boxes],
                "open": line.key == "new" and any(form.texts[box.name] != box.value for box in line.boxes),
            }
            for line in part.lines
        ]
        found["one"] = part.one  # type: ignore[attr-defined]
    else:
        said = {box.name: part.last_words(box.name) if isinstance(part, Words) else None for box in part.boxes}
        found["fields"] = [with_clash(form, box.name, attempt) | {"before": said[box.name]} for box in part.boxes]
    return found


def with_clash(form: SectionForm, name: str, attempt: Attempt) -> dict[str, Any]:
    return {"field": form[name], "clash": attempt.clashes.get(name)}


def heads(rows: list[dict[str, Any]]) -> list[str]:
    """The words above the columns, from the first row that has comparators."""
    past: list[dict[str, Any]] = next((row["past"] for row in rows if row["past"]), [])
    return ["Figure", *(line["label"] for line in past), "This period", "So far this year"]


def _links(form: SectionForm, attempt: Attempt) -> list[tuple[str, str]]:
    """The error summary: each line a link to its box."""
    links = [("", attempt.refused)] if attempt.refused else []
    for name, fault in attempt.faults.items():
        label = form.fields[name].label if name in form.fields else ""
        links.append((f"#{target_of(form, name)}", f"{label}: {fault}"))
    for clash in attempt.clashes.values():
        label = form.fields[clash.box].label if clash.box in form.fields else "A row that was taken away"
        links.append((f"#clash-{clash.box}", f"{label}: somebody else changed this too. Choose what is to stand."))
    return links


def target_of(form: SectionForm, name: str) -> str:
    """The id of the first thing to fill in."""
    return form[name].id_for_label or f"id_{name}_0"


def tabs(record: Record, slug: str) -> list[dict[str, Any]]:
    """The parts of the record as sub-navigation; none for a record of one page."""
    pages = pages_of(record)
    if slug == LIGHT or slug not in {page.slug for page in pages}:
        return []
    items = [
        {"label": page.label, "url": address(record, "section", page.slug), "current": page.slug == slug}
        for page in pages
    ]
    if kind_of(record) != RecordKind.PACK:
        items.append({"label": "Files", "url": address(record, "files"), "current": False})
    return [*items, {"label": "Check and send", "url": address(record, "check"), "current": False}]


def _next_label(record: Record, slug: str) -> str:
    pages = pages_of(record)
    slugs = [page.slug for page in pages]
    if slug not in slugs:
        return ""
    after = pages[slugs.index(slug) + 1 :]
    return after[0].label if after else "Check and send"


def _lost(section: Section, attempt: Attempt) -> list[tuple[str, str]]:
    """What was typed in rows that are no longer there, to be copied."""
    current = section.current
    return [
        (name, text)
        for name, text in attempt.typed.items()
        if text and name not in current and attempt.base and attempt.base.marks.get(name) not in (None, mark(text))
    ]


def draft_page(request: HttpRequest, kind: str, pk: int, slug: str) -> HttpResponse:
    """Autosave: keeps raw strings and answers with the draft's revision; or throws one's own draft away."""
    record = record_of(request, kind, pk)
    if slug not in _slugs(record):
        raise Http404
    if request.POST.get("do") == "discard":
        drop_draft(record=record, section=slug, user=person(request))
        messages.info(request, "What you had typed and not saved is thrown away.")
        return redirect(address(record, "section", slug))
    if done_before(record, request.POST.get("key", "")):
        return JsonResponse({"error": "saved"}, status=409)  # it was under way when the form itself was saved
    at = timezone.now()
    revision = keep_draft(
        record_kind=kind,
        record_id=record.pk,
        section=slug,
        user_id=person(request).pk,
        fields=typed_of(request.POST),
        base=base_of(request, record, slug),
        at=at,
    )
    return JsonResponse({"revision": revision, "at": to_the_second(at)})


def to_the_second(at: datetime) -> str:
    """The time in London, exact enough to tell two saves apart: "10:42:07"."""
    return f"{at.astimezone(LONDON):%H:%M:%S}"
