"""Forms of what an award rests on: decision notices, and its subsidy assessment."""

from typing import Any

from commissioning.models import DecisionNotice, SubsidyAssessment
from tracker.set_up.forms import RecordForm


def of_the_office(person: Any) -> bool:
    """Whether a person works for the office, and may sign in."""
    return bool(person.is_active) and not person.is_provider


class DecisionNoticeForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = DecisionNotice
        fields = ["number", "decision", "decided_on", "published_on", "link", "audience"]
        labels = {
            "decided_on": "Decided on",
            "published_on": "Published on",
            "link": "Web address",
            "audience": "Who may see it",
        }


class SubsidyAssessmentForm(RecordForm):
    offers = {"assessed_by": of_the_office}

    class Meta(RecordForm.Meta):
        model = SubsidyAssessment
        fields = ["route", "reason", "assessed_by", "assessed_on", "confirmed_on", "database_reference", "audience"]
        labels = {
            "assessed_by": "Assessed by",
            "assessed_on": "Assessed on",
            "confirmed_on": "Confirmed by the recipient on",
            "database_reference": "Entry in the subsidy database",
            "audience": "Who may see it",
        }
