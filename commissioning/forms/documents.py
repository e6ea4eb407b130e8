"""Forms of documents: what is said of one, and the file that is added."""

from typing import Any

from django import forms

from commissioning.forms.questions import FileForm
from commissioning.models import Document, DocumentKind, DocumentRequirement
from tracker.set_up.forms import RecordForm


class DocumentKindForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = DocumentKind
        fields = ["name", "expires"]
        labels = {"expires": "It expires"}


class RequirementForm(RecordForm):
    class Meta(RecordForm.Meta):
        model = DocumentRequirement
        fields = ["of"]
        labels = {"of": "Required of"}


class DocumentForm(RecordForm):
    """What is said of a document that is kept."""

    class Meta(RecordForm.Meta):
        model = Document
        fields = ["kind", "title", "dated_on", "expires_on", "audience", "to_provider"]
        labels = {
            "dated_on": "Date on it",
            "expires_on": "Holds until",
            "audience": "Who may see it",
            "to_provider": "The provider’s own people may read it",
        }
        help_texts = {"to_provider": ""}


class NewDocumentForm(DocumentForm):
    """A document that is added with its file."""

    file = forms.FileField(
        label="File",
        help_text="Excel (.xlsx), CSV, PDF, Word (.docx), PNG or JPEG, at most 10 MB.",
        error_messages=FileForm.base_fields["file"].error_messages,
    )
    field_order = ["file", *DocumentForm.Meta.fields]

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        title: Any = self.fields["title"]
        title.required, title.marked_optional = False, True
        title.help_text = "Left empty, it is called as its file."
