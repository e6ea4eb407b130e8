"""Templates of returns to funders as they are set up: sections, the figures asked for, columns."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse

from commissioning.choices import FunderSectionKind
from commissioning.forms.set_up.funder_returns import (
    FunderColumnForm,
    FunderQuestionForm,
    FunderRowForm,
    FunderSectionForm,
    FunderTemplateForm,
    NewFunderSectionForm,
)
from commissioning.models import (
    FunderColumn,
    FunderQuestion,
    FunderRow,
    FunderSection,
    FunderTemplate,
    FundingStream,
)
from commissioning.models.funder_returns import WITH_ROWS
from commissioning.workflow.set_up.funders import MONEY
from tracker.set_up.kinds import Group, Kind, Link


def streams_asked(request: HttpRequest, record: FunderTemplate) -> Sequence[Link]:
    """The streams whose funder asks for it; where none does, the list in which one is chosen."""
    streams = FundingStream.objects.filter(funder_template=record).order_by("name", "pk")
    asked = [Link(f"Asked for of {each}", reverse("set-up-record", args=["streams", each.pk])) for each in streams]
    return asked or [Link("Choose it for a funding stream", reverse("set-up-list", args=["streams"]))]


FUNDER_ROWS = Kind(
    slug="funder-rows",
    model=FunderRow,
    one="figure asked for",
    many="figures asked for",
    about="Measures of the library that the funder wants to be told. Only sections of figures have any.",
    permission=MONEY,
    group=Group.MONEY,
    form=FunderRowForm,
    columns={"measure": "Measure", "breakdown": "By", "label": "In the funder’s words", "place": "Order"},
    search=("label", "measure__name"),
    related=("measure", "section", "breakdown"),
    belongs_to="section",
    fits=lambda section: section.kind in WITH_ROWS,
)
FUNDER_QUESTIONS = Kind(
    slug="funder-questions",
    model=FunderQuestion,
    one="question",
    many="questions",
    about="What the funder wants to be told in words. Only a section of answers has any.",
    permission=MONEY,
    group=Group.MONEY,
    form=FunderQuestionForm,
    columns={"text": "Question", "most_words": "Words at most", "place": "Order"},
    search=("text",),
    related=("section",),
    belongs_to="section",
    fits=lambda section: section.kind == FunderSectionKind.WORDS,
)
FUNDER_COLUMNS = Kind(
    slug="funder-columns",
    model=FunderColumn,
    one="column",
    many="columns",
    about="What is told of each line, in this order. A section without any has all that suit it.",
    permission=MONEY,
    group=Group.MONEY,
    form=FunderColumnForm,
    columns={"what": "What it tells", "heading": "Under the heading", "place": "Order"},
    search=("heading",),
    related=("section",),
    belongs_to="section",
)
FUNDER_SECTIONS = Kind(
    slug="funder-sections",
    model=FunderSection,
    one="section",
    many="sections",
    about="Each is a table of the return, and a sheet of its file.",
    permission=MONEY,
    group=Group.MONEY,
    form=FunderSectionForm,
    add_form=NewFunderSectionForm,
    columns={"title": "Title", "kind": "What it is about", "place": "Order"},
    search=("title",),
    related=("template",),
    belongs_to="template",
    parts=(FUNDER_ROWS, FUNDER_QUESTIONS, FUNDER_COLUMNS),
)
FUNDER_TEMPLATES = Kind(
    slug="funder-templates",
    model=FunderTemplate,
    one="return to a funder",
    many="returns to funders",
    about="What a funder wants to be told, and when. A stream says which of them its funder asks for.",
    permission=MONEY,
    group=Group.MONEY,
    form=FunderTemplateForm,
    columns={"name": "Name", "title": "Title of the return", "due_days": "Days to send it in"},
    search=("name", "title"),
    parts=(FUNDER_SECTIONS,),
    links=streams_asked,
)
