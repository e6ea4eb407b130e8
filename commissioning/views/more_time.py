"""A provider asks for more time; the office agrees in one press, or answers like any question."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commissioning.choices import RecordKind
from commissioning.forms.more_time import MoreTimeForm
from commissioning.models import Pack, Question
from commissioning.views.owed import address, person, posted, record_of, scene_for, title_of
from commissioning.workflow import NotYours, Refusal, agree_more_time, ask_for_more_time
from commissioning.workflow.more_time import AGREES, ASKS
from tracker import formats
from tracker.roles import needs


@needs(ASKS)
def pack_more_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a later day for all that the pack still owes."""
    record = record_of(request, RecordKind.PACK, pk)
    assert isinstance(record, Pack)
    scene_for(request, record)
    form, refused = MoreTimeForm(posted(request)), ""
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_more_time(pack=record, by=person(request), at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            messages.success(request, "The office is asked. The day stays as it was until somebody agrees.")
            return redirect(address(record))
    context = {
        "form": form,
        "refused": refused,
        "title": "Ask for more time",
        "who": f"{title_of(record)}, due {formats.day(record.due)}" if record.due else title_of(record),
        "back": {"url": address(record), "label": title_of(record)},
        "button": "Ask the office",
    }
    status = 422 if form.errors or refused else 200
    return render(request, "commissioning/returns/plain_form.html", context, status=status)


@require_POST
@needs(AGREES)
def more_time_agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to the day that a provider asked for."""
    question = Question.objects.filter(pk=pk).first()
    if question is None or question.until is None:
        raise Http404
    record = record_of(request, RecordKind.PACK, question.record_id)
    try:
        agreed = agree_more_time(question=question, by=person(request), at=timezone.now())
    except NotYours as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
    else:
        number = f"{len(agreed)} of its parts" if len(agreed) > 1 else "it"
        messages.success(
            request, f"{formats.day(question.until)} is agreed for {number}; the first date stays beside it."
        )
    return redirect(address(record))
