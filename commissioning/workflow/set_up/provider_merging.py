"""Two rows of one body made one: everything that points at the one moves to the other, and nothing of it is lost.

The row that goes stays, with `merged_into`: its address leads to the other, and submissions made on its behalf go on
naming it. What can't be moved without deciding something for people is an obstacle, named in a sentence.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from commissioning.choices import DeliveryRole, RecordKind, State
from commissioning.models import (
    Award,
    Document,
    Draft,
    Observation,
    Pack,
    QuarterlyReturn,
    Question,
    Reminder,
    ReportingRoute,
    ServiceProvider,
    Submission,
)
from commissioning.workflow.set_up.services import SET_UP
from providers.models import Contact, Membership, Provider, ProviderAlias
from tracker import audit, records
from tracker.audit import Told
from tracker.formats import listing
from tracker.models import Office, User
from tracker.refusals import NotNow

FOLLOW: tuple[type[Model], ...] = (
    ProviderAlias,
    Contact,
    Membership,
    Award,
    Document,
    QuarterlyReturn,
)  # a new owner is all
WITH_CARE: tuple[type[Model], ...] = (ServiceProvider, ReportingRoute, Pack, Observation)  # where both may have one
STAY: tuple[type[Model], ...] = (Submission,)  # what was sent says on whose behalf, for ever
NUMBERS = (("charity_number", "charity numbers"), ("company_number", "company numbers"))


@dataclass(slots=True)
class Merging:
    """What merging would do: how many records of each kind move, and what stands in the way."""

    gone: Provider
    into: Provider
    obstacles: list[str] = field(default_factory=list)
    moves: dict[str, int] = field(default_factory=dict)


def plan_merging(*, gone: Provider, into: Provider) -> Merging:
    """What merging the one into the other would do. Reads only."""
    found = Merging(gone, into)
    found.obstacles += _of_the_two(gone, into)
    if not found.obstacles:
        found.obstacles += [*_of_routes(gone, into), *_of_returns(gone, into), *_of_packs(gone, into)]
        found.obstacles += _of_observations(gone, into)
    for model in (*FOLLOW, *WITH_CARE):
        count = _rows(model, gone).count()
        if count:
            found.moves[str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)] = count
    return found


@transaction.atomic
def merge_providers(*, gone: Provider, into: Provider, by: User, at: datetime) -> Provider:
    """Merge the one into the other. Refused, with every obstacle named, where it isn't safe. It can't be undone."""
    records.check_permission(by, SET_UP)
    first, second = (records.locked(each) for each in sorted((gone, into), key=lambda each: each.pk))
    gone, into = (first, second) if first.pk == gone.pk else (second, first)
    plan = plan_merging(gone=gone, into=into)
    if plan.obstacles:
        raise NotNow(f"They can’t be merged yet. {' '.join(plan.obstacles)}")
    told = [*_drop_deliveries(gone, into), *_drop_routes(gone, into), *_join_packs(gone, into)]
    for model in (*FOLLOW, *WITH_CARE):
        told += _move(model, gone, into)
    told += _hand_over(gone, into)
    counts = {name: ("", count) for name, count in plan.moves.items()}
    told.append(Told("merge", gone, changes={"merged_into": ("", into.name), **counts}))
    told.append(Told("take-in", into, changes={"takes in": ("", gone.name), **counts}))
    audit.record_all(told, by=by, at=at)
    Office.objects.reference_changed()
    return into


def _rows(model: type[Model], provider: Provider) -> QuerySet[Any]:
    return model._default_manager.filter(provider=provider)


def _of_the_two(gone: Provider, into: Provider) -> list[str]:
    """Why these two are never one."""
    if gone.pk == into.pk:
        return ["They are one row already."]
    if not (gone.stated and into.stated):
        return ["“Provider not stated” is no body: give each service its provider instead."]
    merged = [each for each in (gone, into) if each.merged_into_id]
    if merged:
        return [f"{merged[0].name} was merged already."]
    return [
        f"They have different {label}, {getattr(gone, name)} and {getattr(into, name)}: correct one first."
        for name, label in NUMBERS
        if getattr(gone, name) and getattr(into, name) and getattr(gone, name) != getattr(into, name)
    ]


def _overlapping_routes(gone: Provider, into: Provider) -> Iterable[tuple[ReportingRoute, ReportingRoute]]:
    """Routes of both on one service that hold on the same day."""
    others = list(_rows(ReportingRoute, into))
    for route in _rows(ReportingRoute, gone).select_related("service"):
        for other in others:
            if other.service_id == route.service_id and _hold_together(route, other):
                yield route, other


def _hold_together(one: ReportingRoute, other: ReportingRoute) -> bool:
    before = one.ends_on and other.starts_on and one.ends_on < other.starts_on
    after = other.ends_on and one.starts_on and other.ends_on < one.starts_on
    return not (before or after)


def _alike(one: ReportingRoute, other: ReportingRoute) -> bool:
    return (one.route, one.starts_on, one.ends_on) == (other.route, other.starts_on, other.ends_on)


def _of_routes(gone: Provider, into: Provider) -> list[str]:
    return [
        f"Both have a reporting route on {route.service} on the same days: end one of them first."
        for route, other in _overlapping_routes(gone, into)
        if not _alike(route, other)
    ]


def _of_returns(gone: Provider, into: Provider) -> list[str]:
    theirs = set(_rows(QuarterlyReturn, into).values_list("service_id", "period_id"))
    mine = _rows(QuarterlyReturn, gone).select_related("service", "period")
    both = [f"{row.service} for {row.period}" for row in mine if (row.service_id, row.period_id) in theirs]
    return [f"Both have a return on {listing(both)}."] if both else []


def _of_packs(gone: Provider, into: Provider) -> list[str]:
    both = [
        str(mine.period) for mine, theirs in _pairs_of_packs(gone, into) if not (_is_bare(mine) or _is_bare(theirs))
    ]
    return [f"Both have something on money and people for {listing(both)}."] if both else []


def _pairs_of_packs(gone: Provider, into: Provider) -> list[tuple[Pack, Pack]]:
    theirs = {pack.period_id: pack for pack in _rows(Pack, into)}
    mine = _rows(Pack, gone).select_related("period")
    return [(pack, theirs[pack.period_id]) for pack in mine if pack.period_id in theirs]


def _is_bare(pack: Pack) -> bool:
    """Whether nobody has done anything to a pack's own part, so that it may go."""
    if pack.state != State.NOT_STARTED or pack.version:
        return False
    lines = [
        each.related_model._default_manager.filter(**{each.field.name: pack})
        for each in Pack._meta.related_objects
        if each.related_model is not QuarterlyReturn
    ]
    about = [
        model._default_manager.filter(record_kind=RecordKind.PACK, record_id=pack.pk)
        for model in (Draft, Question, Reminder, Submission)
    ]
    return not any(rows.exists() for rows in (*lines, *about))


