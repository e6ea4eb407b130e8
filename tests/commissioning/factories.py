"""Records for tests, one factory for each. `quarters()` and `reporting_service()` make what most tests begin with."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from factory import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory

from commissioning import models
from commissioning.choices import (
    Against,
    AllocationStage,
    AwardKind,
    Basis,
    CalendarKind,
    CommitmentBy,
    Direction,
    NewsKind,
    NumberKind,
    ObservationState,
    Polarity,
    Prompt,
    RecordKind,
    Route,
    Standing,
    State,
    VariationKind,
)
from providers.models import Contact, Membership, MembershipRole, Provider, ProviderAlias, ProviderKind
from tracker.models import Office, User
from tracker.periods import financial_quarters
from tracker.roles import Role

NOON = datetime(2022, 10, 19, 12, 0, tzinfo=UTC)


class Factory(DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True


class OfficeFactory(Factory):
    class Meta:
        model = Office
        django_get_or_create = ["only"]

    only = True
    name = "Office of the Police and Crime Commissioner for Somewhere"
    short_name = "Somewhere OPCC"
    area_name = "Somewhere"


class UserFactory(Factory):
    class Meta:
        model = User

    email = Sequence("person-{}@office.example".format)
    name = Sequence("Person {}".format)
    role = Role.OFFICER
    password = "!"


class ProviderFactory(Factory):
    class Meta:
        model = Provider

    code = Sequence("provider-{}".format)
    name = Sequence("Provider {:02d}".format)
    kind = ProviderKind.CHARITY


class ProviderAliasFactory(Factory):
    class Meta:
        model = ProviderAlias

    provider = SubFactory(ProviderFactory)
    name = Sequence("Other name {}".format)


class ContactFactory(Factory):
    class Meta:
        model = Contact

    provider = SubFactory(ProviderFactory)
    name = Sequence("Contact {}".format)


class MembershipFactory(Factory):
    class Meta:
        model = Membership

    user = SubFactory(UserFactory, role=Role.PROVIDER)
    provider = SubFactory(ProviderFactory)
    role = MembershipRole.AUTHORISER


class PlanFactory(Factory):
    class Meta:
        model = models.Plan
        django_get_or_create = ["name"]

    name = "Safer Somewhere"


class ObjectiveFactory(Factory):
    class Meta:
        model = models.Objective

    plan = SubFactory(PlanFactory)
    code = Sequence("objective-{}".format)
    name = Sequence("Objective {}".format)
    place = Sequence(lambda number: number + 1)


class ThemeFactory(Factory):
    class Meta:
        model = models.Theme

    objective = SubFactory(ObjectiveFactory)
    code = Sequence("theme-{}".format)
    name = Sequence("Theme {}".format)
    place = Sequence(lambda number: number + 1)


class AreaFactory(Factory):
    class Meta:
        model = models.Area

    code = Sequence("area-{}".format)
    scheme = models.AreaScheme.COUNTY
    name = Sequence("Area {}".format)


class CalendarFactory(Factory):
    class Meta:
        model = models.ReportingCalendar
        django_get_or_create = ["code"]

    code = "financial-quarters"
    name = "Financial quarters"
    kind = CalendarKind.FINANCIAL_QUARTERS
    periods_per_year = 4


class PeriodFactory(Factory):
    """A period of the calendar; `quarters()` makes whole years of them."""

    class Meta:
        model = models.ReportingPeriod

    calendar = SubFactory(CalendarFactory)


def quarters(first_year: int = 2021, years: int = 2) -> list[models.ReportingPeriod]:
    """The financial quarters of so many years, in order, none opened."""
    calendar = CalendarFactory()
    return [
        PeriodFactory(
            calendar=calendar,
            sequence=quarter.sequence,
            year_label=quarter.year_label,
            place_in_year=quarter.place_in_year,
            start=quarter.start,
            end=quarter.end,
            label=quarter.label,
            slug=quarter.slug,
        )
        for quarter in financial_quarters(first_year, years)
    ]


class PeriodNoteFactory(Factory):
    class Meta:
        model = models.PeriodNote

    text = "Schools were closed for six weeks."


class KeyDateFactory(Factory):
    class Meta:
        model = models.KeyDate

    name = Sequence("Date {}".format)
    on = date(2022, 11, 25)


class ServiceFactory(Factory):
    """A live, light service without provider, calendar or route: see `reporting_service()`."""

    class Meta:
        model = models.Service

    code = Sequence("service-{}".format)
    name = Sequence("Service {:02d}".format)
    objective = SubFactory(ObjectiveFactory)


class ServiceProviderFactory(Factory):
    class Meta:
        model = models.ServiceProvider

    service = SubFactory(ServiceFactory)
    provider = SubFactory(ProviderFactory)


class ReportingRouteFactory(Factory):
    class Meta:
        model = models.ReportingRoute

    service = SubFactory(ServiceFactory)
    provider = SubFactory(ProviderFactory)
    route = Route.PROVIDER


class ServiceCalendarFactory(Factory):
    class Meta:
        model = models.ServiceCalendar

    service = SubFactory(ServiceFactory)
    calendar = SubFactory(CalendarFactory)
    starts_on = date(2020, 4, 1)


def reporting_service(provider: Provider | None = None, **fields: object) -> models.Service:
    """A service that one provider delivers and sends returns on, by financial quarters."""
    service = ServiceFactory(**fields)
    provider = provider or ProviderFactory()
    ServiceProviderFactory(service=service, provider=provider)
    ReportingRouteFactory(service=service, provider=provider)
    ServiceCalendarFactory(service=service)
    return service


class MeasureFactory(Factory):
    class Meta:
        model = models.Measure

    code = Sequence("measure-{}".format)
    name = Sequence("Measure {}".format)


class MeasureVersionFactory(Factory):
    class Meta:
        model = models.MeasureVersion

    measure = SubFactory(MeasureFactory)
    definition = "New referrals in the quarter."
    unit = "referrals"
    number_kind = NumberKind.COUNT
    basis = Basis.IN_PERIOD
    polarity = Polarity.CONTEXT
    about_people = True


class BreakdownFactory(Factory):
    """A way in which figures are broken down, without categories."""

    class Meta:
        model = models.Breakdown
        django_get_or_create = ["code"]

    code = "area"
    name = "Area"


class CategoryFactory(Factory):
    class Meta:
        model = models.Category
        django_get_or_create = ["code"]

    code = models.Category.ALL
    name = "All"


class ServiceMeasureFactory(Factory):
    """A headline measure with one version of its definition."""

    class Meta:
        model = models.ServiceMeasure

    code = Sequence("figure-{}".format)
    service = SubFactory(ServiceFactory)
    measure = LazyAttribute(lambda made: MeasureVersionFactory().measure)
    label = "Referrals"
    headline = True


class TargetFactory(Factory):
    class Meta:
        model = models.Target

    service_measure = SubFactory(ServiceMeasureFactory)
    year_label = "2022/23"
    value = Decimal(60)


class ScopeNoteFactory(Factory):
    class Meta:
        model = models.ScopeNote

    service_measure = SubFactory(ServiceMeasureFactory)
    text = "includes hospital referrals"


class ScopeAnswerFactory(Factory):
    class Meta:
        model = models.ScopeAnswer

    note = SubFactory(ScopeNoteFactory)


class SeriesBreakFactory(Factory):
    class Meta:
        model = models.SeriesBreak

    kind = "definition"
    text = "Repeat referrals are left out"


class FunderFactory(Factory):
    class Meta:
        model = models.Funder

    code = Sequence("funder-{}".format)
    name = Sequence("Funder {}".format)


class StreamFactory(Factory):
    class Meta:
        model = models.FundingStream

    funder = SubFactory(FunderFactory)
    code = Sequence("stream-{}".format)
    name = Sequence("Stream {}".format)


class AllocationFactory(Factory):
    class Meta:
        model = models.Allocation

    stream = SubFactory(StreamFactory)
    code = Sequence("allocation-{}".format)
    year_label = "2022/23"
    stage = AllocationStage.CONFIRMED


class AwardFactory(Factory):
    class Meta:
        model = models.Award

    code = Sequence("award-{}".format)
    title = Sequence("Award {}".format)
    provider = SubFactory(ProviderFactory)
    kind = AwardKind.GRANT


class ReviewFactory(Factory):
    """A meeting about a service, unless it is about an award."""

    class Meta:
        model = models.ContractReview

    held_on = date(2022, 10, 5)


class ReviewActionFactory(Factory):
    class Meta:
        model = models.ReviewAction

    review = LazyFunction(lambda: ReviewFactory(service=ServiceFactory()))
    text = Sequence("Action {}".format)
    owner = "The provider"


class InformationRequestFactory(Factory):
    class Meta:
        model = models.InformationRequest

    number = Sequence("FOI {}".format)
    asker = "A member of the public"
    text = "What was spent?"
    received_on = date(2022, 11, 1)
    due_on = date(2022, 11, 29)


class DocumentKindFactory(Factory):
    class Meta:
        model = models.DocumentKind

    name = Sequence("Kind of document {}".format)


class DocumentFactory(Factory):
    """Of a provider, unless it is of an award or a service."""

    class Meta:
        model = models.Document

    kind = SubFactory(DocumentKindFactory)
    title = Sequence("Document {}".format)
    name = "paper.pdf"
    file = "documents/none.pdf"
    media_type = "application/pdf"
    size = 2048
    sha256 = "0" * 64
    by = SubFactory(UserFactory)
    at = NOON
    keep_until = date(2040, 1, 1)


class AwardServiceFactory(Factory):
    class Meta:
        model = models.AwardService

    award = SubFactory(AwardFactory)
    service = SubFactory(ServiceFactory)


class FundingSplitFactory(Factory):
    class Meta:
        model = models.FundingSplit

    award = SubFactory(AwardFactory)
    stream = SubFactory(StreamFactory)
    year_label = "2022/23"
    amount = Decimal(100_000)


class VariationFactory(Factory):
    class Meta:
        model = models.Variation

    award = SubFactory(AwardFactory)
    code = Sequence("variation-{}".format)
    kind = VariationKind.UPLIFT
    effective_on = date(2022, 7, 1)
    reason = "More posts."


class PackFactory(Factory):
    class Meta:
        model = models.Pack

    provider = SubFactory(ProviderFactory)
    due_on = LazyAttribute(lambda made: made.period.due_on)


class ReturnFactory(Factory):
    """A return not yet started; its pack is made with it. `sent()` and `approved()` give it a past."""

    class Meta:
        model = models.QuarterlyReturn

    service = SubFactory(ServiceFactory)
    provider = SubFactory(ProviderFactory)
    pack = LazyAttribute(lambda made: pack_of(made.provider, made.period))
    due_on = LazyAttribute(lambda made: made.period.due_on)


def pack_of(provider: Provider, period: models.ReportingPeriod) -> models.Pack:
    return models.Pack.objects.filter(provider=provider, period=period).first() or PackFactory(
        provider=provider, period=period
    )


def sent(by: User, at: datetime = NOON) -> dict[str, object]:
    """The fields of anything owed that somebody has sent."""
    return {"state": State.SUBMITTED, "entered_by": by, "submitted_by": by, "submitted_at": at}


def approved(by: User, checked_by: User, at: datetime = NOON) -> dict[str, object]:
    """The fields of anything owed that a second person has approved."""
    later = at + timedelta(days=1)
    return {**sent(by, at), "state": State.APPROVED, "approved_by": checked_by, "approved_at": later}


class OfficeItemFactory(Factory):
    class Meta:
        model = models.OfficeItem

    code = Sequence("item-{}".format)
    title = Sequence("Item {}".format)
    objective = SubFactory(ObjectiveFactory)
    due_on = LazyAttribute(lambda made: made.period.due_on)


class ObservationFactory(Factory):
    """An approved whole number; its version is the newest of the measure."""

    class Meta:
        model = models.Observation

    service_measure = SubFactory(ServiceMeasureFactory)
    provider = SubFactory(ProviderFactory)
    category = SubFactory(CategoryFactory)
    version = LazyAttribute(lambda made: made.service_measure.measure.versions.latest("number"))
    state = ObservationState.REPORTED
    value = Decimal(10)
    standing = Standing.APPROVED


class ObservationValueFactory(Factory):
    class Meta:
        model = models.ObservationValue

    observation = SubFactory(ObservationFactory)
    number = LazyAttribute(lambda made: made.observation.values.count() + 1)
    state = SelfAttribute("observation.state")
    value = SelfAttribute("observation.value")
    standing = SelfAttribute("observation.standing")
    at = NOON


class StatedComparisonFactory(Factory):
    class Meta:
        model = models.StatedComparison

    service_measure = SubFactory(ServiceMeasureFactory)
    period = SelfAttribute("quarterly_return.period")
    against = Against.PREVIOUS
    direction = Direction.HIGHER


class NarrativeFactory(Factory):
    class Meta:
        model = models.Narrative

    prompt = Prompt.WENT_WELL
    text = "Demand goes on growing."


class SpendLineFactory(Factory):
    class Meta:
        model = models.SpendLine

    pack = LazyAttribute(lambda made: pack_of(made.award.provider, made.period))
    award = SubFactory(AwardFactory)

    class Params:
        period = None

    @classmethod
    def _adjust_kwargs(cls, **kwargs):
        kwargs.pop("period", None)
        return kwargs


class StaffingLineFactory(Factory):
    class Meta:
        model = models.StaffingLine

    role = "Adviser"
    vacant = Decimal(1)

    @factory.post_generation
    def services(self, create, extracted, **kwargs):
        if create and extracted:
            self.services.set(extracted)


class WaitingListLineFactory(Factory):
    class Meta:
        model = models.WaitingListLine

    state = ObservationState.UNCOUNTED


class RiskFactory(Factory):
    class Meta:
        model = models.Risk

    service = SubFactory(ServiceFactory)
    title = Sequence("Risk {}".format)


class RiskReviewFactory(Factory):
    class Meta:
        model = models.RiskReview

    risk = SubFactory(RiskFactory)


class CommitmentFactory(Factory):
    class Meta:
        model = models.Commitment

    text = Sequence("Promise {}".format)
    by_whom = CommitmentBy.PROVIDER


class NewsItemFactory(Factory):
    class Meta:
        model = models.NewsItem

    kind = NewsKind.EVENT
    text = Sequence("News {}".format)
    by_whom = CommitmentBy.PROVIDER


class CaseStudyFactory(Factory):
    class Meta:
        model = models.CaseStudy

    title = "A case retold"
    text = "What happened, without a name."


class QuestionFactory(Factory):
    class Meta:
        model = models.Question

    record_kind = RecordKind.RETURN
    text = "Which numbers stand behind this?"
    asked_by = SubFactory(UserFactory)
    asked_at = NOON


class QuestionReplyFactory(Factory):
    class Meta:
        model = models.QuestionReply

    question = SubFactory(QuestionFactory)
    text = "These."
    by = SubFactory(UserFactory)
    at = LazyFunction(lambda: NOON + timedelta(days=1))
