"""Small marks that stand everywhere: a rating, the tag of a state, a value that may not be there."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

RATINGS = {
    "green": ("g", "G", "Green"),
    "amber": ("a", "A", "Amber"),
    "red": ("r", "R", "Red"),
    "not_rated": ("n", "N", "Not rated"),
    "not_held": ("x", "–", "Not held"),
}

WORD = '<span class="ct-rag-word"><span class="ct-rag ct-rag--{}" aria-hidden="true">{}</span>{}</span>'
NOW = '<td class="ct-heat__now">{}</td>'
CELL = (
    '<span class="ct-rag ct-rag--{}"><span aria-hidden="true">{}</span>'
    '<span class="govuk-visually-hidden">{}</span></span>'
)


@register.simple_tag
def rag(value: Any, form: str = "word") -> SafeString:
    """
    A rating: its letter and its word (form "word"), or its letter with the word for screen readers (form "cell").

    Takes "green", "amber", "red", "not_rated", "not_held"; nothing at all is not held.
    """
    if form not in ("word", "cell"):
        raise template.TemplateSyntaxError(f"rag: there is no form {form!r}")
    return mark(str(value or "not_held"), WORD if form == "word" else CELL)


@cache
def mark(value: str, form: str) -> SafeString:
    """A rating's mark, made once: a page may show hundreds."""
    return format_html(form, *RATINGS[value])


WORDS = ' <span class="ct-quiet">{}</span>'
NAME = '<li><a class="govuk-link govuk-link--no-visited-state" href="{}">{}</a>{}</li>'


@register.simple_tag
def names(items: Iterable[dict[str, Any]]) -> SafeString:
    """Names (name, url) with the words that are said of each, as a list: made here, for a page may show hundreds."""
    lines = ((row["url"], row["name"], format_html(WORDS, row["words"]) if row["words"] else "") for row in items)
    return format_html('<ul class="ct-sentences">{}</ul>', format_html_join("", NAME, lines))


@register.simple_tag
def heat_cells(ratings: Sequence[Any]) -> SafeString:
    """The cells of one row of the heat map, oldest first; the last is this quarter's."""
    *earlier, now = (str(value or "not_held") for value in ratings)
    return SafeString("".join([*(heat_cell(value, "<td>{}</td>") for value in earlier), heat_cell(now, NOW)]))


@cache
def heat_cell(value: str, form: str) -> SafeString:
    """A cell of the heat map, made once: a page may show hundreds."""
    return format_html(form, mark(value, CELL))


@register.simple_tag
def tag(state: Any, text: str = "") -> SafeString:
    """
    A state as a tag. Takes a choice that carries label and tone, or the name of a tone and the text.

    Tones: late, act, check, enter, ask, question, raise, quiet. Loudness follows severity: a choice that is quiet
    (approved, closed, not started) and the tone "none" are words without a tag.
    """
    tone, words = getattr(state, "tone", state), text or getattr(state, "label", "")
    if tone == "none" or (tone == "quiet" and hasattr(state, "tone")):
        return format_html('<span class="ct-quiet ct-nowrap ct-small">{}</span>', words)
    return format_html('<strong class="govuk-tag ct-tag--{}">{}</strong>', tone, words)


@register.filter
def or_nil(value: Any, words: str = "not held") -> Any:
    """The value, or words for its absence; nought is a value."""
    return format_html('<span class="ct-nil">{}</span>', words) if value is None or value == "" else value
