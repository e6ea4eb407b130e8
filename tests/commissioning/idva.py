"""One service with its return, as most tests of entering and approving need it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from commissioning import models
from commissioning.choices import NumberKind, Template
from commissioning.figures import forget
from commissioning.workflow import Base, open_period, save_section
from commissioning.workflow.sections import section_of
from providers.models import Provider
from tests.commissioning.factories import (
    AwardFactory,
    AwardServiceFactory,
    CategoryFactory,
    FundingSplitFactory,
    MeasureVersionFactory,
    OfficeFactory,
    ProviderFactory,
    ServiceMeasureFactory,
    UserFactory,
    quarters,
    reporting_service,
)
from tracker.models import User
from tracker.roles import Role

NOON = datetime(2022, 10, 19, 11, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=1)


@dataclass
class Idva:
    """The service, its provider and opened quarter, the return, its figures by name, two officers and a manager."""

    quarter: models.ReportingPeriod
    periods: list[models.ReportingPeriod]
    provider: Provider
    service: models.Service
    quarterly_return: models.QuarterlyReturn
    figures: dict[str, models.Observation]
    alice: User
    bob: User
    maria: User

    def box(self, figure: str, part: str = "value") -> str:
        return f"o{self.figures[figure].pk}-{part}"

    def base(self, section: str = "figures", by: User | None = None) -> Base:
        """What a form of this page begins from now."""
        self.quarterly_return.refresh_from_db()
        page = section_of(self.quarterly_return, section, by or self.alice)
        assert page is not None
        return Base.of(self.quarterly_return.version, page.current)

    def save(self, typed: dict[str, str], section: str = "figures", by: User | None = None, **rest):
        return save_section(
            record=self.quarterly_return,
            section=section,
            typed=typed,
            base=rest.pop("base", None) or self.base(section, by),
            by=by or self.alice,
            at=rest.pop("at", NOON),
            **rest,
        )

    def fill(self, by: User | None = None) -> None:
        """Everything that blocks sending is answered, without a warning."""
        self.save(
            {
                self.box("referrals"): "492",
                self.box("hospital"): "101",
                self.box("within-48", "numerator"): "471",
                self.box("within-48", "denominator"): "492",
                self.box("within-72", "numerator"): "480",
                self.box("within-72", "denominator"): "492",
            },
            by=by,
        )

    def now(self) -> models.QuarterlyReturn:
        return models.QuarterlyReturn.objects.select_related("service", "provider", "period__calendar", "pack").get(
            pk=self.quarterly_return.pk
        )


def idva(template: str = Template.STANDARD) -> Idva:
    """The service opened for Q2 2022/23; Q1 2021/22 to Q4 2022/23 exist."""
    forget()
    OfficeFactory()
    CategoryFactory()
    periods = quarters()
    provider = ProviderFactory(code="wmwa", name="Somewhere Women’s Aid", short_name="SWA")
    service = reporting_service(provider, code="idva", name="IDVA service", template=template)
    alice, bob = UserFactory(name="Alice Hartley"), UserFactory(name="Bob Nwosu")
    maria = UserFactory(name="Maria Lund", role=Role.MANAGER)
    _measures(service)
    open_period(period=periods[5], by=maria, at=NOON - timedelta(days=10))
    found = models.QuarterlyReturn.objects.select_related("service", "provider", "period__calendar").get()
    figures = {row.service_measure.code: row for row in models.Observation.objects.select_related("service_measure")}
    return Idva(periods[5], periods, provider, service, found, figures, alice, bob, maria)


def _measures(service: models.Service) -> None:
    referrals = ServiceMeasureFactory(code="referrals", service=service, label="Referrals received", place=1)
    ServiceMeasureFactory(
        code="hospital", service=service, label="of which from hospitals", place=2, headline=False, whole=referrals
    )
    for place, hours in ((3, 48), (4, 72)):
        share = MeasureVersionFactory(number_kind=NumberKind.PERCENTAGE, unit="%").measure
        ServiceMeasureFactory(
            code=f"within-{hours}",
            service=service,
            measure=share,
            label=f"Contacted within {hours} hours",
            place=place,
            headline=hours == 48,
            family="contacted",
        )


def award_of(found: Idva, amount: Decimal | int = 50_000) -> models.Award:
    award = AwardFactory(title="IDVA contract", provider=found.provider)
    AwardServiceFactory(award=award, service=found.service)
    FundingSplitFactory(award=award, amount=Decimal(amount))
    return award
