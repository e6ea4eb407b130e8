"""One measure by category across services: totals where each service gave the category, and no nought for a gap."""

import csv
import io
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from commissioning.choices import Audience
from commissioning.figures import counted, forget, kept
from commissioning.figures.across_categories import SplitAcross
from commissioning.models import Breakdown, Category, Observation, ServiceMeasure
from tests.commissioning import factories as make
from tests.commissioning.counted_by import World
from tests.commissioning.pages import MOST_QUERIES, flat, queries_of, read, words
from tracker.api import make_token
from tracker.audit import record
from tracker.models import Office, User
from tracker.roles import Role

AGES = ("Under 18", "18 and over", "Not known")
NOW, LAST_YEAR = 7, 3


class Split(World):
    """Services that count one measure, of which some take it by age."""

    def __init__(self) -> None:
        super().__init__()
        self.ages = Breakdown.objects.create(code="age", name="Age")
        for place, name in enumerate(AGES, start=1):
            Category.objects.create(code=f"age-{place}", name=name, breakdown=self.ages, place=place)

    def by_age(self, values: dict[int, object], parts: dict[int, tuple[int | None, ...]], **fields) -> ServiceMeasure:
        row = self.service(values, **fields)
        row.breakdowns.add(self.ages)
        for place, numbers in parts.items():
            for category, number in zip(self.ages.categories.order_by("place"), numbers, strict=True):
                if number is not None:
                    self.give(row, place, category, number)
        return row

    def give(self, row: ServiceMeasure, place: int, category: Category, number: int) -> Observation:
        return make.ObservationFactory(
            service_measure=row,
            provider=row.service.service_providers.get().provider,
            period=self.periods[place],
            version=self.version,
            category=category,
            value=Decimal(number),
        )

    @property
    def split(self) -> list[SplitAcross]:
        return self.together.by_category

    @property
    def url(self) -> str:
        return f"/quarters/{self.periods[NOW].slug}/measures/{self.version.measure_id}/"


@pytest.fixture
def world(db) -> Split:
    return Split()


@pytest.fixture
def alice(world) -> User:
    return make.UserFactory(role=Role.OFFICER)


@pytest.fixture
def page(alice) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def numbers(found: SplitAcross) -> list[Decimal | None]:
    return [each.total.now.value.number for each in found.parts]


def test_each_category_is_added_over_the_services(world):
    world.by_age({NOW: 10}, {NOW: (1, 8, 1)})
    world.by_age({NOW: 7}, {NOW: (0, 5, 1)})
    (found,) = world.split
    assert numbers(found) == [1, 13, 2]
    assert found.whole.now.value.number == 17
    assert (found.placed.amount, found.placed.left) == (16, 1)


def test_a_category_that_one_of_them_did_not_give_has_no_total_and_what_is_known_is_told(world):
    world.by_age({NOW: 10}, {NOW: (1, 8, 1)})
    world.by_age({NOW: 7}, {NOW: (None, 5, 0)}, name="AXIS")
    (found,) = world.split
    assert numbers(found) == [None, 13, 1]
    under = found.parts[0]
    assert under.total.now.known.number == 1
    assert [gap.name for gap in under.total.now.gaps] == ["AXIS"]
    assert [each.total.told for each in found.parts] == [1, 2, 2]
    assert found.placed is None


def test_control_nought_that_is_given_is_a_part_like_any(world):
    world.by_age({NOW: 10}, {NOW: (1, 8, 1)})
    world.by_age({NOW: 7}, {NOW: (0, 5, 0)}, name="AXIS")
    (found,) = world.split
    assert numbers(found) == [1, 13, 1]
    assert [each.total.told for each in found.parts] == [2, 2, 2]


def test_the_same_quarter_last_year_stands_beside_each(world):
    world.by_age({NOW: 10, LAST_YEAR: 8}, {NOW: (4, 5, 1), LAST_YEAR: (3, 5, 0)})
    world.by_age({NOW: 7, LAST_YEAR: 7}, {NOW: (2, 5, 0), LAST_YEAR: (2, 5, None)})
    (found,) = world.split
    under, over, unknown = (each.total.same_last_year for each in found.parts)
    assert (under.value.number, under.difference) == (5, 1)
    assert (over.value.number, over.difference) == (10, 0)
    assert unknown.value.number is None


def test_services_that_do_not_take_the_breakdown_are_in_no_total_of_it_and_are_counted(world):
    world.by_age({NOW: 10}, {NOW: (1, 8, 1)})
    world.service({NOW: 100})
    (found,) = world.split
    assert found.whole.now.value.number == 10
    assert found.without == 1


