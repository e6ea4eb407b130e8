"""What is owed and has not been sent, over all open quarters, and whom it waits for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commissioning.figures.owed import Owing, owed_in
from commissioning.figures.portfolio import Portfolio
from commissioning.figures.reference import Reference
from commissioning.models import ReportingPeriod
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
    """Everything with a due date that is not in, of each quarter that is open and not closed, the longest due first.

    One query for each open quarter.
    """
    quarters = [quarter for quarter in reference.quarters() if quarter.is_open and not quarter.is_closed]
    found = [each for quarter in quarters for each in missing_in(quarter, on, portfolio)]
    return sorted(found, key=lambda each: (each.due, each.provider_name, each.name))


def missing_in(quarter: ReportingPeriod, on: date, portfolio: Portfolio) -> list[Missing]:
    """Of one quarter."""
    owed = owed_in(quarter, on=on, user=None)
    returns, packs, items = (
        [each for each in part if each.is_missing] for part in (owed.returns, owed.packs, owed.items)
    )
    delivered = _services_of_packs(owed.returns)
    return [
        *(_return(each, quarter, portfolio) for each in returns),
        *(_pack(each, quarter, portfolio, delivered.get(each.provider, set())) for each in packs),
        *(_item(each, quarter) for each in items),
    ]


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


def _services_of_packs(returns: Iterable[Owing]) -> dict[int | None, set[int]]:
    """The services that each provider reports on in the quarter."""
    found: dict[int | None, set[int]] = {}
    for each in returns:
        if each.expected and each.service:
            found.setdefault(each.provider, set()).add(each.service)
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
