"""What was kept before a change of tables is carried over, and back where there is a way back."""

from datetime import date

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.commissioning import factories as make
from tests.commissioning.idva import NOON, idva

DAY = date(2022, 3, 1)


def at(name: str) -> Apps:
    """The records as they were after this migration, with the tables brought there."""
    executor = MigrationExecutor(connection)
    executor.migrate([("commissioning", name)])
    return executor.loader.project_state([("commissioning", name)]).apps


@pytest.mark.django_db(transaction=True)
def test_rows_are_carried_over() -> None:
    """One test for all, the newest change first: the way back through the migrations takes long, and is gone once."""
    record, alice = idva().quarterly_return, make.UserFactory()
    a_published_decision_is_for_everybody(record.provider_id, record.period_id, alice.pk)
    a_reason_for_a_return_stays_one(record.pk, alice.pk)
    a_date_goes_to_its_stage_and_back()


def a_published_decision_is_for_everybody(provider: int, quarter: int, person: int) -> None:
    before, after = "0038_funded_projects", "0041_published_and_kept"
    apps = at(before)
    award = apps.get_model("commissioning", "Award").objects.create(
        code="old", title="Award of then", provider_id=provider, kind="grant"
    )
    for number, published in (("N1", DAY), ("N2", None)):
        notices = apps.get_model("commissioning", "DecisionNotice").objects
        notices.create(award=award, number=number, decision="More.", decided_on=DAY, published_on=published)
    apps.get_model("commissioning", "InformationRequest").objects.create(
        number="F1",
        asker="A newspaper",
        text="Which?",
        received_on=DAY,
        due_on=DAY,
        answer="These.",
        answered_on=DAY,
        answered_by_id=person,
        page="awards",
        sha256="d",
        quarter_id=quarter,
    )
    moved = at(after)
    found = moved.get_model("commissioning", "DecisionNotice").objects.filter(award_id=award.pk)
    assert set(found.values_list("number", "audience")) == {("N1", "public"), ("N2", "board")}
    assert moved.get_model("commissioning", "InformationRequest").objects.get().keep_until == date(2029, 3, 1)


def a_reason_for_a_return_stays_one(record: int, person: int) -> None:
    before, after = "0019_personal_links", "0022_reasons_by_kind_and_key"
    kept = {"code": "repeat", "digest": "d", "reason": "So it is.", "at": NOON}
    reasons = at(before).get_model("commissioning", "Acknowledgement").objects
    reasons.create(quarterly_return_id=record, by_id=person, **kept)
    moved = at(after).get_model("commissioning", "Acknowledgement").objects.get()
    assert (moved.record_kind, moved.record_id, moved.reason) == ("return", record, "So it is.")
    moved.delete()


def a_date_goes_to_its_stage_and_back() -> None:
    before, after = "0010_money_and_measures_set_up", "0011_dates_of_stages"
    apps = at(before)
    funder = apps.get_model("commissioning", "Funder").objects.create(code="old", name="Funder of then")
    stream = apps.get_model("commissioning", "FundingStream").objects.create(code="old", name="Then", funder=funder)
    rows = apps.get_model("commissioning", "Allocation").objects
    for stage in ("bid", "confirmed"):
        rows.create(stream=stream, code=stage, year_label="2022/23", stage=stage, stage_on=DAY)
    moved = at(after).get_model("commissioning", "Allocation").objects.filter(stream_id=stream.pk)
    dates = set(moved.values_list("stage", "bid_on", "confirmed_on"))
    assert dates == {("bid", DAY, None), ("confirmed", None, DAY)}
    moved.update(stage_on=None)
    back = at(before).get_model("commissioning", "Allocation").objects.filter(stream_id=stream.pk)
    assert set(back.values_list("stage_on", flat=True)) == {DAY}
