"""A provider's request for more time: until which day, and why."""

from datetime import date

from django import forms

from commissioning.forms.questions import TOO_LONG
from tracker.forms import DateBoxes, day_of

LIMIT = 400


class MoreTimeForm(forms.Form):
    until = forms.CharField(
        label="By when can you send it?",
        help_text="For example, 4 11 2022",
        widget=DateBoxes,
        error_messages={"required": "Give the day by which you can send it."},
    )
    reason = forms.CharField(
        label="What holds it up?",
        max_length=LIMIT,
        widget=forms.Textarea({"rows": 3, "data-characters": str(LIMIT)}),
        error_messages={"required": "Say in a sentence what holds it up.", "max_length": TOO_LONG},
    )

    def clean_until(self) -> date:
        return day_of(self.cleaned_data["until"])
