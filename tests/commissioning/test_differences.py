"""What changed between two times that a return was sent: pure, in words, also in texts; and where it is shown."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.choices import State
from commissioning.models import QuarterlyReturn, Question, Submission
from commissioning.views.changes import sent_words
from commissioning.workflow import approve, ask, reopen, reply, submit
from commissioning.workflow.differences import differences, pieces, said, unchanged
from tests.commissioning.factories import UserFactory
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.return_forms import client_of, text_of, url
from tracker.roles import Role


def figure(words: str, code: str = "referrals", **more: str) -> dict:
    return {"code": code, "category": "all", "label": "Referrals received", "words": words, **more}


def line(label: str, words: str = "office; due 1 May 2023", **more: object) -> dict:
    return {"label": label, "words": words, **more}


CASES = [
    # part, before, now: what is found as (label, before, now)
    ("figures", [figure("492")], [figure("492")], []),
    ("figures", [figure("492")], [figure("493")], [("Referrals received", "492", "493")]),
    ("figures", [figure("0")], [figure("not counted")], [("Referrals received", "0", "not counted")]),
    (
        "figures",
        [figure("not answered")],
        [figure("not answered", reason="Counted from October")],
        [("Referrals received", "not answered", "not answered (Counted from October)")],
    ),
    ("figures", [], [figure("492")], [("Referrals received", None, "492")]),
    ("figures", [figure("492")], [], [("Referrals received", "492", None)]),
    ("figures", [figure("3", "a"), figure("4", "b")], [figure("4", "b"), figure("3", "a")], []),
    (
        "text",
        [{"prompt": "went_well", "label": "What went well", "words": "It grew."}],
        [{"prompt": "went_well", "label": "What went well", "words": "It shrank."}],
        [("What went well", "It grew.", "It shrank.")],
    ),
    (
        "promises",
        [line("Train the team", key=7)],
        [line("Train both teams", key=7)],
        [("Train both teams", "Train the team: office; due 1 May 2023", "Train both teams: office; due 1 May 2023")],
    ),
    (  # sent before lines had keys: the edited line is known by its words
        "promises",
        [line("Train the team in Ludlow"), line("Open a new office")],
        [line("Train the teams in Ludlow"), line("Open a new office")],
        [
            (
                "Train the teams in Ludlow",
                "Train the team in Ludlow: office; due 1 May 2023",
                "Train the teams in Ludlow: office; due 1 May 2023",
            )
        ],
    ),
    (
        "risks",
        [line("No room to grow", "before: likelihood 3", key=1)],
        [line("Costs", "nothing more was said", key=2)],
        [
            ("Costs", None, "Costs: nothing more was said"),
            ("No room to grow", "No room to grow: before: likelihood 3", None),
        ],
    ),
    (  # two lines of one name are two lines
        "promises",
        [line("Train", "a", key=1), line("Train", "b", key=2)],
        [line("Train", "a", key=1), line("Train", "c", key=2)],
        [("Train", "Train: b", "Train: c")],
    ),
    (
        "people",
        [line("Adviser", "3 funded", services=["IDVA"], key=4)],
        [line("Adviser", "3 funded", services=["IDVA", "ISVA"], key=4)],
        [("Adviser", "3 funded (IDVA)", "3 funded (IDVA, ISVA)")],
    ),
    (
        "money",
        [{"award": "idva", "label": "IDVA contract", "words": "since April £100"}],
        [{"award": "idva", "label": "IDVA contract", "words": "since April £200"}],
        [("IDVA contract", "since April £100", "since April £200")],
    ),
]


@pytest.mark.parametrize(("part", "before", "now", "expected"), CASES)
def test_what_is_said_otherwise_is_found(part, before, now, expected) -> None:
    found = differences({part: before, "version": 1}, {part: now, "version": 2})
    assert [(each.label, each.before, each.now) for each in found] == expected


def test_what_is_said_alike_is_counted() -> None:
    before = {"figures": [figure("3", "a"), figure("4", "b")], "news": [line("An event", key=1)]}
    now = {"figures": [figure("3", "a"), figure("5", "b")], "news": [line("An event", key=1)]}
    assert unchanged(before, now) == 2


def test_a_text_shows_what_went_and_what_came_word_by_word() -> None:
    found = pieces("We took 400, a small rise on last year. Two cases.", "We took 400, more than the 388. Two cases.")
    assert [(piece.kind, piece.text) for piece in found] == [
        ("same", "We took 400, "),
        ("removed", "a small rise on last year."),
        ("same", " "),
        ("added", "more than the 388."),
        ("same", " "),
        ("same", "Two cases."),
    ]


def test_paragraphs_stay_paragraphs() -> None:
    found = pieces("One.\n\nTwo.", "One.\n\nThree.")
    now = "".join(piece.text for piece in found if piece.kind != "removed")
    assert [paragraph.strip() for paragraph in now.split("\n\n")] == ["One.", "Three."]


def test_texts_beyond_all_measure_are_not_set_against_each_other() -> None:
    assert pieces("word " * 2_001, "word") == []


WORDS = st.lists(st.sampled_from(["a", "b", "c,", "d.", "£12"]), max_size=25).map(" ".join)


@given(WORDS, WORDS)
def test_nothing_is_lost_between_two_texts(before: str, now: str) -> None:
    found = pieces(before, now)
    assert "".join(piece.text for piece in found if piece.kind != "removed").split() == now.split()
    assert "".join(piece.text for piece in found if piece.kind != "added").split() == before.split()


ENTRIES = st.lists(
    st.fixed_dictionaries(
        {"label": st.sampled_from("xyz"), "words": st.sampled_from(["1", "2"])}, optional={"key": st.integers(1, 3)}
    ),
    max_size=5,
)


@given(ENTRIES, ENTRIES)
def test_every_entry_is_accounted_for_once(before: list, now: list) -> None:
    """What is alike and what differs are together all that was said, on either side."""
    old, new = {"news": before}, {"news": now}
    found = differences(old, new)
    same = unchanged(old, new)
    assert same + sum(each.before is not None for each in found) == len(before)
    assert same + sum(each.now is not None for each in found) == len(now)
    assert differences(new, new) == []
    assert Counter(each.before for each in found if each.before is not None) <= Counter(said("news", e) for e in before)


@pytest.fixture
def sent_twice(db: None) -> Idva:
    """Sent, asked about, corrected and sent again."""
    found = idva()
    found.fill()
    found.save({"went_well": "Demand went on growing in all four areas, and nobody had to wait."}, section="text")
    submit(record=found.now(), by=found.alice, at=NOON)
    ask(record=found.now(), by=found.bob, at=NOON, text="Is 492 right?")
    found.save({found.box("referrals"): "495"})
    found.save({"went_well": "Demand went on growing in three areas, and nobody had to wait."}, section="text")
    submit(record=found.now(), by=found.alice, at=LATER)
    return found


@pytest.mark.parametrize("page", ["", "check/"])
def test_whoever_checks_sees_what_changed_since_it_was_last_sent(sent_twice, page) -> None:
    answer = client_of(sent_twice.bob).get(url(sent_twice, page))
    said_there, html = text_of(answer), answer.content.decode()
    assert "What changed 2" in said_there
    assert "Sent 19 October 2022 Sent 20 October 2022" in said_there
    assert "492 495" in said_there
    assert "taken out: all four ;" in said_there
    assert "put in: three ;" in said_there
    assert '<del class="ct-del">' in html


@pytest.mark.parametrize(
    ("after", "headings"),
    [
        (timedelta(days=1), ("Sent 19 October 2022", "Sent 20 October 2022")),
        (timedelta(minutes=90), ("Sent first, 13:00", "Sent last, 14:30")),
        (timedelta(seconds=20), ("Sent first, 13:00", "Sent last, 13:00")),
        (None, ("Sent 19 October 2022", "Now")),
    ],
)
def test_two_columns_never_have_one_heading(after: timedelta | None, headings: tuple[str, str]) -> None:
    earlier = Submission(at=datetime(2022, 10, 19, 12, tzinfo=UTC))
    assert sent_words(earlier, None if after is None else Submission(at=earlier.at + after)) == headings


def test_sent_once_there_is_nothing_to_compare(db) -> None:
    found = idva()
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    assert "What changed" not in text_of(client_of(found.bob).get(url(found, "check/")))


def test_whoever_writes_sees_what_is_changed_before_sending_again(sent_twice) -> None:
    reply(question=Question.objects.get(), by=sent_twice.alice, at=LATER, text="It was not.")
    approve(record=sent_twice.now(), by=sent_twice.bob, at=LATER)
    reopen(record=sent_twice.now(), by=sent_twice.maria, at=LATER, reason="One more.")
    client = client_of(sent_twice.alice)
    assert "Nothing changed since it was sent on 20 October 2022" in text_of(client.get(url(sent_twice, "check/")))
    sent_twice.save({sent_twice.box("referrals"): "496"})
    assert "495 496" in text_of(client.get(url(sent_twice, "check/")))


def test_a_viewer_is_shown_no_draft_and_no_change(sent_twice) -> None:
    viewer = UserFactory(role=Role.VIEWER)
    assert "What changed" not in text_of(client_of(viewer).get(url(sent_twice, "check/")))
    assert QuarterlyReturn.objects.get().state == State.SUBMITTED
