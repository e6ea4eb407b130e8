"""One page of a form: shown with what is saved or typed, saved, kept as one types."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commissioning.choices import State
from commissioning.forms.sections import SectionForm
from commissioning.forms.typed import PASTED, chosen_of, typed_of
from commissioning.models import Acknowledgement, Draft, Passage, QuarterlyReturn
from commissioning.views import asks, live, stands
from commissioning.views.hubs import hub_context, threads_and_events
from commissioning.views.keeping import base_of, keep_typed, token_for
from commissioning.views.owed import address, back_to, need_around, person, record_of, scene_for, title_of, who_of
from commissioning.views.parts import LIGHT, Attempt, error_links, lost_rows, next_label, part_of_page, tabs
from commissioning.views.pasting import paste_page
from commissioning.views.words_in.behind import FILES, behind_page, passages_behind
from commissioning.workflow import (
    Base,
    Collision,
    Faults,
    NotNow,
    Refusal,
    Saved,
    carry_forward,
    drafts_of,
    drop_draft,
    may_enter,
    save_section,
)
from commissioning.workflow.answers import figures_of
from commissioning.workflow.checks import AT_ONCE, text_warnings
from commissioning.workflow.entry import done_before, normalised
from commissioning.workflow.life import OPEN, Record, kind_of, shut_words
from commissioning.workflow.material import Material, acknowledgements_of
from commissioning.workflow.sections import SECTIONS, Figures, Paragraph, Text, Words, pages_of, parts_of, section_of
from commissioning.workflow.sections.several import kept_in
from tracker.forms import new_key
from tracker.merging import mark
from tracker.periods import LONDON
from tracker.together import Rows, together

HERE = timedelta(minutes=15)  # somebody whose draft is younger is writing here too
SAME, CARRY, TO_PASTE = "same", "carry", "paste"
WHY = "why"  # in the address: empty boxes are asked about too
WITH_FIGURES = (LIGHT, Figures.slug)
WITH_TEXT = {  # pages at whose boxes stands what is found in their texts; the light one holds those of two
    Text.slug: (Text.slug,),
    Paragraph.slug: (Paragraph.slug,),
    LIGHT: (Text.slug, Paragraph.slug),
}


def section_page(request: HttpRequest, kind: str, pk: int, slug: str) -> HttpResponse:
    """A page of the form (GET), or its saving (POST). 404 for a page that this kind of record doesn't have."""
    record = record_of(request, kind, pk)
    if slug not in _slugs(record):
        raise Http404
    return form_page(request, record, slug)


def form_page(request: HttpRequest, record: Record, slug: str) -> HttpResponse:
    if request.method == "POST":
        return facts_first(request, record, slug) or save(request, record, slug)
    if record.state not in OPEN:
        messages.info(request, f"This is “{record.get_state_display()}”, so it is shown as it was sent.")
        return redirect(address(record))
    if record.is_shut:
        messages.info(request, f"Nothing can be written here: {shut_words(record)} What you had typed is kept.")
        return redirect(address(record))
    user, material = person(request), None
    below = threads_and_events(record, user) if slug == LIGHT else [passages_behind(record, user)]
    if slug in WITH_TEXT:
        figures = [figures_of(record)] if isinstance(record, QuarterlyReturn) else []
        scene = scene_for(request, record)
        need_around(scene, record)
        more = (drafts_of(record, slug), *below, *figures)
        material = Material(record, *more, reference=scene.reference, office=scene.office)
        rows = material.rows
    else:
        rows = together(drafts_of(record, slug), acknowledgements_of(record), *below)
    attempt = begun(request, rows[Draft])
    attempt.acknowledgements = rows.get(Acknowledgement)
    attempt.asks_blanks = WHY in request.GET
    attempt.material = material
    attempt.warned = text_warnings(record, material, WITH_TEXT[slug]) if material else []
    return show(request, record, slug, attempt, rows=rows)


