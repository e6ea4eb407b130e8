"""“Paste a column”: read and shown before anything, put into the boxes as a draft, saved like what is typed."""

import html

import pytest
from django.test import Client

from commissioning.choices import Template
from commissioning.models import Draft, Observation, ObservationValue
from tests.commissioning.idva import Idva, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of
from tests.commissioning.return_forms import client_of, hidden, post, text_of, url
from tests.tracker.late_forms import back_in

pytestmark = pytest.mark.django_db
COLUMN = "492\n101\n471 of 492\nnot counted"


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def alice(found) -> Client:
    return client_of(found.alice)


def paste(client: Client, found: Idva, text: str, do: str = "read"):
    return post(client, url(found, "paste/"), {"pasted": text}, do=do)


def test_each_line_is_shown_beside_its_figure_with_what_is_in_the_box_and_how_it_was_read(found, alice):
    found.save({found.box("referrals"): "465"})
    said = text_of(paste(alice, found, COLUMN))
    assert "4 values for 4 figures, in the order in which they stand. Nothing is saved yet." in said
    assert "Referrals received 465 492 492" in said
    assert "Contacted within 48 hours – 471 of 492 471 of 492" in said
    assert "Contacted within 72 hours – not counted not counted" in said


def test_nothing_is_saved_before_it_is_accepted_and_then_only_kept_as_typed(found, alice):
    paste(alice, found, COLUMN)
    assert not Draft.objects.exists()
    assert paste(alice, found, COLUMN, do="put").url == url(found, "figures/")
    assert not ObservationValue.objects.exists()
    page = alice.get(url(found, "figures/"))
    assert f'name="{found.box("within-48", "numerator")}" value="471"' in page.content.decode()
    assert page.context["form"].texts[found.box("within-72", "state")] == "not_counted"
    assert "4 figures are in their boxes, not saved yet." in text_of(page)
    alice.post(url(found, "figures/"), hidden(page) | page.context["form"].texts | {"do": "leave"})
    stored = {row.service_measure.code: row.state for row in Observation.objects.select_related("service_measure")}
    assert stored["within-72"] == "not_counted"
    assert Observation.objects.get(service_measure__code="within-48").numerator == 471
    assert not Draft.objects.exists()


def test_what_is_typed_and_not_saved_stays_beside_it(found, alice):
    typed = {found.box("referrals"): "500", found.box("hospital", "reason"): "By hand."}
    to_paste = post(alice, url(found, "figures/"), typed, do="paste")
    assert to_paste.url == url(found, "paste/")
    paste(alice, found, "Contacted within 48 hours\t95.7%", do="put")
    fields = Draft.objects.get().fields
    assert (fields[found.box("referrals")], fields[found.box("within-48")]) == ("500", "95.7%")
    assert fields[found.box("hospital", "reason")] == "By hand."


def test_pasted_into_a_box_several_columns_are_shown_as_they_are_read(found, alice):
    answer = post(alice, url(found, "figures/"), {}, do="paste", pasted="Referrals received\t492")
    assert answer.status_code == 200
    assert "One value for 4 figures, matched by the names in the first column." in text_of(answer)
    assert not Draft.objects.exists()


def test_every_fault_stands_in_the_summary_and_at_its_line(found, alice):
    answer = paste(alice, found, "1,88\n101\nlots\n471/492\n7")
    content = html.unescape(answer.content.decode())
    assert [content.count(f'href="#line-{number}"') for number in (1, 2, 3, 4, 5)] == [1, 0, 1, 1, 1]
    assert "There is no box left for this value." in text_of(answer)
    assert content.count("1,88\n101\nlots\n471/492\n7") == 2


def test_what_cannot_be_read_goes_into_its_box_and_save_says_so(found, alice):
    paste(alice, found, "1,88", do="put")
    page = alice.get(url(found, "figures/"))
    typed = hidden(page) | page.context["form"].texts
    assert alice.post(url(found, "figures/"), typed | {"do": "leave"}).status_code == 422


def test_a_light_returns_one_page_takes_a_column_too(db):
    found = idva(Template.LIGHT)
    alice = client_of(found.alice)
    assert paste(alice, found, COLUMN, do="put").url == url(found, "page/")
    assert Draft.objects.get().fields[found.box("referrals")] == "492"


@pytest.mark.parametrize(
    ("text", "says"), [("", "Paste the column into the box."), ("1\n" * 15_000, "20,000 can be read at once")]
)
def test_nothing_and_too_much_are_said(found, alice, text, says):
    answer = paste(alice, found, text)
    assert answer.status_code == 422
    assert says in text_of(answer)


def test_an_expired_session_keeps_the_column(found, alice):
    sent = hidden(alice.get(url(found, "paste/"))) | {"pasted": COLUMN, "do": "read"}
    assert "is kept" in text_of(Client().post(url(found, "paste/"), sent))
    assert COLUMN in back_in(found.alice).get(url(found, "paste/")).content.decode()


def test_somebody_elses_save_in_between_is_met_at_the_save(found, alice):
    paste(alice, found, "492", do="put")
    page = alice.get(url(found, "figures/"))
    found.save({found.box("referrals"): "500"}, by=found.bob)
    answer = alice.post(url(found, "figures/"), hidden(page) | page.context["form"].texts)
    assert answer.status_code == 409


def test_the_page_is_within_its_budget(found, alice):
    assert queries_of(alice, url(found, "paste/")) <= MOST_QUERIES
