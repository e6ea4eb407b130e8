"""One paragraph of the update: its words in hand, beside them what they rest on, and how they will print."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import RecordKind
from commissioning.figures import LiveFacts
from commissioning.forms.sections import SectionForm
from commissioning.forms.typed import chosen_of, typed_of
from commissioning.models import Draft, Question, QuestionReply
from commissioning.parsing.references import references_in
from commissioning.views import live
from commissioning.views.drafts import answers_scripts
from commissioning.views.hubs import asking
from commissioning.views.keeping import base_of, keep_typed, token_for
from commissioning.views.owed import person
from commissioning.views.parts import Attempt, error_links
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.sections import begun, to_the_second, with_theirs
from commissioning.workflow import drop_draft
from commissioning.workflow.entry import done_before, normalised
from commissioning.workflow.sections.boxes import Box, BoxKind
from reports.builder.acronyms import unexplained
from reports.builder.outline import Outline, Paragraph
from reports.models import ENTRY_LIMIT, Acronym, Entry, EntryStage
from reports.views.compose import beside
from reports.views.compose.claims import claims
from reports.views.compose.page import frame, read_outline
from reports.views.compose.place import entry_of, entry_url
from reports.workflow.composing import WORDS, may_write, save_words
from reports.workflow.composing.held import PERMISSION
from tracker.forms import new_key
from tracker.merging import Base
from tracker.refusals import Collision, Faults, NotNow, Refusal

FACTS, PUT, WRITTEN = "facts", "put", "written"
MOST_CHANGES = 5


@with_quarter(PERMISSION)
def paragraph(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """The paragraph with its words (GET), or their saving (POST)."""
    if request.method == "POST":
        entry = entry_of(scene, pk)
        return _kept_first(request, scene, entry) or _save(request, scene, entry)
    return show(request, scene, pk)


def _kept_first(request: HttpRequest, scene: Scene, entry: Entry) -> HttpResponse | None:
    """Keep what was typed where something is to be put into it, and not saved yet; None where saving was pressed."""
    asked, _, what = request.POST.get("do", "").partition(":")
    if asked not in (FACTS, PUT) or not may_write(person(request), entry):
        return None
    keep_typed(request, entry, WORDS, normalised(typed_of(request.POST)), base_of(request, entry, WORDS))
    if asked == FACTS:
        return redirect("compose-facts", quarter=scene.quarter.slug, pk=entry.pk)
    outline = read_outline(scene)
    found = outline.paragraph(entry.pk)
    text = beside.offers(found, outline, facts_for(scene, found, outline)).get(what) if found else None
    if text is None:
        raise Http404
    live.put_at_end(request, entry, WORDS, WORDS, text, {WORDS: entry.words})
    messages.info(request, "It stands at the end of the paragraph. Nothing is saved yet.")
    return redirect(f"{entry_url(scene, entry.pk)}#id_{WORDS}")


def _save(request: HttpRequest, scene: Scene, entry: Entry) -> HttpResponse:
    """Save, or show the page again with everything that was typed and what stands in the way."""
    typed, base, at = normalised(typed_of(request.POST)), base_of(request, entry, WORDS), timezone.now()
    try:
        saved = save_words(
            entry=entry,
            typed=typed,
            base=base,
            by=person(request),
            at=at,
            chosen=chosen_of(request.POST),
            key=request.POST.get("key", ""),
            finished=request.POST.get("do", WRITTEN) == WRITTEN,
        )
    except Refusal as refusal:
        keep_typed(request, entry, WORDS, typed, base)
        attempt, status = _refused(typed, base, refusal)
        return show(request, scene, entry.pk, attempt, status=status)
    messages.success(request, f"Saved {to_the_second(at)}. Version {saved.version}.")
    return redirect(entry_url(scene, entry.pk))


def _refused(typed: Mapping[str, str], base: Base, refusal: Refusal) -> tuple[Attempt, int]:
    attempt = Attempt(typed=typed, base=base)
    if isinstance(refusal, Collision):
        attempt.base = Base.of(refusal.version, refusal.current, refusal.clashes)
        attempt.typed, attempt.clashes = with_theirs(typed, base, refusal), refusal.clashes
        return attempt, 409
    if isinstance(refusal, Faults):
        attempt.faults = refusal.by_box
    else:
        attempt.refused = refusal.sentence
    return attempt, 409 if isinstance(refusal, NotNow) else 422


def show(
    request: HttpRequest,
    scene: Scene,
    pk: int,
    attempt: Attempt | None = None,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page: outline, words, and what stands beside them. `refused`: why what was pressed beside was not done."""
    drafts = Draft.objects.filter(record_kind=RecordKind.ENTRY, record_id=pk, section=WORDS).select_related("user")
    replies = QuestionReply.objects.filter(question__record_kind=RecordKind.ENTRY, question__record_id=pk)
    extra = [drafts, replies.select_related("by"), Acronym.objects.all()]
    outline = read_outline(scene, extra, in_hand=pk)
    found = outline.paragraph(pk)
    if found is None:
        raise Http404
    entry = found.entry
    attempt = attempt or begun(request, outline.rows[Draft])
    attempt.refused = attempt.refused or refused
    form = SectionForm([box_of(found)], attempt.typed, attempt.faults)
    base = attempt.base or Base.of(entry.version, {WORDS: entry.words})
    facts = facts_for(scene, found, outline)
    writes = found.is_in and may_write(scene.user, entry, rests_on_award=found.rests_on_award)
    prints, side = printed(found, facts), beside.beside(found, outline, scene, facts)
    shared = frame(scene, outline, pk)
    context = {
        **shared,
        "stands_on": shared["pages"].page_of(entry.code),
        **asking(request, entry, questions_of(outline.rows, pk)),
        **side,
        **claims(found, prints, facts),
        **marks(found),
        "short_forms": short_forms(found, outline.rows[Acronym]),
        "paragraph": found,
        "entry": entry,
        "writes": writes,
        "form": form,
        "box": form[WORDS],
        "clash": attempt.clashes.get(WORDS),
        "attempt": attempt,
        "links": error_links(form, attempt),
        "record": {"entered_by": entry.written_by, "entered_by_id": entry.written_by_id},
        "here": entry_url(scene, pk),
        "draft_url": reverse("compose-draft", args=[scene.quarter.slug, pk]),
        "facts_url": reverse("compose-facts", args=[scene.quarter.slug, pk]),
        "token": token_for(scene.user, entry, WORDS, base),
        "key": new_key(),
        "prints": prints,
    }
    return render(request, "reports/compose/paragraph.html", context, status=status)


