"""Which box a number in prose belongs to: by the words around it, and never where two fit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.imports.prose.suggest import Spot, figures_in, first_count
from commissioning.parsing import Kind
from commissioning.parsing.columns import Place, read_columns

NEAR = date(2022, 8, 15)


def spot(
    key: str, label: str, unit: str, kind: Kind = Kind.COUNT, *, share: bool = False, service: str = "DRIVE"
) -> Spot:
    parts = ((f"{key}-numerator", Kind.NUMBER), (f"{key}-denominator", Kind.NUMBER)) if share else ()
    place = Place(key, (label,), (*parts, (f"{key}-value", kind)), share=share, state=f"{key}-state")
    return Spot(key, service, place, unit)


SPOTS = [
    spot("o1", "Referrals received", "referrals"),
    spot("o2", "Victims linked", "victims"),
    spot("o3", "Children linked", "children"),
    spot("o4", "Contacted within 48 hours", "%", Kind.PERCENTAGE, share=True),
    spot("o5", "Contacted within 72 hours", "%", Kind.PERCENTAGE, share=True),
    spot("o6", "People supported", "people"),
    spot("o7", "People waiting", "people"),
    spot("o8", "Money saved", "pounds", Kind.MONEY),
]
SAID = [
    ("We had 55 referrals.", [("o1", "55")]),
    ("Referrals rose from 37 to 55, above plan.", [("o1", "55")]),
    ("There were 55 referrals, compared with 37 last quarter.", [("o1", "55")]),
    ("Fifty-five referrals came in.", [("o1", "55")]),
    ("About 300 people were supported.", [("o6", "about 300")]),
    ("At least 1,250 people were supported.", [("o6", "at least 1250")]),
    ("300 women were supported.", [("o6", "300")]),
    ("18 people are waiting.", [("o7", "18")]),
    ("55 victims and 109 children are linked to the cases.", [("o2", "55"), ("o3", "109")]),
    ("We contacted 471 of 492 within 48 hours.", [("o4", "471 of 492")]),
    ("471 out of the 492 were contacted within 72 hours (95.73%).", [("o5", "471 of 492")]),
    ("95.83% were contacted within 48 hours.", [("o4", "95.83%")]),
    ("Victims saw £1,250 of money saved.", [("o8", "1250")]),
    ("We had 55 referrals against a target of 60.", [("o1", "55")]),
    ("Contact within 48 hours went well.", []),
    ("In 2022 the contract grew.", []),
    ("55 people were contacted.", []),  # neither supported nor waiting is said
    ("We had 55 referrals, then 60 referrals.", []),  # two numbers for one box
    ("12 sessions were held.", []),
]


@pytest.mark.parametrize(("text", "filled"), SAID)
def test_numbers_find_their_boxes(text, filled):
    assert [(each.spot.key, each.text) for each in figures_in(text, SPOTS, NEAR).filled] == filled


@pytest.mark.parametrize(("text", "filled"), [each for each in SAID if each[1]])
def test_what_is_proposed_can_be_read_by_its_box(text, filled):
    places = {each.key: each.place for each in SPOTS}
    assert not any(read_columns(said, [places[key]]).faults for key, said in filled)


def test_one_figure_of_two_services_is_not_guessed():
    both = [SPOTS[0], spot("o9", "Referrals received", "referrals", service="CLIMB")]
    found = figures_in("We had 55 referrals.", both, NEAR)
    assert (found.filled, found.unsure) == ((), "55 could be “Referrals received” of CLIMB and DRIVE")


def test_two_figures_that_fit_are_both_named():
    both = [spot("o1", "Referrals from schools", "referrals"), spot("o2", "Referrals from nurses", "referrals")]
    said = figures_in("We had 55 referrals.", both, NEAR).unsure
    assert said == "55 fits “Referrals from schools” and “Referrals from nurses”"


def test_the_reason_names_the_figure():
    assert figures_in("We had 55 referrals.", SPOTS, NEAR).because == "it names “Referrals received”"


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text):
    found = figures_in(text, SPOTS, NEAR)
    assert len({each.spot.key for each in found.filled}) == len(found.filled)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("18 people wait.", "18"),
        ("Eighteen people wait.", "18"),
        ("Nobody waits.", ""),
        ("18 here and 12 there.", ""),
        ("18 wait, against 12 before.", "18"),
        ("They wait 6 weeks.", ""),
    ],
)
def test_the_one_count_of_a_passage(text, number):
    assert first_count(text, NEAR) == number


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Referrals rose from 37 to 55.", "37"),
        ("There were 55 referrals, compared with 37 last quarter.", "37"),
        ("We had 55 referrals against a target of 60.", ""),
        ("We had 55 referrals.", ""),
        ("We contacted 471 of 492 within 48 hours, against 95.1% before.", "95.1%"),
    ],
)
def test_the_number_that_a_figure_is_held_against_is_an_earlier_one(text, before):
    assert [each.before for each in figures_in(text, SPOTS, NEAR).filled] == [before]


BRACKETED = [
    spot("o1", "Total referrals (incl. hospital)", "referrals"),
    spot("o2", "People supported", "people"),
]


@pytest.mark.parametrize(
    ("text", "spots", "filled"),
    [
        ("Total referrals were 492.", BRACKETED, ["o1"]),
        ("Total referrals including hospital were 492.", BRACKETED, ["o1"]),
        ("Total referrals were 492.", [*BRACKETED, spot("o3", "Total referrals (excl. hospital)", "referrals")], []),
        ("Total referrals were 492.", [*BRACKETED, spot("o3", "Total referrals", "referrals")], ["o3"]),
        ("Hospital visits came to 492.", BRACKETED, []),
    ],
)
def test_what_stands_in_brackets_may_be_left_out_and_two_that_fit_then_are_asked_about(text, spots, filled):
    found = figures_in(text, spots, NEAR)
    assert [each.spot.key for each in found.filled] == filled
    assert bool(found.unsure) == (not filled and "referrals" in text)
