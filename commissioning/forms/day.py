"""The day on which money is looked at."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest

from tracker.forms import DayField


class DayForm(forms.Form):
    """A day, which stands in the address."""

    on = DayField(label="As it stood on", required=False)


def day_asked(request: HttpRequest, otherwise: date) -> tuple[DayForm, date]:
    """The form as it was sent, and the day that it asks for; `otherwise` where it asks for none, or for no day."""
    form = DayForm(request.GET if "on_day" in request.GET else None, initial={"on": otherwise})
    asked: Any = form.cleaned_data["on"] if form.is_valid() else None
    return form, asked or otherwise
