"""Fields and values of a portfolio file in the words in which a preview shows them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from commissioning.choices import DeliveryRole, ObservationState, Route
from commissioning.exports.portfolio.counted import MEASURES, TARGETS
from commissioning.exports.portfolio.money import AWARDS, FUNDING, PROJECTS, STREAMS
from commissioning.exports.portfolio.plan import AREAS
from commissioning.exports.portfolio.providers import CONTACTS, PROVIDERS
from commissioning.exports.portfolio.services import SERVICES
from commissioning.imports.portfolio.book import Book
from commissioning.imports.portfolio.figures import Figure
from commissioning.imports.portfolio.measures import Level
from commissioning.imports.portfolio.records import Ref
from commissioning.imports.portfolio.services import Reports
from commissioning.imports.portfolio.values import Amount
from commissioning.models import (
    Allocation,
    Area,
    Award,
    FundedProject,
    Funder,
    FundingStream,
    Measure,
    MeasureVersion,
    Objective,
    Plan,
    Service,
    ServiceMeasure,
    Target,
    Theme,
    Variation,
)
from providers.models import Contact, Provider
from tracker import formats

MODELS: dict[str, tuple[type[Model], ...]] = {
    "plan": (Plan,),
    "objective": (Objective,),
    "theme": (Theme,),
    "area": (Area,),
    "provider": (Provider,),
    "contact": (Contact,),
    "service": (Service,),
    "funder": (Funder,),
    "stream": (FundingStream,),
    "allocation": (Allocation,),
    "award": (Award,),
    "variation": (Variation,),
    "project": (FundedProject,),
    "measure": (Measure, MeasureVersion),
    "service_measure": (ServiceMeasure,),
    "target": (Target,),
}
FORMS = {
    "area": AREAS,
    "provider": PROVIDERS,
    "contact": CONTACTS,
    "service": SERVICES,
    "allocation": STREAMS,
    "award": AWARDS,
    "variation": FUNDING,
    "project": PROJECTS,
    "measure": MEASURES,
    "service_measure": MEASURES,
    "target": TARGETS,
}
OWN_LABELS = {
    "name": "Name",
    "year_label": "Year",
    "lead_officer": "Lead officer",
    "whole": "Part of",
    "label": "Label",
}


def label_of(kind: str, name: str, book: Book) -> str:
    """What a field is called on the preview."""
    first, _, rest = name.partition(" ")
    if first == "delivery":
        return f"Delivered by {book.entries['provider'][rest].name}"
    if first == "route":
        return f"Who reports for {book.entries['provider'][rest.split()[0]].name}"
    if first == "money":
        stream, _, year = rest.partition(" ")
        return f"{book.entries['stream'][stream].name}, {year}"
    if name in OWN_LABELS:
        return OWN_LABELS[name]
    columns = FORMS[kind].columns if kind in FORMS else ()
    heading = next((each.heading for each in columns if each.key == name), "")
    if heading:
        return heading
    field = _field(kind, name)
    text = str(getattr(field, "verbose_name", name)).replace("_", " ")
    return text[:1].upper() + text[1:]


def _field(kind: str, name: str) -> Any:
    for model in MODELS.get(kind, ()):
        try:
            return model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
    return None


def words_of(kind: str, name: str, value: Any, book: Book) -> str:
    """A value as people read it."""
    if value is None or value == "" or value == ():
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return str(dict(getattr(_field(kind, name), "flatchoices", ()) or ()).get(value, value))
    if isinstance(value, tuple | list):
        return _several(name, tuple(value), book)
    return _one(value, book)


def _one(value: Any, book: Book) -> str:
    if isinstance(value, Ref):
        return book.entries[value.kind][value.key].name
    if isinstance(value, Reports):
        return _reports(value)
    if isinstance(value, Amount):
        return value.words
    if isinstance(value, Level):
        return formats.number(value.value, precision=value.precision)
    if isinstance(value, Figure):
        return figure_words(value)
    if isinstance(value, date):
        return formats.day(value)
    return formats.number(value) if isinstance(value, Decimal | int) else str(value)


def _several(name: str, value: tuple[Any, ...], book: Book) -> str:
    first = name.partition(" ")[0]
    if first == "money":
        return str(value[2].words)
    if first == "delivery":
        return str(DeliveryRole(value[1]).label)
    if first == "calendar":
        return _one(value[0], book)
    if first == "services":
        return "; ".join(_share(ref, share, book) for ref, share in value)
    return "; ".join(sorted(each if isinstance(each, str) else _one(each, book) for each in value))


def _share(ref: Ref, share: Decimal | None, book: Book) -> str:
    name = _one(ref, book)
    return name if share is None else f"{name} ({formats.percentage(share)})"


def _reports(value: Reports) -> str:
    since = f", from {formats.day(value.starts_on)}" if value.starts_on else ""
    until = f", until {formats.day(value.ends_on)}" if value.ends_on else ""
    return f"{Route(value.route).label}{since}{until}"


def figure_words(value: Figure) -> str:
    if value.value is None:
        return str(ObservationState(value.state).label)
    number = formats.number(value.value, precision=value.precision)
    if value.numerator is None or value.denominator is None:
        return number
    return f"{formats.number(value.numerator)} of {formats.number(value.denominator)}, {number}"
