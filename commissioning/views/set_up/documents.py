"""Kinds of documents with of whom each is required, and what is said of each document that is kept."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse

from commissioning.forms.documents import DocumentForm, DocumentKindForm, RequirementForm
from commissioning.models import Document, DocumentKind, DocumentRequirement
from commissioning.views.set_up.time import SET_UP_PLAN
from commissioning.workflow.documents import KEEPS, keep_document
from tracker.set_up.kinds import Group, Kind, Link
from tracker.tables import DayColumn


def to_file(request: HttpRequest, record: Document) -> Sequence[Link]:
    return [Link("Download the file", reverse("document-file", args=[record.pk]))] if record.file else []


REQUIREMENTS = Kind(
    slug="document-requirements",
    model=DocumentRequirement,
    one="requirement",
    many="required of",
    about="Of which providers, awards or services it must be held. What is lacking stands in the register.",
    permission=SET_UP_PLAN,
    group=Group.PLAN,
    form=RequirementForm,
    columns={"of": "Required of"},
    search=("kind__name",),
    related=("kind",),
    belongs_to="kind",
)
DOCUMENT_KINDS = Kind(
    slug="document-kinds",
    model=DocumentKind,
    one="kind of document",
    many="kinds of document",
    about="Insurances, policies, agreements: which kinds there are, which expire, and of whom each is required.",
    permission=SET_UP_PLAN,
    group=Group.PLAN,
    form=DocumentKindForm,
    columns={"name": "Kind", "expires": "It expires"},
    parts=(REQUIREMENTS,),
)
DOCUMENTS = Kind(
    slug="documents",
    model=Document,
    one="document",
    many="documents",
    about="What is kept of providers, awards and services. A document is added from the page of what it belongs to.",
    permission=KEEPS,
    group=Group.DELIVERY,
    form=DocumentForm,
    columns={
        "title": "Title",
        "kind": "Kind",
        "holder": "Of",
        "expires_on": DayColumn(verbose_name="Holds until", nil="no end"),
    },
    search=("title", "name", "provider__name", "award__title", "service__name"),
    related=("kind", "provider", "award", "service"),
    links=to_file,
    keep=keep_document,
    adds=False,
    deletes=False,
)
