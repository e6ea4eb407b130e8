"""Stored facts put into a text while it is written, each in the form that is chosen, and how a text reads now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify

from commissioning.figures import LiveFacts
from commissioning.models import Award, Draft, Pack, QuarterlyReturn
from commissioning.models.seeing import audiences
from commissioning.parsing.references import (
    FORM_LABELS,
    FORMS,
    PATTERN,
    VALUE,
    LiveReference,
    read_reference,
    references_in,
)
from commissioning.views.keeping import keep_typed
from commissioning.views.owed import address, person, record_of, scene_for, title_of
from commissioning.views.quarters import Scene
from commissioning.workflow import Base, may_enter
from commissioning.workflow.life import Record
from commissioning.workflow.material import Material
from commissioning.workflow.sections import Words, parts_of, section_of
from commissioning.workflow.subjects import Subject, subject_kind
from commissioning.workflow.told import live_facts

FACTS = "facts"
KINDS = {
    "award": "awarded",
    "spend": "spent so far",
    "used": "share used",
    "contract-quarter": "quarter of its run",
    "total": "awarded in all",
    "spent": "spent in all",
    "share": "share used in all",
    "vacancy": "vacant posts",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One form of a fact: what is written into the text, the form in words, and what it prints now."""

    written: str
    form: str
    prints: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A stored fact with the forms in which it can be printed."""

    name: str
    offers: tuple[Offer, ...]


def texts_in(*contents: Mapping[str, Any]) -> list[str]:
    """What was said in words, in each of these contents."""
    return [entry["words"] for content in contents for entry in content.get("text", [])]


def printed(texts: Iterable[str], facts: LiveFacts, scene: Scene) -> dict[str, str]:
    """Texts with live references as they read now, by what is written; others are left out."""
    live = [text for text in texts if PATTERN.search(text)]
    facts.prepare(found for text in live for _, found in references_in(text) if found is not None)
    return {text: facts.text(text, audiences(scene.user)) for text in live}


def facts_page(request: HttpRequest, kind: str, pk: int, section: str, box: str) -> HttpResponse:
    """The facts that a text can point at (GET), and putting one at the end of the text, which is not yet saved (POST).

    With `part` in the address only the list itself, for a page that shows it beside its text.
    """
    record = record_of(request, kind, pk)
    words = words_with(record, request, section, box)
    if words is None:
        raise Http404
    if not may_enter(person(request), record):
        return redirect(address(record))
    if request.method == "POST":
        return insert(request, record, section, box, words)
    scene = scene_for(request, record)
    chosen = service_chosen(request, record, scene)
    context = {
        "groups": list(groups_of(record, scene, chosen)),
        "services": services_offered(scene) if not person(request).is_provider else [],
        "chosen": chosen,
        "here": request.path,
        "section": section,
        "box": box,
        "label": next(each.label for each in words.boxes if each.name == box),
        "title": "Insert a stored fact",
        "back": {"url": address(record, "section", section), "label": title_of(record)},
    }
    template = "_facts" if "part" in request.GET else "facts"
    return render(request, f"commissioning/returns/{template}.html", context)


def words_with(record: Record, request: HttpRequest, section: str, box: str) -> Words | None:
    """The words of a page that hold this box."""
    page = section_of(record, section, person(request))
    parts = [part for part in parts_of(page) if isinstance(part, Words)] if page else []
    return next((part for part in parts if box in part.asked), None)


def insert(request: HttpRequest, record: Record, section: str, box: str, words: Words) -> HttpResponse:
    """Put a reference at the end of what this person has typed, kept and not yet saved."""
    written = request.POST.get("insert", "")
    if not is_reference(written):
        raise Http404
    page = section_of(record, section, person(request)) or words
    put_at_end(request, record, section, box, written, page.current)
    messages.info(request, "It stands at the end of the text. Nothing is saved yet.")
    return redirect(f"{address(record, 'section', section)}#id_{box}")


def is_reference(written: str) -> bool:
    """Whether this is one live reference and nothing else."""
    inside = PATTERN.fullmatch(written)
    return inside is not None and read_reference(inside["inside"]) is not None


def put_at_end(
    request: HttpRequest, record: Subject, section: str, box: str, written: str, current: Mapping[str, str]
) -> None:
    """Put this at the end of a text as this person has typed it, or as it stands in `current`, and keep it so."""
    where = {"record_kind": subject_kind(record), "record_id": record.pk, "section": section}
    own = Draft.objects.filter(**where, user=person(request)).first()
    base = Base(own.base_version, own.base_fields) if own else Base.of(record.version, current)
    typed: dict[str, str] = dict(own.fields) if own else dict(current)
    typed[box] = f"{typed.get(box, '')} {written}".strip()
    keep_typed(request, record, section, typed, base)


def services_offered(scene: Scene) -> list[tuple[int, str]]:
    return [(each.pk, each.name) for each in scene.portfolio.in_quarter(scene.quarter)]


def service_chosen(request: HttpRequest, record: Record, scene: Scene) -> int | None:
    """The service whose facts are listed: the one asked for, which a provider's own people can't choose."""
    return asked_or_own(request, scene, getattr(record, "service_id", None))


def asked_or_own(request: HttpRequest, scene: Scene, own: int | None) -> int | None:
    """The service asked for in the address, else the text's own."""
    asked = request.GET.get("service", "")
    if person(request).is_provider or not asked.isascii() or not asked.isdigit():
        return own
    return int(asked) if int(asked) in scene.portfolio.services else own


