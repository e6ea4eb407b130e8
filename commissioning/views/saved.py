"""Views that people keep: saving the page one looks at, opening it in the quarter in hand, taking it away."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.forms.saved import SaveViewForm
from commissioning.views.owed import person, posted
from commissioning.views.quarters import Scene, page_at, with_quarter
from commissioning.workflow import Faults
from commissioning.workflow.saved import drop_view, save_view
from tracker.models import SavedFilter, User

LEFT_OUT = ("page", "format", "shape")  # which part of a list was open is no part of the view


@dataclass(frozen=True, slots=True)
class Address:
    """A page of a quarter: its name, the parts of its address but the quarter, and its filters."""

    page: str
    parts: dict[str, Any]
    query: str

    def within(self, scene: Scene) -> str:
        address = reverse(self.page, kwargs={"quarter": scene.quarter.slug, **self.parts})
        return f"{address}?{self.query}" if self.query else address


def address_of(request: HttpRequest, path: str) -> Address | None:
    """The page that a path of this site leads to; None where it is no page of a quarter."""
    path, _, query = path.partition("?")
    match = page_at(request, path)
    if match is None or "quarter" not in match.kwargs or not match.url_name:
        return None
    kept = QueryDict(query, mutable=True)
    for name in LEFT_OUT:
        kept.pop(name, None)
    parts = {name: part for name, part in match.kwargs.items() if name != "quarter"}
    return Address(match.url_name, parts, kept.urlencode())


@with_quarter("commissioning.view_returns")
def saved_views(request: HttpRequest, scene: Scene) -> HttpResponse:
    """One's own views and those that others share."""
    user = person(request)
    slug, rows = scene.quarter.slug, SavedFilter.objects.visible_to(user).select_related("owner")
    views = [
        {"view": each, "mine": each.owner_id == user.pk, "url": reverse("saved-view", args=[slug, each.pk])}
        for each in rows
    ]
    return render(request, "commissioning/saved/list.html", {"views": views})


@with_quarter("commissioning.view_returns")
def save_this_view(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Keep the page that `?next=` names."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    address = address_of(request, asked)
    if address is None:
        raise Http404
    form = SaveViewForm(posted(request), user=person(request))
    if request.method == "POST" and form.is_valid():
        try:
            kept = save_view(by=person(request), at=timezone.now(), **_kept(address), **_typed(form))
        except Faults as faults:
            for name, sentence in faults.by_box.items():
                form.add_error(name, sentence)
        else:
            messages.success(request, f"“{kept.name}” is saved. It opens in the quarter that you are in.")
            return redirect(address.within(scene))
    context = {"form": form, "next": address.within(scene), "back": {"url": address.within(scene), "label": "Back"}}
    return render(request, "commissioning/saved/save.html", context)


def starting_page(scene: Scene) -> str:
    """The address of the view that this person lands on; empty where none is chosen or its page is gone."""
    kept = SavedFilter.objects.filter(owner=scene.user, starts=True).first()
    try:
        return Address(kept.page, kept.parts, kept.query).within(scene) if kept else ""
    except NoReverseMatch:
        return ""


def _kept(address: Address) -> dict[str, Any]:
    return {"page": address.page, "parts": address.parts, "query": address.query}


def _typed(form: SaveViewForm) -> dict[str, Any]:
    typed = form.cleaned_data
    return {"name": typed["name"], "shared": typed.get("shared", False), "starts": typed["starts"]}


@with_quarter("commissioning.view_returns")
def saved_view(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Open a view in this quarter; one whose page is no longer there says so."""
    kept = _view(person(request), pk)
    try:
        return redirect(Address(kept.page, kept.parts, kept.query).within(scene))
    except NoReverseMatch:
        messages.error(request, f"The page of “{kept.name}” is no longer there. Take the view away.")
        return redirect("saved-views", quarter=scene.quarter.slug)


@require_POST
@with_quarter("commissioning.view_returns")
def drop_saved_view(request: HttpRequest, scene: Scene, pk: int) -> HttpResponse:
    """Take one's own view away."""
    kept = _view(person(request), pk)
    if kept.owner_id != request.user.pk:
        raise Http404
    drop_view(view=kept, by=person(request), at=timezone.now())
    messages.success(request, f"“{kept.name}” is taken away.")
    return redirect("saved-views", quarter=scene.quarter.slug)


def _view(user: User, pk: int) -> SavedFilter:
    kept = SavedFilter.objects.visible_to(user).filter(pk=pk).first()
    if kept is None:
        raise Http404
    return kept
