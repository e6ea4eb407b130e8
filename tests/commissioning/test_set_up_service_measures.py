"""Which measures a service reports: open returns get their box at once, what is sent already is not asked again."""

from datetime import date
from decimal import Decimal

import pytest

from commissioning.choices import Audience, Basis, BreakKind, NumberKind, ObservationState, ScopeHeld, State
from commissioning.models import Observation, QuarterlyReturn, ScopeNote, SeriesBreak, ServiceMeasure
from commissioning.workflow import submit
from commissioning.workflow.set_up.service_measures import (
    answer_scope,
    order_measures,
    save_break,
    save_scope_note,
    save_service_measure,
)
from tests.commissioning.factories import (
    NOON,
    MeasureVersionFactory,
    ReturnFactory,
    ServiceMeasureFactory,
    ServiceProviderFactory,
    sent,
)
from tests.commissioning.idva import Idva, idva
from tracker.models import AuditEvent
from tracker.refusals import Faults, NotYours
from tracker.roles import Role

pytestmark = pytest.mark.django_db
OCTOBER = date(2022, 10, 1)


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def add(found: Idva):
    def added(label: str = "Repeat referrals", version=None, **values):
        version = version or MeasureVersionFactory()
        values = {"measure": version.measure, "label": label, "audience": Audience.PUBLIC} | values
        own = ServiceMeasure(service=found.service)
        return save_service_measure(service_measure=own, values=values, by=found.alice, at=NOON).record

    return added


def change(found: Idva, code: str, **values):
    row = ServiceMeasure.objects.get(code=code)
    return save_service_measure(service_measure=row, values=values, by=found.alice, at=NOON)


def fault_of(call, *args, **rest) -> dict[str, str]:
    with pytest.raises(Faults) as refused:
        call(*args, **rest)
    return refused.value.by_box


def boxes(found: Idva) -> list[str]:
    rows = Observation.objects.filter(quarterly_return=found.quarterly_return).order_by("service_measure__place")
    return list(rows.values_list("service_measure__code", flat=True))


def test_an_open_return_gets_the_box_with_the_newest_wording(found, add):
    version = MeasureVersionFactory(number=1)
    newest = MeasureVersionFactory(measure=version.measure, number=2)
    made = add(version=newest)
    assert (made.code, made.place) == ("idva-service-repeat-referrals", 5)
    row = Observation.objects.get(service_measure=made)
    assert (row.quarterly_return, row.version, row.state) == (
        found.quarterly_return,
        newest,
        ObservationState.NOT_ANSWERED,
    )


def test_a_return_that_is_sent_is_not_asked_for_more(found, add):
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    assert "1 October 2022" in fault_of(add)["starts_on"]
    assert "1 October 2022" in fault_of(add, starts_on=date(2022, 7, 1))["starts_on"]
    made = add(starts_on=OCTOBER)
    assert made.code not in boxes(found)


def test_a_return_that_is_not_required_has_the_box_in_case_it_is_asked_for_after_all(found, add):
    QuarterlyReturn.objects.update(state=State.NOT_REQUIRED, not_required_reason="Closed for works.")
    assert add().code in boxes(found)


def test_a_measure_that_begins_later_has_no_box_yet(found, add):
    made = add(starts_on=OCTOBER)
    assert made.code not in boxes(found)
    change(found, made.code, starts_on=None)
    assert made.code in boxes(found)


def test_a_measure_that_ends_loses_the_box_that_nobody_answered(found, add):
    made = add()
    change(found, made.code, ends_on=date(2022, 6, 30))
    assert made.code not in boxes(found)


def test_an_answered_box_stays(found):
    found.fill()
    change(found, "hospital", ends_on=date(2022, 6, 30))
    assert "hospital" in boxes(found)


def test_a_measure_ends_after_it_starts(found, add):
    assert "on or after the first day: change one" in " ".join(
        fault_of(add, starts_on=OCTOBER, ends_on=date(2022, 4, 1)).values()
    )


def test_at_most_three_headlines_at_a_time(found, add):
    """Two are there. A third may stand, a fourth only when another has ended."""
    third = add(headline=True)
    said = fault_of(add, "Fourth", headline=True)["headline"]
    assert "Referrals received, Contacted within 48 hours and Repeat referrals" in said
    change(found, third.code, ends_on=date(2022, 9, 30))
    assert add("Fourth", headline=True, starts_on=OCTOBER).headline


