"""The office's side: whom the update was sent to, who answered, what changed since; sending it; one provider."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from commissioning.views.owed import person
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow.links import end_link
from providers.models import Contact, Provider
from reports.builder.checked import CheckState, states, words_of_checks
from reports.builder.own_parts import OwnPart, own_parts
from reports.builder.references import UnknownReference
from reports.forms import ReplyByForm
from reports.models import CheckLink, ProviderCheck, Update
from reports.views.provider_check.form import form_page
from reports.views.update import needed_update
from reports.workflow.provider_check import ASKS, CHECKS, Asked, ask_providers
from tracker import formats, outbox
from tracker.periods import add_working_days
from tracker.refusals import Faults, Refusal
from tracker.remembered import until_changed

PARTS = dict[int, tuple[OwnPart, ...]]
USUAL_DAYS = 3  # working days in which a provider reads a paragraph or two


def current_parts(scene: Scene, stored: Update) -> PARTS:
    """What each provider would be shown now, kept until anything is changed. Raises what the builder raises."""
    return until_changed(scene.office, f"own-parts:{stored.pk}", lambda: own_parts(stored, office=scene.office))


@with_quarter(ASKS)
def checks(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Every provider of whom something would be published, with its check."""
    stored = needed_update(scene)
    try:
        parts = current_parts(scene, stored)
    except UnknownReference as unknown:
        return render(request, "reports/provider_check/office.html", {"fault": str(unknown)})
    found = states(stored, current=parts)
    asked = {each.check.provider_id: each for each in found}
    rows = [
        row_of(scene, provider, parts, asked.get(provider.pk)) for provider in providers_of(scene, {*parts, *asked})
    ]
    context = {
        "rows": rows,
        "said": words_of_checks(found, on=scene.on),
        "not_asked": sum(row["state"] is None for row in rows),
    }
    return render(request, "reports/provider_check/office.html", context)


def providers_of(scene: Scene, keys: Iterable[int]) -> list[Provider]:
    found = [scene.portfolio.providers[key] for key in keys if key in scene.portfolio.providers]
    return sorted(found, key=lambda each: (each.name, each.pk))


def row_of(scene: Scene, provider: Provider, parts: PARTS, state: CheckState | None) -> dict[str, Any]:
    number = len(state.rows) if state else len(parts.get(provider.pk, ()))
    tone, label = tag_of(state, scene.on)
    return {
        "provider": provider,
        "number": f"{number} paragraph{'' if number == 1 else 's'}",
        "state": state,
        "tone": tone,
        "label": label,
        "changed": len(state.changed) if state else 0,
        "headings": {row.code: row.heading for row in state.rows} if state else {},
    }


def tag_of(state: CheckState | None, on: date) -> tuple[str, str]:
    """How far it is, as a tag: its tone and its words."""
    if state is None:
        return "none", "Not asked yet"
    if state.open:
        return "question", "Says it is not right"
    if state.said:
        return "none", "Said, and dealt with"
    if state.agreed:
        return "none", "Agreed"
    if state.check.reply_by < on:
        return "late", "No reply"
    return "ask", f"{state.answered} of {len(state.rows)} answered" if state.answered else "Asked"


@dataclass(frozen=True, slots=True)
class Round:
    """Who would be sent what: the providers chosen, or all that were never asked."""

    asked: tuple[Asked, ...]

    @property
    def by_mail(self) -> int:
        return sum(each.contact is not None for each in self.asked)

    @property
    def by_text(self) -> int:
        return len(self.asked) - self.by_mail


def round_of(request: HttpRequest, scene: Scene, stored: Update) -> Round:
    """The providers of `?provider=`, else those not asked yet; each with the contact who is written to."""
    parts = current_parts(scene, stored)
    chosen = request.POST.get("provider") or request.GET.get("provider") or ""
    standing = ProviderCheck.objects.standing().filter(update=stored)
    left = set(parts) - set(standing.values_list("provider_id", flat=True))
    if chosen:
        left = {int(chosen)} & set(parts) if chosen.isascii() and chosen.isdigit() else set()
    contacts = written_to(left) if outbox.is_on() else {}
    listed = providers_of(scene, left)
    return Round(tuple(Asked(each, parts[each.pk], contacts.get(each.pk)) for each in listed))


def written_to(providers: set[int]) -> dict[int, Contact]:
    """The contact of each provider to whom the link goes: one who is reminded of what is owed, else the first."""
    rows = Contact.objects.current().filter(provider__in=providers).exclude(email="")
    found: dict[int, Contact] = {}
    for contact in rows.order_by("-gets_reminders", "name", "pk"):
        found.setdefault(contact.provider_id, contact)
    return found


