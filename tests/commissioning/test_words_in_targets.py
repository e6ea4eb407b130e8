"""A sentence that claims to meet a target of which nothing is stored: said at its passage, with the way to set it."""

from datetime import date

import pytest
from django.test import Client

from commissioning.claims import target_claimed_in
from commissioning.figures import forget
from commissioning.models import Commitment
from tests.commissioning.factories import MembershipFactory, TargetFactory
from tests.commissioning.idva import Idva
from tests.commissioning.pages import words
from tests.commissioning.return_forms import client_of
from tests.commissioning.sorting import Sorter, alice, found, put_in, text_files

pytestmark = pytest.mark.pages
__all__ = ["alice", "found", "text_files"]  # fixtures of every text that is sorted

ABOVE = "Referrals rose to 492, above plan.\n"
NAMED = "“above plan”: no target is stored for “Referrals received” in 2022/23."
LINK = "/set-up/targets/add/?service_measure="


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("Referrals rose from 37 to 55, above plan.", "above plan"),
        ("We exceeded our target.", "exceeded our target"),
        ("We are on track to meet the target.", "on track to meet the target"),
        ("The target wasn’t met.", ""),
        ("We haven’t met our target.", ""),
        ("We aren’t on track to meet the target.", ""),
        ("We hope to meet our target.", ""),
        ("We will agree a plan for home visits.", ""),
        ("Referrals rose to 55.", ""),
    ],
)
def test_the_words_that_claim_it(text, claimed):
    assert target_claimed_in(text, date(2022, 8, 15)) == claimed


def target_of(found: Idva, figure: str, year: str = "2022/23") -> None:
    TargetFactory(service_measure=found.figures[figure].service_measure, year_label=year)
    forget()


def page_of(client: Client, found: Idva, text: str = ABOVE) -> str:
    return words(Sorter(client, put_in(client, found, text)).page())


def test_it_leads_to_the_likely_figures_target_and_says_that_the_words_are_kept(found, alice):
    sorter = Sorter(alice, put_in(alice, found, ABOVE))
    page = sorter.page()
    assert f"{NAMED} Set the target (opens in a new tab) Otherwise it is kept as their words." in words(page)
    address = f"{LINK}{found.figures['referrals'].service_measure_id}"
    assert f'href="{address}"' in page.content.decode()
    assert alice.get(address).status_code == 200


@pytest.mark.parametrize(
    ("figure", "year", "says"),
    [("referrals", "2022/23", False), ("referrals", "2021/22", True), ("hospital", "2022/23", True)],
)
def test_a_target_of_that_figure_and_year_answers_it(found, alice, figure, year, says):
    target_of(found, figure, year)
    assert (NAMED in page_of(alice, found)) == says


def test_where_no_figure_is_named_any_target_may_be_meant(found, alice):
    text = "We are above plan.\n"
    assert "no target is stored in 2022/23. It is kept as their words." in page_of(alice, found, text)
    target_of(found, "hospital")
    assert "no target is stored" not in page_of(alice, found, text)


def test_the_figure_that_was_chosen_counts_before_the_one_that_is_proposed(found, alice):
    target_of(found, "referrals")
    sorter = Sorter(alice, put_in(alice, found, ABOVE))
    sorter.sort({"Referrals": "figure"}, "keep")
    assert "no target is stored" not in words(sorter.page())
    sorter.press("keep", **{f"{sorter.name('Referrals')}-box1": found.box("hospital").removesuffix("-value")})
    assert "no target is stored for “of which from hospitals”" in words(sorter.page())


def test_a_provider_who_sets_no_target_is_not_told(found):
    charlie = MembershipFactory(provider=found.provider).user
    assert "no target is stored" not in page_of(client_of(charlie), found)


def test_it_is_kept_as_their_words(found, alice):
    sorter = Sorter(alice, put_in(alice, found, "We will stay above plan.\n"))
    sorter.sort({"We will": "promise"}, "keep")
    assert sorter.save().status_code == 302
    assert Commitment.objects.get().text == "We will stay above plan."
