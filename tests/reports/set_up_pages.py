"""What the tests of set-up pages do with a form: open it, read what it carries, fill it in."""

import re

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


def address(page: str, slug: str, record=None) -> str:
    return reverse(f"set-up-{page}", args=[slug, record.pk] if record else [slug])


def hidden(answer: HttpResponse) -> dict[str, str]:
    """The hidden fields of a form."""
    inputs = re.findall(r'<input type="hidden" name="([a-z]+)" value="([^"]*)"', answer.content.decode())
    return {name: value for name, value in inputs if name != "csrfmiddlewaretoken"}


def opened(client: Client, url: str) -> dict[str, str]:
    """A form as a person finds it: what its boxes hold, and what it carries."""
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return boxes_of(answer) | hidden(answer)


def boxes_of(answer: HttpResponse) -> dict[str, str]:
    """What a browser would send of the form if nothing were typed in it."""
    found: dict[str, str] = {}
    for box in answer.context["attempt"].form:
        value = box.value()
        widget = box.field.widget
        if hasattr(widget, "decompress"):
            parts = value if isinstance(value, list) else widget.decompress(value)
            names = [f"{box.html_name}_{part}" for part in ("day", "month", "year")]
            found |= dict(zip(names, map(str, parts), strict=True))
        elif value not in (None, False):
            found[box.html_name] = str(value)
        elif box.field.__class__.__name__ != "BooleanField":
            found[box.html_name] = ""
    return found


def text(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def on(name: str, day: int, month: int, year: int) -> dict[str, str]:
    """A date as its three boxes."""
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}
