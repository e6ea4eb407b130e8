"""One provider's pack on one page: its returns, staffing and money as tasks, and one place to send them from."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from commissioning.choices import Asker, AwardKind, QuestionState, RecordKind, State
from commissioning.models import Award, Pack, QuarterlyReturn, Question, SpendLine, StaffingLine
from commissioning.views.hubs import hub_context, threads_and_events
from commissioning.views.owed import address, person, scene_for, title_of
from commissioning.views.quarters import Scene
from commissioning.views.sending import Outgoing, drafts_in, send_page
from commissioning.workflow import may_enter
from commissioning.workflow.answers import answers_of_all
from commissioning.workflow.life import SENDS, Record, may
from commissioning.workflow.more_time import may_ask_for_more_time
from commissioning.workflow.progress import Filled, progress_in, with_progress
from commissioning.workflow.sections import Figures, Text
from tracker import formats
from tracker.models import User
from tracker.together import together

Row = dict[str, Any]
READY = "Filled in"  # whether it can be sent is said where it is checked


def pack_page(request: HttpRequest, record: Pack) -> HttpResponse:
    """The tasks of a pack, for the provider's own people and for whoever fills it in for them."""
    user, scene = person(request), scene_for(request, record)
    lines = [SpendLine.objects.filter(pack=record), StaffingLine.objects.filter(pack=record)]
    rows = together(*threads_and_events(record, user), *lines)
    returns = list(returns_of(record))
    owed: list[Record] = [record, *returns]
    still_open = [each for each in owed if each.is_open and not each.is_shut]
    mine, sends = user.is_provider, any(may(user, SENDS, each) for each in still_open)
    asks = may_ask_for_more_time(user, still_open)
    context = {
        **hub_context(request, record, rows),
        "heading": f"Your returns for {record.period.words}" if mine else "",
        "due": due_words(record),
        "confidential": record.provider.address_confidential,
        "tasks": [
            *(return_row(number, each, record, user) for number, each in enumerate(returns, start=1)),
            *own_rows(record, user, scene, returns, spent=len(rows[SpendLine]), roles=len(rows[StaffingLine])),
        ],
        "send_url": reverse("pack-send", args=[record.pk]) if sends else "",
        "number": len(still_open),
        "more_time_url": reverse("pack-more-time", args=[record.pk]) if asks else "",
        "requests": [request_row(each) for each in rows[Question] if each.until and each.state == QuestionState.OPEN],
        "agrees": user.has_perm("commissioning.excuse_returns"),
    }
    return render(request, "commissioning/returns/pack.html", context)


def pack_send_page(request: HttpRequest, record: Pack) -> HttpResponse:
    """Everything in the pack that may be sent, to be sent at once or one by one."""
    scene_for(request, record)
    returns = list(returns_of(record))
    own = together(SpendLine.objects.filter(pack=record), StaffingLine.objects.filter(pack=record))
    spent, roles = len(own[SpendLine]), len(own[StaffingLine])
    lines = [part_state_words(roles, "role"), part_state_words(spent, "award")]
    outgoing = [outgoing_return(each) for each in returns]
    outgoing.append(Outgoing(record, "Money and people", " and ".join(filter(None, lines)), not (spent or roles)))
    return send_page(
        request,
        outgoing,
        answers=answers_of_all(returns) if request.method == "GET" else {},
        drafts=drafts_in([record, *returns], person(request)) if request.method == "GET" else [],
        title="Send",
        who=title_of(record),
        back={"url": address(record), "label": title_of(record)},
        here=reverse("pack-send", args=[record.pk]),
    )


def outgoing_return(quarterly_return: QuarterlyReturn) -> Outgoing:
    """A return that was read `with_progress`, on its way."""
    progress = progress_in(quarterly_return)
    empty = not any(filled.some for filled in progress.values())
    return Outgoing(quarterly_return, quarterly_return.service.name, sentence([progress_words(progress)]), empty)


def returns_of(pack: Pack) -> QuerySet[QuarterlyReturn]:
    """The returns of a pack with how far each is and how many questions of the office wait; one query."""
    asked = Question.objects.filter(record_kind=RecordKind.RETURN, record_id=OuterRef("pk"), asker=Asker.OFFICER)
    waiting = asked.unanswered().order_by().values("record_id").annotate(number=Count("pk")).values("number")
    rows = pack.returns.select_related("service", "provider", "period__calendar").order_by("service__name", "pk")
    return with_progress(rows.annotate(asked=Coalesce(Subquery(waiting), 0)), RecordKind.RETURN)


