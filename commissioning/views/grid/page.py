"""The grid: shown with what is saved or typed, saved row by row, kept as one types, filled from a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commissioning.choices import RecordKind
from commissioning.forms.sections import SectionForm
from commissioning.forms.typed import PASTED, chosen_of, typed_of
from commissioning.models import Draft, QuarterlyReturn
from commissioning.parsing.columns import LONGEST, read_columns
from commissioning.views.drafts import answers_scripts
from commissioning.views.grid.rows import COLUMNS, GridRow, line_of, rows_of, totals, twins_in, typed_by_pack
from commissioning.views.keeping import GRID, keep_typed, keeps_typed, read_token, token_for
from commissioning.views.owed import person
from commissioning.views.pack_page import outgoing_return
from commissioning.views.parts import Attempt
from commissioning.views.quarters import Scene, with_quarter
from commissioning.views.sections import HERE, to_the_second, with_theirs
from commissioning.views.sending import Outgoing, drafts_in, send_page
from commissioning.workflow import Base, Collision, Faults, Refusal, save_section
from commissioning.workflow.answers import answers_of_all
from commissioning.workflow.entry import normalised
from commissioning.workflow.life import Record
from commissioning.workflow.progress import with_progress
from commissioning.workflow.same_awards import CONFIRMS, confirm_same_award, confirmations, facts_of
from commissioning.workflow.sections.money import Money
from tracker import formats
from tracker.exports import csv_file
from tracker.forms import new_key
from tracker.merging import mark

MONEY = Money.slug
TO_PASTE = "paste"


@keeps_typed
@with_quarter(CONFIRMS)
def grid(request: HttpRequest, scene: Scene, group: str) -> HttpResponse:
    """The money of like awards, typed in one grid and saved in each provider's pack."""
    rows = found_rows(request, scene, group)
    if request.method == "POST":
        return (
            paste(request, scene, rows, group)
            if request.POST.get("do") == TO_PASTE
            else save(request, scene, rows, group)
        )
    if request.GET.get("format") == "csv":
        return as_csv(scene, rows, group)
    take_up_drafts(request, rows)
    return show(request, scene, rows, group)


def found_rows(request: HttpRequest, scene: Scene, group: str) -> list[GridRow]:
    rows = rows_of(scene, group, person(request))
    if not rows:
        raise Http404
    return rows


def take_up_drafts(request: HttpRequest, rows: Sequence[GridRow]) -> None:
    """What this person typed here and did not save, and who else is writing here. One query."""
    now, packs = timezone.now(), [row.pack.pk for row in rows]
    found = Draft.objects.filter(record_kind=RecordKind.PACK, record_id__in=packs, section=GRID).select_related("user")
    for draft in found:
        for row in (each for each in rows if each.pack.pk == draft.record_id):
            if draft.user_id != person(request).pk:
                row.attempt.others += [draft.user.name] if draft.saved_at > now - HERE else []
                continue
            current = row.current
            marks = Base.of(row.pack.version, current).marks
            marks = {name: draft.base_fields.get(name, marks[name]) for name in current}
            typed = {name: text for name, text in draft.fields.items() if name in current}
            row.attempt = Attempt(
                typed=typed, base=Base(draft.base_version, marks), draft=draft, others=row.attempt.others
            )


def bases_of(request: HttpRequest) -> dict[int, Base]:
    """What each row began from, by pack."""
    tokens = [read_token(text) for text in request.POST.getlist("keep")]
    mine = (person(request).pk, RecordKind.PACK, GRID)
    return {each.record: each.base for each in tokens if each and (each.user, each.kind, each.section) == mine}


def changed_packs(request: HttpRequest, rows: Sequence[GridRow]) -> dict[int, tuple[dict[str, str], Base]]:
    """The packs of which something was typed otherwise than it began: what was typed, and from what."""
    typed, bases = typed_by_pack(rows, normalised(typed_of(request.POST))), bases_of(request)
    found = {}
    for pack, own in typed.items():
        base = bases.get(pack, Base())
        if any(mark(text) != base.marks.get(name, mark("")) or name in base.asked for name, text in own.items()):
            found[pack] = (own, base)
    return found


def save(request: HttpRequest, scene: Scene, rows: list[GridRow], group: str) -> HttpResponse:
    """Each changed row in its own pack, in a transaction of its own; what is wrong with one holds up no other."""
    at, key, chosen = timezone.now(), request.POST.get("key", ""), chosen_of(request.POST)
    attempts: dict[int, Attempt] = {}
    saved = 0
    for pack, (typed, base) in changed_packs(request, rows).items():
        record = next(row.pack for row in rows if row.pack.pk == pack)
        own = {name: choice for name, choice in chosen.items() if name in typed}
        try:
            done = save_section(
                record=record,
                section=MONEY,
                typed=typed,
                base=base,
                by=person(request),
                at=at,
                chosen=own,
                key=key,
                reference=scene.reference,
                draft=GRID,
            )
        except Refusal as refusal:
            keep_typed(request, record, GRID, typed, base, at)
            attempts[pack] = attempt_after(refusal, typed, base)
        else:
            saved += done.changed
    said = f"{saved} {'row' if saved == 1 else 'rows'} saved {to_the_second(at)}."
    if attempts:
        messages.info(request, said)
        fresh = found_rows(request, scene, group)
        for row in fresh:
            row.attempt = attempts.get(row.pack.pk, row.attempt)
        collided = any(each.clashes for each in attempts.values())
        return show(request, scene, fresh, group, status=409 if collided else 422)
    messages.success(request, said)
    return redirect("grid-send" if request.POST.get("do") == "send" else "grid", scene.quarter.slug, group)


