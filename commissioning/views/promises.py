"""“Ask about them”: the promises that are due or open, each with what became of it, saved in one press."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import CommitmentBy, CommitmentState, RecordKind
from commissioning.forms.sections import SectionForm
from commissioning.forms.typed import chosen_of, typed_of
from commissioning.models import Commitment
from commissioning.views.keeping import ask_url
from commissioning.views.needs.office import own_services
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.sections import with_theirs
from commissioning.workflow import Collision, Faults
from commissioning.workflow.entry import normalised
from commissioning.workflow.promises import LONGEST_DUE, SETTLES, asked_about, boxes_of, current_of, settle_promises
from tracker import formats
from tracker.merging import Base
from tracker.models import AuditEvent
from tracker.periods import london_date
from tracker.refusals import Clash

SALT = "promises"
MOST = 40  # on a page; the others when a service is chosen, or these are answered
SIDES = {"ours": "Owed by us", "theirs": "Owed by others"}


@with_quarter(SETTLES)
def promises(request: HttpRequest, scene: Scene) -> HttpResponse:
    """What is due or open, as the address narrows it (GET); what became of it (POST)."""
    if request.method == "POST":
        return save(request, scene)
    rows = rows_of(request, scene)
    shown = list(rows[:MOST])
    return show(request, scene, shown, more=rows.count() - MOST if len(shown) == MOST else 0)


def rows_of(request: HttpRequest, scene: Scene) -> QuerySet[Commitment]:
    """Open promises due by the end of the quarter or by today, and those without a day; narrowed by the address."""
    due = Q(due_on__lte=max(scene.quarter.end, scene.on))
    rows = asked_about(Commitment.objects.all(), due)
    service, provider = key_in(request.GET.get("service")), key_in(request.GET.get("provider"))
    if request.GET.get("mine"):
        rows = rows.filter(Q(service__in=list(own_services(scene))) | Q(service=None, by_whom=CommitmentBy.OFFICE))
    if service:
        rows = rows.filter(service=service)
    if provider:
        theirs = [key for key in scene.portfolio.services if provider in scene.portfolio.providers_for([key])]
        rows = rows.filter(Q(quarterly_return__provider=provider) | Q(service__in=theirs))
    if request.GET.get("side") in SIDES:
        ours = Q(by_whom=CommitmentBy.OFFICE)
        rows = rows.filter(ours if request.GET["side"] == "ours" else ~ours)
    return rows.select_related("service", "quarterly_return__period", "office_item__period")


def key_in(text: str | None) -> int:
    """A record's key as the address or a form gives it; 0, which is none's, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def save(request: HttpRequest, scene: Scene) -> HttpResponse:
    """All that was changed, or nothing: then everything typed comes back with what is wrong with it."""
    typed, base, keys = normalised(typed_of(request.POST)), base_of(request), keys_of(request)
    try:
        number = settle_promises(
            keys=keys, typed=typed, base=base, by=scene.user, at=timezone.now(), chosen=chosen_of(request.POST)
        )
    except Faults as faults:
        return again(request, scene, typed, base, faults=faults.by_box)
    except Collision as collision:
        asked = [clash.box for clash in collision.clashes.values() if not clash.gone]
        begun = Base.of(0, collision.current, asked)
        return again(request, scene, with_theirs(typed, base, collision), begun, clashes=collision.clashes)
    messages.success(request, f"{number} {'promise is' if number == 1 else 'promises are'} saved.")
    return redirect(request.get_full_path())


def again(
    request: HttpRequest,
    scene: Scene,
    typed: Mapping[str, str],
    base: Base,
    *,
    faults: Mapping[str, str] | None = None,
    clashes: Mapping[str, Clash] | None = None,
) -> HttpResponse:
    shown = Commitment.objects.filter(pk__in=keys_of(request)).order_by(*LONGEST_DUE)
    rows = list(shown.select_related("service", "quarterly_return__period", "office_item__period")[:MOST])
    return show(
        request, scene, rows, typed, base, faults=faults or {}, clashes=clashes or {}, status=409 if clashes else 422
    )


def base_of(request: HttpRequest) -> Base:
    """What the form began from; nothing where its mark is not ours."""
    try:
        return Base(0, *signing.loads(request.POST.get("base", ""), salt=SALT))
    except signing.BadSignature:
        return Base()


