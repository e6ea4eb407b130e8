"""A plan of a file: what blocks it, what it asks, and that an old one is noticed. No database."""

import pytest

from commissioning.imports.plans import Moved, Plan, Question
from tracker.uploads.faults import Fault

ASKED = Question("o1-value", "IDVA", "Referrals", "Does “-” mean 0?", (("0", "0"), ("not_counted", "Not counted")))


def test_a_fault_blocks_and_a_warning_does_not():
    assert Plan(faults=(Fault("a", "b", "c"),)).blocked
    assert not Plan(faults=(Fault("a", "b", "c", blocking=False),)).blocked
    assert not Plan().blocked


@pytest.mark.parametrize(
    ("answers", "left"), [({}, 1), ({"o1-value": "0"}, 0), ({"o1-value": "7"}, 1), ({"x": "0"}, 1)]
)
def test_a_question_is_answered_by_one_of_its_choices(answers, left):
    assert len(Plan(questions=(ASKED.answered(answers),)).open_questions) == left


def test_a_plan_on_other_versions_is_noticed():
    shown, now = Plan(against=(("return 1", "3"),)), Plan(against=(("return 1", "4"),))
    shown.check(shown.digest)
    with pytest.raises(Moved, match="Somebody changed"):
        now.check(shown.digest)
