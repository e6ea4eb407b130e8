"""Money by stream: each award counted once, divided as its money is split, in no total while a part isn't stated."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.choices import AllocationStage, State
from commissioning.figures import award_positions
from commissioning.figures.payments import paid_of
from commissioning.figures.streams import StreamMoney, stream_money, together
from commissioning.models import FundingStream, Pack
from commissioning.ratings.totals import apportion
from tests.commissioning.factories import (
    AllocationFactory,
    AwardFactory,
    FundingSplitFactory,
    SpendLineFactory,
    StreamFactory,
    UserFactory,
    VariationFactory,
    pack_of,
    quarters,
)

YEAR = "2022/23"
NOON = datetime(2022, 10, 19, 12, tzinfo=UTC)


@pytest.fixture
def year(db):
    return quarters(2022, 1)


def says(award, quarter, **amounts) -> None:
    """What the provider told of the award, in a pack that is approved."""
    pack = pack_of(award.provider, quarter)
    Pack.objects.filter(pk=pack.pk).update(state=State.APPROVED, approved_by=UserFactory(), approved_at=NOON)
    SpendLineFactory(award=award, pack=pack, **amounts)


def lines(year, *awards) -> dict[str, StreamMoney]:
    """The streams at the end of Q2, by name; awards without one under no name."""
    found = stream_money(award_positions(awards, year[1]), YEAR, paid=paid_of(awards, year[1]))
    return {line.stream.name if line.stream else "": line for line in found}


def test_a_stream_holds_what_was_offered_or_confirmed_for_the_year(year):
    stream = StreamFactory(name="Victims")
    AllocationFactory(stream=stream, amount=50_000, stage=AllocationStage.CONFIRMED)
    AllocationFactory(stream=stream, amount=10_000, stage=AllocationStage.OFFERED)
    AllocationFactory(stream=stream, amount=99_000, stage=AllocationStage.BID)
    AllocationFactory(stream=stream, amount=98_000, stage=AllocationStage.REFUSED)
    AllocationFactory(stream=stream, amount=97_000, year_label="2023/24 and 2024/25")
    award = AwardFactory()
    FundingSplitFactory(award=award, stream=stream, amount=45_000)
    line = lines(year, award)["Victims"]
    assert line.allocated.amount == 60_000
    assert line.not_awarded == 15_000
    assert len(line.allocations) == 5, "the others are shown, and counted nowhere"


def test_more_awarded_than_held_is_below_nought(year):
    stream = StreamFactory(name="Victims")
    AllocationFactory(stream=stream, amount=40_000)
    award = AwardFactory()
    FundingSplitFactory(award=award, stream=stream, amount=45_000)
    assert lines(year, award)["Victims"].not_awarded == -5_000


def test_an_allocation_without_an_amount_makes_no_total(year):
    stream = StreamFactory(name="Victims")
    AllocationFactory(stream=stream, amount=None)
    found = lines(year)["Victims"]
    assert (found.allocated.amount, found.not_awarded) == (None, None)


def test_an_award_of_one_stream_is_there_whole_with_its_spend(year):
    award = AwardFactory()
    FundingSplitFactory(award=award, stream=StreamFactory(name="Victims"), amount=100_000)
    says(award, year[1], to_date=40_000, forecast=90_000)
    (part,) = lines(year, award)["Victims"].awards
    assert (part.awarded, part.spent, part.forecast, part.variance) == (100_000, 40_000, 90_000, -10_000)
    assert not part.divided


def test_an_award_of_two_streams_is_divided_to_the_penny(year):
    award = AwardFactory()
    for name, amount in (("One", 1), ("Two", 2)):
        FundingSplitFactory(award=award, stream=StreamFactory(name=name), amount=amount * 10_000)
    says(award, year[1], to_date=100)
    found = lines(year, award)
    assert [found[name].spent.amount for name in ("One", "Two")] == [Decimal("33.33"), Decimal("66.67")]
    assert found["One"].awards[0].divided
    whole = together(found.values())
    assert (whole.awarded.amount, whole.spent.amount) == (30_000, 100)


def test_spend_is_not_divided_by_a_split_of_which_a_part_is_not_stated(year):
    award = AwardFactory()
    FundingSplitFactory(award=award, stream=StreamFactory(name="One"), amount=10_000)
    FundingSplitFactory(award=award, stream=StreamFactory(name="Two"), amount=None)
    says(award, year[1], to_date=100)
    found = lines(year, award)
    assert (found["One"].awarded.amount, found["Two"].awarded.amount) == (10_000, None)
    assert (found["One"].spent.amount, found["Two"].spent.amount) == (None, None)


def test_a_change_counts_in_its_stream_from_its_day(year):
    award, stream = AwardFactory(), StreamFactory(name="Victims")
    FundingSplitFactory(award=award, stream=stream, amount=10_000)
    for on, amount in ((date(2022, 9, 30), 500), (date(2022, 10, 1), 7_000)):
        change = VariationFactory(award=award, effective_on=on)
        FundingSplitFactory(award=award, stream=stream, amount=amount, variation=change)
    assert lines(year, award)["Victims"].awarded.amount == 10_500


def test_an_award_of_which_nobody_said_the_stream_stands_last(year):
    FundingStream.objects.filter(code=FundingStream.NOT_STATED).delete()
    unstated = StreamFactory(name="A stream not stated", code=FundingStream.NOT_STATED)
    known, vague, silent = AwardFactory(), AwardFactory(), AwardFactory()
    FundingSplitFactory(award=known, stream=StreamFactory(name="Victims"), amount=1)
    FundingSplitFactory(award=vague, stream=unstated, amount=2)
    assert list(lines(year, known, vague, silent)) == ["Victims", "A stream not stated", ""]


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.lists(st.decimals(min_value=0, max_value=10**9, places=2), min_size=2, max_size=6).filter(any),
)
def test_what_is_divided_adds_up(amount, weights):
    assert sum(apportion(amount, weights)) == amount
