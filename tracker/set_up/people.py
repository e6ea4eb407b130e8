"""The office itself, and its people."""

from collections.abc import Sequence
from typing import Any

import django_tables2 as tables
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from tracker import formats, outbox, records
from tracker.invitations import address_to_copy, invite, start_again
from tracker.models import Office, User
from tracker.people import ADMINISTERS, OFFICE_ROLES, SETS_PUBLIC, keep_office, keep_person
from tracker.periods import london_date
from tracker.roles import Role, needs
from tracker.set_up.forms import RecordForm
from tracker.set_up.found import person
from tracker.set_up.kinds import Gap, Group, Kind, Link

ROLES = (
    "An officer takes in, checks and approves returns; a manager also decides exceptions and closes quarters. A "
    "finance officer keeps the money, a viewer reads. An administrator sets up plan, calendars, people and thresholds."
)


class NewPersonForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = User
        fields = ["name", "email", "role"]
        help_texts = {"role": ROLES}

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        role: Any = self.fields.get("role")
        role.choices = [(each.value, each.label) for each in OFFICE_ROLES]


class PersonForm(NewPersonForm):
    class Meta(RecordForm.Meta):
        model = User
        fields = ["name", "email", "role", "is_active"]
        labels = {"is_active": "Has access"}
        help_texts = {"role": ROLES}

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if self.instance.role == Role.PROVIDER:
            del self.fields["role"]  # a provider's person is one through the provider


class OfficeForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Office
        fields = [
            "name",
            "short_name",
            "area_name",
            "prefix",
            "due_working_days",
            "answer_working_days",
            "manager_above",
            "tolerance",
            "pace_points",
            "small_number_below",
            "self_approval",
            "leaver_months",
        ]
        labels = {
            "area_name": "Name of the whole area",
            "prefix": "360Giving prefix",
            "due_working_days": "Working days until returns are due",
            "answer_working_days": "Working days for an answer to a question",
            "manager_above": "A manager approves above (pounds)",
            "tolerance": "A missed target is amber within (per cent)",
            "pace_points": "Spending is amber from (points)",
            "small_number_below": "Hide counts of people below",
            "self_approval": "People may approve what they entered",
            "leaver_months": "Months until the name of somebody who left is removed",
        }
        help_texts = {
            "tolerance": "A figure that misses its target by no more than this share of it is amber; beyond, red.",
            "pace_points": "How far the share spent runs ahead of or behind the share of the year that is gone.",
        }


class PublicForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Office
        fields = [
            "public_pages",
            "contact_email",
            "contact_telephone",
            "contact_address",
            "contact_working_days",
            "accessibility_tested_on",
            "accessibility_tested_by",
            "accessibility_problems",
            "accessibility_compliance",
            "licence",
        ]
        labels = {
            "public_pages": "Anybody may read the public pages",
            "contact_working_days": "Working days for an answer to the public",
            "accessibility_tested_on": "Public pages last tested for accessibility on",
            "accessibility_tested_by": "Tested for accessibility by",
            "accessibility_problems": "Known problems of accessibility",
            "accessibility_compliance": "How far they keep to WCAG 2.2 AA, as the office says",
            "licence": "Licence of open data",
        }
        help_texts = {
            "public_pages": "What is funded, published updates and open data, without logging in. Off: none.",
            "accessibility_compliance": "The statement says this and no more. Without known problems it may be fully, "
            "with any partially or not. The tests of the software alone prove neither.",
        }


class AccessColumn(tables.Column):
    def render(self, value: bool, record: User) -> str:
        if not value:
            return f"ended {formats.day(london_date(record.left_at))}" if record.left_at else "ended"
        return "yes" if record.has_usable_password() else "invited"


def invited(kept: records.Kept) -> str:
    """What has become of the invitation of somebody new."""
    if not kept.made:
        return ""
    if outbox.is_on():
        return "A link to choose a password is on its way by e-mail."
    return f"This site sends no mail: open {kept.record} and press Invite again for the link to hand over."


def about_person(request: HttpRequest, record: User) -> Sequence[Link]:
    if record.left_at is not None and record.anonymised_at is None:
        return [Link("Remove the name", reverse("person-forget", args=[record.pk]))]
    if not record.is_active or record.pk == request.user.pk:
        return []
    label = "Take the password away and invite again" if record.has_usable_password() else "Invite again"
    links = [Link(label, reverse("person-invite", args=[record.pk]))]
    if Authenticator.objects.filter(user=record).exists():
        links.append(Link("Reset the second step at log-in", reverse("person-second-factor", args=[record.pk])))
    return links


PEOPLE = Kind(
    slug="people",
    model=User,
    one="person",
    many="people",
    about="Who may log in, and as what. A new person is invited by a link and chooses a password.",
    permission=ADMINISTERS,
    group=Group.OFFICE,
    form=PersonForm,
    add_form=NewPersonForm,
    columns={
        "name": "Name",
        "email": "E-mail",
        "role": "Role",
        "is_active": AccessColumn(verbose_name="Access"),
    },
    search=("name", "email"),
    links=about_person,
    keep=keep_person,
    told=invited,
    deletes=False,
)
OFFICE = Kind(
    slug="office",
    model=Office,
    one="office",
    many="office",
    about="The names, thresholds and prefix that every page, rating and paper goes by.",
    permission=ADMINISTERS,
    group=Group.OFFICE,
    form=OfficeForm,
    columns={"name": "Office", "short_name": "Short name", "area_name": "Area"},
    keep=keep_office,
    gaps=(Gap("360Giving prefix", Q(prefix=""), "prefix"),),
    deletes=False,
    single=True,
)
PUBLIC = Kind(
    slug="public",
    model=Office,
    one="setting of the public pages",
    many="public pages",
    about="Whether the public may read what is funded, and how it reaches the office.",
    permission=SETS_PUBLIC,
    group=Group.OFFICE,
    form=PublicForm,
    columns={"name": "Office", "public_pages": "Public"},
    keep=keep_office,
    gaps=(Gap("e-mail address for the public", Q(contact_email=""), "contact_email"),),
    adds=False,
    deletes=False,
    single=True,
)


@needs(ADMINISTERS)
def person_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody again: asked (GET), done (POST). Where no mail is sent the link is shown, to be handed over."""
    user = get_object_or_404(User.objects.filter(is_active=True).exclude(pk=person(request).pk), pk=pk)
    back = {"url": reverse("set-up-record", args=[PEOPLE.slug, pk]), "label": user.name}
    context: dict[str, Any] = {"title": f"Invite {user.name}", "back": back, "button": "Invite"}
    if request.method == "POST":
        act = start_again if user.has_usable_password() else invite
        made = act(user=user, by=person(request), at=timezone.now())
        if outbox.is_on():
            messages.success(request, f"{user.name} is invited by e-mail.")
            return redirect(back["url"])
        return render(request, "set_up/invited.html", context | {"address": address_to_copy(made)})
    says = "They get a link that works once, within seven days, and choose a password."
    if user.has_usable_password():
        says = f"The password is taken away, and whoever is logged in with it is logged out. {says}"
    return render(request, "set_up/confirm.html", context | {"says": says})
