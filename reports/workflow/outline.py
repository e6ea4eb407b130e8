"""The outline of a quarter's update, made from the plan and from last quarter's grouping."""

from datetime import datetime

from django.db import transaction

from commissioning.models import Objective, OfficeItem, ReportingPeriod, Service
from reports.models import Entry, EntrySource, Section, SectionKind, Update
from reports.workflow.publishing import needs_draft
from tracker.audit import record
from tracker.models import User

ITEM_SECTIONS = [SectionKind.OTHER, SectionKind.PORTFOLIO]


@transaction.atomic
def ensure_outline(*, period: ReportingPeriod, by: User | None, at: datetime) -> Update:
    """The quarter's update, with a paragraph for each service that reports and each item written.

    Made from the plan the first time, grouped as in the last update before; later calls add what has come since
    and move nothing. Refused where the update is no draft.
    """
    update, made = Update.objects.get_or_create(period=period, defaults={"made_at": at, "made_by": by})
    update = needs_draft(update)
    if made:
        _add_sections(update)
        _copy_grouping(update)
    if _add_what_is_missing(update) or made:
        record(act="outline", record=update, by=by, at=at)
    return update


def _add_sections(update: Update) -> None:
    kinds: list[tuple[str, Objective | None]] = [(SectionKind.NEW_FUNDING, None)]
    kinds += [(SectionKind.OBJECTIVE, objective) for objective in Objective.objects.all()]
    kinds += [(kind, None) for kind in ITEM_SECTIONS]
    Section.objects.bulk_create(
        Section(update=update, kind=kind, objective=objective, place=place)
        for place, (kind, objective) in enumerate(kinds, start=1)
    )


def _copy_grouping(update: Update) -> None:
    """Paragraphs of the newest earlier update that rest on services are grouped the same way again, without words.

    One that tells more of services which another paragraph tells of already was for its own quarter alone.
    """
    earlier = Update.objects.filter(period__end__lt=update.period.end).order_by("-period__end").first()
    if earlier is None:
        return
    sections = {section.objective_id: section for section in update.sections.all()}
    grouped: set[int] = set()
    rows = Entry.objects.filter(section__update=earlier, left_out_why="").order_by("section__place", "place", "pk")
    for entry in rows.prefetch_related("sources__service"):
        services = [source.service for source in entry.sources.all() if source.service]
        section = sections.get(entry.section.objective_id)
        if section and {each.pk for each in services} - grouped:
            grouped |= {each.pk for each in services}
            _add_entry(section, entry.code, entry.heading, theme=entry.theme, services=services, writer=entry.writer)


def _add_what_is_missing(update: Update) -> bool:
    """Adds a paragraph or a source for each thing that has none; answers whether there was any."""
    before = _size(update)
    sections = list(update.sections.select_related("objective"))
    by_objective = {section.objective_id: section for section in sections if section.objective_id}
    by_kind = {section.kind: section for section in sections}
    new_funding = by_kind[SectionKind.NEW_FUNDING]
    if _has_new_funding(update.period) and not new_funding.entries.exists():
        _add_entry(new_funding, "new-funding", "New funding", theme=None, services=[], writer=None)
    for service in _services_without_entry(update):
        section = by_objective.get(service.objective_id)
        if section:
            _add_entry(
                section,
                service.code,
                service.name,
                theme=service.theme,
                services=[service, *service.parts.in_plan_order()],
                writer=service.lead_officer,
            )
    for item in _items_without_entry(update):
        section = by_objective.get(item.objective_id) if item.objective_id else by_kind.get(item.section)
        if section:
            _add_item(section, item)
    return _size(update) != before


def _size(update: Update) -> tuple[int, int]:
    """How many paragraphs there are, and on how many sources they rest."""
    entries = Entry.objects.filter(section__update=update)
    return entries.count(), EntrySource.objects.filter(entry__in=entries).count()


def _has_new_funding(period: ReportingPeriod) -> bool:
    """Whether allocations or changes to awards are told of as new this quarter; they compose their own paragraph."""
    return period.allocations.exists() or period.variations.exists()


def _services_without_entry(update: Update):
    """Services that owe something this quarter and stand in no paragraph; projects stand with their programme."""
    owed = Service.objects.filter(
        returns__period__end__gte=update.period.start, returns__period__end__lte=update.period.end
    )
    covered = EntrySource.objects.filter(entry__section__update=update, service__isnull=False)
    missing = owed.exclude(pk__in=covered.values("service")).exclude(part_of__in=owed.values("pk"))
    return missing.distinct().with_plan().in_plan_order()


def _items_without_entry(update: Update):
    covered = EntrySource.objects.filter(entry__section__update=update, office_item__isnull=False)
    items = OfficeItem.objects.ending_in(update.period).exclude(pk__in=covered.values("office_item"))
    return items.select_related("theme", "service", "writer")


def _add_item(section: Section, item: OfficeItem) -> None:
    """An item about a service joins that service's paragraph where there is one."""
    own = Entry.objects.filter(section=section, sources__service=item.service_id).first() if item.service_id else None
    if own is not None:
        EntrySource.objects.create(entry=own, office_item=item, place=own.sources.count())
        return
    entry = _add_entry(section, item.code, item.title, theme=item.theme, services=[], writer=item.writer)
    EntrySource.objects.create(entry=entry, office_item=item, place=0)


def _add_entry(section: Section, code: str, heading: str, *, theme, services, writer) -> Entry:
    entry = Entry.objects.create(
        section=section,
        theme=theme,
        code=code,
        heading=heading,
        writer=writer,
        place=section.entries.count() + 1,
    )
    EntrySource.objects.bulk_create(
        EntrySource(entry=entry, service=service, place=place) for place, service in enumerate(services)
    )
    return entry
