"""Earlier figures are taken over, never silently replaced, and give way to an approved return."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.choices import Standing, ValueSource
from commissioning.models import Observation, Question
from commissioning.workflow import (
    Earlier,
    NewValue,
    NotNow,
    add_earlier_figure,
    add_earlier_figures,
    approve,
    submit,
    warnings_of,
)
from tests.commissioning.idva import LATER, NOON, Idva, idva
from tracker.audit import verify_chain
from tracker.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def found() -> Idva:
    return idva()


def take_over(found: Idva, number: int, period=None, source=ValueSource.EARLIER_QUOTED) -> Observation:
    return add_earlier_figure(
        service_measure=found.figures["referrals"].service_measure,
        provider=found.provider,
        period=period or found.periods[1],
        value=NewValue(value=Decimal(number), source=source),
        by=found.alice,
        at=NOON,
    )


def test_an_earlier_figure_becomes_that_periods_observation(found):
    figure = take_over(found, 465)
    assert (figure.value, figure.standing, figure.quarterly_return) == (465, Standing.TAKEN_OVER, None)
    assert figure.latest.by == found.alice


def test_two_sources_that_agree_make_no_noise(found):
    take_over(found, 465)
    take_over(found, 465, source=ValueSource.EARLIER_UPDATE)
    assert not Question.objects.exists()


def test_two_sources_that_disagree_make_a_question_and_the_first_value_stays(found):
    take_over(found, 388)
    figure = take_over(found, 425, source=ValueSource.EARLIER_UPDATE)
    figure.refresh_from_db()
    assert (figure.value, figure.values.count()) == (388, 2)
    assert Question.objects.get().text == (
        "Referrals received in Q2 2021/22: 388 (quoted in a later return) and 425 (published update). Which is right? "
        "388 counts until this is settled."
    )


def test_a_figure_sent_twice_is_kept_and_asked_about_once(found):
    take_over(found, 388)
    for _ in range(2):
        figure = take_over(found, 425, source=ValueSource.EARLIER_UPDATE)
    assert figure.values.count() == 2
    assert Question.objects.count() == 1


def test_a_source_has_to_be_named(found):
    with pytest.raises(NotNow):
        take_over(found, 465, source=ValueSource.RETURN)


def test_a_taken_over_figure_stays_until_its_own_return_is_approved(found):
    take_over(found, 480, period=found.quarter)
    found.fill()
    figure = Observation.objects.get(service_measure__code="referrals", period=found.quarter)
    assert (figure.value, figure.standing) == (480, Standing.TAKEN_OVER)
    submit(record=found.now(), by=found.alice, at=NOON)
    figure.refresh_from_db()
    assert (figure.value, figure.standing) == (480, Standing.TAKEN_OVER)
    assert "480 was taken over before" in warnings_of(found.now())[0].sentence
    approve(record=found.now(), by=found.maria, at=LATER)
    figure.refresh_from_db()
    assert (figure.value, figure.standing) == (492, Standing.APPROVED)
    assert list(figure.values.values_list("value", flat=True)) == [480, 492]


def test_a_taken_over_figure_that_the_return_leaves_open_stays(found):
    take_over(found, 30, period=found.quarter)
    found.fill()
    found.save({found.box("hospital"): ""})
    Observation.objects.filter(service_measure__code="hospital").update(
        standing=Standing.TAKEN_OVER, state="reported", value=7
    )
    submit(record=found.now(), by=found.alice, at=NOON)
    approve(record=found.now(), by=found.maria, at=LATER)
    figure = Observation.objects.get(service_measure__code="referrals", period=found.quarter)
    assert figure.value == 492


def earlier(found: Idva, period, value: NewValue) -> Earlier:
    return Earlier(found.figures["referrals"].service_measure, found.provider, period, value)


def old_sheet(number: int | None, detail: str = "KPIs.xlsx, Past!C4", state: str = "reported") -> NewValue:
    value = None if number is None else Decimal(number)
    return NewValue(state=state, value=value, source=ValueSource.EARLIER_SHEET, source_detail=detail)


def test_many_figures_are_taken_over_in_as_many_queries_as_one(found):
    def queries(numbers: list[int]) -> int:
        figures = [earlier(found, period, old_sheet(n)) for period, n in zip(found.periods, numbers, strict=False)]
        with CaptureQueriesContext(connection) as captured:
            add_earlier_figures(figures=figures, by=found.alice, at=NOON)
        return len(captured)

    one = queries([388])
    assert queries([389, 402, 411, 420]) <= one + 1  # of those that differ a question too
    assert one <= 20
    assert verify_chain() == AuditEvent.objects.count()


def test_a_sheet_read_again_under_another_name_changes_nothing(found):
    period = found.periods[1]
    approved = take_over(found, 388)
    for detail in ("KPIs.xlsx, Past!C4", "KPIs (2).xlsx, Past!D9"):
        add_earlier_figures(figures=[earlier(found, period, old_sheet(425, detail))], by=found.alice, at=NOON)
    assert approved.values.count() == 2
    assert Question.objects.count() == 1


def test_what_was_not_counted_is_taken_over_once_and_a_number_beside_it_is_asked_about(found):
    period = found.periods[1]
    for _ in range(2):
        figures = [earlier(found, period, old_sheet(None, state="not_counted"))]
        figure = add_earlier_figures(figures=figures, by=found.alice, at=NOON)[0]
    assert (figure.state, figure.standing, figure.values.count()) == ("not_counted", Standing.TAKEN_OVER, 1)
    add_earlier_figures(figures=[earlier(found, period, old_sheet(7))], by=found.alice, at=NOON)
    figure.refresh_from_db()
    assert figure.state == "not_counted"
    assert "not counted (old spreadsheet) and 7 (old spreadsheet)" in Question.objects.get().text


def test_the_same_figure_twice_in_one_sheet_is_held_against_itself(found):
    period = found.periods[1]
    figures = [earlier(found, period, old_sheet(number)) for number in (388, 388, 425)]
    figure = add_earlier_figures(figures=figures, by=found.alice, at=NOON)[-1]
    assert list(figure.values.values_list("number", "value")) == [(1, 388), (2, 425)]
    assert Question.objects.count() == 1
