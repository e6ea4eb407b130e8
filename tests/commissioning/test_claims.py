"""The claims checker: each fault of the real update is caught in our own words; honest words are left alone."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.claims import Facts, Finding, Level, findings_in
from commissioning.claims.details import is_nhs_number
from commissioning.claims.names import edits
from tests.commissioning.claims_facts import JULY, SEPTEMBER, facts, facts_of
from tests.commissioning.data.claims_clean import CLEAN
from tests.commissioning.data.claims_faults import ELSEWHERE, FAULTS, OTHERS

NOTHING = Facts(JULY, SEPTEMBER)
SENTENCES = [(name, sentence) for name, sentences in CLEAN.items() for sentence in sentences]


def codes(text: str, known: Facts = NOTHING) -> list[str]:
    return [finding.code for finding in findings_in(text, known)]


def warned(text: str, known: Facts) -> list[Finding]:
    return [finding for finding in findings_in(text, known) if finding.level == Level.WARNING]


@pytest.mark.parametrize(("fault", "text", "code", "setting"), FAULTS)
def test_each_fault_of_the_real_update_is_caught_in_our_own_words(fault, text, code, setting):
    assert code in codes(text, facts(setting))


@pytest.mark.parametrize(("text", "code", "setting"), OTHERS)
def test_other_faults_of_the_rules_are_caught(text, code, setting):
    assert code in codes(text, facts_of(setting))


def test_every_fault_of_the_list_has_its_place():
    told = {fault for fault, *_ in FAULTS} | set(ELSEWHERE)
    assert told == {f"INC-{number:02d}" for number in range(1, 37)}


def test_at_most_one_honest_sentence_in_two_hundred_is_warned_about():
    false = [(sentence, finding.code) for name, sentence in SENTENCES for finding in warned(sentence, facts_of(name))]
    assert len(SENTENCES) >= 600
    assert len(false) <= len(SENTENCES) // 200, false


def test_the_corpus_is_varied_and_has_no_sentence_twice():
    words = Counter(sentence for _, sentence in SENTENCES)
    assert [sentence for sentence, count in words.items() if count > 1] == []
    assert sum(any(sign.isdigit() for sign in sentence) for _, sentence in SENTENCES) > 200


def test_control_the_clean_sentences_are_judged_by_their_facts():
    """Without the stored facts behind them, the same sentences are asked about."""
    asked = [sentence for _, sentence in SENTENCES if warned(sentence, NOTHING)]
    assert len(asked) > 25


@pytest.mark.parametrize(
    ("text", "code", "setting"),
    [*((t, c, facts(s)) for _, t, c, s in FAULTS), *((t, c, facts_of(s)) for t, c, s in OTHERS)],
)
def test_a_finding_says_what_to_do_about_which_words(text, code, setting):
    found = next(finding for finding in findings_in(text, setting) if finding.code == code)
    assert found.sentence.endswith((".", "?"))
    assert text[found.start : found.end].split() == found.quote.split()
    assert len(found.sentence) > 30


# what is borne out, and what is not, by one changed fact


@pytest.mark.parametrize(
    ("text", "figure", "found"),
    [
        ("Referrals rose.", {"now": "63", "before": "41"}, []),
        ("Referrals rose.", {"now": "41", "before": "63"}, ["comparison_unlike_figure"]),
        ("Referrals rose.", {"now": "63"}, ["comparison_without_figure"]),
        ("Referrals rose.", {"now": "63", "said": ["higher"]}, []),
        ("Referrals rose on last year.", {"now": "63", "before": "41"}, ["comparison_without_figure"]),
        ("Referrals rose on last year.", {"now": "63", "last_year": "41"}, []),
        ("Referrals rose by half.", {"now": "63", "before": "41"}, []),
        ("Referrals are up 22 on Q1.", {"now": "63", "before": "41"}, []),
        ("Referrals are up 21 on Q1.", {"now": "63", "before": "41"}, ["change_unlike_figure"]),
        ("Referrals remained stable.", {"now": "63", "before": "62"}, []),
        ("Referrals remained stable.", {"now": "63", "before": "41"}, ["comparison_unlike_figure"]),
        ("Demand is at its highest ever.", {"now": "63", "earlier": ["40", "50", "60"], "before": "41"}, []),
        (
            "Demand is at its highest ever.",
            {"now": "63", "earlier": ["40", "50", "64"], "before": "41"},
            ["comparison_unlike_figure"],
        ),
        ("The target has been met.", {"now": "63", "before": "41", "target": "200"}, []),
        ("The target has been met.", {"now": "63", "before": "30", "target": "200"}, ["target_unlike_figure"]),
        ("The annual target has been met.", {"now": "63", "before": "41", "target": "200"}, ["target_unlike_figure"]),
        ("The target has been met.", {"now": "63", "target": "200"}, ["target_without_figure"]),
        ("The target has been met.", {"now": "63"}, ["target_without_figure"]),
        ("The target was not met.", {"now": "63"}, []),
        ("We are working to meet our target.", {"now": "63"}, []),
        ("We are on course to meet our target.", {"now": "63", "before": "41", "target": "200"}, []),
        ("We are on course to meet our target.", {"now": "63", "target": "200"}, ["course_with_gaps"]),
    ],
)
def test_a_claim_is_held_against_the_figure(text, figure, found):
    row = {"name": "Referrals received", "unit": "referrals", "headline": True} | figure
    assert codes(text, facts({"figures": [row]})) == found


def test_a_live_reference_is_right_by_itself():
    assert codes("Referrals rose to [[figure referrals | previous-quarter]].") == []
    assert codes("Referrals rose to [[figure referrals]].") == ["comparison_without_figure"]
    assert codes("Referrals rose to sixty.") == ["comparison_without_figure"]
    assert codes("We had [[figure referrals | change]], above plan.") == ["target_without_figure"]


def test_a_figure_of_change_alone_bears_out_its_own_words():
    row = {"name": "Approved schemes", "unit": "schemes", "basis": "change_only", "now": "19"}
    known = facts({"figures": [row]})
    assert codes("Approved schemes have increased by 19.", known) == []
    assert codes("Approved schemes have increased by 91.", known) == ["comparison_unlike_figure"]


@pytest.mark.parametrize(
    ("text", "below", "found"),
    [
        ("Four men left the course.", 5, ["small_number"]),
        ("Four men left the course.", 3, []),
        ("Eight men left the course.", 10, ["small_number"]),
        ("Nobody left the course.", 5, []),
    ],
)
def test_small_counts_are_those_below_the_offices_own_number(text, below, found):
    assert codes(text, replace(NOTHING, small_below=below)) == found


def test_small_counts_are_asked_about_where_others_read_them():
    assert codes("Two men left the course.", replace(NOTHING, public=False)) == []


def test_the_same_words_over_the_same_facts_are_the_same_finding():
    """An acknowledgement holds until the words or the facts change, wherever in the text the words stand."""
    row = {"name": "Referrals received", "unit": "referrals", "now": "41", "before": "63"}
    one, moved = (
        findings_in(text, facts({"figures": [row]}))[0] for text in ("Referrals rose.", "So much. Referrals rose.")
    )
    other = findings_in("Referrals rose.", facts({"figures": [row | {"before": "64"}]}))[0]
    assert one.digest == moved.digest
    assert one.digest != other.digest


@pytest.mark.parametrize(
    ("number", "right"), [("943 476 5919", True), ("943 476 5918", False), ("111 111 1111", False)]
)
def test_an_nhs_number_is_known_by_its_check_digit(number, right):
    assert is_nhs_number(number) is right


@given(st.integers(100_000_000, 999_999_999))
def test_every_nine_digits_have_at_most_one_check_digit(start):
    assert sum(is_nhs_number(f"{start}{last}") for last in range(10)) <= 1


@given(st.text("ABCD", max_size=6), st.text("ABCD", max_size=6))
def test_edits_are_a_distance(one, other):
    assert edits(one, other) == edits(other, one)
    assert (edits(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= edits(one, other) <= max(len(one), len(other))


@given(st.text(max_size=300))
def test_any_text_is_read_without_falling_over(text):
    for finding in findings_in(text, facts_of("advocacy")):
        assert 0 <= finding.start <= finding.end <= len(text)
