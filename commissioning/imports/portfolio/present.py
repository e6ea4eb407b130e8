"""What is stored, as the rows of the form: the counterpart of reading. Read back, they change nothing."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from commissioning.choices import DeliveryRole, NumberKind, ObservationState, Precision, ReportsFor
from commissioning.exports.portfolio.workbook import Filled, Percent, Row, Value, portfolio_workbook
from commissioning.imports.portfolio.book import Book, Entry
from commissioning.imports.portfolio.measures import WORDING
from commissioning.imports.portfolio.stored import add_stored, within
from commissioning.imports.portfolio.values import BETWEEN, SHARE, Amount
from commissioning.models import MeasureVersion, Observation
from commissioning.models.observations import COUNTED
from commissioning.parsing.dates import NOT_KNOWN
from commissioning.parsing.numbers import clean
from tracker import formats

Rows = Iterator[Row]


def present_workbook(title: str, *, on: date) -> bytes:
    """The form filled with everything that is stored; with nothing stored, the empty form."""
    book = Book({}, on=on)
    add_stored(book)
    figures, periods = _figures(book)
    rows = {
        "plan": _plan(book),
        "area": _areas(book),
        "provider": _providers(book),
        "contact": _contacts(book),
        "service": _services(book),
        "reporting": _reporting(book),
        "stream": _streams(book),
        "award": _awards(book),
        "funding": _funding(book),
        "project": _projects(book),
        "measure": _measures(book),
        "target": _targets(book),
    }
    filled = {kind: Filled(list(each)) for kind, each in rows.items()}
    return portfolio_workbook(title, filled | {"figure": Filled(figures, periods)})


def _called(book: Book, kind: str, name: str, key: str, *, among: bool = False) -> str:
    """How a record is called in a cell: by its name where that finds it, and it alone; else by its code.

    `among`: in a cell that may hold several names.
    """
    entry = book.by_key(kind, key)
    unsaid = clean(name) in NOT_KNOWN or (among and (BETWEEN.search(name) or SHARE.fullmatch(name) or "," in name))
    return name if book.find(kind, name) is entry and not unsaid else key


def _money(amount: Decimal | None, precision: str = Precision.EXACT) -> Value:
    """A number where it is exact, else in words: "about £20,000", "not stated"."""
    return amount if amount is not None and precision == Precision.EXACT else Amount(amount, precision).words


def _plan(book: Book) -> Rows:
    themes: dict[int, list[Entry]] = {}
    for theme in sorted(book.of("theme"), key=lambda entry: (entry.stored.place, entry.stored.pk)):
        themes.setdefault(theme.stored.objective_id, []).append(theme)
    objectives = sorted(book.of("objective"), key=lambda entry: (entry.stored.place, entry.stored.pk))
    for objective in objectives:
        name = _called(book, "objective", objective.name, objective.key)
        yield {"objective": objective.name, "plan": objective.stored.plan.name, "code": objective.key}
        for theme in themes.get(objective.stored.pk, []):
            yield {"objective": name, "theme": theme.name, "plan": objective.stored.plan.name, "code": theme.key}


def _areas(book: Book) -> Rows:
    for entry in book.of("area"):
        area = entry.stored
        within_names = (_called(book, "area", each.name, each.code, among=True) for each in area.within.all())
        yield {
            "name": area.name,
            "scheme": area.get_scheme_display(),
            "ons_code": area.ons_code,
            "aliases": "; ".join(alias for alias in area.aliases if not BETWEEN.search(alias)),
            "within": "; ".join(within_names),
            "code": area.code,
        }


def _providers(book: Book) -> Rows:
    for key, entry in book.entries.get("provider", {}).items():
        provider = entry.stored
        if key != provider.code or not provider.stated:
            continue  # merged into another; or the one row that is no body
        aliases = [alias.name for alias in provider.aliases.all() if not BETWEEN.search(alias.name)]
        yield {
            "name": provider.name,
            "short_name": provider.short_name,
            "kind": provider.get_kind_display(),
            "charity_number": provider.charity_number,
            "company_number": provider.company_number,
            "aliases": "; ".join(aliases),
            "address_confidential": _yes(provider.address_confidential),
            "ended_on": provider.ended_on,
            "code": provider.code,
        }


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _contacts(book: Book) -> Rows:
    for entry in book.of("contact"):
        contact = entry.stored
        yield {
            "name": contact.name,
            "provider": _called(book, "provider", contact.provider.name, contact.provider.code),
            "job": contact.job,
            "email": contact.email,
            "telephone": contact.telephone,
            "gets_reminders": _yes(contact.gets_reminders),
        }


def _services(book: Book) -> Rows:
    for entry in book.of("service"):
        service = entry.stored
        whole, officer = service.part_of, service.lead_officer
        theme = within(service.objective.code, service.theme.name) if service.theme else ""
        yield {
            "name": service.name,
            "objective": _called(book, "objective", service.objective.name, service.objective.code),
            "theme": service.theme.name if service.theme and book.find("theme", theme) else _theme_code(service),
            "provider": _delivering(service, DeliveryRole.LEAD, book),
            "partners": _delivering(service, DeliveryRole.PARTNER, book),
            "route": _plain_route(service),
            "reports_for": service.get_reports_for_display() if service.reports_for != ReportsFor.LEAD else "",
            "calendar": _calendar(service, book),
            "template": service.get_template_display(),
            "officer": _called(book, "officer", officer.name, officer.email) if officer else "",
            "areas": "; ".join(_called(book, "area", a.name, a.code, among=True) for a in service.areas.all()),
            "part_of": _called(book, "service", whole.name, whole.code) if whole else "",
            "stage": service.get_stage_display(),
            "summary": service.summary,
            "address_confidential": _yes(service.address_confidential),
            "ended_on": service.ended_on,
            "code": service.code,
        }


def _theme_code(service: Any) -> str:
    return service.theme.code if service.theme else ""


def _delivering(service: Any, role: str, book: Book) -> str:
    rows = [row.provider for row in service.service_providers.all() if row.role == role]
    return "; ".join(_called(book, "provider", row.name, row.code, among=True) for row in rows)


def _calendar(service: Any, book: Book) -> str:
    newest = max(service.calendars.all(), key=lambda row: (row.starts_on, row.pk), default=None)
    return _called(book, "calendar", newest.calendar.name, newest.calendar.code) if newest else ""


def _plain_route(service: Any) -> str:
    """The route where one word says it all: of its lead, or of each of its leads, without days."""
    rows = list(service.routes.all())
    leads = [row.provider_id for row in service.service_providers.all() if row.role == DeliveryRole.LEAD]
    reporting = leads if service.reports_for == ReportsFor.EACH else leads[:1]
    plain = (
        rows
        and sorted(row.provider_id for row in rows) == sorted(reporting)
        and len({row.route for row in rows}) == 1
        and not any(row.starts_on or row.ends_on for row in rows)
    )
    return str(rows[0].get_route_display()) if plain else ""


def _reporting(book: Book) -> Rows:
    """Routes that the sheet of services can't say, each in a row of its own."""
    for entry in book.of("service"):
        service = entry.stored
        roles = {row.provider_id: row.get_role_display() for row in service.service_providers.all()}
        for row in service.routes.all() if not _plain_route(service) else ():
            yield {
                "service": _called(book, "service", service.name, service.code),
                "provider": _called(book, "provider", row.provider.name, row.provider.code),
                "role": roles.get(row.provider_id, ""),
                "route": row.get_route_display(),
                "starts_on": row.starts_on,
                "ends_on": row.ends_on,
            }


