"""What the tests of kept forms do: come in again as the same person, and see what stands in the form."""

from types import SimpleNamespace

from django.test import Client

from tracker.kept.pages import take_up
from tracker.models import User


def back_in(user: User) -> Client:
    """Somebody who has just logged in again: what was kept is taken up then, as `ClosedAdapter.login` does it."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    request = SimpleNamespace(session=client.session)
    take_up(request, user)  # type: ignore[arg-type]
    request.session.save()
    return client
