"""Home: each role lands where its work is, and sees first what needs it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commissioning.choices import RecordKind
from commissioning.models import Draft, KeyDate, OfficeItem, QuarterlyReturn, ReportingPeriod
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, words
from tracker.models import Office, User
from tracker.periods import london_date
from tracker.roles import Role

Q2 = "/quarters/2022-23-q2/"
HOME = f"{Q2}home/"


@pytest.fixture
def quarter(db):
    make.OfficeFactory()
    opened = make.quarters()[5]
    today = london_date(timezone.now())
    ReportingPeriod.objects.filter(pk=opened.pk).update(opened_at=make.NOON, due_on=today - timedelta(days=12))
    opened.refresh_from_db()
    return opened


@pytest.fixture
def service(quarter):
    """Without one there is nothing to ask for, and home says what to do first."""
    return make.reporting_service(name="Helpline")


@pytest.fixture
def owed(quarter, officer):
    """A return of one of Alice's services, late by twelve days."""
    service = make.reporting_service(name="Pathfinder", lead_officer=officer)
    return make.ReturnFactory(service=service, provider=service.service_providers.get().provider, period=quarter)


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.OFFICER, HOME),
        (Role.FINANCE, HOME),
        (Role.PROVIDER, HOME),
        (Role.MANAGER, f"{Q2}review/"),
        (Role.VIEWER, Q2),
    ],
)
def test_each_role_lands_where_its_work_is(service, person, client_of, role, page):
    assert client_of(person(role)).get("/").headers["Location"] == page


@pytest.mark.parametrize(("role", "page"), [(Role.MANAGER, f"{Q2}review/"), (Role.VIEWER, Q2)])
def test_home_of_those_who_land_elsewhere_leads_there(quarter, person, client_of, role, page):
    assert client_of(person(role)).get(HOME).headers["Location"] == page


def test_an_administrator_lands_on_set_up(quarter, person, client_of):
    assert "Set up the office" in words(client_of(person(Role.ADMINISTRATOR)).get("/"))


@pytest.mark.parametrize("role", list(Role))
def test_before_there_is_an_office_home_says_what_to_do_first(db, person, client_of, role):
    said = words(client_of(person(role)).get("/"))
    assert "office" in said
    assert "set up" in said.lower()


def test_before_there_is_a_quarter_home_says_so(db, client_of, officer):
    make.OfficeFactory()
    answer = client_of(officer).get("/")
    assert "A calendar with its quarters" in words(answer)
    assert ("/portfolio/load/", "Services and providers") in read(answer).links


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER])
def test_a_quarter_with_nothing_to_ask_for_says_what_to_do_first(quarter, person, client_of, role):
    answer = client_of(person(role)).get("/")
    assert "A calendar with its quarters" in words(answer)
    assert ("/portfolio/load/", "Services and providers") in read(answer).links


@pytest.mark.parametrize("page", [(Role.OFFICER, HOME), (Role.MANAGER, f"{Q2}review/")])
def test_a_quarter_that_nobody_has_opened_is_opened_from_there(service, person, client_of, page):
    (role, address), opens = page, (f"{Q2}open/", "Open Q2 2022/23")
    client = client_of(person(role))
    assert opens not in read(client.get(address)).links
    ReportingPeriod.objects.update(opened_at=None)
    Office.objects.reference_changed()
    assert opens in read(client.get(address)).links


def test_late_comes_first_with_its_days_and_its_act(owed, client_of, officer):
    answer = client_of(officer).get(HOME)
    said = words(answer)
    assert "12 days late" in said
    assert "Nothing received" in said
    assert (f"/returns/{owed.pk}/", "Enter Pathfinder") in read(answer).links


def test_to_check_is_what_somebody_else_has_sent(owed, client_of, officer):
    measure = make.ServiceMeasureFactory(service=owed.service)
    make.ObservationFactory(
        service_measure=measure, provider=owed.provider, period=owed.period, quarterly_return=owed, standing="submitted"
    )
    sender = make.UserFactory()
    QuarterlyReturn.objects.filter(pk=owed.pk).update(**make.sent(sender))
    answer = client_of(officer).get(HOME)
    assert (f"/returns/{owed.pk}/check/", "Check Pathfinder") in read(answer).links
    assert "10 referrals" in words(answer)
    assert "Check Pathfinder" not in words(client_of(sender).get(HOME))


def test_questions_wait_until_they_are_closed(owed, client_of, officer):
    make.QuestionFactory(record_id=owed.pk, text="Which teams?", asked_by=officer)
    said = words(client_of(officer).get(HOME))
    assert "Which teams?" in said
    assert "Question asked" in said


