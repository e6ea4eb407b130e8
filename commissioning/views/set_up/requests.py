"""Information requests, as they are kept: what is asked, when it came, and when it is due."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse

from commissioning.forms.requests import InformationRequestForm
from commissioning.models import InformationRequest
from commissioning.workflow.requests import keep_request
from commissioning.workflow.set_up.services import SET_UP
from tracker.set_up.kinds import Group, Kind, Link
from tracker.tables import DayColumn


def to_request(request: HttpRequest, record: InformationRequest) -> Sequence[Link]:
    """The page on which it is read and answered."""
    label = "See the answer" if record.answered_on else "Answer it"
    return [Link(label, reverse("information-request", args=[record.pk]))]


INFORMATION_REQUESTS = Kind(
    slug="information-requests",
    model=InformationRequest,
    one="information request",
    many="information requests",
    about="What is asked under the Freedom of Information Act, by when it is due, and what was answered and given.",
    permission=SET_UP,
    group=Group.OFFICE,
    form=InformationRequestForm,
    columns={
        "number": "Number",
        "asker": "Asked by",
        "received_on": DayColumn(verbose_name="Received"),
        "due_on": DayColumn(verbose_name="Due"),
        "answered_on": DayColumn(verbose_name="Answered", nil="not yet"),
    },
    search=("number", "asker", "text"),
    links=to_request,
    keep=keep_request,
    deletes=False,
)
