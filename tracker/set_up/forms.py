"""Forms of set-up records: boxes as the model describes them, in the look and the words of the site.

A form reads what was typed; whether the record may be kept so is said by `records.keep`, for forms and imports alike.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import EmailValidator, MaxValueValidator, MinValueValidator
from django.db import models

from tracker import records
from tracker.forms import DayField
from tracker.merging import Base
from tracker.models import Office
from tracker.set_up.offered import in_use, rows_of

LONG = 200  # above so many characters a text has several lines
NOT_OFFERED = "Choose one of the list."
NO_ADDRESS = "Enter an e-mail address like name@example.org."
NAMED_ALREADY = ("the ", "its ", "how ", "who ", "what ", "which ", "where ", "when ", "why ")
UNFINISHED = (" on", " by", " of", " to")  # labels that no sentence can go on with are quoted in it
QUOTED = frozenset({"From", "To", "To whom", "When", "By what", "Short"})
NONE_YET = "There is none to choose yet."
TOO_LONG = "This is %(show_value)s characters long, and %(limit_value)s can be kept."
SAID_OF: Mapping[type, str] = {
    EmailValidator: NO_ADDRESS,
    MinValueValidator: "Enter %(limit_value)s or more.",
    MaxValueValidator: "Enter %(limit_value)s or less.",
}
WIDTHS = ((4, 4), (10, 10), (20, 20))  # up to so many characters, a box as wide as so many
Test = Callable[[Any], bool]
GroupOf = Callable[[Any], str]


class OneOf(forms.ChoiceField):
    """One record, of those in use. The form hands it the rows, so that neither drawing nor reading it asks again."""

    def __init__(self, *, model: type[models.Model], empty: str = "Not known yet", **rest: Any) -> None:
        super().__init__(**rest)
        self.model, self.empty = model, empty
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Iterable[Any], group_of: GroupOf | None) -> None:
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [("", "Choose" if self.required else self.empty), *_choices(self.rows, group_of)]

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, models.Model) else value

    def to_python(self, value: Any) -> Any:
        """The record; None where nothing was chosen."""
        if value in self.empty_values:
            return None
        row = self.rows.get(str(value))
        if row is None:
            raise forms.ValidationError(NOT_OFFERED, code="invalid_choice")
        return row

    def valid_value(self, value: Any) -> bool:
        return value is not None


class ManyOf(forms.MultipleChoiceField):
    """Any number of records, of those in use."""

    def __init__(self, *, model: type[models.Model], **rest: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple({"class": "ct-columns"}), **rest)
        self.model, self.empty = model, ""
        self.rows: dict[str, Any] = {}

    def offer(self, rows: Iterable[Any], group_of: GroupOf | None) -> None:
        self.rows = {str(row.pk): row for row in rows}
        self.choices = _choices(self.rows, group_of)

    def prepare_value(self, value: Any) -> Any:
        return [each.pk if isinstance(each, models.Model) else each for each in value or []]

    def clean(self, value: Any) -> Any:
        return [self.rows[key] for key in super().clean(value)]


def _choices(rows: Mapping[str, Any], group_of: GroupOf | None) -> list[Any]:
    """Keys and names; under headings where there are groups, in the order in which they come."""
    if group_of is None:
        return [(key, str(row)) for key, row in rows.items()]
    groups: dict[str, list[tuple[str, str]]] = {}
    for key, row in rows.items():
        groups.setdefault(capital(group_of(row)), []).append((key, str(row)))
    return list(groups.items())


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 3}), **rest)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


def box_for(field: Any, **given: Any) -> forms.Field | None:
    """The box in which a field of a record is filled in."""
    common = {"label": capital(field.verbose_name), "help_text": field.help_text, "required": not field.blank} | given
    if isinstance(field, models.ManyToManyField):
        box: Any = ManyOf(model=field.related_model, **common)
    elif isinstance(field, models.ForeignKey):
        box = OneOf(model=field.related_model, **common)
    elif isinstance(field, models.JSONField):
        box = LinesField(**common)
    elif isinstance(field, models.DateField):
        box = DayField(**common)
    elif isinstance(field, models.URLField):
        box = forms.URLField(max_length=field.max_length, assume_scheme="https", **common)
    else:
        box = field.formfield(**{"label": common["label"], **given})
    return dressed(box)


def narrow(width: int = 4) -> forms.TextInput:
    """A box for a small whole number."""
    return forms.TextInput({"class": f"govuk-input--width-{width}", "inputmode": "numeric"})


def capital(text: Any) -> str:
    return str(text)[:1].upper() + str(text)[1:]


def dressed(box: Any) -> Any:
    """The box with the site's error sentences and a width that fits what goes into it."""
    box.error_messages |= {"required": asked_for(box), "invalid_choice": NOT_OFFERED}
    box.marked_optional = not box.required and not isinstance(box, forms.BooleanField | forms.MultipleChoiceField)
    for validator in (each for each in box.validators if type(each) in SAID_OF):
        validator.message = SAID_OF[type(validator)]
    if isinstance(box, forms.IntegerField):
        box.error_messages["invalid"] = "Enter a whole number."
        box.widget = narrow()
    if isinstance(box, forms.DateField):
        box.error_messages["invalid"] = f"Enter {day_of(str(box.label or ''))} as day, month and year, like 27 3 2023."
    if isinstance(box, forms.TypedChoiceField):
        offered: Any = box.choices
        shown = [(key, capital(label)) for key, label in offered if key != ""]
        box.choices = [("", "Choose" if box.required else "Not known yet"), *shown]
    if type(box) is forms.CharField and box.max_length:
        _measured(box)
    return box


