"""Two sheets about a service to print: the handover, and the one for a contract review meeting."""

from datetime import date

import pytest

from commissioning.choices import Audience
from commissioning.models import Narrative, QuarterlyReturn
from commissioning.workflow import approve, ask, submit
from providers.models import Contact, Provider
from tests.commissioning import factories as make
from tests.commissioning.idva import LATER, NOON, Idva, award_of, idva
from tests.commissioning.pages import flat, words
from tests.commissioning.return_forms import client_of
from tracker.models import Office

pytestmark = [pytest.mark.pages, pytest.mark.django_db]
HANDOVER, MEETING = "handover/", "meeting/"


@pytest.fixture
def found() -> Idva:
    """Approved, with words, a question, a risk, a promise, a vacancy, an award and a contact."""
    found = idva()
    found.fill()
    found.save({"went_well": "Nobody waited. " + "word " * 100}, section="text")
    submit(record=found.now(), by=found.alice, at=NOON)
    approve(record=found.now(), by=found.bob, at=LATER)
    owed = QuarterlyReturn.objects.get()
    ask(record=found.service, by=found.bob, at=LATER, text="Who covers Ludlow?")
    make.RiskReviewFactory(
        risk=make.RiskFactory(service=found.service, title="No room to grow"), quarterly_return=owed, likelihood=4
    )
    make.CommitmentFactory(service=found.service, quarterly_return=owed, text="Train both", due_on=date(2022, 9, 1))
    make.StaffingLineFactory(pack=owed.pack, role="Caseworker", vacant=3, expected="June", services=[found.service])
    award = award_of(found)
    type(award).objects.filter(pk=award.pk).update(ends_on=date(2023, 3, 31), extension_years=1)
    Contact.objects.create(provider=found.provider, name="Charlie Webb", job="Manager", telephone="01632 960001")
    Office.objects.reference_changed()
    return found


def page(found: Idva, sheet: str) -> str:
    return f"/quarters/2022-23-q2/services/{found.service.pk}/{sheet}"


def test_the_handover_has_all_that_whoever_takes_over_must_know(found):
    said = words(client_of(found.maria).get(page(found, HANDOVER)))
    for known in (
        "492",
        "Nobody waited.",
        "Who covers Ludlow?",
        "No room to grow (likelihood 4 of 5)",
        "Train both",
        "Overdue",
        "Caseworker: funded not stated, in post not stated, vacant 3. Expected: June.",
        "IDVA contract",
        "may be extended by one year",
        "Charlie Webb, Manager, SWA: 01632 960001",
        "Alice Hartley wrote in 1 of 1 return",
        "Bob Nwosu approved 1 of 1 return",
    ):
        assert known.lower() in said.lower(), known
    assert "word word word word …" in said


def test_the_meeting_sheet_has_what_is_talked_about_and_room_for_notes(found):
    said = words(client_of(found.maria).get(page(found, MEETING)))
    for known in ("Contract review meeting", "492", "Train both", "Who covers Ludlow?", "Notes and actions"):
        assert known in said
    assert "Charlie Webb" not in said


@pytest.mark.parametrize("sheet", [HANDOVER, MEETING])
def test_a_fact_that_the_words_point_at_is_told_and_not_its_address(found, sheet):
    Narrative.objects.filter(prompt="went_well").update(text="Referrals: [[figure referrals]].")
    said = words(client_of(found.maria).get(page(found, sheet)))
    assert "Referrals: 492." in said
    assert "[[" not in said


@pytest.mark.parametrize("sheet", [HANDOVER, MEETING])
def test_a_sheet_stands_without_the_menu(found, sheet):
    html = client_of(found.maria).get(page(found, sheet)).content.decode()
    assert "govuk-service-navigation" not in html
    assert "<title>" in html


def test_of_a_confidential_address_no_contact_stands_on_a_sheet(found):
    Provider.objects.update(address_confidential=True)
    Office.objects.reference_changed()
    said = words(client_of(found.maria).get(page(found, HANDOVER)))
    assert "Charlie Webb" not in said
    assert "01632" not in said


def test_a_service_of_which_nothing_is_known_says_so(found):
    empty = make.ServiceFactory(name="New")
    Office.objects.reference_changed()
    said = words(client_of(found.maria).get(f"/quarters/2022-23-q2/services/{empty.pk}/{HANDOVER}"))
    assert "This service reports no figures yet" in said
    assert "No award is held" in said
    assert "Nobody has written here yet" in said


@pytest.mark.parametrize("sheet", [HANDOVER, MEETING])
def test_few_queries_however_much_there_is(found, sheet):
    def grow() -> None:
        owed = QuarterlyReturn.objects.get()
        for number in range(4):
            make.QuestionFactory(record_kind="service", record_id=found.service.pk, service=found.service)
            make.RiskReviewFactory(risk=make.RiskFactory(service=found.service), quarterly_return=owed)
            make.CommitmentFactory(service=found.service, quarterly_return=owed, audience=Audience.BOARD)
            make.StaffingLineFactory(pack=owed.pack, role=f"Role {number}", services=[found.service])
            make.AwardServiceFactory(award=make.AwardFactory(provider=found.provider), service=found.service)
        Office.objects.reference_changed()

    flat(client_of(found.maria), page(found, sheet), grow)
