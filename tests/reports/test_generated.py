"""The made-up portfolio: the same for the same seed, whole, and with everything in it that real ones have."""

from collections import defaultdict
from decimal import Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from commissioning import figures
from commissioning.choices import (
    Basis,
    BreakKind,
    CalendarKind,
    NumberKind,
    ObservationState,
    Polarity,
    Rag,
    Standing,
    State,
)
from commissioning.figures import award_positions, measure_figures, proposed_rating, reference_for
from commissioning.figures.funder_returns import funder_return
from commissioning.figures.portfolio import portfolio_for
from commissioning.models import (
    Award,
    FundingStream,
    MeasureVersion,
    Observation,
    ObservationValue,
    QuarterlyReturn,
    ReportingPeriod,
    SeriesBreak,
    Service,
    ServiceMeasure,
    Submission,
)
from commissioning.ratings.pace import PaceState
from providers.models import Provider
from reports.management.portfolio.breakdowns import BREAKDOWNS, divided
from reports.management.portfolio.chance import Chance
from reports.management.portfolio.copies import OWN, copy_office
from reports.management.portfolio.portfolio import NotOurs, digest, generate
from tests.commissioning.factories import OfficeFactory, ProviderFactory
from tests.snapshots import Snapshot
from tracker.audit import verify_chain
from tracker.models import AuditEvent, Office, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    figures.forget()
    yield
    figures.forget()


@pytest.fixture
def small(made_up_database: Snapshot, db: None) -> str:
    """Eight services over two years; the digest of their figures."""
    return digest()


def test_the_same_seed_gives_the_same_figures_and_another_seed_others(small: str) -> None:
    generate(services=8, years=2, seed=1, password="another")
    assert digest() == small
    generate(services=8, years=2, seed=2, password="another")
    assert digest() != small


def test_the_figures_of_a_seed_are_the_same_on_every_machine_and_database() -> None:
    generate(services=4, years=1, seed=1, password="x")
    assert digest()[:16] == "d85bc08fb48da0ea"


def test_chance_is_the_same_on_every_machine() -> None:
    chance = Chance(1, "service", 0)
    assert [chance.whole(0, 999) for _ in range(5)] == [Chance(1, "service", 0).whole(0, 999), *_rest()]
    assert chance.some("abcdef", 6) == list("abcdef")


def _rest() -> list[int]:
    chance = Chance(1, "service", 0)
    chance.whole(0, 999)
    return [chance.whole(0, 999) for _ in range(4)]


def test_it_has_what_real_portfolios_have(small: str) -> None:
    own = Observation.objects.all()
    assert set(ReportingPeriod.objects.values_list("calendar__kind", flat=True)) == set(CalendarKind.values)
    used = set(Service.objects.values_list("calendars__calendar__kind", flat=True))
    assert used == set(CalendarKind.values)
    assert set(own.values_list("state", flat=True)) == set(ObservationState.values)
    assert {Standing.APPROVED, Standing.SUBMITTED, Standing.DRAFT} <= set(own.values_list("standing", flat=True))
    assert own.filter(denominator=0).exists()
    assert own.filter(numerator__isnull=False).exists()
    assert own.filter(version__number_kind=NumberKind.PERCENTAGE, numerator=None, value__isnull=False).exists()
    assert own.filter(provisional=True).exists()
    assert own.filter(version__number=2).exists()
    states = set(QuarterlyReturn.objects.filter(period__end="2026-03-31").values_list("state", flat=True))
    assert states == set(State.values)
    assert QuarterlyReturn.objects.filter(period__end__lt="2026-03-31", state=State.NOT_STARTED).exists()
    assert Service.objects.filter(name__regex=".{100}").exists()
    assert Award.objects.exclude(starts_on__month=4).exists()


def test_every_kind_of_number_basis_and_polarity_is_counted() -> None:
    generate(services=20, years=2, seed=1, password="x")
    own = MeasureVersion.objects.filter(observations__isnull=False)
    assert set(own.values_list("number_kind", flat=True)) == set(NumberKind.values)
    assert set(own.values_list("basis", flat=True)) == set(Basis.values)
    assert set(own.values_list("polarity", flat=True)) == set(Polarity.values)
    assert SeriesBreak.objects.filter(kind__in=BreakKind.values).exists()
    rated = QuarterlyReturn.objects.filter(state=State.APPROVED)
    assert {Rag.RED, Rag.AMBER, Rag.GREEN} <= set(rated.values_list("rag", flat=True))
    quarter = ReportingPeriod.objects.get(slug="2024-25-q4")
    positions = award_positions(Award.objects.all(), quarter)
    assert any(position.pace and position.pace.state == PaceState.OVER for position in positions)
    assert any(position.awarded is not None for position in positions)


def test_stored_ratings_are_those_that_approval_would_have_stored(small: str) -> None:
    office = Office.objects.get()
    reference = reference_for(office)
    for row in QuarterlyReturn.objects.filter(state=State.APPROVED).select_related("service", "period")[::7]:
        rating = proposed_rating(row, reference=reference, office=office)
        assert (row.proposed_rag, row.rag_why) == (rating.rag, rating.reason[:200]), row


def test_every_life_leaves_its_trail(small: str) -> None:
    assert verify_chain() > QuarterlyReturn.objects.count()
    sent = QuarterlyReturn.objects.exclude(submitted_at=None)
    assert Submission.objects.filter(record_kind="return").count() == sent.count()
    approved = Submission.objects.filter(record_kind="return", approved=True)
    assert set(approved.values_list("record_id", flat=True)) == set(
        QuarterlyReturn.objects.approved().values_list("pk", flat=True)
    )
    for row in QuarterlyReturn.objects.approved():
        assert row.approved_by_id not in (row.entered_by_id, row.submitted_by_id)
        assert row.approved_at > row.submitted_at


