"""The dashboard's filter: every number follows it, it stands in the address, and each choice takes itself away."""

import random
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client

from commissioning.figures import reference_for
from commissioning.figures.portfolio import Portfolio, portfolio_for
from commissioning.models import Service
from tests.commissioning.pages import read, rows_counted, words
from tests.commissioning.test_dashboard import Q2, numbered_links
from tracker.models import Office, User
from tracker.roles import Role

ALL = {"objective", "theme", "funder", "stream", "provider", "area", "officer", "kind", "stage"}


@pytest.fixture
def head(demo) -> Client:
    client = Client()
    client.force_login(User.objects.get(role=Role.MANAGER))
    return client


@pytest.fixture
def portfolio(demo) -> Portfolio:
    return portfolio_for(reference_for(Office.objects.get()))


def facts(portfolio: Portfolio, service: Service) -> dict[str, str]:
    """A choice of each kind that keeps this service, where it has one."""
    areas = [each.code for each in portfolio.areas if each.pk in portfolio.areas_of[service.pk]]
    awards = portfolio.awards_of.get(service.pk, [])
    streams = [split.stream for award in awards for split in award.splits.all()]
    found = {
        "objective": service.objective.code,
        "theme": service.theme.code if service.theme else "",
        "funder": streams[0].funder.code if streams else "",
        "stream": streams[0].code if streams else "",
        "provider": next((each.code for each in portfolio.providers_of[service.pk]), ""),
        "area": areas[0] if areas else "",
        "officer": str(service.lead_officer_id or "none"),
        "kind": awards[0].kind if awards else "none",
        "stage": service.stage,
    }
    return {name: value for name, value in found.items() if value}


def drawn(portfolio: Portfolio) -> list[dict[str, str]]:
    """A filter for each way to narrow, with up to two choices more: a service's own, or another's, which may leave
    nothing.
    """
    chance = random.Random(20221121)
    known = [facts(portfolio, each) for each in portfolio.services.values()]
    found = []
    for name in sorted(ALL):
        own = chance.choice([each for each in known if name in each])
        others = chance.sample(sorted((own | chance.choice(known)).items()), chance.randint(0, 2))
        found.append({**dict(others), name: own[name]})
    return found


def test_every_number_is_the_rows_of_its_list_whatever_is_chosen(head, portfolio):
    filters = drawn(portfolio)
    counted = 0
    for chosen in filters:
        for href, number in numbered_links(head, f"{Q2}?{urlencode(chosen)}"):
            assert rows_counted(head.get(href)) == number, (chosen, href)
            assert set(chosen.items()) <= set(parse_qsl(urlsplit(href).query))
            counted += number
    assert counted > len(filters)


def test_the_control_a_link_without_the_filter_counts_something_else(head):
    href, number = numbered_links(head, f"{Q2}?objective=victims")[0]
    assert rows_counted(head.get(href.replace("objective=victims&", ""))) != number


def test_all_nine_ways_to_narrow_are_offered(head):
    assert set(head.get(Q2).context["filter"].form.fields) == ALL


def test_each_choice_is_a_tag_that_takes_itself_away_and_the_address_holds_the_rest(head):
    page = read(head.get(f"{Q2}?objective=victims&kind=none"))
    tags = {text.removeprefix("Remove this filter "): href for href, text in page.links if "Remove this" in text}
    assert tags == {"no award held": "?objective=victims", "Putting victims and survivors first": "?kind=none"}


def test_a_page_without_a_filter_says_so_on_paper(head):
    assert "Filters: none, the whole portfolio" in words(head.get(Q2))
    assert "Filters: none" not in words(head.get(f"{Q2}?stage=live"))


def test_a_filter_can_be_kept_shared_and_landed_on(head):
    head.post(
        "/quarters/2022-23-q2/views/save/",
        {"next": f"{Q2}?stream=pcc-csp&stage=live", "name": "Ministry", "shared": "on", "starts": "on"},
    )
    answer = head.get("/", follow=True)
    path, query = answer.redirect_chain[-1][0].split("?")
    assert path.endswith(("-q3/", "-q2/"))
    assert dict(parse_qsl(query)) == {"stream": "pcc-csp", "stage": "live"}


def test_a_provider_chosen_leaves_its_own_returns_and_awards(head):
    answer = head.get(f"{Q2}?provider=csp-herefordshire")
    said = words(answer)
    assert "88.1%" in said
    assert "South Worcestershire CSP" not in said.split("Needs you")[1]