def _of_observations(gone: Provider, into: Provider) -> list[str]:
    keys = ("service_measure_id", "period_id", "category_id")
    theirs = set(_rows(Observation, into).values_list(*keys))
    mine = _rows(Observation, gone).select_related("service_measure", "period")
    both = [f"{row.service_measure.label} in {row.period}" for row in mine if _key(row) in theirs]
    return [f"Both have a figure for {listing(both)}."] if both else []


def _key(row: Observation) -> tuple[int, int, int]:
    return (row.service_measure_id, row.period_id, row.category_id)


def _drop_deliveries(gone: Provider, into: Provider) -> list[Told]:
    """Where both deliver a service it is delivered once, as lead if either led."""
    theirs = {row.service_id: row for row in _rows(ServiceProvider, into)}
    told = []
    for row in _rows(ServiceProvider, gone).select_related("service"):
        other = theirs.get(row.service_id)
        if other is None:
            continue
        if row.role == DeliveryRole.LEAD and other.role != DeliveryRole.LEAD:
            ServiceProvider.objects.filter(pk=other.pk).update(role=DeliveryRole.LEAD)
            told.append(Told("change", other, changes={"role": (other.role, DeliveryRole.LEAD)}))
        told.append(Told("delete", row, changes={"provider": (gone.name, "")}))
        ServiceProvider.objects.filter(pk=row.pk).delete()
    return told


def _drop_routes(gone: Provider, into: Provider) -> list[Told]:
    """Of two routes that say the same one is enough."""
    same = {route.pk: route for route, other in _overlapping_routes(gone, into) if _alike(route, other)}
    ReportingRoute.objects.filter(pk__in=same).delete()
    return [Told("delete", route, changes={"provider": (gone.name, "")}) for route in same.values()]


def _join_packs(gone: Provider, into: Provider) -> list[Told]:
    """Where both have a pack for a period, the one that nobody has touched gives its returns to the other and goes."""
    told = []
    for mine, theirs in _pairs_of_packs(gone, into):
        bare, other = (mine, theirs) if _is_bare(mine) else (theirs, mine)
        moved = list(QuarterlyReturn.objects.filter(pack=bare))
        QuarterlyReturn.objects.filter(pack=bare).update(pack=other)
        told += [Told("change", row, changes={"pack": (bare.pk, other.pk)}) for row in moved]
        told.append(Told("delete", bare, changes={"provider": (bare.provider_id, "")}))
        Pack.objects.filter(pk=bare.pk).delete()
    return told


def _move(model: type[Model], gone: Provider, into: Provider) -> list[Told]:
    """All rows of one kind get their new owner; each has its event, but for figures, whose returns tell of it."""
    rows = list(_rows(model, gone).only("pk"))
    _rows(model, gone).update(provider=into)
    if model is Observation:
        return []
    return [Told("change", row, changes={"provider": (gone.name, into.name)}) for row in rows]


def _hand_over(gone: Provider, into: Provider) -> list[Told]:
    """Names, numbers and what is confidential go to the row that stays; older merged rows lead to it too."""
    known = {into.name, into.short_name or gone.short_name, *into.aliases.values_list("name", flat=True)}
    aliases = [
        ProviderAlias(provider=into, name=name) for name in (gone.name, gone.short_name) if name and name not in known
    ]
    taken = set(ProviderAlias.objects.filter(name__in=[each.name for each in aliases]).values_list("name", flat=True))
    made = [ProviderAlias.objects.create(provider=into, name=each.name) for each in aliases if each.name not in taken]
    changes: dict[str, tuple[Any, Any]] = {}
    for name in ("charity_number", "company_number", "short_name", "address_confidential"):
        if getattr(gone, name) and not getattr(into, name):
            changes[name] = (getattr(into, name), getattr(gone, name))
    Provider.objects.filter(pk=into.pk).update(**{name: after for name, (_, after) in changes.items()})
    Provider.objects.filter(Q(merged_into=gone) | Q(pk=gone.pk)).update(merged_into=into)
    told = [Told("add", alias, changes={"name": ("", alias.name)}) for alias in made]
    return [*told, Told("change", into, changes=changes)] if changes else told