def keys_of(request: HttpRequest) -> list[int]:
    """The promises that stood on the page."""
    return [key for text in request.POST.getlist("promise") if (key := key_in(text))]


def show(
    request: HttpRequest,
    scene: Scene,
    rows: list[Commitment],
    typed: Mapping[str, str] | None = None,
    base: Base | None = None,
    *,
    faults: Mapping[str, str] | None = None,
    clashes: Mapping[str, Clash] | None = None,
    more: int = 0,
    status: int = 200,
) -> HttpResponse:
    """These rows, which are as many as fit a page; `more`: how many are not among them."""
    form = SectionForm([box for row in rows for box in boxes_of(row)], typed, faults)
    begun = base or Base.of(0, current_of(rows))
    past, clashes = past_of(rows), clashes or {}
    links = [(f"#{form[name].id_for_label or f'id_{name}_0'}", fault) for name, fault in (faults or {}).items()]
    links += [(f"#clash-{name}", "Somebody else changed this too. Choose what is to stand.") for name in clashes]
    context = {
        "rows": [promise_block(scene, row, form, clashes, past.get(row.pk, [])) for row in rows],
        "more": more,
        "base": signing.dumps([dict(begun.marks), sorted(begun.asked)], salt=SALT, compress=True),
        "links": links,
        "tabs": tabs(request, scene),
        "chosen": chosen_words(request, scene),
        "narrowed": bool(request.GET),
        "back": {"url": reverse("register", args=[scene.quarter.slug, "promises"]), "label": "Promises"},
    }
    return render(request, "commissioning/registers/promises.html", context, status=status)


def promise_block(
    scene: Scene, row: Commitment, form: SectionForm, clashes: Mapping[str, Clash], past: list[str]
) -> dict[str, Any]:
    late = row.due_on is not None and row.due_on < scene.on
    return {
        "pk": row.pk,
        "text": row.text,
        "service": row.service.name if row.service else "The office",
        "by": row.get_by_whom_display(),
        "due": formats.day(row.due_on) if row.due_on else row.due_words or "no day given",
        "late": late,
        "state": CommitmentState(row.state),
        "said": f"said in {row.parent.period}",
        "fields": [{"field": form[box.name], "clash": clashes.get(box.name)} for box in boxes_of(row)],
        "past": past,
        "ask_url": ask_url(RecordKind.COMMITMENT, row.pk),
    }


def past_of(rows: Iterable[Commitment]) -> dict[int, list[str]]:
    """What was said of each before, oldest first: "3 November 2022, Alice Hartley: due 30 September 2022, now ..."."""
    found: dict[int, list[str]] = {}
    keys = [row.pk for row in rows]
    events = AuditEvent.objects.filter(model=Commitment._meta.label_lower, record_id__in=keys, act="settle-promise")
    for event in events.select_related("by").order_by("number"):
        days = event.changes.get("due_on")
        moved = f"due {', then '.join(day_words(day) for day in days)}. " if days else ""
        said = f"{formats.day(london_date(event.at))}, {event.by}: {moved}{event.reason}"
        found.setdefault(event.record_id, []).append(said.rstrip(" :"))
    return found


def day_words(stored: str) -> str:
    """A day as an event keeps it."""
    return formats.day(date.fromisoformat(stored)) if stored else "no day"


def tabs(request: HttpRequest, scene: Scene) -> list[dict[str, Any]]:
    """All, one's own, ours, theirs."""
    page = reverse("promises", args=[scene.quarter.slug])
    asked = {"": "All", "mine=1": "About my services", **{f"side={key}": label for key, label in SIDES.items()}}
    now = request.GET.urlencode()
    return [
        {"label": label, "url": f"{page}?{query}" if query else page, "current": now == query}
        for query, label in asked.items()
    ]


def chosen_words(request: HttpRequest, scene: Scene) -> str:
    """Whose promises are shown, where one service or provider is chosen."""
    portfolio = scene.portfolio
    service = portfolio.services.get(key_in(request.GET.get("service")))
    provider = portfolio.providers.get(key_in(request.GET.get("provider")))
    return ", ".join(str(each) for each in (service, provider) if each)
