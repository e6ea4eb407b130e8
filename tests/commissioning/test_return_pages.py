"""Light returns, packs, items, earlier figures, last quarter's words; queries that don't grow."""

import pytest
from django.test import Client

from commissioning.choices import Template
from commissioning.models import Draft, Narrative, Observation, Pack, QuarterlyReturn, ServiceMeasure
from commissioning.workflow import open_period
from tests.commissioning.factories import (
    NarrativeFactory,
    OfficeItemFactory,
    ReturnFactory,
    ServiceMeasureFactory,
    UserFactory,
    approved,
    reporting_service,
)
from tests.commissioning.idva import NOON, Idva, award_of, idva
from tests.commissioning.pages import MOST_QUERIES
from tests.commissioning.return_forms import client_of, hidden, post, text_of, url
from tracker.models import Office
from tracker.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


def test_a_light_return_is_one_page(alice):
    found = idva_light()
    page = client_of(found.alice).get(url(found))
    assert {found.box("referrals"), "went_well", "challenges", "update_words"} <= set(page.context["form"].fields)
    answer = post_to(client_of(found.alice), url(found), url(found, "page/"), found.box("referrals"), "492")
    assert answer.url == url(found, "check/")


def idva_light() -> Idva:
    found = QuarterlyReturn.objects.get()
    found.service.template = Template.LIGHT
    found.service.save()
    alice = UserFactory()
    figures = {row.service_measure.code: row for row in Observation.objects.select_related("service_measure")}
    return Idva(found.period, [], found.provider, found.service, found, figures, alice, alice, alice)


def post_to(client: Client, shown: str, address: str, box: str, value: str):
    typed = hidden(client.get(shown)) | {box: value, "went_well": "Fine.", "update_words": "Words.", "do": "check"}
    answer = client.post(address, typed)
    assert Narrative.objects.filter(text="Words.").exists()
    return answer


def test_last_quarters_words_can_be_said_again_and_are_marked(found, alice):
    before = ReturnFactory(
        service=found.service,
        provider=found.provider,
        period=found.periods[4],
        due_on=found.quarterly_return.due_on,
        **approved(found.alice, found.bob),
    )
    NarrativeFactory(quarterly_return=before, text="Demand goes on growing.")
    page = alice.get(url(found, "text/"))
    assert "What was said in Q1 2022/23" in text_of(page)
    post(alice, url(found, "text/"), {"next_quarter": "Two posts."}, do="same:went_well")
    words = Narrative.objects.get(quarterly_return=found.quarterly_return, prompt="went_well")
    assert (words.text, words.unchanged_from) == ("Demand goes on growing.", found.periods[4])
    assert Narrative.objects.filter(text="Two posts.").exists()
    post(alice, url(found, "text/"), {"went_well": "Demand fell."})
    words.refresh_from_db()
    assert words.unchanged_from is None


def test_money_and_people_are_entered_in_the_pack(found, alice):
    award, pack = award_of(found), Pack.objects.get()
    post(alice, f"/packs/{pack.pk}/money/", {f"award{award.pk}-to_date": "£ 25,000"})
    post(alice, f"/packs/{pack.pk}/people/", {"postnew-role": "Adviser", "postnew-vacant": "1"})
    for page in ("", "check/"):
        assert alice.get(f"/packs/{pack.pk}/{page}").status_code == 200
    assert "since April £25,000" in text_of(alice.get(f"/packs/{pack.pk}/check/"))
    assert alice.post(f"/packs/{pack.pk}/act/submit/").status_code == 302


def test_finance_writes_money_and_no_figures(found):
    finance, pack = client_of(UserFactory(role=Role.FINANCE)), Pack.objects.get()
    assert finance.get(f"/packs/{pack.pk}/money/").status_code == 200
    assert finance.get(url(found, "figures/")).status_code == 403


def test_an_item_is_written_by_a_plain_form(found, alice):
    item = OfficeItemFactory(period=found.quarter, due_on=found.quarterly_return.due_on, writer=found.alice)
    for page in ("", "words/", "news/", "risks-and-promises/", "waiting-list/", "files/", "check/"):
        assert alice.get(f"/items/{item.pk}/{page}").status_code == 200, page
    post(alice, f"/items/{item.pk}/words/", {"update_words": "The grant round opened."})
    assert alice.post(f"/items/{item.pk}/act/submit/").status_code == 302
    assert client_of(found.bob).post(f"/items/{item.pk}/act/approve/").status_code == 302


def test_an_earlier_figure_is_added_beside_a_box_and_compared(found, alice):
    measure = found.figures["referrals"].service_measure_id
    address = url(found, f"earlier/{measure}/")
    typed = {"value": "465", "period": found.periods[1].pk, "source": "earlier_quoted"}
    assert alice.post(address, typed | {"value": "4,65"}).status_code == 422
    assert alice.post(address, typed).url == url(found, "figures/")
    found.save({found.box("referrals"): "492"})
    page = text_of(alice.get(url(found, "figures/")))
    assert "465" in page
    assert "up 27, 5.8% on Q2 2021/22" in page


def test_an_earlier_figure_of_another_services_measure_is_404(found, alice):
    assert alice.get(url(found, f"earlier/{ServiceMeasureFactory().pk}/")).status_code == 404


def count_queries(client: Client, address: str, django_assert_max_num_queries, limit: int) -> int:
    client.get(address)
    with django_assert_max_num_queries(limit) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


@pytest.mark.parametrize("page", ["", "figures/", "text/", "news/", "words/", "check/"])
def test_queries_do_not_grow_with_rows(found, alice, django_assert_max_num_queries, page):
    before = count_queries(alice, url(found, page), django_assert_max_num_queries, MOST_QUERIES)
    for place in range(5, 12):
        ServiceMeasureFactory(service=found.service, label=f"Figure {place}", place=place)
    Office.objects.reference_changed()
    open_period(period=found.quarter, by=found.maria, at=NOON)
    assert ServiceMeasure.objects.count() == 11
    assert count_queries(alice, url(found, page), django_assert_max_num_queries, MOST_QUERIES) == before


def test_the_quarter_is_opened_from_its_page(found):
    reporting_service(name="Another service")
    client = client_of(found.maria)
    page = client.get("/quarters/2022-23-q2/open/")
    assert "1 new" in text_of(page)
    assert client.post("/quarters/2022-23-q2/open/").status_code == 302
    assert QuarterlyReturn.objects.count() == 2
    assert client_of(UserFactory(role=Role.VIEWER)).get("/quarters/2022-23-q2/open/").status_code == 403


def test_get_changes_nothing(found, alice):
    before = found.now().version, Draft.objects.count(), found.now().state
    for page in ("", "figures/", "text/", "check/", "files/"):
        alice.get(url(found, page))
    assert (found.now().version, Draft.objects.count(), found.now().state) == before
