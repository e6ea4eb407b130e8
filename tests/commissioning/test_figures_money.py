"""Figures of money: spend as stated, by quarters, not held; awards from mid-year, shared, not stated, varied."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from commissioning import models
from commissioning.choices import RecordKind, State
from commissioning.figures import AwardPosition, award_positions, groups, spend, summary
from commissioning.figures.money import used
from commissioning.figures.spend import spend_of
from commissioning.ratings.pace import PaceState
from tests.commissioning.factories import (
    AwardFactory,
    FundingSplitFactory,
    SpendLineFactory,
    UserFactory,
    VariationFactory,
    pack_of,
    quarters,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2022, 10, 19, 12, tzinfo=UTC)


class Ledger:
    """One award of £100,000 and the quarters of 2022/23."""

    def __init__(self, amount: int | None = 100_000, **award: Any) -> None:
        self.quarters = quarters(2022, 1)
        self.award = AwardFactory(**award)
        FundingSplitFactory(award=self.award, amount=None if amount is None else Decimal(amount))

    def says(self, place: int, in_quarter: Any = None, to_date: Any = None, state: str = State.APPROVED) -> None:
        quarter = self.quarters[place - 1]
        pack = pack_of(self.award.provider, quarter)
        if pack.state != state:
            person = UserFactory()
            who = {"approved_by": person, "approved_at": NOON} if state == State.APPROVED else {}
            models.Pack.objects.filter(pk=pack.pk).update(state=state, **who)
        SpendLineFactory(award=self.award, pack=pack, in_quarter=in_quarter, to_date=to_date)

    def position(self, place: int = 2, **asked: Any) -> AwardPosition:
        return award_positions([self.award], self.quarters[place - 1], **asked)[0]


CASES = [
    # (what each quarter stated: in the quarter, to date), spent, named missing, two that differ
    ("stated to date", [(None, None), (None, 81_000)], 81_000, (), False),
    ("sum of the quarters", [(40_000, None), (41_000, None)], 81_000, (), False),
    ("not held", [(None, None), (41_000, None)], None, ("Q1",), False),
    ("nothing held", [(None, None), (None, None)], None, ("Q1", "Q2"), False),
    ("both and alike", [(40_000, None), (41_000, 81_000)], 81_000, (), False),
    ("both and different", [(40_000, None), (41_000, 80_000)], 80_000, (), True),
    ("nought is held", [(0, None), (0, None)], 0, (), False),
    ("an earlier stated sum does not stand in", [(40_000, 40_000), (None, None)], None, ("Q2",), False),
]


@pytest.mark.parametrize(
    ("stated", "spent", "missing", "differs"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_which_spend_counts(stated: list, spent: int | None, missing: tuple, differs: bool) -> None:
    ledger = Ledger()
    for place, (in_quarter, to_date) in enumerate(stated, start=1):
        ledger.says(place, in_quarter, to_date)
    found = ledger.position()
    assert (found.spent, found.missing, found.differs) == (spent, missing, differs)
    assert found.spent_as_of == ("Q2 2022/23" if spent is not None else "")


def test_pace_is_spend_beside_the_share_of_the_year() -> None:
    ledger = Ledger()
    ledger.says(2, to_date=81_000)
    found = ledger.position()
    assert found.pace is not None
    assert (found.pace.used, found.pace.gone, found.pace.state) == (81, 50, PaceState.AHEAD)
    assert found.rating.rag == "amber"
    assert found.left == 19_000


@pytest.mark.parametrize(
    ("to_date", "rag"), [(100_001, "red"), (100_000, "amber"), (69_999, "green"), (30_000, "amber"), (30_001, "green")]
)
def test_money_is_rated_red_over_the_award_and_amber_off_pace(to_date: int, rag: str) -> None:
    ledger = Ledger()
    ledger.says(2, to_date=to_date)
    assert ledger.position().rating.rag == rag


@pytest.mark.parametrize(("state", "counted", "with_submitted"), [
    (State.APPROVED, 81_000, 81_000),
    (State.SUBMITTED, None, 81_000),
    (State.QUERIED, None, 81_000),
    (State.IN_PROGRESS, None, None),
])  # fmt: skip
def test_spend_counts_by_the_standing_of_its_pack(state: str, counted: Any, with_submitted: Any) -> None:
    ledger = Ledger()
    ledger.says(2, to_date=81_000, state=state)
    assert ledger.position().spent == counted
    assert ledger.position(with_submitted=True).spent == with_submitted
    assert ledger.position(with_submitted=True).approved is (state in (State.APPROVED, State.IN_PROGRESS))


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.SUBMITTED])
def test_a_reopened_pack_counts_as_it_was_approved(state: str) -> None:
    ledger = Ledger()
    ledger.says(2, to_date=90_000)
    pack = models.Pack.objects.get()
    money = [{"award": ledger.award.code, "in_quarter": None, "to_date": "81000.00", "forecast": None}]
    models.Submission.objects.create(
        record_kind=RecordKind.PACK,
        record_id=pack.pk,
        number=1,
        content={"money": money},
        sha256="",
        prepared_by=pack.approved_by,
        signed_by=pack.approved_by,
        at=NOON,
        approved=True,
    )
    models.Pack.objects.update(state=state)
    assert ledger.position().spent == 81_000
    assert ledger.position().approved
    live = ledger.position(with_submitted=True)
    assert live.spent == (90_000 if state == State.SUBMITTED else 81_000)


def test_spend_is_for_the_narrowest_audience_of_its_lines() -> None:
    ledger = Ledger()
    assert ledger.position().audience == "public"
    ledger.says(1, in_quarter=40_000)
    ledger.says(2, in_quarter=41_000)
    models.SpendLine.objects.filter(in_quarter=40_000).update(audience="internal")
    assert (ledger.position().spent, ledger.position().audience) == (81_000, "internal")


def test_an_award_from_mid_year_owes_nothing_for_the_quarters_before() -> None:
    ledger = Ledger(starts_on=date(2022, 10, 1), ends_on=date(2023, 3, 31))
    ledger.says(3, in_quarter=50_000)
    found = ledger.position(3)
    assert (found.spent, found.missing) == (50_000, ())
    assert found.pace is not None
    assert (found.pace.used, found.pace.gone) == (50, 50)


def test_before_it_begins_an_award_has_spent_nothing_that_is_held() -> None:
    found = Ledger(starts_on=date(2022, 10, 1)).position(2)
    assert (found.spent, found.missing) == (None, ())


def test_an_amount_not_stated_is_not_nought() -> None:
    ledger = Ledger(amount=None)
    ledger.says(2, to_date=81_000)
    found = ledger.position()
    assert (found.awarded, found.left, found.pace, found.rating.rag) == (None, None, None, "not_rated")


@pytest.mark.parametrize(("place", "awarded"), [(1, 100_000), (2, 110_000)])
def test_a_change_counts_from_the_day_on_which_it_takes_effect(place: int, awarded: int) -> None:
    ledger = Ledger()
    change = VariationFactory(award=ledger.award, effective_on=date(2022, 7, 1))
    FundingSplitFactory(award=ledger.award, variation=change, amount=Decimal(10_000))
    assert ledger.position(place).awarded == awarded


def test_another_years_money_is_left_out() -> None:
    ledger = Ledger()
    FundingSplitFactory(award=ledger.award, year_label="2021/22", amount=Decimal(7))
    quarters(2021, 1)
    before = models.ReportingPeriod.objects.get(slug="2021-22-q4")
    pack = pack_of(ledger.award.provider, before)
    models.Pack.objects.filter(pk=pack.pk).update(state=State.APPROVED, approved_by=UserFactory(), approved_at=NOON)
    SpendLineFactory(award=ledger.award, pack=pack, to_date=5)
    found = ledger.position()
    assert (found.awarded, found.spent, found.lines) == (100_000, None, ())


def csp(amounts: list[int], spent: list[int | None]) -> list[AwardPosition]:
    """The grants of one group; the first states what they come to."""
    periods = quarters(2022, 1)
    for number, (amount, to_date) in enumerate(zip(amounts, spent, strict=True)):
        stated = Decimal(636_541) if number == 0 else None
        award = AwardFactory(title=f"Grant {number}", group="csp-2022-23", stated_group_total=stated)
        FundingSplitFactory(award=award, amount=Decimal(amount))
        if to_date is not None:
            pack = pack_of(award.provider, periods[1])
            who = {"approved_by": UserFactory(), "approved_at": NOON}
            models.Pack.objects.filter(pk=pack.pk).update(state=State.APPROVED, **who)
            SpendLineFactory(award=award, pack=pack, to_date=to_date)
    return award_positions(models.Award.objects.order_by("title"), periods[1])


def test_grants_that_are_read_together_tie_to_the_stated_total() -> None:
    found = csp([300_000, 336_541], [215_579, 300_000])
    assert list(groups(found)) == ["csp-2022-23"]
    together = summary(found)
    assert (together.awarded.amount, together.spent.amount) == (636_541, 515_579)
    assert together.stated is not None
    assert together.stated.ties
    assert together.pace is not None
    assert together.pace.used is not None
    assert (round(together.pace.used, 1), together.pace.gone) == (Decimal("81.0"), 50)


def test_a_missing_part_leaves_no_total_and_pace_compares_only_what_is_held() -> None:
    awards = csp([300_000, 336_541], [150_000, None])
    together = summary(awards)
    assert (together.spent.amount, together.spent.known, together.spent.missing) == (None, 150_000, ("Grant 1",))
    assert together.pace is not None
    assert together.pace.used == 50
    assert (used(awards).measurable, used(awards).number) == (1, 2)


def test_a_stated_total_unlike_its_parts_is_said() -> None:
    stated = summary(csp([300_000, 300_000], [None, None])).stated
    assert stated is not None
    assert not stated.ties
    assert stated.difference == 36_541


def test_two_queries_however_many_awards(django_assert_num_queries) -> None:
    csp([1, 2, 3], [1, 2, 3])
    quarter = models.ReportingPeriod.objects.get(slug="2022-23-q2")
    for count in (1, 3):
        found = list(models.Award.objects.order_by("pk")[:count])
        with django_assert_num_queries(2):
            award_positions(found, quarter)
        with django_assert_num_queries(1):
            award_positions(found, quarter)


def test_the_spend_of_many_awards_is_read_otherwise_and_is_the_same(demo, monkeypatch) -> None:
    """Of many, all lines from the first award to the last are read, and those of others dropped."""
    quarter = models.ReportingPeriod.objects.get(slug="2022-23-q2")
    some = list(models.Award.objects.order_by("pk"))[::2]
    few = spend_of(some, quarter, with_submitted=True)
    monkeypatch.setattr(spend, "MANY", 0)
    assert spend_of(some, quarter, with_submitted=True) == few
    assert len(few) > 1  # control: there is something to compare
