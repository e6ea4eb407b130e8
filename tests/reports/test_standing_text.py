"""What stands of a service prints in every update after the words of its entry; its set-up page takes it."""

import pytest

from commissioning.models import Service
from reports.builder import build
from reports.models import Update
from tests.commissioning.factories import OfficeFactory, ServiceFactory
from tests.reports.set_up_pages import address, opened, text
from tracker.models import Office, User

TEXT = "The service works with courts and hospitals."


@pytest.mark.django_db
def test_it_is_written_on_the_services_set_up_page_by_whoever_may(officer: User, client_of):
    OfficeFactory()
    service = ServiceFactory(name="Women’s support")
    client, url = client_of(officer), address("record", "services", service)
    answer = client.post(url, opened(client, url) | {"areas": [], "standing_text": TEXT})
    assert answer.status_code == 302, text(answer)
    service.refresh_from_db()
    assert (service.standing_text, service.standing_reviewed_by) == (TEXT, officer)


@pytest.mark.usefixtures("demo")
def test_it_prints_once_after_the_words_of_the_entry():
    def said() -> list[str]:
        document = build(Update.objects.get(period__slug="2022-23-q2"), office=Office.objects.get(), draft=False)
        return [passage.text for passage in next(each for each in document.entries if each.code == "idva").passages]

    before = said()
    Service.objects.filter(code="idva").update(standing_text=TEXT)
    assert said() == [*before, TEXT]
