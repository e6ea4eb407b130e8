"""Which documents stand: whether each holds, and which of those that the office asks for are missing or over."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commissioning.choices import DocumentState, Stage
from commissioning.figures.portfolio import Portfolio
from commissioning.models import Award, Document, DocumentKind, DocumentRequirement, Service
from commissioning.models.documents import SERVICE
from providers.models import Provider

SOON = timedelta(days=92)  # before its last day a document is asked for anew
RUNNING = (Stage.MOBILISING, Stage.LIVE, Stage.EXTENSION, Stage.ENDING)
Holder = Provider | Award | Service


def state_of(expires_on: date | None, *, on: date) -> DocumentState:
    """Whether a document that holds until a day, or without end, holds on this one."""
    if expires_on is None or expires_on > on + SOON:
        return DocumentState.HELD
    return DocumentState.EXPIRED if expires_on < on else DocumentState.SOON


@dataclass(frozen=True, slots=True)
class Wanted:
    """One document that the office asks for of one holder. `document` is the best that is kept; None: none is."""

    kind: DocumentKind
    holder: Holder
    state: DocumentState
    document: Document | None

    @property
    def wants(self) -> bool:
        """Whether something is to be done about it."""
        return self.state != DocumentState.HELD


def wanted_of(
    holders: Iterable[Holder], requirements: Iterable[DocumentRequirement], documents: Iterable[Document], *, on: date
) -> list[Wanted]:
    """What is asked for of these, with what is kept of it, in the order of the holders. No query.

    `documents` are those that still count. Of several of a kind that which holds longest stands.
    """
    asked: dict[str, list[DocumentKind]] = defaultdict(list)
    for row in requirements:
        if row.kind.ended_on is None:
            asked[row.of].append(row.kind)
    kept: dict[tuple[type, int, int], Document] = {}
    for each in documents:
        key = (*_key(each), each.kind_id)
        if key not in kept or _lasts(each) > _lasts(kept[key]):
            kept[key] = each
    return list(_wanted(holders, asked, kept, on)) if asked else []


def _wanted(
    holders: Iterable[Holder],
    asked: dict[str, list[DocumentKind]],
    kept: dict[tuple[type, int, int], Document],
    on: date,
) -> Iterator[Wanted]:
    for holder in holders:
        for kind in asked.get(group_of(holder), ()):
            found = kept.get((type(holder), holder.pk, kind.pk))
            state = state_of(found.expires_on, on=on) if found else DocumentState.MISSING
            yield Wanted(kind, holder, state, found)


def _key(document: Document) -> tuple[type, int]:
    if document.provider_id:
        return Provider, document.provider_id
    if document.award_id:
        return Award, document.award_id
    return Service, document.service_id or 0


def _lasts(document: Document) -> tuple[date, int]:
    return document.expires_on or date.max, document.pk


def holder_name(holder: Holder) -> str:
    """Which of a document's holders it is: "provider", "award" or "service"."""
    return type(holder).__name__.lower()


def group_of(holder: Holder) -> str:
    """The group of which a requirement speaks: providers or awards of this kind, or every service."""
    return SERVICE if isinstance(holder, Service) else f"{holder_name(holder)}-{holder.kind}"


def holders_of(portfolio: Portfolio, *, on: date) -> list[Holder]:
    """Of whom documents are asked for: providers and services in use, awards that have not ended; not to be changed."""

    def found() -> list[Holder]:
        delivering = portfolio.providers_for(portfolio.services) | {each.provider_id for each in portfolio.awards}
        providers = [each for each in portfolio.providers.values() if each.pk in delivering and in_use(each)]
        services = [each for each in portfolio.services.values() if each.stage in RUNNING and in_use(each)]
        awards = [each for each in portfolio.awards if each.ends_on is None or each.ends_on >= on]
        return [*sorted(providers, key=lambda each: (each.name, each.pk)), *awards, *services]

    return portfolio.once(("holders of documents", on), found)


def in_use(holder: Any) -> bool:
    return holder.ended_on is None and not getattr(holder, "merged_into_id", None)
