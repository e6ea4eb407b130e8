"""Earlier figures are taken over, never silently replaced, and give way to an approved return."""

from decimal import Decimal

import pytest

from commissioning.choices import Standing, ValueSource
from commissioning.models import Observation, Question
from commissioning.workflow import NewValue, NotNow, add_earlier_figure, approve, submit, warnings_of
from tests.commissioning.idva import LATER, NOON, Idva, idva

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
