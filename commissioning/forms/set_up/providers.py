"""Forms of what is done with providers and their contacts beside keeping them."""

from typing import Any

from django import forms

from providers.models import Provider
from tracker.models import Office
from tracker.set_up.forms import OneOf, dressed
from tracker.set_up.offered import in_use, rows_of


class IntoForm(forms.Form):
    """Into which provider another is merged."""

    into = dressed(OneOf(model=Provider, label="The one that stays", help_text="All of the other’s moves to it."))

    def __init__(self, *args: Any, gone: Provider, office: Office | None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        into: Any = self.fields["into"]
        rows = rows_of(Provider, office)
        into.offer([row for row in rows if in_use(row) and row.stated and row.pk != gone.pk], None)


class ReasonForm(forms.Form):
    reason = dressed(
        forms.CharField(label="Reason", max_length=500, help_text="For example: the person asked for it on 3 May 2023.")
    )
