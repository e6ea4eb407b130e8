"""What must hold in every template: nothing that the content security policy refuses, nothing unescaped; the frame."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.test import Client

from tests.tracker.markup import elements, every, first
from tracker.models import Office, User
from tracker.templatetags.tracker_tags import or_nil, rag, tag

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# what is written to a file of its own, or printed, carries its style
FILES = {"print", "outside.html"}
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if not FILES & set(path.parts))
ASSETS = Path(settings.BASE_DIR) / "assets"
REFUSED = {
    "a style attribute": re.compile(r"\sstyle="),
    "an inline style": re.compile(r"<style"),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)"),
    "a script attribute": re.compile(r"\son[a-z]+="),
    "an unescaped value": re.compile(r"\|\s*safe\b|autoescape off"),
}
ERRORS = ["400", "403", "403_csrf", "404", "409", "413", "429", "500"]


def refused(text: str) -> set[str]:
    return {name for name, pattern in REFUSED.items() if pattern.search(text)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_template_loads_and_holds_nothing_that_is_refused(path: Path) -> None:
    get_template(str(path.relative_to(TEMPLATES)))
    assert refused(path.read_text()) == set()


@pytest.mark.parametrize(
    "bad",
    ['<p style="x">', "<style>", "<script>1</script>", '<a onclick="x">', "{{ x|safe }}", "{% autoescape off %}"],
)
def test_the_refusals_are_seen(bad: str) -> None:
    """The control."""
    assert len(refused(bad)) == 1


def compressed(name: str) -> int:
    """Bytes on the way to a browser; a font is compressed already."""
    content = (ASSETS / name).read_bytes()
    return len(content) if name.endswith(".woff2") else len(gzip.compress(content))


def test_a_first_visit_is_at_most_110_kb() -> None:
    """With a page of the largest size that is allowed, 25 KB."""
    assert sum(compressed(name) for name in ("app.css", "app.js", "fonts/inter-latin.woff2")) <= (110 - 25) * 1024


def test_our_own_scripts_are_at_most_20_kb() -> None:
    scripts = Path(settings.BASE_DIR).glob("static/js/*.js")
    assert 0 < sum(len(script.read_bytes()) for script in scripts) <= 20 * 1024


def test_the_style_sheet_fetches_only_the_font() -> None:
    """No crest, no icon, no other host: a missing file would stop the site from starting."""
    assert set(re.findall(r"url\(([^)]*)\)", (ASSETS / "app.css").read_text())) == {'"fonts/inter-latin.woff2"'}


@pytest.mark.parametrize("component", sorted((TEMPLATES / "components").rglob("*.html")), ids=lambda path: path.name)
def test_a_component_says_what_it_takes(component: Path) -> None:
    assert "{% comment %}" in component.read_text()
    assert "Context" in component.read_text()


@pytest.mark.parametrize("page", ERRORS)
def test_an_error_page_needs_nothing_and_says_what_to_do(page: str) -> None:
    """Rendered as for 500: no request, no database (this test may not touch it)."""
    html = render_to_string(f"errors/{page}.html", {"reference": "1a2b3c4d"})
    assert len(every(html, "h1")) == 1
    assert len(every(html, "p", "govuk-body")) >= 3
    assert first(html, "main").attrs["id"] == "main"
    assert "csrfmiddlewaretoken" not in html


@pytest.mark.django_db
def test_the_log_in_page_has_the_frame(client: Client) -> None:
    Office.objects.create(name="Office of the Example Commissioner", short_name="Example OPCC", area_name="Example")
    html = client.get("/accounts/login/").content.decode()
    assert first(html, "title").text == "Log in - Example OPCC"
    assert first(html, "html").attrs["lang"] == "en-GB"
    assert len(every(html, "h1")) == 1
    assert "Demonstration data" not in html


@pytest.mark.django_db
def test_every_page_of_a_demonstration_says_so(client: Client) -> None:
    Office.objects.create(name="Office", short_name="Example OPCC", area_name="Example", demo=True)
    html = client.get("/accounts/login/").content.decode()
    assert "Demonstration data, from a published update; people are invented" in html


@pytest.mark.django_db
def test_words_page_is_for_people_who_are_logged_in(client: Client, officer: User) -> None:
    assert client.get("/words/").status_code == 302
    client.force_login(officer)
    html = client.get("/words/").content.decode()
    assert {"not held", "no return", "not counted", "doesn’t apply"} <= {word.text for word in every(html, "dt")}


@pytest.mark.django_db
def test_a_wrong_log_in_has_a_summary_and_says_so_in_the_title(client: Client) -> None:
    html = client.post("/accounts/login/", {"login": "", "password": ""}).content.decode()
    assert first(html, "title").text.startswith("Error: ")
    links = [link.attrs["href"] for link in every(html, "a") if (link.attrs["href"] or "").startswith("#id_")]
    assert links == ["#id_login", "#id_password"]
    assert set(links) <= {f"#{element.attrs.get('id')}" for element in elements(html)}


@pytest.mark.django_db
def test_a_closed_account_is_told_so(client: Client, officer: User) -> None:
    officer.set_password("a long and private sentence")
    officer.is_active = False
    officer.save()
    answer = client.post(
        "/accounts/login/", {"login": officer.email, "password": "a long and private sentence"}, follow=True
    )
    assert first(answer.content.decode(), "h1").text == "Your account is closed"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("value", "letter", "word"),
    [("green", "G", "Green"), ("amber", "A", "Amber"), ("red", "R", "Red"), ("not_rated", "N", "Not rated")],
)
@pytest.mark.parametrize("form", ["word", "cell"])
def test_a_rating_has_its_letter_and_its_word(value: str, letter: str, word: str, form: str) -> None:
    html = rag(value, form)
    assert f">{letter}<" in html
    assert word in html


def test_no_rating_is_not_held() -> None:
    assert "Not held" in rag(None)


def test_tags_escape_their_words_and_quiet_choices_are_words() -> None:
    quiet = type("Choice", (), {"tone": "quiet", "label": "Approved"})()
    assert "govuk-tag" not in tag(quiet)
    assert "ct-tag--late" in tag("late", "12 days late")
    assert "<b>" not in tag("late", "<b>")


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), ("0", "0"), (None, "not held"), ("", "not held")])
def test_nought_is_a_value(value: int | str | None, shown: str) -> None:
    assert shown in str(or_nil(value))
