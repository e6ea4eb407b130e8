"""What the office itself reports: an item to write, with the life of a return."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.choices import RecordKind
from commissioning.forms.items import ItemForm
from commissioning.views import checking, files, hubs, live, questions, sections
from commissioning.views.drafts import answers_scripts
from commissioning.views.owed import person, posted, record_of
from commissioning.views.quarters import Scene, with_quarter
from commissioning.workflow import Refusal, add_item
from tracker.roles import needs

ITEM = RecordKind.ITEM


@with_quarter("commissioning.write_items")
def item_new(request: HttpRequest, scene: Scene) -> HttpResponse:
    """Add an item that follows from no reporting route."""
    form, refused = ItemForm(posted(request)), ""
    if request.method == "POST" and form.is_valid():
        said = {
            name: form.cleaned_data[name] for name in ("title", "writer", "by_whom", "standing")
        } | form.chosen_place
        try:
            made = add_item(period=scene.quarter, by=person(request), at=timezone.now(), **said)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, f"{made.title} is listed.")
            return redirect("item-section", pk=made.pk, section="words")
    context = {
        "form": form,
        "refused": refused,
        "title": "Add an item to write",
        "who": "Something that the office, the police or a partner did, and no return tells of",
        "back": {"url": reverse("returns", args=[scene.quarter.slug]), "label": "Returns"},
        "button": "Add it",
    }
    return render(
        request, "commissioning/returns/plain_form.html", context, status=422 if form.errors or refused else 200
    )


@needs("commissioning.view_returns")
def item(request: HttpRequest, pk: int) -> HttpResponse:
    return hubs.hub(request, record_of(request, ITEM, pk))


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
@needs("commissioning.write_items")
def item_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    return checking.acknowledge_page(request, ITEM, pk)


@require_POST
@needs("commissioning.view_returns")
def item_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return checking.act_page(request, ITEM, pk, act)


@needs("commissioning.ask_questions")
def item_ask(request: HttpRequest, pk: int) -> HttpResponse:
    return questions.ask_page(request, ITEM, pk)


@needs("commissioning.write_items")
def item_facts(request: HttpRequest, pk: int, section: str, box: str) -> HttpResponse:
    return live.facts_page(request, ITEM, pk, section, box)


@needs("commissioning.write_items")
def item_files(request: HttpRequest, pk: int) -> HttpResponse:
    return files.files_page(request, ITEM, pk)


@needs("commissioning.view_returns")
def item_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    return files.file_answer(request, ITEM, pk, file)
