"""Items to write that follow from no route are added by a plain form."""

import pytest

from commissioning.models import OfficeItem
from commissioning.workflow import NotYours, add_item
from tests.commissioning.factories import ThemeFactory, UserFactory
from tests.commissioning.idva import NOON, Idva, idva
from tests.commissioning.return_forms import client_of
from tracker.models import AuditEvent
from tracker.roles import Role

pytestmark = pytest.mark.django_db
PAGE = "/quarters/2022-23-q2/items/new/"


@pytest.fixture
def found() -> Idva:
    return idva()


def test_an_item_is_added_in_a_section_and_leads_to_its_words(found):
    typed = {
        "title": "Grant for safer streets",
        "place": "section-new_funding",
        "by_whom": "office",
        "writer": found.bob.pk,
    }
    answer = client_of(found.alice).post(PAGE, typed)
    item = OfficeItem.objects.get()
    assert answer.url == f"/items/{item.pk}/words/"
    assert (item.code, item.section, item.writer) == ("grant-for-safer-streets", "new_funding", found.bob)
    assert item.due_on == found.quarterly_return.due_on
    assert AuditEvent.objects.about(item).get().act == "add"


def test_under_a_theme_it_stands_under_its_objective(found):
    theme = ThemeFactory()
    client_of(found.alice).post(PAGE, {"title": "A visit", "place": f"theme-{theme.pk}", "by_whom": "police"})
    item = OfficeItem.objects.get()
    assert (item.theme, item.objective, item.section, item.by_whom) == (theme, theme.objective, "", "police")


def test_a_double_click_adds_one_and_like_titles_get_codes_of_their_own(found):
    sent = {"title": "New funding!", "place": "section-new_funding", "by_whom": "office"}
    for place in ("section-new_funding", "section-new_funding", "section-other"):
        client_of(found.alice).post(PAGE, sent | {"place": place})
    assert sorted(OfficeItem.objects.values_list("code", flat=True)) == ["new-funding", "new-funding-2"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Write the heading."),
        ({"title": "A"}, "Choose where it stands."),
        ({"title": "x" * 161, "place": "section-other"}, "161 characters long, and 160"),
        ({"title": "A", "place": "objective-9999"}, "Choose one of the list."),
    ],
)
def test_what_is_missing_is_said_and_nothing_added(found, typed, sentence):
    answer = client_of(found.alice).post(PAGE, typed | {"by_whom": "office"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not OfficeItem.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE, Role.PROVIDER, Role.ADMINISTRATOR])
def test_roles_that_do_not_write_items_are_refused(found, role):
    person = UserFactory(role=role)
    assert client_of(person).get(PAGE).status_code == 403
    with pytest.raises(NotYours):
        add_item(period=found.quarter, title="x", section="other", by=person, at=NOON)
