"""One return: its page, its sections, what can be done with it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.choices import RecordKind, Template
from commissioning.forms.earlier import EarlierFigureForm
from commissioning.models import QuarterlyReturn, ServiceMeasure
from commissioning.views import checking, files, hubs, live, parts, pasting, questions, sections
from commissioning.views.drafts import answers_scripts
from commissioning.views.owed import address, person, posted, record_of, scene_for, title_of
from commissioning.workflow import Refusal, add_earlier_figure, may_enter
from commissioning.workflow.earlier import TAKES_OVER
from tracker.roles import needs

RETURN = RecordKind.RETURN
EARLIER = 9  # periods up to and with the return's own


@needs("commissioning.view_returns")
def quarterly_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the return stands; a light one that is open is its one page."""
    record = record_of(request, RETURN, pk)
    light = isinstance(record, QuarterlyReturn) and record.service.template == Template.LIGHT
    if light and may_enter(person(request), record):
        return sections.form_page(request, record, parts.LIGHT)
    return hubs.hub(request, record)


@needs("commissioning.enter_returns")
def return_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    return sections.section_page(request, RETURN, pk, section)


@answers_scripts
@needs("commissioning.enter_returns")
def return_draft(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    return sections.draft_page(request, RETURN, pk, section)


@needs("commissioning.view_returns")
def return_check(request: HttpRequest, pk: int) -> HttpResponse:
    return checking.check_page(request, record_of(request, RETURN, pk))


@require_POST
@needs("commissioning.view_returns")
def return_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    return checking.act_page(request, RETURN, pk, act)


@require_POST
@needs("commissioning.enter_returns")
def return_acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    return checking.acknowledge_page(request, RETURN, pk)


@needs("commissioning.ask_questions")
def return_ask(request: HttpRequest, pk: int) -> HttpResponse:
    return questions.ask_page(request, RETURN, pk)


@needs("commissioning.enter_returns")
def return_paste(request: HttpRequest, pk: int) -> HttpResponse:
    """A column from a spreadsheet, on its way into the boxes."""
    record = record_of(request, RETURN, pk)
    assert isinstance(record, QuarterlyReturn)
    return pasting.paste_page(request, record)


@needs("commissioning.enter_returns")
def return_facts(request: HttpRequest, pk: int, section: str, box: str) -> HttpResponse:
    return live.facts_page(request, RETURN, pk, section, box)


@needs("commissioning.enter_returns")
def return_files(request: HttpRequest, pk: int) -> HttpResponse:
    return files.files_page(request, RETURN, pk)


@needs("commissioning.view_returns")
def return_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    return files.file_answer(request, RETURN, pk, file)


@needs(TAKES_OVER)
def return_earlier(request: HttpRequest, pk: int, measure: int) -> HttpResponse:
    """Add an earlier figure beside a box: it becomes that period's figure, taken over."""
    record = record_of(request, RETURN, pk)
    found = ServiceMeasure.objects.filter(observations__quarterly_return__pk=record.pk, pk=measure).distinct().first()
    if found is None or not isinstance(record, QuarterlyReturn):
        raise Http404
    scene = scene_for(request, record)
    own = scene.reference.periods[record.period_id]
    periods = [each for each in reversed(scene.reference.last(own, EARLIER)) if each.pk != own.pk]
    kind = scene.reference.newest[found.measure_id].definition.kind
    form = EarlierFigureForm(posted(request), periods=periods, number_kind=kind)
    refused = take_over(request, record, found, form) if request.method == "POST" and form.is_valid() else ""
    if refused is None:
        return redirect(figures_url(record))
    context = {
        "form": form,
        "refused": refused,
        "title": f"{found.label}: an earlier figure",
        "who": title_of(record),
        "back": {"url": figures_url(record), "label": title_of(record)},
    }
    status = 422 if form.errors or refused else 200
    return render(request, "commissioning/returns/earlier.html", context, status=status)


def take_over(
    request: HttpRequest, record: QuarterlyReturn, measure: ServiceMeasure, form: EarlierFigureForm
) -> str | None:
    """Take the figure over; answers why not, or None when it is done."""
    try:
        add_earlier_figure(
            service_measure=measure,
            provider=record.provider,
            period=form.chosen_period,
            value=form.new_value,
            by=person(request),
            at=timezone.now(),
            note=form.cleaned_data["source_detail"],
        )
    except Refusal as refusal:
        return refusal.sentence
    messages.success(request, f"{measure.label} for {form.chosen_period.label} is taken over.")
    return None


def figures_url(record: QuarterlyReturn) -> str:
    light = record.service.template == Template.LIGHT
    return address(record) if light else address(record, "section", "figures")
