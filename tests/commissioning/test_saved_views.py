"""Pages with their filters under a name: kept, opened in another quarter, shared, landed on, taken away."""

import pytest
from django.test import Client

from tests.commissioning.pages import flat, read, words
from tracker.audit import verify_chain
from tracker.models import SavedFilter, User
from tracker.roles import Role

Q2, Q3 = "/quarters/2022-23-q2", "/quarters/2022-23-q3"
LATE = f"{Q2}/services/?rag=amber&objective=victims&page=2&format=csv"


def somebody(role: Role) -> User:
    return User.objects.filter(role=role).earliest("pk")


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


@pytest.fixture
def alice(demo) -> Client:
    return client(somebody(Role.OFFICER))


def save(who: Client, address: str = LATE, **typed: str):
    return who.post(f"{Q2}/views/save/", {"next": address, "name": "Amber services", **typed})


def test_a_view_is_kept_without_the_page_of_the_list_and_opens_in_another_quarter(alice):
    answer = save(alice)
    assert answer.headers["Location"] == f"{Q2}/services/?rag=amber&objective=victims"
    kept = SavedFilter.objects.get()
    assert (kept.page, kept.parts, kept.query) == ("services", {}, "rag=amber&objective=victims")
    opened = alice.get(f"{Q3}/views/{kept.pk}/")
    assert opened.headers["Location"] == f"{Q3}/services/?rag=amber&objective=victims"
    verify_chain()


def test_other_parts_of_the_address_are_kept(alice):
    assert save(alice, f"{Q2}/services/1/money/").headers["Location"] == f"{Q2}/services/1/money/"
    assert SavedFilter.objects.get().parts == {"pk": 1, "tab": "money"}


def test_the_same_name_takes_the_old_ones_place(alice):
    save(alice)
    save(alice, f"{Q2}/returns/?status=late")
    assert SavedFilter.objects.get().page == "returns"


@pytest.mark.parametrize(
    "address", ["", "https://elsewhere.example/", "/accounts/login/", "//elsewhere.example/x", "/nowhere/"]
)
def test_only_a_page_of_a_quarter_can_be_kept(alice, address):
    assert save(alice, address).status_code == 404
    assert alice.get(f"{Q2}/views/save/", {"next": address}).status_code == 404


@pytest.mark.parametrize(("name", "said"), [("  ", "Enter a name"), ("x" * 81, "81 characters")])
def test_a_name_that_cannot_be_kept_is_said_and_nothing_is_lost(alice, name, said):
    answer = save(alice, name=name, starts="on")
    assert said in words(answer)
    assert answer.context["form"]["starts"].value()
    assert not SavedFilter.objects.exists()


def test_others_of_the_office_see_what_is_shared_and_providers_see_nothing(alice):
    save(alice, shared="on")
    save(alice, name="Mine alone")
    listed = words(client(somebody(Role.MANAGER)).get(f"{Q2}/views/"))
    assert "Amber services" in listed
    assert "Mine alone" not in listed
    provider = client(somebody(Role.PROVIDER))
    assert "Amber services" not in words(provider.get(f"{Q2}/views/"))
    save(provider, f"{Q2}/returns/", name="Ours", shared="on")
    assert not SavedFilter.objects.get(name="Ours").shared


def test_somebody_elses_view_is_not_mine_to_take_away(alice):
    save(alice, shared="on")
    kept = SavedFilter.objects.get()
    assert client(somebody(Role.MANAGER)).post(f"{Q2}/views/{kept.pk}/drop/").status_code == 404
    assert alice.post(f"{Q2}/views/{kept.pk}/drop/").status_code == 302
    assert not SavedFilter.objects.exists()


def test_one_lands_on_the_view_that_one_chose(alice):
    save(alice, starts="on")
    assert alice.get("/").headers["Location"].endswith("/services/?rag=amber&objective=victims")
    save(alice, f"{Q2}/returns/", name="Returns first", starts="on")
    assert alice.get("/").headers["Location"].endswith("/returns/")
    assert SavedFilter.objects.filter(starts=True).count() == 1


def test_a_view_whose_page_is_gone_says_so_and_nobody_lands_nowhere(alice):
    save(alice, starts="on")
    SavedFilter.objects.update(page="no-such-page")
    kept = SavedFilter.objects.get()
    assert "no longer there" in words(alice.get(f"{Q2}/views/{kept.pk}/", follow=True))
    assert alice.get("/").status_code == 302


def test_lists_and_the_dashboard_offer_it(alice):
    for page in ("services/", "returns/", "figures/", ""):
        links = [
            href for href, text in read(alice.get(f"{Q2}/{page}?objective=victims")).links if text == "Save this view"
        ]
        assert links
        assert alice.get(links[0]).status_code == 200


def test_more_views_cost_no_more_queries(alice):
    def grow() -> None:
        for _ in range(5):
            save(alice, name=f"View {SavedFilter.objects.count()}", shared="on")

    flat(client(somebody(Role.MANAGER)), f"{Q2}/views/", grow)
