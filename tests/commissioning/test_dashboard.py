"""The dashboard: every number is a link to the rows that it counts; figures and money as the engine answers them."""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from commissioning.figures import award_positions, reference_for
from commissioning.figures.plan import by_objective
from commissioning.figures.portfolio import portfolio_for
from commissioning.models import Award, ReportingPeriod
from commissioning.views.dashboard.money import told_apart
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, rows_counted, words
from tracker.models import Office, User
from tracker.roles import Role

Q2 = "/quarters/2022-23-q2/"
Q3 = "/quarters/2022-23-q3/"
LISTS = ("/returns/", "/services/")


@pytest.fixture
def head(demo) -> Client:
    client = Client()
    client.force_login(User.objects.get(role=Role.MANAGER))
    return client


def numbered_links(client: Client, url: str) -> list[tuple[str, int]]:
    """The links to lists that stand with a number: in the tally, the ratings, to approve."""
    html = client.get(url).content.decode()
    tally = re.findall(r'ct-tally__value">([\d,]+).*?<a [^>]*href="([^"]+)"', html, re.S)
    plain = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>([\d,]+)\b', html)
    found = [(href, number) for number, href in tally] + plain
    return [
        (href.replace("&amp;", "&"), int(number.replace(",", "")))
        for href, number in found
        if urlsplit(href).path.endswith(LISTS)
    ]


@pytest.mark.parametrize(
    "query", ["", "?objective=victims", "?objective=reforming", "?area=county-worcestershire", "?funder=pcc"]
)
@pytest.mark.parametrize("quarter", [Q2, Q3])
def test_every_linked_number_counts_the_rows_behind_it(head, quarter, query):
    links = numbered_links(head, quarter + query)
    assert len(links) >= 11
    for href, number in links:
        assert rows_counted(head.get(href)) == number, href


def test_the_links_keep_the_filter(head):
    links = numbered_links(head, f"{Q2}?objective=victims")
    assert all(("objective", "victims") in parse_qsl(urlsplit(href).query) for href, _ in links)


def test_headline_figures_with_comparator_and_scope_note(head):
    said = words(head.get(Q2))
    assert "465 in Q2 2021/22, up 27, 5.8%" in said
    assert "Includes hospital referrals; not known for Q2 2021/22" in said
    assert "120 if every quarter were like Q2; Q1 not stated" in said
    assert "200% of target" in said


def test_the_partnerships_money_ties_and_who_has_used_all(head):
    said = words(head.get(Q2))
    assert "£515,579 of £636,541 used, 81.0%; £120,962 left" in said
    assert "All used already: South Worcestershire" in said
    assert "ties to the stated £636,541" in said
    assert "All used: 100.0% used, 50.0% of the year gone" in said


def test_what_is_not_in_is_named(head):
    said = words(head.get(Q3))
    assert "returns not in, by name" in said
    assert "Branch CSE service West Mercia Rape and Sexual Abuse Support Centre" in said


def test_a_filter_leaves_its_services_alone(head):
    said = words(head.get(f"{Q2}?objective=reforming"))
    assert "Show all 1 services" in said or "Show all 1 service" in said
    assert "IDVA service" not in said


@pytest.mark.parametrize("query", ["?objective=nonsense", "?officer=x&area=%00", "?funder=' OR 1=1"])
def test_nonsense_in_the_filter_gives_a_message(head, query):
    said = words(head.get(Q2 + query))
    assert "There is a problem" in said
    assert "This part of the filter was left out" in said


def test_a_viewer_sees_nothing_that_is_not_approved(demo):
    client = Client()
    client.force_login(User.objects.get(role=Role.VIEWER))
    assert "not yet approved" not in words(client.get(Q3)).lower()


def test_submitted_figures_are_marked(db, office_with_figure, client_of, officer):
    assert "Submitted, not yet approved" in words(client_of(officer).get(Q2))