def _stream_cells(stream: Any, book: Book) -> dict[str, Value]:
    found = book.find("stream", within(stream.funder.code, stream.name))
    known = found is not None and found.key == stream.code
    return {
        "funder": _called(book, "funder", stream.funder.name, stream.funder.code),
        "stream": stream.name if known and clean(stream.name) not in NOT_KNOWN else stream.code,
    }


def _streams(book: Book) -> Rows:
    held = {entry.stored.stream_id for entry in book.of("allocation")}
    for entry in book.of("stream"):
        if entry.stored.pk not in held:
            yield {**_stream_cells(entry.stored, book), "code": entry.key}
    for entry in book.of("allocation"):
        allocation = entry.stored
        stream = book.entries["stream"][allocation.stream.code].stored
        yield {
            **_stream_cells(stream, book),
            "year": allocation.year_label,
            "amount": _money(allocation.amount, allocation.precision),
            "stage": allocation.get_stage_display(),
            "stage_on": allocation.stage_on,
            "purpose": allocation.purpose,
            "code": allocation.code,
        }


def _awards(book: Book) -> Rows:
    for entry in book.of("award"):
        award = entry.stored
        total = None if award.stated_total is None else _money(award.stated_total, award.stated_total_precision)
        plain = (
            "reference starts_on ends_on decided_on length_years extension_years extension_state review_by notice_on"
        )
        words = "purpose reasons conditions group stated_group_total code"
        yield {
            "title": award.title,
            "provider": _called(book, "provider", award.provider.name, award.provider.code),
            "kind": award.get_kind_display(),
            "services": _covered(award, book),
            "stated_total": total,
            **{name: getattr(award, name) for name in f"{plain} {words}".split()},
        }


