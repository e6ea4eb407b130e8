"""Another value for a figure that was sent, and why."""

from django import forms


class CorrectionForm(forms.Form):
    value = forms.CharField(
        label="The value as it should be",
        max_length=60,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the value as it should be."},
    )
    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        help_text="Don’t write names, initials, dates of birth or anything that could point to one person.",
        error_messages={"required": "Say why it is another value."},
    )
