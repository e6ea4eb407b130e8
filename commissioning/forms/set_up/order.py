"""A form for the order of a service's figures."""

from typing import Any

from django import forms

from commissioning.models import ServiceMeasure
from tracker.set_up.forms import narrow


class OrderForm(forms.Form):
    """A box with its place for each figure. Places may have gaps; of two alike, the one before stays before."""

    def __init__(self, *args: Any, figures: list[ServiceMeasure], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.figures = figures
        for place, figure in enumerate(figures, start=1):
            self.fields[f"figure-{figure.pk}"] = forms.IntegerField(
                label=f"Place of {figure.label}",
                initial=place,
                widget=narrow(),
                error_messages={"required": "Enter its place.", "invalid": "Enter a whole number."},
            )

    def order(self) -> list[int]:
        return [row.pk for row in sorted(self.figures, key=lambda row: self.cleaned_data[f"figure-{row.pk}"])]
