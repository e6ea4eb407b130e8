"""A page's boxes as a form that prints raw strings, with the errors that reading them gave."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList

from commissioning.workflow.sections.boxes import Box, BoxKind
from tracker.forms import DateBoxes

AREA_ROWS = 5
UNSENT = frozenset({BoxKind.TICK, BoxKind.MANY})  # a browser sends nothing of these when nothing is ticked


class SectionForm(forms.Form):
    """Never read itself: the strings go to the workflow as they were typed, and come back as they were typed."""

    def __init__(
        self, boxes: Iterable[Box], raw: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None
    ) -> None:
        self.boxes = list(boxes)
        texts = {box.name: (raw or {}).get(box.name, box.value) for box in self.boxes}
        super().__init__(initial={box.name: _initial(box, texts[box.name]) for box in self.boxes})
        self.fields.update({box.name: field_for(box) for box in self.boxes})
        self.texts = texts
        self._faults = ErrorDict({name: ErrorList([fault]) for name, fault in (faults or {}).items()})

    @property
    def errors(self) -> ErrorDict:
        return self._faults

    @property
    def unsent(self) -> str:
        """Names of the boxes that are posted only when ticked."""
        return " ".join(box.name for box in self.boxes if box.kind in UNSENT)


def _initial(box: Box, text: str) -> Any:
    if box.kind == BoxKind.MANY:
        return [value for value in text.split(",") if value]
    return bool(text) if box.kind == BoxKind.TICK else text


def field_for(box: Box) -> forms.Field:
    """The field that draws a box."""
    common: dict[str, Any] = {"label": box.label, "help_text": box.hint, "required": False}
    if box.kind == BoxKind.CHOICE:
        return forms.ChoiceField(choices=box.choices, **common)
    if box.kind == BoxKind.MANY:
        widget = forms.CheckboxSelectMultiple({"class": "ct-columns"})
        return forms.MultipleChoiceField(choices=box.choices, widget=widget, **common)
    if box.kind == BoxKind.TICK:
        return forms.BooleanField(**common)
    if box.kind == BoxKind.DATE:
        return forms.CharField(widget=DateBoxes, **common)
    return forms.CharField(widget=_text_widget(box), **common)


def _text_widget(box: Box) -> forms.Widget:
    if box.kind == BoxKind.AREA:
        limits = {"data-characters": str(box.limit)} if box.limit else {}
        words = {"data-words": str(box.words)} if box.words else {}
        return forms.Textarea({"rows": AREA_ROWS, **limits, **words})
    attrs = {"class": f"govuk-input--width-{box.width}"} if box.width else {}
    if box.kind == BoxKind.NUMBER:
        attrs |= {"inputmode": "decimal", "autocomplete": "off"}
    return forms.TextInput(attrs)
