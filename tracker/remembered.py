"""Pages that are kept in the process until something is changed: those of one person, for one day.

Every change of a record writes its audit event in the same transaction, and a change of reference data raises the
office's data version as well; drafts count on no page. So a page that was made at these two is what it would be if it
were made again. Both are read with the office, before anything that the page shows: what is kept may be newer than its
key, never older. Only the page's own words are kept; the frame, the messages and every token are made for each request.
"""

import hashlib
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse

from tracker.models import Office, User

View = Callable[..., HttpResponseBase]
Made = TypeVar("Made")


class Scene(Protocol):
    """What a page of this kind is about: the office as it stands, who looks, and today in London."""

    @property
    def office(self) -> Office: ...

    @property
    def user(self) -> User: ...

    @property
    def on(self) -> date: ...


class Pieces:
    """A page's own blocks by name: as they were kept, or None and the ones that are being made.

    `has_token`: a form stands in them, which is sent with a token of this request alone.
    """

    def __init__(self, kept: dict[str, str] | None) -> None:
        self.kept = kept
        self.made: dict[str, str] = {}
        self.making = False
        self.has_token = False


def stand_of(office: Office) -> str:
    """Stands for all that is stored: another one after any change. Empty where nothing was recorded yet."""
    return f"{office.data_version}:{office.told}" if office.told else ""


def until_changed(office: Office, name: str, make: Callable[[], Made]) -> Made:
    """What `make` answers, kept under the name until any record is changed. It may depend on nothing but records."""
    stand = stand_of(office)
    if not stand:
        return make()
    key = f"{name}:{stand}"
    found: Made | None = caches["fragments"].get(key)
    if found is None:
        found = make()
        caches["fragments"].set(key, found)
    return found


def pieces_of(request: HttpRequest | None) -> Pieces | None:
    return getattr(request, "pieces", None)


def remembered(view: View) -> View:
    """Keep the pages of a view, which is handed a scene, for the office's own people. It shows what records say, by
    the scene's day, and nothing else: no draft, no moment, nothing of the session.

    A page with a token or a message in it, a file, and whatever is not simply a page, is made each time.
    """

    @wraps(view)
    def page(request: HttpRequest, scene: Scene, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = key_of(request, scene)
        if key is None:
            return view(request, scene, *args, **kwargs)
        pieces = Pieces(caches["fragments"].get(key))
        request.__dict__["pieces"] = pieces
        if pieces.kept is not None:
            return render(request, "base.html")
        response = view(request, scene, *args, **kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response.render()
        messages: Any = get_messages(request)
        if response.status_code == 200 and pieces.made and not (pieces.has_token or messages.added_new):
            caches["fragments"].set(key, pieces.made)
        return response

    return page


def key_of(request: HttpRequest, scene: Scene) -> str | None:
    """Whose page, of which day and address, at which state of all records; None where none can be kept.

    The process ends with its release, and what it keeps with it.
    """
    user, office = scene.user, scene.office
    if request.method != "GET" or user.is_provider or not office.told:
        return None
    facts = (user.pk, user.role, scene.on, office.data_version, office.told, request.get_full_path())
    return "page:" + hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()
