"""The figures that the returns of like awards share, typed in the grid of their money."""

import pytest
from django.test import Client

from commissioning.choices import ObservationState, Template
from commissioning.models import Draft, Observation, ObservationValue, Pack, QuarterlyReturn, SpendLine
from commissioning.parsing.columns import by_headings
from commissioning.workflow import save_section
from commissioning.workflow.sections import figures_page_of, section_of
from tests.commissioning import factories as make
from tests.commissioning.idva import NOON
from tests.commissioning.pages import MOST_QUERIES, queries_of
from tests.commissioning.partnerships import PLACES, URL, area_box, figure_box, money_box, partnerships
from tests.commissioning.return_forms import client_of, text_of
from tests.commissioning.test_grid import opened
from tests.tracker.late_forms import back_in
from tracker.merging import Base
from tracker.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[Template.STANDARD, Template.LIGHT])
def alice(request, db) -> Client:
    """Five partnerships that each report two figures, in returns of either sort."""
    return client_of(partnerships(figures=True, template=request.param))


def typed() -> dict[str, str]:
    """Both figures and the money of each."""
    found = {}
    for number, name in enumerate(PLACES, 1):
        found[money_box(name)] = f"{number}0,000"
        found[figure_box(name, "projects")] = str(number)
        found[figure_box(name, "safer", "numerator")] = str(number)
        found[figure_box(name, "safer", "denominator")] = "10"
    return found


def other_saves(name: str, box: str, text: str) -> None:
    found = QuarterlyReturn.objects.select_related("service", "provider", "period").get(provider__name=f"{name} CSP")
    bob, slug = make.UserFactory(name="Bob Nwosu"), figures_page_of(found)
    page = section_of(found, slug, bob)
    assert page is not None
    base = Base.of(found.version, page.current)
    save_section(record=found, section=slug, typed={box: text}, base=base, by=bob, at=NOON)


def test_one_save_completes_the_pack_and_the_return_of_each(alice):
    said = text_of(alice.get(URL))
    assert "Projects funded" in said
    assert "Feel safer" in said
    assert alice.post(URL, opened(alice) | typed()).url == URL
    assert "5 rows saved" in text_of(alice.get(URL))
    values = dict(
        Observation.objects.filter(service_measure__code="projects").values_list("provider__name", "latest__value")
    )
    assert values == {f"{name} CSP": number for number, name in enumerate(PLACES, 1)}
    shares = ObservationValue.objects.filter(observation__service_measure__code="safer")
    assert sorted(shares.values_list("numerator", "denominator")) == [(number, 10) for number in range(1, 6)]
    assert set(QuarterlyReturn.objects.values_list("version", flat=True)) == {1}
    assert set(Pack.objects.values_list("version", flat=True)) == {1}
    assert AuditEvent.objects.filter(act="save").count() == 10


def test_a_row_of_which_one_record_changed_saves_that_record_alone(alice):
    alice.post(URL, opened(alice) | {figure_box("South", "projects"): "4"})
    assert QuarterlyReturn.objects.filter(version=1).count() == 1
    assert not Pack.objects.filter(version=1).exists()
    assert "1 row saved" in text_of(alice.get(URL))


def test_two_people_in_one_figure_meet_in_that_box_alone(alice):
    mine, box = opened(alice) | typed(), figure_box("South", "projects")
    other_saves("South", box, "40")
    lost = alice.post(URL, mine)
    assert lost.status_code == 409
    assert f'href="#clash-{box}"' in lost.content.decode()
    assert SpendLine.objects.count() == 5
    assert ObservationValue.objects.filter(observation__service_measure__code="projects").count() == 5
    again = {"keep": lost.context["tokens"], "key": "another"} | typed() | {f"choose:{box}": "mine"}
    assert alice.post(URL, again).status_code == 302
    assert Observation.objects.get(pk=box.split("-")[0][1:]).latest.value == 4


def test_other_boxes_of_the_same_return_merge(alice):
    mine = opened(alice) | {figure_box("South", "projects"): "4"}
    other_saves("South", figure_box("South", "safer"), "12%")
    assert alice.post(URL, mine).status_code == 302
    assert QuarterlyReturn.objects.get(provider__name="South CSP").version == 2


def test_what_cannot_be_read_comes_back_beside_its_row_and_the_money_is_saved(alice):
    box = figure_box("North", "safer", "numerator")
    answer = alice.post(URL, opened(alice) | typed() | {box: "12"})
    assert answer.status_code == 422
    assert "12 is more than the 10" in text_of(answer)
    assert f'href="#id_{box}"' in answer.content.decode()
    assert SpendLine.objects.count() == 5
    assert Draft.objects.get().record_kind == "return"
    assert 'value="12" class' in alice.get(URL).content.decode() or 'value="12"' in alice.get(URL).content.decode()


