"""Figures that were worked out before come back as they were while nothing of theirs changed, and not otherwise."""

import random
from decimal import Decimal
from typing import Any

import pytest

from commissioning import figures
from commissioning.figures import MeasureFigure, measure_figures, reference_for
from commissioning.figures.portfolio import portfolio_for
from commissioning.models import Observation, ReportingPeriod, ServiceMeasure, Target
from tracker.models import Office

CHANGES = 12


def asked(quarter: ReportingPeriod, **how: Any) -> list[MeasureFigure]:
    """The headline figures of the quarter, of what is set up as it is kept in the process."""
    reference = reference_for(Office.objects.get())
    measures = portfolio_for(reference).headlines(portfolio_for(reference).services, quarter.end)
    return measure_figures(measures, quarter, reference=reference, **how)


def anew(quarter: ReportingPeriod, **how: Any) -> list[MeasureFigure]:
    """The same with nothing kept."""
    figures.forget()
    return asked(quarter, **how)


def told(found: list[MeasureFigure]) -> list[Any]:
    """All that pages print of figures."""
    return [
        (
            each.measure.pk,
            each.words,
            each.comparator_words,
            each.running,
            each.rating,
            each.projection,
            each.target_due,
            each.year_to_date,
            each.year_to_date_last_year,
            each.points,
            each.held,
            each.standing,
        )
        for each in found
    ]


@pytest.fixture
def quarter(demo) -> ReportingPeriod:
    return ReportingPeriod.objects.get(slug="2022-23-q2")


def same(one: list[MeasureFigure], other: list[MeasureFigure]) -> list[bool]:
    return [first is second for first, second in zip(one, other, strict=True)]


def test_while_nothing_changed_they_are_the_same(quarter):
    first = asked(quarter)
    assert first
    assert all(same(first, asked(quarter)))


def test_of_a_change_the_figure_is_another_and_the_rest_the_same(quarter):
    first = asked(quarter)
    number = next(place for place, each in enumerate(first) if each.value.is_number and each.held)
    observation = Observation.objects.get(pk=first[number].held[0].key)
    Observation.objects.filter(pk=observation.pk).update(value=(observation.value or 0) + 1)
    second = asked(quarter)
    assert [place for place, kept in enumerate(same(first, second)) if not kept] == [number]
    assert second[number].value != first[number].value


@pytest.mark.parametrize("how", [{"with_submitted": True}, {"tolerance": Decimal(3)}, {"provider": 1}])
def test_asked_otherwise_they_are_others(quarter, how):
    first = asked(quarter)
    assert not any(one is other for one in first for other in asked(quarter, **how))
    assert all(same(first, asked(quarter)))


def test_another_quarter_has_its_own(quarter):
    first = asked(quarter)
    before = ReportingPeriod.objects.get(slug="2022-23-q1")
    assert not any(one is other for one in first for other in asked(before))


def test_after_a_change_of_what_is_set_up_all_are_made_anew(quarter):
    first = asked(quarter)
    measured = next(each for each in first if each.target is not None)
    Target.objects.filter(service_measure=measured.measure, year_label=measured.year_label).update(value=1)
    Office.objects.reference_changed()
    second = asked(quarter)
    assert not any(one is other for one in first for other in second)
    assert next(each for each in second if each.measure.pk == measured.measure.pk).target == 1


def test_a_measure_that_was_read_again_is_not_taken_for_the_one_before(quarter):
    reference = reference_for(Office.objects.get())
    read = [list(ServiceMeasure.objects.select_related("measure", "service").order_by("pk")[:3]) for _ in range(2)]
    one, other = (measure_figures(each, quarter, reference=reference) for each in read)
    assert not any(same(one, other))
    assert all(figure.measure is measure for figure, measure in zip(other, read[1], strict=True))


def test_after_any_changes_they_are_what_they_would_be_if_they_were_made_anew(quarter):
    """Values, standings and states changed at random, one after the other, in the quarter and before it."""
    choice = random.Random(7)
    keys = list(Observation.objects.filter(period__end__lte=quarter.end).order_by("pk").values_list("pk", flat=True))
    moved = 0
    for _ in range(CHANGES):
        before = told(asked(quarter, with_submitted=True))
        change(choice, choice.sample(keys, len(keys) // 20))
        kept = told(asked(quarter, with_submitted=True))
        moved += kept != before
        assert kept == told(anew(quarter, with_submitted=True))
    assert moved > CHANGES // 2  # control: the changes were seen


def change(choice: random.Random, keys: list[int]) -> None:
    for row in Observation.objects.filter(pk__in=keys, state="reported", value__isnull=False):
        values: dict[str, Any] = choice.choice(
            [{"value": (row.value or 0) + choice.randint(1, 9)}, {"standing": "submitted"}, {"standing": "draft"}]
        )
        Observation.objects.filter(pk=row.pk).update(**values)
