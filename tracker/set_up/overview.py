"""Everything that can be set up, with how many there are of each; and everything that is not known yet."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tracker.models import User
from tracker.set_up.forms import capital
from tracker.set_up.found import person
from tracker.set_up.gaps import not_known
from tracker.set_up.kinds import Group, Kind, Kinds


def set_up(request: HttpRequest, kinds: Kinds) -> HttpResponse:
    """The kinds that this person may set up, by groups."""
    user = person(request)
    allowed = kinds.open_to(user)
    counts = _counts(allowed, user)
    groups = [
        {"label": group.value, "kinds": [_line(kind, counts[kind.slug]) for kind in allowed if kind.group == group]}
        for group in Group
    ]
    missing = sum(each.count for each in not_known(allowed, user))
    context = {"groups": [group for group in groups if group["kinds"]], "missing": missing}
    return render(request, "set_up/all.html", context)


def _line(kind: Kind, count: int) -> dict[str, Any]:
    url = reverse("set-up-list", args=[kind.slug])
    return {"label": capital(kind.many), "url": url, "about": kind.about, "count": count}


def _counts(kinds: Sequence[Kind], user: User) -> dict[str, int]:
    """How many records there are of each kind. One query."""
    counted = [
        kind.listed(user)
        .order_by()
        .values(set_up_kind=Value(kind.slug))
        .annotate(set_up_count=Count("pk"))
        .values_list("set_up_kind", "set_up_count")
        for kind in kinds
    ]
    found: dict[str, int] = dict(counted[0].union(*counted[1:], all=True)) if counted else {}
    return {kind.slug: found.get(kind.slug, 0) for kind in kinds}


def unknown(request: HttpRequest, kinds: Kinds) -> HttpResponse:
    """Not known yet, over everything that is set up: each a link to where it is filled in."""
    user = person(request)
    return render(request, "set_up/unknown.html", {"missing": not_known(kinds.open_to(user), user)})
