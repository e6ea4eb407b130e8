"""The people of a provider who log in: inviting, changing what they may do, ending their access."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commissioning.forms.people import PersonForm
from commissioning.views.owed import person
from commissioning.workflow.provider_people import PEOPLE, change_role, end_access, invite_again, invite_person
from providers.models import Membership, MembershipRole, Provider
from tracker import outbox
from tracker.invitations import address_to_copy
from tracker.models import Invitation
from tracker.refusals import Refusal
from tracker.roles import needs

INVITE = "invite"


@needs(PEOPLE)
def provider_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who logs in for the provider (GET), and what is done about it (POST)."""
    found = Provider.objects.visible_to(person(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    inviting = request.method == "POST" and request.POST.get("do") == INVITE
    form, refused = PersonForm(request.POST if inviting else None), ""
    if request.method == "POST" and (not inviting or form.is_valid()):
        try:
            messages.success(request, act(request, found, form))
            return redirect("provider-people", pk=found.pk)
        except Refusal as refusal:
            refused = refusal.sentence
    context = {
        "provider": found,
        "form": form,
        "refused": refused,
        "people": people_rows(found),
        "roles": MembershipRole.choices,
    }
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "commissioning/provider/people.html", context, status=status)


def act(request: HttpRequest, provider: Provider, form: PersonForm) -> str:
    """Carry out what was pressed; answers what to say."""
    by, at = person(request), timezone.now()
    if form.is_bound:
        made = invite_person(provider=provider, by=by, at=at, **form.cleaned_data)
        return f"{made.user} is invited."
    key = request.POST.get("membership", "")
    given = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0
    held = Membership.objects.filter(provider=provider, pk=given).select_related("user", "provider").first()
    if held is None:
        raise Refusal("Choose somebody of this provider.")
    do = request.POST.get("do", "")
    if do == "end":
        end_access(membership=held, by=by, at=at)
        return f"{held.user} comes in no more. What they did stays."
    if do == "again":
        invite_again(membership=held, by=by, at=at)
        return f"{held.user} is invited again."
    if do not in MembershipRole.values:
        raise Refusal("Choose what is to be done.")
    change_role(membership=held, role=do, by=by, at=at)
    return f"{held.user} now {MembershipRole(do).label}."


def people_rows(provider: Provider) -> list[dict[str, Any]]:
    """Everybody who has or had access, with how far they are."""
    now = timezone.now()
    rows = list(Membership.objects.filter(provider=provider).select_related("user"))
    waiting = {each.user_id: each for each in Invitation.objects.open(now).filter(user__in=[r.user_id for r in rows])}
    return [
        {
            "pk": row.pk,
            "name": row.user.name,
            "email": row.user.email,
            "role": row.role,
            "role_label": row.get_role_display(),
            "active": row.user.is_active,
            "never_came": not row.user.has_usable_password(),
            "invitation": waiting.get(row.user_id),
            "copy": "" if outbox.is_on() or row.user_id not in waiting else address_to_copy(waiting[row.user_id]),
        }
        for row in rows
    ]
