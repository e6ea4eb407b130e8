"""Two people make, send or answer the same return to a funder at the same moment, on real connections."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from commissioning import models
from commissioning.choices import FunderSectionKind
from commissioning.workflow.funder_answers import write_answer
from commissioning.workflow.funder_returns import make_funder_return, tell_sent
from tests.commissioning import factories as make
from tests.commissioning.test_funder_returns import AT, Funded, funded  # noqa: F401  # a fixture
from tests.commissioning.test_two_savers import together
from tracker.audit import verify_chain
from tracker.merging import mark
from tracker.models import AuditEvent, Office
from tracker.refusals import Collision, NotNow
from tracker.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two(db):
    return [make.UserFactory(role=Role.FINANCE), make.UserFactory(role=Role.MANAGER)]


def made_by(funded: Funded, by):  # noqa: F811
    return lambda: make_funder_return(stream=funded.stream.pk, quarter=funded.q2.pk, by=by, at=AT)


def test_made_by_two_at_once_there_is_one_and_the_other_is_told(funded, two):  # noqa: F811
    for turn in range(3):
        models.FunderSection.objects.filter(kind="money").update(title=f"Money {turn}")
        Office.objects.reference_changed()
        answers = together(*(made_by(funded, by) for by in two))
        won = [each for each in answers if isinstance(each, models.FunderReturn)]
        told = [each for each in answers if isinstance(each, NotNow)]
        assert (len(won), len(told)) == (1, 1), answers
    assert list(models.FunderReturn.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert verify_chain() == AuditEvent.objects.count()


def test_control_without_the_lock_both_would_begin_from_the_same_number(funded, two):  # noqa: F811
    """What the lock is for: two who read before either has written both take number 1."""
    gate = threading.Barrier(2, timeout=20)
    file = {"file": "x", "sha256": "x", "contents": "x", "size": 1, "missing": 0, "made_at": AT}
    of = {"stream": funded.stream, "template": funded.stream.funder_template, "period": funded.q2}

    def unlocked(by):
        number = models.FunderReturn.objects.count() + 1
        gate.wait()
        with transaction.atomic():
            return models.FunderReturn.objects.create(number=number, made_by=by, **of, **file)

    answers = together(*(lambda by=by: unlocked(by) for by in two))
    assert sum(isinstance(each, IntegrityError) for each in answers) == 1, answers


def test_what_was_changed_before_it_was_locked_is_told_by_the_one_that_is_made(funded, two):  # noqa: F811
    """One who waits while a figure changes tells the new one: what it tells is read under the lock."""
    funded.counts(1, 12)
    held = funded.counts(2, 10)
    waits, changed = threading.Event(), threading.Event()

    def changes():
        with transaction.atomic():
            Office.objects.select_for_update().get()
            waits.set()
            models.Observation.objects.filter(pk=held.pk).update(value=Decimal(11))
            Office.objects.reference_changed()
            changed.wait(0.5)  # the other stands before the lock by then, or comes later: it tells 23 either way

    def makes():
        assert waits.wait(20)
        return made_by(funded, two[0])()

    _, made = together(changes, makes)
    sheet = load_workbook(default_storage.open(made.file.name))["On figures"]
    assert 23 in [cell.value for row in sheet.iter_rows() for cell in row]


def test_told_by_two_at_once_it_was_sent_once(funded, two):  # noqa: F811
    made = made_by(funded, two[0])()
    days = [date(2022, 10, 25), date(2022, 10, 25)]
    answers = together(
        *(lambda by=by, on=on: tell_sent(made=made, on=on, by=by, at=AT) for by, on in zip(two, days, strict=True))
    )
    assert sum(isinstance(each, NotNow) for each in answers) == 1, answers
    assert AuditEvent.objects.about(made).filter(act="send").count() == 1


def test_answered_by_two_at_once_one_is_kept_and_the_other_sees_both(funded, two):  # noqa: F811
    part = models.FunderSection.objects.create(
        template=funded.stream.funder_template, kind=FunderSectionKind.WORDS, title="In words", place=8
    )
    question = models.FunderQuestion.objects.create(section=part, text="What was hard?")

    def says(by, text):
        said = {"text": text, "began": mark(""), "by": by, "at": AT}
        return lambda: write_answer(question=question, stream=funded.stream, quarter=funded.q2, **said)

    answers = together(says(two[0], "One."), says(two[1], "Two."))
    (lost,) = [each for each in answers if isinstance(each, Collision)]
    assert models.FunderAnswer.objects.get().text == lost.current["text"]
