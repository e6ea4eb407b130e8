"""Rows of several kinds in one query are the rows that each queryset would have given alone."""

import pytest
from django.db import connection, models

from commissioning.models import (
    Commitment,
    Narrative,
    Question,
    ReportingRoute,
    ScopeNote,
    ServiceMeasure,
    SpendLine,
    Submission,
    Target,
)
from tests.commissioning import factories as make
from tests.commissioning.idva import idva
from tracker.models import AuditEvent
from tracker.together import columns, together

pytestmark = pytest.mark.django_db


def plain(row: models.Model) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_each_row_is_as_its_own_query_gives_it(django_assert_num_queries):
    found = idva()
    found.fill()
    for _ in range(3):
        make.CommitmentFactory(quarterly_return=found.quarterly_return)
        make.SpendLineFactory(pack=found.now().pack)
        make.QuestionFactory(record_kind="return", record_id=found.quarterly_return.pk)
    make.QuestionFactory(
        record_kind="return", record_id=1, service_measure=make.ServiceMeasureFactory(service=found.service)
    )
    asked = [
        Commitment.objects.order_by("-pk"),
        SpendLine.objects.select_related("award"),
        Question.objects.select_related("service_measure__service", "asked_by"),
        AuditEvent.objects.newest_first().select_related("by"),
        Narrative.objects.none(),
        Submission.objects.all(),
    ]
    assert connection.features.supports_json_field  # Django asks the database once
    with django_assert_num_queries(1):
        rows = together(*asked)
        names = [str(each.service_measure and each.service_measure.service) for each in rows[Question]]
        awards = [plain(line.award) for line in rows[SpendLine]]
    assert [plain(row) for query in asked for row in rows[query.model]] == [
        plain(row) for query in asked for row in query
    ]
    assert names == [str(each.service_measure and each.service_measure.service) for each in asked[2]]
    assert awards == [plain(line.award) for line in asked[1]]
    assert rows[Narrative] == []
    assert len(rows[SpendLine]) == len(rows[Commitment]) == 3


@pytest.mark.parametrize("turn", [0, 1, 2, 3, 4])
def test_columns_hold_what_each_query_of_values_gives(django_assert_num_queries, turn):
    """Whichever stands first: amounts keep their places, lists stay lists, what isn't there stays None."""
    found = idva()
    measures = [make.ServiceMeasureFactory(service=found.service, tolerance=part) for part in ("5", "2.50", None)]
    for measure, amount in zip(measures, ("400", "0.0001", "12345678901234.5"), strict=True):
        make.TargetFactory(service_measure=measure, value=amount, profile=["0.25", "0.75"])
    note = make.ScopeNoteFactory(service_measure=measures[0])
    make.ScopeAnswerFactory(note=note, period=found.quarter)
    make.ScopeNoteFactory(service_measure=measures[1])
    asked = [
        (model.objects.all(), names or [field.attname for field in model._meta.concrete_fields])
        for model, names in (
            (ServiceMeasure, ()),
            (Target, ()),
            (ReportingRoute, ()),
            (ScopeNote, ("pk", "text", "answers__period_id", "answers__held")),
            (Narrative, ("pk", "text")),
        )
    ]
    asked = asked[turn:] + asked[:turn]
    with django_assert_num_queries(1):
        rows = columns(*asked)
    for own, (query, names) in zip(rows, asked, strict=True):
        alone = list(query.order_by().values_list(*names))
        assert sorted(map(repr, own)) == sorted(map(repr, alone))
        assert len(own) == query.values_list(*names).count() > 0 or query.model is Narrative
