"""Rows of several kinds in one query are the rows that each queryset would have given alone."""

import pytest
from django.db import models

from commissioning.models import Commitment, Narrative, Question, SpendLine, Submission
from tests.commissioning import factories as make
from tests.commissioning.idva import idva
from tracker.models import AuditEvent
from tracker.together import together

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
