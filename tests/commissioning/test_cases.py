"""A retold case goes nowhere until somebody other than its writer has checked it, by name."""

import pytest

from commissioning.choices import CaseState
from commissioning.models import CaseStudy
from commissioning.workflow import NeedsAnother, NeedsReason, NotYours, clear_case, send_back, submit
from tests.commissioning.factories import MembershipFactory, UserFactory
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tests.commissioning.return_forms import client_of, text_of, url
from tracker.models import AuditEvent
from tracker.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    found = idva()
    found.fill()
    found.save({"casenew-title": "A family", "casenew-text": "They found help."}, section="cases")
    submit(record=found.now(), by=found.alice, at=NOON)
    return found


def test_a_second_person_clears_a_case_on_the_check_page(found):
    bob, case = client_of(found.bob), CaseStudy.objects.get()
    assert "Not yet checked" in text_of(bob.get(url(found, "check/")))
    assert bob.post(f"/cases/{case.pk}/clear/", {"state": "board"}).url == url(found, "check/")
    case.refresh_from_db()
    assert (case.state, case.checked_by) == (CaseState.BOARD, found.bob)
    assert AuditEvent.objects.filter(act="check-case").get().changes == {
        "A family": ["Not yet checked", "Approved for board"]
    }


def test_its_writer_does_not_clear_it(found):
    answer = client_of(found.alice).post(f"/cases/{CaseStudy.objects.get().pk}/clear/", {"state": "board"})
    assert answer.status_code == 409
    assert "somebody else checks the case" in text_of(answer)
    assert CaseStudy.objects.get().state == CaseState.DRAFT


@pytest.mark.parametrize("state", ["", "draft", "nonsense"])
def test_it_is_cleared_to_something(found, state):
    with pytest.raises(NeedsReason):
        clear_case(case=CaseStudy.objects.get(), state=state, by=found.bob, at=LATER)


def test_a_changed_case_is_a_draft_again(found):
    case = clear_case(case=CaseStudy.objects.get(), state="publication", by=found.bob, at=LATER)
    send_back(record=found.now(), by=found.bob, at=LATER, reason="One word.")
    found.save({f"case{case.pk}-text": "They found help at last."}, section="cases")
    case.refresh_from_db()
    assert (case.state, case.checked_by) == (CaseState.DRAFT, None)


def test_only_those_who_approve_may_and_a_stranger_finds_nothing(found):
    pk = CaseStudy.objects.get().pk
    for person in (UserFactory(role=Role.VIEWER), MembershipFactory(provider=found.provider).user):
        assert client_of(person).post(f"/cases/{pk}/clear/", {"state": "board"}).status_code == 403
        with pytest.raises(NotYours):
            clear_case(case=CaseStudy.objects.get(), state="board", by=person, at=LATER)
    assert client_of(found.bob).post("/cases/9999/clear/", {"state": "board"}).status_code == 404
    with pytest.raises(NeedsAnother):
        clear_case(case=CaseStudy.objects.get(), state="board", by=found.alice, at=LATER)