def _covered(award: Any, book: Book) -> str:
    """The services, each with its share in brackets."""
    parts = []
    for row in award.award_services.all():
        name = _called(book, "service", row.service.name, row.service.code, among=True)
        parts.append(name if row.share is None else f"{name} ({row.share.normalize():f}%)")
    return "; ".join(parts)


def _projects(book: Book) -> Rows:
    for entry in book.of("project"):
        project = entry.stored
        yield {
            "award": _called(book, "award", project.award.title, project.award.code),
            "name": project.name,
            "purpose": project.purpose,
            "amount": _money(project.amount, project.precision),
            "area": _called(book, "area", project.area.name, project.area.code, among=True) if project.area else None,
            "code": project.code,
        }


def _funding(book: Book) -> Rows:
    for entry in book.of("award"):
        own = [row for row in entry.stored.splits.all() if row.variation_id is None]
        name = _called(book, "award", entry.name, entry.key)
        yield from ({"award": name, **_split(row, book)} for row in own)
        for variation in entry.stored.variations.all():
            change: Row = {
                "award": name,
                "change": variation.get_kind_display(),
                "effective_on": variation.effective_on,
                "reason": variation.reason,
            }
            rows = list(variation.splits.all())
            yield from ({**change, **_split(row, book)} for row in rows)
            if not rows:
                yield change


def _split(row: Any, book: Book) -> dict[str, Value]:
    stream = book.entries["stream"][row.stream.code].stored
    return {**_stream_cells(stream, book), "year": row.year_label, "amount": _money(row.amount, row.precision)}


def _measures(book: Book) -> Rows:
    used = set()
    for entry in sorted(book.of("service_measure"), key=lambda each: (each.stored.service.code, each.stored.place)):
        own = entry.stored
        used.add(own.measure.code)
        measure = book.entries["measure"][own.measure.code]
        shared = _called(book, "measure", measure.name, measure.key)
        whole = own.whole
        yield {
            "service": _called(book, "service", own.service.name, own.service.code),
            "measure": own.label,
            "shared": shared if shared != own.label else "",
            **_wording(measure),
            "headline": _yes(own.headline),
            "part_of": _own_name(book, whole) if whole else "",
            "family": own.family,
            "tolerance": None if own.tolerance is None else Percent(own.tolerance, 2),
            "audience": own.get_audience_display(),
            "starts_on": own.starts_on,
            "ends_on": own.ends_on,
            "code": own.code,
        }
    for measure in book.of("measure"):
        if measure.key not in used:
            yield {"measure": _called(book, "measure", measure.name, measure.key), **_wording(measure)}


