"""Plain forms for questions, answers and files."""

from typing import Any

from django import forms

from commissioning.choices import Asker
from commissioning.forms.spreadsheets import spreadsheet_field
from commissioning.workflow.questions import LIMIT

TOO_LONG = "This is %(show_value)s characters long, and %(limit_value)s can be kept."


def words_field(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LIMIT,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": missing, "max_length": TOO_LONG},
    )


class QuestionForm(forms.Form):
    """What is asked, of which page or figure, and on whose behalf."""

    about = forms.ChoiceField(
        label="About", required=False, error_messages={"invalid_choice": "Choose one of the list."}
    )
    text = words_field("Question", "Write the question.")
    asker = forms.ChoiceField(
        label="Asked by",
        choices=[(each.value, each.label.capitalize()) for each in Asker if each != Asker.PROVIDER],
        required=False,
        help_text="Who wants to know. A provider sees what officers ask, and no other questions.",
        error_messages={"invalid_choice": "Choose one of the list."},
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["about"].choices = places  # type: ignore[attr-defined]
        if len(places) == 1:
            del self.fields["about"]

    def clean_asker(self) -> str:
        return self.cleaned_data["asker"] or Asker.OFFICER


class ReplyForm(forms.Form):
    text = words_field("Your answer", "Write the answer.")


class FileForm(forms.Form):
    file = forms.FileField(
        label="Add a file",
        help_text="Excel (.xlsx), CSV, PDF, Word (.docx), PNG or JPEG, at most 10 MB. It is kept as evidence.",
        error_messages={"required": "Choose a file.", "empty": "This file is empty. Choose another."},
    )


class WorkbookForm(forms.Form):
    file = spreadsheet_field("Workbook", ". It is kept as evidence.")