@pytest.fixture
def office_with_figure(db):
    make.OfficeFactory()
    quarter = make.quarters()[5]
    service = make.reporting_service(name="IDVA")
    provider = service.service_providers.get().provider
    by = make.UserFactory()
    owed = make.ReturnFactory(service=service, provider=provider, period=quarter, **make.sent(by))
    measure = make.ServiceMeasureFactory(service=service)
    make.ObservationFactory(
        service_measure=measure, provider=provider, period=quarter, quarterly_return=owed, standing="submitted"
    )
    return service


def test_a_shared_award_is_counted_once_at_the_lowest_point_that_holds_its_services(db):
    office, (*_, quarter) = make.OfficeFactory(), make.quarters(2022, 1)[:2]
    first, second = make.ObjectiveFactory(), make.ObjectiveFactory()
    services = [make.ServiceFactory(objective=objective) for objective in (first, first, second)]
    for title, covered, shares in [
        ("one objective", services[:2], [None, None]),
        ("both", services, [None, None, None]),
        ("divided", services[1:], [Decimal(25), Decimal(75)]),
    ]:
        award = make.AwardFactory(title=title)
        make.FundingSplitFactory(award=award, amount=Decimal(1000))
        for service, share in zip(covered, shares, strict=True):
            make.AwardServiceFactory(award=award, service=service, share=share)
    positions = award_positions(Award.objects.order_by("pk"), quarter)
    lines = by_objective(positions, portfolio_for(reference_for(office)), points=Decimal(20))
    found = {line.objective and line.objective.pk: line.summary.awarded.amount for line in lines}
    assert found == {first.pk: Decimal(1250), second.pk: Decimal(750), None: Decimal(1000)}
    assert sum(found.values()) == sum(position.awarded for position in positions)


def test_few_queries_however_many_rows(db, office_with_figure, client_of, officer):
    def grow():
        quarter = ReportingPeriod.objects.get(slug="2022-23-q2")
        for _ in range(5):
            service = make.reporting_service()
            provider = service.service_providers.get().provider
            make.ReturnFactory(service=service, provider=provider, period=quarter, due_on=date(2022, 10, 21))
            measure = make.ServiceMeasureFactory(service=service)
            make.ObservationFactory(service_measure=measure, provider=provider, period=quarter)
            award = make.AwardFactory(provider=provider)
            make.AwardServiceFactory(award=award, service=service)
            make.FundingSplitFactory(award=award)
        Office.objects.reference_changed()

    flat(client_of(officer), Q2, grow)


def test_the_page_is_light(head):
    light(head.get(Q2))


def test_an_unopened_quarter_and_an_empty_office_say_so(db, client_of, officer):
    make.OfficeFactory()
    make.quarters()
    said = words(client_of(officer).get(Q2))
    assert "Nothing needs anybody" in said
    assert "No award is held for this quarter" in said


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.ADMINISTRATOR])
def test_not_for_providers_or_administrators(db, person, client_of, role):
    make.OfficeFactory()
    make.quarters()
    assert client_of(person(role)).get(Q2).status_code == 403


def test_no_such_quarter(head):
    assert head.get("/quarters/2099-00-q9/").status_code == 404


def test_the_chooser_keeps_the_page(head):
    answer = head.get("/quarters/choose/", {"quarter": "2022-23-q3", "next": f"{Q2}services/?rag=amber"})
    assert answer.headers["Location"] == f"{Q3}services/?rag=amber"


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example/quarters/2022-23-q2/", "/nowhere/", ""]
)
def test_the_chooser_leads_nowhere_else(head, address):
    answer = head.get("/quarters/choose/", {"quarter": "2022-23-q3", "next": address})
    assert answer.headers["Location"] == f"{Q3}home/"


def test_links_of_the_page_lead_somewhere(head):
    own = {href.partition("#")[0] for href, _ in read(head.get(Q2)).links if href.startswith("/")}
    answers = {href: head.get(href).status_code for href in own}
    assert {href: status for href, status in answers.items() if status not in (200, 302)} == {}


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (["CSP grant: North", "CSP grant: South"], ["North", "South"]),
        (["Beacon: Court support", "Lantern: Court support"], ["Beacon: Court support", "Lantern: Court support"]),
        (["Court support"], ["Court support"]),
        ([], []),
    ],
)
def test_like_awards_are_told_apart(titles, said):
    assert told_apart(titles) == said
