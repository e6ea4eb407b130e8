"""Returns: a row for each measure expected, in the right pack."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import F, Min

from commissioning.choices import State
from commissioning.models import Category, Observation, QuarterlyReturn, ServiceMeasure


def measures() -> Iterator[str]:
    """Every return has a row for each measure in force at the end of its period, once it was ever asked for."""
    rows = Observation.objects.filter(category__code=Category.ALL, quarterly_return__isnull=False)
    there = set(rows.values_list("quarterly_return_id", "service_measure_id").iterator())
    begun = {key for key, _ in there}
    since = dict(rows.order_by().values_list("service_measure_id").annotate(first=Min("period__end")))
    expected = _measures_by_service()
    returns = QuarterlyReturn.objects.exclude(state=State.NOT_REQUIRED).order_by("pk")
    for key, service, end in returns.values_list("pk", "service_id", "period__end"):
        asked = [each for each in expected[service] if each.runs(end) and (key not in begun or each.asked(since, end))]
        missing = [each.code for each in asked if (key, each.key) not in there]
        if missing:
            yield f"Return {key} has no row for {', '.join(missing)}."


class Expected(NamedTuple):
    """A measure of a service, and when it is in force."""

    key: int
    code: str
    starts_on: date | None
    ends_on: date | None

    def runs(self, on: date) -> bool:
        return (self.starts_on is None or self.starts_on <= on) and (self.ends_on is None or self.ends_on >= on)

    def asked(self, since: dict[int, date], on: date) -> bool:
        return self.key in since and since[self.key] <= on


def _measures_by_service() -> dict[int, list[Expected]]:
    found = defaultdict(list)
    rows = ServiceMeasure.objects.order_by("service", "place", "pk")
    for service, key, code, starts, ends in rows.values_list("service_id", "pk", "code", "starts_on", "ends_on"):
        found[service].append(Expected(key, code, starts, ends))
    return found


def packs() -> Iterator[str]:
    """A return is sent with a pack of its own provider, for the quarter in which its period ends."""
    for key in (
        QuarterlyReturn.objects.exclude(provider=F("pack__provider")).order_by("pk").values_list("pk", flat=True)
    ):
        yield f"Return {key} lies in another provider's pack."
    outside = QuarterlyReturn.objects.exclude(
        period__end__gte=F("pack__period__start"), period__end__lte=F("pack__period__end")
    )
    for key in outside.order_by("pk").values_list("pk", flat=True):
        yield f"Return {key} lies in the pack of a quarter in which its period doesn't end."