def facts_first(request: HttpRequest, record: Record, slug: str) -> HttpResponse | None:
    """Keep what was typed and go to the facts that a text can point at, where that was pressed and nothing else."""
    asked, _, box = request.POST.get("do", "").partition(":")
    if asked != live.FACTS or not may_enter(person(request), record):
        return None
    keep_typed(request, record, slug, normalised(typed_of(request.POST)), base_of(request, record, slug))
    return redirect(address(record, "facts", slug, box))


def _slugs(record: Record) -> set[str]:
    """The pages that this record has; the one page of a light return is a light return's alone."""
    return {page.slug for page in SECTIONS[kind_of(record)]} - {LIGHT} | {page.slug for page in pages_of(record)}


def begun(request: HttpRequest, rows: Sequence[Draft]) -> Attempt:
    """One's own draft to go on with, and who else is writing here."""
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
    if request.POST.get("do") == TO_PASTE and isinstance(record, QuarterlyReturn):
        return to_paste(request, record, slug, typed)
    base, at, reference = base_of(request, record, slug), timezone.now(), scene_for(request, record).reference
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
            reference=reference,
        )
        saved = carried(request, record, slug, at, saved) or saved
        stands.confirm(request, record, at)
    except Refusal as refusal:
        return _again(request, record, slug, typed, base, refusal)
    asked = _asked(request, record, slug, typed, at)
    messages.success(request, f"Saved {to_the_second(at)}. Version {saved.version}. {asked or ''}".strip())
    return redirect(_next(request, record, slug) if asked is None else f"{address(record, 'section', slug)}?{WHY}=1")


def to_paste(request: HttpRequest, record: QuarterlyReturn, slug: str, typed: Mapping[str, str]) -> HttpResponse:
    """What is typed is kept, and the column that was pasted into a box is shown as it is read."""
    base = base_of(request, record, slug)
    boxes = {name: text for name, text in typed.items() if name != PASTED}
    if any(mark(text) != base.marks.get(name, mark("")) for name, text in boxes.items()):
        keep_typed(request, record, slug, boxes, base)
    return paste_page(request, record) if request.POST.get(PASTED) else redirect(address(record, "paste"))


def _asked(request: HttpRequest, record: Record, slug: str, typed: Mapping[str, str], at: datetime) -> str | None:
    """Keep the reasons that were typed; answers why the page stops here, once, or None where it goes on."""
    if slug not in WITH_FIGURES or not isinstance(record, QuarterlyReturn):
        return None
    goes_on = request.POST.get("do") == "next"
    if not goes_on and not asks.reasons_in(typed):
        return None
    material = Material(record, reference=scene_for(request, record).reference)
    found = asks.asks_of(record, material, typed, blanks=goes_on)
    homeless = asks.keep_reasons(record, found, typed, by=person(request), at=at)
    if homeless:
        _keep(request, record, slug, homeless)
    waiting = asks.stops(found, typed) if goes_on else []
    if waiting:
        figures = f"{len(waiting)} figures" if len(waiting) > 1 else "one figure"
        return f"Please say why beside {figures}, or go on without."
    return "Look at your reasons again: the figures that they are for have changed." if homeless else None


def _keep(request: HttpRequest, record: Record, slug: str, fields: Mapping[str, str]) -> None:
    """Words that belong to what is asked now: kept as a draft of the page as it is saved."""
    page = section_of(record_of(request, kind_of(record), record.pk), slug, person(request))
    if page is not None:
        base = Base.of(page.record.version, page.current)
        keep_typed(request, record, slug, fields, base)


def carried(request: HttpRequest, record: Record, slug: str, at: datetime, saved: Saved) -> Saved | None:
    """What "nothing changed since" was pressed for is said again; None where it was not pressed, or where what was
    typed on the page, and is saved, says it otherwise.
    """
    asked, _, part = request.POST.get("do", "").partition(":")
    if asked != CARRY:
        return None
    key = f"{CARRY}:{request.POST.get('key', '')}"
    try:
        return carry_forward(record=record, section=slug, part=part, by=person(request), at=at, key=key)
    except LookupError as missing:
        raise Http404 from missing
    except NotNow:
        if not saved.changed:
            raise
        return None


