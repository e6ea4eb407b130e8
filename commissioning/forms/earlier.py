"""An earlier figure beside a box: its value, its period, and where it stands."""

from collections.abc import Iterable
from typing import Any

from django import forms

from commissioning.choices import EARLIER_SOURCES, Precision
from commissioning.models import ReportingPeriod
from commissioning.parsing import Missing, Parsed, kind_for, parse
from commissioning.workflow import NewValue

NOT_OFFERED = {"invalid_choice": "Choose one of the list."}
SOURCES = [("", "Choose"), *((each.value, each.label.capitalize()) for each in EARLIER_SOURCES)]


class EarlierFigureForm(forms.Form):
    value = forms.CharField(
        label="Figure",
        help_text="As it was stated: 465, about 460, 95.8%",
        widget=forms.TextInput({"class": "govuk-input--width-5", "inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "Enter the figure."},
    )
    period = forms.ChoiceField(
        label="Quarter", error_messages={"required": "Choose the quarter that it is of.", **NOT_OFFERED}
    )
    source = forms.ChoiceField(
        label="Where it stands", choices=SOURCES, error_messages={"required": "Choose where it stands.", **NOT_OFFERED}
    )
    source_detail = forms.CharField(
        label="Which one, and where in it (optional)",
        required=False,
        max_length=160,
        error_messages={"max_length": "This is %(show_value)s characters long, and %(limit_value)s can be kept."},
    )

    def __init__(self, *args: Any, periods: Iterable[ReportingPeriod], number_kind: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.number_kind = number_kind
        self.periods = {str(period.pk): period for period in periods}
        choices = [(key, period.label) for key, period in self.periods.items()]
        self.fields["period"].choices = [("", "Choose"), *choices]  # type: ignore[attr-defined]

    def clean_value(self) -> Parsed:
        outcome = parse(self.cleaned_data["value"], kind_for(self.number_kind))
        if isinstance(outcome, Missing):
            raise forms.ValidationError("Enter the figure.")
        if not isinstance(outcome, Parsed):
            raise forms.ValidationError(outcome.message)
        return outcome

    @property
    def chosen_period(self) -> ReportingPeriod:
        return self.periods[self.cleaned_data["period"]]

    @property
    def new_value(self) -> NewValue:
        """What was typed, ready to be taken over."""
        parsed: Parsed = self.cleaned_data["value"]
        return NewValue(
            value=parsed.value,
            decimals=min(parsed.decimals, 4),
            precision=Precision(parsed.precision),
            source=self.cleaned_data["source"],
            source_detail=self.cleaned_data["source_detail"],
            raw={"value": parsed.raw},
        )
