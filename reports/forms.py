"""Forms of the update: what every update explains, and what is said of one."""

from datetime import date

from django import forms

from reports.models import Acronym
from tracker.forms import DateBoxes, day_of
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
        said = self.cleaned_data["position_as_at"]
        return day_of(said) if said else None