def return_row(number: int, quarterly_return: QuarterlyReturn, pack: Pack, user: User) -> Row:
    """One return as a task: how far it is while it is open, and where it stands."""
    progress = progress_in(quarterly_return)
    row: Row = {"label": f"{number}. {quarterly_return.service.name}", "url": address(quarterly_return)}
    hints = [quarterly_return.period.label if quarterly_return.period_id != pack.period_id else ""]
    asked: int = getattr(quarterly_return, "asked", 0)
    if asked:
        hints.append(f"{'one question' if asked == 1 else f'{asked} questions'} from the office")
    if quarterly_return.is_open:
        hints.append(progress_words(progress))
    row["hint"] = sentence(hints)
    ready = quarterly_return.state == State.IN_PROGRESS and is_ready(progress)
    return row | ({"tone": "none", "state_label": READY} if ready else {"state": State(quarterly_return.state)})


def progress_words(progress: Mapping[str, Filled]) -> str:
    """ "figures 4 of 6, text 1 of 3"; nothing where nothing is entered. Figures that are left open are told."""
    some = any(filled.some for filled in progress.values())
    figures, text, written = progress[Figures.slug], progress[Text.slug], progress["words"].some
    parts = [f"figures {figures.words}"] if figures.some or (some and not figures.whole) else []
    parts += [f"text {text.words}"] if text.some else []
    return ", ".join([*parts, *(["paragraph written"] if written else [])])


def is_ready(progress: Mapping[str, Filled]) -> bool:
    """Whether every figure is answered or explained."""
    return progress[Figures.slug].whole


def own_rows(
    pack: Pack, user: User, scene: Scene, returns: Sequence[QuarterlyReturn], *, spent: int, roles: int
) -> list[Row]:
    """The pack's own part: staffing once for all services, money once for each award."""
    number = len(returns)
    writes = may_enter(user, pack)
    awards = [award for award in scene.portfolio.awards_at(scene.quarter) if award.provider_id == pack.provider_id]
    parts = [
        ("people", "Staffing, once for all services", "tick the services that each post works for", roles, "role"),
        ("money", "Money, once for each award", covers_words(awards, scene, returns), spent, "award"),
    ]
    return [
        {
            "label": f"{number + place}. {label}",
            "url": address(pack, "section", slug) if writes else address(pack, "check"),
            "hint": sentence([hint]),
            **part_state(pack, count, one),
        }
        for place, (slug, label, hint, count, one) in enumerate(parts, start=1)
    ]


def part_state(pack: Pack, count: int, one: str) -> Row:
    if not pack.is_open:
        return {"state": State(pack.state)}
    return {"tone": "none", "state_label": part_state_words(count, one) or "Nothing entered"}


def part_state_words(count: int, one: str) -> str:
    return f"{count} {one}{'' if count == 1 else 's'}" if count else ""


def covers_words(awards: Sequence[Award], scene: Scene, returns: Sequence[QuarterlyReturn]) -> str:
    """Which awards stand for which of the services above: "one contract covers services 1 to 3"."""
    places = {each.service_id: number for number, each in enumerate(returns, start=1)}
    found = []
    for award in awards:
        covered = scene.portfolio.services_of_award.get(award.pk, ())
        numbers = sorted(places[row.service_id] for row in covered if row.service_id in places)
        kind = "transfer" if award.kind == AwardKind.TRANSFER else award.get_kind_display()
        found.append(
            (numbers or [len(places) + 1], f"one {kind} covers {services_words(numbers)}" if numbers else f"one {kind}")
        )
    return "; ".join(words for _, words in sorted(found)) or "no award of yours is held for this quarter"


def services_words(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"service {numbers[0]}"
    run = list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    if run and len(numbers) > 2:
        return f"services {numbers[0]} to {numbers[-1]}"
    return f"services {formats.listing(map(str, numbers))}"


def sentence(parts: Sequence[str]) -> str:
    """What there is to say in one line, with a capital."""
    words = "; ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]


def due_words(pack: Pack) -> str:
    """The day on which it is due, to the minute: what comes that day is in time."""
    return f"due {pack.due:%A} {formats.day(pack.due)}, 23:59" if pack.due else ""


def request_row(question: Question) -> Row:
    """A request for more time that waits for the office."""
    return {
        "by": str(question.asked_by),
        "at": question.asked_at,
        "text": question.text,
        "until": formats.day(question.until) if question.until else "",
        "url": reverse("more-time-agree", args=[question.pk]),
    }
