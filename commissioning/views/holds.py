"""The page on which a manager puts a legal hold on a kept file, or lifts it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import RecordKind
from commissioning.forms.set_up.providers import ReasonForm
from commissioning.models import Attachment
from commissioning.views.files import holder_of
from commissioning.views.imports.runs import run_of
from commissioning.views.owed import address, person, posted, scene_for
from commissioning.workflow.holds import HOLDS, File, hold_on, hold_words, lift_hold, put_hold
from commissioning.workflow.sections.lines import under
from tracker.refusals import Refusal
from tracker.roles import needs

BEYOND = (
    "It is then kept beyond its day, until a manager lifts the hold. Who put it on, when and why stand with the file."
)


@needs(HOLDS)
def import_hold(request: HttpRequest, pk: int) -> HttpResponse:
    run, record = run_of(request, pk)
    scene_for(request, record)
    return hold_page(request, run, reverse("import", args=[pk]))


@needs(HOLDS)
def return_file_hold(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    return attachment_hold(request, RecordKind.RETURN, pk, file)


@needs(HOLDS)
def item_file_hold(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    return attachment_hold(request, RecordKind.ITEM, pk, file)


def attachment_hold(request: HttpRequest, kind: str, pk: int, file: int) -> HttpResponse:
    record = holder_of(request, kind, pk)
    row = Attachment.objects.filter(**under(record), pk=file).first()
    if row is None:
        raise Http404
    scene_for(request, record)
    return hold_page(request, row, address(record, "files"))


def hold_page(request: HttpRequest, file: File, back: str) -> HttpResponse:
    """Put it on or lift it, whichever there is to do (GET), with a reason (POST)."""
    held, refused = hold_on(file), ""
    form = ReasonForm(posted(request))
    form.fields["reason"].help_text = ""
    if form.is_valid():
        act = lift_hold if held else put_hold
        try:
            act(file=file, by=person(request), at=timezone.now(), reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            done = "no longer on legal hold." if held else "on legal hold."
            messages.success(request, f"{file.name} is {done}")
            return redirect(back)
    context = {
        "title": f"{'Lift the legal hold on' if held else 'Put a legal hold on'} {file.name}",
        "says": f"{hold_words(held)} Without it the file goes when its day is over." if held else BEYOND,
        "form": form,
        "button": "Lift the hold" if held else "Put on the hold",
        "back": {"url": back, "label": file.name},
        "refused": refused,
    }
    return render(request, "set_up/confirm.html", context, status=409 if refused else 422 if form.errors else 200)