def test_what_a_programme_holds_is_added_once(world):
    programme = world.by_age({NOW: 10}, {NOW: (1, 8, 1)})
    world.by_age({NOW: 4}, {NOW: (1, 3, 0)}, part_of=programme.service)
    (found,) = world.split
    assert numbers(found) == [1, 8, 1]


def test_drafts_count_nowhere(world):
    row = world.by_age({NOW: 10}, {NOW: (1, 8, 1)})
    Observation.objects.filter(service_measure=row).exclude(category__code="all").update(standing="draft")
    (found,) = world.split
    assert numbers(found) == [None, None, None]
    assert not found.is_told


def test_the_page_shows_totals_what_is_missing_and_how_many_are_counted(world, page):
    world.by_age({NOW: 10, LAST_YEAR: 8}, {NOW: (1, 8, 1), LAST_YEAR: (3, 5, 0)})
    world.by_age({NOW: 7, LAST_YEAR: 7}, {NOW: (None, 5, 0), LAST_YEAR: (2, 5, 0)}, name="AXIS")
    world.service({NOW: 100})
    Office.objects.reference_changed()
    said = words(page.get(world.url))
    assert "2 services are counted by age, 1 is not" in said
    assert "at least 1, AXIS not stated" in said
    assert "1 of 2" in said
    assert "up 3, 30.0%" in said  # 13, of 10 in the same quarter last year


def test_a_number_of_a_service_leads_to_where_it_comes_from(world, page):
    row = world.by_age({NOW: 10}, {NOW: (1, 8, 1)})
    Office.objects.reference_changed()
    eight = row.observations.get(category__name="18 and over", period=world.periods[NOW])
    goal = f"/quarters/{world.periods[NOW].slug}/figures/{eight.pk}/"
    assert (goal, "8") in read(page.get(world.url)).links
    service = f"/quarters/{world.periods[NOW].slug}/services/{row.service_id}/figures/"
    assert (goal, "8") in read(page.get(service)).links
    assert "18 and over" in words(page.get(goal))


def lines(page: Client, world: Split) -> list[dict[str, str]]:
    text = page.get(f"{world.url}?shape=categories&format=csv").content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_files_and_programs_have_the_same(world, page, alice):
    world.by_age({NOW: 10, LAST_YEAR: 8}, {NOW: (1, 8, 1), LAST_YEAR: (3, 5, 0)})
    world.by_age({NOW: 7}, {NOW: (None, 5, 0)}, name="AXIS")
    Office.objects.reference_changed()
    found = lines(page, world)
    assert [(each["Category"], each["Value"], each["Services that gave it"]) for each in found] == [
        ("Under 18", "", "1"),
        ("18 and over", "13", "2"),
        ("Not known", "1", "2"),
        ("All", "17", "2"),
    ]
    sheet = load_workbook(io.BytesIO(page.get(f"{world.url}?shape=categories&format=xlsx").content)).worksheets[0]
    head = [cell.value for cell in sheet[1]]
    assert [row[head.index("Value")].value for row in sheet.iter_rows(min_row=2)] == [None, 13, 1, 17]
    _, token = make_token(by=alice, at=timezone.now(), name="Report")
    answer = (
        Client()
        .get(f"/api/v1/quarters/{world.periods[NOW].slug}/categories/", headers={"Authorization": f"Bearer {token}"})
        .json()
    )
    told = [(row["category"], row["value"], row["in_words"]) for row in answer["rows"]]
    shown = [(each["Category"], float(each["Value"]) if each["Value"] else None, each["In words"]) for each in found]
    assert told == shown


def test_what_somebody_may_not_see_is_in_no_total(world, alice):
    world.by_age({NOW: 10}, {NOW: (1, 8, 1)})
    world.by_age({NOW: 7}, {NOW: (2, 5, 0)}, audience=Audience.INTERNAL, name="AXIS")
    Office.objects.reference_changed()
    viewer = Client()
    viewer.force_login(make.UserFactory(role=Role.VIEWER))
    assert [each["Value"] for each in lines(viewer, world)] == ["1", "8", "1", "10"]
    officer = Client()
    officer.force_login(alice)
    assert [each["Value"] for each in lines(officer, world)] == ["3", "13", "1", "17"]


def test_it_asks_little_however_many_services_there_are(world, page):
    world.by_age({NOW: 10}, {NOW: (1, 8, 1)})
    Office.objects.reference_changed()

    def grow() -> None:
        for _ in range(3):
            world.by_age({NOW: 7}, {NOW: (2, 5, 0)})
        Office.objects.reference_changed()

    flat(page, world.url, grow)
    assert queries_of(page, world.url) <= MOST_QUERIES