def attempt_after(refusal: Refusal, typed: Mapping[str, str], base: Base) -> Attempt:
    """What a row shows after it was refused: what was typed, and what is wrong with it."""
    attempt = Attempt(typed=typed, base=base)
    if isinstance(refusal, Faults):
        attempt.faults = refusal.by_box
    elif isinstance(refusal, Collision):
        asked = [clash.box for clash in refusal.clashes.values() if not clash.gone]
        attempt.typed = with_theirs(typed, base, refusal)
        attempt.base = Base.of(refusal.version, {name: refusal.current.get(name, "") for name in typed}, asked)
        attempt.clashes = refusal.clashes
    else:
        attempt.refused = refusal.sentence
    return attempt


def paste(request: HttpRequest, scene: Scene, rows: list[GridRow], group: str) -> HttpResponse:
    """Put what was copied from a spreadsheet into the boxes, each line by its name or in order; nothing is saved."""
    text = request.POST.get(PASTED, "")
    if not text.strip() or len(text) > LONGEST:
        messages.warning(request, f"Paste the rows into the box, at most {LONGEST:,} characters.")
        return redirect("grid", scene.quarter.slug, group)
    pasted = read_columns(text, [row.place for row in rows])
    typed, bases = typed_by_pack(rows, normalised(typed_of(request.POST)) | pasted.filled), bases_of(request)
    faults = {name: fault for line, fault in pasted.faults for name, value in line.filled.items() if value}
    for row in rows:
        base = bases.get(row.pack.pk) or Base.of(row.pack.version, row.current)
        row.attempt = Attempt(typed=typed.get(row.pack.pk, {}), base=base, faults=faults)
        if any(mark(value) != base.marks.get(name) for name, value in row.attempt.typed.items()):
            keep_typed(request, row.pack, GRID, row.attempt.typed, base)
    lost = [f"Line {line.number}: {fault}" for line, fault in pasted.faults if not line.filled]
    number = sum(bool(line.filled) for line in pasted.lines)
    messages.info(request, f"{number} of {pasted.values} pasted lines are in their boxes, not saved yet.")
    return show(request, scene, rows, group, lost=lost, status=422 if pasted.faults else 200)