def said_before(request: HttpRequest, record: Record, slug: str) -> dict[str, str]:
    """The words of one period earlier for the box whose "same as before" was pressed."""
    asked, _, prompt = request.POST.get("do", "").partition(":")
    section = section_of(record, slug, person(request)) if asked == SAME else None
    parts = [part for part in parts_of(section) if isinstance(part, Words)] if section else []
    found = next((words for part in parts if (words := part.last_words(prompt))), None)
    return {prompt: found[1]} if found else {}


def _again(
    request: HttpRequest, record: Record, slug: str, typed: Mapping[str, str], base: Base, refusal: Refusal
) -> HttpResponse:
    """Nothing was saved: what was typed is kept as a draft, and shown with what is wrong."""
    keep_typed(request, record, slug, typed, base)
    attempt = Attempt(typed=typed, base=base)
    if isinstance(refusal, Faults):
        attempt.faults = refusal.by_box
    elif isinstance(refusal, Collision):
        asked = [clash.box for clash in refusal.clashes.values() if not clash.gone]
        attempt.base = Base.of(refusal.version, refusal.current, asked)
        attempt.typed = with_theirs(typed, base, refusal)
        attempt.clashes = refusal.clashes
    else:
        attempt.refused = refusal.sentence
    status = 409 if isinstance(refusal, Collision | NotNow) else 422
    return show(request, record, slug, attempt, status=status)


def with_theirs(typed: Mapping[str, str], base: Base, collision: Collision) -> dict[str, str]:
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
    if do in ("add", stands.STILL) or do.startswith((SAME, CARRY)):
        return address(record, "section", slug)
    if do == "next":
        slugs = [page.slug for page in pages_of(record)]
        after = slugs[slugs.index(slug) + 1 :] if slug in slugs else []
        return address(record, "section", after[0]) if after else address(record, "check")
    return address(record)


def show(
    request: HttpRequest, record: Record, slug: str, attempt: Attempt, *, rows: Rows | None = None, status: int = 200
) -> HttpResponse:
    """The page; below a light return's one page stands what the hub of any other return holds, from `rows` if read."""
    scene = scene_for(request, record)
    kept = kept_in(attempt.material.rows) if attempt.material and slug == LIGHT else None
    section = section_of(record, slug, person(request), scene.reference, kept=kept)
    if section is None:
        raise Http404
    form = SectionForm(section.boxes, attempt.typed, attempt.faults)
    base = attempt.base or Base.of(record.version, section.current)
    by_link = getattr(record, "opened_by", None) is not None
    context = {
        **(hub_context(request, record, rows) if slug == LIGHT and not by_link else {}),
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
        "links": error_links(form, attempt),
        "tabs": tabs(record, slug),
        "parts": [part_of_page(part, slug, form, scene, attempt) for part in parts_of(section)],
        "next": next_label(record, slug),
        "lost": lost_rows(section, attempt),
        "warned_more": max(0, len(attempt.warned) - AT_ONCE),
        "check_url": address(record, "check"),
        "stands": stands.beside(section, scene),
        "behind": behind_page(section, rows[Passage]) if rows and person(request).has_perm(FILES) else [],
    }
    page = "answering/return" if by_link else "returns/section"
    return render(request, f"commissioning/{page}.html", context, status=status)


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
    revision = keep_typed(request, record, slug, typed_of(request.POST), base_of(request, record, slug), at)
    return JsonResponse({"revision": revision, "at": to_the_second(at)})


def to_the_second(at: datetime) -> str:
    """The time in London, exact enough to tell two saves apart: "10:42:07"."""
    return f"{at.astimezone(LONDON):%H:%M:%S}"