def told_by(page: Client, url: str) -> list[object]:
    """What the measure's page says, made anew, page after page of its list by age."""
    caches["fragments"].clear()
    (split,) = page.get(url).context["splits"]
    caches["fragments"].clear()
    (split,) = page.get(url, {split["name"]: 1}).context["splits"]
    caches["fragments"].clear()
    pages = [page.get(url, {split["name"]: number + 1}).context for number in range(split["page"].paginator.num_pages)]
    (found,) = {str((each["total"], each["splits"][0]["total"], each["splits"][0]["counted"])) for each in pages}
    return [found, *(row for each in pages for row in each["splits"][0]["services"]["rows"])]


def test_services_by_category_stand_page_after_page_and_the_totals_are_of_all(world, page, monkeypatch):
    for number in range(5):
        world.by_age({NOW: 10}, {NOW: (1, 8, number)}, name=f"Service {number}")
    Office.objects.reference_changed()
    at_once = told_by(page, world.url)
    assert len(at_once) == 1 + 5
    assert not page.get(world.url).context["splits"][0]["page"].has_other_pages()
    monkeypatch.setattr("commissioning.views.across_categories.ROWS", 2)
    assert told_by(page, world.url) == at_once
    answer = page.get(world.url)
    (split,) = answer.context["splits"]
    assert split["services"] is None
    assert (f"?{split['name']}=1#{split['name']}", "Each of the 5 services by age") in read(answer).links
    (shown,) = page.get(world.url, {split["name"]: 1}).context["splits"]
    assert (len(shown["services"]["rows"]), shown["page"].paginator.num_pages) == (2, 3)
    assert shown["is_open"]


def test_what_a_measure_comes_to_is_followed_and_says_what_is_read_anew(world, page, alice):
    """Without its event a change is not in the totals: the control."""
    rows = [world.by_age({NOW: 10}, {NOW: (1, 8, 1)}, name=f"Service {number}") for number in range(4)]
    Office.objects.reference_changed()
    record(act="begin", record=alice, by=alice, at=timezone.now())
    before = told_by(page, world.url)
    row = rows[2].observations.get(category__name="18 and over", period=world.periods[NOW])
    Observation.objects.filter(pk=row.pk).update(value=Decimal(70))
    assert told_by(page, world.url)[0] == before[0]
    record(act="change", record=row, by=alice, at=timezone.now())
    assert queries_of(page, world.url) <= MOST_QUERIES
    followed = told_by(page, world.url)
    assert "94" in followed[0]
    forget()
    assert told_by(page, world.url) == followed != before


def test_another_process_finds_what_a_measure_comes_to(world, page, alice, monkeypatch):
    monkeypatch.setattr(kept, "LARGE", 0)
    monkeypatch.setattr(counted, "LENGTH", 2)
    rows = [world.by_age({NOW: 10}, {NOW: (1, 8, 1)}, name=f"Service {number}") for number in range(5)]
    Office.objects.reference_changed()
    record(act="begin", record=alice, by=alice, at=timezone.now())
    before = told_by(page, world.url)
    Observation.objects.update(value=Decimal(70))  # no event tells of it
    forget()
    assert told_by(page, world.url)[0] == before[0]
    record(act="change", record=rows[0].observations.all()[0], by=alice, at=timezone.now())
    assert told_by(page, world.url)[0].count("170") > before[0].count("170")  # two of the five are read anew
    Office.objects.reference_changed()
    assert "350" in told_by(page, world.url)[0]  # control: everything


def test_how_many_rows_a_list_has_is_its_own_number(world, page, monkeypatch):
    monkeypatch.setattr(kept, "LARGE", 0)
    for _ in range(2):
        world.by_age({NOW: 10}, {NOW: (1, 8, 1)})
    make.ServiceMeasureFactory(service=make.reporting_service())
    Office.objects.reference_changed()
    for url, number in ((f"/quarters/{world.periods[NOW].slug}/figures/", 3), (world.url, 2)):
        assert page.get(url).context["table"].paginator.count == number


def test_of_many_breaks_the_first_are_listed_and_the_others_counted(world, page, monkeypatch):
    for number in range(3):
        row = world.by_age({NOW: 10}, {NOW: (1, 8, 1)}, name=f"Service {number}")
        make.SeriesBreakFactory(service_measure=row, period=world.periods[NOW], kind="coverage", text="The north")
    Office.objects.reference_changed()
    assert "more: the figures of each service" not in words(page.get(world.url))
    monkeypatch.setattr("commissioning.views.across.NAMED", 2)
    said = page.get(world.url)
    assert len(said.context["breaks"]) == 2
    assert "And 1 more: the figures of each service" in words(said)
