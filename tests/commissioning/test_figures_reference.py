"""The figures engine, from rows in the database to ratings, against the slow second opinion: no difference.

PORTFOLIOS=10000 in the environment tries that many; a run of the suite tries a few.
"""

import os
from collections.abc import Iterator
from decimal import Decimal

import pytest

from commissioning import figures
from commissioning.figures import MeasureFigure, measure_figures, reference_for
from commissioning.models import Observation
from commissioning.ratings.comparators import Comparator, MissingReason
from commissioning.ratings.values import COUNTED, WITH_SUBMITTED, Standing
from tests.commissioning import reference
from tests.commissioning.stored import Portfolio, Stored, store
from tests.commissioning.test_ratings_reference import LAST, agrees, same
from tracker.models import Office

pytestmark = pytest.mark.django_db
COUNT = int(os.environ.get("PORTFOLIOS", "80"))
CHUNK = 500
Case = tuple[MeasureFigure, Portfolio, int]


def cases(stored: Stored, allowed: frozenset[Standing]) -> Iterator[Case]:
    """Every measure of every portfolio at every period, by the engine; the period's number beside it."""
    known = reference_for(Office.objects.get())
    for per_year in stored.periods:
        pairs = stored.of(per_year)
        for number in range(1, LAST + 1):
            found = measure_figures(
                [measure for measure, _ in pairs],
                stored.periods[per_year][number - 1],
                reference=known,
                with_submitted=allowed == WITH_SUBMITTED,
            )
            assert len(found) == len(pairs)
            yield from ((figure, told, number) for figure, (_, told) in zip(found, pairs, strict=True))


@pytest.mark.parametrize("allowed", [COUNTED, WITH_SUBMITTED], ids=["counted", "with submitted"])
@pytest.mark.parametrize("seeds", [range(at, min(at + CHUNK, COUNT)) for at in range(0, COUNT, CHUNK)], ids=str)
def test_no_difference_from_the_second_opinion(seeds: range, allowed: frozenset[Standing]) -> None:
    stored = store(seeds)
    for figure, told, number in cases(stored, allowed):
        check_value(figure, told, number, allowed)
        check_year_to_date(figure, told, number, allowed)
        check_comparators(figure, told, number, allowed)
        check_target(figure, told, number, allowed)


def check_value(figure: MeasureFigure, told: Portfolio, number: int, allowed: frozenset[Standing]) -> None:
    answer, absent, known = reference.at(told, number, allowed)
    agrees(figure.value, answer)
    assert [gap.name for gap in figure.now.gaps] == absent or not told_by_several(told, number)
    if absent and told_by_several(told, number):
        assert same(figure.now.known and figure.now.known.number, known and known["number"])
    assert figure.points[-1].value == figure.value
    assert len(figure.points) == min(8, number)
    assert len(figure.held) == sum(
        row["period"] == number and row["standing"] in allowed and "derived" not in row for row in told["rows"]
    )


def check_values(stored: Stored) -> None:
    for figure, told, number in cases(stored, COUNTED):
        check_value(figure, told, number, COUNTED)


def told_by_several(told: Portfolio, number: int) -> bool:
    """Where nobody at all is to report, the product names the period, the second opinion a provider."""
    return any(told["late"][name] <= number for name in told["providers"])


def check_year_to_date(figure: MeasureFigure, told: Portfolio, number: int, allowed: frozenset[Standing]) -> None:
    answer, absent, known = reference.over(told, reference.year_so_far(told, number), allowed)
    agrees(figure.year_to_date.value, answer)
    assert len(figure.year_to_date.gaps) == len(absent)
    if absent:
        assert same(figure.year_to_date.known and figure.year_to_date.known.number, known and known["number"])


def check_comparators(figure: MeasureFigure, told: Portfolio, number: int, allowed: frozenset[Standing]) -> None:
    per_year = told["periods_per_year"]
    now, to_date = (
        reference.at(told, number, allowed)[0],
        reference.over(told, reference.year_so_far(told, number), allowed)[0],
    )
    for comparator, back in ((figure.previous, 1), (figure.same_last_year, per_year)):
        then = reference.at(told, number - back, allowed)[0] if number > back else None
        check_comparator(comparator, told, (now, then), crossed=crossed(told, number - back, number))
    if number > per_year:
        before = reference.year_so_far(told, number - per_year)
        then = reference.over(told, before, allowed)[0]
        comparator = figure.year_to_date_last_year
        check_comparator(comparator, told, (to_date, then), crossed=crossed(told, before[0], number))
    else:
        assert not figure.year_to_date_last_year.shown


def crossed(told: Portfolio, then: int, now: int) -> bool:
    return told["break"] is not None and then < told["break"] <= now


def check_comparator(comparator: Comparator, told: Portfolio, pair: tuple, *, crossed: bool) -> None:
    now, then = pair
    if then is None:
        assert comparator.missing is not None
        assert comparator.value is None
        return
    if crossed:
        assert comparator.missing == MissingReason.SERIES_BREAK
        assert comparator.value is None
        return
    expected = reference.comparison(told, now, then)
    assert comparator.shown == (expected is not None)
    if expected is not None:
        assert same(comparator.difference, expected[0])
        assert same(comparator.percent, expected[1])
        assert comparator.better == reference.better(told, expected[0])


def check_target(figure: MeasureFigure, told: Portfolio, number: int, allowed: frozenset[Standing]) -> None:
    per_year = told["periods_per_year"]
    target, profile = told["targets"].get((number - 1) // per_year, (None, (1,) * per_year))
    expected = reference.projection(told, number, profile, target, allowed)
    assert (figure.projection is None) == (expected is None)
    if figure.projection is not None and expected is not None:
        assert same(figure.projection.projected, expected[0])
        assert same(figure.projection.percent_of_target, expected[1])
        assert figure.projection.outcome == expected[2]
        assert len(figure.projection.gaps) == len(expected[3])
    if target is None:
        assert (figure.target, figure.target_due) == (None, None)
        assert figure.rating.rag == "not_rated"
        return
    due, answer = reference.due(told, number, profile, target, allowed)
    assert same(figure.target_due, due)
    assert figure.rating.rag == reference.rating(told, answer, due)


def test_one_value_changed_by_one_is_noticed() -> None:
    """The control: the same comparison fails where a stored figure is not what was told."""
    stored = store(range(20))
    row = Observation.objects.filter(state="reported", standing="approved", numerator=None).first()
    Observation.objects.filter(pk=row.pk).update(value=row.value + Decimal(1))
    figures.forget()
    with pytest.raises(AssertionError):
        check_values(stored)


def test_one_query_however_many_measures(django_assert_num_queries) -> None:
    stored = store(range(30))
    known = reference_for(Office.objects.get())
    known.need(each.service_id for each in stored.measures)
    for count in (1, 30):
        measures = stored.measures[:count]
        with django_assert_num_queries(1):
            found = measure_figures(measures, stored.periods[4][8], reference=known)
            for figure in found:
                assert figure.words is not None
                assert figure.comparator_words is not None
                assert figure.rating.reason
