"""The chain of agreements, and the way of an update into review: who may, and in which order."""

import pytest

from reports.exports.frozen import texts_now
from reports.models import Agreement, Update
from reports.workflow import publishing
from reports.workflow.publishing import Place
from reports.workflow.publishing.agreements import NeedsOther
from tests.reports.publishing import (
    AT,
    People,
    chain,
    people,
    update_in_hand,
)
from tracker.refusals import NeedsReason, NotNow, NotYours

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def four() -> People:
    return people()


def test_the_last_agreement_is_not_by_who_sent_it(four: People) -> None:
    update = update_in_hand()
    publishing.set_chain(update=update, places=[Place("Board")], by=four.officer, at=AT)
    publishing.send_for_review(update=update, by=four.officer, at=AT)
    last, digest = Agreement.objects.standing(update).get(), texts_now(update).digest
    with pytest.raises(NeedsOther, match="another person"):
        publishing.record_agreement(agreement=last, digest=digest, evidence="Said so.", by=four.officer, at=AT)
    publishing.record_agreement(agreement=last, digest=digest, evidence="Said so.", by=four.manager, at=AT)


def test_who_is_last_to_agree_does_not_send_it(four: People) -> None:
    update = update_in_hand()
    publishing.set_chain(update=update, places=[Place("Head of commissioning", four.head)], by=four.officer, at=AT)
    with pytest.raises(NotNow, match="somebody else sends it"):
        publishing.send_for_review(update=update, by=four.head, at=AT)
    publishing.send_for_review(update=update, by=four.officer, at=AT)


CHAINS = [
    ([], "One to four"),
    ([Place(f"Post {number}") for number in range(5)], "One to four"),
    ([Place(" ")], "name of its post"),
    ([Place("Board"), Place("Board")], "twice"),
]


@pytest.mark.parametrize(("places", "why"), CHAINS)
def test_a_chain_that_cannot_be(four: People, places: list[Place], why: str) -> None:
    with pytest.raises((NotNow, NeedsReason), match=why):
        publishing.set_chain(update=update_in_hand(), places=places, by=four.officer, at=AT)
    with pytest.raises(NotYours, match="Olive Marsh"):
        publishing.set_chain(update=update_in_hand(), places=[Place("X", four.officer)], by=four.officer, at=AT)


def test_nobody_named_nothing_is_sent(four: People) -> None:
    with pytest.raises(NotNow, match="Say first who agrees"):
        publishing.send_for_review(update=update_in_hand(), by=four.officer, at=AT)


def test_the_chain_is_copied_from_the_last_update(four: People) -> None:
    update = update_in_hand()
    chain(update, four)
    later = Update(period=update.period.calendar.periods.filter(end__gt=update.period.end).earliest("end"), made_at=AT)
    later.save()
    assert [place.title for place in publishing.places_before(later)] == [
        "Head of commissioning",
        "Chief finance officer",
        "Commissioner",
    ]