def marks(found: Paragraph) -> dict[str, Any]:
    """What changed since the words were written, at most five at once; and whether somebody may agree to them."""
    entry = found.entry
    stage = entry.stage
    return {
        "changed": found.changed[:MOST_CHANGES],
        "changed_more": max(0, len(found.changed) - MOST_CHANGES),
        "can_agree": found.is_in and bool(found.texts) and stage != EntryStage.AGREED and not found.is_begun,
    }


def short_forms(found: Paragraph, acronyms: list[Acronym]) -> list[str]:
    """Short forms that neither the glossary, nor the heading, nor a source's name, nor the text itself explains."""
    names = " ".join([found.entry.heading, *(str(source) for source in found.sources)])
    known = {each.short for each in acronyms} | set(re.findall(r"\w+", names))
    return unexplained(" ".join(found.texts), known)


def questions_of(rows: Any, pk: int) -> Any:
    """Of the rows that were read, those of this paragraph's questions."""
    return {**rows, Question: [each for each in rows[Question] if each.record_id == pk]}


def box_of(found: Paragraph) -> Box:
    """The box of the words, with how long they may be."""
    entry = found.entry
    hint = "What stands in double square brackets is live: it prints the stored fact, as it then is."
    if found.given and not entry.words:
        hint = "Left empty, the words below that its sources gave are printed. " + hint
    return Box(WORDS, "Paragraph", entry.words, BoxKind.AREA, hint=hint, limit=ENTRY_LIMIT, words=entry.words_asked)


def facts_of(scene: Scene, outline: Outline | None = None) -> LiveFacts:
    """What texts of this update point at, sent or approved; the figures of an outline are read already."""
    own = outline.sources.every_figure if outline else ()
    return LiveFacts(scene.quarter, reference=scene.reference, with_submitted=True, own=lambda: own)


def facts_for(scene: Scene, found: Paragraph, outline: Outline) -> LiveFacts:
    """The same, with all that the paragraph's words and what can be put into them point at, read at once."""
    facts = facts_of(scene, outline)
    told = [ref for text in found.texts for _, ref in references_in(text) if ref is not None]
    facts.prepare([*told, *beside.pointed_at(found, outline)])
    return facts


def printed(found: Paragraph, facts: LiveFacts) -> list[str]:
    """The paragraphs as they read now."""
    return [part for text in found.texts for part in facts.text(text).split("\n\n") if part.strip()]


@answers_scripts
@with_quarter(PERMISSION)
def draft(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Autosave: keeps the words as typed, and answers with the draft's revision; or throws one's own draft away."""
    entry = entry_of(scene, pk)
    if request.POST.get("do") == "discard":
        drop_draft(record=entry, section=WORDS, user=person(request))
        messages.info(request, "What you had typed and not saved is thrown away.")
        return redirect(entry_url(scene, pk))
    if done_before(entry, request.POST.get("key", "")):
        return JsonResponse({"error": "saved"}, status=409)  # it was under way when the form itself was saved
    at = timezone.now()
    revision = keep_typed(request, entry, WORDS, typed_of(request.POST), base_of(request, entry, WORDS), at)
    return JsonResponse({"revision": revision, "at": to_the_second(at)})


@with_quarter(PERMISSION)
def facts(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """The facts that the words can point at (GET), and putting one at their end, not yet saved (POST)."""
    entry = entry_of(scene, pk)
    if not may_write(person(request), entry):
        return redirect(entry_url(scene, pk))
    if request.method == "POST":
        written = request.POST.get("insert", "")
        if not live.is_reference(written):
            messages.info(request, "Choose one of the facts.")
            return redirect(request.path)
        live.put_at_end(request, entry, WORDS, WORDS, written, {WORDS: entry.words})
        messages.info(request, "It stands at the end of the text. Nothing is saved yet.")
        return redirect(f"{entry_url(scene, pk)}#id_{WORDS}")
    own = entry.sources.filter(service__isnull=False).values_list("service", flat=True).first()
    chosen = live.asked_or_own(request, scene, own)
    context = {
        "groups": list(live.offered(facts_of(scene), scene, chosen)),
        "services": live.services_offered(scene),
        "chosen": chosen,
        "here": request.path,
        "section": WORDS,
        "box": WORDS,
        "label": "Paragraph",
        "title": "Insert a stored fact",
        "back": {"url": entry_url(scene, pk), "label": entry.heading},
    }
    template = "_facts" if "part" in request.GET else "facts"
    return render(request, f"commissioning/returns/{template}.html", context)