def test_a_part_is_of_its_own_service_alike_and_in_no_circle(found, add):
    referrals = ServiceMeasure.objects.get(code="referrals")
    assert add(whole=referrals).whole == referrals
    unlike = MeasureVersionFactory(basis=Basis.SNAPSHOT)
    assert "another kind of number" in fault_of(add, "Waiting", version=unlike, whole=referrals)["whole"]
    assert "of this service" in fault_of(add, "Other", whole=ServiceMeasureFactory())["whole"]
    hospital = ServiceMeasure.objects.get(code="hospital")
    assert "itself a part" in fault_of(change, found, "referrals", whole=hospital)["whole"]
    assert "itself a part" in fault_of(change, found, "referrals", whole=referrals)["whole"]


def test_a_family_counts_alike(add):
    percent = MeasureVersionFactory(number_kind=NumberKind.PERCENTAGE)
    assert add("Within 96 hours", version=percent, family="Contacted").family == "contacted"
    assert "another kind" in fault_of(add, "Calls", family="contacted")["family"]


@pytest.mark.parametrize(
    ("tolerance", "wrong"), [(None, False), ("5", False), ("0", False), ("101", True), ("-1", True)]
)
def test_a_tolerance_is_per_cent(add, tolerance, wrong):
    value = None if tolerance is None else Decimal(tolerance)
    if wrong:
        assert "from 0 to 100" in fault_of(add, tolerance=value)["tolerance"]
    else:
        assert add(tolerance=value).tolerance == value


def test_a_service_reports_a_measure_once(found, add):
    measure = ServiceMeasure.objects.get(code="referrals").measure
    own = {"measure": measure, "label": "Again"}
    with pytest.raises(Faults) as refused:
        save_service_measure(service_measure=ServiceMeasure(service=found.service), values=own, by=found.alice, at=NOON)
    assert "already reports this measure" in " ".join(refused.value.by_box.values())


def test_figures_are_put_in_order(found):
    keys = {row.code: row.pk for row in ServiceMeasure.objects.all()}
    order_measures(service=found.service, order=[keys["within-72"], keys["hospital"]], by=found.alice, at=NOON)
    assert boxes(found) == ["within-72", "hospital", "referrals", "within-48"]
    assert AuditEvent.objects.filter(act="order").count() == 1
    order_measures(service=found.service, order=[keys["within-72"], keys["hospital"]], by=found.alice, at=NOON)
    assert AuditEvent.objects.filter(act="order").count() == 1
    viewer = found.bob
    viewer.role = Role.VIEWER
    with pytest.raises(NotYours):
        order_measures(service=found.service, order=[], by=viewer, at=NOON)


def test_a_break_is_recorded_once(found):
    measure = ServiceMeasure.objects.get(code="referrals")
    said = {"period": found.periods[6], "kind": BreakKind.COVERAGE, "text": "Hospitals are counted as well"}

    def record():
        own = SeriesBreak(service_measure=measure)
        return save_break(series_break=own, values=said, by=found.alice, at=NOON)

    assert record().made
    assert "already recorded" in " ".join(fault_of(record).values())


def test_a_scope_note_is_answered_for_a_period_and_answered_otherwise_later(found):
    own = ScopeNote(service_measure=ServiceMeasure.objects.get(code="referrals"))
    note = save_scope_note(note=own, values={"text": "includes hospital referrals"}, by=found.alice, at=NOON).record
    for held in (ScopeHeld.UNKNOWN, ScopeHeld.NO):
        answer_scope(note=note, period=found.quarter, held=held, by=found.alice, at=NOON)
    assert [(row.period, row.held) for row in note.answers.all()] == [(found.quarter, ScopeHeld.NO)]


def test_one_provider_has_sent_and_another_has_not(found, add):
    """Where several report, a measure begins when none of them is asked halfway."""
    other = ServiceProviderFactory(service=found.service).provider
    ReturnFactory(service=found.service, provider=other, period=found.quarter, **sent(found.bob))
    assert "1 October 2022" in fault_of(add)["starts_on"]
