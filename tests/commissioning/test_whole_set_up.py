"""Whatever is changed of what is set up, the whole that is followed is what would be read anew: a change moves what the
trail can tell that it moves, and else everything.
"""

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning import figures
from commissioning.figures import trail
from commissioning.figures.portfolio import portfolio_for
from commissioning.figures.whole import Reading, Whole
from commissioning.models import (
    Area,
    Award,
    Funder,
    Objective,
    ReportingRoute,
    Service,
    ServiceMeasure,
    Target,
    Variation,
)
from commissioning.workflow.set_up.awards import save_award
from commissioning.workflow.set_up.plan_order import keep_in_order
from commissioning.workflow.set_up.service_measures import order_measures
from commissioning.workflow.set_up.variations import take_back_variation
from providers.models import Provider
from tests.commissioning.test_whole_followed import QUARTERS, page, said, touch, whole
from tracker import records
from tracker.audit import record
from tracker.models import AuditEvent, Office, User
from tracker.refusals import Refusal
from tracker.roles import Role

SEED = int(os.environ.get("FIGURES_SEED", "1"))
ROWS = 2
FOLLOWED = {trail.RETURN, trail.PACK, trail.ITEM, trail.FIGURE, *trail.TOLD}
APPS = ("commissioning", "providers", "tracker")
LABELS = {each._meta.label_lower: each for app in APPS for each in apps.get_app_config(app).get_models()}
EXACT = sorted(trail.KINDS.keys() | (trail.SILENT & LABELS.keys()))
NEVER = (models.FileField, models.JSONField, models.SlugField, models.EmailField)


def other(row: Any, field: Any, chance: Random) -> Any:
    """Another value of a field; the same where nobody changes it by hand."""
    value = getattr(row, field.name)
    if isinstance(field, NEVER) or not field.editable or field.primary_key or field.name == "password":
        return value
    if field.is_relation:
        found = [] if field.related_model is type(row) else list(field.related_model._default_manager.order_by("pk"))
        return chance.choice(found) if found else value
    if field.choices:
        return chance.choice([key for key, _ in field.flatchoices if key != value] or [value])
    if isinstance(field, models.BooleanField):
        return not value
    if isinstance(field, models.CharField | models.TextField):
        return f"{value[: (field.max_length or 99) - 2]} x" if value else "X"
    if isinstance(field, models.DateTimeField):
        return value
    if isinstance(field, models.DateField):
        return value + timedelta(days=40) if value else date(2022, 8, 15)
    return (value or 0) + (Decimal(1) if isinstance(field, models.DecimalField) else 1)


def changed(row: Any, names: list[str], chance: Random) -> int:
    """Each of these fields of a record, as somebody changes it who sets it up; how many could be."""
    done = 0
    for name in names:
        values = {name: other(row, row._meta.get_field(name), chance)}
        try:
            with transaction.atomic():
                done += records.keep(record=row, values=values, by=None, at=timezone.now(), permission="").changed
        except (Refusal, ValueError, AttributeError, IntegrityError):  # no value that it may have
            continue
        row.refresh_from_db()
    return done


def batches() -> Iterator[tuple[str, list[str]]]:
    """The fields of each model that is followed, those together that move the same."""
    for label in EXACT:
        names = [each.name for each in LABELS[label]._meta.concrete_fields if each.name != trail.OWNERS.get(label)]
        own = [name for name in names if label == trail.SERVICE and name in trail.ITS_OWN]
        yield from ((label, fields) for fields in (own, [name for name in names if name not in own]) if fields)


def test_after_any_change_of_what_is_set_up_it_is_what_it_would_be_if_it_were_read_anew(
    demo, client_of, monkeypatch
) -> None:
    chance, manager = Random(SEED), User.objects.get(role=Role.MANAGER)
    client, quarter = client_of(manager), QUARTERS[0]
    read: list[str] = []
    monkeypatch.setattr(Reading, "all", watched(read))
    before, followed, moved = page(client, quarter), set(), set()
    for label, names in batches():
        rows = list(LABELS[label]._default_manager.exclude(pk=manager.pk if label == "tracker.user" else None))
        if not sum(changed(row, names, chance) for row in chance.sample(rows, min(ROWS, len(rows)))):
            continue
        read.clear()
        html, found = page(client, quarter), said(whole(manager, quarter))
        if not read:
            followed.add(label)
        rows = rows_of_now()
        figures.forget()
        assert html == page(client, quarter), label
        assert rows == rows_of_now(), label
        assert found == said(whole(manager, quarter)), label
        if html != before:
            moved.add(label)
        before = html
    assert len(followed) > len(EXACT) // 2, followed  # control: that was not read anew
    assert {"commissioning.service", "commissioning.award", "commissioning.funder"} <= moved & followed  # and is seen


def rows_of_now() -> dict[str, list[Any]]:
    """All that is set up as this process holds it: records in their order, of others alone what there is."""
    reference = figures.reference_for(Office.objects.current())
    portfolio_for(reference)
    held = reference.rows._held
    return {
        name: rows if f"fields of {name}" in held else sorted(map(repr, rows))
        for name, rows in held.items()
        if not name.startswith("tables of ")
    }


