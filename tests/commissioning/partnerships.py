"""Five partnerships with one service, each with an award of one group, as the tests of their grid need them."""

from datetime import date, datetime
from decimal import Decimal

from commissioning.choices import AwardKind, NumberKind, ReportsFor, Template
from commissioning.models import Award, Observation, Service
from commissioning.workflow import open_period
from tests.commissioning import factories as make
from tests.commissioning.idva import NOON
from tracker.models import Office, User

PLACES = {
    "Shropshire": 98_441,
    "Herefordshire": 100_666,
    "Telford & Wrekin": 158_934,
    "South": 139_250,
    "North": 139_250,
}
SPENT = {
    "Shropshire": "50,200",
    "Herefordshire": "88,700",
    "Telford & Wrekin": "£135, 640",
    "South": "139250",
    "North": "101,789",
}
URL = "/quarters/2022-23-q2/grids/csp-2022/"


def partnerships(
    *, figures: bool = False, areas: int = 0, template: str = Template.STANDARD, at: datetime = NOON
) -> User:
    """The partnerships in an open quarter, with two figures each if asked, the first of them by so many areas; answers
    Alice, who enters.
    """
    make.OfficeFactory()
    make.CategoryFactory()
    periods = make.quarters()
    service = make.ServiceFactory(code="csp", name="CSP grant", reports_for=ReportsFor.EACH, template=template)
    make.ServiceCalendarFactory(service=service)
    if figures:
        _figures_of(service, areas)
    for name, amount in PLACES.items():
        _partnership(service, name, amount)
    user = make.UserFactory(name="Alice Hartley")
    open_period(period=periods[5], by=user, at=at)
    Office.objects.reference_changed()
    return user


def _figures_of(service: Service, areas: int) -> None:
    projects = make.ServiceMeasureFactory(code="projects", service=service, label="Projects funded", place=1)
    if areas:
        by_area = make.BreakdownFactory()
        for number in range(1, areas + 1):
            make.CategoryFactory(code=f"area-{number}", name=f"Area {number}", breakdown=by_area, place=number)
        projects.breakdowns.add(by_area)
    share = make.MeasureVersionFactory(number_kind=NumberKind.PERCENTAGE, unit="%").measure
    make.ServiceMeasureFactory(code="safer", service=service, measure=share, label="Feel safer", place=2)


def _partnership(service: Service, name: str, amount: int) -> None:
    provider = make.ProviderFactory(name=f"{name} CSP")
    make.ServiceProviderFactory(service=service, provider=provider)
    make.ReportingRouteFactory(service=service, provider=provider)
    award = make.AwardFactory(
        title=f"CSP grant 2022/23: {name}",
        code=f"csp-{name[:5].strip().lower()}",
        provider=provider,
        kind=AwardKind.TRANSFER,
        group="csp-2022",
        starts_on=date(2022, 4, 1),
        ends_on=date(2023, 3, 31),
        stated_group_total=Decimal(636_541),
    )
    make.AwardServiceFactory(award=award, service=service)
    make.FundingSplitFactory(award=award, amount=Decimal(amount))


def money_box(name: str, part: str = "to_date") -> str:
    return f"award{Award.objects.get(title__endswith=': ' + name).pk}-{part}"


def figure_box(name: str, figure: str, part: str = "value") -> str:
    found = Observation.objects.whole().get(provider__name=f"{name} CSP", service_measure__code=figure)
    return f"o{found.pk}-{part}"


def area_box(name: str, area: int) -> str:
    found = Observation.objects.get(provider__name=f"{name} CSP", category__code=f"area-{area}")
    return f"o{found.pk}-value"
