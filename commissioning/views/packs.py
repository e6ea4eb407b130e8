"""What one provider sends at once: its returns, and its money and people, stated once."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from commissioning.choices import RecordKind
from commissioning.models import Pack
from commissioning.views import checking, questions, sections
from commissioning.views.drafts import answers_scripts
from commissioning.views.owed import record_of
from commissioning.views.pack_page import pack_page, pack_send_page
from tracker.roles import needs

PACK = RecordKind.PACK


@needs("commissioning.view_returns")
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    return pack_page(request, pack_of(request, pk))


@needs("commissioning.enter_money")
def pack_send(request: HttpRequest, pk: int) -> HttpResponse:
    """What of the pack is to be sent. Who may send which part is the workflow's to say."""
    return pack_send_page(request, pack_of(request, pk))


def pack_of(request: HttpRequest, pk: int) -> Pack:
    record = record_of(request, PACK, pk)
    assert isinstance(record, Pack)
    return record


@needs("commissioning.enter_money")
def pack_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    return sections.section_page(request, PACK, pk, section)


@answers_scripts
@needs("commissioning.enter_money")
def pack_draft(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    return sections.draft_page(request, PACK, pk, section)


@needs("commissioning.view_returns")
def pack_check(request: HttpRequest, pk: int) -> HttpResponse:
    return checking.check_page(request, record_of(request, PACK, pk))


@require_POST
@needs("commissioning.enter_money")
def pack_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    return checking.acknowledge_page(request, PACK, pk)


@require_POST
@needs("commissioning.view_returns")
def pack_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return checking.act_page(request, PACK, pk, act)


@needs("commissioning.ask_questions")
def pack_ask(request: HttpRequest, pk: int) -> HttpResponse:
    return questions.ask_page(request, PACK, pk)