def test_what_is_changed_in_a_way_of_its_own_is_read_anew(demo) -> None:
    """Each writes more than the record that its event is about, or takes one away."""
    by: Any = None
    at = timezone.now()
    service = Service.objects.annotate(many=models.Count("measures")).filter(many__gt=1)[0]
    order = list(service.measures.values_list("pk", flat=True))[::-1]
    variation, objective = Variation.objects.all()[0], Objective.objects.order_by("-place")[0]
    area = Area.objects.create(name="Never used", code="never-used", scheme=Area.objects.all()[0].scheme)
    Office.objects.reference_changed()
    ways: list[Callable[[], Any]] = [
        lambda: keep_in_order(
            record=objective, values={"place": 1}, by=by, at=at, permission="commissioning.set_up_plan"
        ),
        lambda: order_measures(service=service, order=order, by=by, at=at),
        lambda: take_back_variation(variation=variation, by=by, at=at, reason="It never was."),
        lambda: save_award(award=variation.award, values={}, shares={service.pk: None}, by=by, at=at),
        lambda: records.delete(record=area, by=None, at=at, permission=""),
    ]
    moved = 0
    for way in ways:
        before = rows_of_now()
        way()
        after = rows_of_now()
        figures.forget()
        assert after == rows_of_now()
        moved += after != before
    assert moved >= 3  # control


def test_after_a_change_the_tables_that_the_trail_tells_of_are_read_and_no_others(demo) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows_of_now()
        return len(queries)

    rows_of_now()
    records.keep(record=Target.objects.all()[0], values={"value": 7}, by=None, at=timezone.now(), permission="")
    assert asked() == 3  # the office, whether it is kept, and what was changed
    records.keep(record=Funder.objects.all()[0], values={"name": "Renamed"}, by=None, at=timezone.now(), permission="")
    assert asked() <= 6
    Office.objects.reference_changed()
    assert asked() > 20  # control: of which the trail tells nothing


def watched(read: list[str]) -> Any:
    every = Reading.all

    def noted(reading: Reading, head: str) -> Whole:
        read.append(head)
        return every(reading, head)

    return noted


def test_of_a_model_that_nobody_named_everything_is_read(demo) -> None:
    by = User.objects.get(role=Role.MANAGER)
    unnamed = [each for label, each in LABELS.items() if label not in {*EXACT, *FOLLOWED}]
    rows = [row for each in unnamed if isinstance((row := each._default_manager.first()), models.Model)]
    assert len(rows) > 10  # control
    assert [row._meta.label for row in rows if isinstance(row.pk, int) and not touch(row, by).everything] == []


@pytest.mark.parametrize("model", [Service, ServiceMeasure, Target, ReportingRoute, Award, Provider])
def test_what_is_gone_moves_everything(demo, model) -> None:
    by, at = User.objects.get(role=Role.MANAGER), timezone.now()
    head = record(act="begin", record=by, by=by, at=at).hash
    found = trail.between(head, record(act="change", record=model(pk=10**9), by=by, at=at).hash)
    assert found is not None
    assert found.everything


def test_what_was_another_ones_moves_everything(demo) -> None:
    by = User.objects.get(role=Role.MANAGER)
    target = Target.objects.all()[0]
    head = AuditEvent.objects.newest_first()[0].hash
    records.keep(
        record=target,
        values={"service_measure": ServiceMeasure.objects.exclude(pk=target.service_measure_id)[0]},
        by=by,
        at=timezone.now(),
        permission="commissioning.set_up",
    )
    found = trail.between(head, AuditEvent.objects.newest_first()[0].hash)
    assert found is not None
    assert found.everything


def test_what_the_trail_does_not_tell_has_everything_read(demo) -> None:
    user = User.objects.get(role=Role.MANAGER)
    held = whole(user, QUARTERS[0])
    Service.objects.filter(pk=next(iter(held.services))).update(name="Renamed")
    Office.objects.reference_changed()
    found = whole(user, QUARTERS[0])
    assert "Renamed" in {each.name for each in found.services.values()}
    assert not {key for key in found.gists if found.gists[key] is held.gists[key]}


def test_a_target_that_is_changed_has_its_service_read_and_no_money(demo) -> None:
    user = User.objects.get(role=Role.MANAGER)
    held = whole(user, QUARTERS[0])
    assert held.positions
    key = next(each for each in held.gists if any(gist.has_target for gist in held.gists[each]))
    target = Target.objects.filter(service_measure__service=key, service_measure__headline=True)[0]
    records.keep(record=target, values={"value": 7}, by=None, at=timezone.now(), permission="")
    found = whole(user, QUARTERS[0])
    assert {each for each in found.services if found.gists[each] is not held.gists[each]} == {key}
    assert found._money is held._money
    records.keep(
        record=Objective.objects.all()[0], values={"name": "Renamed"}, by=None, at=timezone.now(), permission=""
    )
    anew = whole(user, QUARTERS[0])
    assert all(anew.gists[each] is found.gists[each] for each in anew.services)
    assert not anew.has_positions


def test_a_page_that_was_asked_before_a_change_does_not_take_it_for_read(demo) -> None:
    """What is set up was read under the office's version: a later event of it is not followed by it."""
    user = User.objects.get(role=Role.MANAGER)
    held = whole(user, QUARTERS[0])
    office = Office.objects.current()
    funder = Funder.objects.all()[0]
    records.keep(record=funder, values={"name": "Renamed"}, by=None, at=timezone.now(), permission="")
    assert trail.between(held.head, office.told) == trail.Touched(held.head)
    later = Office.objects.current()
    assert trail.between(held.head, later.told).money
    assert trail.between(later.told, office.told) is None
