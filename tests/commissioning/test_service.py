"""One service: figures with their reasons, money that is never a false nought, returns, promises, history."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from commissioning.choices import Audience
from commissioning.models import ReportingPeriod, Service
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, words
from tracker.models import Office, User
from tracker.roles import Role

TABS = ["", "figures/", "money/", "returns/", "risks-and-promises/", "history/"]
Q2 = "/quarters/2022-23-q2/services"


def logged_in(role: Role) -> Client:
    client = Client()
    client.force_login(User.objects.filter(role=role).earliest("pk"))
    return client


@pytest.fixture
def alice(demo) -> Client:
    return logged_in(Role.OFFICER)


def url_of(code: str, tab: str = "") -> str:
    return f"{Q2}/{Service.objects.get(code=code).pk}/{tab}"


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("code", ["idva", "csp-grant", "sarc-telford"])
def test_each_tab_of_services_rich_and_poor(alice, code, tab):
    answer = alice.get(url_of(code, tab))
    assert Service.objects.get(code=code).name in words(answer)
    light(answer)


def test_the_headline_figure_with_its_comparator_and_note(alice):
    said = words(alice.get(url_of("idva")))
    assert "492" in said
    assert "465 in Q2 2021/22, up 27, 5.8%" in said
    assert "Includes hospital referrals; not known for Q2 2021/22" in said


def test_every_measure_with_all_that_it_is_compared_with(alice):
    said = words(alice.get(url_of("idva", "figures/")))
    assert "At least 492, Q1 2022/23 not stated" in said
    assert "Not held for Q1 2022/23" in said
    assert "95.83%" in said
    assert "unverified: parts not given" in said
    assert "465 in Q2 2021/22 and 492 in Q2 2022/23; no value for four of six periods" in said


def test_every_period_with_a_value_leads_to_where_it_comes_from(alice):
    links = [href for href, text in read(alice.get(url_of("idva", "figures/"))).links if text in ("465", "492")]
    assert len(links) == 2
    assert all(alice.get(href).status_code == 200 for href in links)


def test_a_target_with_its_projection(alice):
    service = Service.objects.get(measures__targets__value=60)
    said = words(alice.get(f"{Q2}/{service.pk}/figures/"))
    assert "Target 60 for 2022/23" in said
    assert "120 if every quarter were like Q2; Q1 not stated, 200% of target" in said


def test_money_ties_and_says_who_used_all(alice):
    said = words(alice.get(url_of("csp-grant", "money/")))
    assert "£515,579 of £636,541 is used: 81.0%" in said
    assert "100.0% used, 50.0% of the year gone: all used" in said
    assert "ties to the stated £636,541" in said


def test_money_that_nobody_gave_is_not_nought(alice):
    said = words(alice.get(url_of("idva", "money/")))
    assert "not held" in said
    assert "£0 " not in said.replace("£0 would mean", "")


def test_several_providers_values_stand_behind_one_figure(db, client_of, officer):
    make.OfficeFactory()
    quarter = make.quarters()[5]
    service = make.reporting_service()
    measure = make.ServiceMeasureFactory(service=service)
    other = make.ProviderFactory(name="Second provider")
    make.ReportingRouteFactory(service=service, provider=other)
    for provider, value in [(service.service_providers.get().provider, 20), (other, 22)]:
        make.ObservationFactory(service_measure=measure, provider=provider, period=quarter, value=value)
    said = words(client_of(officer).get(f"{Q2}/{service.pk}/figures/"))
    assert "42 referrals" in said
    assert "Second provider" in said


def test_history_tells_who_did_what_and_when(alice):
    said = words(alice.get(url_of("idva", "history/")))
    assert "Q2 2022/23 return: approved by Helen Marsh" in said
    assert said.index("approved by") < said.index("return: sent by")


def test_returns_with_who_sent_and_approved(alice):
    said = words(alice.get(url_of("idva", "returns/")))
    assert "Ruth Calder" in said
    assert "Helen Marsh" in said
    assert "[[" not in said


def test_a_viewer_sees_no_internal_risk(demo):
    office, viewer = logged_in(Role.OFFICER), logged_in(Role.VIEWER)
    address = url_of("idva", "risks-and-promises/")
    assert "Demand grows from year to year" in words(office.get(address))
    assert "Demand grows from year to year" not in words(viewer.get(address))
    assert "Demand grows from year to year" not in words(viewer.get(url_of("idva")))


def test_a_viewer_sees_no_internal_measure(db, person, client_of):
    make.OfficeFactory()
    quarter = make.quarters()[5]
    service = make.reporting_service()
    measure = make.ServiceMeasureFactory(service=service, label="Kept inside", audience=Audience.INTERNAL)
    provider = service.service_providers.get().provider
    found = make.ObservationFactory(service_measure=measure, provider=provider, period=quarter)
    viewer = client_of(person(Role.VIEWER))
    for tab in ("", "figures/"):
        assert "Kept inside" not in words(viewer.get(f"{Q2}/{service.pk}/{tab}"))
    assert viewer.get(f"/quarters/2022-23-q2/figures/{found.pk}/").status_code == 404
    assert client_of(person(Role.OFFICER)).get(f"/quarters/2022-23-q2/figures/{found.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("state", "office_reads", "viewer_reads"),
    [("in_progress", False, False), ("submitted", True, False), ("approved", True, True)],
)
def test_statements_are_read_once_sent_and_by_viewers_once_approved(
    db, person, client_of, state, office_reads, viewer_reads
):
    make.OfficeFactory()
    quarter = make.quarters()[5]
    service = make.reporting_service()
    by = {"submitted": make.sent, "approved": lambda user: make.approved(user, make.UserFactory())}
    fields = by[state](make.UserFactory()) if state in by else {"state": state}
    provider = service.service_providers.get().provider
    owed = make.ReturnFactory(service=service, provider=provider, period=quarter, **fields)
    measure = make.ServiceMeasureFactory(service=service)
    make.StatedComparisonFactory(service_measure=measure, quarterly_return=owed)
    for role, reads in [(Role.OFFICER, office_reads), (Role.VIEWER, viewer_reads)]:
        said = words(client_of(person(role)).get(f"{Q2}/{service.pk}/figures/"))
        assert ("higher than the previous quarter, number not given" in said.lower()) is reads


def test_a_viewer_reads_no_words_or_promises_that_are_not_approved(db, person, client_of):
    make.OfficeFactory()
    quarter = make.quarters()[5]
    service = make.reporting_service()
    provider = service.service_providers.get().provider
    fields = make.sent(make.UserFactory())
    owed = make.ReturnFactory(service=service, provider=provider, period=quarter, **fields)
    make.NarrativeFactory(quarterly_return=owed, text="Seen too early", audience=Audience.PUBLIC)
    for line in (make.CommitmentFactory, make.NewsItemFactory):
        line(quarterly_return=owed, service=service, text="Seen too early", audience=Audience.PUBLIC)
    make.StaffingLineFactory(pack=owed.pack, services=[service], note="Seen too early", audience=Audience.PUBLIC)
    viewer, officer = client_of(person(Role.VIEWER)), client_of(person(Role.OFFICER))
    for tab in ("", "returns/", "risks-and-promises/"):
        address = f"{Q2}/{service.pk}/{tab}"
        assert "Seen too early" in words(officer.get(address)), tab
        assert "Seen too early" not in words(viewer.get(address)), tab


def full_service() -> Service:
    quarter = ReportingPeriod.objects.get(slug="2022-23-q2")
    service = Service.objects.filter(code="full").first() or make.reporting_service(code="full")
    provider = service.service_providers.get().provider
    by, checker = make.UserFactory(), make.UserFactory()
    owed = service.returns.first() or make.ReturnFactory(
        service=service, provider=provider, period=quarter, due_on=date(2022, 10, 21), **make.approved(by, checker)
    )
    for _ in range(4):
        measure = make.ServiceMeasureFactory(service=service)
        make.ObservationFactory(service_measure=measure, provider=provider, period=quarter, quarterly_return=owed)
        make.StatedComparisonFactory(service_measure=measure, quarterly_return=owed)
        award = make.AwardFactory(provider=provider)
        make.AwardServiceFactory(award=award, service=service)
        make.FundingSplitFactory(award=award)
        make.VariationFactory(award=award)
        make.SpendLineFactory(award=award, period=quarter, to_date=Decimal(5))
        make.RiskReviewFactory(risk__service=service, quarterly_return=owed)
        make.CommitmentFactory(service=service, quarterly_return=owed)
        make.NewsItemFactory(service=service, quarterly_return=owed)
        make.StaffingLineFactory(pack=owed.pack, services=[service])
        make.OfficeItemFactory(service=service, objective=service.objective, period=quarter)
    Office.objects.reference_changed()
    return service


@pytest.mark.parametrize("tab", TABS)
def test_few_queries_however_many_rows(db, client_of, officer, tab):
    make.OfficeFactory()
    make.quarters()
    service = full_service()
    flat(client_of(officer), f"{Q2}/{service.pk}/{tab}", full_service)


@pytest.mark.parametrize("tab", ["", "figures/"])
def test_no_such_service_or_tab(alice, tab):
    assert alice.get(f"{Q2}/999999/{tab}").status_code == 404
    assert alice.get(url_of("idva", "papers/")).status_code == 404


def test_not_for_providers(demo):
    provider = logged_in(Role.PROVIDER)
    assert provider.get(url_of("idva")).status_code == 403
    assert provider.get(url_of("idva", "money/")).status_code == 403
