"""The words of letters to those who are late, and whom they go to."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tracker.models import ReminderRule


class ChaseForm(forms.Form):
    """`people` are the codes and names of those who may be written to."""

    subject = forms.CharField(label="Subject", max_length=120, error_messages={"required": "Enter the subject."})
    text = forms.CharField(
        label="Text",
        max_length=3000,
        widget=forms.Textarea({"rows": 12}),
        error_messages={"required": "Enter the text."},
        help_text="Filled in for each person: " + ", ".join(f"{{{mark}}}" for mark in ReminderRule.MARKS) + ".",
    )
    to = forms.MultipleChoiceField(
        label="To whom",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one person.",
            "invalid_choice": "Somebody chosen is no longer to be written to. Look at the list again.",
        },
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["to"].choices = list(people)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("subject", "text"):
            fault = ReminderRule.fault_of(cleaned.get(name, ""))
            if fault:
                self.add_error(name, fault)
        return cleaned