def asked_for(box: forms.Field) -> str:
    """What is said where a box that is needed stands empty."""
    label, chosen = str(box.label or ""), isinstance(box, forms.ChoiceField)
    if label == "Why":
        return "Say why."
    if isinstance(box, forms.DateField):
        return f"Enter {day_of(label)}."
    if is_quoted(label):
        return f"{'Choose one for' if chosen else 'Fill in'} “{label}”."
    return f"{'Choose' if chosen else 'Enter'} {thing_of(label)}."


def is_quoted(label: str) -> bool:
    return label in QUOTED or label.endswith(UNFINISHED)


def day_of(label: str) -> str:
    """The day that a box asks for: "the day of the decision", "the day for “Received on”"."""
    return f"the day for “{label}”" if is_quoted(label) else thing_of(label)


def thing_of(label: str) -> str:
    """What a box asks for, as a sentence names it: "the name", "how it is counted", "its return"."""
    noun = label[:1].lower() + label[1:]
    return noun if noun.startswith(NAMED_ALREADY) else f"the {noun}"


def _measured(box: forms.CharField) -> None:
    longest = box.max_length or 0
    for validator in box.validators:
        if getattr(validator, "code", "") == "max_length":
            validator.message = TOO_LONG  # type: ignore[attr-defined]
    box.widget.attrs.pop("maxlength", None)  # never cut what people paste
    if longest > LONG:
        box.widget = forms.Textarea({"rows": 3, "data-characters": str(longest)})
        return
    width = next((width for limit, width in WIDTHS if longest <= limit), None)
    if width:
        box.widget.attrs["class"] = f"govuk-input--width-{width}"


class RecordForm(forms.ModelForm):
    """A form for one kind of record. A subclass names model and fields: `class Meta(RecordForm.Meta)`.

    `offers` narrows what a box of records offers, by field; without a rule, whatever is in use is offered.
    `grouped` puts what is offered under headings, `empty` says what it means to choose none. `extra` names boxes that
    are no field of the record; the kind's own `keep` takes them.
    """

    offers: Mapping[str, Test] = {}
    grouped: Mapping[str, GroupOf] = {}
    empty: Mapping[str, str] = {}
    extra: tuple[str, ...] = ()

    class Meta:
        formfield_callback = box_for

    def __init__(self, *args: Any, office: Office | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.office = office
        for name, box in self.fields.items():
            if box.error_messages["required"] == forms.Field.default_error_messages["required"]:
                box.error_messages["required"] = asked_for(box)
            if isinstance(box, OneOf | ManyOf):
                test, held = self.offers.get(name, in_use), self._held(name)
                rows = (row for row in rows_of(box.model, office) if test(row) or row.pk in held)
                if name in self.empty:
                    box.empty = self.empty[name]
                box.offer(rows, self.grouped.get(name))
                if not box.rows:
                    box.help_text = f"{box.help_text} {NONE_YET}".strip()

    def _held(self, name: str) -> set[Any]:
        """Keys of the records that the field holds already: they stay in the list, also when they have ended."""
        value = self.initial.get(name)
        rows = value if isinstance(value, list) else [value]
        return {row.pk if isinstance(row, models.Model) else row for row in rows} - {None}

    def _post_clean(self) -> None:
        """The record is checked where it is kept, by `records.keep`."""

    @property
    def names(self) -> list[str]:
        """The fields of the record that the form asks for."""
        return [name for name in self.fields if name in self._meta.fields]  # type: ignore[operator]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the record's own values, and the extra boxes'."""
        return {name: self.cleaned_data[name] for name in (*self.names, *self.extra)}

    def begins_from(self) -> Base:
        """What a person who opens the form begins from."""
        return records.began_from(self.instance, self.names)


class WhyForm(forms.Form):
    """Why something is deleted that was more than a slip of the pen."""

    reason = dressed(forms.CharField(label="Why", help_text="It stays in the history with the reason.", max_length=300))


class EndForm(forms.Form):
    """From which day something has ended."""

    on = DayField(label="Ended from (optional)", help_text="For example 27 3 2023", required=False)
