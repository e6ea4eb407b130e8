"""Standing text stands from quarter to quarter until somebody edits it; one press says that it is still right."""

from datetime import date, timedelta

import pytest

from commissioning.choices import Prompt, State
from commissioning.models import Narrative, OfficeItem, Service
from commissioning.workflow import NotNow, NotYours, add_item, open_period, save_section
from commissioning.workflow.sections import section_of
from commissioning.workflow.set_up.services import keep_service
from commissioning.workflow.standing_text import is_old, still_right
from tests.commissioning import factories as make
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.pages import MOST_QUERIES, queries_of
from tests.commissioning.return_forms import client_of, hidden, text_of
from tracker.merging import Base
from tracker.models import AuditEvent, Office
from tracker.refusals import Faults
from tracker.roles import Role

pytestmark = pytest.mark.django_db
TEXT = "The service works with hospitals, courts and the police."
TODAY = NOON.date()


@pytest.fixture
def found() -> Idva:
    return idva()


def write(found: Idva, text: str = TEXT, at=NOON) -> Service:
    keep_service(record=found.service, values={"standing_text": text}, by=found.alice, at=at)
    found.service.refresh_from_db()
    return found.service


def item_of(found: Idva, *, standing: bool = True, text: str = TEXT) -> OfficeItem:
    made = add_item(
        period=found.quarter, title="How we pay", by=found.alice, at=NOON, section="portfolio", standing=standing
    )
    page = section_of(made, "words", found.alice)
    assert page is not None
    typed = {"update_words": text, "our_note": "Ask finance."}
    base = Base.of(made.version, page.current)
    save_section(record=made, section="words", typed=typed, base=base, by=found.alice, at=NOON)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("reviewed", "old"),
    [
        (None, True),
        (date(2022, 10, 19), False),
        (date(2021, 10, 19), False),
        (date(2021, 10, 18), True),
        (date(2023, 1, 1), False),
    ],
)
def test_a_text_is_old_when_nobody_looked_at_it_for_more_than_a_year(reviewed, old):
    assert is_old(reviewed, date(2022, 10, 19)) is old


def test_whoever_writes_it_has_reviewed_it_and_whoever_takes_it_away_has_not(found):
    service = write(found)
    assert (service.standing_reviewed_on, service.standing_reviewed_by) == (TODAY, found.alice)
    keep_service(record=service, values={"summary": "Help."}, by=found.bob, at=LATER)
    service.refresh_from_db()
    assert service.standing_reviewed_by == found.alice
    service = write(found, "", LATER)
    assert (service.standing_reviewed_on, service.standing_reviewed_by) == (None, None)


def test_a_reference_to_nothing_is_refused(found):
    with pytest.raises(Faults) as refused:
        write(found, "[[figure nothing-like-it | value]]")
    assert "standing_text" in refused.value.by_box


def test_still_right_is_said_once_with_who_and_when_and_leaves_the_text(found):
    write(found)
    for _ in range(2):
        still_right(service=Service.objects.get(), by=found.bob, at=LATER)
    service = Service.objects.get()
    assert service.standing_text == TEXT
    assert (service.standing_reviewed_on, service.standing_reviewed_by) == (LATER.date(), found.bob)
    assert AuditEvent.objects.about(service).filter(act="still-right").count() == 1
    with pytest.raises(NotYours):
        still_right(service=service, by=make.UserFactory(role=Role.VIEWER), at=LATER + timedelta(days=1))
    write(found, "", LATER)
    with pytest.raises(NotNow):
        still_right(service=Service.objects.get(), by=found.bob, at=LATER)


def test_it_stands_beside_the_words_of_the_return_and_one_press_reviews_it(found):
    client, url = client_of(found.bob), f"/returns/{found.quarterly_return.pk}/text/"
    assert "This service has no standing text" in text_of(client.get(url))
    write(found)
    page = client.get(url)
    said = text_of(page)
    assert TEXT in said
    assert "Reviewed on 19 October 2022 by Alice Hartley" in said
    assert "To review" in said
    answer = client.post(url, hidden(page) | {"went_well": "Demand grew.", "do": "still-right"})
    assert answer.url == url
    said = text_of(client.get(url))
    assert "by Bob Nwosu" in said
    assert "To review" not in said
    assert Narrative.objects.get().text == "Demand grew."
    assert queries_of(client, url) <= MOST_QUERIES


def test_a_providers_own_people_do_not_see_it_there(found):
    write(found)
    own = client_of(make.MembershipFactory(provider=found.provider).user)
    assert TEXT not in text_of(own.get(f"/returns/{found.quarterly_return.pk}/text/"))


def test_an_item_stands_in_the_next_quarter_with_its_words_and_without_the_offices_note(found):
    item_of(found)
    open_period(period=found.periods[6], by=found.maria, at=LATER)
    again = OfficeItem.objects.get(period=found.periods[6])
    assert (again.title, again.section, again.state, again.standing_text) == (
        "How we pay",
        "portfolio",
        State.NOT_STARTED,
        True,
    )
    assert (again.reviewed_on, again.reviewed_by) == (TODAY, found.alice)
    narrative = Narrative.objects.get(office_item=again)
    assert (narrative.prompt, narrative.text, narrative.unchanged_from) == (Prompt.UPDATE_WORDS, TEXT, found.quarter)
    assert open_period(period=found.periods[6], by=found.maria, at=LATER).items == 0
    open_period(period=found.periods[7], by=found.maria, at=LATER)
    assert Narrative.objects.get(office_item__period=found.periods[7]).unchanged_from == found.quarter


@pytest.mark.parametrize(
    "change", [{"standing_text": False}, {"state": State.NOT_REQUIRED, "not_required_reason": "Said elsewhere."}]
)
def test_an_item_that_does_not_stand_or_is_not_required_is_not_carried(found, change):
    item = item_of(found)
    OfficeItem.objects.filter(pk=item.pk).update(**change)
    open_period(period=found.periods[6], by=found.maria, at=LATER)
    assert not OfficeItem.objects.filter(period=found.periods[6]).exists()


def test_one_press_on_an_item_says_that_its_words_are_still_right(found):
    item_of(found)
    open_period(period=found.periods[6], by=found.maria, at=LATER)
    again = OfficeItem.objects.get(period=found.periods[6])
    client, url = client_of(found.bob), f"/items/{again.pk}/words/"
    page = client.get(url)
    assert "Reviewed on 19 October 2022 by Alice Hartley" in text_of(page)
    sent = hidden(page) | {"update_words": TEXT, "do": "still-right"}
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    again.refresh_from_db()
    assert (again.reviewed_by, again.version, again.state) == (found.bob, 1, State.IN_PROGRESS)
    assert AuditEvent.objects.about(again).filter(act="still-right").count() == 1


def test_the_review_asks_about_what_is_older_than_a_year(found):
    write(found)
    item = item_of(found)
    manager = client_of(found.maria)
    said = text_of(manager.get("/quarters/2022-23-q2/review/"))
    assert said.count("Standing text. Reviewed on 19 October 2022 by Alice Hartley: is it still right?") == 2
    Service.objects.update(standing_reviewed_on=date.today())
    OfficeItem.objects.filter(pk=item.pk).update(reviewed_on=date.today())
    Office.objects.reference_changed()
    assert "is it still right?" not in text_of(manager.get("/quarters/2022-23-q2/review/"))
