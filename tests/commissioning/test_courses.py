"""A figure's course: breaks, targets and what bears on each period; pages and files over ten years."""

import csv
import io
from decimal import Decimal

import pytest
from django.test import Client

from commissioning import charts
from commissioning.choices import Audience, State
from commissioning.figures import MeasureFigure, forget, measure_figures, reference_for
from commissioning.figures.bearing import bearing_on
from commissioning.figures.courses import course_of
from commissioning.figures.observations import rows_of
from commissioning.figures.portfolio import portfolio_for
from commissioning.models import ReportingPeriod, Service
from tests.commissioning import factories as make
from tests.commissioning.pages import flat, light, read, words
from tracker.models import Office, User
from tracker.roles import Role

YEARS = 4


@pytest.fixture
def periods(db) -> list[ReportingPeriod]:
    make.OfficeFactory()
    return make.quarters(2019, YEARS)


@pytest.fixture
def service(periods) -> Service:
    return make.reporting_service()


def figure(service: Service, periods: list[ReportingPeriod], values: dict[int, int], **fields) -> MeasureFigure:
    """A measure with these values by place, read over all the periods."""
    measure = make.ServiceMeasureFactory(service=service, **fields)
    provider = service.service_providers.get().provider
    for place, value in values.items():
        make.ObservationFactory(service_measure=measure, provider=provider, period=periods[place], value=Decimal(value))
    return again(measure, periods)


def again(measure, periods: list[ReportingPeriod]) -> MeasureFigure:
    Office.objects.reference_changed()
    known = reference_for(Office.objects.get())
    rows = rows_of([measure], [periods[-1]], reference=known, count=len(periods))
    return measure_figures([measure], periods[-1], reference=known, rows=rows)[0]


def course(found: MeasureFigure, **rest):
    return course_of(found, count=4 * YEARS, **rest)


def test_it_begins_with_the_first_period_of_which_anything_is_told(service, periods):
    found = course(figure(service, periods, {3: 5, 15: 7}))
    assert [point.label for point in found.points][:1] == [periods[3].label]
    assert len(found.points) == 13
    assert [point.value.number for point in found.points] == [Decimal(5), *[None] * 11, Decimal(7)]


def test_eight_periods_are_shown_of_what_only_began(service, periods):
    assert len(course(figure(service, periods, {15: 7})).points) == 8


def test_a_break_stands_before_its_period(service, periods):
    found = figure(service, periods, dict.fromkeys(range(16), 5))
    make.SeriesBreakFactory(service_measure=found.measure, period=periods[10], kind="method", text="Counted anew")
    shown = course(again(found.measure, periods))
    assert shown.breaks == {10: f"method changed in {periods[10].label} (Counted anew)"}
    drawn = charts.bars(shown)
    assert drawn is not None
    assert [cut.text for cut in drawn.cuts] == ["A"]
    assert charts.signs(shown) == [{"sign": "A", "text": f"{periods[10].label}: {shown.breaks[10]}"}]


def test_another_wording_is_a_break_unless_it_continues_the_one_before(service, periods):
    found = figure(service, periods, dict.fromkeys(range(8), 5))
    provider, version = service.service_providers.get().provider, found.measure.measure.versions.get()
    for number, continues, places in ((2, True, range(8, 12)), (3, False, range(12, 16))):
        version.pk, version.number, version.continues = None, number, continues
        version.save()
        for place in places:
            make.ObservationFactory(
                service_measure=found.measure, provider=provider, period=periods[place], version=version
            )
    assert course(again(found.measure, periods)).breaks == {12: "the definition changed to version 3"}


@pytest.mark.parametrize(
    ("basis", "profile", "expected"),
    [
        ("in_period", [], [15, 15, 15, 15]),
        ("in_period", ["0.1", "0.2", "0.3", "0.4"], [6, 12, 18, 24]),
        ("year_to_date", [], [15, 30, 45, 60]),
        ("snapshot", [], [60, 60, 60, 60]),
        ("programme_to_date", [], [None, None, None, 60]),
        ("change_only", [], [None] * 4),
    ],
)
def test_a_period_has_its_own_share_of_the_years_target(service, periods, basis, profile, expected):
    found = figure(service, periods, {15: 7})
    found.measure.measure.versions.update(basis=basis)
    make.TargetFactory(service_measure=found.measure, year_label="2022/23", value=60, profile=profile)
    targets = course(again(found.measure, periods)).targets
    assert [targets.get(place) for place in range(4, 8)] == expected
    assert not any(place < 4 for place in targets)


