"""Projections for the year and what is due of a target (rules 5 and 12)."""

from decimal import Decimal

import pytest

from commissioning.ratings.projections import (
    Outcome,
    of_target_words,
    profile_of,
    project,
    projection_words,
    straight_line,
    target_due,
)
from commissioning.ratings.values import (
    DOES_NOT_APPLY,
    NO_RETURN,
    NOT_HELD,
    Basis,
    Definition,
    NumberKind,
    Point,
    Polarity,
    Precision,
    Value,
)

COUNT = Definition()
LOWER = Definition(polarity=Polarity.LOWER)
QUARTERS = straight_line(4)


def n(number, **rest):
    return Value(number=Decimal(number), **rest)


def year(*values):
    return [
        Point(f"Q{place} 2022/23", f"Q{place}", place, n(value) if isinstance(value, int) else value)
        for place, value in enumerate(values, start=1)
    ]


def of(definition, *values, target=60, profile=QUARTERS):
    return project(definition, year(*values), profile=profile, target=None if target is None else Decimal(target))


def test_thirty_by_the_second_quarter_with_the_first_not_stated():
    projection = of(COUNT, NOT_HELD, 30)
    assert (projection.projected, projection.percent_of_target) == (120, 200)
    assert projection.outcome is None
    assert projection_words(COUNT, projection) == "120 if every quarter were like Q2; Q1 not stated"
    assert of_target_words(projection) == "200% of target"


def test_sixty_by_the_half_year_is_not_capped():
    projection = of(COUNT, 30, 30)
    assert (projection.projected, projection.percent_of_target, projection.share) == (120, 200, Decimal("0.5"))
    assert projection.outcome == Outcome.MET
    assert projection_words(COUNT, projection) == "120 for the year at this rate"


@pytest.mark.parametrize(
    ("definition", "values", "target", "outcome"),
    [
        (COUNT, (10, 20), 60, Outcome.ON_COURSE),
        (COUNT, (10, 19), 60, Outcome.OFF_COURSE),
        (COUNT, (60,), 60, Outcome.MET),
        (COUNT, (10, 10, 10, 29), 60, Outcome.MISSED),
        (COUNT, (10, 10, 10, 30), 60, Outcome.MET),
        (LOWER, (10, 20), 60, Outcome.ON_COURSE),
        (LOWER, (15, 16), 60, Outcome.OFF_COURSE),
        (LOWER, (61,), 60, Outcome.MISSED),
        (LOWER, (10, 10, 10, 30), 60, Outcome.MET),
        (COUNT, (0, 0), 60, Outcome.OFF_COURSE),
        (LOWER, (0, 0), 60, Outcome.ON_COURSE),
        (Definition(polarity=Polarity.CONTEXT), (30, 30), 60, None),
        (COUNT, (30, 30), None, None),
        (COUNT, (30, NO_RETURN), 60, None),
        (COUNT, (100, NO_RETURN), 60, None),
        (COUNT, (n(60, precision=Precision.AT_LEAST),), 60, None),
    ],
)
def test_what_is_said_of_the_target(definition, values, target, outcome):
    assert of(definition, *values, target=target).outcome == outcome


@pytest.mark.parametrize(
    "definition",
    [
        Definition(basis=Basis.SNAPSHOT),
        Definition(basis=Basis.CHANGE_ONLY),
        Definition(basis=Basis.PROGRAMME_TO_DATE),
        Definition(kind=NumberKind.PERCENTAGE),
        Definition(kind=NumberKind.RATE),
        Definition(kind=NumberKind.AVERAGE),
        Definition(kind=NumberKind.DURATION),
    ],
)
def test_what_is_no_amount_of_the_year_is_not_projected(definition):
    assert of(definition, 30, 30) is None


def test_nothing_reported_is_not_projected_as_nought():
    assert of(COUNT, NO_RETURN, NOT_HELD) is None
    assert of(COUNT) is None
    assert of(COUNT, 5, 0, profile=(Decimal(0), Decimal(0), Decimal(1), Decimal(1))) is None


def test_since_april_the_last_value_held_stands_for_the_quarters_it_covers():
    since_april = Definition(basis=Basis.YEAR_TO_DATE)
    assert of(since_april, NO_RETURN, 1883).projected == 3766
    assert of(since_april, NO_RETURN, 1883).gaps == ()
    behind = of(since_april, 900, NO_RETURN)
    assert behind.projected == 3600
    assert projection_words(since_april, behind) == "3,600 if every quarter were like Q1; Q2 not stated"


def test_a_service_begun_in_mid_year_is_projected_over_its_own_part_of_the_year():
    projection = of(COUNT, DOES_NOT_APPLY, DOES_NOT_APPLY, 10)
    assert (projection.projected, projection.share, projection.gaps) == (20, Decimal("0.5"), ())


def test_a_target_with_a_profile_is_projected_by_it():
    profile = profile_of([0.1, "0.2", Decimal("0.3"), 0.4], 4)
    assert of(COUNT, 6, 12, profile=profile).projected == 60
    alone = of(COUNT, NO_RETURN, 12, profile=profile)
    assert alone.projected == 60
    assert projection_words(COUNT, alone) == "60 going by Q2 alone; Q1 not stated"


def test_several_gaps_are_all_named():
    projection = of(COUNT, 10, NO_RETURN, 20)
    assert projection_words(COUNT, projection) == "60 if every quarter were like Q1 and Q3; Q2 not stated"
    assert projection_words(COUNT, of(COUNT, NO_RETURN, 10), period_word="half-year").startswith(
        "40 if every half-year were like Q2"
    )


def test_a_rough_figure_projects_roughly_and_halves_go_up():
    assert projection_words(COUNT, of(COUNT, n(10, precision=Precision.ABOUT))) == "about 40 for the year at this rate"
    thirds = project(COUNT, year(1, 1, 0), profile=QUARTERS)
    assert projection_words(COUNT, thirds) == "3 for the year at this rate"
    half = project(COUNT, year(5), profile=(Decimal(2), Decimal(3)))
    assert projection_words(COUNT, half) == "13 for the year at this rate"


@pytest.mark.parametrize("stored", [[1, 2], [1, 1, 1, -1], [0, 0, 0, 0]])
def test_a_profile_must_fit_its_year(stored):
    with pytest.raises(ValueError, match="profile"):
        profile_of(stored, 4)


@pytest.mark.parametrize(
    ("definition", "place", "profile", "not_applying", "due"),
    [
        (COUNT, 2, QUARTERS, (), 30),
        (COUNT, 4, QUARTERS, (), 60),
        (COUNT, 3, QUARTERS, (1, 2), 30),
        (COUNT, 2, profile_of([1, 2, 3, 4], 4), (), 18),
        (COUNT, 1, profile_of([0, 0, 1, 1], 4), (), None),
        (Definition(basis=Basis.YEAR_TO_DATE), 2, QUARTERS, (), 30),
        (Definition(basis=Basis.SNAPSHOT), 2, QUARTERS, (), 60),
        (Definition(kind=NumberKind.PERCENTAGE), 1, QUARTERS, (), 60),
        (Definition(basis=Basis.PROGRAMME_TO_DATE), 2, QUARTERS, (), None),
        (Definition(basis=Basis.PROGRAMME_TO_DATE), 4, QUARTERS, (), 60),
        (Definition(basis=Basis.CHANGE_ONLY), 4, QUARTERS, (), None),
    ],
)
def test_what_is_due_of_a_target_by_a_period(definition, place, profile, not_applying, due):
    assert target_due(definition, Decimal(60), profile=profile, place=place, not_applying=not_applying) == due
