"""What is owed and has not been sent, over all open quarters, and whom it waits for."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commissioning.choices import RecordKind
from commissioning.figures.nearby import need_together
from commissioning.figures.owed import Owing, unsent_in
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.models import QuarterlyReturn, ReportingPeriod
from commissioning.models.owed import UNSENT_STATES
from tracker import formats


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not in. `officers` lead its services or write it; `sends`: its provider is to send it."""

    owing: Owing
    quarter: ReportingPeriod
    name: str
    provider_name: str
    officers: tuple[int, ...]
    sends: bool

    @property
    def key(self) -> tuple[str, int]:
        return (self.owing.kind, self.owing.key)

    @property
    def due(self) -> date:
        assert self.owing.due is not None  # without a day nothing is missing
        return self.owing.due


def missing_on(on: date, reference: Reference, portfolio: Portfolio) -> list[Missing]:
    """Everything with a due date that is not in, of each quarter that is open and not closed, the longest due first."""
    quarters = [quarter for quarter in reference.quarters() if quarter.is_open and not quarter.is_closed]
    found = missing_in(quarters, on, reference, portfolio)
    return sorted(found, key=lambda each: (each.due, each.provider_name, each.name))


def missing_in(
    quarters: Iterable[ReportingPeriod],
    on: date,
    reference: Reference,
    portfolio: Portfolio,
    wanted: Callable[[Owing], bool] = lambda _: True,
) -> list[Missing]:
    """Of these quarters what is `wanted`, whatever calendar it is owed by. Two queries."""
    quarter_of = {period.pk: quarter for quarter in quarters for period in reference.ending_in(quarter)}
    unsent = [each for each in unsent_in(quarter_of, on=on) if wanted(each)]
    delivered = _delivered(unsent, quarter_of, portfolio)
    found = []
    for each in unsent:
        quarter = quarter_of[each.period]
        if each.kind == RecordKind.RETURN:
            found.append(_return(each, quarter, portfolio))
        elif each.kind == RecordKind.PACK:
            found.append(_pack(each, quarter, portfolio, delivered.get(each.key, set())))
        else:
            found.append(_item(each, quarter))
    return found


def _return(owing: Owing, quarter: ReportingPeriod, portfolio: Portfolio) -> Missing:
    service = portfolio.services[owing.service or 0]
    return Missing(
        owing,
        quarter,
        service.name,
        portfolio.providers[owing.provider or 0].name,
        _officers([owing.service or 0], portfolio),
        portfolio.sends(owing.provider, [owing.service or 0], quarter.end),
    )


def _pack(owing: Owing, quarter: ReportingPeriod, portfolio: Portfolio, services: set[int]) -> Missing:
    return Missing(
        owing,
        quarter,
        "Money and people",
        portfolio.providers[owing.provider or 0].name,
        _officers(sorted(services), portfolio),
        portfolio.sends(owing.provider, services, quarter.end),
    )


def _item(owing: Owing, quarter: ReportingPeriod) -> Missing:
    writers = (owing.writer,) if owing.writer else ()
    return Missing(owing, quarter, owing.title, "", writers, sends=False)


def _delivered(unsent: Sequence[Owing], periods: Collection[int], portfolio: Portfolio) -> dict[int, set[int]]:
    """The services that the provider of each pack reports on with it, by its key. The routes of all that is missing are
    read along.
    """
    theirs = QuarterlyReturn.objects.expected().filter(pack__period__in=periods, pack__state__in=UNSENT_STATES)
    services = {each.service for each in unsent if each.service is not None}
    senders = {each.provider for each in unsent if each.kind == RecordKind.PACK}
    delivering = {key for key, own in portfolio.providers_of.items() if any(each.pk in senders for each in own)}
    routes = [(portfolio.routes_of, services | delivering)]
    (rows,) = need_together(routes, (theirs, ("pack_id", "service_id")))
    found: dict[int, set[int]] = {}
    for pack, service in rows:
        found.setdefault(pack, set()).add(service)
    portfolio.routes_of.need(service for own in found.values() for service in own)  # of who reports and delivers none
    return found


def _officers(services: Iterable[int], portfolio: Portfolio) -> tuple[int, ...]:
    leads = (portfolio.services[key].lead_officer_id for key in services)
    return tuple(dict.fromkeys(lead for lead in leads if lead))


def lines(missing: Iterable[Missing], on: date, *, with_provider: bool) -> str:
    """What is missing as lines of a letter: what, whose, when it was due. No figure, and no person."""
    return "\n".join(f"- {_line(each, on, with_provider)}" for each in missing)


def _line(missing: Missing, on: date, with_provider: bool) -> str:
    whose = f" ({missing.provider_name})" if with_provider and missing.provider_name else ""
    late = (on - missing.due).days
    words = f"{missing.name}{whose}, {missing.quarter.label}: due {formats.day(missing.due)}"
    return words + (f", {formats.late(late).lower()}" if late > 0 else "")
