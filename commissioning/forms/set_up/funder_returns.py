"""Forms of what funders want to be told: templates, their sections, the figures and the columns of a section."""

from typing import Any

from django import forms

from commissioning.choices import FunderColumnKind, FunderSectionKind, suits
from commissioning.models import FunderColumn, FunderQuestion, FunderRow, FunderSection, FunderTemplate
from tracker.set_up.forms import RecordForm, narrow

ORDER = "Lowest first; alike, in the order in which they were added"


class FunderTemplateForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = FunderTemplate
        fields = ["name", "title", "note", "half_year", "year_end", "due_days", "remind_days"]
        labels = {
            "title": "Title of the return",
            "note": "What the funder says about it",
            "half_year": "It is asked for at half-year",
            "year_end": "It is asked for at the year’s end",
            "due_days": "Days to send it in",
            "remind_days": "Days before it is due at which a mail reminds us",
        }
        help_texts = {
            "name": "What the office calls it in its lists",
            "note": "It stands on the first sheet of the file",
            "half_year": "From April to September",
            "year_end": "From April to March, the whole year",
            "remind_days": "It goes to the finance officers, or to the managers where there are none; "
            "again when it is late",
        }


class FunderSectionForm(RecordForm):
    """A section that is there. What it is about stays: its columns are chosen for it."""

    class Meta(RecordForm.Meta):
        model = FunderSection
        fields = ["title", "note", "place"]
        labels = {"note": "What the funder says about it", "place": "Order"}
        help_texts = {"note": "", "place": ORDER}
        widgets = {"place": narrow()}


class NewFunderSectionForm(FunderSectionForm):
    class Meta(FunderSectionForm.Meta):
        fields = ["kind", "title", "note", "place"]


class FunderRowForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = FunderRow
        fields = ["measure", "breakdown", "label", "place"]
        labels = {"breakdown": "By", "label": "In the funder’s words", "place": "Order"}
        help_texts = {
            "measure": "Of the library. Every service that the stream pays for and that reports it has a line",
            "breakdown": "The categories that it is wanted by: each is a line, with what is in none and the whole",
            "label": "Empty: as the measure is called",
            "place": ORDER,
        }
        widgets = {"place": narrow()}

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        section = self.instance.section if self.instance.section_id else None
        if section is None or section.kind != FunderSectionKind.CATEGORY:
            self.fields.pop("breakdown", None)
        elif "breakdown" in self.fields:
            self.fields["breakdown"].required = True


class FunderQuestionForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = FunderQuestion
        fields = ["text", "prompt", "most_words", "place"]
        labels = {
            "text": "Question",
            "prompt": "What returns say to it",
            "most_words": "Words at most",
            "place": "Order",
        }
        help_texts = {
            "text": "As the funder asks it",
            "prompt": "These texts of returns are offered when the answer is written; without a choice all are",
            "most_words": "Empty: the funder has not said",
            "place": ORDER,
        }
        widgets = {"most_words": narrow(), "place": narrow()}


class FunderColumnForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = FunderColumn
        fields = ["what", "heading", "place"]
        labels = {"heading": "Under the heading", "place": "Order"}
        help_texts = {"what": "", "heading": "Empty: our own word for it", "place": ORDER}
        widgets = {"place": narrow()}

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        box: Any = self.fields["what"]
        if isinstance(box, forms.TypedChoiceField) and self.instance.section_id:
            offered = suits(self.instance.section.kind)
            box.choices = [("", "Choose"), *((each, FunderColumnKind(each).label) for each in offered)]