def test_every_value_is_kept_and_the_newest_pointed_at(small: str) -> None:
    for row in Observation.objects.exclude(state=ObservationState.NOT_ANSWERED).select_related("latest")[::11]:
        assert row.latest is not None
        assert (row.latest.state, row.latest.value) == (row.state, row.value)
    assert ObservationValue.objects.count() == Observation.objects.exclude(latest=None).count()


def test_a_return_to_a_funder_is_filled(small: str) -> None:
    """Its money, the figures of its services and the answers stand in it; so few services count nothing by category."""
    stream, reference = FundingStream.objects.exclude(funder_template=None).get(), reference_for(Office.objects.get())
    year_end = next(each for each in reference.quarters() if each.slug == "2025-26-q4")
    held = {"reference": reference, "portfolio": portfolio_for(reference)}
    told = funder_return(stream, stream.funder_template, year_end, **held)
    filled = {
        section.title
        for section in told.sections
        if any(cell.number is not None for line in section.lines for cell in line.cells.values())
    }
    assert filled == {"The grant", "Passed on to services", "People helped", "In words"}


@pytest.mark.parametrize("demo", [True, False])
def test_it_leaves_another_office_alone(demo: bool) -> None:
    OfficeFactory(demo=demo)
    before = list(Provider.objects.values_list("pk"))
    with pytest.raises(CommandError, match="database of its own"):
        call_command("generate_portfolio", services=1, years=1)
    assert list(Provider.objects.values_list("pk")) == before


def test_it_leaves_a_database_without_an_office_alone_where_anything_is_in_it() -> None:
    ProviderFactory()
    with pytest.raises(NotOurs):
        generate(services=1, years=1, seed=1, password="x")
    assert Provider.objects.count() == 1


def test_the_command_says_what_it_made_and_who_may_sign_in(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "fenland geese at dawn")
    out = StringIO()
    call_command("generate_portfolio", services=2, years=1, stdout=out)
    assert "2 services" in out.getvalue()
    for name in ("manager", "officer"):
        person = User.objects.get(email=f"{name}@fenmarch.example")
        assert person.email in out.getvalue()
        assert person.check_password("fenland geese at dawn")


@pytest.mark.parametrize("wrong", ["0", "-1", "many", "1.5"])
def test_sizes_are_whole_numbers_from_one(wrong: str) -> None:
    with pytest.raises(CommandError, match="whole number"):
        call_command("generate_portfolio", f"--services={wrong}")


def test_an_office_is_copied_with_all_that_is_its_own(db) -> None:
    """Every table of a copy is whole, keys included; what the offices share stays as it is."""
    generate(services=3, years=1, seed=1, password="x")
    own, shared = [apps.get_model(name) for name in OWN], [MeasureVersion, ReportingPeriod, Office, AuditEvent]
    before = {model: model._base_manager.count() for model in [*own, *shared]}
    assert all(before[model] for model in (Service, Award, Observation, ObservationValue, QuarterlyReturn, Provider))
    told: list[int] = []
    copy_office(3, told.append)
    assert told == [2, 3]
    assert {model: model._base_manager.count() for model in own} == {model: 3 * before[model] for model in own}
    assert {model: model._base_manager.count() for model in shared} == {model: before[model] for model in shared}
    connection.check_constraints()
    assert Service.objects.create(code="one-more", name="One more", objective=Service.objects.earliest("pk").objective)


def test_the_figures_of_a_copy_are_those_of_the_first(db) -> None:
    generate(services=3, years=2, seed=1, password="x")
    count = Service.objects.count()
    copy_office(2)
    figures.forget()
    reference = reference_for(Office.objects.get())
    quarter = reference.quarters()[4]
    listed = list(ServiceMeasure.objects.select_related("measure", "service").order_by("pk"))
    found = [
        (each.measure.label, each.value, each.rating.rag)
        for each in measure_figures(listed, quarter, reference=reference)
    ]
    half = len(found) // 2
    assert Service.objects.count() == 2 * count
    assert half > 10
    assert found[:half] == found[half:]
    awards = list(Award.objects.order_by("pk"))
    spent = [each.spent for each in award_positions(awards, quarter)]
    assert spent[: len(spent) // 2] == spent[len(spent) // 2 :]


def test_what_is_broken_down_comes_to_its_whole_with_small_parts_in_it(small: str) -> None:
    """Each way of breaking down is used, by every part that is told; what has no number has no parts."""
    wholes = {_place(row): row.value for row in Observation.objects.whole()}
    parts = Observation.objects.exclude(category__breakdown=None).select_related("category")
    sums: dict[tuple[object, ...], Decimal] = defaultdict(Decimal)
    for row in parts.filter(value__isnull=False):
        sums[*_place(row), row.category.breakdown_id] += row.value or 0
    assert len(sums) > 10
    assert all(total == wholes[key[:-1]] for key, total in sums.items())
    assert parts.filter(value__gt=0, value__lt=5, standing=Standing.APPROVED).exists()
    assert not any(wholes[_place(row)] is not None for row in parts.filter(value=None))


def _place(row: Observation) -> tuple[object, ...]:
    return (row.service_measure_id, row.provider_id, row.period_id)


@given(st.integers(0, 10**6), st.integers(0, 99), st.sampled_from(list(BREAKDOWNS.values())))
def test_a_count_is_divided_into_parts_that_come_to_it(number: int, seed: int, shares: dict[str, float]) -> None:
    parts = divided(number, list(shares.values()), Chance(seed))
    assert sum(parts) == number
    assert min(parts) >= 0
    assert len(parts) == len(shares)