def test_a_target_that_waits_for_something_is_not_drawn(service, periods):
    found = figure(service, periods, {15: 7})
    make.TargetFactory(service_measure=found.measure, year_label="2022/23", value=60, condition="Once in post")
    shown = course(again(found.measure, periods))
    assert shown.targets == {}
    assert charts.target_words(shown) == ""


def bearing(service, periods, **asked):
    Office.objects.reference_changed()
    known = reference_for(Office.objects.get())
    wanted = {"with_submitted": True, "seen": list(Audience)} | asked
    return bearing_on(service.pk, periods, portfolio=portfolio_for(known), reference=known, **wanted)


def test_seasonal_notes_and_vacancies_stand_at_their_period(service, periods):
    make.PeriodNoteFactory(period=periods[2], text="Summer holidays", weeks=6, applies_to="")
    elsewhere = make.PeriodNoteFactory(period=periods[3], text="Floods")
    elsewhere.services.add(make.ServiceFactory())
    pack = make.PackFactory(period=periods[2], **past_of(State.APPROVED))
    for vacant in (1, "0.5", None, 0):
        make.StaffingLineFactory(pack=pack, vacant=vacant).services.add(service)
    assert bearing(service, periods) == {periods[2].pk: ["Summer holidays: 6 of its weeks", "1.5 posts vacant"]}


def past_of(state: State) -> dict[str, object]:
    """The fields of a pack in this state."""
    one, other = make.UserFactory(), make.UserFactory()
    past = {State.APPROVED: make.approved(one, other), State.SUBMITTED: make.sent(one)}
    return past.get(state, {"state": state})


@pytest.mark.parametrize(
    ("state", "audience", "asked", "seen"),
    [
        (State.APPROVED, Audience.BOARD, {"with_submitted": False, "seen": [Audience.BOARD]}, True),
        (State.APPROVED, Audience.INTERNAL, {"seen": [Audience.BOARD]}, False),
        (State.SUBMITTED, Audience.BOARD, {"with_submitted": False}, False),
        (State.SUBMITTED, Audience.BOARD, {}, True),
        (State.IN_PROGRESS, Audience.BOARD, {}, False),
    ],
)
def test_a_vacancy_is_shown_to_whom_its_line_may_be(service, periods, state, audience, asked, seen):
    pack = make.PackFactory(period=periods[2], **past_of(state))
    make.StaffingLineFactory(pack=pack, vacant=1, audience=audience).services.add(service)
    assert bool(bearing(service, periods, **asked)) is seen


@pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (53, "BB")])
def test_letters_go_on_after_z(number, letters):
    assert charts.letter_of(number) == letters


@pytest.fixture
def alice(demo) -> Client:
    forget()
    client = Client()
    client.force_login(User.objects.filter(role=Role.OFFICER).earliest("pk"))
    return client


def tab(code: str = "idva") -> str:
    return f"/quarters/2022-23-q2/services/{Service.objects.get(code=code).pk}/figures/"


def test_the_page_leads_from_eight_periods_to_ten_years_and_back(alice):
    assert (f"{tab()}?span=all", "Show all of ten years") in read(alice.get(tab())).links
    whole = alice.get(f"{tab()}?span=all")
    assert (tab(), "Show the last eight") in read(whole).links
    assert "465 in Q2 2021/22 and 492 in Q2 2022/23" in words(whole)


def test_the_file_has_a_line_a_period(alice):
    answer = alice.get(f"{tab()}?span=all&format=csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    own = [each for each in lines if (each["Figure code"], each["Category"]) == ("idva-referrals", "All")]
    known = {each["Period"]: each for each in own}
    assert (known["Q2 2021/22"]["Value"], known["Q2 2022/23"]["Value"]) == ("465", "492")
    assert known["Q1 2022/23"]["State"] == "not held"
    assert alice.get(f"{tab()}?format=xlsx")["Content-Type"].endswith("sheet")


@pytest.mark.parametrize("span", ["", "?span=all"])
def test_it_reads_little_and_stays_light(alice, span):
    def grow() -> None:
        make.ServiceMeasureFactory(service=Service.objects.get(code="idva"))

    flat(alice, f"{tab()}{span}", grow)
    light(alice.get(f"{tab()}{span}"))
