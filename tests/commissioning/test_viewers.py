"""What is kept inside the office stays there: viewers read approved things for the board, by no way round."""

from decimal import Decimal

import pytest

from commissioning.choices import Audience, RecordKind
from commissioning.models import ServiceMeasure, SpendLine
from commissioning.workflow import Base, approve, ask, reopen, save_section, submit
from commissioning.workflow.sections import section_of
from tests.commissioning.factories import UserFactory
from tests.commissioning.idva import LATER, NOON, Idva, award_of, idva
from tests.commissioning.return_forms import client_of, text_of, url
from tracker.models import User
from tracker.roles import Role

pytestmark = pytest.mark.django_db
Q2 = "/quarters/2022-23-q2/services"


@pytest.fixture
def found() -> Idva:
    return idva()


@pytest.fixture
def viewer() -> User:
    return UserFactory(role=Role.VIEWER)


def test_an_internal_figure_of_an_approved_return_is_not_read(found, viewer):
    ServiceMeasure.objects.filter(code="hospital").update(audience=Audience.INTERNAL)
    found.fill()
    submit(record=found.now(), by=found.alice, at=NOON)
    approve(record=found.now(), by=found.maria, at=LATER)
    for rest in ("", "check/", "ask/"):
        assert "of which from hospitals" not in text_of(client_of(viewer).get(url(found, rest))), rest
        assert "of which from hospitals" in text_of(client_of(found.alice).get(url(found, rest))), rest


def spend(found: Idva, typed: dict[str, str]) -> None:
    pack = found.now().pack
    page = section_of(pack, "money", found.alice)
    assert page is not None
    base = Base.of(pack.version, page.current)
    save_section(record=pack, section="money", typed=typed, base=base, by=found.alice, at=NOON)


def test_spend_in_an_approved_pack_is_read_unless_it_is_internal(found, viewer):
    award = award_of(found)
    spend(found, {f"award{award.pk}-to_date": "12345", f"award{award.pk}-note": "As agreed."})
    for audience, reads in ((Audience.PUBLIC, True), (Audience.INTERNAL, False)):
        SpendLine.objects.update(audience=audience)
        submit(record=found.now().pack, by=found.alice, at=NOON)
        approve(record=found.now().pack, by=found.maria, at=LATER)
        address = f"/packs/{found.quarterly_return.pack_id}/"
        assert ("£12,345" in text_of(client_of(viewer).get(address))) is reads
        reopen(record=found.now().pack, by=found.maria, at=LATER, reason="Once more.")


def test_what_is_being_written_in_a_reopened_pack_is_not_told_elsewhere(found, viewer):
    award = award_of(found)
    spend(found, {f"award{award.pk}-to_date": "20000", f"award{award.pk}-note": "First note."})
    submit(record=found.now().pack, by=found.alice, at=NOON)
    approve(record=found.now().pack, by=found.maria, at=LATER)
    address = f"{Q2}/{found.service.pk}/money/"
    assert "First note." in text_of(client_of(viewer).get(address))
    reopen(record=found.now().pack, by=found.maria, at=LATER, reason="A slip.")
    spend(found, {f"award{award.pk}-to_date": "31000", f"award{award.pk}-note": "Not yet sent."})
    assert SpendLine.objects.get().to_date == Decimal(31_000)
    for person in (viewer, found.alice):
        page = text_of(client_of(person).get(address))
        assert "£20,000" in page
        assert "£31,000" not in page
        assert "Not yet sent." not in page


def test_the_history_names_no_risk_to_viewers(found, viewer):
    typed = {"risknew-title": "A worker may leave", "risknew-likelihood": "3", "risknew-impact": "3"}
    found.save(typed, section="risks-and-promises")
    address = f"{Q2}/{found.service.pk}/history/"
    assert "A worker may leave" in text_of(client_of(found.alice).get(address))
    assert "A worker may leave" not in text_of(client_of(viewer).get(address))


def test_a_viewer_does_not_close_anothers_question(found, viewer):
    question = ask(record=found.now(), by=UserFactory(role=Role.VIEWER), at=NOON, text="Why?", asker="commissioner")
    assert question.record_kind == RecordKind.RETURN
    assert client_of(viewer).post(f"/questions/{question.pk}/close/").status_code == 403
