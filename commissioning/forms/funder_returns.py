"""When a return went to its funder."""

from django import forms

from tracker.forms import DateBoxes


class SentForm(forms.Form):
    on = forms.DateField(
        label="Sent on",
        help_text="The day on which the file went to the funder.",
        widget=DateBoxes,
        input_formats=["%Y-%m-%d"],
        error_messages={
            "required": "Enter the day on which it was sent.",
            "invalid": "Enter the day as day, month and year, like 27 3 2023.",
        },
    )
