"""What a question is about, on screen: its name and its page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import Http404, HttpRequest
from django.utils import timezone

from commissioning.choices import RecordKind
from commissioning.figures import reference_for
from commissioning.models import Question, ReportingPeriod
from commissioning.views.addresses import address
from commissioning.views.owed import person, quarter_slug, record_of, title_of
from commissioning.views.quarters import Scene, scene_of
from commissioning.workflow.life import MODELS
from commissioning.workflow.subjects import SUBJECTS, Subject, subjects_seen
from tracker.context import office_of
from tracker.periods import london_date

Key = tuple[str, int]
TABS = {
    RecordKind.SERVICE: "overview",
    RecordKind.AWARD: "money",
    RecordKind.RISK: "risks-and-promises",
    RecordKind.COMMITMENT: "risks-and-promises",
    RecordKind.NEWS: "returns",
}


@dataclass(frozen=True, slots=True)
class Place:
    """What a question is about: what it is called, and where it stands."""

    record: Subject
    label: str
    url: str


def place_of(request: HttpRequest, kind: str, pk: int) -> Place:
    """The record with its name and page, if this person may see it; 404 else, and for a kind that there is not."""
    if kind in MODELS:
        record = record_of(request, kind, pk)
        scene_of(request, quarter_slug(request, record.period.end))
        return Place(record, title_of(record), address(kind, pk))
    found = subjects_seen(kind, person(request)).filter(pk=pk).first() if kind in SUBJECTS else None
    if found is None:
        raise Http404
    scene = scene_of(request, slug_for(request, found))
    service, item = getattr(found, "service_id", None), getattr(found, "office_item_id", None)
    return Place(found, str(found), page_of(scene, kind, pk, service=service, item=item))


def slug_for(request: HttpRequest, record: Subject) -> str:
    """The quarter in whose frame a record without one is shown: its own, if it is or has one, else the one in hand."""
    own = record if isinstance(record, ReportingPeriod) else getattr(record, "of_quarter", None)
    if own is not None:
        return quarter_slug(request, own.end)
    office = office_of(request)
    quarter = reference_for(office).quarter_at(london_date(timezone.now())) if office else None
    return quarter.slug if quarter else ""


def page_of(scene: Scene, kind: str, key: int, *, service: int | None = None, item: int | None = None) -> str:
    """Where a record that is not owed stands; where it has no page, its questions in the list of all."""
    quarter = scene.quarter.slug
    if kind == RecordKind.PROVIDER:
        return address("provider", quarter, key)
    if kind == RecordKind.PERIOD:
        return address("returns", scene.reference.periods[key].slug) if key in quarters(scene) else address("home")
    if kind == RecordKind.SERVICE:
        return address("service", quarter, key)
    if kind == RecordKind.ENTRY:
        return address("entry", key)
    if kind == RecordKind.AWARD:
        service = next((row.service_id for row in scene.portfolio.services_of_award.get(key, ())), None)
    if service and kind in TABS:
        return address("service-tab", quarter, service, TABS[RecordKind(kind)])
    return address("item", item) if item else address("questions", quarter)


def quarters(scene: Scene) -> set[int]:
    return {each.pk for each in scene.reference.quarters()}


def named(scene: Scene, questions: Iterable[Question]) -> dict[Key, tuple[str, str]]:
    """What each question is about, by name and page. One query, whatever they are about."""
    wanted: dict[str, set[int]] = {}
    for question in questions:
        wanted.setdefault(question.record_kind, set()).add(question.record_id)
    found = {key: name_set_up(scene, *key) for key in pairs(wanted) if key[0] in SET_UP}
    first, *others = (columns(kind, wanted.get(kind, set())) for kind in STORED)
    for kind, key, service, provider, period, text, item in first.union(*others, all=True):
        facts = Facts(kind, key, service, provider, period, text, item)
        found[kind, key] = name_stored(scene, facts)
    return found


def pairs(wanted: dict[str, set[int]]) -> Iterable[Key]:
    return ((kind, key) for kind, keys in wanted.items() for key in keys)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is read of a subject to name it."""

    kind: str
    key: int
    service: int | None
    provider: int | None
    period: int | None
    text: str
    item: int | None


SET_UP = frozenset({RecordKind.SERVICE, RecordKind.AWARD, RecordKind.PROVIDER, RecordKind.PERIOD})
EMPTY: dict[str, Any] = {"service": None, "provider": None, "period": None, "text": Value(""), "item": None}
STORED: dict[str, dict[str, Any]] = {
    RecordKind.RETURN: {"service": "service_id", "provider": "provider_id", "period": "period_id"},
    RecordKind.PACK: {"provider": "provider_id", "period": "period_id"},
    RecordKind.ITEM: {"period": "period_id", "text": F("title")},
    RecordKind.COMMITMENT: {"service": "service_id", "text": F("text"), "item": "office_item_id"},
    RecordKind.RISK: {"service": "service_id", "text": F("title")},
    RecordKind.NEWS: {"service": "service_id", "text": F("text"), "item": "office_item_id"},
    RecordKind.ALLOCATION: {"text": Concat("stream__name", Value(", "), "year_label")},
    RecordKind.ENTRY: {"text": F("heading")},
}


def columns(kind: str, keys: set[int]) -> QuerySet[Any, Any]:
    """The same columns of each kind, so that one query reads them all."""
    facts = EMPTY | STORED[kind]
    numbers = [
        Cast(F(facts[name]) if facts[name] else Value(None), BigIntegerField())
        for name in ("service", "provider", "period", "item")
    ]
    text = Cast(facts["text"], CharField())
    rows = SUBJECTS[kind]._default_manager.filter(pk__in=keys).order_by()
    return rows.values_list(Value(str(kind)), F("pk"), *numbers[:3], text, numbers[3])


def name_set_up(scene: Scene, kind: str, key: int) -> tuple[str, str]:
    portfolio = scene.portfolio
    names: dict[str, dict[int, Any]] = {
        RecordKind.SERVICE: portfolio.services,
        RecordKind.PROVIDER: portfolio.providers,
        RecordKind.PERIOD: scene.reference.periods,
        RecordKind.AWARD: {award.pk: award for award in portfolio.awards},
    }
    return str(names[kind].get(key, "")), page_of(scene, kind, key)


def name_stored(scene: Scene, facts: Facts) -> tuple[str, str]:
    owed = facts.kind in MODELS
    service = scene.portfolio.services.get(facts.service or 0)
    provider = scene.portfolio.providers.get(facts.provider or 0)
    period = scene.reference.periods.get(facts.period or 0)
    name = facts.text or (str(service) if service else str(provider or ""))
    url = (
        address(facts.kind, facts.key)
        if owed
        else page_of(scene, facts.kind, facts.key, service=facts.service, item=facts.item)
    )
    return (f"{name}: {period}" if period else name), url
