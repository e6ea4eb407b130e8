"""Files of a return or an item: added as evidence, answered as attachments to those who may see them."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from commissioning.choices import Audience, State
from commissioning.forms.questions import FileForm
from commissioning.models import Attachment, OfficeItem, Pack, QuarterlyReturn
from commissioning.views.owed import address, person, record_of, scene_for, title_of, who_of
from commissioning.views.parts import tabs
from commissioning.workflow import Refusal, may_enter
from commissioning.workflow.attachments import attach
from commissioning.workflow.holds import HOLDS, hold_words, holds_on
from commissioning.workflow.life import Record
from commissioning.workflow.sections.lines import under
from tracker import formats
from tracker.models import User
from tracker.roles import Role

REMOVED = "; removed when its day was over"


def holder_of(request: HttpRequest, kind: str, pk: int) -> QuarterlyReturn | OfficeItem:
    """A record that can have files; a pack has none of its own."""
    record = record_of(request, kind, pk)
    if isinstance(record, Pack):
        raise Http404
    return record


def files_page(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    record = holder_of(request, kind, pk)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            attach(
                record=record, name=upload.name, file=upload, size=upload.size, by=person(request), at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("file", refusal.sentence)
        else:
            messages.success(request, f"{upload.name} is kept.")
            return redirect(address(record, "files"))
    scene_for(request, record)
    context = {
        "form": form,
        "record": record,
        "state": State(record.state),
        "title": title_of(record),
        "who": who_of(record),
        "back": {"url": address(record), "label": title_of(record)},
        "files": file_rows(record, person(request)),
        "enters": may_enter(person(request), record),
        "tabs": [{**tab, "current": tab["label"] == "Files"} for tab in tabs(record, "words")],
    }
    return render(request, "commissioning/returns/files.html", context, status=422 if form.errors else 200)


def file_rows(record: Record, user: User) -> list[dict[str, str]]:
    rows = list(Attachment.objects.filter(**under(record)).select_related("by"))
    held, holds = holds_on(rows, Attachment), user.has_perm(HOLDS)
    return [
        {
            "key": row.name,
            "value": f"{formats.count(max(1, row.size // 1024))} KB",
            "sub": f"added by {row.by}, {formats.moment(row.at)}{'' if row.file else REMOVED}",
            "held": hold_words(held[row.pk]) if row.pk in held else "",
            "hold_url": address(record, "file-hold", row.pk) if holds and row.file else "",
            "url": address(record, "file", row.pk) if row.file else "",
        }
        for row in rows
    ]


def file_answer(request: HttpRequest, kind: str, pk: int, file: int) -> HttpResponseBase:
    """The file, to be saved and never shown in the site's own name."""
    record = holder_of(request, kind, pk)
    row = Attachment.objects.filter(**under(record), pk=file).first()
    reads_only = person(request).role == Role.VIEWER
    if row is None or (reads_only and row.audience == Audience.INTERNAL):
        raise Http404
    if not row.file:
        raise Http404  # its day is over; the list says so
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type)
