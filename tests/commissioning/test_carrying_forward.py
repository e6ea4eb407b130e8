"""“Nothing changed since last quarter”: an empty part says again what was sent then, marked until it is edited."""

import pytest

from commissioning.choices import ObservationState, Prompt
from commissioning.models import Narrative, QuarterlyReturn, StaffingLine, WaitingListLine
from commissioning.workflow import NotNow, carry_forward, submit
from commissioning.workflow.approval import wrote
from commissioning.workflow.content import content_of, newest_submission
from tests.commissioning import factories as make
from tests.commissioning.idva import NOON, Idva, idva
from tests.commissioning.return_forms import client_of, post, text_of, url
from tracker.audit import verify_chain
from tracker.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


def earlier_return(found: Idva, **fields: object) -> QuarterlyReturn:
    """The return of the quarter before, approved unless it is said otherwise."""
    like = {"service": found.service, "provider": found.provider, "due_on": found.quarterly_return.due_on}
    rest = fields or make.approved(found.alice, found.bob)
    return make.ReturnFactory(period=found.periods[4], **{**like, **rest})


def carry(found: Idva, section: str = "text", part: str = "", **rest: object) -> None:
    record = rest.pop("record", None) or found.now()
    carry_forward(record=record, section=section, part=part or section, by=found.alice, at=NOON, **rest)


def words(found: Idva) -> dict[str, str]:
    return dict(Narrative.objects.filter(quarterly_return=found.quarterly_return).values_list("prompt", "text"))


def test_every_prompt_says_again_what_was_sent_with_its_causes(found):
    before = earlier_return(found)
    make.NarrativeFactory(quarterly_return=before, text="Demand grew.")
    make.NarrativeFactory(
        quarterly_return=before, prompt=Prompt.CHALLENGES, text="Posts empty.", causes=["recruitment"]
    )
    make.NarrativeFactory(quarterly_return=before, prompt=Prompt.OUR_NOTE, text="For us alone.")
    carry(found)
    assert words(found) == {"went_well": "Demand grew.", "challenges": "Posts empty."}
    said = Narrative.objects.get(quarterly_return=found.quarterly_return, prompt="challenges")
    assert (said.causes, said.unchanged_from) == (["recruitment"], found.periods[4])
    assert found.now().version == 1
    assert AuditEvent.objects.newest_first()[0].act == "carry-forward"
    assert verify_chain() == AuditEvent.objects.count()
    assert wrote(found.now(), found.alice)


def test_what_is_said_again_twice_is_unchanged_since_it_was_first_said(found):
    before = earlier_return(found)
    make.NarrativeFactory(quarterly_return=before, text="Demand grew.", unchanged_from=found.periods[2])
    carry(found)
    assert Narrative.objects.get(quarterly_return=found.quarterly_return).unchanged_from == found.periods[2]


def test_the_check_page_and_what_is_sent_say_since_when_and_an_edit_takes_it_away(found):
    make.NarrativeFactory(quarterly_return=earlier_return(found), text="Demand grew.")
    found.fill()
    carry(found)
    alice = client_of(found.alice)
    for page in ("text/", "check/"):
        assert "nchanged since Q1 2022/23" in text_of(alice.get(url(found, page)))
    submit(record=found.now(), by=found.alice, at=NOON)
    sent = newest_submission(found.now())
    assert sent.content["text"][0]["unchanged_since"] == "Q1 2022/23"
    assert "unchanged since Q1 2022/23" in text_of(client_of(found.bob).get(url(found, "check/")))


def test_an_edit_takes_the_mark_away(found):
    make.NarrativeFactory(quarterly_return=earlier_return(found), text="Demand grew.")
    carry(found)
    found.save({"went_well": "Demand grew a little."}, section="text")
    assert Narrative.objects.get(quarterly_return=found.quarterly_return).unchanged_from is None
    assert "unchanged_since" not in content_of(found.now())["text"][0]


def test_posts_are_carried_with_the_services_that_are_still_in_the_pack(found):
    before = earlier_return(found)
    gone = make.ServiceFactory()
    make.StaffingLineFactory(pack=before.pack, role="Adviser", vacant=2, services=[found.service, gone])
    make.PackFactory._meta.model.objects.filter(pk=before.pack_id).update(state="submitted")
    pack = found.now().pack
    carry(found, "people", record=pack)
    line = StaffingLine.objects.get(pack=pack)
    assert (line.role, line.vacant, line.unchanged_from) == ("Adviser", 2, found.periods[4])
    assert list(line.services.all()) == [found.service]
    assert content_of(pack)["people"][0]["unchanged_since"] == "Q1 2022/23"


def test_a_waiting_list_is_carried_and_its_mark_goes_with_the_first_edit(found):
    before = earlier_return(found)
    make.WaitingListLineFactory(quarterly_return=before, state=ObservationState.REPORTED, waiting=14)
    carry(found, "waiting-list")
    line = WaitingListLine.objects.get(quarterly_return=found.quarterly_return)
    assert (line.waiting, line.unchanged_from) == (14, found.periods[4])
    found.save({f"waiting{line.pk}-waiting": "15", f"waiting{line.pk}-answer": "number"}, section="waiting-list")
    line.refresh_from_db()
    assert (line.waiting, line.unchanged_from) == (15, None)


def test_one_press_on_the_page_saves_what_is_typed_and_says_the_rest_again(found):
    make.NarrativeFactory(quarterly_return=earlier_return(found), text="Demand grew.")
    alice = client_of(found.alice)
    page = alice.get(url(found, "text/"))
    assert "Nothing changed since Q1 2022/23" in text_of(page)
    answer = post(alice, url(found, "text/"), {"our_note": "Ring them."}, do="carry:text")
    assert (answer.status_code, answer.url) == (302, url(found, "text/"))
    assert words(found) == {"our_note": "Ring them.", "went_well": "Demand grew."}
    assert "Nothing changed since" not in text_of(alice.get(url(found, "text/")))


def test_pressed_twice_it_is_done_once(found):
    make.NarrativeFactory(quarterly_return=earlier_return(found), text="Demand grew.")
    for _ in range(2):
        carry(found, key="form-1")
    assert found.now().version == 1


@pytest.mark.parametrize("why", ["written", "nothing before", "not sent", "another provider", "two quarters before"])
def test_nothing_is_replaced_and_nothing_taken_from_elsewhere(found, why):
    if why == "written":
        make.NarrativeFactory(quarterly_return=earlier_return(found), text="Demand grew.")
        found.save({"next_quarter": "Two posts."}, section="text")
    elif why == "not sent":
        make.NarrativeFactory(quarterly_return=earlier_return(found, state="in_progress"), text="Half a sen")
    elif why == "another provider":
        other = earlier_return(found, provider=make.ProviderFactory(), **make.approved(found.alice, found.bob))
        make.NarrativeFactory(quarterly_return=other, text="Not ours.")
    elif why == "two quarters before":
        old = earlier_return(found)
        QuarterlyReturn.objects.filter(pk=old.pk).update(period=found.periods[3])
        make.NarrativeFactory(quarterly_return=old, text="Long ago.")
    before = words(found)
    with pytest.raises(NotNow):
        carry(found)
    assert words(found) == before


def test_a_part_that_is_not_there_is_404(found):
    assert post(client_of(found.alice), url(found, "text/"), {}, do="carry:nonsense").status_code == 404