def test_promises_items_and_what_was_not_saved(owed, quarter, client_of, officer):
    make.CommitmentFactory(service=owed.service, quarterly_return=owed, text="Train the team", due_on=date(2022, 9, 1))
    item = make.OfficeItemFactory(period=quarter, title="Prevention strategy", writer=officer)
    Draft.objects.create(
        record_kind=RecordKind.ITEM,
        record_id=item.pk,
        section="words",
        user=officer,
        fields={},
        base_version=0,
        saved_at=make.NOON,
    )
    said = words(client_of(officer).get(HOME))
    assert "1 of your 1 service needs something" in said
    assert "Train the team" in said
    assert "Was due 1 Sep 2022" in said
    assert "Prevention strategy" in said
    assert "Typed 19 October 2022, 13:00, not saved." in said


def test_other_officers_services_are_not_mine(owed, client_of):
    other = make.UserFactory()
    make.reporting_service(name="Another", lead_officer=other)
    assert "Pathfinder" not in words(client_of(other).get(HOME))


def test_nothing_needs_you(quarter, client_of, officer):
    make.ServiceFactory(name="Quiet", lead_officer=officer)
    said = words(client_of(officer).get(HOME))
    assert "Nothing needs you in this quarter" in said
    assert "1 service needs nothing" in said


def test_finance_checks_money_and_people(owed, person, client_of):
    sender = make.UserFactory()
    pack = owed.pack
    type(pack).objects.filter(pk=pack.pk).update(**make.sent(sender))
    links = read(client_of(person(Role.FINANCE)).get(HOME)).links
    assert (f"/packs/{pack.pk}/check/", f"Check {pack.provider.name}") in links


def test_a_provider_sees_its_own_tasks_alone(owed, client_of, authoriser):
    make.MembershipFactory(user=authoriser, provider=owed.provider)
    make.ReturnFactory(service=make.ServiceFactory(name="Somebody else's"), period=owed.period)
    answer = client_of(authoriser).get(HOME)
    said = words(answer)
    assert "Pathfinder" in said
    assert "Money and people" in said
    assert "2 of 2 still to send" in said
    assert "Somebody else's" not in said
    assert {href for href, _ in read(answer).links if href.startswith(("/returns/", "/packs/"))} == {
        f"/returns/{owed.pk}/",
        f"/packs/{owed.pack_id}/",
        f"/packs/{owed.pack_id}/send/",
        f"/packs/{owed.pack_id}/upload/",
        f"/packs/{owed.pack_id}/more-time/",
    }


def test_a_provider_sees_what_is_begun_and_no_date_of_the_office(owed, quarter, client_of, authoriser):
    KeyDate.objects.create(period=quarter, name="Our paragraphs due", on=date(2022, 11, 25))
    make.MembershipFactory(user=authoriser, provider=owed.provider)
    Office.objects.reference_changed()
    before = words(client_of(authoriser).get(HOME))
    QuarterlyReturn.objects.filter(pk=owed.pk).update(state="in_progress")
    after = words(client_of(authoriser).get(HOME))
    assert ("Nothing entered yet" in before, "Begun, not sent" in before) == (True, False)
    assert "Begun, not sent" in after
    assert "Our paragraphs due" not in before


def test_a_provider_that_has_sent_everything_is_offered_nothing_to_send(owed, client_of, authoriser):
    make.MembershipFactory(user=authoriser, provider=owed.provider)
    for record in (owed, owed.pack):
        type(record).objects.filter(pk=record.pk).update(**make.sent(authoriser))
    said = words(client_of(authoriser).get(HOME))
    assert "All 2 are sent" in said
    assert "Send one or all" not in said


def test_home_of_the_demonstration_in_every_role(demo):
    for user in User.objects.exclude(role__in=[Role.ADMINISTRATOR, Role.MANAGER, Role.VIEWER]):
        client = Client()
        client.force_login(user)
        light(client.get("/quarters/2022-23-q3/home/"))


def more_owed() -> None:
    quarter = ReportingPeriod.objects.get(slug="2022-23-q2")
    sender = make.UserFactory()
    for number in range(6):
        service = make.reporting_service()
        provider = service.service_providers.get().provider
        owed = make.ReturnFactory(
            service=service, provider=provider, period=quarter, **(make.sent(sender) if number % 2 else {})
        )
        make.ServiceMeasureFactory(service=service)
        make.QuestionFactory(record_id=owed.pk)
        make.CommitmentFactory(service=service, quarterly_return=owed, due_on=date(2022, 9, 1))
        make.OfficeItemFactory(period=quarter)
        award = make.AwardFactory(provider=provider)
        make.AwardServiceFactory(award=award, service=service)
        make.FundingSplitFactory(award=award)
    Office.objects.reference_changed()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.FINANCE, Role.PROVIDER])
def test_few_queries_however_many_rows(quarter, person, client_of, role):
    user = person(role)
    if role == Role.PROVIDER:
        make.MembershipFactory(user=user)
    flat(client_of(user), HOME, more_owed)
    assert OfficeItem.objects.count() == 12