@with_quarter(ASKS)
def send(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Who will be written to and what follows (GET), and sending it to all of them in one act (POST)."""
    stored = needed_update(scene)
    try:
        planned = round_of(request, scene, stored)
    except UnknownReference as unknown:
        messages.error(request, f"Nothing can be sent. {unknown}")
        return redirect("update-check", quarter=scene.quarter.slug)
    usual = {"reply_by": add_working_days(scene.on, USUAL_DAYS)}
    form, refused = ReplyByForm(request.POST if request.method == "POST" else None, initial=usual), ""
    if form.is_valid():
        reply_by = form.cleaned_data["reply_by"]
        try:
            made = ask_providers(
                update=stored, asked=planned.asked, reply_by=reply_by, by=person(request), at=timezone.now()
            )
        except Faults as faults:
            form.add_error("reply_by", faults.by_box["reply_by"])
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, said_of(made, planned))
            return redirect("update-check", quarter=scene.quarter.slug)
    context = {
        "planned": planned,
        "number": len(planned.asked),
        "refused": refused,
        "form": form,
        "chosen": request.POST.get("provider") or request.GET.get("provider") or "",
    }
    return render(request, "reports/provider_check/send.html", context, status=422 if refused or form.errors else 200)


def said_of(made: list[ProviderCheck], planned: Round) -> str:
    words = f"Asked: {formats.in_words(len(made))} provider{'' if len(made) == 1 else 's'}."
    if planned.by_mail:
        words += f" {planned.by_mail} by e-mail with a link."
    if planned.by_text:
        words += f" For {planned.by_text} copy the text from the provider’s page, or wait until they log in."
    return words


def check_of(scene: Scene, pk: int) -> ProviderCheck:
    rows = ProviderCheck.objects.filter(update__period=scene.quarter, pk=pk)
    found = rows.select_related("provider", "update__period", "asked_by", "answered_by").first()
    if found is None:
        raise Http404
    return found


@with_quarter(ASKS)
def provider_check(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """One provider's check: what it was shown and said, what changed since, its links, the text to copy.

    POST takes a link back.
    """
    found = check_of(scene, pk)
    if request.method == "POST":
        link = CheckLink.objects.filter(check_of=found, pk=day_key(request.POST.get("end", ""))).first()
        if link is not None:
            end_link(link=link, by=person(request), at=timezone.now(), kind=CHECKS)
            messages.success(request, "The link opens nothing any more.")
        return redirect("update-check-provider", quarter=scene.quarter.slug, pk=pk)
    rows = list(found.entries.select_related("question"))
    try:
        now = {part.code: part for part in current_parts(scene, found.update).get(found.provider_id, ())}
    except UnknownReference:
        now = {}
    blocks = [
        {
            "row": row,
            "shown": row.shown,
            "now": changed_since(row.digest, now.get(row.code)),
            "gone": row.code not in now,
        }
        for row in rows
    ]
    context = {
        "check": found,
        "blocks": blocks,
        "changed": sum(bool(block["now"] or block["gone"]) for block in blocks),
        "links": CheckLink.objects.filter(check_of=found).select_related("contact", "by"),
        "open": set(CheckLink.objects.filter(check_of=found).open(timezone.now()).values_list("pk", flat=True)),
        "text": letter_of(scene, found, [row.shown for row in rows]),
        "ended": found.ended_at is not None,
    }
    return render(request, "reports/provider_check/provider.html", context)


def day_key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def changed_since(digest: str, now: OwnPart | None) -> dict[str, object] | None:
    return now.shown if now is not None and now.digest != digest else None


def letter_of(scene: Scene, check: ProviderCheck, shown: list[dict[str, Any]]) -> str:
    """The same as plain text, to be copied into an e-mail of one's own."""
    facts = {"check": check, "parts": shown, "office": scene.office, "by": scene.user}
    return render_to_string("reports/provider_check/text.txt", facts).strip()


@with_quarter(ASKS)
def write_down(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Keep what a provider said by e-mail or telephone, in the office's name."""
    found = check_of(scene, pk)
    address = reverse("update-check-provider", args=[scene.quarter.slug, pk])
    frame = {"office_side": True, "back": {"url": address, "label": found.provider}}
    return form_page(request, found, frame=frame, done=lambda: redirect(address))