def test_a_figure_answered_with_words_says_so_and_a_number_beside_it_is_asked_about(alice):
    box = figure_box("North", "projects")
    state = box.replace("-value", "-state")
    other_saves("North", state, ObservationState.NOT_COUNTED)
    assert "not counted : North, Projects funded, change" in text_of(alice.get(URL))
    answer = alice.post(URL, opened(alice) | {box: "3"})
    assert answer.status_code == 422
    assert "Keep one of the two" in text_of(answer)


def test_an_expired_session_keeps_figures_and_money(alice):
    sent = opened(alice) | typed()
    assert "is kept" in text_of(Client().post(URL, sent))
    again = back_in(AuditEvent.objects.latest("number").by).get(URL).content.decode()
    assert 'value="50,000"' in again
    assert not ObservationValue.objects.exists()


def test_a_block_with_its_headings_goes_into_the_boxes_in_any_order(alice):
    text = "CSP\tProjects funded\tNotes\tSpent so far\nNorth\t7\tx\t101,789\nSouth\t8\t\t9"
    assert alice.post(URL, opened(alice) | {"pasted": text, "do": "paste"}).status_code == 200
    kept = {name: value for fields in Draft.objects.values_list("fields", flat=True) for name, value in fields.items()}
    for name, projects, spent in (("North", "7", "101,789"), ("South", "8", "9")):
        assert (kept[figure_box(name, "projects")], kept[money_box(name)]) == (projects, spent)


def test_the_grid_with_figures_can_be_taken_away(alice):
    alice.post(URL, opened(alice) | typed())
    lines = alice.get(f"{URL}?format=csv").content.decode("utf-8-sig").splitlines()
    assert 'Projects funded,"Feel safer, how many"' in lines[0]
    assert any(line.startswith("South,South CSP,139250,40000,,4,4,10,40") for line in lines), lines


@pytest.fixture(params=[Template.STANDARD, Template.LIGHT])
def by_area(request, db) -> Client:
    """The same, with projects by two areas."""
    return client_of(partnerships(figures=True, areas=2, template=request.param))


def test_categories_have_their_columns_after_the_figures_and_are_saved_in_each_return(by_area):
    said = text_of(by_area.get(URL))
    assert said.index("Feel safer") < said.index("Projects funded, Area 1") < said.index("Projects funded, Area 2")
    areas = {area_box(name, 1): str(number) for number, name in enumerate(PLACES)}
    assert by_area.post(URL, opened(by_area) | typed() | areas).status_code == 302
    values = Observation.objects.filter(category__code="area-1").values_list("provider__name", "latest__value")
    assert dict(values) == {f"{name} CSP": number for number, name in enumerate(PLACES)}, "nought is nought"
    assert not ObservationValue.objects.filter(observation__category__code="area-2").exists(), "and a gap a gap"
    assert Observation.objects.whole().filter(service_measure__code="projects", latest__value=None).count() == 0


def test_the_grid_with_categories_is_taken_away_and_pasted_back(by_area):
    by_area.post(URL, opened(by_area) | typed() | {area_box("South", 2): "3"})
    head, *lines = by_area.get(f"{URL}?format=csv").content.decode("utf-8-sig").splitlines()
    assert '"Projects funded, Area 1","Projects funded, Area 2"' in head
    assert any(line.startswith("South,South CSP,139250,40000,,4,4,10,40,,3") for line in lines), lines
    text = "CSP\tProjects funded, Area 1\nNorth\t7"
    assert by_area.post(URL, opened(by_area) | {"pasted": text, "do": "paste"}).status_code == 200
    kept = {name: value for fields in Draft.objects.values_list("fields", flat=True) for name, value in fields.items()}
    assert kept[area_box("North", 1)] == "7"


def test_a_breakdown_without_room_is_left_to_the_returns_whole(db):
    client = client_of(partnerships(figures=True, areas=6))
    said = text_of(client.get(URL))
    assert "Area 1" not in said
    assert "6 more figures are asked in the returns themselves" in said


def test_figures_cost_the_page_no_more_queries(alice):
    alice.post(URL, opened(alice) | typed())
    assert queries_of(alice, URL) <= MOST_QUERIES


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("CSP\tB\tA\nx\t1\t2", "x\t2\t1\n"),
        ("CSP\tB\tother\nx\t1\t2", "x\t\t1\n"),
        ("x\t1\t2", "x\t1\t2"),
        ("A\tB\n1\t2", "A\tB\n1\t2"),
        ("CSP\tA\tA\nx\t1\t2", "CSP\tA\tA\nx\t1\t2"),
        ("", ""),
    ],
)
def test_columns_are_put_in_order_by_their_names(text, read):
    assert by_headings(text, ["A", "B"]) == read
