"""Prose cut into passages: an e-mail's trimmings folded, headings known, kinds proposed; nothing lost or doubled."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.choices import PassageKind
from commissioning.parsing.mail import folds_in
from commissioning.parsing.passage_kinds import due_in, promise_in, proposal_of, spoken_for
from commissioning.parsing.passages import Heading, cut, kind_of_heading, layout_of, led_by, names_in

NEAR, AFTER = date(2022, 8, 15), date(2022, 9, 30)
LINES = [
    "From: Ann <ann@x.example>",
    "Sent: Monday",
    "Subject: Q2",
    "Dear Ann,",
    "> quoted words",
    "On Monday Ann Other wrote:",
    "Challenges",
    "Staffing:",
    "• One adviser left. A new one comes.",
    "We saw 12 people, e.g. at home. It went well.",
    "Kind regards",
    "-- ",
    "Helen Marsh",
    "This e-mail is confidential and intended for the addressee.",
    "-----Original Message-----",
    "",
    "   ",
]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))


def solid(text: str) -> str:
    """All that is not space."""
    return "".join(text.split())


@given(TEXTS)
def test_cutting_loses_and_doubles_nothing(text):
    spans = cut(text, layout_of(text, ("IDVA service",)).starts)
    assert "".join(solid(span.text) for span in spans) == solid(text)
    assert all(text[span.start : span.end] == span.text for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@given(TEXTS, st.lists(st.integers(-5, 400), max_size=8))
def test_whatever_the_cuts_everything_stands_in_one_passage(text, starts):
    assert "".join(solid(span.text) for span in cut(text, starts)) == solid(text)


@given(TEXTS)
def test_folding_keeps_the_whole_text(text):
    folds = folds_in(text)
    left, at = [], 0
    for fold in folds:
        assert at <= fold.start < fold.end <= len(text)
        left.append(text[at : fold.start])
        at = fold.end
    whole = "".join(part + text[fold.start : fold.end] for part, fold in zip(left, folds, strict=True)) + text[at:]
    assert whole == text


FOLDED = [
    ("From: A <a@x.example>\nSent: today\nSubject: Q2\n\nAll is well.", ["From:"], "All is well."),
    ("*From:* A\n*Date:* today\n\nAll is well.", ["*From:*"], "All is well."),
    ("Dear Ann,\nAll is well.", ["Dear Ann,"], "All is well."),
    ("Good morning Ann\n\nAll is well.", ["Good morning"], "All is well."),
    ("All is well.\n\nKind regards,\nHelen\nManager\n01234 567", ["Kind regards"], "All is well."),
    ("All is well.\n-- \nHelen\nSomewhere", ["--"], "All is well."),
    ("All is well.\n\nOn Mon, 3 Oct 2022 at 10:00, Ann wrote:\n> And you?\n> Ann", ["On Mon"], "All is well."),
    ("All is well.\n\nThis e-mail is confidential and for the addressee.", ["This e-mail"], "All is well."),
    ("All is well.\n\nSent from my phone", ["Sent from"], "All is well."),
    ("CAUTION: This email originated from outside.\n\nAll is well.", ["CAUTION"], "All is well."),
    ("Begin forwarded message:\nFrom: A\nDate: today\n\nAll is well.", ["Begin"], "All is well."),
]


@pytest.mark.parametrize(("text", "folded", "left"), FOLDED)
def test_what_an_email_carries_is_folded(text, folded, left):
    folds = folds_in(text)
    assert [text[fold.start : fold.end].startswith(begin) for fold, begin in zip(folds, folded, strict=True)] == [True]
    rest = text
    for fold in reversed(folds):
        rest = rest[: fold.start] + rest[fold.end :]
    assert rest.strip() == left


KEPT = [
    "From: this quarter on we count calls.",  # one line is no head
    "Thanks to the new rota, calls are answered.",
    "Dear me, what a quarter it was for the whole of the team.",
    "The address of the refuge is confidential.",
    "Regards to costs: they rose.",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_it_is_not(text):
    assert folds_in(text) == []


def test_below_an_answer_the_earlier_email_is_folded_and_below_a_bare_forward_it_is_not():
    earlier = "-----Original Message-----\nFrom: A\nSent: today\n\nLast quarter was hard."
    own = "Here are our words for the quarter: " + "we were glad of the help that came from all sides. " * 2
    assert "Last quarter" in text_of_folds(own + "\n\n" + earlier)
    assert "Last quarter" not in text_of_folds(earlier)


def text_of_folds(text: str) -> str:
    return "".join(text[fold.start : fold.end] for fold in folds_in(text))


HEADINGS = [
    ("What went well", "went_well"),
    ("What has gone well?", "went_well"),
    ("Key achievements:", "went_well"),
    ("1. Challenges", "challenge"),
    ("Challenges and issues", "challenge"),
    ("STAFFING", "staffing"),
    ("Waiting list", "waiting"),
    ("Risks", "risk"),
    ("Next quarter", "promise"),
    ("News", "news"),
    ("Case study:", "case"),
    ("KPIs", "figure"),
    ("IDVA service – challenges", "challenge"),
    ("Decisions", "decision"),
    ("Quarter 2 return", ""),
    ("Our staff are well", ""),
]


@pytest.mark.parametrize(("text", "kind"), HEADINGS)
def test_headings_tell_the_kind_of_what_follows(text, kind):
    assert kind_of_heading(text) == kind


def test_a_heading_of_a_service_holds_for_the_headings_below_it():
    text = "IDVA service\n\nChallenges\n\nCourts are slow.\n\nOutreach\n\nA van came."
    layout = layout_of(text, ("IDVA service", "Outreach"))
    above = layout.above(text.index("Courts"))
    assert above is not None
    assert (above.name, above.kind) == ("IDVA service", "challenge")
    later = layout.above(text.index("A van"))
    assert later is not None
    assert (later.name, later.kind) == ("Outreach", "")


def test_a_short_line_with_a_number_is_no_heading():
    layout = layout_of("55 referrals received\n12 people waiting\n", ("IDVA service",))
    assert layout.headings == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The IDVA service grew", ["IDVA service"]),
        ("The Hospital IDVA service grew", ["Hospital IDVA service"]),
        ("The IDVA service and the Hospital IDVA service grew", ["IDVA service", "Hospital IDVA service"]),
        ("The childrens project grew", ["Children’s project"]),
        ("All grew", []),
    ],
)
def test_services_are_known_by_their_whole_names(text, said):
    assert names_in(text, ("IDVA service", "Hospital IDVA service", "Children’s project")) == said


SPOKEN = [
    ("There is a waiting list for the group.", "waiting"),
    ("Two posts are vacant.", "staffing"),
    ("We are recruiting a manager.", "staffing"),
    ("The funding is uncertain after March.", "risk"),
    ("There is a risk that the lease ends.", "risk"),
    ("Court delays remain difficult.", "challenge"),
    ("We are proud of the drop-in.", "went_well"),
    ("The group launched its website.", "news"),
    ("We held an open day in Ludlow.", "news"),
    ("We will open a drop-in by 30 November 2022.", "promise"),
    ("A survey is planned to begin next quarter.", "promise"),
    ("The team will ring everybody back.", "promise"),
    ("It will rain.", ""),
    ("One client said that she felt safe.", "case"),
    ("The office agreed to extend the contract.", "decision"),
    ("We will recruit two workers by December 2022.", ""),  # staffing or a promise: not guessed
    ("A challenge was met with success.", ""),
    ("The delays led to vacancies.", "staffing"),  # sharper than a challenge
    ("High risk victims were seen.", ""),
]


@pytest.mark.parametrize(("text", "kind"), SPOKEN)
def test_kinds_are_proposed_by_words_and_never_where_two_fit(text, kind):
    assert proposal_of(text, None, spoken_for(text, NEAR, AFTER)).kind == kind


def test_a_proposal_says_why():
    text = "We will recruit two workers by December 2022."
    because = proposal_of(text, None, spoken_for(text, NEAR, AFTER)).because
    assert because == "it could be staffing (“recruit”) or promise (“will … December 2022”)"
    under = proposal_of("Court dates move.", Heading(0, 1, "Challenges", "challenge"), ())
    assert under.because == "it stands under “Challenges”"


def test_the_writers_own_word_wins():
    assert led_by("Challenges: staff left.") == PassageKind.CHALLENGE
    spoken = spoken_for("Challenges: staff left.", NEAR, AFTER)
    found = proposal_of("Challenges: staff left.", Heading(0, 1, "News", "news"), spoken)
    assert (found.kind, found.because) == (PassageKind.CHALLENGE, "it begins “Challenges”")


def test_a_promise_with_a_day_stands_out_from_a_heading_that_says_little():
    text = "We will open a drop-in by 30 November 2022."
    spoken = spoken_for(text, NEAR, AFTER)
    assert proposal_of(text, Heading(0, 1, "Challenges", "challenge"), spoken).kind == PassageKind.PROMISE
    assert proposal_of(text, Heading(0, 1, "Staffing", "staffing"), spoken).kind == PassageKind.STAFFING


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("by 30 November 2022", date(2022, 11, 30)),
        ("in December", date(2022, 12, 31)),
        ("by 1 August 2022", None),
        ("in December or in January", None),
        ("by 31 November 2022", None),
    ],
)
def test_the_day_of_a_promise_is_the_one_that_lies_ahead(text, day):
    found = due_in(f"We will do it {text}.", NEAR, AFTER)
    assert (found.last if found else None) == day


def test_what_is_past_is_no_promise():
    assert promise_in("We opened a drop-in on 30 August.", NEAR, AFTER) == ""
