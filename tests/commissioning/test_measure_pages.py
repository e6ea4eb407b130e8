"""One measure across services: when they are added, what is missing then, and the pages that say it."""

import csv
import io

import pytest
from django.test import Client

from commissioning.choices import Audience
from commissioning.figures import forget
from commissioning.figures.across import OTHERS
from commissioning.models import Measure, ServiceMeasure
from commissioning.ratings.comparators import comparator_words
from tests.commissioning import factories as make
from tests.commissioning.counted_by import World
from tests.commissioning.pages import flat, light, read, rows_counted, words
from tracker.models import Office, User
from tracker.roles import Role

MEASURES = "/quarters/2022-23-q2/measures/"
QUARTERS = 8


@pytest.fixture
def world(db) -> World:
    return World()


def test_counts_add(world):
    world.service({7: 5, 6: 4, 3: 2})
    world.service({7: 0, 6: 1, 3: 3})
    found = world.found
    assert found.now.value.number == 5
    assert (found.previous.value.number, found.previous.difference) == (5, 0)
    assert found.same_last_year.value.number == 5
    assert [point.value.number for point in found.course.points][-2:] == [5, 5]


def test_a_missing_part_leaves_no_total_and_no_comparison(world):
    world.service({7: 430, 6: 4})
    world.service({6: 6}, name="AXIS")
    found = world.found
    assert found.now.value.number is None
    assert found.now.known.number == 430
    assert [gap.name for gap in found.now.gaps] == ["AXIS"]
    assert not found.previous.shown
    assert [point.value.number for point in found.course.points][-2:] == [10, None]


def test_rates_are_worked_out_from_their_parts_and_never_averaged(db):
    world = World(number_kind="percentage")
    world.service({7: (1, 2)})
    world.service({7: (0, 8)})
    assert world.found.now.value.number == 10


def test_a_rate_without_its_parts_leaves_no_total(db):
    world = World(number_kind="percentage")
    world.service({7: (1, 2)})
    world.service({7: 50})
    assert world.found.now.value.number is None


@pytest.mark.parametrize("version", [{"number_kind": "average"}, {"basis": "change_only"}])
def test_averages_and_changes_stand_side_by_side(db, version):
    world = World(**version)
    world.service({7: 5})
    world.service({7: 7})
    assert world.found.why_none.startswith("Averages and changes are never put together")


def test_what_a_programme_holds_is_not_added_twice(world):
    programme = world.service({7: 10})
    world.service({7: 4}, part_of=programme.service)
    assert world.found.now.value.number == 10
    assert world.together.share.figures == 2
    assert len(world.together.not_added) == 1


def test_projects_of_a_programme_that_does_not_count_it_are_added(world):
    programme = make.reporting_service()
    world.service({7: 4}, part_of=programme)
    world.service({7: 5}, part_of=programme)
    assert world.found.now.value.number == 9


def test_no_comparison_where_other_services_counted_it_then(world):
    world.service({7: 5, 6: 4})
    world.service({7: 5}, starts_on=world.periods[7].start)
    found = world.found
    assert found.now.value.number == 10
    assert comparator_words(found.definition, found.previous).endswith(OTHERS)
    assert found.course.breaks == {7: "from here on other services count it"}


def test_no_comparison_across_a_break_of_one_of_them(world):
    row = world.service({7: 5, 6: 4})
    world.service({7: 5, 6: 4})
    make.SeriesBreakFactory(service_measure=row, period=world.periods[7], kind="coverage", text="The north joined")
    assert "coverage changed" in world.found.previous.series_break
    assert list(world.found.course.breaks) == [7]


def test_nothing_is_added_over_periods_of_different_lengths(world):
    world.service({7: 5})
    halves = make.CalendarFactory(code="halves", name="Half-years", kind="half_years", periods_per_year=2)
    half = make.PeriodFactory(
        calendar=halves, sequence=1, start=world.periods[6].start, end=world.periods[7].end, place_in_year=2
    )
    row = make.ServiceMeasureFactory(service=make.reporting_service(), measure=world.version.measure)
    row.service.calendars.all().delete()
    make.ServiceCalendarFactory(service=row.service, calendar=halves, starts_on=half.start)
    world.rows.append(row)
    assert world.found.why_none == "Services report in periods of different lengths, so nothing is added up."


