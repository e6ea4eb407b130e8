"""Two people saving at the same moment, on real connections: nothing is lost, and nobody is told "saved" in vain."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from commissioning.models import Narrative, Observation, ObservationValue, Submission
from commissioning.workflow import Collision, NotNow, submit
from tests.commissioning.idva import NOON, Idva, idva
from tracker.audit import verify_chain
from tracker.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[object]:
    """Do all at once; what each answered or raised, in their order."""
    gate, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def one(place: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            answers[place] = act()
        except Exception as fault:  # the test looks at it
            answers[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def found() -> Idva:
    return idva()


def test_different_boxes_at_once_are_both_saved(found):
    for _ in range(5):
        base = found.base("text")
        answers = together(
            lambda base=base: found.save({"went_well": f"Demand {base.version}."}, section="text", base=base),
            lambda base=base: found.save({"next_quarter": f"Posts {base.version}."}, "text", found.bob, base=base),
        )
        assert [answer.changed for answer in answers] == [True, True], answers
        texts = dict(Narrative.objects.values_list("prompt", "text"))
        assert texts == {"went_well": f"Demand {base.version}.", "next_quarter": f"Posts {base.version}."}
    assert found.now().version == 10
    assert verify_chain() == AuditEvent.objects.count()


def test_the_same_box_at_once_saves_one_and_gives_the_other_both_texts(found):
    for turn in range(5):
        base = found.base("text")
        answers = together(
            lambda base=base, turn=turn: found.save({"went_well": f"Alice {turn}"}, section="text", base=base),
            lambda base=base, turn=turn: found.save({"went_well": f"Bob {turn}"}, "text", found.bob, base=base),
        )
        lost = [answer for answer in answers if isinstance(answer, Collision)]
        assert len(lost) == 1, answers
        clash = lost[0].clashes["went_well"]
        assert {clash.mine, clash.theirs} == {f"Alice {turn}", f"Bob {turn}"}
        assert Narrative.objects.get().text == clash.theirs


def test_one_form_sent_twice_at_once_is_carried_out_once(found):
    base = found.base()
    typed = {found.box("referrals"): "492"}
    together(*[lambda: found.save(typed, base=base, key="form-1")] * 3)
    assert ObservationValue.objects.count() == 1
    assert Observation.objects.get(service_measure__code="referrals").value == 492


def test_sent_by_two_at_once_it_is_sent_once(found):
    found.fill()
    answers = together(
        lambda: submit(record=found.now(), by=found.alice, at=NOON),
        lambda: submit(record=found.now(), by=found.bob, at=NOON),
    )
    assert sum(isinstance(answer, NotNow) for answer in answers) == 1, answers
    assert Submission.objects.count() == 1
