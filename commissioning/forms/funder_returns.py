"""When a return went to its funder, and what is answered to its questions."""

from django import forms

from commissioning.models.funder_returns import ANSWER_LIMIT
from tracker.forms import DayField
from tracker.set_up.forms import dressed


class SentForm(forms.Form):
    on = DayField(
        label="Sent on",
        help_text="The day on which the file went to the funder.",
        error_messages={"required": "Enter the day on which it was sent."},
    )


class FunderAnswerForm(forms.Form):
    """The words of an answer, and the mark of those that it began from."""

    text = dressed(
        forms.CharField(
            label="Answer",
            required=False,
            max_length=ANSWER_LIMIT,
            widget=forms.Textarea({"rows": 12}),
            error_messages={"max_length": "This is %(show_value)s characters long, and %(limit_value)s can be kept."},
        )
    )
    began = forms.CharField(required=False, widget=forms.HiddenInput)
    text.marked_optional = False  # it is the only box, and empty it takes the answer back
