"""Forms of information requests: what is asked, and the answer with the list that is given."""

from typing import Any

from django import forms

from commissioning.models import InformationRequest
from tracker.forms import DayField
from tracker.models import SavedFilter
from tracker.set_up.forms import RecordForm, dressed


class InformationRequestForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = InformationRequest
        fields = ["number", "asker", "text", "received_on", "due_on"]
        labels = {"received_on": "Received on", "due_on": "Due on"}
        help_texts = {"due_on": "Left empty, it is due 20 working days after it came."}

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        due: Any = self.fields["due_on"]
        due.required, due.marked_optional = False, True


class AnswerForm(forms.Form):
    """What is answered, and which of the views that one may open gives the list."""

    answer = dressed(forms.CharField(label="Answer", max_length=10000, widget=forms.Textarea({"rows": 8})))
    on = DayField(
        label="Answered on",
        error_messages={"required": "Enter the day of the answer."},
    )
    view = forms.ChoiceField(
        label="List that is given",
        required=False,
        help_text=(
            "A list that you saved with its filters, or that others share. It is run now, and kept as a file. "
            "To have one here, filter a list, choose “Save this view”, and come back."
        ),
        error_messages={"invalid_choice": "Choose one of the list."},
    )
    quarter = forms.ChoiceField(
        label="For the quarter", required=False, error_messages={"invalid_choice": "Choose one of the list."}
    )

    def __init__(self, *args: Any, views: list[SavedFilter], quarters: list[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: Any = self.fields
        self.views = {str(each.pk): each for each in views}
        self.quarters = {str(each.pk): each for each in quarters}
        fields["view"].choices = [("", "No list"), *((key, each.name) for key, each in self.views.items())]
        fields["quarter"].choices = [("", "Choose"), *((key, each.label) for key, each in self.quarters.items())]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("view") and not cleaned.get("quarter") and "quarter" not in self.errors:
            self.add_error("quarter", "Choose the quarter for which the list is run.")
        return cleaned
