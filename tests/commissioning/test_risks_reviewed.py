"""Risks reviewed: what was said last stands beside this quarter's boxes, with how it moved; "unchanged" is a press."""

import pytest

from commissioning.choices import State
from commissioning.models import Commitment, QuarterlyReturn, Risk, RiskReview
from commissioning.workflow import NotNow, carry_forward, submit
from commissioning.workflow.content import newest_submission
from commissioning.workflow.sections import parts_of, section_of
from tests.commissioning.factories import CommitmentFactory, ReturnFactory, RiskFactory, RiskReviewFactory, sent
from tests.commissioning.idva import LATER, Idva, idva
from tests.commissioning.pages import flat
from tests.commissioning.return_forms import client_of, post, text_of, url
from tracker.models import AuditEvent

pytestmark = pytest.mark.django_db
PAGE = "risks-and-promises"


@pytest.fixture
def found(db) -> Idva:
    """The quarter before said of the risk: likely 3, bad 4."""
    made = idva()
    earlier = ReturnFactory(service=made.service, provider=made.provider, period=made.periods[4], **sent(made.alice))
    risk = RiskFactory(service=made.service, title="The worker leaves")
    RiskReviewFactory(risk=risk, quarterly_return=earlier, likelihood=3, impact=4, note="Notice was given.")
    return made


@pytest.fixture
def risk(found) -> Risk:
    return Risk.objects.get()


def line(found: Idva, risk: Risk):
    page = section_of(found.now(), PAGE, found.alice)
    assert page is not None
    risks = next(part for part in parts_of(page) if part.slug == "risks")
    return next(each for each in risks.lines if each.key == str(risk.pk))


def review(found: Idva, risk: Risk, likelihood: int, impact: int) -> None:
    boxes = {f"risk{risk.pk}-likelihood": str(likelihood), f"risk{risk.pk}-impact": str(impact)}
    found.save(boxes, PAGE, at=LATER)


def test_what_was_said_last_stands_beside_the_boxes(found, risk):
    shown = line(found, risk)
    assert (shown.before, shown.moved, shown.again) == ("Q1 2022/23: likely 3, bad 4; level 12", "", "Unchanged")


@pytest.mark.parametrize(("levels", "moved"), [((4, 4), "up from 12"), ((2, 3), "down from 12"), ((4, 3), "unchanged")])
def test_how_it_moved_is_said_once_it_is_reviewed(found, risk, levels, moved):
    review(found, risk, *levels)
    assert (line(found, risk).moved, line(found, risk).again) == (moved, "")


def test_a_new_risk_is_told_for_the_first_time(found):
    found.save({"risknew-title": "Another", "risknew-likelihood": "2", "risknew-impact": "2"}, PAGE)
    assert line(found, Risk.objects.get(title="Another")).moved == "told for the first time"


def test_unchanged_is_one_press_and_marked_until_it_is_edited(found, risk):
    alice = client_of(found.alice)
    answer = post(alice, url(found, f"{PAGE}/"), {}, do=f"carry:risks:{risk.pk}")
    said = RiskReview.objects.get(quarterly_return=found.quarterly_return)
    assert answer.status_code == 302
    assert (said.likelihood, said.impact, said.note, said.unchanged_from) == (
        3,
        4,
        "Notice was given.",
        found.periods[4],
    )
    assert (line(found, risk).unchanged_since, line(found, risk).moved) == ("Q1 2022/23", "unchanged")
    assert AuditEvent.objects.newest_first()[0].act == "carry-forward"
    review(found, risk, 4, 4)
    assert (line(found, risk).unchanged_since, line(found, risk).moved) == ("", "up from 12")


def test_unchanged_is_not_said_twice_nor_over_what_is_written(found, risk):
    review(found, risk, 1, 1)
    with pytest.raises(NotNow):
        carry_forward(record=found.now(), section=PAGE, part=f"risks:{risk.pk}", by=found.alice, at=LATER)
    assert RiskReview.objects.get(quarterly_return=found.quarterly_return).level == 1


@pytest.mark.parametrize("part", ["risks:0", "risks:x", "promises:1"])
def test_a_line_that_is_not_there_is_not_said_again(found, part):
    with pytest.raises(NotNow):
        carry_forward(record=found.now(), section=PAGE, part=part, by=found.alice, at=LATER)


def test_all_that_was_said_is_said_again_in_one_press(found, risk):
    second = RiskFactory(service=found.service)
    RiskReviewFactory(risk=second, quarterly_return=QuarterlyReturn.objects.get(state=State.SUBMITTED), likelihood=1)
    carry_forward(record=found.now(), section=PAGE, part="risks", by=found.alice, at=LATER)
    assert RiskReview.objects.filter(quarterly_return=found.quarterly_return).count() == 2


def test_whoever_checks_reads_how_it_moved(found, risk):
    found.fill()
    review(found, risk, 5, 5)
    submit(record=found.now(), by=found.alice, at=LATER)
    sent_now = newest_submission(found.now())
    assert sent_now is not None
    assert [entry["moved"] for entry in sent_now.content["risks"]] == ["up from 12"]
    assert "up from 12" in text_of(client_of(found.maria).get(url(found, "check/")))


def test_an_earlier_draft_and_another_provider_count_for_nothing(found, risk):
    theirs = ReturnFactory(service=found.service, period=found.periods[3], **sent(found.alice))
    hidden = RiskFactory(service=found.service, title="Another provider’s own worry")
    RiskReviewFactory(risk=hidden, quarterly_return=theirs, likelihood=5)
    RiskReviewFactory(risk=risk, quarterly_return=theirs, likelihood=5, impact=5)
    CommitmentFactory(service=found.service, quarterly_return=theirs, text="Another provider’s promise")
    assert Commitment.objects.count() == 1
    page = text_of(client_of(found.alice).get(url(found, f"{PAGE}/")))
    assert "Another provider" not in page
    assert line(found, risk).before == "Q1 2022/23: likely 3, bad 4; level 12"
    QuarterlyReturn.objects.filter(period=found.periods[4]).update(state=State.IN_PROGRESS)
    assert line(found, risk).before == ""


def test_the_page_holds_the_budget_of_queries_however_many_risks(found):
    earlier = QuarterlyReturn.objects.get(state=State.SUBMITTED)

    def grow() -> None:
        for _ in range(3):
            RiskReviewFactory(risk=RiskFactory(service=found.service), quarterly_return=earlier, likelihood=2)

    flat(client_of(found.alice), url(found, f"{PAGE}/"), grow)
