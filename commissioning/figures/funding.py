"""What is funded, as anybody may know it: each award with recipient, purpose, conditions, reasons, amounts and dates.

Source: the Elected Local Policing Bodies (Specified Information) Order 2011. An award that is withheld on one of its
grounds is in nothing of this. A text in which somebody's ways to be reached, or another personal detail, stands is not
told; no place is told of what has a confidential address.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from commissioning.choices import Audience, AwardKind
from commissioning.claims.details import private_in
from commissioning.figures.awards import Standing, standing_from
from commissioning.models import Award, Document, FundedProject, FundingSplit, FundingStream, Objective, Service
from commissioning.models.plan import Area
from commissioning.ratings.splits import Part, precision_of, sum_words
from commissioning.ratings.totals import Total
from commissioning.ratings.values import Precision
from providers.models import ProviderKind
from tracker.periods import financial_year_of

TEXTS = ("purpose", "reasons", "conditions")
GRANTS = (AwardKind.GRANT, AwardKind.TRANSFER)
CONTRACTS = (AwardKind.CONTRACT,)
#: Above so many pounds a copy of the contract is published; the others stand in a list.
COPY_ABOVE = Decimal(10_000)
NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Funded:
    """One award as it stands on a day. `areas` are where its services work; none where a place may not be told."""

    award: Award
    standing: Standing
    services: tuple[Service, ...]
    streams: tuple[FundingStream, ...]
    objectives: tuple[Objective, ...]
    areas: tuple[Area, ...]
    confidential: bool

    @property
    def title(self) -> str:
        return told(self.award.title, name=True) or NOT_SHOWN

    @property
    def recipient(self) -> str:
        """Who receives it; empty: nobody has said."""
        provider = self.award.provider
        return named(provider) if provider.stated else ""

    @property
    def in_house(self) -> bool:
        return self.award.kind == AwardKind.IN_HOUSE or self.award.provider.kind == ProviderKind.OFFICE

    @property
    def purpose(self) -> str:
        return told(self.award.purpose)

    @property
    def reasons(self) -> str:
        return told(self.award.reasons)

    @property
    def conditions(self) -> str:
        return told(self.award.conditions)

    @cached_property
    def private(self) -> tuple[str, ...]:
        """What keeps a text of it from being told: "purpose: a postcode"."""
        award = self.award
        named = [("title", award.title), ("recipient", award.provider.name)]
        named += [("stream", each.name) for each in self.streams]
        named += [("objective", each.name) for each in self.objectives]
        found = [(box, private_in(text, name=True)) for box, text in named]
        found += [(box, private_in(getattr(award, box))) for box in TEXTS]
        return tuple(f"{box}: {what[0]}" for box, what in found if what)

    @property
    def whole(self) -> Total:
        """Pounds over all years, with every change in force."""
        return self.standing.whole

    @property
    def amount(self) -> Decimal | None:
        """None while a part is not stated, or where there is none."""
        return self.whole.amount if self.standing.in_force else None

    @property
    def amount_words(self) -> str:
        """ "£98,441", "about £500,000"; empty: not stated."""
        return sum_words(self.standing.in_force) if self.amount is not None else ""

    @property
    def exact(self) -> bool:
        return precision_of(self.standing.in_force) == Precision.EXACT

    @property
    def years(self) -> dict[str, list[Part]]:
        return self.standing.years

    @property
    def starts_on(self) -> date | None:
        return self.award.starts_on

    @property
    def ends_on(self) -> date | None:
        return self.standing.ends_on

    @property
    def has_ended(self) -> bool:
        """Its last day is past, or, where nobody has stated it, the last year that it has money in."""
        if self.ends_on is not None:
            return self.ends_on < self.standing.on
        return bool(self.years) and max(self.years) < financial_year_of(self.standing.on)

    @property
    def copied(self) -> bool:
        """A contract of which a copy is published: above the amount, or of an amount that nobody has stated."""
        return self.award.kind in CONTRACTS and (self.amount is None or self.amount > COPY_ABOVE)

    @property
    def documents(self) -> list[Document]:
        """Those that anybody may read (`with_papers`); none where a place may not be told, for they may name it."""
        return [] if self.confidential else list(self.award.documents.all())

    @property
    def projects(self) -> list[FundedProject]:
        """What the recipient funded with it (`with_projects`)."""
        return list(self.award.projects.all())


def told(text: str, *, name: bool = False) -> str:
    """The text as anybody may read it: as it stands, or not at all."""
    return "" if private_in(text, name=name) else text


def named(record: Any) -> str:
    """The name of a provider, a service, a stream, an objective or a place, unless a way to reach somebody is in it."""
    return told(record.name, name=True) or NOT_SHOWN


def funded_by(on: date) -> QuerySet[Award]:
    """The awards that anybody may know of: decided on, or begun, by the day, and not withheld. Read by `funding_of`."""
    return awards_by(on).filter(withheld="")


def awards_by(on: date) -> QuerySet[Award]:
    """Every award but those that were decided on, or begin, after the day, with all that is told of it.

    Services and areas are put in order by whoever reads them: asked for them in order, SQLite tries each service of all
    with each award.
    """
    later = Q(decided_on__gt=on) | Q(decided_on=None, starts_on__gt=on)
    splits = FundingSplit.objects.select_related("stream", "variation").order_by("year_label", "stream__name", "pk")
    areas = Prefetch("areas", queryset=Area.objects.order_by())
    services = Service.objects.select_related("objective").prefetch_related(areas).order_by()
    rows = Award.objects.exclude(later).select_related("provider")
    return rows.prefetch_related(
        Prefetch("splits", queryset=splits), "variations", Prefetch("services", queryset=services)
    )


def with_papers(awards: QuerySet[Award]) -> QuerySet[Award]:
    """With the documents that anybody may read."""
    return awards.prefetch_related(Prefetch("documents", queryset=public_documents()))


def with_projects(awards: QuerySet[Award]) -> QuerySet[Award]:
    """With the projects that the recipient funded."""
    return awards.prefetch_related(Prefetch("projects", queryset=FundedProject.objects.select_related("area")))


def public_documents() -> QuerySet[Document]:
    return Document.objects.current().filter(audience=Audience.PUBLIC).exclude(file="").order_by("title", "pk")


def funding_of(awards: Iterable[Award], *, on: date) -> list[Funded]:
    """Each of these as it stands on the day. `awards` are of `awards_by(on)`."""
    return [_funded(award, on) for award in awards]


def _funded(award: Award, on: date) -> Funded:
    services = tuple(sorted(award.services.all(), key=attrgetter("pk")))
    confidential = is_confidential(award, services)
    areas = {} if confidential else {area.pk: area for service in services for area in _areas_of(service)}
    rows = [row for row in award.splits.all() if row.variation is None or row.variation.effective_on <= on]
    return Funded(
        award=award,
        standing=standing_from(award, award.splits.all(), award.variations.all(), on=on),
        services=services,
        streams=tuple({row.stream_id: row.stream for row in rows}.values()),
        objectives=tuple({each.objective_id: each.objective for each in services}.values()),
        areas=tuple(areas.values()),
        confidential=confidential,
    )


def _areas_of(service: Service) -> list[Area]:
    return sorted(service.areas.all(), key=attrgetter("scheme", "name", "pk"))


def is_confidential(award: Award, services: Sequence[Service]) -> bool:
    """Whether no place may be told: the recipient's address, or that of a service it pays for, is confidential."""
    return award.provider.address_confidential or any(each.address_confidential for each in services)
