"""Measures and their wordings: one that a figure uses is never edited; whether the next compares is asked."""

from decimal import Decimal

import pytest

from commissioning.choices import Basis, BreakKind, NumberKind, Polarity, Standing
from commissioning.figures import forget, measure_figures, reference_for
from commissioning.models import Measure, MeasureVersion, Observation, SeriesBreak, ServiceMeasure
from commissioning.workflow import open_period
from commissioning.workflow.set_up.measures import NotComparable, save_measure, save_version
from tests.commissioning.factories import (
    NOON,
    MeasureVersionFactory,
    ObservationFactory,
    OfficeFactory,
    ServiceMeasureFactory,
    reporting_service,
)
from tests.commissioning.idva import Idva, idva
from tracker.models import AuditEvent, Office, User
from tracker.records import began_from
from tracker.refusals import Collision, Faults, NotYours
from tracker.roles import Role

pytestmark = pytest.mark.django_db
WORDING = {
    "definition": "New referrals in the quarter.",
    "unit": "referrals",
    "number_kind": NumberKind.COUNT,
    "basis": Basis.IN_PERIOD,
    "polarity": Polarity.CONTEXT,
    "about_people": True,
}
ANEW = {"definition": "New referrals, repeat ones left out."}


@pytest.fixture
def found() -> Idva:
    return idva()


def measure_of(found: Idva, code: str = "referrals") -> Measure:
    return ServiceMeasure.objects.get(code=code).measure


def word(measure: Measure, values=None, by: User | None = None, **rest):
    return save_version(measure=measure, values=values or ANEW, by=by, at=NOON, **rest)


def test_a_measure_is_made_with_its_first_wording(person):
    OfficeFactory()
    values = {"name": "Referrals", **WORDING}
    made = save_measure(measure=Measure(), values=values, by=person(Role.ADMINISTRATOR), at=NOON).record
    assert made.code == "referrals"
    assert [(row.number, row.unit) for row in made.versions.all()] == [(1, "referrals")]
    with pytest.raises(Faults) as refused:
        save_measure(measure=Measure(), values=values, by=None, at=NOON)
    assert list(refused.value.by_box) == ["name"]


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.ADMINISTRATOR, True), (Role.OFFICER, True), (Role.FINANCE, False), (Role.VIEWER, False)],
)
def test_who_sets_up_measures(person, role, may):
    OfficeFactory()
    if may:
        assert save_measure(measure=Measure(), values={"name": "R", **WORDING}, by=person(role), at=NOON).made
    else:
        with pytest.raises(NotYours):
            save_measure(measure=Measure(), values={"name": "R", **WORDING}, by=person(role), at=NOON)


def test_a_wording_that_nothing_uses_is_changed_itself():
    OfficeFactory()
    version = MeasureVersionFactory()
    kept = word(version.measure)
    assert (kept.record.pk, kept.record.number, kept.record.definition) == (version.pk, 1, ANEW["definition"])


def test_a_wording_that_a_figure_uses_is_never_edited(found):
    """The control is the test above: the same edit of an unused wording changes it."""
    measure = measure_of(found)
    before = MeasureVersion.objects.filter(measure=measure).values().get()
    kept = word(measure, continues=True)
    assert (kept.record.number, kept.record.continues) == (2, True)
    assert MeasureVersion.objects.filter(pk=before["id"]).values().get() == before
    assert AuditEvent.objects.get(act="next-version").record_id == kept.record.pk
    assert not word(measure, continues=True).changed
    assert measure.versions.count() == 2


def test_it_is_asked_whether_the_next_compares(found):
    measure = measure_of(found)
    with pytest.raises(Faults) as refused:
        word(measure)
    assert list(refused.value.by_box) == ["continues"]
    with pytest.raises(Faults) as refused:
        word(measure, continues=False)
    assert list(refused.value.by_box) == ["break_text"]
    with pytest.raises(Faults) as refused:
        word(measure, {"basis": Basis.SNAPSHOT}, continues=True)
    assert "doesn’t compare" in refused.value.by_box["continues"]
    assert measure.versions.count() == 1


def test_a_break_is_recorded_for_every_service_by_its_own_calendar(found):
    measure = measure_of(found)
    other = ServiceMeasureFactory(service=reporting_service(), measure=measure)
    why = NotComparable(BreakKind.DEFINITION, "Repeat referrals are left out", found.periods[6])
    word(measure, continues=False, breaks=why)
    rows = SeriesBreak.objects.order_by("service_measure")
    assert [(row.service_measure.code, row.period.slug) for row in rows] == [
        ("referrals", "2022-23-q3"),
        (other.code, "2022-23-q3"),
    ]


def test_open_returns_keep_the_wording_unless_they_are_told_to_ask_anew(found):
    measure = measure_of(found)
    own = found.figures["referrals"]
    first = own.version_id
    word(measure, continues=True)
    own.refresh_from_db()
    assert own.version_id == first
    second = word(measure, {"unit": "people"}, in_open_returns=True).record
    own.refresh_from_db()
    assert (own.version_id, second.number, second.continues) == (second.pk, 2, True)


def test_an_answer_keeps_the_wording_that_it_was_given_to(found):
    found.fill()
    own = found.figures["referrals"]
    first = own.version_id
    word(measure_of(found), continues=True, in_open_returns=True)
    own.refresh_from_db()
    assert own.version_id == first


def test_the_next_return_takes_the_newest_wording(found):
    newest = word(measure_of(found), continues=True).record
    open_period(period=found.periods[6], by=found.maria, at=NOON)
    row = Observation.objects.get(period=found.periods[6], service_measure__code="referrals")
    assert row.version_id == newest.pk


@pytest.mark.parametrize(("continues", "difference", "broken"), [(True, 8, ""), (False, None, "version 2")])
def test_figures_compare_across_a_wording_that_continues_and_across_no_other(found, continues, difference, broken):
    measure, row = measure_of(found), ServiceMeasure.objects.get(code="referrals")
    first = measure.versions.get()
    why = NotComparable(BreakKind.DEFINITION, "Repeat referrals are left out", found.periods[7])
    rest = {"service_measure": row, "provider": found.provider, "standing": Standing.APPROVED}
    Observation.objects.filter(service_measure=row).delete()
    ObservationFactory(period=found.periods[4], value=Decimal(492), version=first, **rest)
    second = word(measure, continues=continues, breaks=None if continues else why).record
    ObservationFactory(period=found.periods[5], value=Decimal(500), version=second, **rest)
    forget()
    figure = measure_figures([row], found.quarter, reference=reference_for(Office.objects.get()))[0]
    assert figure.previous.difference == difference
    assert broken in figure.previous.series_break


def test_two_who_word_it_at_once_both_see_it(found):
    measure = measure_of(found)
    base = began_from(measure.versions.get(), ["definition", "unit"])
    word(measure, continues=True)
    kept = word(measure, {"definition": WORDING["definition"], "unit": "people"}, continues=True, base=base)
    assert (kept.record.number, kept.record.definition, kept.record.unit) == (2, ANEW["definition"], "people")
    with pytest.raises(Collision):
        word(measure, {"definition": "Mine."}, continues=True, base=base)


def test_a_form_sent_twice_makes_one_version(found):
    measure = measure_of(found)
    word(measure, continues=True, key="form-1")
    word(measure, continues=True, key="form-1")
    assert measure.versions.count() == 2
