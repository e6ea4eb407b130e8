"""What GOV.UK's field templates ask of a form that Django's template language cannot say."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

WITH_ERROR_CLASS = frozenset({"govuk-input", "govuk-select", "govuk-textarea", "govuk-file-upload"})

NOTHING = SafeString("")
LEFT_OUT = frozenset({"class", "placeholder"})

Widget = dict[str, Any]


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """A single box to tick, whose label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def govuk_class(widget: Widget, base: str) -> str:
    """The class attribute of a widget: GOV.UK's class, its error form, and the widget's own classes."""
    attrs = widget["attrs"]
    invalid = attrs.get("aria-invalid") == "true" and base in WITH_ERROR_CLASS
    return " ".join(filter(None, [base, f"{base}--error" if invalid else "", attrs.get("class", "")]))


@register.simple_tag
def attributes(widget: Widget) -> SafeString:
    """A widget's attributes but for its class. Written here and not in a template: a page of figures has hundreds."""
    if not widget["attrs"]:
        return NOTHING
    shown = ((name, value) for name, value in widget["attrs"].items() if name not in LEFT_OUT and value is not False)
    pairs = (format_html(" {}" if value is True else ' {}="{}"', name, value) for name, value in shown)
    return format_html_join("", "{}", ((pair,) for pair in pairs))


@register.simple_tag
def options(choices: Iterable[Widget]) -> SafeString:
    """The lines of a select, or of one of its groups."""
    lines = ((choice["value"], attributes(choice), choice["label"]) for choice in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>\n', lines)


@register.filter
def uncut(widget: Widget) -> Widget:
    """The widget without maxlength, which would cut what people paste; the limit goes to the counting script."""
    attrs = dict(widget["attrs"])
    limit = attrs.pop("maxlength", None)
    return {**widget, "attrs": {**attrs, "data-characters": limit} if limit else attrs}


def target_of(field: BoundField) -> str:
    """The id of the first thing a person can fill in: the first box or choice of a group."""
    return field.id_for_label or f"{field.auto_id}_0"


def with_label(field: BoundField, message: str) -> str:
    """A message that still makes sense away from its field: one that names it itself stands as it is."""
    label = str(field.label or "").rstrip()
    if not label or re.search(rf"\b{re.escape(label)}\b", message, re.IGNORECASE):
        return message
    return f"{label}{'' if label.endswith('?') else ':'} {message}"


def links_of(form: BaseForm) -> list[tuple[str, str]]:
    """Where each error of a form is and what it says, errors of the whole form first (with no place)."""
    found = [("", str(message)) for message in form.non_field_errors()]
    for field in form:
        place = "" if field.is_hidden else f"#{target_of(field)}"
        found += [(place, with_label(field, str(message))) for message in field.errors]
    return found


@register.simple_tag
def error_links(source: Any) -> list[tuple[str, str]]:
    """Rows of an error summary, from a form, a formset or several forms, or from ready rows (href, text)."""
    if not source:
        return []
    if isinstance(source, BaseForm):
        return links_of(source)
    if hasattr(source, "non_form_errors"):
        return [("", str(message)) for message in source.non_form_errors()] + error_links(source.forms)
    rows: list[tuple[str, str]] = []
    for part in source:
        rows += [(part[0], str(part[1]))] if isinstance(part, list | tuple) else error_links(part)
    return rows
