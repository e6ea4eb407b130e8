"""The name of somebody who left, removed before its day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from commissioning.views.set_up.frame import set_up_page, the_office, with_reason
from commissioning.workflow.leavers import forget_person, goes_on, name_after
from tracker import formats
from tracker.models import User
from tracker.people import ADMINISTERS
from tracker.set_up.found import person
from tracker.set_up.people import PEOPLE

SAYS = (
    "The name, the address, every way to log in, drafts and the person’s own views are removed for ever. What the "
    "person did stays, as that of “{after}”. A name that others wrote in a text of theirs stays there. "
)


@set_up_page(ADMINISTERS)
def person_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the name of somebody who left: asked (GET), done with a reason (POST)."""
    user = get_object_or_404(User.objects.filter(left_at__isnull=False, anonymised_at=None), pk=pk)
    day = formats.day(goes_on(user, the_office(request)))

    def forget(reason: str) -> HttpResponse:
        gone = forget_person(user=user, by=person(request), at=timezone.now(), reason=reason)
        messages.success(request, f"The name is removed. What the person did is now that of {gone.name}.")
        return redirect(reverse("set-up-list", args=[PEOPLE.slug]))

    context = {
        "title": f"Remove the name of {user.name}",
        "says": f"{SAYS.format(after=name_after(user))}Without this it is done on {day}.",
        "button": "Remove the name",
        "back": {"url": reverse("set-up-record", args=[PEOPLE.slug, pk]), "label": user.name},
    }
    return with_reason(request, forget, context)
