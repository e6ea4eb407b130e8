"""A provider with four services and twenty figures, as its own workbook reports them."""

from collections.abc import Sequence
from dataclasses import dataclass

from commissioning import models
from commissioning.choices import NumberKind
from commissioning.figures import forget
from commissioning.workflow import open_period
from providers.models import Provider
from tests.commissioning.factories import (
    CategoryFactory,
    MeasureVersionFactory,
    OfficeFactory,
    ProviderFactory,
    ServiceMeasureFactory,
    UserFactory,
    quarters,
    reporting_service,
)
from tests.commissioning.idva import NOON
from tracker.models import User
from tracker.roles import Role

SERVICES = ("IDVA service", "Hospital IDVA", "Outreach", "Children’s project")
LABELS = ("Referrals received", "People supported", "Cases closed", "Contacted within 48 hours", "People waiting")
SHARE = "Contacted within 48 hours"


@dataclass
class Pack:
    """The provider, its pack of a quarter, and who enters and who heads commissioning."""

    provider: Provider
    periods: list[models.ReportingPeriod]
    pack: models.Pack
    alice: User
    maria: User

    def now(self) -> models.Pack:
        return models.Pack.objects.select_related("provider", "period__calendar").get(pk=self.pack.pk)

    def open_next(self) -> models.Pack:
        open_period(period=self.periods[6], by=self.maria, at=NOON)
        self.pack = models.Pack.objects.get(period=self.periods[6])
        return self.now()

    def values(self) -> dict[tuple[str, str], str]:
        """What was saved last for each figure of the pack: the number, or the state."""
        rows = models.Observation.objects.filter(quarterly_return__pack=self.pack, latest__isnull=False)
        rows = rows.select_related("service_measure__service", "latest")
        return {
            (row.service_measure.service.name, row.service_measure.label): (
                f"{row.latest.value.normalize():f}" if row.latest.value is not None else row.latest.state
            )
            for row in rows
        }


def pack_of_four(services: Sequence[str] = SERVICES) -> Pack:
    forget()
    OfficeFactory()
    CategoryFactory()
    periods = quarters()
    provider = ProviderFactory(code="swa", name="Somewhere Women’s Aid", short_name="SWA")
    alice, maria = UserFactory(name="Alice Hartley"), UserFactory(name="Maria Lund", role=Role.MANAGER)
    for name in services:
        service = reporting_service(provider, name=name)
        for place, label in enumerate(LABELS):
            kind = NumberKind.PERCENTAGE if label == SHARE else NumberKind.COUNT
            measure = MeasureVersionFactory(number_kind=kind, unit="%" if label == SHARE else "people").measure
            ServiceMeasureFactory(
                code=f"{service.code}-{place}",
                service=service,
                measure=measure,
                label=label,
                place=place,
                headline=place < 2,
            )
    open_period(period=periods[5], by=maria, at=NOON)
    return Pack(provider, periods, models.Pack.objects.get(period=periods[5]), alice, maria)
