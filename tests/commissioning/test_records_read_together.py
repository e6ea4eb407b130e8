"""What several records say, read at once, is what each of them says when it is read alone."""

from datetime import date

import pytest

from commissioning import models
from commissioning.choices import Against, Direction, ObservationState, Prompt, Standing, Template
from commissioning.imports.form.issue import asked_pages, records_of
from commissioning.workflow.sections import section_of
from commissioning.workflow.sections.several import kept_under
from commissioning.workflow.standing import NewValue, write_values
from tests.commissioning.factories import AwardFactory
from tests.commissioning.idva import NOON
from tests.commissioning.pack_of_four import Pack, pack_of_four

pytestmark = pytest.mark.django_db


@pytest.fixture
def swa() -> Pack:
    """A pack of four returns, one of them light, each with something of its own."""
    found = pack_of_four()
    light, *others = models.QuarterlyReturn.objects.select_related("service").order_by("pk")
    models.Service.objects.exclude(pk=light.service_id).update(template=Template.FULL)
    before = found.periods[4]
    for number, each in enumerate((light, *others), 1):
        models.Narrative.objects.create(quarterly_return=each, prompt=Prompt.WENT_WELL, text=f"Text {number}.")
        models.Narrative.objects.create(
            quarterly_return=each, prompt=Prompt.CHALLENGES, text="Few rooms.", causes=["demand"], unchanged_from=before
        )
        models.WaitingListLine.objects.create(
            quarterly_return=each, state=ObservationState.REPORTED, waiting=number, unchanged_from=before
        )
        first, second, *_ = each.observations.select_related("service_measure")
        for value in (number, number + 100):
            said = NewValue(state=ObservationState.REPORTED, value=value)
            write_values(values=[(first, said)], by=found.alice, at=NOON, quarterly_return=each)
        for direction in (Direction.HIGHER, Direction.LOWER):
            models.StatedComparison.objects.create(
                quarterly_return=each,
                service_measure=second.service_measure,
                period=each.period,
                against=Against.PREVIOUS,
                direction=direction,
            )
        award = AwardFactory(provider=found.provider, starts_on=date(2020, 4, 1))
        models.SpendLine.objects.create(pack=found.pack, award=award, to_date=1000 * number, raw={"to_date": "1k"})
        line = models.StaffingLine.objects.create(
            pack=found.pack, role=f"Worker {number}", funded=number, vacant=1, unchanged_from=before
        )
        line.services.add(each.service, light.service)
    return found


def said_elsewhere(swa: Pack) -> None:
    """A figure whose newest value was taken over, after its return had said another."""
    row = models.Observation.objects.filter(latest__isnull=False).first()
    said = NewValue(state=ObservationState.REPORTED, value=7)
    write_values(values=[(row, said)], by=swa.alice, at=NOON, standing=Standing.TAKEN_OVER)


def pages(swa: Pack, kept=None):
    for record in records_of(swa.now()):
        for slug in asked_pages(record):
            page = section_of(record, slug, swa.alice, kept=kept)
            assert page is not None
            yield (type(record).__name__, record.pk, slug), page


@pytest.mark.parametrize("change", [None, said_elsewhere])
def test_every_box_holds_the_same(swa, change):
    if change:
        change(swa)
    alone = {key: page.boxes for key, page in pages(swa)}
    together = {key: page.boxes for key, page in pages(swa, kept_under(records_of(swa.now())))}
    assert together == alone
    assert sum(bool(box.value) for boxes in alone.values() for box in boxes) > 50


def test_control_another_record_s_rows_are_not_shown(swa):
    first, *_ = records_of(swa.now())
    read = dict(pages(swa, kept_under([first])))
    shown = {key[1] for key, page in read.items() if page.current.get(Prompt.WENT_WELL)}
    assert shown == {first.pk}


def test_what_was_said_before_is_there_when_it_is_asked_for(swa):
    last = records_of(swa.now())[0]
    swa.open_next()
    models.QuarterlyReturn.objects.filter(pk=last.pk).update(state="submitted")
    record = next(each for each in records_of(swa.now()) if getattr(each, "service_id", None) == last.service_id)
    for slug in ("text", "waiting-list"):
        alone = section_of(record, slug, swa.alice)
        together = section_of(record, slug, swa.alice, kept=kept_under([record]))
        assert alone
        assert together
        assert together.can_carry == alone.can_carry == last.period
