"""Targets by year, with what is expected of each period typed as amounts or percentages."""

from decimal import Decimal

import pytest

from commissioning.choices import Basis, NumberKind, Precision
from commissioning.models import ServiceMeasure, Target
from commissioning.ratings.projections import profile_of, target_due
from commissioning.workflow.set_up.targets import NOT_STATED, definition_of, save_target, years_of
from tests.commissioning.factories import NOON, MeasureVersionFactory, ServiceMeasureFactory, TargetFactory
from tests.commissioning.idva import Idva, idva
from tracker.models import AuditEvent
from tracker.refusals import Faults

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


def measure_of(code: str = "referrals") -> ServiceMeasure:
    return ServiceMeasure.objects.get(code=code)


def save(target: Target | None = None, value: str | None = "60", year: str = "2022/23", profile=None, **rest):
    measure = rest.pop("measure", None)
    percent = rest.pop("percent", False)
    values = {"value": None if value is None else Decimal(value), "year_label": year} | rest
    return save_target(
        target=target or Target(service_measure=measure or measure_of()),
        values=values,
        by=None,
        at=NOON,
        profile=None if profile is None else [Decimal(each) for each in profile],
        percent=percent,
    ).record


def dues(target: Target) -> list[Decimal]:
    definition = definition_of(target.service_measure)
    profile = profile_of(target.profile, 4)
    return [target_due(definition, target.value, profile=profile, place=place) for place in range(1, 5)]


@pytest.mark.parametrize(
    ("profile", "percent", "due"),
    [
        ([], False, [15, 30, 45, 60]),
        (["10", "20", "20", "10"], False, [10, 30, 50, 60]),
        (["25", "25", "25", "25"], True, [15, 30, 45, 60]),
        (["0.5", "0.5", "0", "0"], False, [30, 60, 60, 60]),
    ],
)
def test_what_is_due_by_each_quarter(found, profile, percent, due):
    assert dues(save(profile=profile, percent=percent)) == due


@pytest.mark.parametrize(
    ("rest", "box", "said"),
    [
        ({"value": None}, "value", "needed"),
        ({"value": "60.5"}, "value", "whole number"),
        ({"year": "2022"}, "year_label", "Choose a year"),
        ({"profile": ["30", "30"]}, "profile", "each of the 4 periods"),
        ({"profile": ["30", "10", "10", "9"]}, "profile", "come to 59, and the target is 60"),
    ],
)
def test_what_is_wrong_is_said_at_its_box(found, rest, box, said):
    with pytest.raises(Faults) as refused:
        save(**rest)
    assert said in refused.value.by_box[box]


@pytest.mark.parametrize("year", [NOT_STATED, "2022/23", "2025/26"])
def test_a_year_of_the_calendar_or_a_later_one_or_not_stated(found, year):
    assert save(year=year).year_label == year


def test_a_year_has_one_target(found):
    save()
    with pytest.raises(Faults) as refused:
        save(value="70")
    assert "already a target for this year" in " ".join(refused.value.by_box.values())


def test_a_percentage_is_a_level_and_has_no_profile(found):
    assert save(measure=measure_of("within-48"), value="95.5", precision=Precision.AT_LEAST).value == Decimal("95.5")
    for rest, box in (({"value": "101"}, "value"), ({"profile": ["25"] * 4, "percent": True}, "profile")):
        with pytest.raises(Faults) as refused:
            save(measure=measure_of("within-72"), **rest)
        assert box in refused.value.by_box


def test_a_snapshot_has_no_profile(found):
    waiting = ServiceMeasureFactory(
        service=found.service,
        measure=MeasureVersionFactory(basis=Basis.SNAPSHOT, number_kind=NumberKind.COUNT).measure,
    )
    with pytest.raises(Faults, match="read"):
        save(measure=waiting, profile=["15"] * 4)


def test_a_profile_stays_unless_it_is_given_anew(found):
    made = save(profile=["10", "20", "20", "10"])
    assert dues(save(made, value="120")) == [20, 60, 100, 120]
    assert dues(save(made, value="120", profile=[])) == [30, 60, 90, 120]
    changes = AuditEvent.objects.order_by("number").last().changes
    assert changes["profile"][1] == ""


def test_the_same_profile_in_another_order_is_another_one(found):
    made = save(profile=["10", "20", "20", "10"])
    assert dues(save(made, profile=["20", "10", "10", "20"])) == [20, 30, 40, 60]


def test_the_years_offered_are_those_of_the_services_calendar(found):
    assert years_of(TargetFactory(service_measure=measure_of()).service_measure) == ["2022/23", "2021/22"]
