"""0 of 0 is an answer without a number: kept as typed, sent, approved and shown (rules 1 and 2)."""

import pytest

from commissioning.choices import ObservationState, Standing
from commissioning.figures import measure_figures, reference_for
from commissioning.models import ServiceMeasure
from commissioning.workflow import Faults, approve, submit
from commissioning.workflow.answers import answers_of
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tracker.models import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    scene = idva()
    scene.fill()
    return scene


def typed(found: Idva, numerator: str, denominator: str, value: str = "") -> dict[str, str]:
    return {
        found.box("within-48", "numerator"): numerator,
        found.box("within-48", "denominator"): denominator,
        found.box("within-48"): value,
        found.box("within-72", "numerator"): "",
        found.box("within-72", "denominator"): "",
        found.box("within-72", "reason"): "Not asked for this time.",
    }


def test_it_is_kept_sent_approved_and_shown(found: Idva) -> None:
    found.save(typed(found, "0", "0"))
    submit(record=found.now(), by=found.alice, at=NOON)
    approve(record=found.now(), by=found.maria, at=LATER)
    row = found.figures["within-48"]
    row.refresh_from_db()
    assert (row.state, row.standing) == (ObservationState.REPORTED, Standing.APPROVED)
    assert (row.value, row.numerator, row.denominator) == (None, 0, 0)
    assert "0 of 0" in {answer.words for answer in answers_of(found.now())}
    measures = ServiceMeasure.objects.filter(code="within-48").select_related("measure", "service")
    known = reference_for(Office.objects.get())
    assert measure_figures(measures, found.quarter, reference=known)[0].words == "0 of 0"


@pytest.mark.parametrize(
    ("numerator", "denominator", "value", "sentence"),
    [
        ("3", "0", "", "write 0 out of 0"),
        ("0", "0", "50%", "leave this box empty"),
    ],
)
def test_a_share_that_nothing_can_give_is_refused(
    found: Idva, numerator: str, denominator: str, value: str, sentence: str
) -> None:
    with pytest.raises(Faults) as refused:
        found.save(typed(found, numerator, denominator, value))
    assert any(sentence in fault for fault in refused.value.by_box.values())
