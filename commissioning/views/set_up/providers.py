"""What is done with providers beside keeping them: one written twice is merged; a contact is told or forgotten."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.exports.contacts import held_about
from commissioning.forms.set_up.providers import IntoForm
from commissioning.views.set_up.frame import set_up_page, with_reason
from commissioning.workflow.set_up.contacts import erase_contact
from commissioning.workflow.set_up.provider_merging import Merging, merge_providers, plan_merging
from providers.figures import likely_twins
from providers.models import Contact, Provider
from providers.workflow import SET_UP
from tracker import records
from tracker.context import office_of
from tracker.exports import text_file
from tracker.refusals import Refusal
from tracker.set_up.found import person

Context = dict[str, Any]


def to_record(kind: str, pk: int) -> str:
    return reverse("set-up-record", args=[kind, pk])


@set_up_page(SET_UP)
def provider_twins(request: HttpRequest) -> HttpResponse:
    """Providers that are likely one body written twice."""
    pairs = [
        {"each": [_side(one, other), _side(other, one)], "one": one, "other": other}
        for one, other in likely_twins(office_of(request))
    ]
    return render(request, "set_up/twins.html", {"pairs": pairs})


def _side(gone: Provider, into: Provider) -> Context:
    merge = f"{reverse('provider-merge', args=[gone.pk])}?into={into.pk}"
    return {"name": gone.name, "url": to_record("providers", gone.pk), "merge": merge, "into": into.name}


@require_POST
@set_up_page(SET_UP)
def provider_apart(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """These two are not one: they are not proposed again."""
    one, second = get_object_or_404(Provider, pk=pk), get_object_or_404(Provider, pk=other)
    values = {"different_from": [*one.different_from.all(), second]}
    records.keep(record=one, values=values, by=person(request), at=timezone.now(), permission=SET_UP, act="tell-apart")
    messages.success(request, f"{one.name} and {second.name} are two bodies. They are not proposed again.")
    return redirect("provider-twins")


@set_up_page(SET_UP)
def provider_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what it is merged into (GET), see what would move (GET with that), and merge (POST)."""
    gone = get_object_or_404(Provider.objects.filter(merged_into=None), pk=pk)
    asked = request.POST or request.GET
    form = IntoForm(asked if "into" in asked else None, gone=gone, office=office_of(request))
    plan, refused = None, ""
    if form.is_valid():
        plan = plan_merging(gone=gone, into=form.cleaned_data["into"])
        if request.method == "POST":
            try:
                into = merge_providers(gone=gone, into=plan.into, by=person(request), at=timezone.now())
            except Refusal as refusal:
                refused = refusal.sentence
            else:
                messages.success(request, f"{gone.name} is merged into {into.name}.")
                return redirect(to_record("providers", into.pk))
    context = {
        "gone": gone,
        "form": form,
        "plan": plan,
        "moves": _moves(plan),
        "refused": refused,
        "back": {"url": to_record("providers", gone.pk), "label": gone.name},
    }
    return render(request, "set_up/merge.html", context, status=409 if refused else 422 if form.errors else 200)


def _moves(plan: Merging | None) -> list[Context]:
    return [{"key": name.capitalize(), "value": count} for name, count in plan.moves.items()] if plan else []


def contact_of(request: HttpRequest, pk: int) -> Contact:
    rows = Contact.objects.visible_to(person(request)).select_related("provider")
    found: Contact | None = rows.filter(pk=pk, erased_at=None).first()
    if found is None:
        raise Http404
    return found


@set_up_page(SET_UP)
def contact_export(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is kept about one person, as a file."""
    return text_file(f"contact-{pk}", held_about(contact_of(request, pk)))


@set_up_page(SET_UP)
def contact_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase who a contact was: asked (GET), done with a reason (POST)."""
    contact = contact_of(request, pk)

    def erase(reason: str) -> HttpResponse:
        erase_contact(contact=contact, by=person(request), at=timezone.now(), reason=reason)
        messages.success(request, "The contact is erased.")
        return redirect(to_record("providers", contact.provider_id))

    context = {
        "title": f"Erase {contact.name}",
        "says": (
            "Name, role, e-mail address and telephone are erased for ever, with the mails to this address. That there "
            "was a contact, and when it was reminded, stays. This can’t be undone."
        ),
        "button": "Erase",
        "back": {"url": to_record("contacts", pk), "label": contact.name},
    }
    return with_reason(request, erase, context)