def _wording(measure: Entry) -> dict[str, Value]:
    newest: MeasureVersion = list(measure.stored.versions.all())[-1]
    labels = {name: getattr(newest, f"get_{name}_display")() for name in ("number_kind", "basis", "polarity")}
    plain = {name: getattr(newest, name) for name in WORDING if name not in labels}
    return {**plain, **labels, "about_people": "yes" if newest.about_people else "no"}


def _own_name(book: Book, own: Any) -> str:
    """A measure as its service words it; its code where that means another one too."""
    found = book.find("service_measure", within(own.service.code, own.label))
    return own.label if found is not None and found.key == own.code else own.code


def _targets(book: Book) -> Rows:
    for entry in book.of("target"):
        target = entry.stored
        own = book.entries["service_measure"][target.service_measure.code].stored
        if target.value is None:
            continue
        yield {
            "service": _called(book, "service", own.service.name, own.service.code),
            "measure": _own_name(book, own),
            "year": target.year_label,
            "target": _number(target.value, _kind(book, own), target.precision, 2),
            "condition": target.condition,
        }


def _kind(book: Book, own: Any) -> str:
    return str(list(book.entries["measure"][own.measure.code].stored.versions.all())[-1].number_kind)


def _number(value: Decimal, kind: str, precision: str, decimals: int) -> Value:
    if precision != Precision.EXACT:
        return formats.with_precision(formats.value(kind, value, decimals=decimals or None), precision)
    return Percent(value, decimals) if kind == NumberKind.PERCENTAGE else value.normalize()


def _figures(book: Book) -> tuple[list[Row], list[str]]:
    """Figures that count, a row for each measure, provider and category, a column for each period. One query."""
    measures = {entry.stored.pk: entry.stored for entry in book.of("service_measure")}
    periods = {row.pk: row for entry in book.of("calendar") for row in entry.stored.periods.all()}
    categories = {entry.stored.pk: entry for entry in book.of("category")}
    rows = Observation.objects.filter(standing__in=COUNTED).exclude(state=ObservationState.NOT_ANSWERED)
    found: dict[tuple[int, int, int], dict[str, Value]] = {}
    labels: dict[str, date] = {}
    for row in rows.order_by("service_measure", "provider"):
        own, period = measures[row.service_measure_id], periods[row.period_id]
        part = row.category_id if row.category_id in categories else 0
        line = found.setdefault((own.pk, row.provider_id, part), {})
        line[period.label] = _figure(row, _kind(book, own))
        labels[period.label] = period.end
    order = sorted(found, key=lambda key: (measures[key[0]].service.name, measures[key[0]].place, key))
    providers = {entry.stored.pk: entry for entry in book.of("provider")}
    lines: list[Row] = [
        _whose(measures[own], providers[whose], book)
        | {"category": categories[part].name if part else None}
        | found[own, whose, part]
        for own, whose, part in order
    ]
    return lines, sorted(labels, key=lambda label: (labels[label], label))


def _whose(own: Any, provider: Entry, book: Book) -> dict[str, Value]:
    return {
        "service": _called(book, "service", own.service.name, own.service.code),
        "measure": _own_name(book, own),
        "provider": _called(book, "provider", provider.name, provider.key),
    }


def _figure(row: Observation, kind: str) -> Value:
    if row.state != ObservationState.REPORTED:
        return str(ObservationState(row.state).label)
    if row.numerator is not None and row.denominator is not None:
        return f"{formats.number(row.numerator)} of {formats.number(row.denominator)}"
    return None if row.value is None else _number(row.value, kind, row.precision, row.decimals)
