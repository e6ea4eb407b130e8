"""One paragraph of the update: its heading line, words, headline figures, flags, table and sources."""

from commissioning import figures
from commissioning.choices import Prompt, RecordKind
from commissioning.models import AreaScheme, Pack, QuarterlyReturn, Service
from commissioning.ratings.findings import somebody_waits, waiting_words
from reports.builder.contacts import is_confidential
from reports.builder.counts import key_of_waiting
from reports.builder.material import Material
from reports.builder.money import group_table, new_funding_table, pace_bars
from reports.builder.printed import chart_for, figures_of
from reports.builder.references import Resolver
from reports.document import (
    Audience,
    Entry,
    Flag,
    FlagKind,
    Passage,
    Source,
)
from reports.models import Entry as StoredEntry
from reports.models import SectionKind
from tracker import formats

MOST_FIGURES = 3
REOPENED = (
    "What this rests on was opened again after it was approved. Its words and figures stand as they were approved; "
    "its other lines are left out until it is approved again."
)


def build_entry(stored: StoredEntry, material: Material, resolve: Resolver, *, kind: str) -> Entry:
    """The paragraph as it prints; a source whose return does not count is named in `not_received`.

    Figures, flags and money of a service stand in the first paragraph that rests on it, and in no second one.
    """
    sources = material.sources.get(stored.pk, [])
    services = [material.services[source.service_id] for source in sources if source.service_id]
    first = [service for service in services if material.first_entry(service.pk) == stored.pk]
    items = [material.items[s.office_item_id] for s in sources if s.office_item_id in material.items]
    records = [key for key, _record in _records(first, items, material)]
    printed = figures_of(first, material)
    grouped = _group(first, material)
    table = new_funding_table(material) if kind == SectionKind.NEW_FUNDING else None
    return Entry(
        code=stored.code,
        heading=stored.heading,
        who=who_line(services),
        passages=_passages(stored, services, items, material, resolve),
        figures=tuple(printed[:MOST_FIGURES]),
        no_figure="No figure was given this quarter." if first and not printed and not grouped else "",
        flags=_flags(first, items, records, material),
        chart=chart_for(first, material),
        table=group_table(grouped, material) if grouped else table,
        pace=pace_bars(grouped) if grouped else (),
        sources=_sources(services, items, material),
        not_received=tuple(_not_received(first, material)),
        unapproved=any(_unapproved(key, record, material) for key, record in _records(services, items, material)),
        audience=Audience(stored.audience),
    )


def who_line(services: list[Service]) -> str:
    """Who delivers, and where: "West Mercia Women's Aid · whole force area".

    Where something with a confidential address works is said in no copy, unless it is the whole force area.
    """
    providers, areas = [], []
    for service in services:
        for delivery in service.service_providers.all():
            if delivery.provider.stated and delivery.provider.name not in providers:
                providers.append(delivery.provider.name)
        secret = is_confidential(service)
        told = (area.name for area in service.areas.all() if not secret or area.scheme == AreaScheme.FORCE)
        areas += [name for name in told if name not in areas]
    if len(providers) > 3:
        providers = [f"{formats.in_words(len(providers)).capitalize()} providers"]
    who = formats.listing(providers) if providers else "Provider not stated"
    return " · ".join(part for part in [who if services else "", formats.listing(areas)] if part)


def _passages(stored, services, items, material, resolve) -> tuple[Passage, ...]:
    """The paragraph's own words, else those that its sources gave for the update, in their order; then what stands of
    its services from quarter to quarter.
    """
    standing = [part for service in services for part in paragraphs(service.standing_text)]
    said = _own_words(stored, services, items, material, resolve)
    return (*said, *(resolve.passage(part) for part in standing if part not in stored.words))


def _own_words(stored, services, items, material, resolve) -> tuple[Passage, ...]:
    if stored.words:
        return tuple(resolve.passage(part) for part in paragraphs(stored.words))
    return tuple(
        resolve.passage(part, narrative.audience)
        for key, _record in _records(services, items, material)
        for narrative in material.words.get(key, ())
        if narrative.prompt == Prompt.UPDATE_WORDS
        for part in paragraphs(narrative.text)
    )


def paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.replace("\r", "").split("\n\n") if part.strip()]


def _records(services, items, material):
    """The returns and items that stand behind a paragraph, each with its key."""
    returns = [(("return", each.pk), each) for service in services for each in material.returns(service.pk)]
    return returns + [(("item", item.pk), item) for item in items]


def _unapproved(key, record, material) -> bool:
    """Sent and waiting for approval; what is open again stands as it was approved."""
    return key in material.counted and record.state != "approved"


def _not_received(services: list[Service], material: Material):
    """Who owes a return that does not count: never sent, or sent and not yet approved."""
    for service in services:
        for owed in material.owed.get(service.pk, ()):
            if not material.stands("return", owed.pk) and owed.state != "not_required":
                yield f"{owed.provider.brief_name}: {service.name} ({_why_not(owed)})"


def _why_not(owed: QuarterlyReturn) -> str:
    return "return not received" if owed.submitted_at is None else "return not yet approved"


def _flags(services, items, records, material) -> tuple[Flag, ...]:
    flags = [Flag(FlagKind.NOTE, "Open again", REOPENED, Audience.BOARD) for key in records if key in material.reopened]
    flags += [
        Flag(FlagKind.WATCH, "Waiting list", waiting_words(line), Audience(line.audience), key_of_waiting(line))
        for key in records
        for line in material.waiting.get(key, ())
        if somebody_waits(line)
    ]
    asked: dict[Audience, list[str]] = {}
    for question in questions_about(services, items, material):
        asked.setdefault(Audience(material.audience_of(question)), []).append(question.text)
    flags += [Flag(FlagKind.QUESTION, "Question open", " ".join(texts), of) for of, texts in asked.items()]
    return tuple(flags)


def questions_about(services, items, material):
    """Open questions about the returns, figures, items and promises behind a paragraph."""
    keys = {service.pk for service in services}
    returns = {owed.pk for service in services for owed in material.owed.get(service.pk, ())}
    item_keys = {item.pk for item in items}
    for question in material.questions:
        of = question.service_measure.service_id if question.service_measure else question.service_id
        if (
            (question.record_kind == RecordKind.RETURN and question.record_id in returns)
            or (question.record_kind == RecordKind.ITEM and question.record_id in item_keys)
            or (of in keys and question.record_kind not in (RecordKind.RETURN, RecordKind.ITEM))
        ):
            yield question


def _sources(services, items, material) -> tuple[Source, ...]:
    found = []
    for service in services:
        found.append(Source("service", service.pk, service.name, service.code))
        found += [_return_source(each, service) for each in material.returns(service.pk)]
        found += [_pack_source(each, service, material) for each in material.packs_of(service.pk)]
        found += [
            Source("award", each.award.pk, each.award.title, service.code) for each in material.awards_of(service.pk)
        ]
    return tuple(found + [_item_source(item) for item in items])


def _pack_source(pack: Pack, service: Service, material: Material) -> Source:
    label = f"{pack.provider.brief_name}: money and people, {material.quarter.label}"
    return _sent_source("pack", pack, label, service)


def _return_source(owed: QuarterlyReturn, service: Service) -> Source:
    return _sent_source("return", owed, f"{owed.provider.brief_name}: {service.name}, {owed.period.label}", service)


def _sent_source(kind: str, owed: Pack | QuarterlyReturn, label: str, service: Service) -> Source:
    return Source(
        kind=kind,
        key=owed.pk,
        label=label,
        service=service.code,
        standing=owed.state,
        received=formats.day(owed.submitted_at) if owed.submitted_at else "",
        approved=formats.day(owed.approved_at) if owed.approved_at else "",
    )


def _item_source(item) -> Source:
    return Source(
        kind="item",
        key=item.pk,
        label=item.title,
        service=item.service.code if item.service else "",
        standing=item.state,
        received=formats.day(item.submitted_at) if item.submitted_at else "",
        approved=formats.day(item.approved_at) if item.approved_at else "",
    )


def _group(services, material):
    """Like awards of these services that are read together, at least two; empty otherwise."""
    rows = [each for service in services for each in material.awards_of(service.pk)]
    for group in figures.groups(rows).values():
        if len(group) > 1:
            return group
    return []
