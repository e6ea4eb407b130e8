"""The one date that an allocation had becomes that of the stage at which it stood, and goes back."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = "0010_money_and_measures_set_up", "0011_dates_of_stages"
ON = date(2022, 3, 1)


@pytest.mark.django_db(transaction=True)
def test_a_date_goes_to_its_stage_and_back():
    def at(name: str):
        executor = MigrationExecutor(connection)
        executor.migrate([("commissioning", name)])
        return executor.loader.project_state([("commissioning", name)]).apps.get_model("commissioning", "Allocation")

    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        rows = at(BEFORE).objects
        funder = rows.model._meta.get_field("stream").related_model._meta.get_field("funder").related_model
        stream = rows.model._meta.get_field("stream").related_model.objects.create(
            code="s", name="Stream", funder=funder.objects.create(code="f", name="Funder")
        )
        for stage in ("bid", "confirmed"):
            rows.create(stream=stream, code=stage, year_label="2022/23", stage=stage, stage_on=ON)
        moved = at(AFTER).objects
        assert set(moved.values_list("stage", "bid_on", "confirmed_on")) == {
            ("bid", ON, None),
            ("confirmed", None, ON),
        }
        moved.update(stage_on=None)
        assert set(at(BEFORE).objects.values_list("stage_on", flat=True)) == {ON}
    finally:
        MigrationExecutor(connection).migrate(newest)
