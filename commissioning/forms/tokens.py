"""A token for a program."""

from django import forms

from tracker.api import NAME_LIMIT


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What it is for",
        max_length=NAME_LIMIT,
        help_text="Power BI of the performance team, say.",
        error_messages={
            "required": "Enter what the token is for.",
            "max_length": "This is %(show_value)s characters long, and %(limit_value)s can be kept. Shorten it.",
        },
    )
