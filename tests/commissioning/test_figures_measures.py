"""Figures of measures, as a table of cases: standing, providers, breaks, versions, calendars, targets."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from commissioning import models
from commissioning.choices import Basis, CalendarKind, NumberKind, ObservationState, Polarity, Standing
from commissioning.figures import MeasureFigure, measure_figures, reference_for, statements
from commissioning.figures.wording import so_far_words
from commissioning.ratings.comparators import MissingReason
from commissioning.ratings.projections import projection_words
from commissioning.ratings.values import State
from commissioning.workflow import approve, reopen, submit
from tests.commissioning.factories import (
    BreakdownFactory,
    CategoryFactory,
    MeasureVersionFactory,
    ObservationFactory,
    OfficeFactory,
    ProviderFactory,
    ReportingRouteFactory,
    ScopeAnswerFactory,
    ScopeNoteFactory,
    SeriesBreakFactory,
    ServiceCalendarFactory,
    ServiceFactory,
    ServiceMeasureFactory,
    StatedComparisonFactory,
    TargetFactory,
    quarters,
    reporting_service,
)
from tests.commissioning.idva import LATER, NOON, idva
from tracker.models import Office
from tracker.periods import contract_quarters, half_years, programme_quarters

pytestmark = pytest.mark.django_db


class Scene:
    """One measure of one service, and the quarters of two years, all opened: Q1 2021/22 is 0, Q2 2022/23 is 5."""

    def __init__(self, **version: Any) -> None:
        OfficeFactory()
        CategoryFactory()
        self.periods = opened(quarters(2021, 2))
        self.provider = ProviderFactory(name="Cranstoun")
        self.service = reporting_service(self.provider)
        self.measure = ServiceMeasureFactory(
            service=self.service, measure=MeasureVersionFactory(**version).measure, label="Referrals"
        )

    def says(self, place: int, value: Any, **fields: Any) -> models.Observation:
        fields = {"provider": self.provider, "value": None if value is None else Decimal(value)} | fields
        return ObservationFactory(service_measure=self.measure, period=self.periods[place], **fields)

    def figure(self, place: int = 5, **asked: Any) -> MeasureFigure:
        return figure_of(self.measure, self.periods[place], **asked)


def figure_of(measure: models.ServiceMeasure, quarter: models.ReportingPeriod, **asked: Any) -> MeasureFigure:
    known = reference_for(Office.objects.get())
    rows = models.ServiceMeasure.objects.filter(pk=measure.pk).select_related("measure", "service")
    found = measure_figures(rows, known.periods[quarter.pk], reference=known, **asked)
    assert len(found) == 1
    return found[0]


def opened(periods: list[models.ReportingPeriod]) -> list[models.ReportingPeriod]:
    for period in periods:
        period.due_on, period.opened_at = period.end, datetime(period.end.year, 1, 1, tzinfo=UTC)
        period.save()
    return periods


# Standing (rule 11) ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standing", "counted", "with_submitted"),
    [
        (Standing.APPROVED, "492", "492"),
        (Standing.TAKEN_OVER, "492", "492"),
        (Standing.SUBMITTED, "no return", "492"),
        (Standing.DRAFT, "no return", "no return"),
    ],
)
def test_what_counts_where(standing: str, counted: str, with_submitted: str) -> None:
    scene = Scene()
    scene.says(5, 492, standing=standing)
    assert scene.figure().words == counted
    shown = scene.figure(with_submitted=True)
    assert shown.words == with_submitted
    assert shown.standing == standing or shown.words == "no return"


def test_a_submitted_value_is_never_another_periods_comparator() -> None:
    scene = Scene()
    scene.says(5, 492)
    scene.says(4, 460, standing=Standing.SUBMITTED)
    found = scene.figure(with_submitted=True)
    assert found.previous.missing == MissingReason.NOT_APPROVED_THEN
    assert found.previous.value is None


def test_a_figure_taken_over_is_a_comparator_and_counts_in_the_year_to_date() -> None:
    scene = Scene()
    scene.says(5, 492)
    scene.says(4, 460, standing=Standing.TAKEN_OVER)
    scene.says(1, 465, standing=Standing.TAKEN_OVER)
    found = scene.figure()
    assert found.comparator_words == "465 in Q2 2021/22, up 27, 5.8%"
    assert found.running == "492 (465 in Q2 2021/22, up 27, 5.8%)"
    assert found.comparator.taken_over
    assert found.year_to_date.value.number == 952
    assert found.year_to_date.value.standing == Standing.TAKEN_OVER


def test_a_reopened_return_keeps_its_approved_value_until_the_next_approval() -> None:
    found = idva()
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    approve(record=found.now(), by=found.maria, at=LATER)
    reopen(record=found.now(), by=found.maria, at=LATER, reason="The hospital’s referrals were left out.")
    found.save({found.box("referrals"): "500"})
    measure = found.figures["referrals"].service_measure
    assert figure_of(measure, found.quarter).words == "492"
    assert figure_of(measure, found.quarter, with_submitted=True).words == "492"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ObservationState.NOT_ANSWERED, "not answered"),
        (ObservationState.NOT_COUNTED, "not counted"),
        (ObservationState.UNCOUNTED, "yes, not counted"),
        (ObservationState.DOES_NOT_APPLY, "doesn’t apply"),
    ],
)
def test_what_is_no_number_is_said_in_words_and_never_nought(state: str, words: str) -> None:
    scene = Scene()
    scene.says(5, None, state=state)
    found = scene.figure()
    assert (found.words, found.value.number) == (words, None)


def test_nought_is_a_number() -> None:
    scene = Scene()
    scene.says(5, 0)
    scene.says(4, 3)
    assert scene.figure().words == "0"
    assert scene.figure().previous.difference == -3


@pytest.mark.parametrize(("place", "words"), [(5, "no return"), (1, "not held")])
def test_nothing_stored_is_no_return_where_one_was_due_and_not_held_where_none_was(place: int, words: str) -> None:
    scene = Scene()
    models.ReportingPeriod.objects.filter(pk=scene.periods[1].pk).update(opened_at=None, due_on=None)
    assert scene.figure(place).words == words


# Several providers (rule 3) --------------------------------------------------------------------------------------


def two_providers(**version: Any) -> tuple[Scene, Any]:
    scene = Scene(**version)
    axis = ProviderFactory(name="AXIS")
    ReportingRouteFactory(service=scene.service, provider=axis)
    return scene, axis


def test_a_missing_provider_is_named_and_there_is_no_total_comparator_or_rating() -> None:
    scene, axis = two_providers(polarity=Polarity.HIGHER)
    TargetFactory(service_measure=scene.measure, value=400)
    scene.says(5, 430)
    for provider in (scene.provider, axis):
        scene.says(4, 200, provider=provider)
    found = scene.figure()
    assert found.words == "at least 430, AXIS not received"
    assert found.value.number is None
    assert not found.previous.shown
    assert found.rating.rag == "not_rated"


def test_counts_of_several_providers_add() -> None:
    scene, axis = two_providers()
    scene.says(5, 430)
    scene.says(5, 62, provider=axis)
    assert scene.figure().words == "492"
    assert [held.provider_name for held in scene.figure().held] == ["AXIS", "Cranstoun"]


def test_shares_of_several_providers_sum_their_parts_and_are_never_averaged() -> None:
    scene, axis = two_providers(number_kind=NumberKind.PERCENTAGE)
    scene.says(5, "90", numerator=9, denominator=10)
    scene.says(5, "50", numerator=45, denominator=90, provider=axis)
    assert scene.figure().words == "54.0%"


def test_averages_of_several_providers_stand_side_by_side() -> None:
    scene, axis = two_providers(number_kind=NumberKind.AVERAGE)
    scene.says(5, "4.5")
    scene.says(5, "6", provider=axis)
    assert scene.figure().words == "AXIS 6 and Cranstoun 4.5"


def test_one_provider_alone_is_shown_its_own_figure() -> None:
    scene, axis = two_providers()
    scene.says(5, 430)
    scene.says(5, 62, provider=axis)
    found = scene.figure(provider=axis.pk)
    assert found.words == "62"
    assert [held.provider for held in found.held] == [axis.pk]


def test_a_provider_is_expected_only_while_its_route_runs() -> None:
    scene = Scene()
    late = ProviderFactory(name="Late")
    ReportingRouteFactory(service=scene.service, provider=late, starts_on=date(2022, 10, 1))
    scene.says(5, 430)
    assert scene.figure(5).words == "430"
    scene.says(6, 440)
    assert scene.figure(6).words == "at least 440, Late not received"


def test_a_service_begun_in_mid_year_owes_nothing_for_the_quarters_before() -> None:
    scene = Scene(polarity=Polarity.HIGHER)
    models.ReportingRoute.objects.update(starts_on=date(2022, 7, 1))
    TargetFactory(service_measure=scene.measure, value=90)
    scene.says(5, 30)
    found = scene.figure()
    assert found.points[-2].value.state == State.DOES_NOT_APPLY
    assert found.projection is not None
    assert (found.projection.projected, found.projection.gaps) == (90, ())
    assert (found.target_due, found.rating.rag) == (30, "green")


def test_a_measure_begun_in_mid_year_owes_nothing_for_the_quarters_before() -> None:
    scene = Scene(polarity=Polarity.HIGHER)
    scene.measure.starts_on = date(2022, 7, 1)
    scene.measure.save()
    scene.says(5, 30)
    found = scene.figure()
    assert found.points[-2].value.state == State.DOES_NOT_APPLY
    assert found.projection is not None
    assert (found.projection.projected, found.projection.gaps) == (90, ())
    assert found.year_to_date.value.number == 30


def test_a_breakdown_is_no_second_value() -> None:
    scene = Scene()
    scene.says(5, 492)
    scene.says(5, 101, category=CategoryFactory(code="women", name="Women", breakdown=BreakdownFactory()))
    assert scene.figure().words == "492"


# Breaks, versions, scope (rules 1 and 4) ---------------------------------------------------------------------------


@pytest.mark.parametrize(("first_after", "then_shown"), [(1, True), (2, False), (5, False), (6, True)])
def test_no_comparison_across_a_break(first_after: int, then_shown: bool) -> None:
    scene = Scene()
    scene.says(5, 492)
    scene.says(1, 465)
    SeriesBreakFactory(service_measure=scene.measure, period=scene.periods[first_after])
    found = scene.figure().same_last_year
    assert found.shown is then_shown
    if not then_shown:
        assert found.value is None
        assert scene.periods[first_after].label in found.series_break


def test_a_break_within_last_years_part_leaves_no_year_to_date_beside_it() -> None:
    scene = Scene()
    for place in (0, 1, 4, 5):
        scene.says(place, 10)
    assert scene.figure().year_to_date_last_year.difference == 0
    SeriesBreakFactory(service_measure=scene.measure, period=scene.periods[1])
    reopened = reference_again(scene)
    assert reopened.same_last_year.shown
    assert reopened.year_to_date_last_year.missing == MissingReason.SERIES_BREAK


def reference_again(scene: Scene) -> MeasureFigure:
    Office.objects.reference_changed()
    return scene.figure()


def test_a_year_is_not_added_up_over_a_break_within_it() -> None:
    scene = Scene()
    TargetFactory(service_measure=scene.measure, year_label="2022/23", value=Decimal(60))
    scene.says(4, 30)
    scene.says(5, 40)
    assert scene.figure().year_to_date.value.number == 70
    SeriesBreakFactory(service_measure=scene.measure, period=scene.periods[5], kind="method", text="Hospitals came in")
    figure = reference_again(scene)
    assert (figure.year_to_date.value.number, figure.year_to_date.known.number) == (None, 40)
    assert so_far_words(figure) == (
        "at least 40, Q1 2022/23 counted otherwise; method changed in Q2 2022/23 (Hospitals came in)"
    )
    assert (
        projection_words(figure.definition, figure.projection)
        == "160 if every quarter were like Q2; Q1 counted otherwise"
    )
    assert figure.projection.outcome is None
    assert figure.rating.rag == "not_rated"


def test_a_year_begins_anew_with_the_wording_that_its_last_quarter_has() -> None:
    scene = Scene()
    scene.says(4, 30)
    scene.says(5, 40, version=MeasureVersionFactory(measure=scene.measure.measure, number=2))
    assert so_far_words(scene.figure(4)) == "30"
    assert so_far_words(scene.figure(5)) == (
        "at least 40, Q1 2022/23 counted otherwise; the definition changed to version 2"
    )


def test_no_comparison_across_versions_of_a_definition() -> None:
    scene = Scene()
    scene.says(4, 460)
    MeasureVersionFactory(measure=scene.measure.measure, number=2, definition="Without repeats.")
    scene.says(5, 400)
    found = scene.figure()
    assert found.version.number == 2
    assert found.previous.missing == MissingReason.SERIES_BREAK
    assert "version 2" in found.comparator_words


@pytest.mark.parametrize(
    "changed", [{"basis": Basis.SNAPSHOT}, {"number_kind": NumberKind.MONEY}], ids=["basis", "kind"]
)
def test_values_of_another_basis_or_kind_are_never_added(changed: dict[str, str]) -> None:
    scene = Scene(**changed)
    scene.says(4, 460)
    MeasureVersionFactory(measure=scene.measure.measure, number=2)
    scene.says(5, 30)
    found = scene.figure()
    assert found.year_to_date.value.number is None
    assert found.year_to_date.known is not None
    assert found.year_to_date.known.number == 30
    assert found.points[-2].value.state == State.NOT_HELD


@pytest.mark.parametrize(
    ("held", "shown", "words"),
    [
        ("yes", True, ""),
        ("unknown", True, "includes hospital referrals; not known for Q2 2021/22"),
        ("no", False, "includes hospital referrals; not so for Q2 2021/22"),
    ],
)
def test_a_scope_note_says_whether_it_held_then_too(held: str, shown: bool, words: str) -> None:
    scene = Scene()
    scene.says(5, 492)
    scene.says(1, 465)
    note = ScopeNoteFactory(service_measure=scene.measure)
    ScopeAnswerFactory(note=note, period=scene.periods[1], held=held)
    found = scene.figure()
    assert found.same_last_year.shown is shown
    if shown:
        assert found.scope_words == words


def test_a_share_of_nothing_is_no_number_and_no_gap() -> None:
    scene = Scene(number_kind=NumberKind.PERCENTAGE)
    scene.says(4, None, numerator=0, denominator=0)
    scene.says(5, "50", numerator=1, denominator=2)
    assert scene.figure(4).words == "0 of 0"
    assert scene.figure(5).year_to_date.value.number == 50
    assert scene.figure(5).previous.missing == MissingReason.NO_VALUE_THEN
    assert scene.figure(5).previous.value is not None
    assert "0 of 0 for Q1 2022/23" in scene.figure(5).comparator_words


def test_a_percentage_without_its_parts_is_unverified() -> None:
    scene = Scene(number_kind=NumberKind.PERCENTAGE)
    scene.says(5, "95.83", decimals=2)
    assert scene.figure().unverified
    assert scene.figure().words == "95.83%"


# Target and projection (rules 5 and 12) ----------------------------------------------------------------------------


def test_a_projection_is_uncapped_and_names_what_is_missing() -> None:
    """30 in Q2 against an annual 60: 120 for the year, 200% of target, Q1 not stated, so no target is called met."""
    scene = Scene(polarity=Polarity.HIGHER)
    models.ReportingPeriod.objects.filter(pk=scene.periods[4].pk).update(opened_at=None, due_on=None)
    TargetFactory(service_measure=scene.measure, value=60)
    scene.says(5, 30)
    found = scene.figure().projection
    assert found is not None
    assert (found.projected, found.percent_of_target, found.outcome) == (120, 200, None)
    assert [(gap.name, gap.state) for gap in found.gaps] == [("Q1", State.NOT_HELD)]


@pytest.mark.parametrize(
    ("profile", "condition", "due", "rag"),
    [
        ([], "", 50, "red"),
        (["0.1", "0.2", "0.3", "0.4"], "", 30, "green"),
        (["0.1", "0.25", "0.25", "0.4"], "", 35, "amber"),
        ([], "once a coordinator is in post", None, "not_rated"),
    ],
)
def test_what_is_due_follows_the_profile(profile: list[str], condition: str, due: int | None, rag: str) -> None:
    scene = Scene(polarity=Polarity.HIGHER)
    TargetFactory(service_measure=scene.measure, value=100, profile=profile, condition=condition)
    scene.says(4, 12)
    scene.says(5, 20)
    found = scene.figure()
    assert found.target == 100
    assert (found.target_due, found.rating.rag) == (due, rag)


def test_a_measures_own_tolerance_comes_before_the_offices() -> None:
    scene = Scene(polarity=Polarity.LOWER, basis=Basis.SNAPSHOT)
    TargetFactory(service_measure=scene.measure, value=100)
    scene.says(5, 112)
    assert scene.figure(tolerance=Decimal(15)).rating.rag == "amber"
    scene.measure.tolerance = Decimal(5)
    scene.measure.save()
    assert scene.figure(tolerance=Decimal(15)).rating.rag == "red"


# Calendars (rule 4; decision 9) --------------------------------------------------------------------------------------


def in_calendar(kind: str, spans: list) -> tuple[models.ServiceMeasure, list[models.ReportingPeriod]]:
    OfficeFactory()
    CategoryFactory()
    calendar = models.ReportingCalendar.objects.create(
        code=kind, name=kind, kind=kind, periods_per_year=spans[0].periods_per_year
    )
    names = ("sequence", "year_label", "place_in_year", "start", "end", "label", "slug")
    periods = [
        models.ReportingPeriod.objects.create(calendar=calendar, **{name: getattr(span, name) for name in names})
        for span in spans
    ]
    service = ServiceFactory()
    ReportingRouteFactory(service=service)
    ServiceCalendarFactory(service=service, calendar=calendar)
    return ServiceMeasureFactory(service=service), opened(periods)


CALENDARS = [
    (CalendarKind.CONTRACT_QUARTERS, contract_quarters(10, 2020, 2), "Q1 2021/22 (from October)", 4),
    (CalendarKind.HALF_YEARS, half_years(2020, 3), "H1 2022/23", 4),
    (CalendarKind.PROGRAMME_QUARTERS, programme_quarters(date(2020, 7, 1), 9), "Programme quarter 9", 8),
]


@pytest.mark.parametrize(("kind", "spans", "label", "place"), CALENDARS, ids=[case[0].value for case in CALENDARS])
def test_each_calendar_compares_within_itself(kind: str, spans: list, label: str, place: int) -> None:
    measure, periods = in_calendar(kind, spans)
    provider = measure.service.routes.get().provider
    for number, period in enumerate(periods):
        ObservationFactory(service_measure=measure, period=period, provider=provider, value=100 + number)
    period = periods[place]
    found = figure_of(measure, period)
    each_year = spans[0].periods_per_year
    assert (found.period.label, found.is_current, found.value.number) == (label, True, 100 + place)
    assert found.previous.period == periods[place - 1].label
    assert (found.same_last_year.period, found.same_last_year.difference) == (
        periods[place - each_year].label,
        each_year,
    )
    so_far = [spans[at].place_in_year for at in range(place + 1) if spans[at].year_label == spans[place].year_label]
    assert found.year_to_date.value.number == sum(100 + place - back for back in range(len(so_far)))


def test_a_service_with_longer_periods_shows_its_last_one_and_says_which() -> None:
    measure, halves = in_calendar(CalendarKind.HALF_YEARS, half_years(2022, 1))
    provider = measure.service.routes.get().provider
    ObservationFactory(service_measure=measure, period=halves[0], provider=provider, value=40)
    _, q2, q3, _ = opened(quarters(2022, 1))
    at_half_year, later = figure_of(measure, q2), figure_of(measure, q3)
    assert (at_half_year.period.label, at_half_year.is_current) == ("H1 2022/23", True)
    assert (later.period.label, later.is_current, later.words) == ("H1 2022/23", False, "40")


def test_a_service_without_a_period_by_then_is_left_out() -> None:
    measure, _ = in_calendar(CalendarKind.HALF_YEARS, half_years(2022, 1))
    q1 = opened(quarters(2022, 1))[0]
    known = reference_for(Office.objects.get())
    assert measure_figures([measure], known.periods[q1.pk], reference=known) == []


def test_statements_are_words_without_arithmetic() -> None:
    found = idva()
    measure = found.figures["referrals"].service_measure
    StatedComparisonFactory(service_measure=measure, quarterly_return=found.quarterly_return, direction="lower")
    said = statements([measure], found.quarter, states=[found.quarterly_return.state])[measure.pk]
    assert [each.words for each in said] == ["lower than the previous quarter, number not given"]
