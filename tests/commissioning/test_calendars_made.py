"""Calendars are made from a first day, grow by a year at either end, and keep the days of what is open."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.choices import CalendarKind
from commissioning.models import ReportingCalendar, ReportingPeriod
from commissioning.workflow.set_up.calendars import add_year, keep_calendar, keep_period, rule_periods
from tests.commissioning.factories import NOON, CalendarFactory, OfficeFactory, quarters
from tracker.models import AuditEvent, User
from tracker.refusals import WHOLE, Faults, NotNow, NotYours
from tracker.roles import Role

PERMISSION = "commissioning.set_up_plan"
FINANCIAL, CONTRACT = CalendarKind.FINANCIAL_QUARTERS, CalendarKind.CONTRACT_QUARTERS
HALF, PROGRAMME = CalendarKind.HALF_YEARS, CalendarKind.PROGRAMME_QUARTERS


@pytest.fixture
def ada(db) -> User:
    OfficeFactory()
    return User.objects.create_user("ada@office.example", name="Ada Winter", role=Role.ADMINISTRATOR)


def made(ada: User, kind: str, first_day: date, years: int = 1, name: str = "Some calendar") -> ReportingCalendar:
    values = {"name": name, "kind": kind, "first_day": first_day, "years": years}
    return keep_calendar(record=ReportingCalendar(), values=values, by=ada, at=NOON, permission=PERMISSION).record


def labels(calendar: ReportingCalendar) -> list[str]:
    return list(calendar.periods.values_list("label", flat=True))


@pytest.mark.parametrize(
    ("kind", "first_day", "first", "last"),
    [
        (FINANCIAL, date(2022, 4, 1), "Q1 2022/23", "Q4 2022/23"),
        (FINANCIAL, date(2022, 9, 30), "Q1 2022/23", "Q4 2022/23"),  # the year that holds the day
        (FINANCIAL, date(2023, 3, 31), "Q1 2022/23", "Q4 2022/23"),
        (CONTRACT, date(2022, 10, 1), "Q1 2022/23 (from October)", "Q4 2022/23 (from October)"),
        (CONTRACT, date(2022, 1, 1), "Q1 2022 (from January)", "Q4 2022 (from January)"),
        (HALF, date(2022, 4, 1), "H1 2022/23", "H2 2022/23"),
        (PROGRAMME, date(2021, 7, 15), "Programme quarter 1", "Programme quarter 4"),
    ],
)
def test_a_calendar_is_made_from_its_first_day(ada, kind, first_day, first, last) -> None:
    calendar = made(ada, kind, first_day)
    assert (labels(calendar)[0], labels(calendar)[-1]) == (first, last)
    assert len(labels(calendar)) == calendar.periods_per_year


@pytest.mark.parametrize(
    ("kind", "first_day", "sentence"),
    [
        (CONTRACT, date(2022, 4, 1), "financial quarters"),
        (CONTRACT, date(2022, 10, 2), "begin with a month"),
        (HALF, date(2022, 4, 2), "begin with a month"),
    ],
)
def test_a_first_day_that_no_rule_knows_is_refused_and_nothing_is_made(ada, kind, first_day, sentence) -> None:
    with pytest.raises(Faults) as refused:
        made(ada, kind, first_day)
    assert sentence in refused.value.by_box["first_day"]
    assert not ReportingCalendar.objects.exists()


@given(
    kind=st.sampled_from(CalendarKind),
    first_day=st.dates(date(2000, 1, 1), date(2060, 12, 31)),
    years=st.integers(1, 10),
)
def test_made_periods_follow_one_another_without_gap_or_overlap(kind, first_day, years) -> None:
    day = first_day if kind in (FINANCIAL, PROGRAMME) else first_day.replace(day=1)
    if kind == CONTRACT and day.month == 4:
        return
    found = rule_periods(kind, day, years, slug="programme")
    assert found[0].start <= day <= found[-1].end
    for one, other in pairwise(found):
        assert other.sequence == one.sequence + 1
        assert (other.start - one.end).days == 1
    assert len({each.slug for each in found}) == len(found)


class TestGrowing:
    def grow(self, ada: User, calendar: ReportingCalendar, *, later: bool) -> int:
        return add_year(calendar=calendar, later=later, by=ada, at=NOON, permission=PERMISSION)

    @pytest.mark.parametrize(
        ("kind", "first_day", "later", "earlier"),
        [
            (FINANCIAL, date(2022, 4, 1), "Q4 2023/24", "Q1 2021/22"),
            (CONTRACT, date(2022, 10, 1), "Q4 2023/24 (from October)", "Q1 2021/22 (from October)"),
            (HALF, date(2022, 4, 1), "H2 2023/24", "H1 2021/22"),
        ],
    )
    def test_by_a_year_at_either_end(self, ada, kind, first_day, later, earlier) -> None:
        calendar = made(ada, kind, first_day)
        assert self.grow(ada, calendar, later=True) == self.grow(ada, calendar, later=False)
        assert (labels(calendar)[0], labels(calendar)[-1]) == (earlier, later)
        sequences = list(calendar.periods.values_list("sequence", flat=True))
        assert sequences == list(range(sequences[0], sequences[0] + 3 * calendar.periods_per_year))

    def test_a_programme_grows_at_its_end_alone(self, ada) -> None:
        calendar = made(ada, PROGRAMME, date(2021, 7, 15))
        assert self.grow(ada, calendar, later=True) == 4
        assert labels(calendar)[-1] == "Programme quarter 8"
        with pytest.raises(NotNow, match="before its first"):
            self.grow(ada, calendar, later=False)

    def test_a_year_that_had_begun_is_completed(self, ada) -> None:
        quarters(2022, 1)
        ReportingPeriod.objects.filter(place_in_year=4).delete()
        calendar = CalendarFactory()
        self.grow(ada, calendar, later=True)
        assert labels(calendar)[3:] == ["Q4 2022/23", "Q1 2023/24", "Q2 2023/24", "Q3 2023/24", "Q4 2023/24"]

    def test_two_calendars_of_one_rule_keep_addresses_of_their_own(self, ada) -> None:
        one, other = (made(ada, CONTRACT, date(2022, 10, 1), name=name) for name in ("CLIMB", "Drive"))
        assert one.periods.first().slug == "2022-23-from-october-q1"
        assert other.periods.first().slug == "drive-2022-23-from-october-q1"

    def test_it_is_an_event_and_the_administrators(self, ada, officer) -> None:
        calendar = made(ada, FINANCIAL, date(2022, 4, 1))
        self.grow(ada, calendar, later=True)
        assert AuditEvent.objects.last().changes == {"periods": ["", "Q1 2023/24 to Q4 2023/24"]}
        with pytest.raises(NotYours):
            self.grow(officer, calendar, later=True)


class TestPeriods:
    def keep(self, ada: User, period: ReportingPeriod, **values: object):
        return keep_period(record=period, values=values, by=ada, at=NOON, permission=PERMISSION)

    def test_the_label_and_days_of_one_not_opened_are_ones_own(self, ada) -> None:
        period = quarters(2022, 1)[1]
        self.keep(ada, period, label="Second quarter", due_on=date(2022, 10, 28))
        period.refresh_from_db()
        assert (period.label, period.due_on, period.slug) == ("Second quarter", date(2022, 10, 28), "2022-23-q2")

    @pytest.mark.parametrize("name", ["start", "end", "due_on"])
    def test_once_open_its_days_stay(self, ada, name) -> None:
        period = quarters(2022, 1)[1]
        period.opened_at, period.due_on = NOON, date(2022, 10, 21)
        period.save()
        with pytest.raises(Faults) as refused:
            self.keep(ada, period, **{name: date(2022, 8, 1)})
        assert set(refused.value.by_box) == {name}
        self.keep(ada, period, label="Second quarter", **{name: getattr(period, name)})

    def test_periods_do_not_overlap(self, ada) -> None:
        first, second = quarters(2022, 1)[:2]
        with pytest.raises(Faults) as refused:
            self.keep(ada, second, start=first.end, end=second.end)
        assert "Q1 2022/23" in refused.value.by_box[WHOLE]
        self.keep(ada, second, start=second.start, end=second.end)
