"""Figures: whose they are, that nothing is in force that was never kept, and that parts fit their wholes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from commissioning.choices import NumberKind, ObservationState, Standing, State
from commissioning.models import Category, Observation, ObservationValue
from commissioning.ratings.percentages import Member, check_family, check_part, check_percentage
from commissioning.ratings.values import SHARES, share_of
from tracker import formats

SAME = ("state", "value", "numerator", "denominator", "precision")
NULLABLE = ("value", "numerator", "denominator")


def owners() -> Iterator[str]:
    """A figure is of the same service, provider and period as the return that it stands in."""
    wrong = Observation.objects.filter(quarterly_return__isnull=False).exclude(
        provider=F("quarterly_return__provider"),
        period=F("quarterly_return__period"),
        service_measure__service=F("quarterly_return__service"),
    )
    for key, own in wrong.order_by("pk").values_list("pk", "quarterly_return_id"):
        yield f"Figure {key} stands in return {own}, which is of another service, provider or period."
    other = Observation.objects.exclude(version__measure=F("service_measure__measure"))
    yield from (f"Figure {key} has a definition of another measure." for key in _keys(other))


def kept() -> Iterator[str]:
    """What is in force was typed or read once, and `latest` is the newest value."""
    same = ObservationValue.objects.filter(observation=OuterRef("pk"))
    for name in SAME:
        equal = Q(**{name: OuterRef(name)})
        same = same.filter(equal | Q(**{f"{name}__isnull": True}) if name in NULLABLE else equal)
    answered = Observation.objects.exclude(state=ObservationState.NOT_ANSWERED)
    for key in _keys(answered.filter(~Exists(same))):
        yield f"Figure {key} is in force with a value that was never kept."
    newer = ObservationValue.objects.filter(observation=OuterRef("pk")).exclude(pk=OuterRef("latest"))
    newer = newer.filter(Q(number__gt=OuterRef("latest__number")) | Q(observation__latest=None))
    yield from (
        f"Figure {key} doesn't point at its newest value." for key in _keys(Observation.objects.filter(Exists(newer)))
    )


def standings() -> Iterator[str]:
    """Of an approved return no figure is a draft or merely submitted; of one never approved none is approved."""
    figures = Observation.objects.filter(quarterly_return__isnull=False)
    behind = figures.filter(quarterly_return__state=State.APPROVED, standing__in=[Standing.DRAFT, Standing.SUBMITTED])
    yield from (f"Figure {key} of an approved return is not approved." for key in _keys(behind))
    ahead = figures.filter(quarterly_return__approved_at=None, standing=Standing.APPROVED)
    yield from (f"Figure {key} is approved, its return never was." for key in _keys(ahead))


def shares() -> Iterator[str]:
    """A percentage or rate with both parts is what they give, to the decimals typed (rule 2)."""
    rows = Observation.objects.filter(
        denominator__gt=0, version__number_kind__in=[NumberKind.PERCENTAGE, NumberKind.RATE]
    )
    names = ("pk", "version__number_kind", "value", "decimals", "numerator", "denominator")
    for key, kind, value, decimals, numerator, denominator in rows.order_by("pk").values_list(*names).iterator():
        if kind == NumberKind.PERCENTAGE:
            fault = check_percentage(value, decimals, numerator, denominator)
            if fault:
                yield f"Figure {key}: {fault.sentence}"
        elif formats.rounded(share_of(kind, numerator, denominator) or Decimal(0), min(decimals, 4)) != formats.rounded(
            value, min(decimals, 4)
        ):
            yield f"Figure {key}: {formats.number(value)} isn't what its parts give."


def parts() -> Iterator[str]:
    """No part is larger than its whole, in the figures that count (rule 8)."""
    values = _counted()
    pairs = Observation.objects.filter(service_measure__whole__isnull=False).values_list(
        "service_measure__whole_id", "service_measure_id", "service_measure__label", "service_measure__whole__label"
    )
    for whole, part, label, whole_label in pairs.distinct().order_by("service_measure_id"):
        for place, number in values[part].items():
            larger = values[whole or 0].get(place)
            if larger is not None and (fault := check_part(number, larger, part_name=label, whole_name=whole_label)):
                yield f"In period {place[1]}: {fault.sentence}"


def families() -> Iterator[str]:
    """A family (same day, 48 hours, 72 hours) doesn't fall as the limit grows (rule 7)."""
    found: dict[tuple, list[Member]] = defaultdict(list)
    rows = _exact().exclude(service_measure__family="").order_by("service_measure__place", "pk")
    rows = rows.select_related("service_measure", "version")
    for row in rows:
        measure = row.service_measure
        found[measure.service_id, measure.family, row.provider_id, row.period_id].append(_member(row))
    for (service, _, _, period), members in found.items():
        fault = check_family(members)
        if fault:
            yield f"Service {service}, period {period}: {fault.sentence}"


def _member(row: Observation) -> Member:
    """A share that has no parts is as exact as it was typed."""
    kind, value = row.version.number_kind, row.value or Decimal(0)
    rounded = row.decimals if kind in SHARES and row.denominator is None else None
    return Member(row.service_measure.label, value, formats.value(kind, value, decimals=rounded), rounded)


def _exact() -> QuerySet[Observation]:
    """Exact whole figures that count."""
    return Observation.objects.counted().filter(value__isnull=False, precision="exact", category__code=Category.ALL)


def _counted() -> dict[int, dict[tuple[int, int], Decimal]]:
    found: dict[int, dict[tuple[int, int], Decimal]] = defaultdict(dict)
    rows = _exact().filter(Q(service_measure__whole__isnull=False) | Q(service_measure__parts__isnull=False))
    for measure, provider, period, value in rows.values_list("service_measure_id", "provider_id", "period_id", "value"):
        if value is not None:
            found[measure][provider, period] = value
    return found


def _keys(rows: QuerySet[Observation]) -> Iterable[int]:
    return rows.order_by("pk").values_list("pk", flat=True)
