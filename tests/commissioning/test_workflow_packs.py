"""Money and people, and items to write, live the life of a return."""

from decimal import Decimal

import pytest

from commissioning.choices import State
from commissioning.models import OfficeItem, Pack, SpendLine, StaffingLine, Submission
from commissioning.workflow import (
    Base,
    Blocked,
    Faults,
    NeedsAnother,
    NeedsManager,
    acknowledge,
    approve,
    reopen,
    save_section,
    submit,
    warnings_of,
)
from tests.commissioning.factories import OfficeItemFactory, UserFactory
from tests.commissioning.idva import LATER, NOON, Idva, award_of, idva
from tracker.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


def save(record, section: str, by, **typed: str):
    return save_section(record=record, section=section, typed=typed, base=Base(), by=by, at=NOON)


def test_spend_is_stated_once_for_each_award_and_kept_as_typed(found):
    award, pack = award_of(found), Pack.objects.get()
    boxes = {f"award{award.pk}-to_date": "£ 25,000", f"award{award.pk}-forecast": ""}
    save(pack, "money", found.alice, **boxes)
    line = SpendLine.objects.get()
    assert (line.to_date, line.in_quarter, line.raw["to_date"]) == (Decimal(25_000), None, "£ 25,000")


@pytest.mark.parametrize("typed", ["£135,64", "about £5,000", "twelve", "-5", "€5"])
def test_money_that_cannot_be_read_whole_is_refused(found, typed):
    award = award_of(found)
    with pytest.raises(Faults):
        save(Pack.objects.get(), "money", found.alice, **{f"award{award.pk}-to_date": typed})
    assert not SpendLine.objects.exists()


def test_posts_are_tied_to_services_and_add_up(found):
    pack = Pack.objects.get()
    boxes = {"postnew-role": "Adviser", "postnew-funded": "3", "postnew-in_post": "2.5", "postnew-vacant": "1"}
    with pytest.raises(Faults):
        save(pack, "people", found.alice, **boxes)
    save(pack, "people", found.alice, **(boxes | {"postnew-vacant": "0.5"}))
    line = StaffingLine.objects.get()
    assert (line.vacant, list(line.services.all())) == (Decimal("0.5"), [found.service])


def test_a_finance_officer_approves_what_another_entered(found):
    award, finance = award_of(found, 500_000), UserFactory(role=Role.FINANCE)
    save(Pack.objects.get(), "money", found.alice, **{f"award{award.pk}-to_date": "20000"})
    submit(record=Pack.objects.get(), by=found.alice, at=NOON)
    with pytest.raises(NeedsAnother):
        approve(record=Pack.objects.get(), by=found.alice, at=LATER)
    assert approve(record=Pack.objects.get(), by=finance, at=LATER).state == State.APPROVED
    assert Submission.objects.get().content["money"][0]["to_date"] == "20000.00"


def test_overspend_is_asked_about_until_it_is_explained(found):
    award = award_of(found, 10_000)
    save(Pack.objects.get(), "money", found.alice, **{f"award{award.pk}-to_date": "12000"})
    submit(record=Pack.objects.get(), by=found.alice, at=NOON)
    (warning,) = warnings_of(Pack.objects.get())
    assert "£2,000 over the award of £10,000" in warning.sentence
    with pytest.raises(NeedsManager):
        approve(record=Pack.objects.get(), by=found.bob, at=LATER)
    acknowledge(record=Pack.objects.get(), warning=warning, reason="Agreed in June.", by=found.alice, at=LATER)
    assert approve(record=Pack.objects.get(), by=found.bob, at=LATER).state == State.APPROVED


def test_an_item_is_written_sent_and_approved_by_another(found):
    item = OfficeItemFactory(period=found.quarter, writer=found.alice, due_on=found.quarterly_return.due_on)
    save(item, "news", found.alice, **{"newsnew-text": "We opened a round.", "newsnew-kind": "decision"})
    with pytest.raises(Blocked, match="Nothing is written yet"):
        submit(record=item, by=found.alice, at=NOON)
    save(item, "words", found.alice, update_words="The grant round opened.")
    submit(record=item, by=found.alice, at=NOON)
    approve(record=item, by=found.bob, at=LATER)
    reopen(record=item, by=found.maria, at=LATER, reason="One word is wrong.")
    assert OfficeItem.objects.get().state == State.IN_PROGRESS