def client(role: Role) -> Client:
    found = Client()
    found.force_login(User.objects.filter(role=role).earliest("pk"))
    return found


@pytest.fixture
def alice(demo) -> Client:
    forget()
    return client(Role.OFFICER)


def referrals() -> ServiceMeasure:
    return ServiceMeasure.objects.get(code="idva-referrals")


def page_of(row: ServiceMeasure) -> str:
    return f"{MEASURES}{row.measure_id}/"


def test_the_list_leads_to_every_measure_that_is_counted(alice):
    answer = alice.get(MEASURES)
    assert rows_counted(answer) == Measure.objects.filter(service_measures__isnull=False).distinct().count()
    found = alice.get(f"{MEASURES}?q={referrals().measure.name}")
    assert (page_of(referrals()), referrals().measure.name) in read(found).links
    assert "Nothing matches these filters" in words(alice.get(f"{MEASURES}?q=never-counted"))


def test_the_file_of_measures_has_their_definitions(alice):
    text = alice.get(f"{MEASURES}?format=csv").content.decode().removeprefix("\ufeff")
    lines = {each["Measure code"]: each for each in csv.DictReader(io.StringIO(text))}
    line = lines[referrals().measure.code]
    assert (line["Kind of number"], line["Services"]) == ("whole number", "1")


def test_a_measure_says_what_it_is_and_who_counts_it(alice):
    said = words(alice.get(page_of(referrals())))
    assert "How it is counted" in said
    assert "465 in Q2 2021/22, up 27, 5.8%" in said
    assert "IDVA service" in said


def test_names_of_measures_lead_to_their_page(alice):
    row = referrals()
    figures = f"/quarters/2022-23-q2/services/{row.service_id}/figures/"
    assert page_of(row) in {href for href, _ in read(alice.get(figures)).links}
    observation = row.observations.get(period__slug="2022-23-q2")
    assert page_of(row) in {
        href for href, _ in read(alice.get(f"/quarters/2022-23-q2/figures/{observation.pk}/")).links
    }
    assert page_of(row) in {href for href, _ in read(alice.get("/quarters/2022-23-q2/figures/")).links}


def test_two_services_are_added_and_the_filter_narrows_the_total(alice):
    row = referrals()
    other = make.ServiceMeasureFactory(
        measure=row.measure, service=ServiceMeasure.objects.get(code="drive-referrals").service
    )
    make.ObservationFactory(
        service_measure=other,
        provider=other.service.service_providers.first().provider,
        period=row.observations.get(period__slug="2022-23-q2").period,
        version=row.measure.versions.get(),
        value=8,
    )
    Office.objects.reference_changed()
    assert "500 referrals" in words(alice.get(page_of(row)))
    assert "492 referrals" in words(alice.get(f"{page_of(row)}?provider=west-mercia-womens-aid"))


def test_what_is_internal_is_counted_for_nobody_else(alice):
    row = referrals()
    row.audience = Audience.INTERNAL
    row.save()
    Office.objects.reference_changed()
    viewer = client(Role.VIEWER)
    hidden, missing = viewer.get(page_of(row)), viewer.get(f"{MEASURES}999999/")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    assert page_of(row) not in {href for href, _ in read(viewer.get(MEASURES)).links}
    assert alice.get(page_of(row)).status_code == 200


def test_they_read_little_and_stay_light(alice):
    row = referrals()

    def grow() -> None:
        for _ in range(12):
            make.ServiceMeasureFactory(measure=row.measure, service=make.reporting_service())
        Office.objects.reference_changed()

    for url in (MEASURES, page_of(row)):
        flat(alice, url, grow)
        light(alice.get(url))
