"""A name for a page with its filters."""

from typing import Any

from django import forms

from tracker.models import User


class SaveViewForm(forms.Form):
    name = forms.CharField(
        label="Name of the view",
        max_length=80,
        error_messages={
            "required": "Enter a name for this view.",
            "max_length": "This is %(show_value)s characters long, and %(limit_value)s can be kept. Shorten it.",
        },
    )
    shared = forms.BooleanField(label="Others of the office see it too", required=False)
    starts = forms.BooleanField(label="Make it the page that I land on", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user.is_provider:
            del self.fields["shared"]
