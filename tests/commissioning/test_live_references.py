"""Live references: how they are written, and that none is saved which names nothing."""

import pytest

from commissioning.parsing.references import LiveReference, references_in
from commissioning.workflow.live_references import reference_fault


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("[[figure idva-referrals]]", LiveReference("figure", "idva-referrals", "value")),
        ("[[ figure  idva-referrals|change ]]", LiveReference("figure", "idva-referrals", "change")),
        ("[[total csp-2022]]", LiveReference("total", "csp-2022", "value")),
        ("[[figure idva-referrals | backwards]]", None),
        ("[[total csp-2022 | change]]", None),
        ("[[idva-referrals]]", None),
        ("[[]]", None),
    ],
)
def test_a_reference_is_read_or_refused(text, meaning):
    assert references_in(f"Before {text} after") == [(text, meaning)]


def test_brackets_that_are_none_are_left_alone():
    assert references_in("an array[0][1] and [one] [ [two] ]") == []


@pytest.mark.parametrize(
    "text",
    [
        "No reference at all.",
        "[[figure idva-referrals | same-quarter-last-year]]",
        "[[award csp-2022-shropshire]] of [[total csp-2022]]",
    ],
)
def test_a_text_that_points_at_stored_facts_is_good(demo, text):
    assert reference_fault(text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[figure no-such-figure]]", "no “no-such-figure”"),
        ("[[award no-such-award]]", "no “no-such-award”"),
        ("[[share no-such-group]]", "no “no-such-group”"),
        ("[[figures idva-referrals]]", "can’t be read"),
    ],
)
def test_a_text_that_points_at_nothing_is_refused_with_a_sentence(demo, text, said):
    assert said in reference_fault(text)
