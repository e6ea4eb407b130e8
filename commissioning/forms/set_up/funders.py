"""Forms of funders, their streams, and what a stream holds in a year."""

from typing import Any

from commissioning.forms.set_up.stated import PoundsBox, pounds_and_precision
from commissioning.forms.set_up.time import is_quarter
from commissioning.models import Allocation, Funder, FundingStream
from tracker.set_up.forms import RecordForm


class FunderForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = Funder
        fields = ["name"]


class StreamForm(RecordForm):
    empty = {"funder_template": "None is asked for"}

    class Meta(RecordForm.Meta):
        model = FundingStream
        fields = ["name", "funder", "funder_template"]
        help_texts = {"funder_template": "What the funder wants to be told of this money at half-year and year end"}


class AllocationForm(RecordForm):
    amount = PoundsBox(
        label="Amount",
        help_text="Pounds, as stated: £794,000, £794k, just over £850,000. Empty means not stated, which is not £0.",
        required=False,
    )

    offers = {"announced_in": is_quarter}
    empty = {"announced_in": "Not told in one"}

    class Meta(RecordForm.Meta):
        model = Allocation
        fields = [
            "year_label", "amount", "precision", "purpose", "stage", "bid_on", "offered_on", "confirmed_on",
            "refused_on", "announced_in",
        ]  # fmt: skip
        labels = {
            "year_label": "Financial year",
            "precision": "How exact it is",
            "bid_on": "Bid for on",
            "offered_on": "Offered on",
            "confirmed_on": "Confirmed on",
            "refused_on": "Refused on",
            "announced_in": "Told in the update of",
        }
        help_texts = {
            "year_label": "Like 2022/23. One sum for several: 2023/24 and 2024/25",
            "precision": "Or type it with the amount",
            "stage": "",
            **dict.fromkeys(["bid_on", "offered_on", "confirmed_on", "refused_on"], ""),
            "announced_in": "The quarter whose update tells of it as new funding",
        }

    @property
    def values(self) -> dict[str, Any]:
        return super().values | pounds_and_precision(self.cleaned_data, "amount", "precision")
