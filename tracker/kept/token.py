"""Whose form this is and on which page it stands: signed, in every form of the site (templatetags/keeping.py)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest

SALT = "kept-form"
NAME = "whose"  # of the hidden box that carries it
KEPT = "kept"  # of the one that says which kept form this one was filled in from
OURS = frozenset({"csrfmiddlewaretoken", NAME, KEPT})
LASTS = timedelta(days=7)  # a form left open over a long weekend is still somebody's


@dataclass(frozen=True, slots=True)
class Whose:
    """The person to whom a form was shown, and the address of the page."""

    user: int
    page: str


def written(whose: Whose) -> str:
    return signing.dumps([whose.user, whose.page], salt=SALT, compress=True)


def read(text: str) -> Whose | None:
    """None if it was altered, is too old or none at all."""
    try:
        user, page = signing.loads(text, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError):
        return None
    return Whose(user, page)


def token_for(request: HttpRequest) -> str:
    """The token of the forms on the page that answers this request; empty for a stranger. Made once a request.

    A page that answers a form, with what is wrong with it, stands where the form stood.
    """
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    held: dict[int, str] = request.__dict__.setdefault("_whose", {})
    if user.pk not in held:
        held[user.pk] = written(Whose(user.pk, _page(request, user.pk)))
    return held[user.pk]


def _page(request: HttpRequest, user: int) -> str:
    before = read(request.POST.get(NAME, "")) if request.method == "POST" else None
    return before.page if before and before.user == user else request.get_full_path()
