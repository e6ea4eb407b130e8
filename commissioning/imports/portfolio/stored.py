"""All of the portfolio that is stored, so that a file can be held against it: a fixed number of queries."""

from django.db.models import Prefetch

from commissioning.imports.portfolio.book import Book, Entry
from commissioning.models import (
    Allocation,
    Area,
    Award,
    AwardService,
    Category,
    FundedProject,
    Funder,
    FundingSplit,
    FundingStream,
    Measure,
    MeasureVersion,
    Objective,
    Plan,
    ReportingCalendar,
    ReportingRoute,
    Service,
    ServiceCalendar,
    ServiceMeasure,
    ServiceProvider,
    Target,
    Theme,
    Variation,
)
from providers.models import Contact, Provider
from tracker.models import User
from tracker.roles import POLICY

LEADS = [role for role, permissions in POLICY.items() if "commissioning.set_up" in permissions]


def add_stored(book: Book) -> None:
    """Let everything that is stored be found in the book."""
    _plan(book)
    _providers(book)
    _services(book)
    _money(book)
    _measures(book)


def within(parent: str, name: str) -> str:
    """The name of something that is only known under something else: a theme under its objective."""
    return f"{parent} > {name}"


def _plan(book: Book) -> None:
    for plan in Plan.objects.all():
        book.register(Entry("plan", plan.name, plan.name, plan), plan.name)
    for objective in Objective.objects.select_related("plan"):
        book.register(Entry("objective", objective.code, objective.name, objective), objective.name)
    for theme in Theme.objects.select_related("objective"):
        entry = Entry("theme", theme.code, theme.name, theme)
        book.register(entry, theme.name, within(theme.objective.code, theme.name))
    for area in Area.objects.prefetch_related("within"):
        book.register(Entry("area", area.code, area.name, area), area.name, *area.aliases)
    for person in User.objects.filter(is_active=True, role__in=LEADS):
        book.register(Entry("officer", person.email, person.name, person), person.name, person.email)


def _providers(book: Book) -> None:
    rows = list(Provider.objects.prefetch_related("aliases"))
    by_pk = {row.pk: row for row in rows}
    entries = {row.pk: Entry("provider", row.code, row.name, row) for row in rows if row.merged_into_id is None}
    for row in rows:
        last = row
        while last.merged_into_id is not None:
            last = by_pk[last.merged_into_id]
        entry = entries[last.pk]
        names = (row.name, row.short_name, *(alias.name for alias in row.aliases.all()))
        if last is row:
            book.register(entry, *names)
        else:
            book.entries["provider"][row.code] = entry
            for name in names:
                book.call(entry, name)
    for contact in Contact.objects.select_related("provider").filter(erased_at=None):
        key = within(contact.provider.code, contact.name)
        book.register(Entry("contact", f"{key} {contact.pk}", contact.name, contact), key)


def _services(book: Book) -> None:
    for calendar in ReportingCalendar.objects.prefetch_related("periods"):
        book.register(Entry("calendar", calendar.code, calendar.name, calendar), calendar.name)
    rows = Service.objects.select_related("objective", "theme", "part_of", "lead_officer").prefetch_related(
        "areas",
        Prefetch("service_providers", ServiceProvider.objects.select_related("provider")),
        Prefetch("routes", ReportingRoute.objects.select_related("provider")),
        Prefetch("calendars", ServiceCalendar.objects.select_related("calendar")),
    )
    for service in rows:
        book.register(Entry("service", service.code, service.name, service), service.name)


def _money(book: Book) -> None:
    for funder in Funder.objects.all():
        book.register(Entry("funder", funder.code, funder.name, funder), funder.name)
    for stream in FundingStream.objects.select_related("funder"):
        entry = Entry("stream", stream.code, stream.name, stream)
        book.register(entry, stream.name, within(stream.funder.code, stream.name))
    for allocation in Allocation.objects.select_related("stream"):
        key = within(allocation.stream.code, allocation.year_label)
        book.register(Entry("allocation", allocation.code, key, allocation), key)
    rows = Award.objects.select_related("provider").prefetch_related(
        Prefetch("award_services", AwardService.objects.select_related("service")),
        Prefetch("splits", FundingSplit.objects.select_related("stream")),
        Prefetch("variations", Variation.objects.prefetch_related("splits__stream")),
    )
    for award in rows:
        entry = Entry("award", award.code, award.title, award)
        book.register(entry, award.title, award.reference)
        for variation in award.variations.all():
            variation.award = award
            book.register(Entry("variation", variation.code, str(variation), variation))
    for project in FundedProject.objects.select_related("award", "area"):
        key = within(project.award.code, project.name)
        book.register(Entry("project", project.code, project.name, project), key)


def _measures(book: Book) -> None:
    rows = Measure.objects.prefetch_related(Prefetch("versions", MeasureVersion.objects.order_by("number")))
    for measure in rows:
        book.register(Entry("measure", measure.code, measure.name, measure), measure.name)
    for category in Category.objects.exclude(breakdown=None).select_related("breakdown"):
        name = f"{category.breakdown}: {category.name}"
        book.register(Entry("category", category.code, name, category), category.name, name)
    rows_of_services = ServiceMeasure.objects.select_related("service", "measure", "whole")
    for own in rows_of_services.prefetch_related("breakdowns"):
        names = (within(own.service.code, own.label), within(own.service.code, own.measure.name))
        book.register(Entry("service_measure", own.code, own.label, own), *names)
    for target in Target.objects.select_related("service_measure"):
        key = within(target.service_measure.code, target.year_label)
        book.register(Entry("target", key, key, target), key)
