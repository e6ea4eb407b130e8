"""Another value for a figure that was sent or approved, and why; for the office also who told it, and when."""

from datetime import date
from typing import Any

from django import forms

from commissioning.forms.questions import TOO_LONG
from commissioning.models import Observation
from commissioning.workflow import NewValue
from commissioning.workflow.answers import Answer
from commissioning.workflow.corrections import PARTS, WHY_LENGTH, read_value
from commissioning.workflow.sections.figure_values import WITHOUT_NUMBER
from tracker.forms import DateBoxes, day_of

NAME_LENGTH = 120


def number_box(label: str, *, help_text: str = "") -> forms.CharField:
    attrs = {"class": "govuk-input--width-5", "inputmode": "decimal", "autocomplete": "off"}
    return forms.CharField(label=label, required=False, help_text=help_text, widget=forms.TextInput(attrs))


class NewFigureForm(forms.Form):
    """The boxes of one figure, and why it is another value."""

    reason = forms.CharField(
        label="Why it is another value",
        max_length=WHY_LENGTH,
        widget=forms.Textarea({"rows": 3, "data-characters": str(WHY_LENGTH)}),
        help_text="Don’t write names, initials, dates of birth or anything that could point to one person.",
        error_messages={"required": "Say why it is another value.", "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, observation: Observation, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.observation = observation
        boxes: dict[str, forms.Field] = {}
        if Answer(observation, None).definition.is_share:
            boxes["numerator"] = number_box("How many, as it should be")
            boxes["denominator"] = number_box("Out of")
        boxes["value"] = number_box("The value as it should be", help_text="As one would say it: 501, about 500, 95.8%")
        boxes["state"] = forms.ChoiceField(
            label="Or why there is no number",
            choices=WITHOUT_NUMBER,
            required=False,
            error_messages={"invalid_choice": "Choose one of the list."},
        )
        self.fields = {**boxes, **self.fields}

    @property
    def boxes(self) -> dict[str, str]:
        """What was typed into the boxes of the figure."""
        return {name: self.cleaned_data.get(name, "") for name in PARTS}

    def clean(self) -> None:
        self.new: NewValue | None
        self.new, faults = read_value(self.boxes, self.observation)
        for name, sentence in faults.items():
            self.add_error(name if name in self.fields else "value", sentence)


class CorrectionForm(NewFigureForm):
    """What the office was told otherwise: the value, why, by whom and when."""

    told_by = forms.CharField(
        label="Who told us, and how",
        max_length=NAME_LENGTH,
        help_text="For example, the provider’s data lead, by e-mail. For the office alone.",
        error_messages={"required": "Say who told us.", "max_length": TOO_LONG},
    )
    told_on = forms.CharField(
        label="When",
        help_text="For example, 4 11 2022",
        widget=DateBoxes,
        error_messages={"required": "Give the day on which we were told."},
    )

    def __init__(self, *args: Any, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.today = today

    def clean_told_on(self) -> date:
        found = day_of(self.cleaned_data["told_on"])
        if found > self.today:
            raise forms.ValidationError("Give a day that is not in the future.")
        return found


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Why the figure stays",
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "data-characters": "1000"}),
        help_text="The provider reads this.",
        error_messages={"required": "Say why the figure stays as it is.", "max_length": TOO_LONG},
    )
