"""Forms of the update: what every update explains, and what is said of one."""

from datetime import date
from typing import Any

from django import forms

from commissioning.models import Award, OfficeItem, Service, Theme
from reports.models import Acronym, Section, Update
from reports.workflow.composing.held import PERMISSION
from tracker.forms import DateBoxes, DayField, day_of
from tracker.models import User
from tracker.roles import POLICY
from tracker.set_up.forms import RecordForm

MOST_WORDS, MOST_PAGES = 50_000, 500


class AcronymForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Acronym
        fields = ["short", "words"]


def number(label: str, most: int, hint: str = "") -> forms.IntegerField:
    wrong = f"Give a whole number from 1 to {most:,}."
    return forms.IntegerField(
        label=label,
        help_text=hint,
        required=False,
        min_value=1,
        max_value=most,
        widget=forms.TextInput({"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class SettingsForm(forms.Form):
    position_as_at = forms.CharField(
        label="Position as at",
        help_text="What is told holds up to this day. For example, 25 11 2022. Empty: not set yet.",
        widget=DateBoxes,
        required=False,
    )
    words_asked = number("Words in all", MOST_WORDS, "Empty: the words asked of its paragraphs, added up.")
    pages_asked = number("Pages at most", MOST_PAGES, "Empty: not set.")

    def clean_position_as_at(self) -> date | None:
        return optional_day(self.cleaned_data["position_as_at"])


def optional_day(typed: str) -> date | None:
    return day_of(typed) if typed else None


class ParagraphForm(forms.Form):
    """What a paragraph is called, where it stands, and who writes it."""

    heading = forms.CharField(
        label="Heading",
        max_length=160,
        error_messages={
            "required": "Write the heading.",
            "max_length": "This is %(show_value)s characters long, and %(limit_value)s can be kept.",
        },
    )
    place = forms.ChoiceField(
        label="Where it stands",
        error_messages={"required": "Choose where it stands.", "invalid_choice": "Choose one of the list."},
    )
    writer = forms.ModelChoiceField(
        label="Who writes it (optional)",
        queryset=User.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Choose one of the list."},
    )

    def __init__(self, *args: Any, update: Update, **rest: Any) -> None:
        super().__init__(*args, **rest)
        writes = [role for role, permissions in POLICY.items() if PERMISSION in permissions]
        self.fields["writer"].queryset = User.objects.filter(is_active=True, role__in=writes)  # type: ignore[attr-defined]
        self.places = places(update)
        self.fields["place"].choices = [(key, label) for key, (label, _, _) in self.places.items()]  # type: ignore[attr-defined]

    @property
    def where(self) -> dict[str, Any]:
        _, section, theme = self.places[self.cleaned_data["place"]]
        return {"section": section, "theme": theme}


class ChangeForm(ParagraphForm):
    due_on = forms.CharField(
        label="Due (optional)", help_text="For example, 23 11 2022", widget=DateBoxes, required=False
    )
    words_asked = number("Words asked for", 1000)

    field_order = ["heading", "place", "writer", "due_on", "words_asked"]

    def clean_due_on(self) -> date | None:
        return optional_day(self.cleaned_data["due_on"])

    @property
    def values(self) -> dict[str, Any]:
        own = {name: self.cleaned_data[name] for name in ("heading", "writer", "due_on")}
        words = self.cleaned_data["words_asked"]
        return {**own, **self.where, **({"words_asked": words} if words else {})}


def place_key(section: int, theme: int | None) -> str:
    return f"{section}-{theme}" if theme else str(section)


def places(update: Update) -> dict[str, tuple[str, Section, Theme | None]]:
    """Where a paragraph can stand: in each section, and under each theme of its objective."""
    themes: dict[int, list[Theme]] = {}
    for theme in Theme.objects.select_related("objective"):
        themes.setdefault(theme.objective_id, []).append(theme)
    found: dict[str, tuple[str, Section, Theme | None]] = {}
    for section in update.sections.select_related("objective"):
        section.update = update
        found[place_key(section.pk, None)] = (section.title, section, None)
        for theme in themes.get(section.objective_id or 0, ()):
            found[place_key(section.pk, theme.pk)] = (f"{section.title}: {theme.name}", section, theme)
    return found


def source_choices(update: Update) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a paragraph can rest on: services, items of the quarter, awards."""
    items = OfficeItem.objects.ending_in(update.period).values_list("pk", "title")
    return [
        ("Services", [(f"service-{pk}", name) for pk, name in Service.objects.values_list("pk", "name")]),
        ("Items of the office", [(f"office_item-{pk}", title) for pk, title in items]),
        ("Awards", [(f"award-{pk}", title) for pk, title in Award.objects.values_list("pk", "title")]),
    ]


def source_chosen(key: str, update: Update) -> dict[str, int] | None:
    """The record that was chosen, as a source names it; None for what was not offered."""
    if not any(key == each for _, offered in source_choices(update) for each, _ in offered):
        return None
    kind, _, pk = key.rpartition("-")
    return {f"{kind}_id": int(pk)}


class EditedForm(forms.Form):
    """A Word file that went out and was edited."""

    file = forms.FileField(
        label="The file as you edited it",
        help_text="A Word document (.docx), at most 10 MB. It is kept as evidence.",
        widget=forms.FileInput({"accept": ".docx"}),
        error_messages={"required": "Choose the file that you edited."},
        allow_empty_file=True,
    )


class ReplyByForm(forms.Form):
    """By when providers are to answer."""

    reply_by = DayField(
        label="Answer by",
        help_text="After this day you may go on without an answer. Three working days are usual.",
        error_messages={"required": "Enter the day by which they are to answer."},
    )
