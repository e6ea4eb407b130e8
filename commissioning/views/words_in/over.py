"""A text that was taken in or dropped: each passage with what it was filed as, and where that is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import OURS, RecordKind
from commissioning.imports.prose.sorting import unwrapped
from commissioning.models import Pack, Passage, QuarterlyReturn, SourceText
from commissioning.views.imports.page import fact_rows
from commissioning.views.imports.runs import TONES
from commissioning.views.owed import address, person, title_of
from tracker.models import ImportState

Row = dict[str, Any]


def over_page(request: HttpRequest, source: SourceText, record: QuarterlyReturn | Pack) -> HttpResponse:
    run = source.run
    context = {
        "run": run,
        "source": source,
        "title": title_of(record),
        "back": {"url": address(record, "words-in"), "label": "Put in words"},
        "tone": TONES[ImportState(run.state)],
        "state_label": run.get_state_display().capitalize(),
        "facts": fact_rows(run, person(request)),
        "rows": [row_of(passage, source.text) for passage in shown(source, hidden=person(request).is_provider)],
    }
    return render(request, "commissioning/words_in/over.html", context)


def shown(source: SourceText, *, hidden: bool) -> list[Passage]:
    """The passages in their order; `hidden` leaves out what the office keeps for itself."""
    return [each for each in source.run.passages.all() if not (hidden and each.kind in OURS)]


def row_of(passage: Passage, whole: str) -> Row:
    text = whole[passage.start : passage.end]
    return {
        "number": passage.number,
        "text": text,
        "edited": passage.words if passage.words != unwrapped(text) else "",
        "kind": passage.get_kind_display(),
        "made": passage.made,
        "url": url_of(passage),
    }


def url_of(passage: Passage) -> str:
    """The page of the record in which the passage was written."""
    if not passage.record_kind:
        return ""
    kind = RecordKind(passage.record_kind).value
    return reverse(kind, args=[passage.record_id])
