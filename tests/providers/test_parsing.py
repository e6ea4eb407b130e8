"""Names that are likely the same body's are told from names that are not, and numbers are read whole or refused."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers import parsing
from providers.models import Provider
from providers.parsing import Unreadable, alike, any_alike, charity_number, company_number, distance, twins

SAME = [
    ("WMRASAC", "WMRSASC"),
    ("AXIS", "Axis"),
    ("HWFS", "HWFRS"),
    ("RoadPeace", "Road Peace"),
    ("Women's Aid", "Women’s Aid"),
    ("West Mercia Women’s Aid", "WEST MERCIA WOMENS AID"),
    ("The Children’s Society", "Children's Society"),
    ("Telford & Wrekin CSP", "Telford and Wrekin CSP"),
    ("Victim Support", "Victim Suport"),
    ("Victim Support", "Support, Victim"),
    ("Willow Centre Ltd", "Willow Centre"),
    ("Willow Centre C.I.C.", "willow-centre"),
    ("Cranstoun", "Cranston"),
    ("Crimestoppers", "Crime Stoppers"),
    ("WMRSASC", "West Mercia Rape and Sexual Abuse Support Centre"),
    ("WMRASAC", "West Mercia Rape and Sexual Abuse Support Centre"),
    ("HWFRS", "Hereford & Worcester Fire and Rescue Service"),
]
OTHER = [
    ("Shropshire CSP", "Telford CSP"),
    ("North Worcestershire CSP", "South Worcestershire CSP"),
    ("East Midlands Fund", "West Midlands Fund"),
    ("Shropshire CSP", "Shropshire Fire and Rescue Service"),
    ("West Mercia Police", "West Mercia OPCC"),
    ("West Mercia Police", "West Mercia Women’s Aid"),
    ("Victim Support", "Victim Advice"),
    ("Safer Streets 3", "Safer Streets 4"),
    ("Group 2021", "Group 2022"),
    ("AXIS", "AXA"),
    ("NHS", "NSH"),
    ("Willow", "Willow Centre"),
    ("", "Axis"),
    ("...", "Axis"),
    ("Herefordshire CSP", "Hereford CSP"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_likely_the_same(one: str, other: str) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_not_the_same(one: str, other: str) -> None:
    assert not alike(one, other)


names = st.text(st.sampled_from("abcdeABCDE &'-.12"), max_size=14) | st.sampled_from(
    [name for pair in SAME + OTHER for name in pair]
)


@given(one=names, other=names)
def test_it_is_symmetric_and_deaf_to_capitals_and_punctuation(one: str, other: str) -> None:
    found = alike(one, other)
    assert alike(other, one) == found
    assert alike(one.upper(), other.lower()) == found
    assert alike(f"{one}!", f" ({other})") == found


@given(name=names)
def test_a_name_is_like_itself(name: str) -> None:
    assert alike(name, name) == any(letter.isalnum() or letter == "&" for letter in name)


@given(st.dictionaries(st.integers(1, 40), st.lists(names, min_size=1, max_size=2), max_size=9))
def test_twins_are_all_pairs_that_are_alike(bodies: dict[int, list[str]]) -> None:
    pairs = [pair for pair in combinations(sorted(bodies), 2) if any_alike(bodies[pair[0]], bodies[pair[1]])]
    assert twins(bodies) == pairs


def test_of_many_bodies_few_pairs_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []
    monkeypatch.setattr(parsing, "any_alike", lambda *pair: tried.append(pair) or any_alike(*pair))
    towns = ["".join(parts) for parts in product(("Ash", "Black", "Clay", "Dun"), ("ford", "well", "minster"), "KLMNP")]
    bodies = {number: [f"Beacon {town} Trust", f"B{town}"] for number, town in enumerate(towns)}
    bodies[500] = ["Beacon AshfordK Trusts"]
    assert (0, 500) in twins(bodies)
    assert len(bodies) == 61  # all of them begin alike: 1,830 pairs
    assert len(tried) < 500


words = st.text(st.sampled_from("abc"), max_size=7)


@given(one=words, other=words)
def test_the_distance_of_words_is_one(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@pytest.mark.parametrize(
    ("one", "other", "off"), [("", "", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "abx", 1), ("abc", "cab", 2)]
)
def test_distances(one: str, other: str, off: int) -> None:
    assert distance(one, other) == off


def test_nothing_of_the_demonstration_is_like_another(demo) -> None:
    """Different bodies of one real portfolio, by name and short name: none is taken for another."""
    bodies = [(each.name, each.short_name) for each in Provider.objects.all()]
    wrong = [
        (one, other)
        for mine, theirs in combinations(bodies, 2)
        for one in mine
        for other in theirs
        if alike(one, other)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" 1058 045 ", "1058045"),
        ("203644", "203644"),
        ("sc012345", "SC012345"),
        ("NIC100123", "NIC100123"),
        ("1012345-1", "1012345-1"),
    ],
)
def test_charity_numbers(typed: str, kept: str) -> None:
    assert charity_number(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "12345678", "not known", "1058045x", "£1058045", "١٠٥٨٠٤٥"])
def test_what_is_no_charity_number(typed: str) -> None:
    with pytest.raises(Unreadable, match="1058045"):
        charity_number(typed)


@pytest.mark.parametrize(
    ("typed", "kept"), [("", ""), ("00012345", "00012345"), ("sc 123456", "SC123456"), ("R0000123", "R0000123")]
)
def test_company_numbers_keep_their_noughts(typed: str, kept: str) -> None:
    assert company_number(typed) == kept


@pytest.mark.parametrize(
    ("typed", "asked"), [("1234567", "Is it 01234567"), ("123456", "Is it 00123456"), ("12345", ""), ("ABC12345", "")]
)
def test_what_is_no_company_number_is_asked_about_never_guessed(typed: str, asked: str) -> None:
    with pytest.raises(Unreadable, match=asked or "eight characters"):
        company_number(typed)
