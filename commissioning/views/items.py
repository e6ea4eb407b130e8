"""What the office itself reports: an item to write, with the life of a return."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST

from commissioning.choices import RecordKind
from commissioning.views import checking, files, hubs, questions, sections
from commissioning.views.drafts import answers_scripts
from commissioning.views.keeping import keeps_typed
from commissioning.views.owed import record_of
from tracker.roles import needs

ITEM = RecordKind.ITEM


@needs("commissioning.view_returns")
def item(request: HttpRequest, pk: int) -> HttpResponse:
    return hubs.hub(request, record_of(request, ITEM, pk))


@keeps_typed
@needs("commissioning.write_items")
def item_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    return sections.section_page(request, ITEM, pk, section)


@answers_scripts
@needs("commissioning.write_items")
def item_draft(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    return sections.draft_page(request, ITEM, pk, section)


@needs("commissioning.view_returns")
def item_check(request: HttpRequest, pk: int) -> HttpResponse:
    return checking.check_page(request, record_of(request, ITEM, pk))


@require_POST
@needs("commissioning.view_returns")
def item_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return checking.act_page(request, ITEM, pk, act)


@keeps_typed
@needs("commissioning.ask_questions")
def item_ask(request: HttpRequest, pk: int) -> HttpResponse:
    return questions.ask_page(request, ITEM, pk)


@needs("commissioning.write_items")
def item_files(request: HttpRequest, pk: int) -> HttpResponse:
    return files.files_page(request, ITEM, pk)


@needs("commissioning.view_returns")
def item_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    return files.file_answer(request, ITEM, pk, file)
