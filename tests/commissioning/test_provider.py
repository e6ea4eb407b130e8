"""A provider: services, returns by quarter, awards, other names; nothing of an address."""

import pytest
from django.test import Client

from commissioning.models import ReportingPeriod
from providers.models import Provider
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, rows_counted, words
from tracker.models import Office, User
from tracker.roles import Role

Q2 = "/quarters/2022-23-q2"


@pytest.fixture
def alice(demo) -> Client:
    client = Client()
    client.force_login(User.objects.filter(role=Role.OFFICER).earliest("pk"))
    return client


def url_of(code: str) -> str:
    return f"{Q2}/providers/{Provider.objects.get(code=code).pk}/"


def test_services_returns_and_other_names(alice):
    answer = alice.get(url_of("wmrasac"))
    said = words(answer)
    assert "Also known as WMRSASC" in said
    assert "Branch CSE service" in said
    assert "Approved Open Branch CSE service, Q2 2022/23" in said
    light(answer)


def test_the_number_of_services_leads_to_them(alice):
    answer = alice.get(url_of("wmrasac"))
    link = next(href for href, _ in read(answer).links if "?provider=" in href)
    assert rows_counted(alice.get(link)) == 2


def test_awards_with_pace(alice):
    said = words(alice.get(url_of("csp-south-worcestershire")))
    assert "£139,250 of £139,250" in said


def test_a_provider_not_stated_says_so(alice):
    assert "Provider not stated" in words(alice.get(url_of("not-stated")))


def test_an_address_that_is_confidential_says_so_and_shows_none(db, client_of, officer):
    make.OfficeFactory()
    make.quarters()
    provider = make.ProviderFactory(address_confidential=True)
    said = words(client_of(officer).get(f"{Q2}/providers/{provider.pk}/"))
    assert "Address confidential: no address, telephone or contact of this provider is shown" in said


def test_a_merged_provider_leads_to_the_one_that_took_it_over(db, client_of, officer):
    make.OfficeFactory()
    make.quarters()
    kept = make.ProviderFactory()
    merged = make.ProviderFactory(merged_into=kept)
    answer = client_of(officer).get(f"{Q2}/providers/{merged.pk}/")
    assert answer.headers["Location"] == f"{Q2}/providers/{kept.pk}/"


def test_few_queries_however_many_rows(db, client_of, officer):
    make.OfficeFactory()
    make.quarters()
    provider = make.ProviderFactory()

    def grow():
        quarter = ReportingPeriod.objects.get(slug="2022-23-q2")
        for _ in range(4):
            service = make.reporting_service(provider)
            make.ReturnFactory(service=service, provider=provider, period=quarter)
            award = make.AwardFactory(provider=provider)
            make.AwardServiceFactory(award=award, service=service)
            make.FundingSplitFactory(award=award)
            make.ProviderAliasFactory(provider=provider)
        Office.objects.reference_changed()

    flat(client_of(officer), f"{Q2}/providers/{provider.pk}/", grow)


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ADMINISTRATOR])
def test_not_for_providers_or_administrators(db, person, client_of, role):
    make.OfficeFactory()
    make.quarters()
    assert client_of(person(role)).get(f"{Q2}/providers/{make.ProviderFactory().pk}/").status_code == 403


def test_no_such_provider(alice):
    assert alice.get(f"{Q2}/providers/999999/").status_code == 404
