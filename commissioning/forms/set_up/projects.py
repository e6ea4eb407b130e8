"""The form of a project that a recipient funded with an award."""

from typing import Any

from commissioning.forms.set_up.stated import PoundsBox, pounds_and_precision
from commissioning.models import FundedProject
from tracker.set_up.forms import RecordForm


class ProjectForm(RecordForm):
    amount = PoundsBox(
        label="Amount",
        help_text="Pounds of the award, as stated: £12,000, about £5,000. Empty means not stated, which is not £0.",
        required=False,
    )

    empty = {"area": "Not stated"}

    class Meta(RecordForm.Meta):
        model = FundedProject
        fields = ["name", "purpose", "amount", "precision", "area"]
        labels = {"precision": "How exact it is"}
        help_texts = {"name": "", "purpose": "In a sentence", "precision": "Or type it with the amount", "area": ""}

    @property
    def values(self) -> dict[str, Any]:
        return super().values | pounds_and_precision(self.cleaned_data, "amount", "precision")