def show(
    request: HttpRequest, scene: Scene, rows: list[GridRow], group: str, *, lost: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    user = person(request)
    boxes = [box for row in rows for box in row.boxes]
    typed = {name: text for row in rows for name, text in row.attempt.typed.items()}
    faults = {name: fault for row in rows for name, fault in row.attempt.faults.items()}
    form = SectionForm(boxes, typed, faults)
    parts = [scene.quarter.slug, group]
    context = {
        "title": f"{rows[0].award.title.split(': ', 1)[0]}: {scene.quarter.label}",
        "here": reverse("grid", args=parts),
        "draft_url": reverse("grid-draft", args=parts),
        "send_url": reverse("grid-send", args=parts),
        "csv": f"{reverse('grid', args=parts)}?format=csv",
        "back": {"url": f"{reverse('returns', args=[scene.quarter.slug])}?part=packs", "label": "Money and people"},
        "tokens": [token_for(user, pack, GRID, base) for pack, base in bases_to_show(rows)],
        "key": new_key(),
        "rows": [line_of(row, form) for row in rows],
        "totals": totals(rows),
        "writes": any(row.pack.is_open and not row.pack.is_shut for row in rows),
        "columns": list(COLUMNS.values()),
        "same": same_rows(rows, group, scene),
        "links": [*links(rows, form), *(("#pasted", each) for each in lost)],
        "drafts": any(row.attempt.draft for row in rows),
        "name": PASTED,
    }
    return render(request, "commissioning/grid/page.html", context, status=status)


def bases_to_show(rows: Sequence[GridRow]) -> list[tuple[Any, Base]]:
    """What each pack's boxes began from: one token for a pack, however many of its awards stand in the grid."""
    found: dict[int, tuple[Any, Base]] = {}
    for row in rows:
        base = row.attempt.base or Base.of(row.pack.version, row.current)
        _, before = found.get(row.pack.pk, (None, Base()))
        joined = Base(base.version, {**before.marks, **base.marks}, before.asked | base.asked)
        found[row.pack.pk] = (row.pack, joined)
    return list(found.values())


def links(rows: Sequence[GridRow], form: SectionForm) -> list[tuple[str, str]]:
    """The error summary: each line a link to its box."""
    found = []
    for row in rows:
        names = set(row.current)
        found += [
            (f"#id_{name}", f"{form.fields[name].label}: {fault}")
            for name, fault in row.attempt.faults.items()
            if name in names
        ]
        found += [
            (f"#clash-{name}", f"{form.fields[name].label}: somebody else changed this too. Choose what is to stand.")
            for name in row.attempt.clashes
            if name in names
        ]
        found += [(f"#award{row.award.pk}", f"{row.name}: {row.attempt.refused}")] if row.attempt.refused else []
    return found


def same_rows(rows: Sequence[GridRow], group: str, scene: Scene) -> list[dict[str, Any]]:
    """Awards of the same amount: to be confirmed, or who confirmed it and when. One query, where there are any."""
    twins = twins_in(rows)
    known = confirmations([row.award for row in rows]) if twins else {}
    found = []
    for each in twins:
        amount = each[0].awarded
        assert amount is not None
        event = known.get(facts_of([row.award for row in each], amount))
        found.append(
            {
                "names": formats.listing(row.name for row in each),
                "amount": formats.money(amount),
                "event": event,
                "keys": [row.award.pk for row in each],
                "url": reverse("grid-same", args=[scene.quarter.slug, group]),
            }
        )
    return found


@with_quarter(CONFIRMS)
def grid_same(request: HttpRequest, scene: Scene, group: str) -> HttpResponse:
    """Confirm that awards of the same amount are rightly so."""
    if request.method != "POST":
        return redirect("grid", scene.quarter.slug, group)
    chosen = set(request.POST.getlist("award"))
    rows = [row for row in found_rows(request, scene, group) if str(row.award.pk) in chosen]
    for twins in twins_in(rows):
        amount = twins[0].awarded
        if amount is not None:
            awards = [row.award for row in twins]
            confirm_same_award(awards=awards, amount=amount, by=person(request), at=timezone.now())
            messages.success(request, "Confirmed. It is asked again only if one of the awards changes.")
    return redirect("grid", scene.quarter.slug, group)


@answers_scripts
@with_quarter(CONFIRMS)
def grid_draft(request: HttpRequest, scene: Scene, group: str) -> HttpResponseBase:
    """Autosave: what is typed in each row is kept with its own pack."""
    rows = found_rows(request, scene, group)
    at, revision = timezone.now(), 1
    for pack, (typed, base) in changed_packs(request, rows).items():
        record = next(row.pack for row in rows if row.pack.pk == pack)
        revision = keep_typed(request, record, GRID, typed, base, at)
    return JsonResponse({"revision": revision, "at": to_the_second(at)})


@with_quarter(CONFIRMS)
def grid_send(request: HttpRequest, scene: Scene, group: str) -> HttpResponse:
    """The packs of the grid and their returns on what its awards cover, to be sent in one act."""
    rows = found_rows(request, scene, group)
    services = {
        covered.service_id for row in rows for covered in scene.portfolio.services_of_award.get(row.award.pk, ())
    }
    packs = {row.pack.pk: row for row in rows}
    found = QuarterlyReturn.objects.filter(pack__in=packs, service__in=services)
    related = found.select_related("service", "provider", "period__calendar").order_by("provider__name", "pk")
    returns = list(with_progress(related, RecordKind.RETURN))
    outgoing = [outgoing_pack(row) for row in packs.values()]
    for each in returns:
        own = outgoing_return(each)
        outgoing.append(Outgoing(each, f"{each.provider}: {own.name}", own.words, own.empty))
    records: list[Record] = [each.record for each in outgoing]
    back = {"url": reverse("grid", args=[scene.quarter.slug, group]), "label": "The grid"}
    return send_page(
        request,
        outgoing,
        answers=answers_of_all(returns) if request.method == "GET" else {},
        drafts=drafts_in(records, person(request)) if request.method == "GET" else [],
        title="Send",
        who=f"{rows[0].award.title.split(': ', 1)[0]}: {scene.quarter.label}",
        back=back,
        here=reverse("grid-send", args=[scene.quarter.slug, group]),
    )


def outgoing_pack(row: GridRow) -> Outgoing:
    spent = row.line.to_date if row.line else None
    words = f"{formats.money(spent)} spent so far" if spent is not None else ""
    return Outgoing(row.pack, f"{row.pack.provider}: money and people", words, row.line is None)


def as_csv(scene: Scene, rows: Sequence[GridRow], group: str) -> HttpResponse:
    """The grid as it is saved, for a spreadsheet."""
    header = ["Award", "Provider", "Awarded", *COLUMNS.values(), "Used, %", "Year gone, %", "Last entered", "Note"]
    found = []
    for row in rows:
        line, measured = row.line, row.pace
        used = formats.rounded(measured.used, 1) if measured and measured.used is not None else None
        amounts = [getattr(line, part) if line else None for part in COLUMNS]
        gone = formats.rounded(row.gone * 100, 1)
        note = line.note if line else ""
        found.append([row.name, row.award.provider.name, row.awarded, *amounts, used, gone, row.last, note])
    return csv_file(f"{group}-{scene.quarter.slug}", header, found)
