"""Sending one or all of several records from one page: what can go, what can't and why, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commissioning.choices import State
from commissioning.models import Draft, Pack, QuarterlyReturn
from commissioning.views.asks import page_with
from commissioning.views.owed import address, person
from commissioning.workflow import Blocked, problems_of
from commissioning.workflow.answers import Answer
from commissioning.workflow.life import SENDS, Record, authorises, kind_of, may, steps_for
from commissioning.workflow.material import Material
from commissioning.workflow.sections import SECTIONS
from commissioning.workflow.sending import Parcel, send_all
from tracker.forms import new_key
from tracker.models import User

Row = dict[str, Any]
SEND, NOTHING = "send", "nothing"
CARRIED = "What stands here was carried from the quarter before. Confirm it, or change it."


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record that may be sent: what it is called, how far it is, and whether anything is in it.

    `told` where nothing is in it because all that is asked of it is told elsewhere: then it is ticked already.
    """

    record: Record
    name: str
    words: str
    empty: bool
    told: str = ""

    @property
    def key(self) -> str:
        return key_of(self.record)


def key_of(record: Record) -> str:
    return f"{kind_of(record)}-{record.pk}"


def send_page(
    request: HttpRequest,
    outgoing: Sequence[Outgoing],
    *,
    answers: Mapping[int, list[Answer]],
    drafts: Sequence[Draft],
    title: str,
    who: str,
    back: Mapping[str, str],
    here: str,
) -> HttpResponse:
    """The records to be ticked, each with what stands in its way (GET), or their sending (POST).

    `answers`: the figures of each return; `drafts`: what this person has typed and not saved.
    """
    if request.method == "POST":
        return redirect(here if send(request, outgoing) else back["url"])
    context = {
        "title": title,
        "who": who,
        "back": back,
        "here": here,
        "rows": [row_of(each, answers, drafts) for each in outgoing],
        "may_send": any(may_send(person(request), each.record) for each in outgoing),
        "waits": person(request).is_provider and not authorises(person(request)),
        "key": new_key(),
    }
    return render(request, "commissioning/returns/send.html", context)


def send(request: HttpRequest, outgoing: Sequence[Outgoing]) -> bool:
    """Send what was ticked, under the form's own key, and say what came of it; answers whether something stayed."""
    ticked, nothing = (set(request.POST.getlist(name)) for name in (SEND, NOTHING))
    parcels = [Parcel(each.record, nothing=each.key in nothing) for each in outgoing if each.key in ticked | nothing]
    posted = send_all(parcels=parcels, by=person(request), at=timezone.now(), key=request.POST.get("key", ""))
    names = {each.key: each.name for each in outgoing}
    if not parcels:
        messages.warning(request, "Tick what is to be sent.")
    if posted.sent:
        number = "One part is" if len(posted.sent) == 1 else f"{len(posted.sent)} parts are"
        messages.success(request, f"{number} sent.")
    for record, refusal in posted.stayed:
        why = "see below what stands in the way." if isinstance(refusal, Blocked) else refusal.sentence
        messages.warning(request, f"Not sent: {names[key_of(record)]}. {why[:1].upper()}{why[1:]}")
    return bool(posted.stayed) or not parcels


def row_of(each: Outgoing, answers: Mapping[int, list[Answer]], drafts: Sequence[Draft]) -> Row:
    record = each.record
    goes = record.is_open and not record.is_shut
    known = answers.get(record.pk, []) if isinstance(record, QuarterlyReturn) else []
    problems = problems_of(record, Material(record, answers=known)) if goes and not each.empty else []
    untouched = isinstance(record, Pack) and record.state == State.NOT_STARTED and not each.empty
    carried = [(address(record, "section", "people"), CARRIED)] if untouched else []
    pages = {page.slug: page.label for page in SECTIONS[kind_of(record)]}
    mine = [draft.section for draft in drafts if (draft.record_kind, draft.record_id) == (kind_of(record), record.pk)]
    return {
        "key": each.key,
        "name": each.name,
        "url": address(record),
        "words": each.words,
        "state": State(record.state),
        "goes": goes,
        "empty": each.empty,
        "told": each.told,
        "ready": goes and not each.empty and not problems and not carried,
        "problems": [(page_with(record, problem.section, problem.box), problem.sentence) for problem in problems]
        + carried,
        "unsaved": [(address(record, "section", slug), pages[slug]) for slug in mine if slug in pages],
    }


def may_send(user: User, record: Record) -> bool:
    """Whether this person sends records of this kind, and not only writes them."""
    acts = {step.act for step in steps_for(record, user)}
    return may(user, SENDS, record) and bool(acts & {"submit", "nothing-to-report"})


def drafts_in(records: Sequence[Record], user: User) -> list[Draft]:
    """What this person has typed in these and not saved. One query."""
    keys = {(str(kind_of(each)), each.pk) for each in records}
    found = Draft.objects.filter(user=user, record_id__in=[each.pk for each in records])
    return [draft for draft in found if (draft.record_kind, draft.record_id) in keys]