def groups_of(record: Record, scene: Scene, service: int | None) -> Iterator[tuple[str, list[Fact]]]:
    """What a return, a pack or an item can point at, by sort."""
    material = Material(record, reference=scene.reference)
    facts = live_facts(record, scene.quarter, scene.user, reference=scene.reference, material=material)
    yield from offered(facts, scene, service, record)


def offered(
    facts: LiveFacts, scene: Scene, service: int | None, record: Record | None = None
) -> Iterator[tuple[str, list[Fact]]]:
    """What can be pointed at, by sort: figures, money, posts, dates."""
    named = list(named_references(record, scene, service))
    facts.prepare(reference for _, _, references in named for reference in references)
    seen = audiences(scene.user)
    found: dict[str, list[Fact]] = {}
    for group, name, references in named:
        offers = [
            Offer(reference.written, label_of(reference), each.words)
            for reference in references
            if (each := facts.found(reference)) is not None and each.audience in seen
        ]
        if offers:
            found.setdefault(group, []).append(Fact(name, tuple(offers)))
    yield from found.items()


def named_references(
    record: Record | None, scene: Scene, service: int | None
) -> Iterator[tuple[str, str, list[LiveReference]]]:
    """Every reference that can be offered of a service, with its group and name."""
    portfolio, provider = scene.portfolio, scene.user.is_provider
    if service is not None:
        for measure in portfolio.measures_of(service, scene.quarter.end):
            yield "Figures", measure.label, every_form("figure", measure.code)
        awards = [each for each in portfolio.awards_of.get(service, ()) if not provider or is_own(each, record)]
        for award in awards:
            kinds = ("award", "spend", "used", "contract-quarter")
            yield "Money", award.title, [ref for kind in kinds for ref in every_form(kind, award.code)]
        for group in dict.fromkeys(each.group for each in awards if each.group and not provider):
            yield "Money", f"All of {group}", [LiveReference(kind, group) for kind in ("total", "spent", "share")]
        yield "Posts", "Vacant posts", every_form("vacancy", portfolio.services[service].code)
        for award in awards:
            forms = [LiveReference("date", award.code, form) for form in ("starts", "ends", "decided")]
            yield "Dates", award.title, forms
    if not provider:
        for date in portfolio.key_dates.get(scene.quarter.pk, ()):
            yield "Dates", date.name, [LiveReference("date", slugify(date.name))]


def label_of(reference: LiveReference) -> str:
    """The form in words: of money and posts what it is, of others how it is printed."""
    kind, form = KINDS.get(reference.kind, ""), FORM_LABELS[reference.form]
    if not kind:
        return form if reference.form != VALUE or reference.kind == "figure" else "the day"
    return kind if reference.form == VALUE else f"{kind}, {form}"


def every_form(kind: str, code: str) -> list[LiveReference]:
    return [LiveReference(kind, code, form) for form in FORMS[kind]]


def is_own(award: Award, record: Record | None) -> bool:
    return isinstance(record, QuarterlyReturn | Pack) and award.provider_id == record.provider_id


def below_boxes(
    part: Words, texts: Mapping[str, str], section: str, scene: Scene, material: Material | None = None
) -> dict[str, dict[str, Any]]:
    """What stands below each text of a page: how it reads now, where it points at facts, and the way to them."""
    record = part.record
    prints = now_printed(record, scene, texts.values(), material)
    by_link = getattr(record, "opened_by", None) is not None  # a personal link opens the return, and no page of facts
    return {
        name: {
            "prints": prints.get(text, ""),
            "facts_url": "" if by_link else address(record, FACTS, section, name),
            "facts_name": name,
        }
        for name, text in texts.items()
        if name in part.asked
    }


def now_printed(record: Record, scene: Scene, texts: Iterable[str], material: Material | None = None) -> dict[str, str]:
    """Those of a record's texts that point at facts, as this person reads them now, by what is written."""
    material = material or Material(record, reference=scene.reference)
    facts = live_facts(record, scene.quarter, scene.user, reference=scene.reference, material=material)
    return printed(texts, facts, scene)
