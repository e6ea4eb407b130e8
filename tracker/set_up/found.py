"""What the set-up pages begin with: who asks, for which record, and where its page belongs."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from tracker.models import User
from tracker.set_up.forms import capital
from tracker.set_up.kinds import Kind, Kinds


def person(request: HttpRequest) -> User:
    """Who asks. Every set-up page is behind the log-in."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def found_record(request: HttpRequest, kind: Kind, pk: int) -> Any:
    """The record, if this person may see it; a stranger's and a missing one answer alike."""
    related = {*kind.related, kind.belongs_to} - {""}
    found = kind.rows(person(request)).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def new_record(request: HttpRequest, kinds: Kinds, kind: Kind) -> Any:
    """A record not yet kept; a part's address says which record it belongs to."""
    parent = kinds.parent_of(kind)
    if parent is None:
        return kind.model(**_begun(request, kind))
    key = request.GET.get(kind.belongs_to, "")
    if not (key.isascii() and key.isdigit()):
        raise Http404
    return kind.model(**{kind.belongs_to: found_record(request, parent, int(key))})


def _begun(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    """What the address says of a new record; a record that there is not, or that this person may not see, is 404."""
    found = {}
    for name in kind.begins_with:
        key, model = request.GET.get(name, ""), kind.model._meta.get_field(name).related_model
        if key:
            rows: Any = model._default_manager.all()  # type: ignore[union-attr]
            seen = rows.visible_to(person(request)) if hasattr(rows, "visible_to") else rows
            found[name] = seen.filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
            if found[name] is None:
                raise Http404
    return found


def address(kind: Kind, record: Any, page: str = "record") -> str:
    return reverse(f"set-up-{page}", args=[kind.slug, record.pk])


def back_to(kinds: Kinds, kind: Kind, record: Any) -> dict[str, str]:
    """Where a record's page belongs: to what it is a part of, or to the list; what there is one of has none."""
    if kind.single:
        return {"url": reverse("set-up"), "label": "Set up"}
    parent = kinds.parent_of(kind)
    if parent is None:
        return {"url": reverse("set-up-list", args=[kind.slug]), "label": capital(kind.many)}
    owner = getattr(record, kind.belongs_to)
    if owner is None:  # "All" is a category of no breakdown
        return {"url": reverse("set-up-list", args=[kind.slug]), "label": capital(kind.many)}
    return {"url": address(parent, owner), "label": str(owner)}
