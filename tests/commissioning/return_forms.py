"""What the tests of a return's pages do as a browser would: log in, read the hidden boxes, send a form."""

import re

from django.http import HttpResponse
from django.test import Client

from tests.commissioning.idva import Idva
from tracker.models import User

HIDDEN = re.compile(r'<input type="hidden" name="(keep|key|boxes|whose)" value="([^"]*)">')


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(found: Idva, rest: str = "") -> str:
    return f"/returns/{found.quarterly_return.pk}/{rest}"


def hidden(page: HttpResponse, *names: str) -> dict[str, str]:
    """What a browser would send along with the boxes of this page; of it these names alone, if any are given."""
    found = dict(HIDDEN.findall(page.content.decode()))
    return {name: found[name] for name in names} if names else found


def post(client: Client, address: str, typed: dict[str, str], **rest: str) -> HttpResponse:
    """Open a page, type, and send it."""
    page = client.get(address)
    assert page.status_code == 200
    return client.post(address, hidden(page) | typed | rest)


def act(client: Client, found: Idva, name: str, **typed: str) -> HttpResponse:
    return client.post(url(found, f"act/{name}/"), typed)


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
