"""Forms of contract reviews, of the actions agreed there, and of annual reviews."""

from commissioning.forms.set_up.contracts import of_the_office
from commissioning.models import AnnualReview, ContractReview, ReviewAction
from tracker.set_up.forms import RecordForm


class ContractReviewForm(RecordForm):
    empty = {"service": "The award alone", "award": "The service as a whole"}

    class Meta(RecordForm.Meta):
        model = ContractReview
        fields = ["service", "award", "held_on", "attended", "notes", "next_on", "audience"]
        labels = {
            "held_on": "Held on",
            "attended": "Who was there",
            "next_on": "Next meeting on",
            "audience": "Who may see it",
        }
        help_texts = {"service": "", "award": "", "attended": "By role or body: names are not needed."}


class ReviewActionForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = ReviewAction
        fields = ["text", "owner", "due_on", "done_on", "note"]
        labels = {"due_on": "Due on", "done_on": "Done on", "note": "What became of it"}


class AnnualReviewForm(RecordForm):
    offers = {"decided_by": of_the_office}

    class Meta(RecordForm.Meta):
        model = AnnualReview
        fields = ["year_label", "outcome", "reason", "decided_by", "decided_on"]
        labels = {"decided_by": "Decided by", "decided_on": "Decided on"}
