"""An open quarter in which two providers owe something: what tests of reminding and chasing begin with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from commissioning import models
from commissioning.choices import Route, State
from commissioning.figures import forget
from commissioning.workflow import open_period
from providers.models import Contact, Membership, MembershipRole, Provider
from tests.commissioning.factories import (
    CategoryFactory,
    OfficeFactory,
    ProviderFactory,
    ReportingRouteFactory,
    ServiceFactory,
    UserFactory,
    quarters,
    reporting_service,
)
from tracker.models import Office, ReminderRule, User
from tracker.roles import Role

DUE = date(2022, 10, 21)  # a Friday
OPENED = datetime(2022, 10, 3, 9, 0, tzinfo=UTC)


@dataclass
class Owing:
    """SWA owes two returns, money and people; a council a return that the office fills in; the office an item."""

    office: Office
    quarter: models.ReportingPeriod
    swa: Provider
    council: Provider
    alice: User
    daniel: User
    bob: User
    helen: Contact
    charlie: User

    def returns(self, provider: Provider | None = None):
        return models.QuarterlyReturn.objects.filter(provider=provider or self.swa).order_by("service__name")

    def in_now(self, record: models.Owed) -> None:
        """As if it had been sent."""
        now = {"submitted_by": self.alice, "submitted_at": OPENED, "state": State.SUBMITTED}
        type(record)._default_manager.filter(pk=record.pk).update(**now)


def owing() -> Owing:
    forget()
    office = OfficeFactory()
    CategoryFactory()
    quarter = quarters()[5]
    alice, daniel = UserFactory(name="Alice Hartley"), UserFactory(name="Daniel Ortiz")
    bob = UserFactory(name="Bob Nwosu", role=Role.MANAGER)
    swa = ProviderFactory(code="swa", name="Somewhere Women’s Aid")
    council = ProviderFactory(code="council", name="Somewhere Council")
    reporting_service(swa, name="IDVA service", lead_officer=alice)
    reporting_service(swa, name="Helpline", lead_officer=alice)
    by_office = ServiceFactory(name="Taxi scheme", lead_officer=daniel)
    ReportingRouteFactory(service=by_office, provider=council, route=Route.OFFICE)
    item = ServiceFactory(name="Prevention strategy", lead_officer=daniel)
    ReportingRouteFactory(service=item, provider=council, route=Route.NONE)
    open_period(period=quarter, by=bob, at=OPENED)
    for model in (models.QuarterlyReturn, models.Pack, models.OfficeItem):
        model._default_manager.update(due_on=DUE)
    helen = Contact.objects.create(provider=swa, name="Helen Marsh", email="helen@swa.example", gets_reminders=True)
    Contact.objects.create(provider=swa, name="Quiet desk", email="desk@swa.example")
    Contact.objects.create(provider=council, name="Nadia Cole", email="nadia@council.example", gets_reminders=True)
    charlie = UserFactory(name="Charlie Webb", email="charlie@swa.example", role=Role.PROVIDER, password="chosen")
    Membership.objects.create(user=charlie, provider=swa, role=MembershipRole.AUTHORISER)
    return Owing(office, quarter, swa, council, alice, daniel, bob, helen, charlie)


def rule(days: int, side: str = "after", to: str = "contacts", **more: str) -> ReminderRule:
    words = {"subject": "Returns for {quarter}", "text": "Dear {name},\n\nstill missing:\n\n{missing}\n\n{answer}"}
    Office.objects.reference_changed()
    return ReminderRule.objects.create(days=days, side=side, to=to, **words | more)
