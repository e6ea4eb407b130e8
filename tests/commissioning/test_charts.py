"""What is drawn of a measure: gaps stay gaps, few values are named, of many the range; labels of every calendar."""

from decimal import Decimal

import pytest

from commissioning import charts
from commissioning.charts import short_label
from commissioning.figures import MeasureFigure, measure_figures, reference_for
from commissioning.figures.courses import course_of
from tests.commissioning import factories as make


@pytest.fixture
def figure_of(db):
    """The figure at Q4 2022/23 of a measure with these values, one for each quarter from Q1 2021/22, None for a gap."""

    def build(*values: int | None) -> MeasureFigure:
        office, periods = make.OfficeFactory(), make.quarters()
        measure = make.ServiceMeasureFactory(service=make.reporting_service())
        provider = measure.service.service_providers.get().provider
        for period, value in zip(periods, values, strict=False):
            if value is not None:
                make.ObservationFactory(service_measure=measure, provider=provider, period=period, value=Decimal(value))
        return measure_figures([measure], periods[-1], reference=reference_for(office))[0]

    return build


def test_a_gap_has_no_value_and_says_why(figure_of):
    points = charts.points(figure_of(5, None, 0))
    assert [point.value for point in points] == [Decimal(5), None, Decimal(0), *[None] * 5]
    assert points[1].words == "not held"
    assert points[2].words == "0"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((), "No value is held."),
        ((5, 7), "5 in Q1 2021/22 and 7 in Q2 2021/22; no value for six of eight periods."),
        (
            (5, 7, 9, 3, 6, 8),
            "8 in Q2 2022/23, between 3 in Q4 2021/22 and 9 in Q3 2021/22; no value for two of eight periods.",
        ),
        ((1, 2, 3, 4, 5, 6, 7, 8), "8 in Q4 2022/23, between 1 in Q1 2021/22 and 8 in Q4 2022/23."),
    ],
)
def test_the_finding(figure_of, values, sentence):
    assert charts.finding(figure_of(*values)) == sentence


def test_fewer_than_three_values_make_no_chart(figure_of):
    figure = figure_of(5, 7)
    assert charts.bars(course_of(figure)) is None
    assert charts.spark(course_of(figure)) is None


def test_three_values_make_one(figure_of):
    figure = figure_of(5, 7, None, 9)
    assert [bar.is_gap for bar in charts.bars(course_of(figure)).bars] == [False, False, True, False, *[True] * 4]


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("Q2 2022/23", ("Q2", "22/23")),
        ("Q1 2022/23 (from October)", ("Q1", "22/23")),
        ("H1 2022/23", ("H1", "22/23")),
        ("Q1 2022", ("Q1", "22")),
        ("Programme quarter 7", ("7", "")),
    ],
)
def test_labels_of_every_calendar(label, short):
    assert short_label(label) == short
